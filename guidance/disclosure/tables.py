"""Aggregates that may be published: what has to be withheld so that nobody can work out what one organisation told.

What goes in is counts: of a topic, for each group of each breakdown and for all, how many activities, how many organisations stand
behind them, and the most of any one. The groups of a breakdown share out the total between them; breakdowns are linked by it.

A cell is withheld when too few organisations stand behind it or one of them has too much of it. Then others of the same line are
withheld until the withheld ones together are wide enough: the published total minus the published cells leaves only their sum, and
everything in it could stand in any one of them. Who stands behind one of them takes off what it knows of itself, so that is taken off
before the width is measured. What cannot be made safe so is not shown at all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ALL: Final = ""
"""The breakdown and the group of the total of a topic."""


@dataclass(frozen=True)
class Count:
    """What is counted in one cell. `activities` with the topic, `organisations` behind them, `most` activities of any one of these."""

    topic: str
    breakdown: str
    group: str
    activities: int
    organisations: int
    most: int


@dataclass(frozen=True)
class Policy:
    """When a cell is shown. `threshold`: the fewest organisations behind it. `share`: the most of it that one may have, above 0 to 1.
    `base`: what counts are rounded to. `width`: how many activities wide whatever can be worked out of a withheld cell is at least;
    `margin`: of one that is not safe, how far above the truth at least, as a share of what the largest organisation in it has."""

    threshold: int = 10
    share: float = 0.5
    base: int = 5
    width: int = 10
    margin: float = 0.2

    def is_safe(self, count: Count) -> bool:
        """Whether a cell may be shown by itself."""
        return count.organisations >= self.threshold and count.most <= self.share * count.activities

    def rounded(self, activities: int) -> int:
        """A count to the nearest multiple of the base; half way goes up."""
        return (activities + self.base // 2) // self.base * self.base

    def hides(self, withheld: Sequence[Count], apart: bool) -> bool:
        """Whether some cells of one line hide each other. `apart`: no organisation stands behind two of them."""
        own = (max if apart else sum)([cell.most for cell in withheld])
        together = sum(cell.activities for cell in withheld)
        unsafe = [cell for cell in withheld if not self.is_safe(cell)]
        return len(withheld) > 1 and together - own >= self.width and all(self._above(cell, withheld, apart) for cell in unsafe)

    def _above(self, cell: Count, withheld: Sequence[Count], apart: bool) -> bool:
        others = [each for each in withheld if each is not cell]
        known = (max if apart else sum)([each.most for each in others])
        return sum(each.activities for each in others) - known >= self.margin * cell.most


@dataclass(frozen=True)
class Published:
    """Tables as they may go out: rounded counts by topic, breakdown and group; None is withheld. A topic that is not there is not shown."""

    policy: Policy
    breakdowns: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[str, str, str], int | None]
    topics: tuple[str, ...]
    not_shown: int

    @property
    def withheld(self) -> int:
        """How many cells of the topics that are shown are withheld."""
        return sum(cell is None for cell in self.cells.values())


def published(counts: Iterable[Count], policy: Policy, together: frozenset[str] = frozenset()) -> Published:
    """What may be published of some counts. `together` names the breakdowns of which an organisation can stand behind several groups.

    Raises ValueError when a topic has no total, or the groups of a breakdown do not come to it."""
    by_topic: defaultdict[str, dict[tuple[str, str], Count]] = defaultdict(dict)
    for count in counts:
        by_topic[count.topic][count.breakdown, count.group] = count
    for topic, cells in by_topic.items():
        _check(topic, cells)
    shown = {topic: hidden for topic, cells in by_topic.items() if (hidden := _withheld(cells, policy, together)) is not None}
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for topic in shown:
        for breakdown, group in by_topic[topic]:
            if breakdown != ALL:
                groups[breakdown][group] = None
    return Published(
        policy,
        {breakdown: tuple(names) for breakdown, names in groups.items()},
        {
            (topic, *place): None if place in hidden else policy.rounded(count.activities)
            for topic, hidden in shown.items()
            for place, count in by_topic[topic].items()
        },
        tuple(shown),
        len(by_topic) - len(shown),
    )


def _check(topic: str, cells: Mapping[tuple[str, str], Count]) -> None:
    total = cells.get((ALL, ALL))
    if total is None:
        raise ValueError(f"{topic}: there is no total; give the counts of all organisations too")
    for breakdown in dict.fromkeys(breakdown for breakdown, _ in cells if breakdown != ALL):
        found = sum(count.activities for (name, _), count in cells.items() if name == breakdown)
        if found != total.activities:
            raise ValueError(
                f"{topic}: the groups by {breakdown} come to {found}, the total is {total.activities}; count them alike"
            )


def _withheld(
    cells: Mapping[tuple[str, str], Count], policy: Policy, together: frozenset[str]
) -> frozenset[tuple[str, str]] | None:
    """The cells of a topic that are withheld; None when the topic cannot be shown."""
    if not policy.is_safe(cells[ALL, ALL]):
        return None
    withheld: set[tuple[str, str]] = set()
    for breakdown in dict.fromkeys(breakdown for breakdown, _ in cells if breakdown != ALL):
        line = [count for (name, _), count in cells.items() if name == breakdown]
        hidden = _hidden(line, policy, breakdown not in together)
        if hidden is None:
            return None
        withheld |= {(count.breakdown, count.group) for count in hidden}
    return frozenset(withheld)


def _hidden(line: Sequence[Count], policy: Policy, apart: bool) -> list[Count] | None:
    """What is withheld of a line: what is not safe, then the smallest others, as few as hide it; None when all together do not."""
    hidden = [count for count in line if not policy.is_safe(count)]
    if not hidden:
        return hidden
    others = sorted((count for count in line if policy.is_safe(count)), key=lambda count: (count.activities, count.group))
    while not policy.hides(hidden, apart):
        if not others:
            return None
        hidden.append(others.pop(0))
    return hidden
