"""Assessing a dataset, part by part: what was asked, what is done, and what is left when a worker or the whole job ends early.

    RESULT/job.json                  what was asked, by hashes; the folder takes no other job
    RESULT/knowledge-1a2b3c4d5e6f.json   the bundle that every worker reads
    RESULT/activity/part-00000.parquet, organisation/…, counts/…
    RESULT/done/00000.json           that a part is done; written last

A part is written beside and renamed, so that one that is done twice is the same file, and one that is cut short leaves nothing that
counts. The same command again does what is not done."""

import gc
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyarrow as pa

from guidance.inference.bits import Columns
from guidance.knowledge.bundle import Bundle
from guidance.language.conditions import Scope
from guidance.sector import dataset, folder
from guidance.sector.columns import columns as columns_of
from guidance.sector.conclusions import Codes, Conclusions
from guidance.sector.counting import Cell, cells
from guidance.sector.dataset import Part
from guidance.sector.engine import Engine
from guidance.sector.folder import Finished, Order, Progress, Said
from guidance.sector.law import AT_LEAST, AT_MOST, TREAT_AS, Law
from guidance.sector.treating import NO_LEVEL, same_knowledge, treated

COUNTS: Final = "counts"
TABLES: Final = {Scope.ORGANISATION: "organisation", Scope.ACTIVITY: "activity"}
SAID_OFTEN: Final = frozenset({"assessment", "organisation", *Cell._fields})
"""Columns whose values come again and again. Those of findings are written as they stand: that costs half as much as packing them well."""


class Job(Order):
    """What is asked of a result. `treat_as`: whether the level that each row is treated as is asked too."""

    knowledge: str
    version: str
    as_at: date | None
    treat_as: bool = False


class Task(Said):
    """One part of a job, as a worker gets it. `folders`: the knowledge that tells what each row is treated as, where that is asked."""

    job: Job
    dataset: Path
    out: Path
    part: Part
    folders: tuple[Path, ...] = ()


class Marker(Finished):
    """That a part is done, and how many it holds."""

    organisations: int
    activities: int


class Outcome(Said):
    """What came of a job: parts that are done, and those that failed, each with why."""

    done: tuple[Marker, ...]
    failed: dict[int, str]


def run(
    source: Path,
    out: Path,
    bundle: Bundle,
    day: date | None,
    engine: Engine,
    progress: Progress,
    folders: tuple[Path, ...] = (),
) -> Outcome:
    """Assesses the parts of a dataset that are not done yet. `folders`, where they are named, are those of the knowledge: then what each
    row is treated as is told too. Raises JobError, KnowledgeError, and DatasetError for a dataset that cannot be read."""
    described = dataset.described(source)
    todo = tasks(source, out, bundle, day, folders)
    markers, failed = folder.worked_through(out, described.parts, Marker, assess_part, todo, engine, progress)
    return Outcome(done=markers, failed=failed)


def tasks(source: Path, out: Path, bundle: Bundle, day: date | None, folders: tuple[Path, ...] = ()) -> list[Task]:
    """What is not done yet of a job, for `assess_part`; makes the folder of the result ready. Raises as `run` does."""
    described, whose = dataset.described(source), dataset.sha256(source)
    if folders:
        same_knowledge(folders, bundle)
    job = Job(
        dataset=whose, knowledge=bundle.sha256, version=bundle.version, as_at=day, treat_as=bool(folders), code=folder.code()
    )
    folder.prepare(out, job, [bundle], (*TABLES.values(), COUNTS))
    named = tuple(each.resolve() for each in folders)
    every = (Task(job=job, dataset=source.resolve(), out=out.resolve(), part=part, folders=named) for part in described.parts)
    return [task for task in every if not folder.is_done(out, task.part, Marker)]


@lru_cache(maxsize=2)
def _law(out: Path, sha256: str, day: date | None) -> Law:
    """The law of a result, made ready once in each worker. Nothing of it is ever let go of, so nobody need look for that again."""
    law = Law(folder.bundle_of(out, sha256), day)
    _ = law.nodes, law.legend.keys
    gc.freeze()
    return law


def assess_part(task: Task) -> None:
    """Assesses one part and writes what follows. Raises JobError when this worker has other code or another bundle, and DatasetError."""
    folder.same_code(task.job, folder.code())
    law = _law(task.out, task.job.knowledge, task.job.as_at)
    opened = dataset.opened(task.dataset, task.part)
    columns, tables = columns_of(law, opened), opened.about
    follows = _concluded(task, law, columns)
    whole = tables[Scope.ORGANISATION]
    ids = {name: whole[name].combine_chunks() for name in ("assessment", "organisation", "group")}
    owner = pa.array(columns.owner)
    written, counted = {}, list[Cell]()
    for scope, name_of in TABLES.items():
        its = ids if scope is Scope.ORGANISATION else {name: column.take(owner) for name, column in ids.items()}
        if scope is Scope.ACTIVITY:
            its["activity"] = tables[scope]["activity"].combine_chunks()
        about = follows[scope]
        table = pa.table({**its, **{name: _column(name, codes) for name, codes in about.items()}})
        written[name_of] = _put(task.out / name_of / task.part.file, table)
        counted.extend(cells(str(scope), about, its["organisation"], its["group"]))
    columns_of_cells = zip(*counted, strict=True) if counted else [()] * len(Cell._fields)
    written[COUNTS] = _put(
        task.out / COUNTS / task.part.file, pa.table(dict(zip(Cell._fields, map(list, columns_of_cells), strict=True)))
    )
    marker = Marker(part=task.part.number, organisations=task.part.organisations, activities=len(columns.owner), sha256=written)
    folder.write(folder.marker(task.out, task.part), marker.model_dump_json().encode() + b"\n")


def _concluded(task: Task, law: Law, columns: Columns) -> dict[Scope, dict[str, Codes]]:
    """What follows about each scope, in the order in which it is written."""
    conclusions = Conclusions(law, columns)
    follows = {}
    for scope in Scope:
        about = conclusions.about(scope)
        follows[scope] = {name: about[name] for name in law.names(scope)}
    if not task.folders:
        return follows
    catalogue = same_knowledge(task.folders, law.bundle)
    spans = {scope: (about[AT_LEAST], about[AT_MOST]) for scope, about in follows.items()}
    questions, tables = dataset.described(task.dataset).questions, dataset.read_part(task.dataset, task.part)
    said = treated(catalogue, law, questions, tables, spans)
    return {
        scope: {AT_LEAST: spans[scope][0], AT_MOST: spans[scope][1], TREAT_AS: said[scope]} | follows[scope] for scope in Scope
    }


def _column(name: str, codes: Codes) -> pa.Array:
    return pa.array(codes, mask=codes == NO_LEVEL) if name == TREAT_AS else pa.array(codes)


def _put(file: Path, table: pa.Table) -> str:
    return folder.put(
        file,
        table,
        compression={each.name: "lz4" if each.type == pa.uint8() else "zstd" for each in table.schema},
        use_dictionary=[each.name for each in table.schema if each.name in SAID_OFTEN or pa.types.is_dictionary(each.type)],
        row_group_size=max(len(table), 1),
    )
