"""Files that we write: all of them or none, and an older one stays until the new one is whole and on the disk."""

import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from errno import EDQUOT, EISDIR, ENOSPC
from pathlib import Path
from typing import Final

_FULL: Final = (ENOSPC, EDQUOT)


class WriteError(OSError):
    """A file cannot be written; the message names it, and says why and what to do."""


def write_bytes(made: Mapping[Path, bytes]) -> None:
    """Writes all files or none, each into a folder that is there. Raises WriteError for one that cannot be written."""
    with ExitStack() as on_failure:
        parts = {path: _part(data, path, on_failure) for path, data in made.items()}
        on_failure.pop_all()
    for path, part in parts.items():
        if part:
            part.replace(os.path.realpath(path))
        else:
            _through(made[path], path)


def into_folder(folder: Path, made: Mapping[str, bytes]) -> list[Path]:
    """Writes all files or none into a folder, which is made where it is not there; their paths. Raises WriteError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(folder, error) from None
    write_bytes({folder / name: data for name, data in made.items()})
    return [folder / name for name in made]


def refusal(path: Path, error: OSError) -> WriteError:
    """Why something cannot be written, and what to do."""
    remedy = (
        "make room on the disk" if error.errno in _FULL else "name another place, in a folder that is there and can be written"
    )
    return WriteError(f"{path}: {error.strerror or error}; {remedy}")


def _part(data: bytes, path: Path, on_failure: ExitStack) -> Path | None:
    """The bytes on disk, under another name beside the file that they are to be; None for what is no file, such as /dev/stdout."""
    try:
        target = Path(os.path.realpath(path))
        before = target.stat().st_mode if target.exists() else None
        if before is not None and stat.S_ISDIR(before):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        if before is not None and not stat.S_ISREG(before):
            return None
        part = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}")
        with part.open("xb") as file:
            on_failure.callback(part.unlink)
            if before is not None:
                part.chmod(stat.S_IMODE(before))  # whoever kept the old one from others keeps the new one from them
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return part
    except OSError as error:
        raise refusal(path, error) from None


def _through(data: bytes, path: Path) -> None:
    try:
        with path.open("wb") as opened:
            opened.write(data)
    except OSError as error:
        raise refusal(path, error) from None
