"""Which questions go to a role, and what came back beside what is there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from guidance.assessment import Assessment
from guidance.case.record import MAX_NOTE, MAX_TEXT, Confidence, Record, Recorded, RecordError, Value, check_value
from guidance.case.rolepack import document, workbook
from guidance.case.rolepack.sheet import MAX_BYTES, MAX_WHO, NOT_SURE_TEXT, Filled, Line, Put, RolePackError, Sheet
from guidance.files import bounded
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.knowledge.reader import shown
from guidance.language.facts import NOT_SURE

WRITERS: Final[Mapping[str, Callable[[Sheet], bytes]]] = {".xlsx": workbook.write, ".docx": document.write}
READERS: Final[Mapping[str, Callable[[str, bytes], Filled]]] = {".xlsx": workbook.read, ".docx": document.read}
MANY_PROBLEMS: Final = 50


@dataclass(frozen=True)
class Conflict:
    """An answer that differs from the one that is there."""

    asked: Asked
    ours: Recorded
    theirs: Recorded


@dataclass(frozen=True)
class Returned:
    """What came back: answers to questions that were open, answers that differ, how many say the same, answers not understood.

    `beside` are those that say the same, with a note or evidence of their own."""

    who: str
    new: Mapping[Asked, Recorded]
    conflicts: tuple[Conflict, ...]
    same: int
    problems: tuple[str, ...]
    beside: Mapping[Asked, Recorded] = field(default_factory=dict)


def questions_for(assessment: Assessment, record: Record, role: str) -> list[Asked]:
    """The open questions that a role can answer, and those carried over that nobody has confirmed."""
    catalogue = assessment.catalogue
    unconfirmed = {
        (id, about)
        for about in (None, *(activity.id for activity in record.activities))
        for id, recorded in record.of(about).items()
        if recorded.confidence is Confidence.UNCONFIRMED or recorded.value == NOT_SURE
    }
    wanted = (assessment.asked & assessment.live) | (assessment.asked & unconfirmed)
    mine = [asked for asked in wanted if asked[0] in catalogue.questions and role in catalogue.questions[asked[0]].ask]
    place = {None: -1} | {activity.id: number for number, activity in enumerate(record.activities)}
    return sorted(mine, key=lambda asked: (place[asked[1]], catalogue.order[asked[0]]))


def render(assessment: Assessment, record: Record, role: str, suffix: str) -> bytes:
    """The file for a role, ".xlsx" or ".docx". The same assessment gives the same bytes."""
    title = f"Questions for: {assessment.catalogue.roles[role].title}"
    questions = tuple(_put(assessment.catalogue, record, *asked) for asked in questions_for(assessment, record, role))
    return WRITERS[suffix](Sheet(title, record.marking, record.as_at.year, questions))


def _put(catalogue: Catalogue, record: Record, id: str, about: str | None) -> Put:
    question, given = catalogue.questions[id], record.of(about).get(id)
    return Put(
        key=f"{about or ''}|{id}",
        about=record.activity(about).name if about else "The organisation",
        question=question.text,
        help=question.help or question.why,
        kind=question.kind,
        choices=(*(option.text for option in question.options), *([] if question.kind is Kind.TEXT else [NOT_SURE_TEXT])),
        chosen=_told(question, given.value) if given else (),
    )


def _told(question: Question, value: Value) -> tuple[str, ...]:
    if value == NOT_SURE:
        return (NOT_SURE_TEXT,)
    texts = {option.id: option.text for option in question.options}
    return tuple(texts.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))


def take_back(catalogue: Catalogue, record: Record, name: str, data: bytes, at: datetime) -> Returned:
    """The answers of a file beside those that are there; nothing is applied. Raises RolePackError."""
    return beside(catalogue, record, read(name, data), at)


def beside(catalogue: Catalogue, record: Record, filled: Filled, at: datetime) -> Returned:
    """The answers of a file that was read beside those that are there; nothing is applied."""
    who = filled.who[:MAX_WHO]
    new: dict[Asked, Recorded] = {}
    conflicts: list[Conflict] = []
    problems: list[str] = []
    same: dict[Asked, Recorded] = {}
    for line in filled.lines:
        if not line.answer:
            continue
        try:
            asked, theirs = _answer(catalogue, record, line, who, at)
        except RecordError as error:
            problems.append(f"{line.place}: {error}")
            continue
        ours = record.of(asked[1]).get(asked[0])
        if ours is None or ours.confidence is Confidence.UNCONFIRMED or ours.value == NOT_SURE:
            new[asked] = theirs
        elif ours.value == theirs.value:
            same[asked] = theirs
        else:
            conflicts.append(Conflict(asked, ours, theirs))
    if len(problems) > MANY_PROBLEMS:
        problems[MANY_PROBLEMS:] = [f"and {len(problems) - MANY_PROBLEMS} more"]
    beside = {asked: theirs for asked, theirs in same.items() if theirs.note or theirs.evidence}
    return Returned(who, new, tuple(conflicts), len(same), tuple(problems), beside)


def read(name: str, data: bytes) -> Filled:
    """What was filled in, read within the limits of `bounded`. Raises RolePackError."""
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        raise RolePackError(f"{name}: expected {' or '.join(READERS)}; send the file that was made here")
    if len(data) > MAX_BYTES:
        raise RolePackError(f"{name}: has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}")
    try:
        return bounded.read(reader, name, data, RolePackError)
    except bounded.LimitError as error:
        raise RolePackError(f"{name}: {error}; send the file that was made here") from None


def _answer(catalogue: Catalogue, record: Record, line: Line, who: str, at: datetime) -> tuple[Asked, Recorded]:
    about, _, id = line.key.partition("|")
    if id not in catalogue.questions or (about and about not in {activity.id for activity in record.activities}):
        raise RecordError(f"the key {shown(line.key)} names no question of this assessment; leave keys as they are")
    question = catalogue.questions[id]
    value = _value(question, line.answer)
    check_value(question, value, question.label)
    for what, text, most in (("note", line.note, MAX_NOTE), ("evidence", line.evidence, MAX_TEXT)):
        if len(text) > most:
            raise RecordError(f"the {what} has {len(text):,} characters; the most is {most:,}; shorten it")
    said = Recorded(value=value, note=line.note, evidence=line.evidence, by=who, at=at)
    return (id, about or None), said


def _value(question: Question, text: str) -> Value:
    """What was written, as an answer: options by their text, whatever the case."""
    if text.casefold() == NOT_SURE_TEXT.casefold() and question.kind is not Kind.TEXT:
        return NOT_SURE
    ids = {option.text.casefold(): option.id for option in question.options}
    match question.kind:
        case Kind.ONE:
            return ids.get(text.casefold(), text)
        case Kind.MANY:
            return [ids.get(line.strip().casefold(), line.strip()) for line in text.splitlines() if line.strip()]
        case Kind.NUMBER:
            try:
                return float(text) if "." in text else int(text)
            except ValueError:
                return text
        case _:
            return text


def changes(returned: Returned, theirs: frozenset[Asked]) -> Iterator[tuple[Asked, Recorded]]:
    """What to record: the new answers, what stands beside those that say the same, and of those that differ the ones that the
    officer chose."""
    yield from returned.new.items()
    yield from returned.beside.items()
    yield from ((conflict.asked, conflict.theirs) for conflict in returned.conflicts if conflict.asked in theirs)
