"""Counts of what follows from a part, of which tables are made: how many rows, how many organisations behind them, how many of any one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guidance.inference.bits import STANDINGS
from guidance.sector.conclusions import Codes
from guidance.sector.law import AT_LEAST, AT_MOST, TREAT_AS

LEVELS: Final = ("0", "1", "2", "3", "4", "none")
"""What the codes of levels say. "none": no level is given yet, which is said of what a row is treated as only."""


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


def cells(scope: str, about: Mapping[str, Codes], organisations: pa.Array, groups: pa.Array) -> Iterable[Cell]:
    """The cells of a part that are not empty. `organisations` and `groups`: whose each row is."""
    whose, named, first = _pairs(organisations.dictionary_encode(), groups)
    pairs = int(whose.max(initial=-1)) + 1
    if not pairs:
        return
    for what, codes in about.items():
        values = LEVELS if what in (AT_LEAST, AT_MOST, TREAT_AS) else STANDINGS
        table = _counted(codes, whose, pairs, values)
        sums = np.add.reduceat(table, first, axis=0)
        behind, most = np.add.reduceat(table > 0, first, axis=0, dtype=np.intp), np.maximum.reduceat(table, first, axis=0)
        for group, standing in zip(*(each.tolist() for each in np.nonzero(sums)), strict=True):
            if values is LEVELS or standing:
                at = (group, standing)
                yield Cell(scope, what, values[standing], named[group], int(sums[at]), int(behind[at]), int(most[at]))


def _pairs(organisations: pa.Array, groups: pa.Array) -> tuple[NDArray[np.int32], list[str], NDArray[np.intp]]:
    """Group and organisation of each row as one number, in the order of the groups; the groups, and the first number of each."""
    texts = ["" if each is None else each for each in groups.dictionary.to_pylist()]
    named = sorted({*texts, ""})
    rank = np.array([*(named.index(text) for text in texts), named.index("")])
    group = rank[groups.indices.fill_null(len(texts)).to_numpy()]
    each = len(organisations.dictionary)
    numbers, whose = np.unique(group * each + organisations.indices.to_numpy(), return_inverse=True)
    present = np.unique(numbers // max(each, 1))
    return whose.astype(np.int32), [named[place] for place in present], np.searchsorted(numbers, present * each)


def _counted(codes: Codes, whose: NDArray[np.int32], pairs: int, values: Sequence[str]) -> NDArray[np.intp]:
    """How many rows of each organisation have each value; of a standing but for those that are excluded, which are most."""
    if values is STANDINGS:
        rows = np.flatnonzero(codes.view(bool))
        codes, whose = codes[rows], whose[rows]
    return np.bincount(whose * np.int32(len(values)) + codes, minlength=pairs * len(values)).reshape(pairs, len(values))
