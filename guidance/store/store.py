"""The event log of every assessment in one database, SQLite or PostgreSQL."""

import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import URL, Connection, Engine, RowMapping, bindparam, create_engine, delete, func, insert, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from guidance.catalogue import Catalogue
from guidance.evidence import MAX_ALL
from guidance.reader import mistake
from guidance.record import (
    BESIDE,
    Marking,
    Person,
    Record,
    Recorded,
    RecordedActivity,
    RecordError,
    Signature,
    check_answers,
    check_question,
    check_record,
)
from guidance.store.conflict import conflict
from guidance.store.events import (
    KINDS,
    OLD,
    ActivityAdded,
    Answered,
    AnswersTaken,
    Event,
    FileAdded,
    Imported,
    PartnerLookedUp,
    PartSaid,
    RegisterImported,
    Started,
    StoredEvent,
    StoreError,
    ValueGiven,
)
from guidance.store.fold import State, apply, changes_nothing, narrowed
from guidance.store.schema import EVENT, EVIDENCE, migrate
from rules.conditions import Scope
from rules.readings.three_valued import Asked

PATIENCE: Final = 10
"""Seconds a writer waits for the one before it."""

KEPT: Final = 100
"""Assessments whose state stays in memory; 300 answers take about half a megabyte."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_BY = TypeAdapter(Annotated[Person, StringConstraints(pattern=r"^[^\x00]*$")])
_ONE_WRITER = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20250624)"}
_ON_CONNECT = {
    "sqlite": ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"),
    "postgresql": (f"SET lock_timeout = '{PATIENCE}s'",),
}
_SINCE = select(EVENT).where(EVENT.c.assessment == bindparam("id"), EVENT.c.seq > bindparam("version")).order_by(EVENT.c.seq)
_HELD = select(EVIDENCE.c.sha256, func.length(EVIDENCE.c.data)).where(EVIDENCE.c.assessment == bindparam("id"))
_FILE = select(EVIDENCE.c.data).where(EVIDENCE.c.assessment == bindparam("id"), EVIDENCE.c.sha256 == bindparam("sha256"))
_VERSIONS = select(EVENT.c.assessment, func.max(EVENT.c.seq)).group_by(EVENT.c.assessment)
_REMEDIES = {
    "not a database": "it is damaged or is no database. It was left as it is; restore a copy or name another file",
    "malformed": "it is damaged. It was left as it is; restore a copy",
    "unable to open": "the file cannot be opened or its folder cannot be written; mend that or name another place",
    "readonly": "the file, or -wal or -shm beside it, cannot be written; mend their permissions or name another place",
    "is full": "the disk is full; make room, then do it again",
    "lock": "another writer keeps it busy; do it again in a moment",
}


@dataclass(frozen=True)
class Summary:
    """An assessment in the list. `started` and `changed` are in UTC; `answers` counts those of all activities too."""

    id: str
    title: str
    started: datetime
    changed: datetime
    activities: int
    answers: int
    version: int
    removed: bool


@dataclass(frozen=True)
class Stored:
    """The record as it stands, its version (the last event's number), the activities that can be restored, the signatures.

    `kept` stood beside answers that were withdrawn and comes back when they are given again; it is in no report. Shared between
    callers: read it, do not change it."""

    record: Record
    version: int
    removed_activities: tuple[RecordedActivity, ...]
    signatures: tuple[Signature, ...] = ()
    kept: Mapping[Asked, Recorded] = field(default_factory=dict)


class Store:
    """The assessments of one database. Threads may share it; other processes may use the same database.

    Every method raises StoreError when the database cannot be read or written."""

    def __init__(self, engine: Engine, catalogue: Catalogue) -> None:
        self._engine = engine
        self._catalogue = catalogue
        self._states: dict[str, State] = {}  # the one used last stands last
        self._summaries: dict[str, Summary] = {}
        self._lock = threading.Lock()
        self._writer = threading.Lock()

    @classmethod
    def open(cls, url: str | Path, catalogue: Catalogue) -> "Store":
        """Opens a database and brings it to today's schema; a SQLite file that does not exist is made.

        `url` is a path, or a sqlite:// or postgresql:// URL. Answers are checked against the catalogue. Raises
        StoreError for a database that is damaged, newer than the program, not writable or of something else; it is
        left as it was."""
        engine = _engine(url)
        try:
            _check_sound(engine)
            with _transaction(engine, write=True) as connection:
                migrate(connection)
            if engine.dialect.name == "sqlite":
                _write_ahead(engine)
        except StoreError as error:
            engine.dispose()
            place = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string()
            raise StoreError(f"{place}: {error}") from error.__cause__
        return cls(engine, catalogue)

    def close(self) -> None:
        """Closes the connections. A store that is used again opens new ones."""
        self._engine.dispose()

    def start(self, title: str, as_at: date, by: str, marking: Marking = Marking.SENSITIVE, prepared_by: str = "") -> str:
        """Starts an empty assessment; its id. Raises StoreError for a title or a name that is empty or too long."""
        try:
            started = Started(title=title, as_at=as_at, marking=marking, prepared_by=prepared_by)
        except ValidationError as error:
            raise StoreError(_mistakes(error)) from None
        return self._open_new(started, by)

    def open_record(self, record: Record, by: str) -> str:
        """Makes a new assessment from a saved record; its id. Raises StoreError for an answer outside the catalogue."""
        return self._open_new(Imported(record=record), by)

    def assessments(self, removed: bool = False) -> tuple[Summary, ...]:
        """The assessments on the list, or instead the removed ones; the one changed last comes first."""
        with _transaction(self._engine) as connection:
            all = [self._summary(connection, id, version) for id, version in connection.execute(_VERSIONS).all()]
        listed = [summary for summary in all if summary.removed is removed]
        return tuple(sorted(listed, key=lambda summary: summary.changed, reverse=True))

    def record(self, id: str) -> Stored:
        """An assessment as it stands. Raises StoreError when there is none or it was removed."""
        with _transaction(self._engine) as connection:
            state = self._present(connection, id)
        if state.removed:
            raise StoreError(f"assessment {id} was removed; restore it first")
        gone = tuple(activity for activity in state.whole.activities if activity.id in state.removed_activities)
        return Stored(state.record, state.last.seq, gone, state.signatures, state.kept)

    def append(self, id: str, event: Event, by: str) -> int:
        """Stores one event; the version after it. It is on disk when this returns.

        An event is applied to the newest state. One that says what is so already is not stored. Raises Conflict when
        somebody else gave the same part since the version that the event was made on, and StoreError when the event does not
        fit: an unknown or removed assessment or activity, a question or a value outside the catalogue, a name too long."""
        self._check(event)
        with self._writing() as connection:
            after = self._append(connection, self._present(connection, id), event, by)
        self._keep(after)
        return after.last.seq

    def attach(self, id: str, event: FileAdded | Answered, data: bytes, by: str) -> int:
        """Stores that a file of evidence was added, together with the file; the new version.

        Raises StoreError as `append` does, and when the files of the assessment would be too large together."""
        self._check(event)
        digest = hashlib.sha256(data).hexdigest()
        if digest not in {file.sha256 for file in (event.files if isinstance(event, Answered) else (event.file,))}:
            raise StoreError("the answer does not name the file; attach it again")
        with self._writing() as connection:
            state = self._present(connection, id)
            held = dict(connection.execute(_HELD, {"id": id}).all())
            if digest not in held:
                if sum(held.values()) + len(data) > MAX_ALL:
                    raise StoreError(
                        f"the files of this assessment would have more than {MAX_ALL:,} bytes together; take one away, or write "
                        "where this one is kept"
                    )
                connection.execute(insert(EVIDENCE), {"assessment": id, "sha256": digest, "data": data})
            after = self._append(connection, state, event, by)
        self._keep(after)
        return after.last.seq

    def file(self, id: str, sha256: str) -> bytes | None:
        """The bytes of a file of evidence; None when this store does not hold them."""
        with _transaction(self._engine) as connection:
            data: bytes | None = connection.scalar(_FILE, {"id": id, "sha256": sha256})
        return data

    def holds(self, id: str, sha256: str) -> bool:
        """Whether this store holds the bytes of a file of evidence."""
        with _transaction(self._engine) as connection:
            return sha256 in connection.scalars(_HELD, {"id": id}).all()

    def history(self, id: str) -> tuple[StoredEvent, ...]:
        """Every event of an assessment, removed or not, the first one first. Raises StoreError when there is none."""
        return tuple(map(_stored, self._rows(id)))

    def verify(self, id: str) -> None:
        """Recomputes the chain of hashes. Raises StoreError that names the first event that does not fit.

        A chain shows what was changed, put in or taken out before its end. It cannot show that the newest events were cut
        off, nor that somebody wrote all of it anew: compare the last hash with a copy kept elsewhere."""
        previous = ""
        for seq, row in enumerate(self._rows(id), 1):
            if row["seq"] != seq or row["previous"] != previous or row["hash"] != _hash(row):
                raise StoreError(f"assessment {id}: event {seq} is missing or was changed after it was stored; restore a copy")
            previous = row["hash"]

    def _present(self, connection: Connection, id: str) -> State:
        state = self._state(connection, id)
        if state is None:
            raise _unknown(id)
        return state

    def _append(self, connection: Connection, state: State, event: Event, by: str) -> State:
        """The state after an event on the newest state; the same one when it changes nothing."""
        event = narrowed(state, event)
        if changes_nothing(state, event):
            return state
        made_on = getattr(event, "made_on", state.last.seq)
        if made_on < state.last.seq:
            rows = connection.execute(_SINCE, {"id": state.last.assessment, "version": made_on}).mappings()
            collision = conflict(self._catalogue, state, event, map(_stored, rows))
            if collision:
                raise collision
        if isinstance(event, Answered):
            _check_whole(state, event)
        return _append(connection, state.last.assessment, state, event, by)

    def _open_new(self, event: Event, by: str) -> str:
        self._check(event)
        id = "".join(secrets.choice(_ALPHABET) for _ in range(12))
        with self._writing() as connection:
            after = _append(connection, id, None, event, by)
        self._keep(after)
        return id

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that writes. Writers of this process queue here: SQLite lets them look again and again instead."""
        if not self._writer.acquire(timeout=PATIENCE):
            raise StoreError(_REMEDIES["lock"])
        try:
            with _transaction(self._engine, write=True) as connection:
                yield connection
        finally:
            self._writer.release()

    def _check(self, event: Event) -> None:
        try:
            KINDS[event.kind].model_validate(event.model_dump(warnings=False))
            self._check_answers(event)
        except ValidationError as error:
            raise StoreError(_mistakes(error)) from None
        except RecordError as error:
            raise StoreError(str(error)) from None

    def _check_answers(self, event: Event) -> None:
        match event:
            case _ if isinstance(event, OLD):
                raise StoreError(f"an event of kind {event.kind} is read, and no longer written")
            case Imported(record=record):
                check_record(self._catalogue, record)
            case event if isinstance(event, PartSaid) and not isinstance(event, ValueGiven):
                check_question(self._catalogue, event.question, *_whose(event.activity))
        for about, answers in _given(event):
            check_answers(self._catalogue, answers, *_whose(about))

    def _rows(self, id: str) -> Sequence[RowMapping]:
        with _transaction(self._engine) as connection:
            rows = connection.execute(_SINCE, {"id": id, "version": 0}).mappings().all()
        if not rows:
            raise _unknown(id)
        return rows

    def _summary(self, connection: Connection, id: str, version: int) -> Summary:
        kept = self._summaries.get(id)
        if kept is None or kept.version != version:
            self._state(connection, id)
        return self._summaries[id]

    def _state(self, connection: Connection, id: str) -> State | None:
        """The state with every event committed so far; only those since the last look are read."""
        with self._lock:
            state = self._states.get(id)
        rows = connection.execute(_SINCE, {"id": id, "version": state.last.seq if state else 0})
        for row in rows.mappings():
            state = apply(state, _stored(row))
        if state is not None:
            self._keep(state)
        return state

    def _keep(self, state: State) -> None:
        id = state.last.assessment
        with self._lock:
            kept = self._states.pop(id, state)
            self._states[id] = max(kept, state, key=lambda state: state.last.seq)
            self._summaries[id] = _summary(self._states[id])
            if len(self._states) > KEPT:
                del self._states[next(iter(self._states))]


def _given(event: Event) -> Iterator[tuple[str | None, Mapping[str, Recorded]]]:
    """The answers that an event gives, by activity."""
    match event:
        case ValueGiven(activity=about, question=question, value=value):
            yield about, {question: Recorded(value=value)}
        case Answered(activity=about, question=question):
            yield about, {question: event.recorded("", None)}
        case ActivityAdded(id=about, answers=answers) | PartnerLookedUp(activity=about, answers=answers):
            yield about, answers
        case RegisterImported(activities=activities):
            yield from ((each.id, each.answers) for each in activities)
        case AnswersTaken(answers=taken):
            yield from ((about or None, answers) for about, answers in taken.items())


def _whose(activity: str | None) -> tuple[Scope, str]:
    return (Scope.ORGANISATION, "the organisation") if activity is None else (Scope.ACTIVITY, f"activity {activity}")


def _check_whole(state: State, event: Answered) -> None:
    """Checks that an answer given whole takes nothing away that stands beside the one that is there. Raises StoreError."""
    said = state.said((event.question, event.activity))
    lost = [part for part in BESIDE if getattr(said, part) and not getattr(event, part)]
    if lost:
        raise StoreError(
            f"{event.question}: an answer given whole would take away what stands beside it ({', '.join(lost)}); give the value, and "
            "what else is to change, each by itself"
        )


def _append(connection: Connection, id: str, state: State | None, event: Event, by: str) -> State:
    row = _row(id, state.last if state else None, event, by)
    after = apply(state, _stored(row))  # from the row, so that what is folded here is what every reader will fold
    connection.execute(insert(EVENT), row)
    for gone in state.files - after.files if state else ():
        connection.execute(delete(EVIDENCE).where(EVIDENCE.c.assessment == id, EVIDENCE.c.sha256 == gone))
    return after


def _row(id: str, last: StoredEvent | None, event: Event, by: str) -> dict[str, Any]:
    try:
        payload = event.model_dump(mode="json", exclude={"kind"}, exclude_none=True)
        row = {
            "assessment": id,
            "seq": last.seq + 1 if last else 1,
            "at": datetime.now(UTC).isoformat(timespec="microseconds"),
            "by": _BY.validate_python(by),
            "kind": event.kind,
            "payload": json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
            "previous": last.hash if last else "",
        }
    except ValidationError as error:
        raise StoreError(f"who did it: {_mistakes(error)}") from None
    except ValueError as error:
        raise StoreError(f"the {event.kind} event holds something that cannot be written as JSON: {error}") from None
    return row | {"hash": _hash(row)}


def _hash(row: Mapping[Any, Any]) -> str:
    content = [row[column] for column in ("assessment", "seq", "at", "by", "kind", "payload")]
    return hashlib.sha256((row["previous"] + json.dumps(content, separators=(",", ":"))).encode()).hexdigest()


def _stored(row: Mapping[Any, Any]) -> StoredEvent:
    try:
        event = KINDS[row["kind"]].model_validate_json(row["payload"])
        at = datetime.fromisoformat(row["at"])
    except (KeyError, ValueError):
        raise StoreError(
            f"assessment {row['assessment']}: event {row['seq']} ({row['kind']}) cannot be read; it was changed after it was "
            "stored, or comes from a newer version of the program"
        ) from None
    return StoredEvent(row["assessment"], row["seq"], at, row["by"], event, row["hash"])


def _summary(state: State) -> Summary:
    record = state.record
    answers = len(record.answers) + sum(len(activity.answers) for activity in record.activities)
    return Summary(
        id=record.id,
        title=record.title,
        started=state.started,
        changed=state.last.at,
        activities=len(record.activities),
        answers=answers,
        version=state.last.seq,
        removed=state.removed,
    )


def _unknown(id: str) -> StoreError:
    return StoreError(f"there is no assessment {id}; choose one from the list")


def _mistakes(error: ValidationError) -> str:
    return "; ".join(map(mistake, error.errors()))


@contextmanager
def _transaction(engine: Engine, write: bool = False) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            if write:
                connection.exec_driver_sql(_ONE_WRITER[engine.dialect.name])
            yield connection
    except SQLAlchemyError as error:
        raise StoreError(_in_words(error)) from error


def _in_words(error: SQLAlchemyError) -> str:
    said = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in said), "the database refused")
    return f"{remedy} ({said})"


def _engine(url: str | Path) -> Engine:
    try:
        address = make_url(url) if isinstance(url, str) and "://" in url else URL.create("sqlite", database=str(url))
        if address.get_backend_name() not in _ONE_WRITER:
            raise StoreError(f"{address.drivername}: the store knows sqlite:// and postgresql:// addresses; give one of those")
        if address.get_backend_name() == "sqlite":
            engine = create_engine(address, connect_args={"timeout": PATIENCE, "isolation_level": None})
            _make_file(address)
        else:
            engine = create_engine(address, pool_pre_ping=True, isolation_level="READ COMMITTED")
    except ModuleNotFoundError as error:
        raise StoreError(f"the driver {error.name} is missing; install china-exposure-guidance[postgresql]") from None
    except SQLAlchemyError as error:
        raise StoreError(f"this is no address of a database: {error}") from None
    listen(engine, "connect", _set_up(engine.dialect.name))
    return engine


def _make_file(address: URL) -> None:
    """Makes the file, empty, for its owner's eyes only, because SQLite would make it readable to everybody."""
    if address.database in (None, "", ":memory:"):
        raise StoreError("a database in memory would lose every answer; name a file")
    path = Path(address.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        writable = os.access(path, os.W_OK)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; name a file in a folder that can be written") from None
    if not writable:  # SQLite would open it all the same, and leave files beside it that cannot be written either
        raise StoreError(f"{path}: {_REMEDIES['readonly']}")


def _set_up(dialect: str) -> Callable[[DBAPIConnection, object], None]:
    def on_connect(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for statement in _ON_CONNECT[dialect]:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return on_connect


def _check_sound(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with _transaction(engine) as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise StoreError(f"{_REMEDIES['malformed']} ({' '.join(found.split())})")


def _write_ahead(engine: Engine) -> None:
    """Switches SQLite to its write-ahead log. SQLite does not wait for other processes here, so this does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise StoreError(_in_words(error)) from error
            time.sleep(0.02)
