"""Questions for somebody else: a workbook for one role, and its answers taken back with who gave them and when.

Nothing is merged over an answer that differs: both are shown, and the officer settles which stands."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import openpyxl
import xlsxwriter

from guidance.assessment import Assessment
from guidance.catalogue import Catalogue
from guidance.entries import Kind, Question
from guidance.record import MAX_NOTE, MAX_TEXT, Confidence, Record, Recorded, RecordError, Value, check_value
from rules.facts import NOT_SURE
from rules.readings.three_valued import Asked

HEAD: Final = ("Activity", "Question", "Help", "Answers to choose from", "Answer", "Note", "Evidence: where it is kept", "Key")
NOT_SURE_TEXT: Final = "Not sure"
MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 10_000
_FIRST_ROW: Final = 4


class RolePackError(ValueError):
    """A workbook that cannot be taken back; the message says where, what was read and what was expected."""


@dataclass(frozen=True)
class Conflict:
    """An answer that differs from the one that is there."""

    asked: Asked
    ours: Recorded
    theirs: Recorded


@dataclass(frozen=True)
class Returned:
    """What came back: answers to questions that were open, answers that differ, how many say the same, cells not understood."""

    who: str
    new: Mapping[Asked, Recorded]
    conflicts: tuple[Conflict, ...]
    same: int
    problems: tuple[str, ...]


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


def render(assessment: Assessment, record: Record, role: str) -> bytes:
    """The workbook for a role. The same assessment gives the same bytes."""
    catalogue = assessment.catalogue
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = xlsxwriter.Workbook(file, options)
    book.set_properties(
        {"title": f"Questions for: {catalogue.roles[role].title}", "created": datetime(record.as_at.year, 1, 1)}
    )
    page = book.add_worksheet("Questions")
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, f"Questions for: {catalogue.roles[role].title}. Marked {record.marking}.", bold)
    page.write_string(1, 0, "Your name:", bold)
    page.write_string(1, 1, "", text)
    for column, (title, width) in enumerate(zip(HEAD, (24, 48, 40, 44, 30, 40, 30, 24), strict=True)):
        page.set_column(column, column, width, text)
        page.write_string(_FIRST_ROW - 1, column, title, bold)
    page.freeze_panes(_FIRST_ROW, 2)
    for row, (id, about) in enumerate(questions_for(assessment, record, role), _FIRST_ROW):
        question = catalogue.questions[id]
        given = record.of(about).get(id)
        name = record.activity(about).name if about else "The organisation"
        choices = [*(option.text for option in question.options), *([] if question.kind is Kind.TEXT else [NOT_SURE_TEXT])]
        many = " (several may apply: one a line)" if question.kind is Kind.MANY else ""
        answer = _told(question, given.value) if given else ""
        cells = (
            name,
            question.text + many,
            question.help or question.why,
            "\n".join(choices),
            answer,
            "",
            "",
            f"{about or ''}|{id}",
        )
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell, text)
        if question.kind is Kind.ONE and sum(map(len, choices)) < 250:
            page.data_validation(row, 4, row, 4, {"validate": "list", "source": choices, "error_type": "warning"})
    book.close()
    return file.getvalue()


def _told(question: Question, value: Value) -> str:
    if value == NOT_SURE:
        return NOT_SURE_TEXT
    chosen = value if isinstance(value, list) else [value]
    texts = {option.id: option.text for option in question.options}
    return "\n".join(texts.get(str(each), str(each)) for each in chosen)


def take_back(catalogue: Catalogue, record: Record, name: str, data: bytes, at: datetime) -> Returned:
    """The answers of a workbook beside those that are there; nothing is applied. Raises RolePackError."""
    rows = _rows(name, data)
    who = str(rows[1][1] or "").strip()[:200] if len(rows) > 1 and len(rows[1]) > 1 else ""
    if not who:
        raise RolePackError(f"{name}: row 2, column B: nobody is named; write the name of whoever answered there")
    new: dict[Asked, Recorded] = {}
    conflicts: list[Conflict] = []
    problems: list[str] = []
    same = 0
    for number, row in enumerate(rows[_FIRST_ROW:], _FIRST_ROW + 1):
        cells = [str(cell if cell is not None else "").strip() for cell in (*row, *[None] * len(HEAD))[: len(HEAD)]]
        if not cells[4]:
            continue
        try:
            asked, theirs = _answer(catalogue, record, cells, who, at)
        except RecordError as error:
            problems.append(f"row {number}, column E: {error}")
            continue
        ours = record.of(asked[1]).get(asked[0])
        if ours is None or ours.confidence is Confidence.UNCONFIRMED or ours.value == NOT_SURE:
            new[asked] = theirs
        elif ours.value == theirs.value:
            same += 1
        else:
            conflicts.append(Conflict(asked, ours, theirs))
    return Returned(who, new, tuple(conflicts), same, tuple(problems))


def _rows(name: str, data: bytes) -> list[tuple[Any, ...]]:
    if len(data) > MAX_BYTES:
        raise RolePackError(f"{name}: has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}")
    try:
        page = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
        rows = list(page.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=len(HEAD)))
    except Exception as error:  # openpyxl raises whatever it stumbles over in a broken file
        raise RolePackError(f"{name}: is no workbook that was made here ({error}); send the .xlsx file") from None
    if len(rows) < _FIRST_ROW or tuple(rows[_FIRST_ROW - 1]) != HEAD:
        raise RolePackError(
            f"{name}: row {_FIRST_ROW}: expected the titles {', '.join(HEAD)}; send the workbook that was made here"
        )
    return rows


def _answer(catalogue: Catalogue, record: Record, cells: list[str], who: str, at: datetime) -> tuple[Asked, Recorded]:
    about, _, id = cells[7].partition("|")
    if id not in catalogue.questions or (about and about not in {activity.id for activity in record.activities}):
        raise RecordError(f"the key {cells[7]!r} names no question of this assessment; leave the last column as it is")
    question = catalogue.questions[id]
    value = _value(question, cells[4])
    check_value(question, value, question.label)
    said = Recorded(value=value, note=cells[5][:MAX_NOTE], evidence=cells[6][:MAX_TEXT], by=who, at=at)
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
    """What to record: the new answers, and of those that differ the ones that the officer chose."""
    yield from returned.new.items()
    yield from ((conflict.asked, conflict.theirs) for conflict in returned.conflicts if conflict.asked in theirs)
