"""Backup and restore. A backup is one SQLite file, whatever database it is of, and can be restored into either kind."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, insert, inspect, select

from guidance.case.store.database import Database
from guidance.case.store.events import StoreError
from guidance.case.store.schema import DELETION, EVENT, EVIDENCE, TEAM_EVENT, is_current

COPIED: Final = (EVENT, EVIDENCE, DELETION, TEAM_EVENT)
"""What a backup holds: everything but who is signed in at the moment."""
_AT_ONCE: Final = {EVIDENCE: 1}
_ROWS: Final = 500


def backup(url: str | Path, file: Path) -> None:
    """Writes a database into a file as it stands at one moment, while others go on writing to it.

    Raises StoreError when there is none, it has the schema of another version, or the file is there already; then no file is left."""
    if file.exists():
        raise StoreError(f"{file}: is there already; a backup writes over nothing, name another file")
    source, copy = Database(url, make=False), Database(file)
    try:
        copy.prepare()
        with source.snapshot() as here:
            if not inspect(here).has_table(EVENT.name) or not is_current(here):
                raise StoreError(
                    f"{source.name}: has the schema of another version; open it with this one first, then back it up"
                )
            with copy.transaction(write=True) as there:
                _copy(here, there)
    except BaseException:
        copy.close()
        file.unlink(missing_ok=True)
        raise
    finally:
        source.close()
        copy.close()


def restore(file: Path, url: str | Path) -> None:
    """Puts a backup, or an SQLite database itself, into an empty database, all of it or nothing. The file is left as it is.

    Raises StoreError when it cannot be read, or the database holds anything."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Database(_copied(file, Path(folder) / "copy.db"))
        target = Database(url)
        try:
            copied.prepare()
            target.prepare()
            with target.transaction(write=True) as there, copied.transaction() as here:
                held = sum(there.scalar(select(func.count()).select_from(table)) or 0 for table in COPIED)
                if held:
                    raise StoreError(f"{target.name}: is not empty; a copy is restored into a new database, name another one")
                _copy(here, there)
        finally:
            copied.close()
            target.close()


def _copied(file: Path, to: Path) -> Path:
    """A copy by SQLite, which reads what stands in the log beside the file too."""
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file; name a backup")
    try:
        with (
            closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as here,
            closing(sqlite3.connect(to)) as there,
        ):
            here.backup(there)
    except sqlite3.Error as error:
        raise StoreError(f"{file}: is no backup, or is damaged ({error}); name another copy") from None
    return to


def _copy(here: Connection, there: Connection) -> None:
    for table in COPIED:
        rows = here.execute(select(table), execution_options={"yield_per": _AT_ONCE.get(table, _ROWS)})
        for some in rows.mappings().partitions():
            there.execute(insert(table), [dict(row) for row in some])
