"""Assessing a dataset, part by part: what was asked, what is done, and what is left when a worker or the whole job ends early.

    RESULT/job.json                  what was asked, by hashes; the folder takes no other job
    RESULT/knowledge-1a2b3c4d5e6f.json   the bundle that every worker reads
    RESULT/activity/part-00000.parquet, organisation/…, counts/…
    RESULT/done/00000.json           that a part is done; written last

A part is written beside and renamed, so that one that is done twice is the same file, and one that is cut short leaves nothing that
counts. The same command again does what is not done."""

import hashlib
import os
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import guidance.sector
from guidance.inference import bits
from guidance.knowledge import bundle as bundles
from guidance.knowledge.bundle import Bundle, BundleError
from guidance.language import conditions
from guidance.language.conditions import Scope
from guidance.sector import dataset
from guidance.sector.conclusions import Conclusions, Law
from guidance.sector.counting import Cell, cells
from guidance.sector.dataset import Part
from guidance.sector.engine import Engine

FORMAT: Final = 1
NAME: Final = "job.json"
DONE: Final = "done"
COUNTS: Final = "counts"
TABLES: Final = {Scope.ORGANISATION: "organisation", Scope.ACTIVITY: "activity"}
SAID_OFTEN: Final = frozenset({"assessment", "organisation", *Cell._fields})
"""Columns whose values come again and again. Those of findings are written as they stand: that costs half as much as packing them well."""
Progress = Callable[[int], None]
"""Told how many parts are done or failed."""


class JobError(ValueError):
    """A job cannot be done; the message says what stands in the way and what to do."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Job(_Said):
    """What is asked of a result. `code`: the hash of the program that gives conditions their meaning."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    dataset: str
    knowledge: str
    version: str
    as_at: date | None
    code: str


class Task(_Said):
    """One part of a job, as a worker gets it."""

    job: Job
    dataset: Path
    out: Path
    part: Part


class Marker(_Said):
    """That a part is done, and the SHA-256 of its files."""

    part: int
    organisations: int
    activities: int
    sha256: dict[str, str]


class Outcome(_Said):
    """What came of a job: parts that are done, and those that failed, each with why."""

    done: tuple[Marker, ...]
    failed: dict[int, str]


@lru_cache(maxsize=1)
def code() -> str:
    """The hash of the program that gives conditions their meaning and writes results."""
    rooms = (Path(package.__file__ or "").parent for package in (conditions, bits, bundles, guidance.sector))
    files = sorted({file for room in rooms for file in room.glob("*.py")}, key=lambda file: (file.parent.name, file.name))
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.parent.name}/{file.name}\n".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def run(source: Path, out: Path, bundle: Bundle, day: date | None, engine: Engine, progress: Progress) -> Outcome:
    """Assesses the parts of a dataset that are not done yet. Raises JobError, and DatasetError for a dataset that cannot be read."""
    described = dataset.described(source)
    todo = tasks(source, out, bundle, day)
    progress(len(described.parts) - len(todo))
    failed: dict[int, str] = {}
    for task, wrong in engine.each(assess_part, todo):
        if wrong:
            failed[task.part.number] = wrong
        progress(1)
    for stray in _strays(out):
        stray.unlink(missing_ok=True)
    done, missing = [], []
    for part in described.parts:
        if _is_done(out, part):
            done.append(Marker.model_validate_json(_marker(out, part).read_bytes()))
        else:
            missing.append(part.number)
    return Outcome(
        done=tuple(done), failed={number: failed.get(number, "it was not done, and nothing says why") for number in missing}
    )


def tasks(source: Path, out: Path, bundle: Bundle, day: date | None) -> list[Task]:
    """What is not done yet of a job, for `assess_part`; makes the folder of the result ready. Raises JobError and DatasetError."""
    described = dataset.described(source)
    whole = hashlib.sha256((source / dataset.NAME).read_bytes()).hexdigest()
    job = Job(dataset=whole, knowledge=bundle.sha256, version=bundle.version, as_at=day, code=code())
    _prepare(out, job, bundle)
    every = (Task(job=job, dataset=source.resolve(), out=out.resolve(), part=part) for part in described.parts)
    return [task for task in every if not _is_done(out, task.part)]


def _prepare(out: Path, job: Job, bundle: Bundle) -> None:
    """Notes in the folder of the result what is asked. Raises JobError when something else is, or stands there."""
    file = out / NAME
    try:
        if file.exists():
            _same(file, job)
        elif out.is_dir() and any(each.name != _bundle_name(job) for each in out.iterdir()):
            raise JobError(f"{out}: holds something that is no result; choose an empty folder")
        for name in (*TABLES.values(), COUNTS, DONE):
            (out / name).mkdir(parents=True, exist_ok=True)
        _write(out / _bundle_name(job), bundle.text.encode())
        _write(file, job.model_dump_json(indent=1).encode() + b"\n")
    except OSError as error:
        raise JobError(f"{out}: {error.strerror}; choose a folder that can be written") from None


def _same(file: Path, job: Job) -> None:
    try:
        there = Job.model_validate_json(file.read_bytes())
    except ValidationError:
        raise JobError(f"{file}: cannot be read; choose another folder, or delete this one") from None
    if there != job:
        other = [name for name in Job.model_fields if getattr(there, name) != getattr(job, name)]
        raise JobError(
            f"{file.parent}: holds another job (its {', '.join(other)} differs); choose another folder, or delete this one"
        )


def _bundle_name(job: Job) -> str:
    return f"knowledge-{job.knowledge[:12]}.json"


def _marker(out: Path, part: Part) -> Path:
    return out / DONE / f"{part.number:05}.json"


def _is_done(out: Path, part: Part) -> bool:
    return _marker(out, part).is_file()


def _write(file: Path, data: bytes) -> None:
    """Writes a file beside and renames it."""
    beside = _beside(file)
    beside.write_bytes(data)
    beside.replace(file)


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}")


@lru_cache(maxsize=2)
def _law(file: Path, sha256: str) -> Law:
    """The bundle of a result, made ready once in each worker. Raises JobError when it is not the one that was asked for."""
    try:
        bundle = bundles.read(file.read_bytes())
    except (OSError, BundleError) as error:
        raise JobError(f"{file}: {error}") from None
    if bundle.sha256 != sha256:
        raise JobError(f"{file}: the bundle of knowledge is another than the job names; nothing was done with it")
    return Law(bundle)


def assess_part(task: Task) -> None:
    """Assesses one part and writes what follows. Raises JobError when this worker has other code or another bundle, and DatasetError."""
    if code() != task.job.code:
        raise JobError("this worker has another version of the program than the one that asks; install the same on both")
    law = _law(task.out / _bundle_name(task.job), task.job.knowledge)
    tables = dataset.read_part(task.dataset, task.part)
    columns = dataset.columns(law.bundle, law.legend, tables, task.job.as_at)
    tables = {scope: table.select(list(dataset.ABOUT[scope])) for scope, table in tables.items()}  # lets go of the answers
    conclusions = Conclusions(law, columns)
    whole = tables[Scope.ORGANISATION]
    ids = {name: whole[name].combine_chunks() for name in ("assessment", "organisation", "group")}
    owner = pa.array(columns.owner)
    written, counted = {}, list[Cell]()
    for scope, folder in TABLES.items():
        its = ids if scope is Scope.ORGANISATION else {name: column.take(owner) for name, column in ids.items()}
        if scope is Scope.ACTIVITY:
            its["activity"] = tables[scope]["activity"].combine_chunks()
        about = conclusions.about(scope)
        named = law.names(scope)
        table = pa.table({**its, **{name: pa.array(about[name]) for name in named}})
        written[folder] = _put(task.out / folder / task.part.file, table)
        groups = ["" if each is None else each for each in its["group"].to_pylist()]
        counted.extend(cells(str(scope), {name: about[name] for name in named}, its["organisation"].to_pylist(), groups))
    columns_of_cells = zip(*counted, strict=True) if counted else [()] * len(Cell._fields)
    written[COUNTS] = _put(
        task.out / COUNTS / task.part.file, pa.table(dict(zip(Cell._fields, map(list, columns_of_cells), strict=True)))
    )
    marker = Marker(part=task.part.number, organisations=task.part.organisations, activities=len(columns.owner), sha256=written)
    _write(_marker(task.out, task.part), marker.model_dump_json().encode() + b"\n")


def _put(file: Path, table: pa.Table) -> str:
    """Writes a table beside and renames it; its SHA-256."""
    beside = _beside(file)
    try:
        pq.write_table(
            table,
            beside,
            compression={each.name: "lz4" if each.type == pa.uint8() else "zstd" for each in table.schema},
            use_dictionary=[each.name for each in table.schema if each.name in SAID_OFTEN or pa.types.is_dictionary(each.type)],
            row_group_size=max(len(table), 1),
            write_statistics=False,
        )
        digest = hashlib.sha256(beside.read_bytes()).hexdigest()
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return digest


def _strays(out: Path) -> Iterable[Path]:
    """Files that a worker left beside when it was ended; nothing reads them."""
    return (file for file in out.rglob(".*") if file.is_file())
