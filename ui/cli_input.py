"""What every command reads: the knowledge base and saved assessments, with one message for what is wrong."""

from pathlib import Path

import click

from guidance import knowledge
from guidance.assessment import Conclusion, DisagreementError, conclude
from guidance.catalogue import Catalogue
from guidance.knowledge import KnowledgeError
from guidance.record import MAX_BYTES, Record, RecordError, read_record


class Failure(click.ClickException):
    """A problem with the input: one message on standard error, exit status 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """Prints the message."""
        click.echo(f"guidance: {self.message}", err=True)


def catalogue() -> Catalogue:
    """The knowledge base. Raises Failure."""
    try:
        return knowledge.load()
    except KnowledgeError as error:
        raise Failure(f"the knowledge base has problems:\n{error}") from None


def read(file: Path, loaded: Catalogue) -> Record:
    """A saved assessment. Raises Failure."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise RecordError(f"the file has more than {MAX_BYTES:,} bytes, the most that is read")
        return read_record(file.read_bytes(), loaded)
    except (RecordError, OSError) as error:
        raise Failure(f"{file}: {error}") from None


def concluded(file: Path, record: Record, loaded: Catalogue) -> Conclusion:
    """The conclusion on a record. Raises Failure."""
    try:
        return conclude(loaded, record.facts(loaded))
    except DisagreementError as error:
        raise Failure(f"{file}: {error}") from None
