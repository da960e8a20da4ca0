"""Looks over a whole database: every chain from its first event, every file of evidence, what was deleted. Nothing in it is changed."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, inspect, select

from guidance.case.store import chain, deletions
from guidance.case.store.chain import BrokenError
from guidance.case.store.database import Database
from guidance.case.store.events import StoreError
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
            for id in connection.scalars(select(EVENT.c.assessment).distinct()).all():
                _chain(found, connection, id, rows)
            if EVIDENCE.name in tables:
                _files(found, connection)
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


def _chain(found: Audit, connection: Connection, id: str, rows: Select[Any]) -> None:
    found.assessments += 1
    try:
        with chain.rows(connection, id, 1, rows) as found_rows:
            state, broken = chain.read_on(id, found_rows, None)
    except UnicodeError:
        state, broken = None, BrokenError(ascii(id), 1, "is missing or was changed after it was stored")
    found.events += state.last.seq if state else 0
    if broken:
        found.damaged.add(id)
        found.problems.append(str(broken))


def _files(found: Audit, connection: Connection) -> None:
    for id, sha256 in connection.execute(select(EVIDENCE.c.assessment, EVIDENCE.c.sha256)).all():
        found.files += 1
        if not _is_file(connection, id, sha256):
            found.damaged.add(id)
            found.problems.append(
                f"assessment {_shown(id)}: the file of evidence {_shown(sha256)} was changed after it was stored; restore a copy"
            )


def _is_file(connection: Connection, id: str, sha256: str) -> bool:
    try:
        data = connection.scalar(select(EVIDENCE.c.data).where(EVIDENCE.c.assessment == id, EVIDENCE.c.sha256 == sha256))
    except UnicodeError:  # the names themselves are damaged
        return False
    return isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == sha256


def _shown(id: str) -> str:
    return id if id.isascii() else ascii(id)
