"""New kinds of event, a version that was named, an event that was undone, an assignment that was moved: an older program must not misread the log."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing: the tables stay as they are."""
