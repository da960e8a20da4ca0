"""Builds the one report model: every sentence, order and number that any format prints."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from typing import Final

from guidance.assessment import Conclusion, Finding
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.asking import stakes
from guidance.assessment.levels import KIND
from guidance.assessment.order import Place, first_screen
from guidance.case.record import Disclosure, Record, Signature
from guidance.inference.proof import reads
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import SWITCHES
from guidance.language.conditions import Severity
from guidance.language.facts import NOT_SURE
from guidance.language.rule import Guideline
from reports import appendices, reasons, screened, sheets, standings, words
from reports.blocks import Block, Bullets, Card, Cell, Cover, Item, Paragraph, Part, Report, Section, Table
from reports.case import Case
from reports.json import document

REDACTED: Final = "REDACTED VERSION"
TITLE: Final = "China exposure: assessment and guidance"
AHEAD: Final = "What may go ahead today"
NONE: Final = "–"
OPEN: Final = "Open"
TOPICS_IN_A_TABLE: Final = 6
NAME: Final = 38
"""The most characters of a name in the summary. Its caps keep it on one page whatever it is about; a test stretches all."""
A_YEAR: Final = 365
FIRST_TO_ANSWER: Final = 10
DECIDED: Final = 3
"""The most findings named of those that one answer decides; the JSON file has them all."""
EVERYWHERE: Final = (
    "This report is guidance, not legal advice. It does not replace a lawyer, a licensing authority or a regulator.",
    "Absence from a list is never clearance. A list shows what was on it on one day; note which list, and when.",
    "It rests on the answers given. Nobody has checked them against the world; a wrong answer gives wrong guidance.",
    "It speaks of institutions, technology and terms. It says nothing about any person and must not be used to judge one.",
)


def build(conclusion: Conclusion, record: Record, signatures: Iterable[Signature] = ()) -> Report:
    """The report on a concluded assessment; signatures of other answers or another knowledge base are left out.

    The same conclusion, record and signatures give the same report."""
    version = conclusion.assessment.catalogue.version
    case = Case(conclusion, record, tuple(each for each in signatures if each.stands(record, version)))
    sections = (
        *_redacted(case),
        _summary(case),
        _overview(case),
        _activities(case),
        _organisation(case),
        _doors(case),
        _plan(case),
        _untold(case),
        _changes(case),
        screened.build(case),
        _limits(case),
        *appendices.build(case),
    )
    by_anchor = {section.anchor: section for section in sections}
    working = sheets.build(case, by_anchor["answers"], by_anchor["sources"])
    return Report(_cover(case), sections, working, record, document(case.assessment, record), case.signatures)


def _cover(case: Case) -> Cover:
    record, knowledge = case.record, case.catalogue.knowledge
    named = record.answers.get("profile.name")
    name = str(named.value) if named and named.value != NOT_SURE else record.title
    facts = [
        ("Date as at", words.day(record.as_at)),
        ("Marking", REDACTED if record.disclosure else record.marking.value),
        ("Prepared by", record.prepared_by or "not stated"),
        ("Knowledge base", f"{knowledge.version}, published {words.day(knowledge.published)}"),
        ("Hash of the knowledge base", case.catalogue.hash),
        ("Hash of the answers", record.hash),
    ]
    if record.disclosure:
        facts.append(("Version", f"Redacted for disclosure. {words.capital(_left_out(record.disclosure))}."))
    return Cover(
        title=TITLE,
        organisation=words.short(name, 160),
        subject=record.title if record.title != name else "",
        marking=REDACTED if record.disclosure else record.marking.value,
        knowledge=f"Knowledge base {case.catalogue.version}",
        facts=tuple(Part(label, text) for label, text in facts),
        author=record.prepared_by or "not stated",
        day=record.as_at,
        about=f"Findings, levels and actions as at {record.as_at.isoformat()}",
    )


def _left_out(left_out: Disclosure) -> str:
    """What is missing from a version that is disclosed."""
    parts = [
        words.count(left_out.answers, "answer"),
        words.count(left_out.activities, "activity", "activities"),
        words.count(left_out.findings, "finding"),
    ]
    return f"withheld: {', '.join(parts[:2])} and {parts[2]}"


def redacted(left_out: Disclosure) -> str:
    """What a reader of a version that is disclosed must know first, in words."""
    return (
        f"This is a redacted version; {_left_out(left_out)}. All that it says follows from the disclosed answers alone. "
        "Levels are ranges where they rest on what is withheld, and further findings may exist."
    )


def _redacted(case: Case) -> Iterator[Section]:
    """The section before all others in a version that is disclosed."""
    left_out = case.record.disclosure
    if left_out:
        blocks: list[Block] = [Paragraph(redacted(left_out))]
        grounds = [case.catalogue.exemptions[id] for id in left_out.exemptions if id in case.catalogue.exemptions]
        if grounds:
            blocks.append(Paragraph("The organisation relies on:", lead=True))
            blocks.append(Bullets(tuple(Item(ground.act, f"{ground.title}.") for ground in grounds)))
        yield Section("version", "About this version", tuple(blocks))


def _summary(case: Case) -> Section:
    """One page for a governing body: what is fine comes first. Everything in it is capped so that it stays one page."""
    return Section(
        "summary",
        "1. Summary for the governing body",
        (
            Section("summary-fine", "What is fine and may go ahead", (_fine(case),)),
            Section("summary-levels", "Levels and why", tuple(_levels(case))),
            Section("summary-actions", "First actions", (_first_actions(case),)),
            Section("summary-untold", "What could not be told", (_summary_untold(case),)),
        ),
        new_page=True,
    )


def _fine(case: Case) -> Block:
    items = [item for about in (*case.activities[::-1], None) if (item := _fine_about(case, about))]
    if not items:
        return Paragraph(
            "Nothing can be said to go ahead without conditions on these answers. "
            "Each finding names a safe way to proceed and what can go on meanwhile."
        )
    more = [Item("", f"and {len(items) - 3} more; see section 3.")] if len(items) > 3 else []
    return Bullets((*items[:3], *more))


def _fine_about(case: Case, about: str | None) -> Item | None:
    level = case.assessment.levels[about]
    titles = [case.advice(finding).title for finding in case.enabling if finding.activity == about]
    if not titles:
        provisos = [standings.ahead(case.catalogue, card) for card in may_go_ahead(case.assessment, about)]
        if provisos:
            return Item(words.short(case.name(about), NAME), words.short(provisos[0], 160))
        if about is None or not level.settled or level.at_least > 1:
            return None
        titles = ["It may go ahead"] if level.at_least == 0 else ["It may go ahead with standard controls"]
    held = ", in this respect; other findings hold it back" if (level.now or 0) >= 3 else ""
    return Item(words.short(case.name(about), NAME), f"{words.short(words.some(titles, 2), 80)}{held}.")


def _levels(case: Case, most: int = 4) -> Iterator[Block]:
    rows = [
        (Cell(words.short(case.name(about), NAME)), case.level(about), Cell(words.short(_why(case, about), 80)))
        for about in (None, *case.activities[:most])
    ]
    yield Table("Level of the organisation and of each activity", ("Who or what", "Level", "Why"), tuple(rows), (5, 7, 10))
    if len(case.activities) > most:
        more = words.count(len(case.activities) - most, "further activity stands", "further activities stand")
        yield Paragraph(f"{more} at the same or a lower level; see section 2.")


def _why(case: Case, about: str | None) -> str:
    if about is None and case.activities:
        return f"The level of its most exposed activity, or of its own findings. {case.reasons(about)}"
    return case.reasons(about)


def _first_actions(case: Case) -> Block:
    rows = [
        (
            Cell(words.short(row.title, 64)),
            Cell(words.short(row.where, 40)),
            Cell(words.short(row.owner, 30)),
            Cell(words.short(row.by, 44)),
        )
        for row in _grouped(case, case.warnings)[:5]
    ]
    if not rows:
        return Paragraph("No action follows from the answers so far.")
    head = ("What to do", "For", "Who", "By when")
    return Table("The actions with the nearest clocks", head, tuple(rows), (8, 6, 5, 6))


def _summary_untold(case: Case) -> Block:
    asked = [
        Item(words.short(row[0].text, 60), f"{words.short(row[1].text, NAME)}. Ask: {words.short(row[2].text, 40)}")
        for row in _find_out(case)[:3]
    ]
    return Bullets((*asked, Item("", _still_open(case))))


def _still_open(case: Case) -> str:
    open_ = [finding for finding in case.assessment.possible if not finding.settled_by & case.not_sure]
    rests = f"{words.count(len(case.untold), 'finding rests', 'findings rest')} on an answer “not sure”"
    if case.record.disclosure:
        return f"{rests}. What rests on withheld answers is not told here."
    if not case.assessment.live:
        return f"{rests}. No unanswered question could change a finding."
    return (
        f"{rests}. {words.count(len(open_), 'further finding is', 'further findings are')} still open only because questions "
        f"are unanswered; {words.count(len(case.assessment.live), 'unanswered question')} could still change the result."
    )


def _overview(case: Case) -> Section:
    topics = _topics(case)
    silent = [text.title for id, text in case.catalogue.topics.items() if id not in topics and _finds(case, id)]
    blocks: list[Block] = [
        Paragraph(
            "Each cell names the heaviest finding. “Open” means that something may still be found there, depending on "
            f"answers that are missing or not sure; “{NONE}” means no finding on these answers. That is no clearance."
        )
    ]
    wide = ceil(len(topics) / ceil(len(topics) / TOPICS_IN_A_TABLE)) if topics else 1
    parts = [topics[start : start + wide] for start in range(0, len(topics), wide)]
    for number, part in enumerate(parts, 1):
        of = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        head = ("Who or what", *(case.catalogue.topics[topic].title for topic in part))
        rows = tuple(
            (Cell(words.short(case.name(about), 80)), *(_cell(case, about, topic) for topic in part))
            for about in (None, *case.activities)
        )
        blocks.append(Table(f"Heaviest finding by topic{of}", head, rows, (5, *(3 for _ in part))))
    if silent:
        blocks.append(Paragraph(f"Nothing was found, and nothing is open, under: {', '.join(silent)}."))
    return Section("overview", "2. Findings by activity and topic", tuple(blocks), new_page=True)


def _finds(case: Case, topic: str) -> bool:
    """Whether a topic finds something of more than one kind of case: the steps of a kind that is not the activity's were never looked at."""
    base = case.catalogue.rules
    return any(KIND not in reads(base)[rule.name] for rule in base.guidelines if rule.finds and rule.topic == topic)


def _topics(case: Case) -> list[str]:
    found = {finding.topic for finding in case.assessment.findings}
    return [topic for topic in case.catalogue.topics if topic in found]


def _cell(case: Case, about: str | None, topic: str) -> Cell:
    found = [finding for finding in case.assessment.about(about) if finding.topic == topic]
    printed = [finding for finding in found if finding.key in case.anchors]
    if printed:
        heaviest = max(printed, key=lambda finding: finding.severity.rank)
        return Cell(words.SEVERITY[heaviest.severity], heaviest.severity)
    return Cell(OPEN if found else NONE)


def _activities(case: Case) -> Section:
    blocks: tuple[Block, ...] = tuple(
        Section(f"activity-{number}", case.name(about), tuple(_about(case, about)), badge=case.level(about), listed=True)
        for number, about in enumerate(case.activities, 1)
    )
    if not blocks:
        blocks = (Paragraph("No activity has been entered."),)
    return Section("activities", "3. Each activity", blocks)


def _about(case: Case, about: str | None) -> Iterator[Block]:
    """What is said of one activity, or of the organisation: first what may go ahead, then each finding."""
    yield Paragraph(case.means(about), lead=True)
    for heading, found in ((AHEAD, case.enabling), ("Findings", case.warnings)):
        cards = tuple(case.card(finding) for finding in found if finding.activity == about)
        if cards:
            yield Section(f"{about or 'organisation'}-{heading.split()[-1].lower()}", heading, cards)
        else:
            yield Paragraph(_NOTHING[heading], lead=heading != "Findings")
        if heading == AHEAD:
            yield from _provisos(case, about)
    yield from _beside(case, about)
    yield from reasons.would_change(case, about)


def _provisos(case: Case, about: str | None) -> Iterator[Block]:
    """What may go ahead on provisos, and what goes on while the pressing actions are under way."""
    cards = [card for card in may_go_ahead(case.assessment, about) if not card.finding.certain]
    if cards:
        yield Paragraph("May go ahead, provided that what nobody has answered yet is in order:", lead=True)
        yield Bullets(tuple(Item("", standings.ahead(case.catalogue, card)) for card in cards))


def _beside(case: Case, about: str | None) -> Iterator[Block]:
    """What facts of the case speak for though answers are missing, what the rest is, and what does not apply."""
    screen = first_screen(case.assessment, (about,))
    near = [entry.first for entry in (*screen.warnings, *screen.more) if entry.place is Place.NEAR][:NEAR]
    if near and not case.record.disclosure:
        yield Paragraph("Facts of this case speak for these too; an answer is missing:", lead=True)
        yield Bullets(tuple(Item(case.advice(each).title, standings.standing(case.catalogue, each)) for each in near))
    rest = standings.rest(case.catalogue, replace(screen, more=()))
    if rest and not case.record.disclosure:
        yield Paragraph(rest)
    found = negatives(case.assessment, about) if about is not None else ()
    if found:
        yield Paragraph("Looked at, and does not apply here:", lead=True)
        yield Bullets(tuple(Item("", standings.negative(case.assessment, case.record, each)) for each in found))


NEAR: Final = 5
"""The most warnings that are no more than possible and are named beside those that stand."""

_NOTHING: Final = {
    AHEAD: "No rule says on these answers that a part of it may go ahead without conditions.",
    "Findings": "No finding stands against it on these answers.",
}


def _organisation(case: Case) -> Section:
    return Section("organisation", "4. The organisation as a whole", tuple(_about(case, None)), badge=case.level(None))


def _doors(case: Case) -> Section:
    leads: dict[str, list[Finding]] = {}
    for finding in (*case.warnings, *case.enabling):
        for door in finding.doors:
            leads.setdefault(door, []).append(finding)
    blocks: list[Block] = [Paragraph("Only authorities and teams that a finding names. Each says what to send and what waits.")]
    blocks += [_door(case, id, found) for id, found in leads.items()]
    if not leads:
        blocks = [Paragraph("No finding names an authority or a team to contact.")]
    return Section("doors", "5. Whom to contact", tuple(blocks))


def _door(case: Case, id: str, leads: list[Finding]) -> Card:
    door = case.catalogue.doors[id]
    titles: dict[str, list[Finding]] = {}
    for finding in leads:
        titles.setdefault(case.advice(finding).title, []).append(finding)
    parts = [
        Part("Body", door.body),
        Part("Why", door.why),
        Part("What to send", door.form),
        Part("Who signs", door.signs),
        Part("Clock", door.clock),
        Part("What not to do meanwhile", door.meanwhile),
        Part(
            "Findings that lead here", words.some((f"{title} ({case.where(found, 2)})" for title, found in titles.items()), 5)
        ),
        Part("Contact", door.contact or ""),
        Part("Address", str(door.url or ""), https(door.url)),
    ]
    return Card(f"door-{id}", door.name, tuple(part for part in parts if part.text))


def https(url: object) -> str:
    """The address if it is https; anything else is printed and never linked."""
    return str(url) if str(url).startswith("https://") else ""


class _Action:
    """One line of the plan: the same finding about several activities is one action."""

    def __init__(self, case: Case, findings: list[Finding]) -> None:
        first = findings[0]
        advice = case.advice(first)
        due = case.due(first)
        self.first = first
        self.title = advice.title
        self.where = case.where(findings)
        self.owner = case.role(advice.owner)
        self.statutory = advice.deadline.statutory
        self.due = due
        self.by = f"{words.day(due)}: {advice.deadline.text}" if due else advice.deadline.text
        self.badge = Cell(words.SEVERITY[first.severity], first.severity)


def _grouped(case: Case, findings: Iterable[Finding]) -> list[_Action]:
    """The actions, the nearest clock first."""
    same: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in sorted(findings, key=case.urgency):
        same.setdefault((finding.id, finding.severity), []).append(finding)
    return [_Action(case, found) for found in same.values()]


def _plan(case: Case) -> Section:
    actions = _grouped(case, case.warnings)
    blocks: list[Block] = []
    for anchor, heading, statutory in (
        ("plan-law", "Clocks set by law or by a term", True),
        ("plan-ours", "Our suggestions", False),
    ):
        rows = _by_owner([action for action in actions if action.statutory is statutory])
        if rows:
            head = ("Who", "By when", "What to do", "For", "Weight")
            blocks.append(Section(anchor, heading, (Table(f"{heading}: by owner and date", head, rows, (4, 5, 7, 5, 3)),)))
    if not blocks:
        blocks = [Paragraph("No action follows from the answers so far.")]
    return Section("plan", "6. Action plan", tuple(blocks))


def _by_owner(actions: list[_Action]) -> tuple[tuple[Cell, ...], ...]:
    """Owner by owner, the one with the nearest clock first; dated actions before those that an event decides."""
    owners = list(dict.fromkeys(action.owner for action in actions))
    actions = sorted(actions, key=lambda action: (owners.index(action.owner), action.due or date.max))
    return tuple(
        (Cell(action.owner), Cell(action.by), Cell(action.title), Cell(action.where), action.badge) for action in actions
    )


def _untold(case: Case) -> Section:
    rows = _find_out(case)
    people = standings.ask(case.catalogue, stakes(case.assessment)) if not case.record.disclosure else ()
    blocks: list[Block] = [*reasons.contradictions(case), Paragraph(_still_open(case), lead=bool(rows))]
    if people:
        blocks.append(Paragraph("Ask these people first:", lead=True))
        blocks.append(Bullets(tuple(Item(role, f"{what}.") for role, what in people)))
    if rows:
        head = ("Find out", "About", "From whom", "Findings that it settles", "It decides whether this applies")
        blocks.append(Table("What to find out, the most useful first", head, rows, (6, 4, 5, 3, 8)))
    unanswered = [each for each in case.worth if (each.question, each.about) not in case.not_sure][:FIRST_TO_ANSWER]
    if unanswered and not case.record.disclosure:
        open_ = tuple(
            (
                Cell(words.label(case.catalogue, each.question), id=each.question),
                Cell(case.name(each.about)),
                Cell(_whom(case, each.question)),
                Cell(reasons.settles(each)),
            )
            for each in unanswered
        )
        first = ("Answer", "About", "Who can", "Findings that it settles")
        blocks.append(Table("Unanswered questions, the most useful first", first, open_, (8, 5, 6, 4)))
    return Section("untold", "7. What cannot be told yet", tuple(blocks))


def _find_out(case: Case) -> tuple[tuple[Cell, ...], ...]:
    """One row for each "not sure" that a possible finding rests on; the one that decides most comes first."""
    decides: dict[Asked, list[Finding]] = {}
    for finding in case.untold:
        for asked in sorted(finding.settled_by & case.not_sure, key=lambda asked: (asked[1] or "", asked[0])):
            decides.setdefault(asked, []).append(finding)
    place = {(each.question, each.about): number for number, each in enumerate(case.worth)}
    settles = {(each.question, each.about): reasons.settles(each) for each in case.worth}
    order = sorted(decides.items(), key=lambda pair: (place.get(pair[0], len(place)), -pair[1][0].severity.rank))
    return tuple(
        (
            Cell(words.label(case.catalogue, question), id=question),
            Cell(case.name(about)),
            Cell(_whom(case, question)),
            Cell(settles.get((question, about), "none alone")),
            Cell(
                words.some((f"{case.advice(f).title} ({words.SEVERITY[f.severity].lower()})" for f in findings), DECIDED),
                id=" ".join(finding.key for finding in findings),
            ),
        )
        for (question, about), findings in order
    )


def _whom(case: Case, question: str) -> str:
    section, _, name = question.partition(".")
    if section == SWITCHES:
        return case.catalogue.switches[name].owner
    return " or ".join(case.role(role) for role in case.catalogue.questions[question].ask)


def _changes(case: Case) -> Section:
    until = case.as_at + timedelta(days=A_YEAR)
    blocks: list[Block] = []
    dated = sorted(_dated(case, until))
    if dated:
        rows = tuple((Cell(words.day(when)), Cell(what)) for when, what in dated)
        blocks.append(
            Section(
                "changes-rules", "Rules with a date", (Table("Changes within twelve months", ("From", "What"), rows, (1, 4)),)
            )
        )
    switches = [id for id in case.catalogue.switches if (f"{SWITCHES}.{id}", None) in case.not_sure and _read(case, id)]
    if switches:
        items = tuple(
            Item(case.catalogue.switches[id].asks, f"Not known on this date. Watched by: {case.catalogue.switches[id].owner}.")
            for id in switches
        )
        blocks.append(Section("changes-switches", "Questions about the law that are open", (Bullets(items),)))
    overdue = case.catalogue.overdue(case.as_at)
    if overdue:
        items = tuple(Item(source.title, f"Last checked {words.day(source.last_checked)}.") for source in overdue)
        blocks.append(Section("changes-sources", "Sources overdue for review", (Bullets(items),)))
    if not blocks:
        blocks = [
            Paragraph(
                f"The knowledge base holds no rule that starts or ends by {words.day(until)}, no open question about the law "
                "that a rule reads, and no source that is overdue for review."
            )
        ]
    return Section("changes", "8. What changes soon", tuple(blocks))


def _read(case: Case, switch: str) -> bool:
    return f"{SWITCHES}.{switch}" in case.catalogue.rules.questions


def _dated(case: Case, until: date) -> set[tuple[date, str]]:
    changes: set[tuple[date, str]] = set()
    for rule in case.catalogue.rules.guidelines:
        if rule.starts and case.as_at < rule.starts <= until:
            changes.add((rule.starts, f"Begins to apply: {_said(case, rule)}"))
        if rule.ends and case.as_at <= rule.ends <= until:
            changes.add((rule.ends + timedelta(days=1), f"No longer applies: {_said(case, rule)}"))
    return changes


def _said(case: Case, rule: Guideline) -> str:
    return f"{case.catalogue.advice[rule.finds].title}. {rule.reason}" if rule.finds else rule.reason


def _limits(case: Case) -> Section:
    unseen = appendices.unseen(case)
    blocks: list[Block] = [Paragraph(text) for text in EVERYWHERE]
    blocks.append(Paragraph("Not covered:", lead=True))
    blocks.append(Bullets(tuple(Item("", f"{text}.") for text in case.catalogue.not_covered)))
    if unseen:
        blocks.append(
            Paragraph("Nobody has seen these sources as a whole; check each before relying on what rests on it:", lead=True)
        )
        blocks.append(Bullets(tuple(Item(source.title, f"{source.seen}") for source in unseen)))
    else:
        blocks.append(
            Paragraph("Every source cited here was seen, in its own text or through another account; appendix C says how.")
        )
    return Section("limits", "10. Limits of this report", tuple(blocks))
