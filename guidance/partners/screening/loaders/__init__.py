"""Readers of the official files that a user downloads. Which one reads a file is seen from its content."""

from pathlib import Path

from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import canada, reading, template, uk, us
from guidance.partners.screening.loaders.reading import ListError, Reader, Source

__all__ = ["ListError", "load", "load_bytes", "parse"]


def load(path: Path) -> OfficialList:
    """The list in a file, read within the limits of `bounded`. Raises ListError, naming file, row and column."""
    return reading.within_limits(parse, reading.read(path))


def load_bytes(file: str, data: bytes) -> OfficialList:
    """The list in an uploaded file, read within the limits of `bounded`. Raises ListError, naming file, row and column."""
    return reading.within_limits(parse, reading.source(file, data))


def parse(file: str, data: bytes) -> OfficialList:
    """The same, in this process and without those limits. Raises ListError."""
    source = reading.source(file, data)
    return reader(source)(source)


def reader(source: Source) -> Reader:
    """The reader for a file. Raises ListError when its content is none that we know."""
    text = source.text()[:200_000]
    start = text.lstrip()
    first = start.split("\n", 1)[0]
    if start.startswith("{"):
        return us.load_csl_json
    if start.startswith("<") and "<html" not in text[:2000].casefold():
        return uk.load_xml if "<Designation" in text else us.load_entity_list
    if "1260H" in text and "military compan" in text.casefold():
        return us.load_1260h
    if start.startswith("<"):
        return canada.load
    if first.startswith(("Report Date", '"Report Date')):
        return uk.load_csv
    if {"alt_names", "source_list_url"} <= set(first.replace('"', "").strip().split(",")):
        return us.load_csl_csv
    if "," in first:
        return template.load
    raise ListError(source.file, "a list in one of the forms we know; others can be put into the CSV template", read=first)
