"""The officer's edition: what to do, in the order in which it presses. Each finding stands once, with all that it holds for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from guidance.assessment import Finding
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.asking import stakes
from guidance.assessment.order import first_screen
from guidance.inference.three_valued import Asked, Standing
from guidance.language.conditions import Severity
from reports import committee, front, model, reasons, screened, standings, together, words
from reports.blocks import Block, Bullets, Card, Cell, Item, Paper, Paragraph, Part, Section, Table
from reports.case import Case, added, ground, https
from reports.cited import Numbers
from reports.plan import NO_LONGER, STATUS, Action, former, grouped
from reports.unknown import find_out, find_out_together, still_open

TITLE: Final = "China exposure: what to do"
SURE: Final = 2
"""The most grounds named, of many activities, on which one finding is presumed; the record has each."""
FACTS: Final = 120
"""The most characters of what led to a finding, the facts of this case first."""
TOPICS: Final = 16
"""The most topics in one table on a page that lies on its side."""


def build(case: Case) -> Paper:
    """The edition. The same case gives the same one."""
    numbers = Numbers(case)
    stop = committee.stopped(case)
    stopped = {finding.id for finding in stop}
    care = [finding for finding in case.warnings if finding.id not in stopped]
    first = {entry.first.id for entry in first_screen(case.assessment).warnings}
    told = {finding.id for finding in care if finding.certain or finding.id in first}
    names = (Section("names", "9. Which activity is which", (together.listed(case),)),) if together.many(case) else ()
    sections = (
        *front.disclosure(case),
        Section("decision", "1. The decision that is asked", (*committee.decision(case), committee.ladder(case, case.codes))),
        _cards(case, numbers, "stop", "2. What must stop or hold", (*stop, *(f for f in case.warnings if f.id in stopped))),
        _care(case, numbers, [f for f in care if f.id in told], [f for f in care if f.id not in told]),
        Section("ahead", "4. What may go ahead", tuple(_ahead(case, numbers))),
        Section("plan", "5. The plan, by clock", (_plan(case),)),
        Section("doors", "6. Whom to contact", tuple(_doors(case))),
        Section("unknown", "7. What is not known", tuple(_unknown(case))),
        *_topics(case),
        Section("limits", "8. Limits", tuple(_limits(case, numbers))),
        *names,
    )
    return Paper(front.cover(case, TITLE, hashes=False), sections, short=True)


def _same(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one id together, the heaviest of each first, in the order of the first of each."""
    same: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        same.setdefault(finding.id, {}).setdefault(finding.key, finding)
    return [sorted(found.values(), key=lambda each: (-each.severity.rank, not each.certain)) for found in same.values()]


def _cards(case: Case, numbers: Numbers, anchor: str, heading: str, findings: Iterable[Finding]) -> Section:
    cards = tuple(_card(case, numbers, found) for found in _same(findings))
    return Section(anchor, heading, cards or (Paragraph("Nothing on these answers."),))


def _care(case: Case, numbers: Numbers, told: list[Finding], further: list[Finding]) -> Section:
    """What needs care: in full what stands for certain or comes first, in a table what hangs on answers that nobody has given."""
    cards = _cards(case, numbers, "care", "3. What needs care", told)
    if not further:
        return cards
    rows = tuple(
        (
            Cell(case.advice(found[0]).title),
            Cell(case.which(each.activity for each in found)),
            Cell(case.advice(found[0]).action),
            Cell(standings.hangs_on(case.catalogue, found[0])),
            Cell(words.SEVERITY[found[0].severity], found[0].severity),
        )
        for found in _same(further)
    )
    head = ("Step", "For", "What to do", "Unless it is otherwise with", "Weight")
    table = Table("Further steps, for which answers are missing", head, rows, (7, 7 if together.many(case) else 3, 13, 7, 5))
    return replace(cards, blocks=(*(cards.blocks if told else ()), table))


def _card(case: Case, numbers: Numbers, found: list[Finding]) -> Card:
    """One finding, with everything that it holds for."""
    first = found[0]
    advice = case.advice(first)
    answers = (asked for each in found for asked in (*sorted(each.hooks, key=str), *_answers(case, each)))
    facts = case.in_words(answers, first.activity)
    parts = [
        ("Holds for", _holds_for(case, found)),
        ("What led to this", words.fitting(facts, FACTS)),
        ("How sure", _how_sure(case, found)),
        ("In this case", " ".join(dict.fromkeys(filter(None, map(added, found))))),
        ("What it means", advice.says),
        ("What to do", f"{advice.action} {case.role(advice.owner)}: {case.deadline(first)}."),
        (
            "Contact",
            "; ".join(case.catalogue.doors[id].name for id in dict.fromkeys(id for each in found for id in each.doors)),
        ),
        ("Safe way", " ".join(filter(None, (advice.safe_way, advice.meanwhile and f"Meanwhile: {advice.meanwhile}")))),
        ("Check first", " ".join(dict.fromkeys(filter(None, map(case.catalogue.check_before_relying, first.rules))))),
        ("Rests on", f"{ground(first)}. {numbers.of(found)}"),
    ]
    return Card(
        anchor=f"{first.id}-card",
        heading=advice.title,
        parts=tuple(Part(label, text, quiet=label == "Rests on") for label, text in parts if text),
        badge=Cell(words.SEVERITY[first.severity], first.severity),
    )


def _how_sure(case: Case, found: list[Finding]) -> str:
    """How sure each is, what most have first; of many activities the rest is counted."""
    sure = Counter(filter(None, (standings.standing(case.catalogue, each) for each in found)))
    if not together.many(case):
        return " ".join(sure)
    told = [said for said, _ in sure.most_common(SURE)]
    rest = len(sure) - len(told)
    return " ".join((*told, f"{words.count(rest, 'further ground', 'further grounds')}: see the record.") if rest else told)


def _answers(case: Case, finding: Finding) -> Iterator[Asked]:
    for step in case.steps(finding):
        yield from step.answers


def _holds_for(case: Case, found: list[Finding]) -> str:
    """Each that a card holds for, with what sets it apart from the first; of many, those that are alike by their short names."""
    if not together.many(case):
        return "; ".join(_beside(case.name(each.activity), _apart(each, found[0])) for each in found)
    alike = together.alike((each.activity, _apart(each, found[0])) for each in found)
    return "; ".join(_beside(case.which(abouts), apart) for apart, abouts in alike.items())


def _beside(name: str, apart: str) -> str:
    return f"{name} ({apart})" if apart else name


def _apart(finding: Finding, first: Finding) -> str:
    apart = [words.SEVERITY[finding.severity].lower()] if finding.severity is not first.severity else []
    apart += [finding.standing.value] if finding.standing is not Standing.CERTAIN else []
    return ", ".join(apart)


def _ahead(case: Case, numbers: Numbers) -> Iterator[Block]:
    rows = tuple(_green(case, numbers, found) for found in _same(case.enabling))
    if rows:
        yield Table(
            "What may go ahead, for which, and how it stays safe",
            ("What", "For", "Keep it safe", "Rests on"),
            rows,
            (9, 5, 13, 5),
        )
    provisos = [
        (about, said)
        for about in (None, *case.activities)
        for said in standings.together(
            case.catalogue, (card for card in may_go_ahead(case.assessment, about) if not card.finding.certain)
        )
    ]
    if provisos:
        yield Paragraph("May go ahead, provided that what nobody has answered yet is in order:", lead=True)
        yield Bullets(tuple(_provided(case, provisos)))
    if not rows and not provisos:
        yield Paragraph("Nothing can be said to go ahead without conditions on these answers.")
    yield from _looked_at(case)


def _provided(case: Case, provisos: Iterable[tuple[str | None, str]]) -> Iterator[Item]:
    if not together.many(case):
        yield from (Item(case.name(about), said) for about, said in provisos)
        return
    yield from (Item(case.which(abouts), said) for said, abouts in together.alike(provisos).items())


def _looked_at(case: Case) -> Iterator[Block]:
    """What does not apply: of one activity with the reason, of several which they are."""
    if len(case.activities) == 1:
        (about,) = case.activities
        told = [Item("", standings.negative(case.assessment, case.record, each)) for each in negatives(case.assessment, about)]
        if told:
            yield Bullets(tuple(told))
        return
    looked = together.alike(
        (about, case.catalogue.topics[each.topic].title)
        for about in case.activities
        for each in negatives(case.assessment, about)
    )
    if looked:
        yield Paragraph("Looked at, and does not apply:", lead=True)
        yield Bullets(tuple(Item(title, f"{case.which(abouts)}.") for title, abouts in looked.items()))


def _green(case: Case, numbers: Numbers, found: list[Finding]) -> tuple[Cell, ...]:
    advice = case.advice(found[0])
    return (
        Cell(advice.title),
        Cell(case.which(each.activity for each in found)),
        Cell(advice.safe_way),
        Cell(numbers.of(found)),
    )


def _plan(case: Case) -> Block:
    actions = grouped(case, case.acted_on)
    rows = [(Cell(each.clock), Cell(each.owner), Cell(each.title), Cell(_whom(case, each)), each.badge) for each in actions]
    for gone in former(case):
        status = f"{NO_LONGER}; {STATUS[gone.settled.status].lower()}"
        rows.append((Cell(status), Cell(gone.settled.owner or model.NONE), Cell(gone.title), Cell(gone.where), Cell("")))
    if not rows:
        return Paragraph("No action follows from the answers so far.")
    return Table("Actions, the nearest clock first", ("By when", "Who", "What", "For", "Weight"), tuple(rows), (8, 7, 9, 8, 5))


def _whom(case: Case, action: Action) -> str:
    """The one activity by code and name; several by their codes."""
    which = case.which(action.abouts)
    return f"{which} {case.name(action.abouts[0])}" if len(action.abouts) == 1 and action.abouts[0] else which


def _doors(case: Case) -> Iterator[Block]:
    leads: dict[str, list[str]] = {}
    for finding in (*committee.stopped(case), *case.printed):
        for id in finding.doors:
            leads.setdefault(id, []).append(case.advice(finding).title)
    if not leads:
        yield Paragraph("No finding names an authority or a team to contact.")
        return
    for id, titles in leads.items():
        door = case.catalogue.doors[id]
        parts = [
            Part("Why", door.why),
            Part("Send", f"{door.form} Signed by: {door.signs}."),
            Part("Clock", door.clock),
            Part("Not meanwhile", door.meanwhile),
            Part("Leads here", f"{'; '.join(dict.fromkeys(titles))}."),
            Part("Contact", door.contact or ""),
            Part("Address", str(door.url or ""), https(door.url)),
        ]
        yield Card(f"door-{id}", f"{door.name}, {door.body}", tuple(part for part in parts if part.text))


def _unknown(case: Case) -> Iterator[Block]:
    yield from reasons.contradictions(case)
    yield Paragraph(still_open(case))
    people = standings.ask(case.catalogue, stakes(case.assessment)) if not case.record.disclosure else ()
    if people:
        yield Paragraph("Ask these people first:", lead=True)
        yield Bullets(tuple(Item(role, f"{what}.") for role, what in people))
    if together.many(case):
        rows = tuple((Cell(row[0].text), row[4], row[1], Cell(row[3].text)) for row in find_out_together(case))
    else:
        rows = tuple((Cell(row[0].text), row[1], row[2], Cell(row[4].text)) for row in find_out(case))
    if rows:
        yield Table(
            "What to find out, the most useful first", ("Find out", "About", "From whom", "It decides"), rows, (6, 6, 6, 9)
        )
    dated = sorted(model.dated(case, case.as_at + timedelta(days=model.A_YEAR), reasons=False))
    if dated:
        items = tuple(Item(words.day(when), what) for when, what in dated)
        yield Paragraph("Rules that change within twelve months:", lead=True)
        yield Bullets(items)


def _topics(case: Case) -> Iterator[Section]:
    """Where the findings of weight lie."""
    weighty = {finding.topic for finding in case.warnings if finding.severity.rank >= Severity.MEDIUM.rank}
    topics = [topic for topic in case.catalogue.topics if topic in weighty]
    tables = [_grid(case, topics[start : start + TOPICS]) for start in range(0, len(topics), TOPICS)]
    if tables:
        yield Section("topics", "Where the findings of weight lie", tuple(tables), landscape=True)


def _grid(case: Case, topics: list[str]) -> Table:
    heaviest: dict[tuple[str | None, str], Finding] = {}
    for finding in sorted(case.warnings, key=lambda each: each.severity.rank):
        heaviest[finding.activity, finding.topic] = finding
    weighed = [(about, tuple(_weight(heaviest.get((about, topic))) for topic in topics)) for about in (None, *case.activities)]
    if together.many(case):
        rows = tuple((whom, *row) for *row, whom in together.rows(case, weighed))
    else:
        rows = tuple((Cell(case.name(about)), *row) for about, row in weighed)
    head = ("Who or what", *(case.catalogue.topics[topic].title for topic in topics))
    return Table("The heaviest finding by topic; a dash is no clearance", head, rows, (7, *(2 for _ in topics)), upright=True)


def _weight(finding: Finding | None) -> Cell:
    return Cell(words.SEVERITY[finding.severity], finding.severity) if finding else Cell(model.NONE)


def _limits(case: Case, numbers: Numbers) -> Iterator[Block]:
    not_covered = "; ".join(case.catalogue.not_covered)
    yield Bullets((*(Item("", text) for text in front.EVERYWHERE), Item("Not covered", f"{not_covered}.")))
    yield from screened.blocks(case)
    yield from numbers.list()
    rows = (("Knowledge base", case.catalogue.version), *front.fingerprints(case))
    yield Table(
        "What this edition was made of", ("What", "Which"), tuple((Cell(what), Cell(which)) for what, which in rows), (1, 3)
    )
