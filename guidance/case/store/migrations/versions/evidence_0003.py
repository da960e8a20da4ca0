"""Files of evidence, beside the log: an event names a file by its hash, and the bytes can be taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table of files."""
    op.create_table(
        "evidence",
        sa.Column("assessment", sa.String(40), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
