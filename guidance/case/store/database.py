"""The database under the store: how it is reached, set up, checked and wiped, and what its errors mean to an officer."""

import logging
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from guidance.case.store.events import StoreError
from guidance.case.store.schema import migrate

PATIENCE: Final = 10
"""Seconds a writer waits for the one before it."""

IDLE: Final = 2
"""Connections to a server that stay open when nobody asks anything: there may be a database each for twenty institutions."""
MOST: Final = 15
"""Connections to a server at once."""

BUSY: Final = "another writer keeps it busy; do it again in a moment"
_ONE_WRITER = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20250624)"}
_SNAPSHOT = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"}
_ON_CONNECT = {
    "sqlite": ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA secure_delete=ON"),
    "postgresql": (f"SET lock_timeout = '{PATIENCE}s'",),
}
_SQLITE: Final[dict[str, Any]] = {"timeout": PATIENCE, "isolation_level": None}
_UNREACHED = "the database cannot be reached; do it again in a moment, and tell whoever looks after it"
_REMEDIES = {
    "not a database": "it is damaged or is no database. It was left as it is; restore a copy or name another file",
    "malformed": "it is damaged. It was left as it is; restore a copy",
    "unable to open": "the file cannot be opened or its folder cannot be written; mend that or name another place",
    "readonly": "the file, or -wal or -shm beside it, cannot be written; mend their permissions or name another place",
    "is full": "the disk is full; make room, then do it again",
    "lock": BUSY,
    "resolve host": _UNREACHED,
    "connect": _UNREACHED,
}
_INDEX_ONLY = re.compile(r"(row \d+ (missing from|values differ from)|wrong # of entries in|non-unique entry in) index ")
_log = logging.getLogger(__name__)


class Database:
    """A database that holds, or is to hold, assessments. `url` is a path, or a sqlite:// or postgresql:// URL.

    A file that does not exist is made, unless `make` is false. Raises StoreError for an address of another kind, and for a file
    that is missing, or cannot be made or written."""

    def __init__(self, url: str | Path, make: bool = True) -> None:
        self.engine = _engine(url, make)
        self._is_file = self.engine.dialect.name == "sqlite"
        self._lock = threading.Lock()
        self._open: WeakSet[ConnectionPoolEntry] = WeakSet()
        if self._is_file:
            _make_file(self.engine.url, make)
            listen(self.engine, "connect", self._opened)
            listen(self.engine, "close", self._closing)
        self._files = self._found()

    @property
    def name(self) -> str:
        """What it is called before officers: the file, or the name without its host."""
        return self.engine.url.database or "the database"

    def prepare(self) -> None:
        """Checks that it is whole, and brings it to today's schema.

        Raises StoreError when it is damaged, newer than the program, or of something else; it is left as it was."""
        self._files = self._found()
        try:
            self._check()
            with self._begun(write=True) as connection:
                migrate(connection)
            if self._is_file:
                self._write_ahead()
        except StoreError as error:
            self.close()
            raise StoreError(f"{self.name}: {error}") from error.__cause__

    def damage(self) -> list[str]:
        """What SQLite finds damaged in the file; other databases look after themselves."""
        if not self._is_file:
            return []
        with self._begun() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [] if found == ["ok"] else [" ".join(each.split()) for each in found]

    def _check(self) -> None:
        damage = self.damage()
        if damage and all(map(_INDEX_ONLY.match, damage)):
            damage = self._indexed_anew()
        if damage:
            raise StoreError(f"{_REMEDIES['malformed']} ({damage[0]})")

    def _indexed_anew(self) -> list[str]:
        """The damage that is left once the indexes are written anew from the rows, which the chains vouch for."""
        _log.warning("%s: the indexes do not fit the rows, and are written anew", self.name)
        with self._begun(write=True) as connection:
            connection.exec_driver_sql("REINDEX")
        return self.damage()

    @contextmanager
    def transaction(self, write: bool = False, single: bool = False) -> Iterator[Connection]:
        """A connection for one look at the database or, with `write`, as its one writer. `single`: each statement stands by itself,
        which spares a server two answers. Raises StoreError when it refuses."""
        if self._is_file and self._found() != self._files:
            self._follow_file()
        with self._begun(write, single and not self._is_file) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees the database as it stands at one moment, however long it looks. Raises StoreError when it refuses."""
        with self._begun() as connection:
            connection.exec_driver_sql(_SNAPSHOT[self.engine.dialect.name])
            yield connection

    def close(self) -> None:
        """Closes the connections; new ones are opened when it is used again."""
        self.engine.dispose()
        self._open = WeakSet()

    def finish(self) -> None:
        """Puts all of an SQLite database into its one file, which nobody writes from now on: a medium that is read only will do.

        Raises StoreError when it refuses."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        except DBAPIError as error:
            raise StoreError(in_words(error)) from error

    def wipe(self) -> bool:
        """Takes what was deleted out of an SQLite file and its log; whether it is out. Other databases do it themselves."""
        if not self._is_file:
            return False
        deadline = time.monotonic() + PATIENCE
        while not (wiped := self.empty_log(first=["VACUUM"])) and time.monotonic() < deadline:
            time.sleep(0.05)
        return wiped

    def empty_log(self, first: Sequence[str] = ()) -> bool:
        """Puts what stands in SQLite's log into its file, where nothing is left of what was deleted, and empties the log; false when
        somebody who reads meanwhile keeps it. `first`: statements to be run before. Other databases have no such log."""
        if not self._is_file:
            return True
        try:
            with self.engine.connect() as connection:
                for statement in first:
                    connection.exec_driver_sql(statement)
                return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        except DBAPIError as error:
            _log.warning("what was deleted is still in the file: %s", error.orig)
            return False

    @contextmanager
    def _begun(self, write: bool = False, single: bool = False) -> Iterator[Connection]:
        try:
            engine = self.engine.execution_options(isolation_level="AUTOCOMMIT") if single else self.engine
            with engine.begin() as connection:
                if write:
                    connection.exec_driver_sql(_ONE_WRITER[self.engine.dialect.name])
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(in_words(error)) from error

    def _opened(self, _: object, entry: ConnectionPoolEntry) -> None:
        """Notes which log a first connection holds, which it does once it is set up: only that one can be taken away from it."""
        if not self._open and (found := self._found())[0] == self._files[0]:
            self._files = found
        self._open.add(entry)

    def _closing(self, _: object, entry: ConnectionPoolEntry) -> None:
        """SQLite takes its log away itself with the last connection, whatever ends that: an interrupt of a statement does, too."""
        self._open.discard(entry)

    def _found(self) -> tuple[object, object]:
        """Which files have the names of the database and of its log."""
        path = str(self.engine.url.database)
        return _identity(path), _identity(f"{path}-wal")

    def _follow_file(self) -> None:
        """Goes on with the file that has the name now: what is written to one that was replaced would be lost."""
        with self._lock:
            (file, log), found = self._files, self._found()
            if found[0] is None:
                raise StoreError(f"{self.name}: the file is gone; put it back")
            if found[0] != file:
                self.close()
                if found[1] == log:  # it belongs to the old file, and would be read into the new one
                    for suffix in ("-wal", "-shm"):
                        Path(f"{self.name}{suffix}").unlink(missing_ok=True)
                self.prepare()
            elif log is not None and self._open:
                raise StoreError(
                    f"{self.name}: the file {Path(self.name).name}-wal was taken away while the program ran, with what was stored "
                    "last. Stop the program, put a copy of the database in its place, and start it again"
                )
            self._files = self._found()

    def _write_ahead(self) -> None:
        """Switches SQLite to its write-ahead log. SQLite does not wait for other processes here, so this does."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                return
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > deadline:
                    raise StoreError(in_words(error)) from error
                time.sleep(0.02)


def in_words(error: SQLAlchemyError) -> str:
    """What an error means. The database's own words name its host, and may quote an answer below their first line: that one
    line goes to the log."""
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    _log.warning("the database refused: %s", said.partition("\n")[0])
    return next(
        (remedy for sign, remedy in _REMEDIES.items() if sign in said), "the database refused; the program's log says why"
    )


def _engine(url: str | Path, make: bool) -> Engine:
    try:
        address = make_url(url) if isinstance(url, str) and "://" in url else URL.create("sqlite", database=str(url))
        kind = address.get_backend_name()
        if kind not in _ONE_WRITER:
            raise StoreError(f"{address.drivername}: the store knows sqlite:// and postgresql:// addresses; give one of those")
        if kind == "sqlite":
            sealed = not make and address.database and _is_sealed(Path(address.database))
            engine = _sealed(address) if sealed else create_engine(address, connect_args=_SQLITE)
        else:
            engine = create_engine(
                address,
                pool_pre_ping=True,
                isolation_level="READ COMMITTED",
                pool_size=IDLE,
                max_overflow=MOST - IDLE,
                connect_args={} if "connect_timeout" in address.query else {"connect_timeout": PATIENCE},
            )
    except ModuleNotFoundError as error:
        raise StoreError(f"the driver {error.name} is missing; install china-exposure-guidance[postgresql]") from None
    except SQLAlchemyError as error:
        raise StoreError(f"this is no address of a database: {error}") from None
    listen(engine, "connect", _set_up(kind))
    return engine


def is_in_use(file: Path) -> bool:
    """Whether a log stands beside an SQLite file, with what is not in the file yet."""
    return any(Path(f"{file}{suffix}").exists() for suffix in ("-wal", "-journal"))


def _is_sealed(file: Path) -> bool:
    """Whether nobody can write a file now, as on a medium that is read only."""
    writable = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
    return os.path.isfile(file) and not writable and not is_in_use(file)  # noqa: PTH113


def _sealed(address: URL) -> Engine:
    """Reads a file that nobody can write: SQLite would want its log beside it all the same."""
    uri = f"{Path(str(address.database)).absolute().as_uri()}?immutable=1"
    return create_engine(address, creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False, **_SQLITE))


def _make_file(address: URL, make: bool) -> None:
    """Makes the file, empty, for its owner's eyes only, because SQLite would make it readable to everybody."""
    if address.database in (None, "", ":memory:"):
        raise StoreError("a database in memory would lose every answer; name a file")
    path = Path(address.database)
    if os.path.isdir(path):  # noqa: PTH112  (for a name that is too long a Path raises)
        raise StoreError(f"{path}: is a folder; name a file")
    if not make:
        if not os.path.isfile(path):  # noqa: PTH113
            raise StoreError(f"{path}: there is no such file; name a database")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        writable = os.access(path, os.W_OK)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; name a file in a folder that can be written") from None
    if not writable:  # SQLite would open it all the same, and leave files beside it that cannot be written either
        raise StoreError(f"{path}: {_REMEDIES['readonly']}")


def _set_up(kind: str) -> Callable[[Any, object], None]:
    def on_connect(connection: Any, _: object) -> None:
        if kind == "sqlite":
            connection.text_factory = _text
        cursor = connection.cursor()
        for statement in _ON_CONNECT[kind]:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return on_connect


def _text(stored: bytes) -> str:
    """A text as stored. Damaged bytes are read too, so that the row with them can be named."""
    return stored.decode(errors="surrogateescape")


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  (a Path would cost as much again, with each answer)
    except OSError:
        return None
    return found.st_dev, found.st_ino
