"""The folder of a result: what was asked stands in it, so that it takes no other job and the same command goes on.

What is written there is written beside and renamed: what is cut short leaves nothing that counts."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import guidance.sector
from guidance.assessment import levels
from guidance.inference import bits
from guidance.knowledge import bundle as bundles
from guidance.knowledge.bundle import Bundle, BundleError
from guidance.language import conditions
from guidance.sector.dataset import digest
from guidance.sector.engine import Engine

FORMAT: Final = 1
NAME: Final = "job.json"
DONE: Final = "done"
Progress = Callable[[int], None]
"""Told how many parts are done or failed."""


class JobError(ValueError):
    """A job cannot be done; the message says what stands in the way and what to do."""


class Said(BaseModel):
    """What stands in a file of ours or goes to a worker."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Order(Said):
    """What is asked of a result. `code`: the hash of the program that gives conditions their meaning."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    dataset: str
    code: str


class Numbered(Protocol):
    """A part."""

    @property
    def number(self) -> int:
        """Which of all."""
        ...

    @property
    def file(self) -> str:
        """The name of its files."""
        ...


class Finished(Said):
    """That a part is done, and the SHA-256 of its file in each folder of the result."""

    part: int
    sha256: dict[str, str] = Field(default_factory=dict)


class OfPart(Protocol):
    """What is to be done of one part."""

    @property
    def part(self) -> Numbered:
        """The part."""
        ...


Work = TypeVar("Work", bound=OfPart)
Kind = TypeVar("Kind", bound=Finished)


@lru_cache(maxsize=1)
def code() -> str:
    """The hash of the program that gives conditions their meaning and writes results."""
    rooms = (Path(package.__file__ or "").parent for package in (conditions, bits, bundles, levels, guidance.sector))
    files = sorted({file for room in rooms for file in room.glob("*.py")}, key=lambda file: (file.parent.name, file.name))
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.parent.name}/{file.name}\n".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()


def prepare(out: Path, order: Order, bundles: Iterable[Bundle], folders: Sequence[str]) -> None:
    """Notes in the folder of a result what is asked. Raises JobError when something else is, or stands there."""
    file, named = out / NAME, {bundle_name(each.sha256): each for each in bundles}
    try:
        if file.exists():
            _same(file, order)
        elif out.is_dir() and any(each.name not in named for each in out.iterdir()):
            raise JobError(f"{out}: holds something that is no result; choose an empty folder")
        for name in (*folders, DONE):
            (out / name).mkdir(parents=True, exist_ok=True)
        for name, bundle in named.items():
            write(out / name, bundle.text.encode())
        write(file, order.model_dump_json(indent=1).encode() + b"\n")
    except OSError as error:
        raise JobError(f"{out}: {error.strerror}; choose a folder that can be written") from None


def _same(file: Path, order: Order) -> None:
    try:
        there = type(order).model_validate_json(file.read_bytes())
    except ValidationError:
        raise JobError(f"{file}: cannot be read; choose another folder, or delete this one") from None
    if there != order:
        other = [name for name in type(order).model_fields if getattr(there, name) != getattr(order, name)]
        raise JobError(
            f"{file.parent}: holds another job (its {', '.join(other)} differs); choose another folder, or delete this one"
        )


def same_code(order: Order, here: str) -> None:
    """Raises JobError on a worker that has another version of the program than the one that asks. `here`: the hash of its own."""
    if here != order.code:
        raise JobError("this worker has another version of the program than the one that asks; install the same on both")


def bundle_name(sha256: str) -> str:
    """The file of a bundle in the folder of a result."""
    return f"knowledge-{sha256[:12]}.json"


def marker(out: Path, part: Numbered) -> Path:
    """The file that says that a part is done."""
    return out / DONE / f"{part.number:05}.json"


def finished(out: Path, part: Numbered, kind: type[Kind]) -> Kind | None:
    """What the marker of a part says. None where there is none, or a power cut left half of it."""
    try:
        return kind.model_validate_json(marker(out, part).read_bytes())
    except (OSError, ValidationError):
        return None


def is_done(out: Path, part: Numbered, kind: type[Finished]) -> bool:
    """Whether a part is done, and its files are those that were written: a disk may keep a marker and lose what was written before it."""
    said = finished(out, part, kind)
    return said is not None and all(_holds(out / name / part.file, sha256) for name, sha256 in said.sha256.items())


def _holds(file: Path, sha256: str) -> bool:
    try:
        return digest(file) == sha256
    except OSError:
        return False


def write(file: Path, data: bytes) -> None:
    """Writes a file beside and renames it."""
    beside = beside_of(file)
    beside.write_bytes(data)
    beside.replace(file)


def put(file: Path, table: pa.Table, **how: Any) -> str:
    """Writes a table beside and renames it; its SHA-256. `how` is for Parquet's writer."""
    beside = beside_of(file)
    try:
        pq.write_table(table, beside, write_statistics=False, **how)
        whole = digest(beside)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return whole


def beside_of(file: Path) -> Path:
    """Where a file is written before it is whole."""
    return file.with_name(f".{file.name}.{os.getpid()}")


@lru_cache(maxsize=2)
def bundle_of(out: Path, sha256: str) -> Bundle:
    """A bundle of a result, read once in each worker. Raises JobError when it is not the one that was asked for."""
    file = out / bundle_name(sha256)
    try:
        bundle = bundles.read(file.read_bytes())
    except (OSError, BundleError) as error:
        raise JobError(f"{file}: {error}") from None
    if bundle.sha256 != sha256:
        raise JobError(f"{file}: the bundle of knowledge is another than the job names; nothing was done with it")
    return bundle


def worked_through(
    out: Path,
    parts: Sequence[Numbered],
    kind: type[Kind],
    work: Callable[[Work], None],
    todo: Sequence[Work],
    engine: Engine,
    progress: Progress,
) -> tuple[tuple[Kind, ...], dict[int, str]]:
    """Has done what is left to do: what the markers of the parts say that are done then, and why each of the others is not.

    A part to do has no marker meanwhile, so that one that fails now does not pass for done."""
    for task in todo:
        marker(out, task.part).unlink(missing_ok=True)
    progress(len(parts) - len(todo))
    failed: dict[int, str] = {}
    for task, wrong in engine.each(work, todo):
        if wrong:
            failed[task.part.number] = wrong
        progress(1)
    _clear(out)
    said = {part.number: finished(out, part, kind) for part in parts}
    missing = [number for number, each in said.items() if each is None]
    return (
        tuple(each for each in said.values() if each is not None),
        {number: failed.get(number, "it was not done, and nothing says why") for number in missing},
    )


def _clear(out: Path) -> None:
    """Takes away what a worker left beside when it was ended; nothing reads it."""
    for stray in out.rglob(".*"):
        if stray.is_file():
            stray.unlink(missing_ok=True)
