"""What a condition rests on where answers are missing: which are taken to be so, which would have to be otherwise.

Every unanswered question is *presumed* to say something. A ground of a condition is one way in which it comes out true: it names the
answers that are known and count, the presumptions that it takes, and the questions that *need* another answer than the presumed one.
With neither presumptions nor needs it is certain; with presumptions only it is presumed; with needs it is no more than possible."""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from guidance.inference.memos import Questions


class Way(IntEnum):
    """How unanswered questions are read, and whether the condition is to be true."""

    FALSE = 0
    TRUE = 1
    FALSE_IF_ORDINARY = 2
    TRUE_IF_ORDINARY = 3

    @property
    def wanted(self) -> bool:
        """Whether the condition is to be true."""
        return bool(self & 1)

    @property
    def ordinary(self) -> bool:
        """Whether unanswered questions are read as the ordinary case, and not as presumed."""
        return self >= Way.FALSE_IF_ORDINARY

    @property
    def opposite(self) -> "Way":
        """The same reading, for the opposite truth."""
        return _WAYS[self ^ 1]


_WAYS = tuple(Way)


class Ground(NamedTuple):
    """One way in which a condition comes out as wanted. Each part is a set of questions, as bits.

    `needs`: unanswered, and another answer than the presumed one is needed. `presumed`: unanswered, and taken as presumed. `known`:
    answered. `hooks`: those of them that would not do if they were answered in the ordinary way."""

    needs: Questions = 0
    presumed: Questions = 0
    known: Questions = 0
    hooks: Questions = 0

    @property
    def cost(self) -> tuple[int, int, int]:
        """The ground with the least cost is told: few needs, few presumptions, many hooks."""
        return self.needs.bit_count(), self.presumed.bit_count(), -self.hooks.bit_count()


@lru_cache(maxsize=16_384)
def shared_ground(needs: Questions, presumed: Questions, known: Questions, hooks: Questions) -> Ground:
    """The same ground as one object: many nodes of many activities have the same."""
    return Ground(needs, presumed & ~needs, known, hooks)


NO_MATTER = Ground()
"""The ground of what is so whatever anybody answers."""

Grounds: TypeAlias = Iterable[Ground | None]
"""Grounds of parts; None is a part that no answer can bring about."""


def every(grounds: Grounds) -> Ground | None:
    """The ground of several things together."""
    needs = presumed = known = hooks = 0
    for ground in grounds:
        if ground is None:
            return None
        needs |= ground.needs
        presumed |= ground.presumed
        known |= ground.known
        hooks |= ground.hooks
    return shared_ground(needs, presumed, known, hooks)


def best(grounds: Grounds) -> Ground | None:
    """The ground of any of several things: the one of the least cost, the first of equals."""
    least: Ground | None = None
    for ground in grounds:
        if ground is not None and (least is None or ground.cost < least.cost):
            least = ground
    return least
