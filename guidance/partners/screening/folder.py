"""The folder of official lists as they were downloaded: one file a list, kept whole, read anew when one of them changes."""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, TypeAlias

from guidance.case.evidence import clean
from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import ListError, load, load_bytes

MAX_NAMES: Final = 100_000
"""Names in all lists together: looking up among them takes memory, and some seconds before the first time."""
File: TypeAlias = tuple[Path, tuple[int, int, int]]
"""A file and its stamp."""


def lists(folder: Path) -> tuple[OfficialList, ...]:
    """The lists in a folder; none when there is no such folder. Raises ListError for files that cannot be used."""
    held = tuple(_by_file(folder).values())
    _check(held)
    return held


def _check(held: Iterable[OfficialList]) -> None:
    """Raises ListError for lists that would take too much memory together."""
    names = 0
    for each in held:
        names += sum(len(entry.names) for entry in each.entries)
        if names > MAX_NAMES:
            raise ListError(each.provenance.file, f"at most {MAX_NAMES:,} names in all lists together; take a list away first")


def keep(folder: Path, name: str, data: bytes) -> OfficialList:
    """Puts a downloaded file into the folder, in place of the one that holds the same list. Raises ListError and OSError.

    A file that cannot be used, or a folder that cannot be written, changes nothing."""
    shown = clean(name)
    official = load_bytes(shown, data)
    folder.mkdir(parents=True, exist_ok=True)
    held = _by_file(folder)
    _check([official, *(each for each in held.values() if each.code != official.code)])
    if folder / shown in held and held[folder / shown].code != official.code:
        shown = f"{official.code}-{shown}"
    before = [file for file, each in held.items() if each.code == official.code and file.name != shown]
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as part:
        part.write(data)
    Path(part.name).replace(folder / shown)
    for file in before:
        file.unlink()
    return official


def remove(folder: Path, code: str) -> None:
    """Takes a list out of the folder. Raises OSError when it cannot be written."""
    for file, official in _by_file(folder).items():
        if official.code == code:
            file.unlink()


def _by_file(folder: Path) -> dict[Path, OfficialList]:
    if not folder.is_dir():
        return {}
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return dict(zip(files, _loaded(tuple((path, _stamp(path.stat())) for path in files)), strict=True))


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    """Changes when the file does."""
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=1)
def _loaded(files: tuple[File, ...]) -> tuple[OfficialList, ...]:
    """What the files hold; those that were there before are not read again, and those that are gone are let go."""
    kept = {file: _held.get(file) or load(file[0]) for file in files}
    _held.clear()
    _held.update(kept)
    return tuple(kept.values())


_held: dict[File, OfficialList] = {}
