"""Looking up the partner names of a sector, part by part, on the same workers; each makes its index of the lists once.

    RESULT/job.json                      what was asked, by hashes; the folder takes no other job
    RESULT/lists/…                       the lists that every worker reads
    RESULT/names/part-00000.parquet      the names, cut into parts; parts.json is written last
    RESULT/screened/part-00000.parquet   who each name means, and what the lists say
    RESULT/done/00000.json               that a part is done; written last

No hit is not clearance."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from pydantic import ValidationError

import guidance.partners
from guidance.partners import countries
from guidance.partners.screening import library, loaders
from guidance.partners.screening.index import Index
from guidance.partners.screening.match import resolve, screen
from guidance.sector import folder
from guidance.sector.dataset import digest
from guidance.sector.engine import Engine
from guidance.sector.folder import Finished, JobError, Order, Progress, Said

PART: Final = 50_000
"""Names of a part."""
MOST_READ: Final = 1 << 20
"""Bytes of a CSV that are read at once; no line may be longer."""
_PARQUET: Final = b"PAR1"
NAME, COUNTRY, ID = "name", "country", "id"
LISTS, NAMES, SCREENED = "lists", "names", "screened"
SAYS: Final = pa.schema(
    [
        ("row", pa.int64()),
        (ID, pa.string()),
        (NAME, pa.string()),
        (COUNTRY, pa.string()),
        ("decision", pa.string()),
        ("reasons", pa.string()),
        ("bodies", pa.list_(pa.string())),
        ("listed", pa.list_(pa.string())),
    ]
)
"""`decision`: match, review or none. `bodies`: the ids of who may be meant. `listed`: entries that concern these, as LIST NUMBER: name."""


class NamesError(ValueError):
    """The names cannot be read; the message says where, what was read and what was expected."""


class NamesPart(Said):
    """A part of the names."""

    number: int
    names: int

    @property
    def file(self) -> str:
        """The name of its files."""
        return f"part-{self.number:05}.parquet"


class NamesParts(Said):
    """All parts of the names."""

    parts: tuple[NamesPart, ...]


class Lookup(Order):
    """What is asked of a result. `dataset`: the SHA-256 of the names; `lists`: file names and SHA-256 of the lists that were loaded."""

    lists: tuple[tuple[str, str], ...]


class LookupTask(Said):
    """One part of a job, as a worker gets it."""

    job: Lookup
    out: Path
    part: NamesPart


class Screened(Finished):
    """That a part is done: how many names mean a body, are for review, mean none, and concern an entry of a list."""

    match: int
    review: int
    none: int
    listed: int


class Outcome(Said):
    """What came of a job: parts that are done, and those that failed, each with why."""

    done: tuple[Screened, ...]
    failed: dict[int, str]


def tasks(source: Path, out: Path, lists: Sequence[Path], size: int = PART) -> list[LookupTask]:
    """A task for each part of the names in a CSV or Parquet file: its column `name`, and `country` and `id` where there are any.

    Makes the folder of the result ready. Raises NamesError, JobError and OSError."""
    next(_batches(source), None)  # says what is wrong with them before anything is written
    job = Lookup(dataset=digest(source), code=code(), lists=tuple((each.name, digest(each)) for each in lists))
    if len({name for name, _ in job.lists}) < len(lists):
        raise JobError("two lists have one file name; rename one")
    folder.prepare(out, job, (), (LISTS, NAMES, SCREENED))
    for each in lists:
        folder.write(out / LISTS / each.name, each.read_bytes())
    return [LookupTask(job=job, out=out.resolve(), part=part) for part in _parts(source, out / NAMES, size)]


def run(out: Path, tasks: Sequence[LookupTask], engine: Engine, progress: Progress) -> Outcome:
    """Does the tasks that are not done yet."""
    todo = [task for task in tasks if not folder.is_done(out, task.part, Screened)]
    parts = [task.part for task in tasks]
    markers, failed = folder.worked_through(out, parts, Screened, screen_part, todo, engine, progress)
    return Outcome(done=markers, failed=failed)


@lru_cache(maxsize=1)
def code() -> str:
    """The hash of the program that looks names up, and of the bodies that it knows."""
    room = Path(guidance.partners.__file__ or "").parent
    whole = hashlib.sha256(folder.code().encode())
    for file in sorted(each for each in room.rglob("*") if each.is_file() and "__pycache__" not in each.parts):
        whole.update(f"{file.relative_to(room).as_posix()}\n".encode() + digest(file).encode())
    return whole.hexdigest()


def screen_part(task: LookupTask) -> None:
    """Looks up the names of one part and writes what was found. Raises JobError when this worker has other code or other lists."""
    folder.same_code(task.job, code())
    index = _index(task.out, task.job.lists)
    said = lru_cache(maxsize=None)(lambda name, country: _looked_up(index, name, country))
    table = pq.ParquetFile(task.out / NAMES / task.part.file).read(use_threads=False)  # read_table would load pandas
    asked = list(zip(table[NAME].to_pylist(), table[COUNTRY].to_pylist(), strict=True))
    found = dict(zip(SAYS.names[4:], zip(*(said(*each) for each in asked), strict=True), strict=True))
    screened = pa.table({**{name: table[name] for name in SAYS.names[:4]}, **found}, schema=SAYS)
    sha256 = folder.put(task.out / SCREENED / task.part.file, screened, compression="zstd")
    decisions: Counter[str] = Counter(found["decision"])
    marker = Screened(
        part=task.part.number,
        **{each: decisions[each] for each in ("match", "review", "none")},
        listed=sum(map(bool, found["listed"])),
        sha256={SCREENED: sha256},
    )
    folder.write(folder.marker(task.out, task.part), marker.model_dump_json().encode() + b"\n")


@lru_cache(maxsize=1)
def _index(out: Path, lists: tuple[tuple[str, str], ...]) -> Index:
    """The index of a job, made once in each worker."""
    for name, sha256 in lists:
        if digest(out / LISTS / name) != sha256:
            raise JobError(f"{out / LISTS / name}: another list than the job names; nothing was done with it")
    return library.index(tuple(loaders.load(out / LISTS / name) for name, _ in lists))


def _looked_up(index: Index, name: str, country: str) -> tuple[str, str, list[str], list[str]]:
    decision = resolve(index, name, countries.read(country).evidence)
    listed = {
        f"{hit.code} {hit.listing.entry.number}: {hit.listing.entry.name}"
        + ("" if hit.relation == "same" else f" ({hit.relation})")
        for candidate in decision.candidates
        for hit in screen(index, candidate.id)
    }
    bodies = [candidate.id for candidate in decision.candidates]
    return decision.decision, "; ".join(decision.reasons), bodies, sorted(listed)


def _parts(source: Path, out: Path, size: int) -> tuple[NamesPart, ...]:
    """The parts of the names, cut where they are not yet."""
    whole = out / "parts.json"
    try:
        return NamesParts.model_validate_json(whole.read_bytes()).parts
    except FileNotFoundError:
        parts = tuple(_cut(source, out, size))
    except ValidationError:
        raise JobError(f"{whole}: cannot be read; delete the folder of the result") from None
    folder.write(whole, NamesParts(parts=parts).model_dump_json().encode() + b"\n")
    return parts


def _cut(source: Path, out: Path, size: int) -> Iterator[NamesPart]:
    row, kept, number = 0, list[pa.Table](), 0

    def put(table: pa.Table) -> NamesPart:
        part = NamesPart(number=number, names=len(table))
        folder.put(out / part.file, table, compression="zstd")
        return part

    for batch in _batches(source):
        rows = pa.array(range(row + 1, row + len(batch) + 1), pa.int64())
        row += len(batch)
        kept.append(pa.table([rows, *batch.columns], names=["row", *batch.column_names]))
        while sum(map(len, kept)) >= size:
            table = pa.concat_tables(kept)
            yield put(table.slice(0, size))
            kept, number = [table.slice(size)], number + 1
    if any(map(len, kept)):
        yield put(pa.concat_tables(kept))


def _batches(source: Path) -> Iterator[pa.RecordBatch]:
    """The names with what is said beside them, as text; a column that is not there is empty."""
    try:
        for batch in _read(source):
            there = {name.strip().casefold(): batch.column(at) for at, name in enumerate(batch.schema.names)}
            if NAME not in there:
                raise NamesError(f"{source}: its columns are {', '.join(batch.schema.names)}; expected one called {NAME}")
            empty = pa.array([""] * len(batch), pa.string())
            columns = [there[each].cast(pa.string()).fill_null("") if each in there else empty for each in (ID, NAME, COUNTRY)]
            yield pa.record_batch(columns, names=[ID, NAME, COUNTRY])
    except pa.ArrowException as error:
        raise NamesError(
            f"{source}: {' '.join(str(error).split())}; expected a CSV in UTF-8 with a title a column, or Parquet"
        ) from None
    except OSError as error:
        raise NamesError(f"{source}: {error.strerror or error}") from None


def _read(source: Path) -> Iterator[pa.RecordBatch]:
    with source.open("rb") as opened:
        if opened.read(len(_PARQUET)) == _PARQUET:
            yield from pq.ParquetFile(source).iter_batches(MOST_READ >> 4)
            return
    read, lines = pc.ReadOptions(block_size=MOST_READ), pc.ParseOptions(newlines_in_values=True)
    with pc.open_csv(source, read, lines) as reader:
        text = pc.ConvertOptions(column_types=dict.fromkeys(reader.schema.names, pa.string()))
    with pc.open_csv(source, read, lines, text) as reader:
        yield from reader
