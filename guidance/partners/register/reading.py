"""A register file as one table of texts, with the row numbers that a spreadsheet shows. Bounded; every fault has its place."""

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from guidance.files import bounded
from guidance.files.archive import ArchiveError
from guidance.partners.register import titles, workbook
from guidance.partners.register.limits import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_FILLED,
    MAX_ROWS,
    MAX_TITLE,
    PREAMBLE,
    RegisterError,
)
from guidance.partners.register.mapping import Columns, propose
from guidance.partners.register.workbook import letter

MANY_LINES: Final = 10
MANY_NOTES: Final = 20
BEGINNING: Final = 2_000
"""Rows by which a mapping of columns is proposed."""
SURE: Final = 2
"""Titles that a row must have to be the one of titles."""
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
"""A character as HTML writes it. Its semicolon divides nothing, so it is taken for the character before partners are told apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `number` counts from 1 as a spreadsheet does; a cell without content is empty."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The table that was found. `others`: sheets that were not read. `notes`: what an officer should know."""

    file: str
    title: str
    head: tuple[str, ...]
    rows: tuple[Line, ...]
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def proposed(self) -> Columns:
        """The mapping of columns that its titles and its first rows suggest."""
        return propose(self.head, [line.cells for line in self.rows[:BEGINNING]])

    def column(self, title: str) -> str:
        """The letter of a column, as a spreadsheet shows it."""
        shown: str = letter(self.head.index(title) + 1)
        return shown


def read(name: str, data: bytes) -> Sheet:
    """The register in a CSV file or a workbook, read within the limits of `bounded`. Raises RegisterError."""
    return read_sheets(name, data)[0]


def read_sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Every sheet that holds a table, the one that looks most like a register first. Raises RegisterError if there is none."""
    if len(data) > MAX_BYTES:
        raise RegisterError(f"{name}: has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}. Split the register")
    try:
        return bounded.read(parse, name, data, RegisterError)
    except bounded.LimitError as error:
        raise RegisterError(f"{name}: {error}. Copy the register alone, as values, into a new file") from None


def titled(sheets: Sequence[Sheet], title: str) -> Sheet:
    """The sheet of that title, "" for the first. Raises RegisterError."""
    for sheet in sheets:
        if title in ("", sheet.title):
            return sheet
    there = ", ".join(sheet.title for sheet in sheets)
    raise RegisterError(f"{sheets[0].file}: there is no sheet {title!r} with a table; expected one of {there}")


def parse(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The same, in this process and without those limits. Raises RegisterError."""
    if workbook.is_one(data):
        return _workbook(name, data)
    notes: list[str] = []
    return (_sheet(name, "", _table(name, data, notes), notes),)


def _sheet(name: str, title: str, table: list[Line], notes: Sequence[str] = ()) -> Sheet:
    """The table of a sheet under its row of column titles. Raises RegisterError."""
    where = f"{name}: sheet {title}" if title else name
    if not any(any(line.cells) for line in table):
        raise RegisterError(f"{where}: holds no rows; expected a table with a row of column titles")
    place, sure = _header(table)
    lines = [line for line in table if line.number > table[place].number]
    head = tuple(" ".join(cell.split()) for cell in _trimmed(table[place].cells))
    _check_head(where, head)
    rows = tuple(Line(line.number, (*line.cells, *[""] * len(head))[: len(head)]) for line in lines)
    beyond = [line.number for line in lines if any(cell.strip() for cell in line.cells[len(head) :])]
    if beyond:
        raise RegisterError(f"{where}: row {beyond[0]} has cells beyond the last column title; give each column a title")
    untitled = _untitled(table[place].number, head) if not sure else ()
    return Sheet(name, title, head, rows, (), (*notes, *untitled, *_long(rows)))


def _untitled(number: int, head: Iterable[str]) -> tuple[str, ...]:
    """What to say where the row that was taken for the titles looks like a row of the table."""
    names = [cell for cell in head if titles.names_a_body(cell)]
    if not names:
        return ()
    told = (
        f"Row {number} was taken for the column titles, and {names[0][:80]!r} looks like the name of a body. If that row is an "
        "arrangement, put a row of titles over the table."
    )
    return (told,)


def _long(rows: Iterable[Line]) -> Iterator[str]:
    """The first cells of many lines: a quotation mark that is never closed swallows rows."""
    cells = ((line, place, cell.count("\n") + 1) for line in rows for place, cell in enumerate(line.cells, 1))
    for line, place, count in islice((cell for cell in cells if cell[2] > MANY_LINES), MANY_NOTES):
        yield (f"Cell {letter(place)}{line.number} holds {count} lines; see whether a quotation mark was not closed there.")


def _header(lines: Sequence[Line]) -> tuple[int, float]:
    """The place of the row that is surest to hold titles, and how sure; otherwise the first row with several cells."""
    scores = [_titles(_trimmed(line.cells)) for line in lines[:PREAMBLE]]
    if scores and max(scores) > 0:
        return scores.index(max(scores)), max(scores)
    several = [place for place, line in enumerate(lines[:PREAMBLE]) if sum(bool(cell.strip()) for cell in line.cells) > 1]
    return (several or [0])[0], 0


def _titles(cells: Sequence[str]) -> float:
    """How surely a row holds column titles: at least two cells, or all of them, can be nothing else."""
    filled = [cell for cell in cells if cell.strip()]
    certain = [meaning for meaning in map(titles.meaning, filled) if meaning.certain]
    return sum(each.best for each in certain) if len(certain) >= min(SURE, len(filled)) else 0.0


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1] if filled else ()


def _check_head(name: str, head: tuple[str, ...]) -> None:
    titles: dict[str, int] = {}
    for place, title in enumerate(head):
        if len(title) > MAX_TITLE:
            raise RegisterError(
                f"{name}: column {letter(place + 1)}: the title has {len(title):,} characters; expected at most {MAX_TITLE}. "
                "Put a row of column titles over the table"
            )
        if title and title.casefold() in titles:
            columns = f"{letter(titles[title.casefold()] + 1)} and {letter(place + 1)}"
            raise RegisterError(f"{name}: columns {columns} are both titled {title!r}; expected different titles. Rename one")
        titles.setdefault(title.casefold(), place)


def _table(name: str, data: bytes, notes: list[str]) -> list[Line]:
    text = _decoded(name, data, notes)
    if not text.strip():
        raise RegisterError(f"{name}: is empty; expected a table with a row of column titles. Export the register again")
    begins = text[:65_536]
    return list(_lines(name, _divided(name, text, max(",;\t|", key=begins.count))))


def _decoded_entities(cell: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), cell) if "&" in cell else cell


def _divided(name: str, text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a CSV, each as it is read. Raises RegisterError for a quotation mark that is never closed."""
    ended = False

    def lines() -> Iterator[str]:
        nonlocal ended
        yield from io.StringIO(text, newline="")
        ended = True

    csv.field_size_limit(MAX_BYTES)  # a cell that is too long is named with its place, below
    for number, row in enumerate(csv.reader(lines(), delimiter=separator), 1):
        if ended:
            raise RegisterError(
                f"{name}: the table is broken: a quotation mark in row {number} is never closed. Export it again"
            )
        yield row


def _decoded(name: str, data: bytes, notes: list[str]) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16" or b"\0" in data:
            row = data.count(b"\n", 0, error.start) + 1
            raise RegisterError(f"{name}: row {row}: is not text; expected CSV in UTF-8 or an .xlsx file") from None
        text = data.decode("cp1252", "replace")
        notes.append("The file is not UTF-8; it was read as Windows-1252. Look at names with accents or Chinese characters.")
    if binary := re.search(r"[\x00-\x08\x0e-\x1f]", text):
        row = text.count("\n", 0, binary.start()) + 1
        raise RegisterError(f"{name}: row {row}: holds binary data; expected CSV or .xlsx")
    return text


def _workbook(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets that hold a table. One that cannot be read does not hide the others, but is the answer where there is no other."""
    found: list[tuple[float, Sheet]] = []
    problems: list[RegisterError] = []
    names: list[str] = []
    for page in _pages(name, data):
        if isinstance(page, RegisterError):
            problems.append(page)
            continue
        names.append(page.title)
        try:
            lines = list(_lines(name, page.rows, f"sheet {page.title}, "))
            sheet = _sheet(name, page.title, lines, _carried(page))
        except RegisterError as error:
            problems.append(error)
        else:
            found.append((_header(lines)[1], sheet))
    if not found:
        raise problems[0]
    sheets = [sheet for _, sheet in sorted(found, key=lambda pair: -pair[0])]
    left = tuple(f"Not read: {' '.join(str(each).split())}" for each in problems if "holds no rows" not in str(each))
    there = [sheet.title for sheet in sheets]
    return tuple(
        replace(each, others=tuple(title for title in there if title != each.title), notes=(*each.notes, *left))
        for each in sheets
    )


def _carried(page: workbook.Page) -> list[str]:
    if not page.carried:
        return []
    return [f"{page.carried} cells stood under a merged one and were given what it says; look at the first rows of each block."]


def _pages(name: str, data: bytes) -> Iterator[workbook.Page | RegisterError]:
    try:
        yield from workbook.pages(name, data)
    except RegisterError:
        raise
    except ArchiveError as error:
        raise RegisterError(f"{name}: {error}") from None
    except BaseException as error:  # calamine, and Rust below it, raise whatever they stumble over in a broken file
        if isinstance(error, MemoryError | KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise RegisterError(f"{name}: {_why(data, error)}") from None


def _why(data: bytes, error: BaseException) -> str:
    if data.startswith(workbook.OLD):
        return "is an old Excel file (.xls) or has a password, and cannot be opened; save it as .xlsx without a password"
    why = " ".join(str(error).split())[:200]
    return f"the workbook is damaged or cut off ({why}), or is of another kind; save it again as .xlsx"


def _lines(name: str, rows: Iterable[Sequence[str]], where: str = "") -> Iterator[Line]:
    """Rows with their numbers. A row without any content stays: the account at the end counts it."""
    filled = 0
    for number, row in enumerate(islice(rows, MAX_ROWS + PREAMBLE + 1), 1):
        if number > MAX_ROWS + PREAMBLE:
            raise RegisterError(f"{name}: {where}has more than {MAX_ROWS:,} rows, the most that is read. Split the register")
        cells = tuple(map(_decoded_entities, _trimmed(tuple(row))))
        filled += sum(map(bool, cells))
        if filled > MAX_FILLED:
            raise RegisterError(f"{name}: {where}row {number}{workbook.TOO_FULL}")
        if len(cells) > MAX_COLUMNS:
            raise RegisterError(f"{name}: {where}row {number} has more than {MAX_COLUMNS} columns, the most that is read")
        for place, cell in enumerate(cells, 1):
            if len(cell) > MAX_CELL:
                raise RegisterError(
                    f"{name}: {where}row {number}, column {letter(place)}: has {len(cell):,} characters; expected at "
                    f"most {MAX_CELL:,}. Shorten it"
                )
        yield Line(number, cells)
