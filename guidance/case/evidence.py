"""Files that show why an answer is so: few, small, and of kinds that people can open. They are kept, never opened, here."""

import hashlib
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from guidance.case.record import Attached
from guidance.files.archive import ArchiveError, check_archive

MAX_FILE: Final = 2_000_000
"""Bytes of one file."""
MAX_ALL: Final = 20_000_000
"""Bytes of the files of one assessment."""
MEDIA: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file that are kept, by the end of the name."""
_BEGINS: Final = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_OFFICE: Final = (".docx", ".xlsx")


class EvidenceError(ValueError):
    """A file that is not kept; the message says what was read, what was expected and what to do."""


def attached(name: str, data: bytes) -> Attached:
    """What a record says of a file. Raises EvidenceError for one that is too large or not of the kind that its name says."""
    shown = clean(name)
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix not in MEDIA:
        raise EvidenceError(f"{shown}: expected {', '.join(sorted(MEDIA))}; save it as one of these")
    if not data:
        raise EvidenceError(f"{shown}: is empty; choose the file again")
    if len(data) > MAX_FILE:
        raise EvidenceError(
            f"{shown}: has {len(data):,} bytes; the most is {MAX_FILE:,}. Write where it is kept instead, or attach the page that "
            "matters"
        )
    if suffix in _OFFICE:
        try:
            check_archive(data)
        except ArchiveError as error:
            raise EvidenceError(f"{shown}: {error}") from None
    if not _is(suffix, data):
        raise EvidenceError(f"{shown}: is no {suffix} inside; save it again in its own program")
    return Attached(name=shown, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def clean(name: str) -> str:
    """The name of a file without folders and without what does not print, at most 120 characters."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    shown = re.sub(r'[<>:"/\\|?*]', "-", "".join(character for character in last if character.isprintable())).strip(" .")
    stem, dot, suffix = shown.rpartition(".")
    return f"{stem[:100]}{dot}{suffix[:19]}" if dot else f"{shown[:120] or 'file'}"


def _is(suffix: str, data: bytes) -> bool:
    if suffix in _OFFICE:
        return b"[Content_Types].xml" in data
    if suffix in _BEGINS:
        return data.startswith(_BEGINS[suffix])
    return b"\0" not in data
