"""New kinds of event: registers, screening and answers from others, what is withheld from a version that is disclosed, signatures. An older
program must not misread the log."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """The table stays as it is."""
