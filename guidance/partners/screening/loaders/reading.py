"""Reading a file that somebody else made: bounded, decoded strictly, and every fault named with file, row and column."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from json import JSONDecodeError
from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import Element, ParseError

from guidance.files import bounded, strict_json
from guidance.partners.screening.lists import Entry, OfficialList, Provenance, Rejected, named

MAX_BYTES = 150_000_000
"""The largest file that is read. The largest official list known has about 40 MB, the registry's dump in CSV some 100."""
_LARGE = 20_000_000
"""Bytes of a file of which first only the beginning is looked at."""
MAX_CELL = 100_000
"""The most characters in one cell."""
MAX_ENTRIES = 50_000
MAX_NAMES = 60_000
"""Names of all entries of a list together. The longest official list known has about 35,000 of bodies."""
MAX_NAME = 1_000
"""Characters of a name."""
MAX_REJECTED = 10_000
"""Rows that cannot be taken, after which a file is no list."""


class ListError(ValueError):
    """A list file that cannot be used: which file, where in it, what was read and what was expected."""

    def __init__(self, file: str, expected: str, *, row: int = 1, column: str = "(whole row)", read: str = "") -> None:
        self.file, self.row, self.column = file, row, column
        super().__init__(f"{file}: row {row}, column {column}: read {read[:80]!r}, expected {expected}")


@dataclass(frozen=True)
class Source:
    """A file as read: its name without folders, its bytes, and the moment."""

    file: str
    data: bytes
    read_at: datetime
    of: str = ""
    """The fingerprint of the file from which the bytes were unpacked, when they were."""

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes of the file."""
        return self.of or hashlib.sha256(self.data).hexdigest()

    def beginning(self, most: int) -> str:
        """The first characters of the text; of a large file only its beginning is decoded. Raises ListError."""
        if len(self.data) <= _LARGE or self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.text()[:most]
        return self.data[: 4 * most].decode("utf-8-sig", "ignore")[:most]

    def text(self) -> str:
        """The bytes as text: UTF-8 with or without a mark, or UTF-16 with one. Raises ListError."""
        if not self.data.strip():
            raise ListError(self.file, "a list; the file is empty")
        encoding = "utf-16" if self.data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        try:
            text = self.data.decode(encoding)
        except UnicodeDecodeError as error:
            row = self.data.count(b"\n", 0, error.start) + 1
            column = "byte " + str(error.start - self.data.rfind(b"\n", 0, error.start))
            bad = self.data[error.start : error.start + 8].hex(" ")
            raise ListError(
                self.file, "text in UTF-8 (or UTF-16); save the file as CSV UTF-8", row=row, column=column, read=bad
            ) from None
        if "\0" in text:
            row = text.count("\n", 0, text.index("\0")) + 1
            raise ListError(self.file, "text; the file holds binary data", row=row, column="(whole row)", read="\\0")
        return text


def read(path: Path) -> Source:
    """The file at a path. Raises ListError when it is larger than `MAX_BYTES` or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ListError(path.name, f"a file that can be read ({error.strerror})") from None
    return source(path.name, data)


def source(file: str, data: bytes) -> Source:
    """Bytes that somebody uploaded, under their file name. Raises ListError when there are more than `MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        raise ListError(file, f"at most {MAX_BYTES:,} bytes{_smaller(file)}")
    return Source(file, data, datetime.now(UTC).replace(microsecond=0))


def _smaller(file: str) -> str:
    """What to load in the place of a registry's dump in its longer form."""
    is_dump = file.casefold().endswith(".json") and "ror" in file.casefold()
    return "; this looks like the registry's dump: load its ZIP as it was downloaded, or the CSV in it" if is_dump else ""


Found = TypeVar("Found")


def within_limits(parse: bounded.Reader[Found], source: Source) -> Found:
    """What is read in a file, within the limits of `bounded`. Raises ListError."""
    try:
        return bounded.read(parse, source.file, source.data, ListError)
    except bounded.LimitError as error:
        raise ListError(source.file, f"a list that can be read within the limits; this file {error}") from None


@dataclass(frozen=True)
class Row:
    """A row of a table: where it stands in the file, and its cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()


def table(source: Source, needed: Iterable[str], skip: int = 0) -> Iterator[Row]:
    """The rows of a CSV. `needed`: columns that must be there; `skip`: rows before the header. Raises ListError."""
    lines = io.StringIO(source.text(), newline="")
    previous = csv.field_size_limit(MAX_CELL)
    try:
        for _ in range(skip):
            lines.readline()
        begins = lines.tell()
        divided = separator(lines.readline())
        lines.seek(begins)
        reader = csv.reader(lines, strict=True, delimiter=divided)
        header = _header(source, next(reader, []), skip + reader.line_num, needed)
        for number, cells in enumerate(reader, skip + 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                expected = f"{len(header)} cells, as in the header; the file may be cut off"
                raise ListError(source.file, expected, row=number, read=", ".join(cells))
            yield Row(number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise ListError(
            source.file, f"a CSV row ({error}; a cell has at most {MAX_CELL:,} characters)", row=skip + reader.line_num
        ) from None
    finally:
        csv.field_size_limit(previous)


def separator(line: str) -> str:
    """What divides the cells of a line: a comma, or a semicolon or tab where there are more of them."""
    return max(",;\t", key=line.count)


def _header(source: Source, cells: list[str], row: int, needed: Iterable[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    seen: set[str] = set()
    for cell in filter(None, header):
        if cell in seen:
            raise ListError(source.file, "each column once", row=row, column=cell, read=cell)
        seen.add(cell)
    for column in needed:
        if column not in header:
            raise ListError(source.file, "a column of this name in the header", row=row, column=column, read=", ".join(header))
    return header


def xml(source: Source) -> Element:
    """The root of an XML file. Entities, external ones above all, and document types are refused. Raises ListError."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    source.text()
    try:
        root: Element = fromstring(source.data, forbid_dtd=True)
    except DefusedXmlException as error:
        at = re.search(rb"<!(?:DOCTYPE|ENTITY)", source.data)
        row = source.data.count(b"\n", 0, at.start()) + 1 if at else 1
        raise ListError(
            source.file, f"XML without document type or entities ({type(error).__name__})", row=row, column="<!DOCTYPE>"
        ) from None
    except ParseError as error:
        row, column = error.position
        raise ListError(
            source.file, f"well-formed XML ({error.msg}); the file may be cut off", row=row, column=str(column + 1)
        ) from None
    except (LookupError, ValueError) as error:
        raise ListError(source.file, f"XML in an encoding that can be read, such as UTF-8 ({error})") from None
    return root


def json(source: Source) -> Any:
    """The data of a JSON file. Raises ListError."""
    try:
        return strict_json.loads(source.text())
    except JSONDecodeError as error:
        raise ListError(
            source.file, f"JSON ({error.msg}); the file may be cut off", row=error.lineno, column=str(error.colno)
        ) from None
    except ValueError as error:
        raise ListError(source.file, f"JSON ({error})") from None


def day(text: str, *forms: str) -> date | None:
    """A day in one of some forms, or None."""
    for form in forms or ("%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%d %B %Y", "%B %d, %Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def day_in_name(file: str) -> date | None:
    """The day that a file name says: `list_2024-04-18.csv`, `list-20240418.json`."""
    match = re.search(r"(20\d\d)-?(\d\d)-?(\d\d)", file)
    return day("-".join(match.groups())) if match else None


def checked(
    source: Source, entries: Iterable[tuple[int, Entry]], name_column: str
) -> tuple[tuple[Entry, ...], tuple[Rejected, ...], int]:
    """Entries with a name and a number, each number once; the rows that were not taken; and how many rows there were.

    Raises ListError for more of them than a list has."""
    taken: dict[str, Entry] = {}
    rejected: list[Rejected] = []
    count = names = 0
    for row, entry in entries:
        count += 1
        if why := _unusable(row, entry, name_column, taken):
            rejected.append(why)
        else:
            taken[entry.number] = entry
            names += len(entry.names)
        if len(taken) > MAX_ENTRIES or names > MAX_NAMES:
            raise ListError(source.file, f"at most {MAX_ENTRIES:,} entries with {MAX_NAMES:,} names together", row=row)
        if len(rejected) > MAX_REJECTED:
            raise ListError(source.file, f"a list; more than {MAX_REJECTED:,} rows of this one are none", row=row)
    return tuple(taken.values()), tuple(rejected), count


def _unusable(row: int, entry: Entry, name_column: str, taken: dict[str, Entry]) -> Rejected | None:
    if not entry.name or not any(char.isalpha() for char in entry.name):
        return Rejected(row, name_column, entry.name, "a name")
    if longest := next((name for name in entry.names if len(name) > MAX_NAME), ""):
        return Rejected(row, name_column, longest[:MAX_NAME], f"a name of at most {MAX_NAME:,} characters")
    if not entry.number:
        return Rejected(row, "(number)", "", "a number of the entry")
    if entry.number in taken:
        return Rejected(row, "(number)", entry.number, "each number once")
    return None


def listed(
    code: str,
    source: Source,
    entries: Iterable[tuple[int, Entry]],
    dated: date | None,
    *,
    name_column: str = "name",
    empty: str = "entries",
    **more: str,
) -> OfficialList:
    """The list made of its entries, each with its row. Raises ListError when there is none, or too many."""
    taken, rejected, count = checked(source, entries, name_column)
    if not taken:
        raise ListError(source.file, f"{empty}; {more['left_out']}" if more.get("left_out") else empty)
    title, prefix = named(code)
    provenance = Provenance(source.file, source.sha256, dated, source.read_at, count, rejected, **more)
    return OfficialList(code, title, prefix, taken, provenance)


Reader = Callable[[Source], OfficialList]
