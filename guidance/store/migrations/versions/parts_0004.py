"""New kinds of event: each part of an answer by itself. An older program must not misread the log."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The tables stay as they are."""
