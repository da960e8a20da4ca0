"""The forms in which a list is handed over: a workbook, an OpenDocument table or a ZIP archive becomes the text that is in it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, islice
from typing import Final

from guidance.files.archive import MAX_RATIO, ArchiveError, check_archive
from guidance.partners.screening.loaders.reading import MAX_BYTES, ListError, Source

MAX_COLUMNS: Final = 200
MAX_ROWS: Final = 200_000
_BEGINS: Final = 30
"""Rows among which the column titles are, which are as wide as the table."""
_INSIDE: Final = (".csv", ".xml", ".json", ".txt", ".xlsx", ".ods", ".html", ".htm")
_DUMP: Final = re.compile(r"ror-data[^/]*\.csv$")
"""The table in the registry's dump."""
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def opened(source: Source) -> Source:
    """The file as text: what is in a ZIP archive, the first sheet of a workbook or OpenDocument table as CSV. Raises ListError."""
    if source.data.startswith(b"%PDF"):
        raise ListError(
            source.file, "a table; this is a PDF. Take the CSV, XML or JSON of the list, or put it into the CSV template"
        )
    if source.data.startswith(_OLD_EXCEL):
        return _with(source, _csv(_workbook(source)))
    if not source.data.startswith(b"PK"):
        return source
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            if dump := next((part for part in archive.infolist() if _DUMP.search(part.filename)), None):
                return _with(source, _of_dump(source, archive, dump), dump.filename)
            check_archive(source.data)
            return _unpacked(source, archive)
    except ArchiveError as error:
        raise ListError(source.file, f"an archive that can be unpacked; this one {error}") from None
    except ListError:
        raise
    except Exception as error:  # zipfile raises whatever it stumbles over in a broken file
        raise _damaged(source, error) from None


def _unpacked(source: Source, archive: zipfile.ZipFile) -> Source:
    held = archive.namelist()
    if "[Content_Types].xml" in held or "content.xml" in held:
        return _with(source, _csv(_workbook(source)))
    lists = [name for name in held if name.casefold().endswith(_INSIDE) and not name.startswith("__MACOSX/")]
    if len(lists) != 1:
        inside = ", ".join(lists[:5]) or "none"
        raise ListError(source.file, f"one list in a ZIP archive; unpack it and load the list alone. Files in it: {inside}")
    return opened(_with(source, archive.read(lists[0])))


def _of_dump(source: Source, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The table of the registry's dump. The dump holds the same as JSON too, which is not unpacked."""
    if part.file_size > MAX_BYTES or part.file_size > MAX_RATIO * part.compress_size:
        raise ListError(source.file, f"a table of at most {MAX_BYTES:,} bytes in the archive", read=f"{part.file_size:,} bytes")
    return archive.read(part)


def _with(source: Source, data: bytes, inside: str = "") -> Source:
    """What was unpacked. `inside`: its own file name, where that tells the day."""
    return replace(source, file=inside.rpartition("/")[2] or source.file, data=data, of=source.sha256)


def _csv(rows: Iterator[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    begins = list(islice(rows, _BEGINS))
    width = max(map(len, begins), default=0)
    for row in chain(begins, rows):
        writer.writerow([*row, *[""] * (width - len(row))])
    return out.getvalue().encode()


def _workbook(source: Source) -> Iterator[list[str]]:
    """The rows of the first sheet of a workbook, new, old or OpenDocument."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(source.data))
        for number, row in enumerate(book.get_sheet_by_index(0).iter_rows()):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise ListError(source.file, f"at most {MAX_ROWS:,} rows of {MAX_COLUMNS} columns", row=number + 1)
            yield from _trimmed([_cell(value) for value in row])
    except python_calamine.PasswordError:
        raise ListError(source.file, "a workbook without a password; take it off, then save it again") from None
    except python_calamine.CalamineError as error:
        raise _damaged(source, error) from None


def _damaged(source: Source, error: Exception) -> ListError:
    return ListError(source.file, f"a file that is whole ({' '.join(str(error).split())[:200]}); download it again")


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
