"""Readers of the official files that a user downloads. Which one reads a file is seen from its content."""

from pathlib import Path

from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import reading
from guidance.partners.screening.loaders.forms import opened
from guidance.partners.screening.loaders.reading import ListError
from guidance.partners.screening.loaders.recognise import reader

__all__ = ["ListError", "load", "load_bytes", "parse"]


def load(path: Path) -> OfficialList:
    """The list in a file, read within the limits of `bounded`. Raises ListError, naming file, row and column."""
    return reading.within_limits(parse, reading.read(path))


def load_bytes(file: str, data: bytes) -> OfficialList:
    """The list in an uploaded file, read within the limits of `bounded`. Raises ListError, naming file, row and column."""
    return reading.within_limits(parse, reading.source(file, data))


def parse(file: str, data: bytes) -> OfficialList:
    """The same, in this process and without those limits. Raises ListError."""
    source = opened(reading.source(file, data))
    return reader(source)(source)
