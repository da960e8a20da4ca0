"""Writes a report to a file; the suffix chooses the format."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from guidance.files.writing import WriteError, write_bytes
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

__all__ = ["PACK", "PAPER", "WRITERS", "FormatError", "WriteError", "refuse_other_suffixes", "render", "write"]


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


def write(paper: Paper, *paths: Path) -> None:
    """Writes the report to all files or to none; older files stay until the new ones are complete.

    Raises FormatError for another suffix and WriteError when a folder cannot be written."""
    refuse_other_suffixes(isinstance(paper, Report), paths)
    write_bytes({path: render(paper, path.suffix) for path in paths})
