"""Many assessments at once: saved files, folders of them, and stores."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guidance.case.record import MAX_BYTES, Record, RecordError, parse, within_limits
from guidance.case.store import Store, StoreError
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.fitting import expected
from guidance.language.conditions import Scope

SQLITE: Final = b"SQLite format 3\x00"
"""How a database begins."""


class SourceError(ValueError):
    """A source cannot be read; the message says which, what was read and what to do."""


def records(sources: Iterable[str], catalogue: Catalogue) -> Iterator[Record]:
    """The assessments of some sources: a saved assessment, a folder (all .json below it), or a store by its file or address.

    Answers are not checked: `fitting` does. Raises SourceError that names the first source or file that cannot be read."""
    for source in sources:
        yield from _of(source, catalogue)


def _of(source: str, catalogue: Catalogue) -> Iterator[Record]:
    path = Path(source)
    if "://" in source:
        yield from _stored(source, catalogue)
    elif path.is_dir():
        files = sorted(path.rglob("*.json"))
        if not files:
            raise SourceError(f"{source}: no .json file stands in this folder or below; name a folder of saved assessments")
        yield from map(_saved, files)
    elif path.is_file() and _begins(path) == SQLITE:
        yield from _stored(f"sqlite:///{path.resolve()}", catalogue)
    else:
        yield _saved(path)


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(SQLITE))


def _saved(path: Path) -> Record:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RecordError(f"the file has more than {MAX_BYTES:,} bytes, the most that is read")
        record = within_limits(parse, path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}; name a saved assessment, a folder of them, or a store") from None
    except RecordError as error:
        raise SourceError(f"{path}: {error}") from None
    if len({activity.id for activity in record.activities}) < len(record.activities):
        raise SourceError(f"{path}: two activities have the same id; give each its own")
    return record


def stored(address: str, catalogue: Catalogue) -> Iterator[Record]:
    """Every assessment on the list of a store. Raises StoreError, also for one that cannot be read to its end."""
    store = Store.open(address, catalogue)
    try:
        for summary in store.assessments():
            found = store.record(summary.id)
            if found.broken:
                raise StoreError(found.broken)
            yield found.record
    finally:
        store.close()


def _stored(address: str, catalogue: Catalogue) -> Iterator[Record]:
    file = address.removeprefix("sqlite:///")
    if file != address and not Path(file).is_file():
        raise SourceError(f"{file}: there is no such database; name one that is there")
    try:
        yield from stored(address, catalogue)
    except StoreError as error:
        raise SourceError(str(error)) from None


@dataclass(frozen=True)
class Fitting:
    """An assessment with the answers that a knowledge base has a question and an option for, and those left out."""

    record: Record
    left_out: tuple[Asked, ...]


def fitting(record: Record, catalogue: Catalogue) -> Fitting:
    """The assessment as another knowledge base can read it. An answer that does not fit is left out and named, never read as something."""
    whose = {None: record.answers} | {activity.id: activity.answers for activity in record.activities}
    left_out = tuple(
        (id, about)
        for about, answers in whose.items()
        for id, recorded in answers.items()
        if not _fits(catalogue, id, about, recorded.value)
    )
    if not left_out:
        return Fitting(record, ())
    gone = set(left_out)
    kept = {about: {id: said for id, said in answers.items() if (id, about) not in gone} for about, answers in whose.items()}
    activities = [each.model_copy(update={"answers": kept[each.id]}) for each in record.activities]
    return Fitting(record.model_copy(update={"answers": kept[None], "activities": activities}), left_out)


def _fits(catalogue: Catalogue, id: str, about: str | None, value: str | int | float | list[str]) -> bool:
    question = catalogue.questions.get(id)
    scope = Scope.ORGANISATION if about is None else Scope.ACTIVITY
    return question is not None and catalogue.scope(id) is scope and expected(question, value) is None
