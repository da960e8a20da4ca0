"""In a report on many activities, what is the same of several is said once, with the short names of those it holds for."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final, TypeAlias, TypeVar

from reports.blocks import Cell, Rung, Table
from reports.case import Case

FEW: Final = 50
"""Up to so many activities, everything is said of each in its own place."""
OF: Final = "Of"

Row: TypeAlias = tuple[Cell, ...]
Said = TypeVar("Said", bound=Hashable)


def many(case: Case) -> bool:
    """Whether there are so many activities that what is the same of several is said once."""
    return len(case.activities) > FEW


def alike(said: Iterable[tuple[str | None, Said]]) -> dict[Said, list[str | None]]:
    """What is said of activities or of the organisation (None), each once, with whom it is said of."""
    whose: dict[Said, list[str | None]] = {}
    for about, what in said:
        whose.setdefault(what, []).append(about)
    return whose


def rows(case: Case, said: Iterable[tuple[str | None, Row]]) -> tuple[Row, ...]:
    """The rows said of activities, each once, with those it is said of in a last cell."""
    return tuple((*row, Cell(case.which(abouts))) for row, abouts in alike(said).items())


def table(
    case: Case, caption: str, head: tuple[str, ...], said: Iterable[tuple[str | None, Row]], widths: tuple[int, ...]
) -> Iterator[Table]:
    """The same as a table; none where nothing is said. The last of the widths is that of whom it is said of."""
    if found := rows(case, said):
        yield Table(caption, (*head, OF), found, widths)


def listed(case: Case) -> Table:
    """Which short name is which activity, with its level."""
    listed = tuple((Cell(case.codes[about]), Cell(case.name(about)), _level(case, about)) for about in case.activities)
    return Table("The activities by their short names, and their levels", ("No.", "Activity", "Level"), listed, (2, 14, 4))


def _level(case: Case, about: str) -> Cell:
    level = case.assessment.levels[about]
    return replace(case.level(about), text=Rung("", level.now, level.at_most, "").said)


def in_runs(numbers: Iterable[int]) -> str:
    """Numbers in order; of three or more in a row the first and the last."""
    runs = [
        [number for _, number in run] for _, run in groupby(enumerate(sorted(set(numbers))), lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(", ".join(map(str, run)) if len(run) < 3 else f"{run[0]}–{run[-1]}" for run in runs)
