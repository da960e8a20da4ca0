"""From saved assessments and stores to a dataset. Ids are pseudonyms under a key that the body keeps.

A folder of files is read in chunks of whole organisations, each by one worker; then the chunks are cut into parts in the order of the
organisations' pseudonyms. So the same files and key give the same bytes, whatever the number of workers."""

import hmac
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from guidance.case.record import MAX_BYTES, Record, RecordError, read_record
from guidance.case.sources import stored
from guidance.case.store import StoreError
from guidance.knowledge import OWN, bundle, load, load_from
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import Facts
from guidance.sector import dataset
from guidance.sector.dataset import FOLDERS, Asked, Described, Part, Row
from guidance.sector.engine import Engine

PART: Final = 100_000
"""Activities of a part: a worker that reads one takes about 700 MB."""
CHUNK: Final = 200
"""Files, about, that a worker reads at a time."""
GROUP: Final = "profile.kind"
MOST_NAMED: Final = 20
"""Files that a message names."""
SHORTEST_KEY: Final = 16
_SQLITE: Final = b"SQLite format 3\x00"
_VERSION: Final = re.compile(r"\d{4}\.\d{1,2}\.\d+ \([0-9a-f]{12}\)")
Tables = Mapping[Scope, pa.Table]


class ImportRefusedError(ValueError):
    """Nothing was imported; the message names every file that does not fit, and why."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(_Said):
    """What is read at once: a saved assessment, or a store with all of its assessments. `named`: the source that it was found in."""

    organisation: str
    source: str
    named: str
    is_store: bool = False


class Chunk(_Said):
    """What one worker reads at a time: all that some organisations have."""

    number: int
    units: tuple[Unit, ...]
    knowledge: tuple[Path, ...]
    key: bytes
    group: str
    folder: Path


def read_key(file: Path) -> bytes:
    """The key of pseudonyms: that of a file, or a new one that is written to it. Raises ImportRefusedError."""
    try:
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        key = file.read_bytes().strip()
    except OSError as error:
        raise ImportRefusedError(f"{file}: {error.strerror}; name a file that can be read or made") from None
    if len(key) < SHORTEST_KEY:
        raise ImportRefusedError(
            f"{file}: a key of {len(key)} bytes; expected {SHORTEST_KEY} or more, such as from `openssl rand -hex 32`"
        )
    return key


def pseudonym(key: bytes, *said: str) -> str:
    """The same for the same words under one key, and nothing without it."""
    return hmac.new(key, "\0".join(said).encode(), sha256).hexdigest()[:24]


def units(sources: Sequence[str]) -> Iterator[Unit]:
    """What is to be read in sources. Raises ImportRefusedError for one that is none.

    A file in a folder is an organisation's, and so is each folder in it, with all files below; a store is one organisation's."""
    for source in sources:
        path = Path(source)
        if "://" in source:
            yield Unit(organisation=source, source=source, named=source, is_store=True)
        elif path.is_dir():
            found = [file for file in sorted(path.rglob("*.json")) if file.is_file()]
            if not found:
                raise ImportRefusedError(f"{path}: holds no .json file; expected saved assessments")
            for file in found:
                organisation = file.relative_to(path).parts[0].removesuffix(".json")
                yield Unit(organisation=organisation, source=str(file), named=source)
        elif path.is_file():
            with path.open("rb") as opened:
                is_store = opened.read(len(_SQLITE)) == _SQLITE
            yield Unit(organisation=path.stem, source=str(path), named=source, is_store=is_store)
        else:
            raise ImportRefusedError(
                f"{source}: there is no such file or folder; expected saved assessments, or the address of a store"
            )


def _told_apart(sources: Sequence[str], every: Sequence[Unit]) -> None:
    """Raises ImportRefusedError when two sources call an organisation alike: it may be one or two, and tables protect the organisation."""
    named: dict[str, str] = {}
    for source in dict.fromkeys(sources):
        for organisation in {unit.organisation for unit in every if unit.named == source}:
            if (other := named.setdefault(organisation, source)) != source:
                raise ImportRefusedError(
                    f"{other} and {source}: both hold an organisation called {organisation!r}; rename one, or put what is one "
                    "organisation's into one folder"
                )


def run(
    sources: Sequence[str],
    out: Path,
    knowledge: tuple[Path, ...],
    key: bytes,
    engine: Engine,
    group: str = GROUP,
    size: int = PART,
) -> Described:
    """Writes a dataset; what stands in it. Raises ImportRefusedError, and then nothing is written."""
    catalogue = _catalogue(knowledge)
    if group not in catalogue.questions or catalogue.scope(group) is not Scope.ORGANISATION:
        raise ImportRefusedError(f"there is no question {group!r} about organisations to break tables down by; try {GROUP}")
    if out.exists():
        raise ImportRefusedError(f"{out}: is there already; choose another name, or delete it")
    every = list(units(sources))
    _told_apart(sources, every)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as made:
        chunks = list(_chunks(every, key, knowledge, group, Path(made) / "chunks"))
        wrong = sorted((chunk.number, why) for chunk, why in engine.each(read_chunk, chunks) if why)
        if wrong:
            raise ImportRefusedError(_named("\n".join(why for _, why in wrong).splitlines()))
        whole = Path(made) / "dataset"
        described = _written(whole, catalogue, _asked(knowledge), group, _cut((_tables(chunk) for chunk in chunks), size))
        shutil.move(whole, out)
    return described


def _named(wrong: Sequence[str]) -> str:
    more = f"\n… and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    return "nothing was imported:\n" + "\n".join(wrong[:MOST_NAMED]) + more


def _chunks(every: Sequence[Unit], key: bytes, knowledge: tuple[Path, ...], group: str, folder: Path) -> Iterator[Chunk]:
    """Whole organisations, in the order of their pseudonyms."""
    named = {unit.organisation: pseudonym(key, "organisation", unit.organisation) for unit in every}
    gathered: list[list[Unit]] = [[]]
    for place, unit in enumerate(ordered := sorted(every, key=lambda unit: (named[unit.organisation], unit.source))):
        if len(gathered[-1]) >= CHUNK and unit.organisation != ordered[place - 1].organisation:
            gathered.append([])
        gathered[-1].append(unit)
    for number, each in enumerate(gathered):
        yield Chunk(number=number, units=tuple(each), knowledge=knowledge, key=key, group=group, folder=folder / f"{number:06}")


@lru_cache(maxsize=2)
def _catalogue(knowledge: tuple[Path, ...]) -> Catalogue:
    return load() if knowledge == (OWN,) else load_from(*knowledge)


@lru_cache(maxsize=2)
def _asked(knowledge: tuple[Path, ...]) -> tuple[Asked, ...]:
    return dataset.asked(bundle.of(_catalogue(knowledge)).questions)


def read_chunk(chunk: Chunk) -> None:
    """Reads what some organisations have, and writes it as columns. Raises ImportRefusedError that names every file that does not fit."""
    catalogue = _catalogue(chunk.knowledge)
    rows: list[Row] = []
    wrong: list[str] = []
    seen: dict[str, str] = {}
    for unit in chunk.units:
        try:
            for record in _records(unit, catalogue):
                row = _row(chunk.key, unit.organisation, record, catalogue)
                if row.assessment in seen:
                    raise RecordError(f"the same assessment as {seen[row.assessment]}; leave one of them out")
                seen[row.assessment] = unit.source
                rows.append(row)
        except (RecordError, StoreError, OSError) as error:
            wrong.append(f"{unit.source}: {' '.join(str(error).split())}")
    if wrong:
        raise ImportRefusedError("\n".join(wrong))
    rows.sort(key=lambda row: (row.organisation, row.assessment))
    chunk.folder.mkdir(parents=True)
    for scope, table in dataset.laid_out(_asked(chunk.knowledge), chunk.group, rows).items():
        pq.write_table(table, chunk.folder / FOLDERS[scope])


def _records(unit: Unit, catalogue: Catalogue) -> Iterator[Record]:
    if not unit.is_store:
        file = Path(unit.source)
        if file.stat().st_size > MAX_BYTES:
            raise RecordError(f"the file has more than {MAX_BYTES:,} bytes, the most that is read")
        yield read_record(file.read_bytes(), catalogue)
        return
    yield from stored(unit.source, catalogue)


def _row(key: bytes, organisation: str, record: Record, catalogue: Catalogue) -> Row:
    facts = record.facts(catalogue)
    named = {pseudonym(key, "activity", organisation, record.id, name): said for name, said in facts.activities.items()}
    return Row(
        pseudonym(key, "assessment", organisation, record.id),
        pseudonym(key, "organisation", organisation),
        record.knowledge if _VERSION.fullmatch(record.knowledge) else "",
        Facts(facts.organisation, named, facts.as_at),
    )


def _tables(chunk: Chunk) -> Tables:
    return {scope: pq.read_table(chunk.folder / name) for scope, name in FOLDERS.items()}


def _cut(chunks: Iterable[Tables], size: int) -> Iterator[Tables]:
    """Whole organisations, until they have so many activities or assessments."""
    held: list[Tables] = []
    rows = dict.fromkeys(Scope, 0)
    for chunk in chunks:
        for organisation in _organisations(chunk):
            held.append(organisation)
            for scope, table in organisation.items():
                rows[scope] += len(table)
            if max(rows.values()) >= size:
                yield _joined(held)
                held, rows = [], dict.fromkeys(Scope, 0)
    if held:
        yield _joined(held)


def _organisations(chunk: Tables) -> Iterator[Tables]:
    """The assessments of one organisation after the other, each with `owner` counted from its own first row."""
    whole, each = chunk[Scope.ORGANISATION], chunk[Scope.ACTIVITY]
    names = np.array(whole["organisation"].to_pylist(), dtype=object)
    starts = np.flatnonzero(np.append(True, names[1:] != names[:-1])) if len(names) else np.array([], dtype=int)
    ends = np.append(starts[1:], len(names))
    owner = each["owner"].to_numpy()
    for start, end, first, last in zip(starts, ends, np.searchsorted(owner, starts), np.searchsorted(owner, ends), strict=True):
        its = each.slice(int(first), int(last - first))
        yield {Scope.ORGANISATION: whole.slice(int(start), int(end - start)), Scope.ACTIVITY: _moved(its, -int(start))}


def _joined(held: Sequence[Tables]) -> Tables:
    """Organisations together, each with `owner` counted from the first row of all."""
    firsts = np.cumsum([0, *(len(each[Scope.ORGANISATION]) for each in held)])
    return {
        Scope.ORGANISATION: pa.concat_tables([each[Scope.ORGANISATION] for each in held]),
        Scope.ACTIVITY: pa.concat_tables(
            [_moved(each[Scope.ACTIVITY], int(by)) for each, by in zip(held, firsts[:-1], strict=True)]
        ),
    }


def _moved(activities: pa.Table, by: int) -> pa.Table:
    return activities.set_column(0, "owner", pc.add(activities["owner"], pa.scalar(by, pa.int32())))


def _written(folder: Path, catalogue: Catalogue, asked: tuple[Asked, ...], group: str, parts: Iterable[Tables]) -> Described:
    made: list[Part] = [dataset.write_part(folder, number, tables) for number, tables in enumerate(parts)]
    described = Described(knowledge=catalogue.version, group=group, questions=asked, parts=tuple(made))
    folder.mkdir(parents=True, exist_ok=True)
    dataset.describe(folder, described)
    return described
