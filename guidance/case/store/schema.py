"""The tables, and how a database is brought to today's schema."""

import threading
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    column,
    inspect,
    select,
    table,
)

from guidance.case.store.events import StoreError

METADATA: Final = MetaData()

EVENT: Final = Table(
    "event",
    METADATA,
    Column("assessment", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("person", Text, nullable=True),
)
"""The log, one row an event. `person` is who signed in, where somebody had to. `payload` is text, not JSON: what was hashed must come back byte for byte."""

_VERSION: Final = table("alembic_version", column("version_num", String))

EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    Column("assessment", String(40), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""Files of evidence, each as long as an answer of the assessment names it."""

DELETION: Final = Table(
    "deletion",
    METADATA,
    Column("assessment", String(40), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("wiped", Boolean, nullable=False),
    Column("seq", Integer),
    Column("previous", String(64)),
    Column("hash", String(64)),
)
"""What was deleted, by whom, when and why; nothing of what it said. `wiped`: its bytes are out of an SQLite file too, which is no part
of the chain."""

SIGN_IN: Final = Table(
    "sign_in",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sid", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("groups", Text, nullable=False),
    Column("started", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("ended", String(32)),
)
"""Who is or was signed in. `key` is a digest of what the browser holds, `sid` the provider's name for its own session."""

TEAM_EVENT: Final = Table(
    "team_event",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("person", Text, nullable=True),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""What the team did that is part of no assessment: who may do what, what was taken away, what was deleted."""

REVISION: Final = "0009"
"""Today's schema: the number of the newest migration."""

_ALEMBIC = threading.Lock()  # alembic keeps the migration under way in a global


def is_current(connection: Connection) -> bool:
    """Whether the database has today's schema. Raises the database's error when it has no schema of ours."""
    return set(connection.scalars(select(_VERSION.c.version_num))) == {REVISION}


def migrate(connection: Connection) -> None:
    """Brings the database to today's schema, inside the caller's transaction, which must hold the writers' lock.

    Raises StoreError when the schema is newer than the program, or the database belongs to something else."""
    tables = inspect(connection).get_table_names()
    found = set(map(str, connection.scalars(select(_VERSION.c.version_num)))) if _VERSION.name in tables else set()
    if tables and not found:
        raise StoreError("the database holds tables of something else. It was left as it is; name another one")
    if found != {REVISION}:
        _upgrade(connection, found)


def _upgrade(connection: Connection, found: set[str]) -> None:
    from alembic import command  # takes a quarter of a second to load, and few databases need it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "guidance.case.store:migrations")
    config.attributes["connection"] = connection
    if found - {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise StoreError(
            f"the database has schema {', '.join(sorted(found))}, which this version of the program does not know. "
            "It was left as it is; update the program, then open it again"
        )
    with _ALEMBIC:
        command.upgrade(config, "head")
