"""The level that each row is treated as while answers are open: what `guidance.assessment.assess` says of it.

It hangs on what every finding rests on, which bits do not tell. So each row whose level is open is read by itself, with the knowledge
and not its bundle alone; a level that is settled is the one to act on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guidance import knowledge
from guidance.assessment.findings import findings_about
from guidance.assessment.levels import Level, level_of, whole
from guidance.inference.three_valued import Reading
from guidance.knowledge.bundle import Bundle
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import Facts
from guidance.sector import dataset
from guidance.sector.conclusions import Codes
from guidance.sector.dataset import Asked
from guidance.sector.folder import JobError
from guidance.sector.law import Law

NO_LEVEL: Final = 5
"""Stands for a level that is not given yet: a decisive question is open, or there is no activity."""
AT_A_TIME: Final = 200
"""Assessments whose answers are laid out at a time: as dicts they take hundreds of times the memory of columns."""
Spans = Mapping[Scope, tuple[Codes, Codes]]
"""The least and the greatest level of each row."""


@lru_cache(maxsize=1)
def catalogue_of(folders: tuple[Path, ...]) -> Catalogue:
    """The knowledge in some folders, read once in each worker. Raises KnowledgeError."""
    return knowledge.load() if folders == (knowledge.OWN,) else knowledge.load_from(*folders)


def same_knowledge(folders: tuple[Path, ...], bundle: Bundle) -> Catalogue:
    """The knowledge that a bundle was made of. Raises JobError when other knowledge lies in the folders, and KnowledgeError."""
    catalogue = catalogue_of(folders)
    if catalogue.hash != bundle.hash:
        raise JobError(
            f"{folders[0]}: the level to treat a case as is told by the knowledge that the bundle was made of, and this is other "
            "knowledge; name its folder with --knowledge, or leave --treat-as out"
        )
    return catalogue


def treated(
    catalogue: Catalogue, law: Law, questions: Sequence[Asked], tables: Mapping[Scope, pa.Table], spans: Spans
) -> dict[Scope, Codes]:
    """What each row of a part is treated as; NO_LEVEL where no level is given."""
    said = {scope: np.full(len(table), NO_LEVEL, dtype=np.uint8) for scope, table in tables.items()}
    first = 0
    for number, facts in enumerate(_each(law, questions, tables)):
        reading = catalogue.reading(facts)
        levels = []
        for row, about in enumerate(facts.activities, first):
            level = _level(catalogue, reading, about, spans[Scope.ACTIVITY], row)
            levels.append(level)
            said[Scope.ACTIVITY][row] = _code(level)
        own = _level(catalogue, reading, None, spans[Scope.ORGANISATION], number)
        said[Scope.ORGANISATION][number] = _code(whole(own, levels))
        first += len(levels)
    return said


def _level(catalogue: Catalogue, reading: Reading, about: str | None, span: tuple[Codes, Codes], row: int) -> Level:
    at_least, at_most = (int(codes[row]) for codes in span)
    if at_least == at_most:
        return Level(at_least, at_most, treat_as=at_least)
    return level_of(catalogue, reading, about, findings_about(catalogue, reading, about))


def _code(level: Level) -> int:
    return NO_LEVEL if level.treat_as is None else level.treat_as


def _each(law: Law, questions: Sequence[Asked], tables: Mapping[Scope, pa.Table]) -> Iterator[Facts]:
    """The assessments of a part in their order, as rules read them."""
    wholes, activities = tables[Scope.ORGANISATION], tables[Scope.ACTIVITY]
    owner: NDArray[np.int32] = activities["owner"].to_numpy()
    place = activities.column_names.index("owner")
    for at in range(0, len(wholes), AT_A_TIME):
        first, end = np.searchsorted(owner, [at, at + AT_A_TIME]).tolist()
        few = activities.slice(first, end - first).set_column(place, "owner", pa.array(owner[first:end] - at))
        for _, facts in dataset.facts(questions, {Scope.ORGANISATION: wholes.slice(at, AT_A_TIME), Scope.ACTIVITY: few}):
            day = law.day or facts.as_at
            yield Facts({**facts.organisation, **law.switched(day)}, facts.activities, day)
