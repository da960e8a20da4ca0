"""The log of deletions is a chain, so that a row that is changed is found. What is there is tied together as it was found."""

from contextlib import suppress

import sqlalchemy as sa
from alembic import op

from guidance.case.store.deletions import sealed

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the columns of the chain, and fills them."""
    for column in (sa.Column("seq", sa.Integer), sa.Column("previous", sa.String(64)), sa.Column("hash", sa.String(64))):
        op.add_column("deletion", column)
    names = ("assessment", "at", "by", "why", "seq", "previous", "hash")
    deletion, connection, last = sa.table("deletion", *map(sa.column, names)), op.get_bind(), ""
    rows = connection.execute(sa.select(deletion).order_by(deletion.c.at, deletion.c.assessment)).mappings().all()
    for seq, row in enumerate(rows, 1):
        with suppress(UnicodeError):  # its id is damaged: it stays as it is, and is named as changed
            tie = sealed(row, seq, last)
            connection.execute(sa.update(deletion).where(deletion.c.assessment == row["assessment"]).values(tie))
            last = tie["hash"]
