"""What would change the result, what to find out first, and why some questions were not asked: in words, for print."""

from collections.abc import Iterable, Iterator, Mapping
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
from reports import together, words
from reports.blocks import Block, Bullets, Cell, Item, Paragraph, Section, Table
from reports.case import Case

REVIEW_DAYS: Final = {0: 365, 1: 365, 2: 182, 3: 91, 4: 91}
"""Level to the days after which we suggest to assess again even if nothing has changed."""
TRIGGERS: Final = 5
SETS: Final = 3
NOT_ASKED: Final = ("Not asked", "Because")
GROUPS: Final = 6
"""Groups of questions that were not asked, for each activity."""


LOWER: Final = ("What would go", "If this were in place and evidenced", "Then")
NO_CONTROL: Final = (
    "No control that could be put in place takes its heaviest findings away by itself: they rest on circumstances, "
    "or on a check or decision whose outcome nobody here can choose."
)


def would_change(case: Case, about: str | None) -> Iterator[Block]:
    """What would lower the level of an activity or of the organisation, and what would raise it."""
    if may_be_lowered(case, about):
        yield Section(f"{about or 'organisation'}-lower", "What would lower it", tuple(_lower(case, about)))
    if about is not None and case.triggers.get(about, ()):
        yield Section(f"{about}-raise", "When to assess again", tuple(_raise(case, about)))


def may_be_lowered(case: Case, about: str | None) -> bool:
    """Whether there is a warning of weight, so that it is told what would lower the level."""
    return any(finding.severity.rank >= Severity.MEDIUM.rank for finding in case.warnings_about(about))


def _lower(case: Case, about: str | None) -> Iterator[Block]:
    rows = tuple(lower_rows(case, about))
    if not case.remedies.levels.get(about, ()):
        yield Paragraph(NO_CONTROL, lead=bool(rows))
    if rows:
        yield Table(f"Controls that take findings away: {case.name(about)}", LOWER, rows, (6, 9, 5))


def lower_rows(case: Case, about: str | None) -> Iterator[tuple[Cell, ...]]:
    """Sets of controls that take the level, or a finding, away."""
    for remedy in case.remedies.levels.get(about, ())[:SETS]:
        yield _remedy(case, "The level", remedy, True)
    for finding in case.warnings_about(about):
        for remedy in case.remedies.findings.get(finding.key, ())[:SETS]:
            yield _remedy(case, case.advice(finding).title, remedy, False)


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


def _raise(case: Case, about: str) -> Iterator[Block]:
    items = raised_by(case, about)
    yield Paragraph(f"{again_by(case, about)}, and at once when one of these changes:", lead=True)
    more = [Item("", f"and {len(items) - TRIGGERS} further answers that would raise it")] if len(items) > TRIGGERS else []
    yield Bullets((*items[:TRIGGERS], *more))


def again_by(case: Case, about: str) -> str:
    """By when to assess an activity again though nothing has changed."""
    review = case.as_at + timedelta(days=REVIEW_DAYS[case.assessment.levels[about].at_least])
    return f"By {words.day(review)} in any case (our suggestion)"


def raised_by(case: Case, about: str) -> tuple[Item, ...]:
    """The answers that would raise the level of an activity, the heaviest first."""
    same = groupby(case.triggers.get(about, ()), key=lambda each: (each.level, each.change.question))
    return tuple(_raised(case, level, question, found) for (level, question), found in same)


def _raised(case: Case, level: int, question: str, found: Iterable[Trigger]) -> Item:
    answers = " or ".join(f"“{option(case, trigger.change)}”" for trigger in found)
    return Item(words.label(case.catalogue, question), f"{answers}: then at least {LEVELS[level][:2]}")


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
    blocks += _not_asked_together(case, entries) if together.many(case) else _not_asked(case, entries)
    return Section("not-asked", "Appendix D. Questions not asked, and why", tuple(blocks), new_page=True)


def _not_asked(case: Case, entries: Mapping[str | None, list[Skipped]]) -> Iterator[Block]:
    alike: dict[tuple[tuple[Cell, Cell], ...], list[str]] = {}
    for about in (None, *case.activities):
        if rows := tuple(_skipped(case, entry) for entry in gathered(entries.get(about, ()), GROUPS)):
            alike.setdefault(rows, []).append(case.name(about))
    for rows, (first, *others) in alike.items():
        yield Table(f"Questions not asked: {first}", NOT_ASKED, rows, (1, 1))
        if others:
            yield Paragraph(f"The same, for the same reasons, of: {'; '.join(others)}.")


def _not_asked_together(case: Case, entries: Mapping[str | None, list[Skipped]]) -> Iterator[Block]:
    """Each question once, with a number; then each reason once for all the questions and activities of which it is the same."""
    whose: dict[tuple[str, str], list[str | None]] = {}
    for about in (None, *case.activities):
        for entry in entries.get(about, ()):
            said = settled(case, entry)
            for question in entry.questions:
                whose.setdefault((said, question), []).append(about)
    order = case.catalogue.order
    asked = sorted({question for _, question in whose}, key=lambda id: (order[id], id))
    numbers = {question: number for number, question in enumerate(asked, 1)}
    alike: dict[tuple[str, str], list[int]] = {}
    for (said, question), abouts in whose.items():
        alike.setdefault((said, case.which(abouts)), []).append(numbers[question])
    listed = tuple((Cell(f"{numbers[id]}"), Cell(words.label(case.catalogue, id), id=id)) for id in asked)
    rows = tuple((Cell(said), Cell(together.in_runs(its)), Cell(which)) for (said, which), its in alike.items())
    if rows:
        yield Table("Questions that are not asked of all", ("No.", "Question"), listed, (1, 12))
        yield Table("Why not, by the numbers of the questions", ("Because", "Questions", together.OF), rows, (9, 5, 6))


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


def settled(case: Case, entry: Skipped) -> str:
    """The same by the questions alone: what was answered to each stands in the appendix of answers."""
    catalogue = case.catalogue
    if entry.settled_by:
        named = (words.label(catalogue, question) for question in dict.fromkeys(question for question, _ in entry.settled_by))
        return f"The answers to: {'; '.join(named)}"
    if entry.waits_for:
        named = (words.label(catalogue, question) for question in dict.fromkeys(question for question, _ in entry.waits_for))
        return f"They wait for an answer to: {'; '.join(named)}"
    return because(case.assessment, case.record, entry)


def settles(worth: Worth) -> str:
    """How many findings an answer settles, whatever it is."""
    if worth.at_least == worth.at_most:
        return f"{worth.at_least}"
    return f"{worth.at_least} to {worth.at_most}, depending on the answer"
