"""The sheets of a workbook (.xlsx, also Strict Open XML, .xlsb, .xls, .ods) as rows of texts, as a spreadsheet numbers them.

A sheet is measured before it is read: calamine keeps a sheet as one block from the first cell to the last, and one cell far below
would make that block larger than any memory."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeAlias
from xml.parsers import expat

import python_calamine
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string

from guidance.files.archive import check_archive
from guidance.partners.register.limits import MAX_CELL, MAX_COLUMNS, MAX_FILLED, MAX_ROWS, PREAMBLE, RegisterError

MAX_SHEETS: Final = 50
MAX_ELEMENTS: Final = 200_000
"""XML elements of a worksheet in one row, and outside its rows."""
SHEET_ROWS: Final = 1_048_576
"""Rows of any worksheet, filled or not."""
MAX_AREA: Final = 5_000_000
"""Cells from the first to the last of a sheet, filled or not."""
MAX_FORMULAS: Final = 10_000
"""Formulas of a sheet that no program has worked out."""
TOO_FULL: Final = (
    f": more than {MAX_FILLED:,} cells are filled up to there, the most that is read. Leave out columns that are not needed, or split "
    "the register"
)
TOO_MANY_ROWS: Final = f": has more than {MAX_ROWS:,} rows, the most that is read. Split the register"

_FORMULA: Final = "f"
_HELD: Final = ("v", "t", _FORMULA)
"""Elements that make a cell a filled one if they are not empty: a value, a text, a formula."""
_CELL: Final = re.compile(r"^([A-Za-z]{1,3})(\d{1,9})$")
_INDEX: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_MOST_INDEX: Final = 5_000_000
"""Bytes of the part that names the sheets."""

OLD: Final = b"\xd0\xcf\x11\xe0"
"""How a file of Excel 97 begins, and any workbook with a password."""

_CONTENT: Final = "content.xml"
"""The part of an OpenDocument workbook that holds its sheets."""

Row: TypeAlias = list[str]
_Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged one, row and column from 0."""


@dataclass(frozen=True)
class Page:
    """A sheet. `carried`: cells below a merged one that were given its value."""

    title: str
    rows: list[Row]
    carried: int = 0


@dataclass
class _Extent:
    """What a worksheet holds, as it is measured: rows out of order, which would be lost without a word, cells far away.

    `formulas`: those without a value, by row and column from 0. `problem`: why the sheet is not read."""

    rows: int = 0
    row: int = 0
    column: int = 0
    cells: int = 0
    elements: int = 0
    problem: str = ""
    inside: str = ""
    held: set[str] = field(default_factory=set)
    formula: list[str] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins. Raises RegisterError."""
        tag = name.rpartition(" ")[2]
        self.elements += 1
        if tag == "row":
            self._start_row(attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag in _HELD:
            self.inside = tag
        if self.elements > MAX_ELEMENTS or self.rows > SHEET_ROWS:
            self._stop(f", after row {self.row}: holds more than can be read; copy the register alone into a new workbook")

    def text(self, said: str) -> None:
        """What stands in an element."""
        if self.inside:
            self.held.add(self.inside)
        if self.inside == _FORMULA:
            self.formula.append(said[:MAX_CELL])

    def end(self, name: str) -> None:
        """An element ends. Raises RegisterError."""
        tag, self.inside = name.rpartition(" ")[2], ""
        if tag == "c" and self.held:
            self._end_cell()
        elif tag == "row":
            self.elements = 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        before, self.row = self.row, int(float(attributes.get("r") or self.row + 1))
        self.rows, self.column = self.rows + 1, 0
        if self.row <= before:
            self._stop(f": row {self.row} follows row {before}; save the workbook again")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.held, self.formula = set(), []
        self.column += 1
        if at := _CELL.match(attributes.get("r", "")):
            column, row = column_index_from_string(at[1].upper()), int(at[2])
            if row != self.row or column < self.column:
                self._stop(f": row {self.row} holds a cell {at[0]} out of its place; save the workbook again")
            self.column = column

    def _end_cell(self) -> None:
        self.cells += 1
        if self.row > MAX_ROWS + PREAMBLE:
            self._stop(TOO_MANY_ROWS)
        if self.column > MAX_COLUMNS:
            self._stop(f": row {self.row} has more than {MAX_COLUMNS} columns, the most that is read")
        if self.cells > MAX_FILLED:
            self._stop(f", row {self.row}{TOO_FULL}")
        if self.held == {_FORMULA}:
            self.formulas[self.row - 1, self.column - 1] = "=" + "".join(self.formula)[:MAX_CELL]
            if len(self.formulas) > MAX_FORMULAS:
                self._stop(
                    f": row {self.row}: more than {MAX_FORMULAS:,} formulas were never worked out; open it in its own program, save it there"
                )

    def _stop(self, why: str) -> None:
        self.problem = why
        raise RegisterError(why)


def is_one(data: bytes) -> bool:
    """Whether a file begins as a workbook does."""
    return data.startswith((b"PK", OLD))


def pages(name: str, data: bytes) -> Iterator[Page | RegisterError]:
    """Every sheet, or why it cannot be read. Raises RegisterError for a file that is no workbook; ArchiveError."""
    extents: dict[str, _Extent] = {}
    spans: dict[str, list[_Span]] = {}
    if data.startswith(b"PK"):
        check_archive(data)
        extents, spans = _extents(data), _spans(data)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise RegisterError(f"{name}: has a password; save it without one") from None
    visible = [each.name for each in book.sheets_metadata if str(each.typ).endswith("WorkSheet")]
    for title in visible[:MAX_SHEETS]:
        extent = extents.get(title, _Extent())
        if extent.problem:
            yield RegisterError(f"{name}: sheet {title}{extent.problem}")
        else:
            yield _read(name, title, book, extent.formulas, spans.get(title, []))
    if beyond := visible[MAX_SHEETS:]:
        yield RegisterError(f"{name}: the sheets {beyond[0]} and after: only the first {MAX_SHEETS} are read")
    if not visible:
        raise RegisterError(f"{name}: holds no sheet; expected a table with a row of column titles")


def _read(name: str, title: str, book: Any, formulas: dict[tuple[int, int], str], spans: list[_Span]) -> "Page | RegisterError":
    """A sheet; one that is damaged does not hide the others."""
    try:
        sheet = book.get_sheet_by_name(title)
        return _page(name, title, sheet, formulas, sheet.merged_cell_ranges or spans)
    except (python_calamine.CalamineError, python_calamine.XmlError, ValueError) as error:
        return RegisterError(
            f"{name}: sheet {title}: is damaged ({' '.join(str(error).split())[:200]}); save the workbook again"
        )


def _spans(data: bytes) -> dict[str, list[_Span]]:
    """Merged cells of an OpenDocument workbook by the titles of the sheets, which calamine does not say; none for another kind."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _CONTENT not in archive.namelist():
            return {}
        table = _Table()
        parser = _parser(table.start)
        parser.EndElementHandler = table.end
        with archive.open(_CONTENT) as file:
            parser.ParseFile(file)
    return table.found


@dataclass
class _Table:
    """Where the reading of an OpenDocument workbook has got to."""

    found: dict[str, list[_Span]] = field(default_factory=dict)
    title: str = ""
    row: int = 0
    rows: int = 1
    column: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        space, _, tag = name.rpartition(" ")
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()} if space.endswith(":table:1.0") else {}
        if tag == "table" and said:
            self.title, self.row = said.get("name", ""), 0
        elif tag == "table-row":
            self.rows, self.column = int(said.get("number-rows-repeated", 1)), 0
        elif tag in ("table-cell", "covered-table-cell"):
            spanned, spans = int(said.get("number-rows-spanned", 1)), self.found.setdefault(self.title, [])
            if spanned > 1 and len(spans) < MAX_ELEMENTS:
                spans.append(((self.row, self.column), (self.row + spanned - 1, self.column)))
            self.column += int(said.get("number-columns-repeated", 1))

    def end(self, name: str) -> None:
        """An element ends."""
        if name.endswith(" table-row"):
            self.row += self.rows


def _page(
    name: str, title: str, sheet: Any, formulas: dict[tuple[int, int], str], merged: list[_Span]
) -> "Page | RegisterError":
    if sheet.total_height > MAX_ROWS + PREAMBLE:
        return RegisterError(f"{name}: sheet {title}{TOO_MANY_ROWS}")
    if sheet.total_height * sheet.total_width > MAX_AREA:
        return RegisterError(
            f"{name}: sheet {title}: holds cells so far apart that more than {MAX_AREA:,} lie between; copy the register alone into a new workbook"
        )
    rows = [list(map(_text, row)) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in formulas.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = rows[row][column] or text
    try:
        return Page(title, rows, _carry_down(rows, merged))
    except RegisterError as error:
        return RegisterError(f"{name}: sheet {title}: {error}")


def _carry_down(rows: list[Row], merged: list[_Span]) -> int:
    """Gives the rows of a merged cell its value, where they say anything of their own. How many cells were given one.

    Raises RegisterError."""
    steps = carried = 0
    for (top, left), (bottom, _) in merged:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for row in rows[top + 1 : bottom + 1] if value.strip() else ():
            steps += 1
            if steps > MAX_FILLED:
                raise RegisterError("holds more merged cells than can be read; undo the merging, then save it again")
            if left < len(row) and not row[left].strip() and any(cell.strip() for cell in row):
                row[left] = value
                carried += 1
    return carried


def _extents(data: bytes) -> dict[str, _Extent]:
    """What the worksheets of an Open XML workbook hold, by their titles; nothing for another kind of workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {title: _extent(archive, part) for title, part in _parts(archive) if part in archive.namelist()}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The title of each worksheet, and the part that holds it."""
    if not {_INDEX, _LINKS} <= set(archive.namelist()):
        return
    where: dict[str, str] = {}
    for link in _elements(archive, _LINKS, "Relationship"):
        target = link.get("Target", "")
        where[link.get("Id", "")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    for sheet in _elements(archive, _INDEX, "sheet"):
        id = next((value for key, value in sheet.items() if key.rpartition(" ")[2] == "id"), "")
        yield sheet.get("name", ""), where.get(id, "")


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == tag:
            found.append(attributes)

    with archive.open(part) as file:
        _parser(start).Parse(file.read(_MOST_INDEX), True)
    return found


def _parser(start: Any) -> Any:
    """A parser that refuses a document type: entities are defined there that grow without end."""

    def refuse(*_: object) -> None:
        raise ValueError("holds a document type, which no workbook has")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _extent(archive: zipfile.ZipFile, part: str) -> _Extent:
    extent = _Extent()
    parser = _parser(extent.start)
    parser.EndElementHandler, parser.CharacterDataHandler, parser.buffer_text = extent.end, extent.text, True
    with suppress(RegisterError), archive.open(part) as file:
        parser.ParseFile(file)
    return extent


def letter(column: int) -> str:
    """The letter of a column, counted from 1, as a spreadsheet shows it."""
    shown: str = get_column_letter(column)
    return shown


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
