"""What an assessment comes to, by ids alone: what two results of one case are compared by, and what a signature is given to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from guidance.assessment import Assessment, Level
from guidance.assessment.ahead import may_go_ahead


class What(StrEnum):
    """What can come otherwise."""

    LEVEL = "level"
    FINDING = "finding"
    DOOR = "door"
    AHEAD = "may go ahead"


class Item(NamedTuple):
    """A part of a result: what it is, the activity or (None) the organisation, and the id of the finding or door."""

    what: What
    about: str | None
    id: str = ""


Outcome: TypeAlias = Mapping[Item, str]
"""How each part stands, in words; what is not there is excluded, or nobody is named."""


@dataclass(frozen=True)
class Move:
    """A part of a result that came otherwise; "" is where it was not there."""

    item: Item
    before: str
    after: str


def outcome(assessment: Assessment, possible: bool = True) -> Outcome:
    """What an assessment comes to. `possible`: with the findings that cannot be told yet, and how far a level may still move."""
    return {item: said for about in assessment.levels for item, said in _about(assessment, about, possible)}


def _about(assessment: Assessment, about: str | None, possible: bool) -> Iterator[tuple[Item, str]]:
    yield Item(What.LEVEL, about), level_in_words(assessment.levels[about], possible)
    found = [finding for finding in assessment.about(about) if possible or finding.stands]
    for finding in found:
        yield Item(What.FINDING, about, finding.id), f"{finding.standing}, {finding.severity}"
    for door in sorted({door for finding in found if finding.stands for door in finding.doors}):
        yield Item(What.DOOR, about, door), "named"
    for card in may_go_ahead(assessment, about):
        yield Item(What.AHEAD, about, card.finding.id), "with provisos" if card.provisos else "without provisos"


def level_in_words(level: Level, possible: bool) -> str:
    """A level as L0 to L4, and the range that the answers allow."""
    now = "nothing to assess" if level.nothing_to_assess else "withheld" if level.now is None else f"L{level.now}"
    return now if level.settled or not possible else f"{now} (L{level.at_least} to L{level.at_most})"


def moves(before: Outcome, after: Outcome) -> tuple[Move, ...]:
    """What came otherwise, in the order of the one result, then what is new in the other."""
    every = dict.fromkeys((*before, *after))
    return tuple(
        Move(item, before.get(item, ""), after.get(item, "")) for item in every if before.get(item, "") != after.get(item, "")
    )
