"""The folder of official lists as they were downloaded: one file a list, kept whole, read anew when one of them changes."""

import os
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, TypeAlias

from guidance.case.evidence import clean
from guidance.partners.screening.lists import REGISTRY, OfficialList
from guidance.partners.screening.loaders import ListError, load, load_bytes, ror

MAX_NAMES: Final = 100_000
"""Names in all lists together: looking up among them takes memory, and some seconds before the first time."""
File: TypeAlias = tuple[Path, tuple[int, int, int]]
"""A file and its stamp."""


def lists(folder: Path) -> tuple[OfficialList, ...]:
    """The lists in a folder; none when there is no such folder. A file that cannot be used is left out: see `strays`."""
    return tuple(official for official in _usable(folder).values() if isinstance(official, OfficialList))


def strays(folder: Path) -> tuple[ListError, ...]:
    """Why some files of the folder are not used; the others are."""
    return tuple(error for error in _usable(folder).values() if isinstance(error, ListError))


def _usable(folder: Path) -> dict[Path, OfficialList | ListError]:
    """The files with the list in each, or why it is not used: it cannot be read, or all together are too many names."""
    found: dict[Path, OfficialList | ListError] = {}
    names = 0
    for file, each in _by_file(folder).items():
        if isinstance(each, OfficialList):
            names += _count(each)
            if names > MAX_NAMES:
                names -= _count(each)
                found[file] = _too_many(each)
                continue
        found[file] = each
    return found


def _count(official: OfficialList) -> int:
    return sum(len(entry.names) for entry in official.entries)


def _too_many(official: OfficialList) -> ListError:
    return ListError(official.provenance.file, f"at most {MAX_NAMES:,} names in all lists together; take a list away first")


def _check(held: Iterable[OfficialList]) -> None:
    """Raises ListError for lists that would take too much memory together."""
    names = 0
    for each in held:
        names += _count(each)
        if names > MAX_NAMES:
            raise _too_many(each)


def keep(folder: Path, name: str, data: bytes, day: date | None = None) -> OfficialList:
    """Puts a downloaded file into the folder, in place of the one that holds the same list. Raises ListError and OSError.

    `day`: that of the list, where the file does not say it; it is written into the file's name. A file that cannot be used, or a
    folder that cannot be written, changes nothing."""
    shown = dated_name(clean(name), day)
    official = load_bytes(shown, data)
    if official.code == REGISTRY:
        shown, data = "registry.json", ror.kept(official)
    folder.mkdir(parents=True, exist_ok=True)
    held = {file: each for file, each in _by_file(folder).items() if isinstance(each, OfficialList)}
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


def dated_name(name: str, day: date | None) -> str:
    """The name of a file with a day in it, from which the day of its list is read."""
    return f"{day.isoformat()}-{name}" if day else name


def remove(folder: Path, code: str) -> None:
    """Takes a list out of the folder. Raises OSError when it cannot be written."""
    for file, official in _by_file(folder).items():
        if isinstance(official, OfficialList) and official.code == code:
            file.unlink()


def _by_file(folder: Path) -> dict[Path, OfficialList | ListError]:
    if not folder.is_dir():
        return {}
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return dict(zip(files, _loaded(tuple((path, _stamp(path.stat())) for path in files)), strict=True))


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    """Changes when the file does."""
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=1)
def _loaded(files: tuple[File, ...]) -> tuple[OfficialList | ListError, ...]:
    """What the files hold, or why they cannot be used; those that were there before are not read again, and those that are gone
    are let go."""
    kept = {file: _held.get(file) or _read(file[0]) for file in files}
    _held.clear()
    _held.update(kept)
    return tuple(kept.values())


def _read(file: Path) -> OfficialList | ListError:
    try:
        return load(file)
    except ListError as error:
        return error


_held: dict[File, OfficialList | ListError] = {}
