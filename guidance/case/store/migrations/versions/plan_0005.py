"""New kinds of event: what is settled about actions. An older program must not misread the log."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """The tables stay as they are."""
