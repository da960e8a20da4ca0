"""The forms in which a list is handed over: a workbook, an OpenDocument table or a ZIP archive becomes the text that is in it."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, Final

from guidance.files.archive import ArchiveError, check_archive
from guidance.partners.screening.loaders.reading import ListError, Source

MAX_COLUMNS: Final = 200
MAX_ROWS: Final = 200_000
_BEGINS: Final = 30
"""Rows among which the column titles are, which are as wide as the table."""
_INSIDE: Final = (".csv", ".xml", ".json", ".txt", ".xlsx", ".ods", ".html", ".htm")
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opened(source: Source) -> Source:
    """The file as text: what is in a ZIP archive, the first sheet of a workbook or OpenDocument table as CSV. Raises ListError."""
    if source.data.startswith(b"%PDF"):
        raise ListError(
            source.file, "a table; this is a PDF. Take the CSV, XML or JSON of the list, or put it into the CSV template"
        )
    if source.data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ListError(
            source.file, "CSV, XML, JSON or .xlsx; this is an old Excel file (.xls) or has a password. Save it as .xlsx"
        )
    if not source.data.startswith(b"PK"):
        return source
    try:
        check_archive(source.data)
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            return _unpacked(source, archive)
    except ArchiveError as error:
        raise ListError(source.file, f"an archive that can be unpacked; this one {error}") from None
    except ListError:
        raise
    except Exception as error:  # openpyxl and zipfile raise whatever they stumble over in a broken file
        why = " ".join(str(error).split())[:200]
        raise ListError(source.file, f"a file that is whole ({why}); download it again") from None


def _unpacked(source: Source, archive: zipfile.ZipFile) -> Source:
    held = archive.namelist()
    if "[Content_Types].xml" in held:
        return _with(source, _csv(_workbook(source.data)))
    if "content.xml" in held:
        return _with(source, _csv(_opendocument(archive)))
    lists = [name for name in held if name.casefold().endswith(_INSIDE) and not name.startswith("__MACOSX/")]
    if len(lists) != 1:
        inside = ", ".join(lists[:5]) or "none"
        raise ListError(source.file, f"one list in a ZIP archive; unpack it and load the list alone. Files in it: {inside}")
    return opened(_with(source, archive.read(lists[0])))


def _with(source: Source, data: bytes) -> Source:
    return replace(source, data=data, of=source.sha256)


def _csv(rows: Iterator[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    begins = list(islice(rows, _BEGINS))
    width = max(map(len, begins), default=0)
    for row in chain(begins, rows):
        writer.writerow([*row, *[""] * (width - len(row))])
    return out.getvalue().encode()


def _workbook(data: bytes) -> Iterator[list[str]]:
    import openpyxl

    with warnings.catch_warnings(action="ignore"):  # about charts and styles, which are not read
        book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    page = book.worksheets[0]
    page.reset_dimensions()  # what a workbook says about its size may be wrong, and rows would be lost
    for row in page.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True):
        yield from _trimmed([_cell(value) for value in row])


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _trimmed(cells: list[str]) -> Iterator[list[str]]:
    while cells and not cells[-1]:
        cells.pop()
    if cells:
        yield cells


def _opendocument(archive: zipfile.ZipFile) -> Iterator[list[str]]:
    """The rows of the first table. A cell or row that is repeated stands once in the file, with a number beside it."""
    from defusedxml.ElementTree import iterparse

    with archive.open("content.xml") as part:
        for _, element in iterparse(part, events=("end",), forbid_dtd=True):
            if element.tag == f"{_TABLE}table":
                return
            if element.tag == f"{_TABLE}table-row":
                cells: list[str] = []
                for cell in element:
                    text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{_TEXT}p"))
                    times = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
                    cells += [text] * min(times, MAX_COLUMNS - len(cells))
                element.clear()
                yield from _trimmed(cells)
