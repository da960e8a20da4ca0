"""What every command reads: the knowledge base and saved assessments, with one message for what is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from guidance.assessment import Conclusion, DisagreementError, conclude
from guidance.case.plan import Plan, read_saved
from guidance.case.record import MAX_BYTES, Record, RecordError
from guidance.knowledge import OWN, KnowledgeError
from guidance.knowledge.catalogue import Catalogue
from ui import settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Failure(click.ClickException):
    """A problem with the input: one message on standard error, exit status 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """Prints the message."""
        click.echo(f"guidance: {self.message}", err=True)


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def takes_knowledge(command: Command) -> Command:
    """Gives a command the options that say which knowledge it works with; `folders` and `catalogue` then go by them."""
    overlay = click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=_FOLDER,
        envvar=settings.OVERLAYS,
        expose_value=False,
        callback=_noted,
        help="Folder with your own topics, read beside the others; may be given more than once.",
    )
    other = click.option(
        "--knowledge",
        type=_FOLDER,
        envvar=settings.KNOWLEDGE,
        expose_value=False,
        callback=_noted,
        help="Knowledge folder [default: the program's own].",
    )
    return other(overlay(command))


def _noted(context: click.Context, option: click.Parameter, value: object) -> None:
    context.meta[f"guidance.{option.name}"] = value


def folders() -> tuple[Path, ...]:
    """The knowledge folder that the command was given, then its overlays."""
    meta = click.get_current_context().meta
    return meta["guidance.knowledge"] or OWN, *meta["guidance.overlays"]


def catalogue() -> Catalogue:
    """The knowledge base that the command was given. Raises Failure."""
    try:
        return settings.loaded(folders())
    except KnowledgeError as error:
        raise Failure(f"the knowledge base has problems:\n{error}") from None


def read(file: Path, loaded: Catalogue) -> Record:
    """A saved assessment. Raises Failure."""
    return read_with_plan(file, loaded)[0]


def read_with_plan(file: Path, loaded: Catalogue) -> tuple[Record, Plan]:
    """A saved assessment, with what is settled about its actions. Raises Failure."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise RecordError(f"the file has more than {MAX_BYTES:,} bytes, the most that is read")
        return read_saved(file.read_bytes(), loaded)
    except (RecordError, OSError) as error:
        raise Failure(f"{file}: {error}") from None


def concluded(file: Path, record: Record, loaded: Catalogue) -> Conclusion:
    """The conclusion on a record. Raises Failure."""
    try:
        return conclude(loaded, record.facts(loaded))
    except DisagreementError as error:
        raise Failure(f"{file}: {error}") from None


def put_out(text: str, out: Path | None) -> None:
    """Writes a text to a file and prints the file's name; without a file, prints the text. Raises Failure."""
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{out}: {error}") from None
    click.echo(out)
