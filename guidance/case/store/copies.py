"""Backup and restore. A backup is one SQLite file, whatever database it is of, and can be restored into either kind."""

import os
import sqlite3
import tempfile
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    cast,
    func,
    insert,
    inspect,
    literal,
    select,
)

from guidance.case.store.database import Database, is_in_use
from guidance.case.store.events import StoreError
from guidance.case.store.schema import DELETION, EVENT, EVIDENCE, TEAM_EVENT, is_current

COPIED: Final = (EVENT, EVIDENCE, DELETION, TEAM_EVENT)
"""What a backup holds: everything but who is signed in at the moment."""
_AT_ONCE: Final = {EVIDENCE: 1}
_ROWS: Final = 500


def backup(url: str | Path, file: Path) -> None:
    """Writes a database into a file as it stands at one moment, while others go on writing to it.

    The file gets its name once it is whole and on the disk. What is damaged comes along as it is. Raises StoreError when there is no
    database, it has the schema of another version, or the file is there already; then no file is left."""
    _check_new(file)
    part = file.with_name(f"{file.name}.part")
    source = Database(url, make=False)
    try:
        _cleared(part)
        copy = Database(part)
        try:
            _fill(source, copy)
        finally:
            copy.close()
        _named(part, file)
    finally:
        source.close()
        _cleared(part)


def _check_new(file: Path) -> None:
    if os.path.exists(file):  # noqa: PTH110  (for a name that is too long a Path raises)
        raise StoreError(f"{file}: is there already; a backup writes over nothing, name another file")


def _cleared(part: Path) -> None:
    """Takes away what a backup left that was killed half way."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        beside = part.with_name(f"{part.name}{suffix}")
        try:
            beside.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{beside}: {error.strerror}; take it away, or name another place") from None


def _fill(source: Database, copy: Database) -> None:
    copy.prepare()
    with source.snapshot() as here:
        if not inspect(here).has_table(EVENT.name) or not is_current(here):
            raise StoreError(f"{source.name}: has the schema of another version; open it with this one first, then back it up")
        with copy.transaction(write=True) as there:
            _copy(here, there)
    copy.finish()


def _named(part: Path, file: Path) -> None:
    """Gives a file that is whole its name, unless something else has it by now."""
    try:
        _to_disk(part)
        try:
            os.link(part, file)
        except FileExistsError:
            _check_new(file)
        except OSError:  # a file system without links, such as FAT
            _check_new(file)
            part.rename(file)
        with suppress(OSError):  # Windows opens no folder
            _to_disk(file.parent)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written ({error.strerror}); do it again, or name another place") from None


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def restore(file: Path, url: str | Path, without: Collection[str] = ()) -> None:
    """Puts a backup, or an SQLite database itself, into an empty database, all of it or nothing. The file is left as it is.

    Assessments `without` which it is wanted are left out with their files.

    Raises StoreError when it cannot be read or holds nothing, or the database holds anything."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Database(_copied(file, Path(folder) / "copy.db"))
        target = Database(url)
        try:
            _prepare(copied, file)
            target.prepare()
            with target.transaction(write=True) as there, copied.transaction() as here:
                if not _holds(here):
                    raise StoreError(f"{file}: holds nothing; it is no whole backup, name another copy")
                if _holds(there):
                    raise StoreError(f"{target.name}: is not empty; a copy is restored into a new database, name another one")
                _copy(here, there, without)
        finally:
            copied.close()
            target.close()


def _prepare(copied: Database, file: Path) -> None:
    try:
        copied.prepare()
    except StoreError as error:
        raise StoreError(str(error).replace(copied.name, str(file))) from error.__cause__


def _holds(connection: Connection) -> bool:
    return any(connection.scalar(select(func.count()).select_from(table)) for table in COPIED)


def _copied(file: Path, to: Path) -> Path:
    """A copy by SQLite, which reads what stands in the log beside the file too."""
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file; name a backup")
    if not file.stat().st_size:
        raise StoreError(f"{file}: is empty; it is no backup, name another copy")
    how = "mode=ro" if is_in_use(file) else "immutable=1"  # which needs, and leaves, no file beside it
    try:
        with (
            closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)) as here,
            closing(sqlite3.connect(to)) as there,
        ):
            here.backup(there)
    except sqlite3.Error as error:
        raise StoreError(f"{file}: is no backup, or is damaged ({error}); name another copy") from None
    return to


def _copy(here: Connection, there: Connection, without: Collection[str] = ()) -> None:
    for table in COPIED:
        rows = here.execute(select(table), execution_options={"yield_per": _AT_ONCE.get(table, _ROWS)})
        for all in rows.mappings().partitions():
            some = [row for row in all if row.get("assessment") not in without or table is DELETION]
            damaged = [row for row in some if not _is_text(row)]
            if sound := [dict(row) for row in some if row not in damaged]:
                there.execute(insert(table), sound)
            for row in damaged:
                _copy_damaged(table, row, there)


def _is_text(row: RowMapping) -> bool:
    try:
        for each in row.values():
            if isinstance(each, str):
                each.encode()
    except UnicodeEncodeError:
        return False
    return True


def _copy_damaged(table: Table, row: RowMapping, there: Connection) -> None:
    """Copies a row with bytes that are no text as it is, so that nothing else is lost and the chain names it in the copy too."""
    if there.dialect.name != "sqlite":
        key = " ".join(ascii(row[each.name]) for each in table.primary_key)
        raise StoreError(f"{table.name} {key}: holds bytes that are no text, which only an SQLite file takes; restore into one")
    values = {name: _as_bytes(each) if isinstance(each, str) else each for name, each in row.items()}
    there.execute(insert(table).values(values))


def _as_bytes(text: str) -> ColumnElement[str]:
    return cast(literal(text.encode(errors="surrogateescape"), LargeBinary), Text)
