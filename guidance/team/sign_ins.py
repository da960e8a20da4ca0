"""Sign-ins as rows beside the assessments: what ends one ends it in every tab, process and machine."""

import hashlib
import json
import re
import secrets
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, delete, insert, or_, select, update

from guidance.case.store.chain import written
from guidance.case.store.database import Database
from guidance.case.store.schema import SIGN_IN, is_current
from guidance.team.person import Person

IDLE: Final = timedelta(minutes=60)
"""Without anything done, a sign-in ends after this."""
LONGEST: Final = timedelta(hours=10)
"""Whatever is done, it ends after this."""
KEPT: Final = timedelta(days=30)
"""After its end a row stays this long."""
_FRESH: Final = timedelta(seconds=30)
"""When it was last used is written down this often."""

_KEY = re.compile(r"([a-z0-9-]{1,40}\.)?([A-Za-z0-9_-]{43})")
_C = SIGN_IN.c
_GIVEN = and_(_C.ended.is_(None), _C.seen > bindparam("idle"), _C.started > bindparam("oldest"))
_LIVING = select(SIGN_IN).where(_C.key == bindparam("it"), _GIVEN)
_STILL = select(_C.key).where(_C.key.in_(bindparam("them", expanding=True)), _GIVEN)


def digest(key: str) -> str:
    """What a key is known by here; empty for what is no key. Who reads the database or a log cannot sign in with it.

    Where there are several institutions a key begins with the id of its own, and so does what it is known by."""
    found = _KEY.fullmatch(key)
    return f"{found[1] or ''}{hashlib.sha256(found[2].encode()).hexdigest()}" if found else ""


class SignIns:
    """The sign-ins of one database, reached when they are first asked for. Threads may share it.

    Every method raises StoreError when the database cannot be read or written: whoever asks then lets nobody in."""

    def __init__(self, url: str | Path) -> None:
        self._url = url
        self._database: Database | None = None
        self._lock = threading.Lock()

    @property
    def each(self) -> Mapping[str, "SignIns"]:
        """The sign-ins by institution: here of one, without a name."""
        return {"": self}

    def of(self, _: Person) -> "SignIns":
        """The sign-ins of somebody's institution."""
        return self

    def start(self, person: Person, sid: str = "") -> str:
        """Signs somebody in; the key for their browser, which is kept nowhere. `sid`: the provider's name for its session."""
        key, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with self._ready().transaction() as connection:
            connection.execute(delete(SIGN_IN).where(_C.started < written(now - LONGEST - KEPT)))
            connection.execute(insert(SIGN_IN), _row(digest(key), person, sid, written(now)))
        return key

    def person(self, digested: str, used: bool = False) -> Person | None:
        """Who is signed in with the key of this digest; None when nobody is any more. `used`: they did something."""
        now = datetime.now(UTC)
        with self._single() as connection:
            row = connection.execute(_LIVING, {"it": digested, **_limits(now)}).mappings().first()
            if row is None:
                return None
            if used and row["seen"] < written(now - _FRESH):
                connection.execute(update(SIGN_IN).where(_C.key == digested).values(seen=written(now)))
        return _person(row)

    def people(self) -> tuple[Person, ...]:
        """Who has signed in lately, by name: each as of the last time."""
        with self._single() as connection:
            rows = connection.execute(select(SIGN_IN).order_by(_C.started)).mappings()
            people = {(row["issuer"], row["subject"]): _person(row) for row in rows}
        return tuple(sorted(people.values(), key=lambda each: (each.name, each.issuer, each.subject)))

    def living(self, digested: Collection[str]) -> set[str]:
        """Those of these sign-ins that have not ended."""
        with self._single() as connection:
            return set(connection.scalars(_STILL, {"them": list(digested), **_limits(datetime.now(UTC))}))

    def end(self, digested: str) -> None:
        """Ends one sign-in."""
        self._end(_C.key == digested)

    def end_all(self, issuer: str, subject: str = "", sid: str = "") -> int:
        """Ends those that a provider names: all of a person, or those of one of its sessions; how many had not ended."""
        named = [column == given for column, given in ((_C.subject, subject), (_C.sid, sid)) if given]
        return self._end(_C.issuer == issuer, or_(*named)) if named else 0

    def is_current(self) -> bool:
        """Whether the database has the schema of this version of the program."""
        with self._single() as connection:
            return is_current(connection)

    def close(self) -> None:
        """Closes the connections. Sign-ins that are asked for again open new ones."""
        if self._database:
            self._database.close()

    def _end(self, *which: ColumnElement[bool]) -> int:
        with self._single() as connection:
            gone = connection.execute(
                update(SIGN_IN).where(_C.ended.is_(None), *which).values(ended=written(datetime.now(UTC)))
            )
            return gone.rowcount

    @contextmanager
    def _single(self) -> Iterator[Connection]:
        with self._ready().transaction(single=True) as connection:
            yield connection

    def _ready(self) -> Database:
        with self._lock:
            if self._database is None:
                database = Database(self._url)
                database.prepare()
                self._database = database
            return self._database


def _limits(now: datetime) -> dict[str, str]:
    return {"idle": written(now - IDLE), "oldest": written(now - LONGEST)}


def _row(key: str, person: Person, sid: str, now: str) -> dict[str, Any]:
    said = person.model_dump(exclude={"groups"}) | {"groups": json.dumps(sorted(person.groups))}
    return {"key": key, "sid": sid, "started": now, "seen": now, "ended": None, **said}


def _person(row: RowMapping) -> Person:
    return Person(
        issuer=row["issuer"],
        subject=row["subject"],
        name=row["name"],
        email=row["email"],
        groups=frozenset(json.loads(row["groups"])),
    )
