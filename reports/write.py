"""Writes a report to a file; the suffix chooses the format."""

import os
from collections.abc import Callable, Mapping
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


def render(report: Report, suffix: str) -> bytes:
    """The report in one format, or all of them in the sign-off pack, ".zip". Raises FormatError for another suffix."""
    if suffix.lower() == PACK:
        return pack.render(report, WRITERS)
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        known = ", ".join(sorted((*WRITERS, PACK)))
        raise FormatError(f"a report cannot be written as {suffix or 'a file without a suffix'}; use {known}")
    return writer(report)


def write(report: Report, path: Path) -> None:
    """Writes the report whole or not at all; an older file stays until the new one is complete.

    Raises FormatError for another suffix and OSError when the folder cannot be written."""
    write_bytes(render(report, path.suffix), path)


def write_bytes(data: bytes, path: Path) -> None:
    """Writes a file whole or not at all. Raises OSError when the folder cannot be written."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            part.unlink()
            raise
    part.chmod(0o644)
    part.replace(path)
