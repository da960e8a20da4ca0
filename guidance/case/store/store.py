"""The event log of every assessment in one database, SQLite or PostgreSQL."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from guidance.case.evidence import MAX_ALL
from guidance.case.plan import Plan, parted
from guidance.case.record import (
    BESIDE,
    Marking,
    Record,
    Recorded,
    RecordedActivity,
    RecordError,
    Signature,
    carried_over,
    check_answers,
    check_question,
    check_record,
)
from guidance.case.store import chain, deletions
from guidance.case.store.chain import BrokenError
from guidance.case.store.conflict import conflict
from guidance.case.store.database import BUSY, PATIENCE, Database
from guidance.case.store.deletions import Deletion
from guidance.case.store.events import (
    KINDS,
    OLD,
    ActionSettled,
    ActivityAdded,
    Answered,
    AnswersTaken,
    Event,
    FileAdded,
    FileRemoved,
    Imported,
    PartnerLookedUp,
    PartSaid,
    RegisterImported,
    Started,
    StoredEvent,
    StoreError,
    ValueGiven,
)
from guidance.case.store.fold import State, apply, changes_nothing, fold, narrowed
from guidance.case.store.looking_back import Undone, Version, as_marked_today
from guidance.case.store.schema import DELETION, EVENT, EVIDENCE
from guidance.case.store.together import NOBODY, Assigned, Commented, Together
from guidance.case.store.undoing import undoing
from guidance.case.waiting import to_look_at, to_settle
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import mistake
from guidance.language.conditions import Scope

KEPT: Final = 100
"""Assessments whose state stays in memory; 300 answers take about half a megabyte."""

NEVER: Final = datetime.fromtimestamp(0, UTC)
"""When an assessment was started or changed of which nothing can be read."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_HELD = select(EVIDENCE.c.sha256, func.length(EVIDENCE.c.data)).where(EVIDENCE.c.assessment == bindparam("id"))
_FILE = select(EVIDENCE.c.data).where(EVIDENCE.c.assessment == bindparam("id"), EVIDENCE.c.sha256 == bindparam("sha256"))
_NEWEST = select(EVENT.c.assessment, func.max(EVENT.c.seq).label("seq")).group_by(EVENT.c.assessment).subquery()
_HEADS = select(_NEWEST.c.assessment, _NEWEST.c.seq, EVENT.c.hash).outerjoin(
    EVENT, and_(EVENT.c.assessment == _NEWEST.c.assessment, EVENT.c.seq == _NEWEST.c.seq)
)


class PutBackError(StoreError):
    """The database was put back to an earlier state while the program ran."""

    def __init__(self) -> None:
        super().__init__(
            "the database was put back to an earlier state while the program ran, and what was stored after that is gone. The page "
            "shows what is there now: look it through, then make your change again"
        )


@dataclass(frozen=True)
class Summary:
    """An assessment in the list. `started` and `changed` are in UTC; `answers` counts those of all activities too.

    `to_settle`: partners of which nobody has said which body they are; `again`: answers to be looked at again or confirmed; `due`: the
    nearest day that was set for an action which is not closed. `broken` says what cannot be read of it; the rest is told as far as it can
    be."""

    id: str
    title: str
    started: datetime
    changed: datetime
    activities: int
    answers: int
    version: int
    removed: bool
    broken: str = ""
    to_settle: int = 0
    again: int = 0
    due: date | None = None

    @property
    def readable(self) -> bool:
        """Whether anything of it can be read."""
        return self.changed != NEVER


@dataclass(frozen=True)
class Stored:
    """The record as it stands, its version (the last event's number), the activities that can be restored, the signatures.

    `kept` stood beside answers that were withdrawn and comes back when they are given again; it is in no report. `plan` is what is
    settled about actions. `broken` says from
    where on the assessment cannot be read: this is what stood before, and nothing can be stored. `put_back` counts how often the
    database was found put back to an earlier state. Shared between callers: read it, do not change it."""

    record: Record
    version: int
    removed_activities: tuple[RecordedActivity, ...]
    signatures: tuple[Signature, ...] = ()
    kept: Mapping[Asked, Recorded] = field(default_factory=dict)
    broken: str = ""
    put_back: int = 0
    plan: Plan = field(default_factory=dict)
    together: Together = NOBODY
    versions: tuple[Version, ...] = ()


class Store:
    """The assessments of one database. Threads may share it; other processes may use the same database.

    Every method raises StoreError when the database cannot be read or written."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self._states: dict[str, State] = {}  # the one used last stands last
        self._heads: dict[str, tuple[int, str]] = {}  # the last event that was read of each, and its hash
        self._summaries: dict[str, Summary] = {}
        self._put_back: dict[str, int] = {}
        self._lock = threading.Lock()
        self._writer = threading.Lock()

    @classmethod
    def open(cls, url: str | Path, catalogue: Catalogue, make: bool = True) -> "Store":
        """Opens a database and brings it to today's schema; a SQLite file that does not exist is made, unless `make` is false.

        `url` is a path, or a sqlite:// or postgresql:// URL. Answers are checked against the catalogue. Raises
        StoreError for a database that is damaged, newer than the program, not writable or of something else; it is
        left as it was."""
        database = Database(url, make)
        database.prepare()
        store = cls(database, catalogue)
        store._wipe()  # what a deletion that was cut short left in the file
        database.empty_log()
        return store

    def close(self) -> None:
        """Closes the connections. A store that is used again opens new ones."""
        self._database.close()

    @property
    def database(self) -> Database:
        """Where it all stands."""
        return self._database

    def start(
        self,
        title: str,
        as_at: date,
        by: str,
        marking: Marking = Marking.SENSITIVE,
        prepared_by: str = "",
        person: str | None = None,
    ) -> str:
        """Starts an empty assessment; its id. `person` is who signed in, here and below.

        Raises StoreError for a title or a name that is empty or too long."""
        try:
            started = Started(title=title, as_at=as_at, marking=marking, prepared_by=prepared_by)
        except ValidationError as error:
            raise StoreError(_mistakes(error)) from None
        return self._open_new(started, by, person)

    def open_record(self, record: Record, by: str, plan: Plan | None = None, person: str | None = None) -> str:
        """Makes a new assessment from a saved record, with what is settled about its actions; its id.

        Raises StoreError for an answer outside the catalogue."""
        return self._open_new(Imported(record=record, plan=dict(plan or {})), by, person)

    def carry_over(self, id: str, day: date, by: str, person: str | None = None, number: int | None = None) -> str:
        """Makes a new assessment as at a day from one that is here, or from how it stood after the event `number`; its id.

        What is left out of a version that is disclosed today stays out. Raises StoreError as `record` and `as_of` do."""
        now = self.record(id)
        record = now.record if number is None else as_marked_today(self.as_of(id, number), now)
        return self.open_record(carried_over(record, day), by, person=person)

    def as_of(self, id: str, number: int) -> Record:
        """An assessment as it stood after an event, under the id that it has. Raises StoreError where there is none."""
        events = self.history(id)
        if not 1 <= number <= len(events):
            raise StoreError(f"assessment {id} has no event {number}; its events are 1 to {len(events)}")
        return fold(events[:number]).record

    def assessments(self, removed: bool = False) -> tuple[Summary, ...]:
        """The assessments on the list, or instead the removed ones; the one changed last comes first. A damaged one hides no other."""
        with self._database.transaction() as connection:
            all = [self._summary(connection, id, (version, hash)) for id, version, hash in connection.execute(_HEADS).all()]
        listed = [summary for summary in all if summary.removed is removed]
        return tuple(sorted(listed, key=lambda summary: summary.changed, reverse=True))

    def record(self, id: str) -> Stored:
        """An assessment as it stands. Raises StoreError when there is none, it was removed, or nothing of it can be read."""
        with self._database.transaction() as connection:
            state, broken = self._look(connection, id)
            if state is None:
                raise broken or self._unknown(connection, id)
        return _as_stored(state, broken, self._put_back.get(id, 0))

    def put_back(self, id: str) -> int:
        """How often the database was found put back to an earlier state, by what was read of this assessment."""
        return self._put_back.get(id, 0)

    def append(self, id: str, event: Event, by: str, person: str | None = None) -> int:
        """Stores one event; the version after it. It is on disk when this returns.

        An event is applied to the newest state. One that says what is so already is not stored. Raises Conflict when
        somebody else gave the same part since the version that the event was made on, and StoreError when the event does not
        fit: an unknown or removed assessment or activity, a question or a value outside the catalogue, a name too long."""
        self._check(event)
        with self._writing() as connection:
            before = self._to_write(connection, id)
            after = self._append(connection, before, event, by, person)
        self._keep(after)
        if isinstance(event, FileRemoved | Undone) and before.files - after.files:
            self._database.empty_log()  # their bytes would stand there for as long as little is stored
        return after.last.seq

    @contextmanager
    def at_once(self) -> Iterator["AtOnce"]:
        """Several events, also of several assessments, in one transaction: all are stored when it ends, or none where anything is raised.

        Nobody else writes meanwhile: find out before what is to be done, and do little else in it."""
        with self._writing() as connection:
            all = AtOnce(self, connection)
            yield all
        for after in all.states.values():
            self._keep(after)

    def attach(self, id: str, event: FileAdded | Answered, data: bytes, by: str, person: str | None = None) -> int:
        """Stores that a file of evidence was added, together with the file; the new version.

        Raises StoreError as `append` does, and when the files of the assessment would be too large together."""
        self._check(event)
        digest = hashlib.sha256(data).hexdigest()
        if digest not in {file.sha256 for file in (event.files if isinstance(event, Answered) else (event.file,))}:
            raise StoreError("the answer does not name the file; attach it again")
        with self._writing() as connection:
            state = self._to_write(connection, id)
            held = dict(connection.execute(_HELD, {"id": id}).all())
            if digest not in held:
                if sum(held.values()) + len(data) > MAX_ALL:
                    raise StoreError(
                        f"the files of this assessment would have more than {MAX_ALL:,} bytes together; take one away, or write "
                        "where this one is kept"
                    )
                connection.execute(insert(EVIDENCE), {"assessment": id, "sha256": digest, "data": data})
            after = self._append(connection, state, event, by, person)
        self._keep(after)
        return after.last.seq

    def file(self, id: str, sha256: str) -> bytes | None:
        """The bytes of a file of evidence; None when this store does not hold them. Raises StoreError when they were changed."""
        with self._database.transaction() as connection:
            data: bytes | None = connection.scalar(_FILE, {"id": id, "sha256": sha256})
        if data is not None and not (isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == sha256):
            raise StoreError(f"assessment {id}: a file of evidence was changed after it was stored; restore a copy")
        return data

    def holds(self, id: str, sha256: str) -> bool:
        """Whether this store holds the bytes of a file of evidence."""
        with self._database.transaction() as connection:
            return sha256 in connection.scalars(_HELD, {"id": id}).all()

    def history(self, id: str) -> tuple[StoredEvent, ...]:
        """Every event of an assessment, removed or not, the first one first, as far as they fit. Raises StoreError for none."""
        events: list[StoredEvent] = []
        with self._database.transaction() as connection:
            with suppress(BrokenError), chain.rows(connection, id, 1) as rows:
                events.extend(chain.fitting(id, rows, None))
            if not events:
                raise self._unknown(connection, id)
        return tuple(events)

    def verify(self, id: str) -> None:
        """Reads the whole chain of an assessment anew. Raises BrokenError that names the first event that does not fit."""
        with self._database.transaction() as connection:
            state, broken = _read(connection, id)
            if broken or state is None:
                raise broken or self._unknown(connection, id)

    def delete(self, id: str, by: str, why: str, also: Callable[[Connection], None] = lambda _: None) -> Deletion:
        """Deletes an assessment for good, with its files: neither an event nor a byte of it is left but who did it, when and why.

        `also` is done in the same transaction: both are, or neither. Copies that were made of the database keep it. In PostgreSQL the rows
        are gone, and their bytes when it has been vacuumed.
        Raises StoreError when there is none, or nobody or no reason is named."""
        try:
            made = Deletion(id, datetime.now(UTC), by, why)
        except ValidationError as error:
            raise StoreError(f"say who deletes it, and why: {_mistakes(error)}") from None
        with self._writing() as connection:
            gone = connection.execute(delete(EVENT).where(EVENT.c.assessment == id)).rowcount
            if not gone:
                raise self._unknown(connection, id)
            connection.execute(delete(EVIDENCE).where(EVIDENCE.c.assessment == id))
            deletions.add(connection, made)
            also(connection)
        self._forget(id, self._heads.get(id))
        return replace(made, wiped=self._wipe())

    def deletions(self) -> tuple[Deletion, ...]:
        """What was deleted, the first one first."""
        with self._database.transaction() as connection:
            return tuple(map(deletions.read, connection.execute(select(DELETION).order_by(DELETION.c.at)).mappings()))

    def due(self, days: int) -> tuple[Summary, ...]:
        """The assessments, removed ones too, that nobody has changed for so many days; the one changed first comes first."""
        before = datetime.now(UTC) - timedelta(days=days)
        all = (*self.assessments(), *self.assessments(removed=True))
        return tuple(sorted((each for each in all if each.readable and each.changed < before), key=lambda each: each.changed))

    def _wipe(self) -> bool:
        """Takes what was deleted out of the file; whether all is out. What cannot be now is when the store is opened again."""
        with self._database.transaction() as connection:
            left = connection.scalars(select(DELETION.c.assessment).where(DELETION.c.wiped.is_(False))).all()
        if left and self._database.wipe():
            with self._writing() as connection:
                connection.execute(update(DELETION).where(DELETION.c.assessment.in_(left)).values(wiped=True))
            left = ()
        return not left

    def _unknown(self, connection: Connection, id: str) -> StoreError:
        found = connection.execute(select(DELETION).where(DELETION.c.assessment == id)).mappings().first()
        if found is None:
            return StoreError(f"there is no assessment {id}; choose one from the list")
        gone = deletions.read(found)
        return StoreError(f"assessment {id} was deleted by {gone.by} on {gone.at.day} {gone.at:%B %Y}: {gone.why}")

    def _to_write(self, connection: Connection, id: str) -> State:
        """The newest state, to be added to. Raises StoreError when nothing may be."""
        before = self.put_back(id)
        state, broken = self._look(connection, id)
        if state is not None and self.put_back(id) != before:
            raise PutBackError
        if broken:
            raise StoreError(
                f"{broken}. Nothing more is stored in it meanwhile; what can be read of it can be downloaded as JSON and opened as a new "
                "assessment"
            )
        if state is None:
            raise self._unknown(connection, id)
        return state

    def _append(self, connection: Connection, state: State, event: Event, by: str, person: str | None) -> State:
        """The state after an event on the newest state; the same one when it changes nothing."""
        event = undoing(connection, state, event.event) if isinstance(event, Undone) else narrowed(state, event)
        if changes_nothing(state, event):
            return state
        made_on = getattr(event, "made_on", state.last.seq)
        if made_on < state.last.seq:
            with chain.rows(connection, state.last.assessment, made_on + 1) as since:
                collision = conflict(self._catalogue, state, event, map(chain.stored, since))
            if collision:
                raise collision
        if made_on > state.last.seq:
            raise PutBackError
        if isinstance(event, Answered):
            _check_whole(state, event)
        if isinstance(event, ActionSettled):
            self._check_actions(state, event)
        return _append(connection, state.last.assessment, state, event, by, person)

    def _check_actions(self, state: State, event: ActionSettled) -> None:
        """Checks that each action is one that a finding can ask for here, or is in the plan already. Raises StoreError."""
        here = {None, *(activity.id for activity in state.whole.activities)}
        for key in event.actions:
            activity, finding = parted(key)
            if key not in state.plan and (activity not in here or finding not in self._catalogue.advice):
                raise StoreError(f"no finding asks for an action {key}; choose one of the plan")

    def _open_new(self, event: Event, by: str, person: str | None) -> str:
        self._check(event)
        id = "".join(secrets.choice(_ALPHABET) for _ in range(12))
        with self._writing() as connection:
            after = _append(connection, id, None, event, by, person)
        self._keep(after)
        return id

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that writes. Writers of this process queue here: SQLite lets them look again and again instead."""
        if not self._writer.acquire(timeout=PATIENCE):
            raise StoreError(BUSY)
        try:
            with self._database.transaction(write=True) as connection:
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
            case Commented(question=question, activity=about):
                check_question(self._catalogue, question, *_whose(about))
            case Assigned(questions=questions, activity=about):
                for question in questions:
                    check_question(self._catalogue, question, *_whose(about))
        for about, answers in _given(event):
            check_answers(self._catalogue, answers, *_whose(about))

    def _summary(self, connection: Connection, id: str, head: tuple[int, str]) -> Summary:
        kept = self._summaries.get(id)
        if kept is not None and self._heads.get(id) == head:
            return kept
        try:
            state, broken = self._look(connection, id)
        except ValueError:  # an id that is no text
            state, broken = None, None
        if state is None:
            name = f"Assessment {id}".encode("ascii", "backslashreplace").decode()
            return Summary(id, name, NEVER, NEVER, 0, 0, 0, False, str(broken or "nothing of it can be read"))
        return replace(_summary(state), broken=str(broken or ""))

    def _look(self, connection: Connection, id: str) -> tuple[State | None, BrokenError | None]:
        """The state with every event stored so far, and from where on it cannot be read. What was read before is not verified again.

        A database that does not go on from there was put back from a copy: then all is read anew."""
        with self._lock:
            state, head = self._states.get(id), self._heads.get(id)
        if state is not None and head is not None:
            with chain.rows(connection, id, state.last.seq) as rows:
                try:
                    goes_on = getattr(next(rows, None), "hash", None) == state.last.hash
                except BrokenError as unreadable:
                    return state, unreadable
                if goes_on:
                    return self._kept(*chain.read_on(id, rows, state))
        state, broken = _read(connection, id)
        if head is not None and (broken or chain.hash_of(connection, id, head[0]) != head[1]):
            self._forget(id, head, put_back=not broken)
        return self._kept(state, broken)

    def _kept(self, state: State | None, broken: BrokenError | None) -> tuple[State | None, BrokenError | None]:
        if state is not None:
            self._keep(state)
        return state, broken

    def _keep(self, state: State) -> None:
        id = state.last.assessment
        with self._lock:
            kept = self._states.pop(id, state)
            self._states[id] = newest = max(kept, state, key=lambda state: state.last.seq)
            self._heads[id] = newest.last.seq, newest.last.hash
            self._summaries[id] = _summary(newest)
            if len(self._states) > KEPT:
                del self._states[next(iter(self._states))]

    def _forget(self, id: str, head: tuple[int, str] | None, put_back: bool = False) -> None:
        """Lets go of what was read of an assessment, unless another thread has done so."""
        with self._lock:
            if self._heads.get(id) == head:
                for memory in (self._states, self._heads, self._summaries):
                    memory.pop(id, None)
                self._put_back[id] = self._put_back.get(id, 0) + put_back


class AtOnce:
    """What is stored in one transaction. Raises StoreError as `Store.append` does; then nothing of it is stored."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self.connection = connection
        self.states: dict[str, State] = {}

    def record(self, id: str) -> Stored:
        """An assessment as it stands, with what this transaction stored. Raises StoreError when nothing may be stored in it."""
        return _as_stored(self._newest(id), None, self._store.put_back(id))

    def append(self, id: str, event: Event, by: str, person: str | None = None) -> int:
        """As `Store.append`, but that it is on disk when all of it is."""
        self._store._check(event)
        self.states[id] = self._store._append(self.connection, self._newest(id), event, by, person)
        return self.states[id].last.seq

    def _newest(self, id: str) -> State:
        return self.states.get(id) or self._store._to_write(self.connection, id)


def _as_stored(state: State, broken: BrokenError | None, put_back: int) -> Stored:
    """Raises StoreError when the assessment was removed."""
    if state.removed:
        raise StoreError(f"assessment {state.record.id} was removed; restore it first")
    gone = tuple(activity for activity in state.whole.activities if activity.id in state.removed_activities)
    return Stored(
        state.record,
        state.last.seq,
        gone,
        state.signatures,
        state.kept,
        str(broken or ""),
        put_back,
        state.plan,
        state.together,
        tuple(state.versions.values()),
    )


def _read(connection: Connection, id: str) -> tuple[State | None, BrokenError | None]:
    """The state with every event from the first one on, and from where on it cannot be read."""
    with chain.rows(connection, id, 1) as rows:
        return chain.read_on(id, rows, None)


def _append(connection: Connection, id: str, state: State | None, event: Event, by: str, person: str | None) -> State:
    row = chain.row(id, state.last if state else None, event, by, person)
    after = apply(state, chain.stored(row))  # from the row, so that what is folded here is what every reader will fold
    connection.execute(insert(EVENT), row)
    if state and isinstance(event, FileRemoved | Answered | Undone):
        for gone in state.files - after.files:
            connection.execute(delete(EVIDENCE).where(EVIDENCE.c.assessment == id, EVIDENCE.c.sha256 == gone))
    return after


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
        to_settle=sum(map(to_settle, record.activities)),
        again=sum(map(to_look_at, (record.answers, *(activity.answers for activity in record.activities)))),
        due=min((each.due for each in state.plan.values() if each.due and not each.status.closed), default=None),
    )


def _mistakes(error: ValidationError) -> str:
    return "; ".join(map(mistake, error.errors()))
