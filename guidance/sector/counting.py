"""Counts of what follows from a part, of which tables are made: how many rows, how many organisations behind them, how many of any one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from guidance.inference.bits import STANDINGS
from guidance.sector.conclusions import AT_LEAST, AT_MOST, Codes

LEVELS: Final = ("0", "1", "2", "3", "4")


class Cell(NamedTuple):
    """`rows` of one scope and group for which something stands so; `organisations` are behind them, the one with `most` rows among them.

    Rows of the other parts are of other organisations: cells are added up, and of `most` the greatest is taken."""

    scope: str
    what: str
    standing: str
    group: str
    rows: int
    organisations: int
    most: int


def cells(scope: str, about: Mapping[str, Codes], organisations: Sequence[str], groups: Sequence[str]) -> Iterable[Cell]:
    """The cells of a part that are not empty. `organisations` and `groups`: whose each row is."""
    pairs = sorted(set(zip(groups, organisations, strict=True)))
    if not pairs:
        return
    number = {pair: place for place, pair in enumerate(pairs)}
    whose = np.array([number[pair] for pair in zip(groups, organisations, strict=True)], dtype=np.intp)
    named = sorted({group for group, _ in pairs})
    first = np.searchsorted(np.array([group for group, _ in pairs]), named)
    for what, codes in about.items():
        values = LEVELS if what in (AT_LEAST, AT_MOST) else STANDINGS
        table = _counted(codes, whose, len(pairs), len(values))
        sums, behind, most = (
            join.reduceat(each, first, axis=0)
            for join, each in ((np.add, table), (np.add, (table > 0).astype(np.intp)), (np.maximum, table))
        )
        for group, standing in zip(*np.nonzero(sums), strict=True):
            if values is LEVELS or standing:
                at = (group, standing)
                yield Cell(scope, what, values[standing], named[group], int(sums[at]), int(behind[at]), int(most[at]))


def _counted(codes: Codes, whose: NDArray[np.intp], pairs: int, values: int) -> NDArray[np.intp]:
    """How many rows of each organisation have each value."""
    return np.bincount(whose * values + codes, minlength=pairs * values).reshape(pairs, values)
