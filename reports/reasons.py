"""What would change the result, what to find out first, and why some questions were not asked: in words, for print."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from typing import Final

from guidance.assessment import LEVELS, Assessment
from guidance.assessment.ledger import Skipped, gathered, skipped
from guidance.assessment.variants import Change
from guidance.assessment.what_if import TOGETHER, Remedy, Trigger, Worth
from guidance.case.record import Record
from guidance.inference.three_valued import Asked
from guidance.language.conditions import Severity
from reports import words
from reports.blocks import Block, Bullets, Cell, Item, Paragraph, Section, Table
from reports.case import Case

REVIEW_DAYS: Final = {0: 365, 1: 365, 2: 182, 3: 91, 4: 91}
"""Level to the days after which we suggest to assess again even if nothing has changed."""
TRIGGERS: Final = 5
SETS: Final = 3
GROUPS: Final = 6
"""Groups of questions that were not asked, for each activity."""


def would_change(case: Case, about: str | None) -> Iterator[Block]:
    """What would lower the level of an activity or of the organisation, and what would raise it."""
    warnings = [finding for finding in case.warnings if finding.activity == about]
    if any(finding.severity.rank >= Severity.MEDIUM.rank for finding in warnings):
        place = f"{about or 'organisation'}-lower"
        yield Section(place, "What would lower it", tuple(_lower(case, about)))
    triggers = case.triggers.get(about, ())
    if about is not None and triggers:
        yield Section(f"{about}-raise", "When to assess again", tuple(_raise(case, about, triggers)))


def _lower(case: Case, about: str | None) -> Iterator[Block]:
    whole = case.remedies.get(about, ())
    rows = [_remedy(case, "The level", remedy, True) for remedy in whole[:SETS]]
    for finding in case.warnings:
        if finding.activity == about:
            title = case.advice(finding).title
            rows += [_remedy(case, title, remedy, False) for remedy in case.removals.get(finding.key, ())[:SETS]]
    if not whole:
        yield Paragraph(
            "No control that could be put in place takes its heaviest findings away by itself: they rest on circumstances, "
            "or on a check or decision whose outcome nobody here can choose.",
            lead=bool(rows),
        )
    if rows:
        head = ("What would go", "If this were in place and evidenced", "Then")
        yield Table(f"Controls that take findings away: {case.name(about)}", head, tuple(rows), (6, 9, 5))


def _remedy(case: Case, what: str, remedy: Remedy, levels: bool) -> tuple[Cell, ...]:
    low, high = remedy.level
    level = LEVELS[low][:2] if low == high else f"at least {LEVELS[low][:2]}, at most {LEVELS[high][:2]}"
    stays = words.count(len(remedy.stays), "finding stays", "findings stay")
    then = f"{level}; {stays}" if levels else stays
    proved = "" if remedy.smallest else f" (nothing here can be left out; other sets of more than {TOGETHER} were not sought)"
    return Cell(what), Cell(f"{in_place(case, remedy.changes)}{proved}"), Cell(then)


def in_place(case: Case, changes: Iterable[Change]) -> str:
    """Changes to controls in words, one after the other."""
    return "; and ".join(f"{words.label(case.catalogue, c.question)}: “{option(case, c)}”" for c in changes)


def option(case: Case, change: Change) -> str:
    """The option or number of a change in words."""
    return words.answer(case.catalogue, change.question, change.option)


def _raise(case: Case, about: str, triggers: tuple[Trigger, ...]) -> Iterator[Block]:
    level = case.assessment.levels[about].at_least
    review = case.as_at + timedelta(days=REVIEW_DAYS[level])
    yield Paragraph(f"By {words.day(review)} in any case (our suggestion), and at once when one of these changes:", lead=True)
    items = []
    for (level, question), same in groupby(triggers, key=lambda each: (each.level, each.change.question)):
        answers = " or ".join(f"“{option(case, trigger.change)}”" for trigger in same)
        items.append(Item(words.label(case.catalogue, question), f"{answers}: then at least {LEVELS[level][:2]}"))
    more = [Item("", f"and {len(items) - TRIGGERS} further answers that would raise it")] if len(items) > TRIGGERS else []
    yield Bullets((*items[:TRIGGERS], *more))


def contradictions(case: Case) -> Iterator[Block]:
    """Answers that cannot all hold."""
    if case.assessment.contradictions:
        rows = tuple(
            (Cell(case.name(found.activity), id=found.rule.name), Cell(found.rule.reason), Cell(_answers(case, found.answers)))
            for found in case.assessment.contradictions
        )
        yield Paragraph(
            "These answers cannot all be right. Correct one of each before anybody relies on the result.", lead=True
        )
        yield Table("Answers that contradict each other", ("About", "What does not fit", "The answers"), rows, (4, 8, 8))


def _answers(case: Case, asked: Iterable[Asked]) -> str:
    return "; ".join(case.in_words(asked, None))


def not_asked(case: Case) -> Section:
    """The appendix of questions that were not asked, each with the reason."""
    blocks: list[Block] = [
        Paragraph(
            "A question is asked only while its answer can still change a finding, an advice card, a door or a level. "
            "Each of these cannot, because of the answers named; a rule of the knowledge base says so, not a guess."
        )
    ]
    entries: dict[str | None, list[Skipped]] = {}
    for entry in skipped(case.assessment):
        entries.setdefault(entry.about, []).append(entry)
    alike: dict[tuple[tuple[Cell, Cell], ...], list[str]] = {}
    for about in (None, *case.activities):
        rows = tuple(_skipped(case, entry) for entry in gathered(entries.get(about, ()), GROUPS))
        if rows:
            alike.setdefault(rows, []).append(case.name(about))
    for rows, (first, *others) in alike.items():
        blocks.append(Table(f"Questions not asked: {first}", ("Not asked", "Because"), rows, (1, 1)))
        if others:
            blocks.append(Paragraph(f"The same, for the same reasons, of: {'; '.join(others)}."))
    return Section("not-asked", "Appendix D. Questions not asked, and why", tuple(blocks), new_page=True)


def _skipped(case: Case, entry: Skipped) -> tuple[Cell, Cell]:
    labels = "; ".join(words.label(case.catalogue, question) for question in entry.questions)
    return Cell(labels, id=" ".join(entry.questions)), Cell(because(case.assessment, case.record, entry))


def because(assessment: Assessment, record: Record, entry: Skipped) -> str:
    """Why questions were not asked, in words."""
    if entry.waits_for:
        waits = words.some((words.label(assessment.catalogue, question) for question, _ in entry.waits_for), 3)
        return f"They wait for an answer to: {waits}"
    if entry.settled_by:
        return words.some(_deciding(assessment, record, entry), 6)
    return "No rule that reads them applies on this day"


def _deciding(assessment: Assessment, record: Record, entry: Skipped) -> list[str]:
    """The deciding answers; a question that several activities answered is named once."""
    by_question: dict[str, list[Asked]] = {}
    for asked in entry.settled_by:
        by_question.setdefault(asked[0], []).append(asked)
    said: list[str] = []
    for question, given in by_question.items():
        if len(given) == 1:
            said += words.told(assessment, record, given, entry.about)
        else:
            said.append(f"{words.label(assessment.catalogue, question)}: the answers of {len(given)} activities")
    return said


def settles(worth: Worth) -> str:
    """How many findings an answer settles, whatever it is."""
    if worth.at_least == worth.at_most:
        return f"{worth.at_least}"
    return f"{worth.at_least} to {worth.at_most}, depending on the answer"
