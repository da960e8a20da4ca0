"""What a change of the law does to a whole sector, part by part: another bundle, another day, or a switch thrown.

    RESULT/job.json, knowledge-1a2b3c4d5e6f.json   what was asked, as `job` has it
    RESULT/done/00000.json                         what came of a part

The same command again does what is not done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pydantic import Field

from guidance.knowledge.bundle import Bundle
from guidance.sector import comparing, dataset, folder
from guidance.sector.comparing import Compared
from guidance.sector.dataset import Part
from guidance.sector.engine import Engine
from guidance.sector.folder import Finished, Order, Progress, Said
from guidance.sector.law import Law
from guidance.sector.unlike import Unlike

_ONE_DAY = timedelta(days=1)


class Side(Said):
    """A law by the hash of its bundle; as `Law` has it."""

    knowledge: str
    version: str
    as_at: date | None = None
    thrown: dict[str, str] = Field(default_factory=dict)


class Comparison(Order):
    """What is asked: each law is compared with the next."""

    sides: tuple[Side, ...]


class Task(Said):
    """One part of a comparison, as a worker gets it."""

    job: Comparison
    dataset: Path
    out: Path
    part: Part


class Done(Finished):
    """What came of a part: of each step from one law to the next."""

    assessments: int
    activities: int
    steps: tuple[Compared, ...]


class Impact(Said):
    """What came of all parts that are done; `failed` says of the others why not."""

    sides: tuple[Side, ...]
    assessments: int
    activities: int
    steps: tuple[Compared, ...]
    failed: dict[int, str]


def run(source: Path, out: Path, laws: Sequence[Law], engine: Engine, progress: Progress) -> Impact:
    """Compares each law with the next over the parts that are not done yet. Raises JobError and DatasetError."""
    described = dataset.described(source)
    sides = tuple(_side(law) for law in laws)
    job = Comparison(dataset=dataset.sha256(source), code=folder.code(), sides=sides)
    folder.prepare(out, job, [law.bundle for law in laws], ())
    every = [Task(job=job, dataset=source.resolve(), out=out.resolve(), part=part) for part in described.parts]
    todo = [task for task in every if not folder.is_done(out, task.part, Done)]
    done, failed = folder.worked_through(out, described.parts, Done, compare_part, todo, engine, progress)
    return Impact(
        sides=sides,
        assessments=sum(each.assessments for each in done),
        activities=sum(each.activities for each in done),
        steps=tuple(comparing.joined(each.steps[number] for each in done) for number in range(len(sides) - 1)),
        failed=failed,
    )


def parts(source: Path) -> int:
    """How many parts a dataset has. Raises DatasetError."""
    return len(dataset.described(source).parts)


def _side(law: Law) -> Side:
    return Side(knowledge=law.bundle.sha256, version=law.bundle.version, as_at=law.day, thrown=dict(law.thrown))


def compare_part(task: Task) -> None:
    """Compares one part and writes what came of it. Raises JobError when this worker has other code or another bundle, and DatasetError."""
    folder.same_code(task.job, folder.code())
    steps = _steps(task.out, task.job.model_dump_json())
    done = Done(
        part=task.part.number,
        assessments=task.part.assessments,
        activities=task.part.activities,
        steps=tuple(comparing.compare(unlike, task.dataset, task.part) for unlike in steps),
    )
    folder.write(folder.marker(task.out, task.part), done.model_dump_json().encode() + b"\n")


@lru_cache(maxsize=1)
def _steps(out: Path, job: str) -> tuple[Unlike, ...]:
    """The laws of a comparison, made ready once in each worker."""
    sides = Comparison.model_validate_json(job).sides
    return tuple(steps([Law(folder.bundle_of(out, side.knowledge), side.as_at, side.thrown) for side in sides]))


def steps(laws: Iterable[Law]) -> Iterable[Unlike]:
    """From each law to the next."""
    return (Unlike(one, other) for one, other in pairwise(laws))


def periods(bundle: Bundle, first: date, last: date) -> list[Law]:
    """The law on a day and on each later one, up to the last, on which it changes. Raises ValueError for days the wrong way round."""
    if first > last:
        raise ValueError(f"the first day, {first}, is after the last, {last}; give the earlier one first")
    turns = {day for day in _turns(bundle) if first < day <= last}
    return [Law(bundle, day) for day in (first, *sorted(turns))]


def _turns(bundle: Bundle) -> Iterable[date]:
    for rule in bundle.rules.guidelines:
        if rule.starts:
            yield rule.starts
        if rule.ends and rule.ends < date.max:
            yield rule.ends + _ONE_DAY
    for values in bundle.switches.values():
        yield from (each.since for each in values)


def thrown(bundle: Bundle, switches: Mapping[str, str]) -> list[Law]:
    """The law as it is, and with switches thrown. Raises ValueError for one that it does not have."""
    for id in switches:
        if id not in bundle.switches:
            raise ValueError(f"there is no switch {id!r}; there are {', '.join(bundle.switches)}")
    return [Law(bundle), Law(bundle, thrown=switches)]
