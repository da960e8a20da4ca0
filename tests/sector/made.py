"""Datasets of cases, as tests need them."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from guidance import knowledge
from guidance.knowledge import bundle
from guidance.knowledge.bundle import Bundle
from guidance.language.facts import Facts
from guidance.sector import dataset, job
from guidance.sector.dataset import Described, Row
from guidance.sector.engine import Engine, Here
from guidance.sector.job import Outcome
from tests.random_cases import assessments


@cache
def of_today() -> Bundle:
    return bundle.of(knowledge.load())


def random_cases(seed: int, number: int) -> list[Facts]:
    """Random cases under the switches of their days: a dataset holds the day, and no switch."""
    catalogue = knowledge.load()
    drawn = islice(assessments(catalogue, seed), number)
    return [Facts({**case.organisation, **catalogue.switched(case.as_at)}, case.activities, case.as_at) for case in drawn]


def rows(cases: Sequence[Facts]) -> list[Row]:
    return [Row(f"assessment-{number}", f"organisation-{number}", "", case) for number, case in enumerate(cases)]


def written(folder: Path, cases: Sequence[Facts], a_part: int) -> Described:
    """A dataset of some cases, so many a part, each of an organisation of its own."""
    asked, every = dataset.asked(of_today().questions), rows(cases)
    parts = [
        dataset.write_part(folder, number, dataset.laid_out(asked, "profile.kind", every[at : at + a_part]))
        for number, at in enumerate(range(0, len(every), a_part))
    ]
    described = Described(knowledge=of_today().version, group="profile.kind", questions=asked, parts=tuple(parts))
    dataset.describe(folder, described)
    return described


def assessed(
    source: Path,
    out: Path,
    engine: Engine | None = None,
    day: date | None = None,
    progress=lambda _: None,
    treat_as: bool = False,
) -> Outcome:
    return job.run(source, out, of_today(), day, engine or Here(), progress, (knowledge.OWN,) if treat_as else ())


def files(out: Path) -> dict[str, bytes]:
    """Every file of a result."""
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}
