"""Office files are archives. Those that are cut off, encrypted or far larger than they look are refused before they are unpacked."""

import io
import zipfile
from typing import Final

MAX_UNPACKED: Final = 200_000_000
"""Bytes that a file may hold once it is unpacked."""
MAX_RATIO: Final = 200
"""How many times larger a part may be unpacked than packed; parts that are not large are not held to it."""
LARGE: Final = 1_000_000
"""Bytes."""
MAX_PARTS: Final = 5_000
_PART: Final = b"PK\x01\x02"
"""How the entry of a part begins in the list at the end of an archive."""


class ArchiveError(ValueError):
    """An archive that is not unpacked; the message says why and what to do."""


def parts(data: bytes) -> int:
    """How many parts an archive lists, or a few more: counted before the list is read, each entry of which takes a kilobyte."""
    return data.count(_PART)


def check_archive(data: bytes) -> None:
    """Raises ArchiveError for an archive that should not be unpacked."""
    if parts(data) > MAX_PARTS:
        raise ArchiveError(f"holds more than {MAX_PARTS:,} parts, the most that is read. Copy what is needed into a new file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            held = archive.infolist()
    except Exception as error:  # zipfile raises more than its own errors on a broken file
        raise ArchiveError(f"the file is damaged or cut off ({error}); save it again in its own program") from None
    if any(part.flag_bits & 0x1 for part in held):
        raise ArchiveError("is encrypted; take the password off, then save it again")
    unpacked = sum(part.file_size for part in held)
    dense = [part for part in held if part.file_size > LARGE and part.file_size > MAX_RATIO * part.compress_size]
    if unpacked > MAX_UNPACKED or dense:
        raise ArchiveError(
            f"would unpack to {unpacked:,} bytes; the most that is read is {MAX_UNPACKED:,}, and no part packed more than "
            f"{MAX_RATIO} times. Copy what is needed into a new file"
        )
