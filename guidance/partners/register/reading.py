"""A register file as one table of texts, with the row numbers that a spreadsheet shows. Bounded; every fault has its place."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils import get_column_letter

from guidance.files import bounded
from guidance.files.archive import ArchiveError, check_archive
from guidance.partners.register.mapping import propose

MAX_BYTES: Final = 20_000_000
MAX_SHEETS: Final = 50
MAX_ELEMENTS: Final = 200_000
"""XML elements of a worksheet in one row, and outside its rows."""
SHEET_ROWS: Final = 1_048_576
"""Rows of any worksheet, filled or not."""
MANY_LINES: Final = 10
MANY_NOTES: Final = 20
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 200
MAX_FILLED: Final = 500_000
"""Cells with something in them."""
MAX_CELL: Final = 32_767
"""Characters of a cell, as Excel has it."""
MAX_TITLE: Final = 500
"""Characters of a column title."""
PREAMBLE: Final = 30
"""Rows among which the column titles are looked for."""


class RegisterError(ValueError):
    """A register that cannot be read; the message says where, what was read, what was expected and what to do."""


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

    def column(self, title: str) -> str:
        """The letter of a column, as a spreadsheet shows it."""
        letter: str = get_column_letter(self.head.index(title) + 1)
        return letter


def read(name: str, data: bytes) -> Sheet:
    """The register in a CSV or XLSX file, read within the limits of `bounded`. Raises RegisterError."""
    if len(data) > MAX_BYTES:
        raise RegisterError(f"{name}: has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}. Split the register")
    try:
        return bounded.read(parse, name, data, RegisterError)
    except bounded.LimitError as error:
        raise RegisterError(f"{name}: {error}. Copy the register alone, as values, into a new file") from None


def parse(name: str, data: bytes) -> Sheet:
    """The same, in this process and without those limits. Raises RegisterError."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RegisterError(f"{name}: is an old Excel file (.xls) or has a password; save it as .xlsx without one")
    notes: list[str] = []
    title, table, others = _workbook(name, data) if data.startswith(b"PK") else ("", _table(name, data, notes), ())
    if not any(any(line.cells) for line in table):
        raise RegisterError(f"{name}: holds no rows; expected a table with a row of column titles")
    place, _ = _header(table)
    lines = [line for line in table if line.number > table[place].number]
    head = tuple(" ".join(cell.split()) for cell in _trimmed(table[place].cells))
    _check_head(name, head)
    rows = tuple(Line(line.number, (*line.cells, *[""] * len(head))[: len(head)]) for line in lines)
    beyond = [line.number for line in lines if any(cell.strip() for cell in line.cells[len(head) :])]
    if beyond:
        raise RegisterError(f"{name}: row {beyond[0]} has cells beyond the last column title; give each column a title")
    return Sheet(name, title, head, rows, others, (*notes, *_long(rows)))


def _long(rows: Iterable[Line]) -> Iterator[str]:
    """The first cells of many lines: a quotation mark that is never closed swallows rows."""
    cells = ((line, place, cell.count("\n") + 1) for line in rows for place, cell in enumerate(line.cells, 1))
    for line, place, count in islice((cell for cell in cells if cell[2] > MANY_LINES), MANY_NOTES):
        yield (
            f"Cell {get_column_letter(place)}{line.number} holds {count} lines; see whether a quotation mark was not closed there."
        )


def _header(lines: Sequence[Line]) -> tuple[int, int]:
    """The place of the row that names the most columns we know, and how many; otherwise the first row with several cells."""
    scores = [len(propose(_trimmed(line.cells)).columns) for line in lines[:PREAMBLE]]
    if scores and max(scores) > 0:
        return scores.index(max(scores)), max(scores)
    several = [place for place, line in enumerate(lines[:PREAMBLE]) if sum(bool(cell.strip()) for cell in line.cells) > 1]
    return (several or [0])[0], 0


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1] if filled else ()


def _check_head(name: str, head: tuple[str, ...]) -> None:
    titles: dict[str, int] = {}
    for place, title in enumerate(head):
        if len(title) > MAX_TITLE:
            raise RegisterError(
                f"{name}: column {get_column_letter(place + 1)}: the title has {len(title):,} characters; expected at most {MAX_TITLE}. "
                "Put a row of column titles over the table"
            )
        if title and title.casefold() in titles:
            columns = f"{get_column_letter(titles[title.casefold()] + 1)} and {get_column_letter(place + 1)}"
            raise RegisterError(f"{name}: columns {columns} are both titled {title!r}; expected different titles. Rename one")
        titles.setdefault(title.casefold(), place)


def _table(name: str, data: bytes, notes: list[str]) -> list[Line]:
    text = _decoded(name, data, notes)
    if not text.strip():
        raise RegisterError(f"{name}: is empty; expected a table with a row of column titles. Export the register again")
    begins = text[:65_536]
    return list(_lines(name, _divided(name, text, max(",;\t|", key=begins.count))))


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


def _workbook(name: str, data: bytes) -> tuple[str, list[Line], tuple[str, ...]]:
    """The sheet with the best row of titles: its title, its rows to the last filled one, and the titles of the others."""
    try:
        check_archive(data)
        with warnings.catch_warnings(action="ignore"):  # about charts and styles, which are not read
            book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        pages = book.worksheets[:MAX_SHEETS]
        extents = [_extent(name, page, data) for page in pages]
        begins = [list(_lines(name, _rows(page, min(last, PREAMBLE)))) for page, (last, _) in zip(pages, extents, strict=True)]
        scores = [(_header(lines)[1], bool(lines)) for lines in begins]
        if not scores:
            raise RegisterError(f"{name}: holds no sheet; expected a table with a row of column titles")
        best = scores.index(max(scores))
        last, beyond = extents[best]
        if beyond:
            raise _too_full(f"{name}: sheet {pages[best].title}, row {last}")
        lines = list(_lines(name, _rows(pages[best], last), f"sheet {pages[best].title}, "))
        return pages[best].title, lines, tuple(title for title in book.sheetnames if title != pages[best].title)
    except RegisterError:
        raise
    except ArchiveError as error:
        raise RegisterError(f"{name}: {error}") from None
    except Exception as error:  # openpyxl raises whatever it stumbles over in a broken file
        why = " ".join(str(error).split())[:200]
        raise RegisterError(f"{name}: the workbook is damaged or cut off ({why}); save it again as .xlsx") from None


def _rows(page: Any, last: int) -> Iterator[tuple[str, ...]]:
    page.reset_dimensions()  # what a workbook says about its size may be wrong, and rows would be lost
    return (tuple(map(_text, row)) for row in page.iter_rows(max_row=max(last, 1), max_col=MAX_COLUMNS + 1, values_only=True))


def _extent(name: str, page: Any, data: bytes) -> tuple[int, bool]:
    """The last filled row of a sheet, and whether it has so many cells that it was not followed further.

    Raises RegisterError for rows out of order, which openpyxl leaves out without a word, and for a sheet that would fill the
    memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(page._worksheet_path) as part:
        row = last = elements = rows = cells = 0
        filled = False
        for _, element in iterparse(part, events=("end",), forbid_dtd=True):
            elements += 1
            tag = element.tag.rpartition("}")[2]
            if tag == "c" and len(element):
                filled, cells = True, cells + 1
            elif tag == "row":
                before, row = row, int(float(element.get("r") or row + 1))
                if row <= before:
                    raise RegisterError(f"{name}: sheet {page.title}: row {row} follows row {before}; save the workbook again")
                last = row if filled else last
                element.clear()
                rows, elements, filled = rows + 1, 0, False
                if cells > MAX_FILLED:
                    return last, True
            if elements > MAX_ELEMENTS or rows > SHEET_ROWS:
                raise RegisterError(
                    f"{name}: sheet {page.title}, after row {row}: holds more than can be read; copy the register alone into a new workbook"
                )
    return last, False


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _lines(name: str, rows: Iterable[Sequence[str]], where: str = "") -> Iterator[Line]:
    """Rows with their numbers. A row without any content stays: the account at the end counts it."""
    filled = 0
    for number, row in enumerate(islice(rows, MAX_ROWS + PREAMBLE + 1), 1):
        if number > MAX_ROWS + PREAMBLE:
            raise RegisterError(f"{name}: {where}has more than {MAX_ROWS:,} rows, the most that is read. Split the register")
        cells = _trimmed(tuple(row))
        filled += sum(map(bool, cells))
        if filled > MAX_FILLED:
            raise _too_full(f"{name}: {where}row {number}")
        if len(cells) > MAX_COLUMNS:
            raise RegisterError(f"{name}: {where}row {number} has more than {MAX_COLUMNS} columns, the most that is read")
        for place, cell in enumerate(cells, 1):
            if len(cell) > MAX_CELL:
                raise RegisterError(
                    f"{name}: {where}row {number}, column {get_column_letter(place)}: has {len(cell):,} characters; expected at "
                    f"most {MAX_CELL:,}. Shorten it"
                )
        yield Line(number, cells)


def _too_full(where: str) -> RegisterError:
    return RegisterError(
        f"{where}: more than {MAX_FILLED:,} cells are filled up to there, the most that is read. Leave out columns that are not "
        "needed, or split the register"
    )
