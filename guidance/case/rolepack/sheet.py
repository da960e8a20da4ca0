"""What a role pack holds, whatever its format: questions that are put to somebody, and what came back."""

from dataclasses import dataclass
from typing import Final

from guidance.files.archive import ArchiveError, check_archive
from guidance.knowledge.entries import Kind

NOT_SURE_TEXT: Final = "Not sure"
MAX_BYTES: Final = 5_000_000
MAX_WHO: Final = 200
"""Characters of the name of whoever answered."""


class RolePackError(ValueError):
    """A file that cannot be taken back; the message says where, what was read and what was expected."""


@dataclass(frozen=True)
class Put:
    """A question as it is put: about what, its words, the answers to choose from and those that are there.

    `key` names the question and the activity; it comes back unchanged."""

    key: str
    about: str
    question: str
    help: str
    kind: Kind
    choices: tuple[str, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The questions for a role."""

    title: str
    marking: str
    year: int
    questions: tuple[Put, ...]


@dataclass(frozen=True)
class Line:
    """One question as it came back. `place` is where the answer stands; several answers stand on a line each."""

    place: str
    key: str
    answer: str
    note: str
    evidence: str


@dataclass(frozen=True)
class Filled:
    """A file that came back."""

    who: str
    lines: tuple[Line, ...]


def check(name: str, data: bytes) -> None:
    """Raises RolePackError for a file that should not be unpacked."""
    try:
        check_archive(data)
    except ArchiveError as error:
        raise RolePackError(f"{name}: {error}") from None
