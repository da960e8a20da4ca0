"""Writes a report to a file; the suffix chooses the format."""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from errno import EISDIR
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from reports import docx, html, json, pack, pdf, xlsx
from reports.blocks import Report

WRITERS: Final[Mapping[str, Callable[[Report], bytes]]] = {
    ".docx": docx.render,
    ".html": html.render,
    ".json": lambda report: json.to_bytes(report.document),
    ".pdf": pdf.render,
    ".xlsx": xlsx.render,
}

PACK: Final = ".zip"


class FormatError(ValueError):
    """There is no writer for the suffix; the message names those there are."""


def render(report: Report, suffix: str, held: Callable[[str], bytes | None] = lambda _: None) -> bytes:
    """The report in one format, or all of them in the sign-off pack, ".zip". Raises FormatError for another suffix.

    `held` gives the files of evidence for the pack, by hash."""
    if suffix.lower() == PACK:
        return pack.render(report, WRITERS, held)
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        raise FormatError(_no_writer(suffix))
    return writer(report)


def _no_writer(suffix: str) -> str:
    known = ", ".join(sorted((*WRITERS, PACK)))
    return f"a report cannot be written as {suffix or 'a file without a suffix'}; use {known}"


class WriteError(OSError):
    """A file cannot be written; the message names it."""


def write(report: Report, *paths: Path) -> None:
    """Writes the report to all files or to none; older files stay until the new ones are complete.

    Raises FormatError for another suffix and WriteError when a folder cannot be written."""
    for path in paths:
        if path.suffix.lower() not in (*WRITERS, PACK):
            raise FormatError(f"{path}: {_no_writer(path.suffix)}")
    write_bytes({path: render(report, path.suffix) for path in paths})


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
