"""Builds the one report model: every sentence, order and number that any format prints."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from math import ceil
from typing import Final

from guidance.assessment import Conclusion, Finding
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.asking import stakes
from guidance.assessment.levels import KIND
from guidance.assessment.order import first_screen
from guidance.case.plan import Plan
from guidance.case.record import Record, Signature
from guidance.inference.proof import reads
from guidance.knowledge.catalogue import SWITCHES
from guidance.language.rule import Guideline
from reports import activities, appendices, committee, front, reasons, screened, sheets, standings, together, words
from reports.blocks import Block, Bullets, Card, Cell, Item, Paragraph, Part, Report, Section, Table
from reports.case import Case, https
from reports.json import document
from reports.plan import NO_LONGER, STATUS, Action, by_owner, former, grouped
from reports.unknown import find_out, find_out_together, still_open, whom

AHEAD: Final = "What may go ahead today"
NONE: Final = "–"
NOTHING: Final = Cell(NONE)
OPEN: Final = "Open"
TOPICS_IN_A_TABLE: Final = 6
A_YEAR: Final = 365
FIRST_TO_ANSWER: Final = 10


def build(conclusion: Conclusion, record: Record, signatures: Iterable[Signature] = (), plan: Plan | None = None) -> Report:
    """The report on a concluded assessment, with what is settled about its actions; signatures of other answers or another result
    are left out.

    The same conclusion, record, signatures and plan give the same report."""
    return of(Case.of(conclusion, record, signatures, plan))


def of(case: Case) -> Report:
    """The whole report on a case: the record of what was answered, concluded and cited."""
    answers = appendices.answers(case)
    sections = (
        *front.disclosure(case),
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
        *appendices.build(case, answers),
    )
    by_anchor = {section.anchor: section for section in sections}
    working = sheets.build(case, answers, by_anchor["sources"])
    return Report(
        front.cover(case),
        sections,
        working,
        case.record,
        partial(document, case.assessment, case.record, case.plan),
        case.signatures,
    )


def with_plan(report: Report, case: Case) -> Report:
    """A report of the same case with what is settled about its actions: the same as one that is built with it, in a tenth of the time."""
    anew = {section.anchor: section for section in (_summary(case), _plan(case))}
    sections = tuple(anew.get(section.anchor, section) for section in report.sections)
    working = (sheets.plan(case), *report.sheets[1:])
    return replace(
        report, sections=sections, sheets=working, concluded=partial(document, case.assessment, case.record, case.plan)
    )


def _summary(case: Case) -> Section:
    """What a governing body decides on, in the words of the committee's edition."""
    return Section("summary", "1. Summary for the governing body", committee.body(case), new_page=True)


def _overview(case: Case) -> Section:
    topics = _topics(case)
    silent = [text.title for id, text in case.catalogue.topics.items() if id not in topics and _finds(case, id)]
    blocks: list[Block] = [
        Paragraph(
            "Each cell names the heaviest finding. “Open” means that something may still be found there, depending on "
            f"answers that are missing or not sure; “{NONE}” means no finding on these answers. That is no clearance."
        )
    ]
    weights = _weights(case)
    wide = ceil(len(topics) / ceil(len(topics) / TOPICS_IN_A_TABLE)) if topics else 1
    parts = [topics[start : start + wide] for start in range(0, len(topics), wide)]
    for number, part in enumerate(parts, 1):
        of = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        caption, titles = f"Heaviest finding by topic{of}", (case.catalogue.topics[topic].title for topic in part)
        widths = (5, *(3 for _ in part))
        cells = [(about, tuple(weights.get((about, topic), NOTHING) for topic in part)) for about in (None, *case.activities)]
        if together.many(case):
            alike = tuple((whom, *row) for *row, whom in together.rows(case, cells))
        else:
            alike = tuple((Cell(case.name(about)), *row) for about, row in cells)
        blocks.append(Table(caption, ("Who or what", *titles), alike, widths))
    if silent:
        blocks.append(Paragraph(f"Nothing was found, and nothing is open, under: {', '.join(silent)}."))
    return Section("overview", "2. Findings by activity and topic", tuple(blocks))


def _finds(case: Case, topic: str) -> bool:
    """Whether a topic finds something of more than one kind of case: the steps of a kind that is not the activity's were never looked at."""
    base = case.catalogue.rules
    return any(KIND not in reads(base)[rule.name] for rule in base.guidelines if rule.finds and rule.topic == topic)


def _topics(case: Case) -> list[str]:
    found = {finding.topic for finding in case.assessment.findings}
    return [topic for topic in case.catalogue.topics if topic in found]


def _weights(case: Case) -> Mapping[tuple[str | None, str], Cell]:
    """The heaviest printed finding of each topic about each activity, or else that something is open there."""
    found = {(finding.activity, finding.topic): Cell(OPEN) for finding in case.assessment.findings}
    for finding in sorted(case.printed, key=lambda finding: finding.severity.rank):
        found[finding.activity, finding.topic] = Cell(words.SEVERITY[finding.severity], finding.severity)
    return found


def _activities(case: Case) -> Section:
    if together.many(case):
        return activities.build(case)
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
    for heading, warns in ((AHEAD, False), ("Findings", True)):
        cards = tuple(case.card(finding) for finding in case.printed_about(about) if finding.warns is warns)
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
        yield Bullets(tuple(Item("", said) for said in standings.together(case.catalogue, cards)))


def _beside(case: Case, about: str | None) -> Iterator[Block]:
    """What facts of the case speak for though answers are missing, what the rest is, and what does not apply."""
    screen = first_screen(case.assessment, (about,))
    near = standings.near(screen)
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


def _plan(case: Case) -> Section:
    actions = grouped(case, case.acted_on)
    blocks: list[Block] = []
    for anchor, heading, statutory in (
        ("plan-law", "Clocks set by law or by a term", True),
        ("plan-ours", "Our suggestions", False),
    ):
        rows = by_owner([action for action in actions if action.statutory is statutory], partial(_for, case))
        if rows:
            head = ("Who", "By when", "What to do", "For", "Weight")
            blocks.append(Section(anchor, heading, (Table(f"{heading}: by owner and date", head, rows, (4, 5, 7, 5, 3)),)))
    gone = tuple(
        (Cell(each.settled.owner or NONE), Cell(STATUS[each.settled.status]), Cell(each.title), Cell(each.where))
        for each in former(case)
    )
    if gone:
        table = Table(f"{NO_LONGER}: kept, and to be closed", ("Who", "Status", "What", "For"), gone, (5, 4, 8, 6))
        blocks.append(Section("plan-former", NO_LONGER, (table,)))
    if not blocks:
        blocks = [Paragraph("No action follows from the answers so far.")]
    return Section("plan", "6. Action plan", tuple(blocks))


def _for(case: Case, action: Action) -> str:
    return case.which(action.abouts) if together.many(case) else action.where


def _untold(case: Case) -> Section:
    merged = together.many(case)
    rows = find_out_together(case) if merged else find_out(case)
    people = standings.ask(case.catalogue, stakes(case.assessment)) if not case.record.disclosure else ()
    blocks: list[Block] = [*reasons.contradictions(case), Paragraph(still_open(case), lead=bool(rows))]
    if people:
        blocks.append(Paragraph("Ask these people first:", lead=True))
        blocks.append(Bullets(tuple(Item(role, f"{what}.") for role, what in people)))
    if rows:
        decides = ("From whom", "Findings that it settles", "It decides whether this applies")
        head = ("Find out", *decides, together.OF) if merged else ("Find out", "About", *decides)
        widths = (6, 5, 3, 8, 4) if merged else (6, 4, 5, 3, 8)
        blocks.append(Table("What to find out, the most useful first", head, rows, widths))
    unanswered = [each for each in case.worth if (each.question, each.about) not in case.not_sure][:FIRST_TO_ANSWER]
    if unanswered and not case.record.disclosure:
        open_ = tuple(
            (
                Cell(words.label(case.catalogue, each.question), id=each.question),
                Cell(case.name(each.about)),
                Cell(whom(case, each.question)),
                Cell(reasons.settles(each)),
            )
            for each in unanswered
        )
        first = ("Answer", "About", "Who can", "Findings that it settles")
        blocks.append(Table("Unanswered questions, the most useful first", first, open_, (8, 5, 6, 4)))
    return Section("untold", "7. What cannot be told yet", tuple(blocks))


def _changes(case: Case) -> Section:
    until = case.as_at + timedelta(days=A_YEAR)
    blocks: list[Block] = []
    changes = sorted(dated(case, until))
    if changes:
        rows = tuple((Cell(words.day(when)), Cell(what)) for when, what in changes)
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


def dated(case: Case, until: date, reasons: bool = True) -> set[tuple[date, str]]:
    """The rules that start or end until a day, each with its first day as changed; `reasons`: and why."""
    changes: set[tuple[date, str]] = set()
    for rule in case.catalogue.rules.guidelines:
        if rule.starts and case.as_at < rule.starts <= until:
            changes.add((rule.starts, f"Begins to apply: {_said(case, rule, reasons)}"))
        if rule.ends and case.as_at <= rule.ends <= until:
            changes.add((rule.ends + timedelta(days=1), f"No longer applies: {_said(case, rule, reasons)}"))
    return changes


def _said(case: Case, rule: Guideline, reason: bool) -> str:
    if not rule.finds:
        return rule.reason
    title = f"{case.catalogue.advice[rule.finds].title}."
    return f"{title} {rule.reason}" if reason else title


def _limits(case: Case) -> Section:
    unseen = appendices.unseen(case)
    blocks: list[Block] = [Paragraph(text) for text in front.EVERYWHERE]
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
