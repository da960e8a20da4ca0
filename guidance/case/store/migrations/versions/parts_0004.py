"""New kinds of event, each part of an answer by itself: an older program must not misread the log. And a table of what was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the table of deletions."""
    op.create_table(
        "deletion",
        sa.Column("assessment", sa.String(40), primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("wiped", sa.Boolean, nullable=False),
    )
