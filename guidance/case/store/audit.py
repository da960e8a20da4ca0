"""Looks over a whole database: every chain from its first event, every file of evidence, what was deleted. Nothing in it is changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, inspect, select

from guidance.case.store import chain, deletions
from guidance.case.store.chain import BrokenError
from guidance.case.store.database import Database
from guidance.case.store.events import OLD, Answered, FileAdded, FileRemoved, StoreError
from guidance.case.store.fold import State
from guidance.case.store.looking_back import Undone
from guidance.case.store.schema import DELETION, EVENT, EVIDENCE


@dataclass
class Audit:
    """What was looked at, and what cannot be relied on; each problem names the assessment and the event or the file. `damaged`: the
    assessments that have one."""

    assessments: int = 0
    events: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)


def audit(url: str | Path) -> Audit:
    """Verifies a database, given as a path or a URL. Raises StoreError when there is none, or nothing of it can be read."""
    database = Database(url, make=False)
    found = Audit()
    try:
        found.problems += _damage(database)
        with database.transaction() as connection:
            tables = inspect(connection).get_table_names()
            if EVENT.name not in tables:
                raise StoreError(f"{database.name}: it holds no assessments; name another one")
            columns = {each["name"] for each in inspect(connection).get_columns(EVENT.name)}
            rows = chain.FROM if EVENT.c.person.name in columns else chain.BEFORE_SIGN_IN
            ids = connection.scalars(select(EVENT.c.assessment).distinct()).all()
            said = {id: _chain(found, connection, id, rows) for id in ids}
            if EVIDENCE.name in tables:
                _files(found, connection, said)
            if DELETION.name in tables:
                found.problems += deletions.changed(connection)
    except StoreError as error:
        found.problems.append(_named(database, error))
    finally:
        database.close()
    if not found.assessments and found.problems:
        raise StoreError("; ".join(dict.fromkeys(found.problems)))  # what cannot be opened says so each time it is looked at
    return found


def _damage(database: Database) -> list[str]:
    try:
        return [f"{database.name}: {each}" for each in database.damage()]
    except StoreError as error:
        return [_named(database, error)]


def _named(database: Database, error: StoreError) -> str:
    return str(error) if str(error).startswith(database.name) else f"{database.name}: {error}"


@dataclass(frozen=True)
class _Said:
    """What the chain of an assessment says of files of evidence: which were added and are to be there, and which an answer names."""

    added: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


def _chain(found: Audit, connection: Connection, id: str, rows: Select[Any]) -> _Said | None:
    """What is said of files; None where it is not known, because the chain is broken."""
    found.assessments += 1
    state, added = None, set[str]()
    try:
        with chain.rows(connection, id, 1, rows) as found_rows:
            for after in chain.states(id, found_rows, None):
                state, added = after, _added(state, after, added)
        return _Said(frozenset(added), state.files if state else frozenset())
    except UnicodeError:
        broken = BrokenError(ascii(id), 1, "is missing or was changed after it was stored")
    except BrokenError as error:
        broken = error
    finally:
        found.events += state.last.seq if state else 0
    found.damaged.add(id)
    found.problems.append(str(broken))
    return None


def _added(before: State | None, after: State, added: set[str]) -> set[str]:
    """The files of which the bytes were stored, and not taken away since. Those that a saved assessment names were never here."""
    match after.last.event:
        case FileAdded(file=file):
            return {*added, file.sha256}
        case Answered(files=files) if before:
            return {*added, *({file.sha256 for file in files} - before.files)} & after.files
        case event if isinstance(event, (FileRemoved, Undone, *OLD)):
            return added & after.files
    return added


def _files(found: Audit, connection: Connection, said: Mapping[str, _Said | None]) -> None:
    there: dict[str, set[str]] = {}
    for id, sha256 in connection.execute(select(EVIDENCE.c.assessment, EVIDENCE.c.sha256)).all():
        found.files += 1
        there.setdefault(id, set()).add(sha256)
        told = said.get(id, _Said())
        if not _is_file(connection, id, sha256):
            _of_file(found, id, sha256, "was changed after it was stored")
        elif told and sha256 not in told.named:
            _of_file(found, id, sha256, "was put in: no answer names it")
    for id, told in said.items():
        for sha256 in sorted(told.added - there.get(id, set())) if told else ():
            _of_file(found, id, sha256, "is missing")


def _of_file(found: Audit, id: str, sha256: str, what: str) -> None:
    found.damaged.add(id)
    found.problems.append(f"assessment {_shown(id)}: the file of evidence {_shown(sha256)} {what}; restore a copy")


def _is_file(connection: Connection, id: str, sha256: str) -> bool:
    try:
        data = connection.scalar(select(EVIDENCE.c.data).where(EVIDENCE.c.assessment == id, EVIDENCE.c.sha256 == sha256))
    except UnicodeError:  # the names themselves are damaged
        return False
    return isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == sha256


def _shown(id: str) -> str:
    return id if id.isascii() else ascii(id)
