"""The chain: each event carries the hash of the one before, so that what was changed, put in or taken out is found on reading.

It cannot show that the newest events were cut off, nor that somebody wrote all of it anew: compare the last hash with a copy kept
elsewhere."""

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import Connection, RowMapping, Select, bindparam, null, select
from sqlalchemy.exc import DBAPIError

from guidance.case.record import Person
from guidance.case.store.events import KINDS, Event, StoredEvent, StoreError
from guidance.case.store.fold import State, apply
from guidance.case.store.schema import EVENT
from guidance.knowledge.reader import mistake

_SEALED: Final = ("assessment", "seq", "at", "by", "kind", "payload")
_HASH = select(EVENT.c.hash).where(EVENT.c.assessment == bindparam("id"), EVENT.c.seq == bindparam("seq"))
_UNREADABLE: Final = ("malformed", "disk I/O error")
_BY = TypeAdapter(Annotated[Person, StringConstraints(pattern=r"^[^\x00]*$")])
FROM: Final = select(EVENT).where(EVENT.c.assessment == bindparam("id"), EVENT.c.seq >= bindparam("seq")).order_by(EVENT.c.seq)
"""The rows of an assessment from an event on."""
BEFORE_SIGN_IN: Final = FROM.with_only_columns(*(each for each in EVENT.c if each.name != "person"), null().label("person"))
"""The rows of an older database, which knows nobody who signed in."""


class BrokenError(StoreError):
    """From the event `seq` on an assessment cannot be relied on; what stands before it holds."""

    def __init__(self, id: str, seq: int, why: str) -> None:
        self.assessment = id
        self.seq = seq
        super().__init__(f"assessment {id}: event {seq} {why}; restore a copy")


def written(at: datetime) -> str:
    """A time as it is stored."""
    return at.isoformat(timespec="microseconds")


def person(name: str) -> str:
    """Who did something, as it is stored. Raises StoreError for a name that is too long or no text."""
    try:
        return _BY.validate_python(name)
    except ValidationError as error:
        raise StoreError(f"who did it: {'; '.join(map(mistake, error.errors()))}") from None


def row(id: str, last: StoredEvent | None, event: Event, by: str, signed_in: str | None = None) -> dict[str, Any]:
    """An event as it is stored behind the last one. Raises StoreError for what cannot be written."""
    try:
        payload = event.model_dump(mode="json", exclude={"kind"}, exclude_none=True)
        made = {
            "assessment": id,
            "seq": last.seq + 1 if last else 1,
            "at": written(datetime.now(UTC)),
            "by": person(by),
            "kind": event.kind,
            "payload": json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
            "previous": last.hash if last else "",
            "person": signed_in,
        }
    except ValueError as error:
        raise StoreError(f"the {event.kind} event holds something that cannot be written as JSON: {error}") from None
    return made | {"hash": seal(made)}


def seal(row: Mapping[Any, Any], sealed: tuple[str, ...] = _SEALED) -> str:
    """The hash of a row and of all before it. Who signed in is sealed where somebody did: older chains stay as they are."""
    parts = [row[column] for column in sealed] + ([row["person"]] if row["person"] is not None else [])
    # a damaged row may hold what JSON cannot: it is to give another hash, not an error
    content = json.dumps(parts, separators=(",", ":"), default=repr)
    return hashlib.sha256((row["previous"] + content).encode()).hexdigest()


def stored(row: Mapping[Any, Any]) -> StoredEvent:
    """A row as an event. Raises BrokenError when it cannot be read."""
    id, seq = row["assessment"], row["seq"]
    try:
        event = KINDS[row["kind"]].model_validate_json(row["payload"])
        return StoredEvent(id, seq, datetime.fromisoformat(row["at"]), row["by"], event, row["hash"], row["person"])
    except (KeyError, TypeError, ValueError):
        why = (
            f"({row['kind']}) cannot be read: it was changed after it was stored, or comes from a newer version of the program"
        )
        raise BrokenError(id, seq, why) from None


def rows(connection: Connection, id: str, seq: int, rows: Select[Any] = FROM) -> closing[Generator[RowMapping, None, None]]:
    """The rows of an assessment from an event on, to be read inside a `with`. Reading raises BrokenError behind the last that can be.

    A statement that was left in the middle keeps its connection at that moment of the database: what others store later is not seen
    on it, and nothing can be written."""
    return closing(_rows(connection, id, seq, rows))


def _rows(connection: Connection, id: str, seq: int, rows: Select[Any]) -> Generator[RowMapping, None, None]:
    try:
        with closing(connection.execute(rows, {"id": id, "seq": seq}).mappings()) as found:
            for row in found:
                yield row
                seq += 1
    except DBAPIError as error:
        if not any(sign in str(error.orig) for sign in _UNREADABLE):
            raise
        raise BrokenError(id, seq, f"cannot be read ({error.orig})") from error


def hash_of(connection: Connection, id: str, seq: int) -> str | None:
    """The hash of one event; None when there is none."""
    found: str | None = connection.scalar(_HASH, {"id": id, "seq": seq})
    return found


def fitting(id: str, rows: Iterable[RowMapping], last: StoredEvent | None) -> Iterator[StoredEvent]:
    """The events of the rows behind the last one. Raises BrokenError at the first that does not fit."""
    seq, previous = (last.seq, last.hash) if last else (0, "")
    for row in rows:
        seq += 1
        if row["seq"] != seq or row["previous"] != previous or row["hash"] != seal(row):
            raise BrokenError(id, seq, "is missing or was changed after it was stored")
        previous = row["hash"]
        yield stored(row)


def read_on(id: str, rows: Iterable[RowMapping], state: State | None) -> tuple[State | None, BrokenError | None]:
    """The state with the events of the rows behind it, as far as they fit, and what does not."""
    try:
        for after in states(id, rows, state):
            state = after
    except BrokenError as broken:
        return state, broken
    return state, None


def states(id: str, rows: Iterable[RowMapping], state: State | None) -> Iterator[State]:
    """The state after each event of the rows behind it. Raises BrokenError at the first that does not fit."""
    for event in fitting(id, rows, state.last if state else None):
        state = _applied(state, event)
        yield state


def _applied(state: State | None, event: StoredEvent) -> State:
    try:
        return apply(state, event)
    except StoreError as error:
        raise BrokenError(event.assessment, event.seq, f"does not fit what came before it ({error})") from None
