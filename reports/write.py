"""Writes a report to a file; the suffix chooses the format."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from errno import EISDIR
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from reports import docx, html, json, pack, pdf, xlsx
from reports.blocks import Paper, Report

PAPER: Final[Mapping[str, Callable[[Paper], bytes]]] = {".docx": docx.render, ".html": html.render, ".pdf": pdf.render}
"""The writers of every edition."""

WRITERS: Final[Mapping[str, Callable[[Report], bytes]]] = {
    **PAPER,
    ".json": lambda report: json.to_bytes(report.document),
    ".xlsx": xlsx.render,
}
"""The writers of the record."""

PACK: Final = ".zip"


class FormatError(ValueError):
    """There is no writer for the suffix; the message names those there are."""


def render(paper: Paper, suffix: str, held: Callable[[str], bytes | None] = lambda _: None) -> bytes:
    """A report in one format; the record also as data, or as all of them in the sign-off pack, ".zip". Raises FormatError for
    another suffix.

    `held` gives the files of evidence for the pack, by hash."""
    kind = suffix.lower()
    if isinstance(paper, Report) and kind == PACK:
        return pack.render(paper, WRITERS, held)
    if isinstance(paper, Report) and kind in WRITERS:
        return WRITERS[kind](paper)
    if kind in PAPER:
        return PAPER[kind](paper)
    raise FormatError(_no_writer(isinstance(paper, Report), suffix))


def refuse_other_suffixes(whole: bool, paths: Iterable[Path]) -> None:
    """Raises FormatError for a file that the record (`whole`) or another edition cannot be written to: at once, before any work."""
    for path in paths:
        if path.suffix.lower() not in _suffixes(whole):
            raise FormatError(f"{path}: {_no_writer(whole, path.suffix)}")


def _suffixes(whole: bool) -> tuple[str, ...]:
    return tuple(sorted((*WRITERS, PACK) if whole else PAPER))


def _no_writer(whole: bool, suffix: str) -> str:
    what = "a report" if whole else "this edition"
    known = ", ".join(_suffixes(whole))
    record = "" if whole else "; the record can be written in every format"
    return f"{what} cannot be written as {suffix or 'a file without a suffix'}; use {known}{record}"


class WriteError(OSError):
    """A file cannot be written; the message names it."""


def write(paper: Paper, *paths: Path) -> None:
    """Writes the report to all files or to none; older files stay until the new ones are complete.

    Raises FormatError for another suffix and WriteError when a folder cannot be written."""
    refuse_other_suffixes(isinstance(paper, Report), paths)
    write_bytes({path: render(paper, path.suffix) for path in paths})


def write_bytes(made: Mapping[Path, bytes]) -> None:
    """Writes all files or none. Raises WriteError when a folder cannot be written."""
    with ExitStack() as on_failure:
        parts = {path: _part(data, path, on_failure) for path, data in made.items()}
        on_failure.pop_all()
    for path, part in parts.items():
        part.replace(path)


def _part(data: bytes, path: Path, on_failure: ExitStack) -> Path:
    """The bytes on disk, under another name beside the file that they are to be."""
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
            part = Path(file.name)
            on_failure.callback(part.unlink)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        return part
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}") from None
