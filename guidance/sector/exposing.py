"""How exposed the organisations of a dataset are: what `guidance.disclosure.exposure` counts of saved assessments, part by part.

An organisation is who the dataset says it is, and stands in one part only: so cells of parts are added up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from guidance.disclosure.exposure import KIND, NATION, YEAR, Exposure, kind, nation, places, topics_of
from guidance.disclosure.tables import ALL, Count
from guidance.inference.bits import STANDINGS
from guidance.knowledge import bundle
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope, Severity
from guidance.language.rule import Guideline
from guidance.sector import dataset
from guidance.sector.columns import columns
from guidance.sector.conclusions import Conclusions
from guidance.sector.dataset import Opened
from guidance.sector.law import Law

ASKED: Final = ("profile.kind", "profile.nation")
STANDS: Final = STANDINGS.index("presumed")
"""From this standing on a warning is counted."""
Place = tuple[str, str]
Numbers = NDArray[np.intp]


@dataclass
class _Cell:
    activities: int = 0
    organisations: int = 0
    most: int = 0

    def add(self, each: Numbers) -> None:
        """What some organisations have."""
        self.activities += int(each.sum())
        self.organisations += int(np.count_nonzero(each))
        self.most = max(self.most, int(each.max(initial=0)))


def exposure(catalogue: Catalogue, source: Path) -> Exposure:
    """Counts the activities, and organisations as a whole, about which a warning of a topic is certain or presumed, under the law of each
    assessment's own day. Raises DatasetError."""
    law, topics, described = Law(bundle.of(catalogue)), topics_of(catalogue), dataset.described(source)
    found: dict[tuple[str, Place], _Cell] = {}
    groups: set[tuple[str, str]] = set()
    years: set[str] = set()
    for part in described.parts:
        opened = dataset.opened(source, part)
        whose = _Whose(catalogue, opened)
        groups.update(whose.groups)
        years.update(whose.years.tolist())
        for topic, of_each in _exposed(law, opened, topics):
            for place, each in whose.by_place(of_each):
                found.setdefault((topic, place), _Cell()).add(each)
    every = places(catalogue, groups, years)
    counted = dict.fromkeys(topic for topic in catalogue.topics if (topic, (ALL, ALL)) in found)
    cells = ((topic, place, found.get((topic, place), _Cell())) for topic in counted for place in every)
    counts = tuple(Count(topic, *place, cell.activities, cell.organisations, cell.most) for topic, place, cell in cells)
    organisations, assessments = (
        sum(getattr(part, name) for part in described.parts) for name in ("organisations", "assessments")
    )
    return Exposure(counts, organisations, assessments, 0)


class _Whose:
    """Whose the assessments of a part are, and to which groups they belong: those of the newest one of an organisation."""

    def __init__(self, catalogue: Catalogue, opened: Opened) -> None:
        about = opened.about[Scope.ORGANISATION]
        days = about["as_at"].to_pylist()
        self.years = np.array([str(day.year) for day in days], dtype=object)
        names, self.of = np.unique(np.array(about["organisation"].to_pylist(), dtype=object), return_inverse=True)
        said = [_column(opened, id, len(days)) for id in ASKED]
        newest = dict(sorted(((int(of), row) for row, of in enumerate(self.of)), key=lambda each: days[each[1]]))
        self.groups = [self._groups(catalogue, said, newest[number]) for number in range(len(names))]

    def _groups(self, catalogue: Catalogue, said: list[list[str | None]], row: int) -> tuple[str, str]:
        told = {id: answer for id, column in zip(ASKED, said, strict=True) if (answer := column[row]) is not None}
        return nation(catalogue, told), kind(catalogue, told)

    def by_place(self, of_each: Numbers) -> Iterator[tuple[Place, Numbers]]:
        """What each organisation has in each cell, from what each assessment has."""
        together = self._together(of_each)
        yield (ALL, ALL), together
        for at, breakdown in enumerate((NATION, KIND)):
            its = np.array([groups[at] for groups in self.groups], dtype=object)
            for group in sorted(set(its.tolist())):
                yield (breakdown, group), together[its == group]
        for year in sorted(set(self.years.tolist())):
            yield (YEAR, year), self._together(np.where(self.years == year, of_each, 0))

    def _together(self, of_each: Numbers) -> Numbers:
        return np.bincount(self.of, of_each, len(self.groups)).astype(np.intp)


def _column(opened: Opened, id: str, rows: int) -> list[str | None]:
    column = opened.column(Scope.ORGANISATION, id)
    return [None] * rows if column is None else column.to_pylist()


def _exposed(law: Law, opened: Opened, topics: Mapping[str, str]) -> Iterator[tuple[str, Numbers]]:
    """For each topic how often each assessment has a warning of it: once for each activity, and for the organisation."""
    laid_out = columns(law, opened)
    conclusions, rows = Conclusions(law, laid_out), laid_out.rows(Scope.ORGANISATION)
    found: dict[str, Numbers] = {}
    for scope in Scope:
        flags: dict[str, NDArray[np.bool_]] = {}
        warnings = frozenset(id for id, rules in law.findings[scope].items() if any(map(_warns, rules)))
        for id, codes in conclusions.about(scope, warnings, ()).items():
            stands = codes >= STANDS
            if not all(map(_warns, law.findings[scope][id])):
                stands &= conclusions.severities(scope, id) != Severity.ENABLING.rank
            flags[topics[id]] = flags[topics[id]] | stands if topics[id] in flags else stands
        for topic, each in flags.items():
            its = np.flatnonzero(each)
            of_each = np.bincount(its if scope is Scope.ORGANISATION else laid_out.owner[its], minlength=rows)
            found[topic] = found[topic] + of_each if topic in found else of_each
    yield from ((topic, of_each) for topic, of_each in found.items() if of_each.any())


def _warns(rule: Guideline) -> bool:
    return rule.severity is not Severity.ENABLING
