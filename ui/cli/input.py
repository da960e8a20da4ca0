"""What every command reads: the knowledge base and saved assessments, with one message for what is wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from guidance.assessment import Conclusion, DisagreementError, conclude
from guidance.case.plan import Plan, read_saved
from guidance.case.record import MAX_BYTES, Record, RecordError
from guidance.files.writing import WriteError, into_folder, write_bytes
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
        raise Failure(f"{file}: {because(error)}") from None


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
    else:
        put_files({out: text.encode()})


def put_files(made: Mapping[Path, bytes], tell: bool = True) -> None:
    """Writes all files or none, and prints their names unless something else is printed. Raises Failure."""
    try:
        write_bytes(made)
    except WriteError as error:
        raise Failure(str(error)) from None
    for path in made if tell else ():
        click.echo(path)


def put_folder(folder: Path, made: Mapping[str, bytes]) -> None:
    """Writes all files or none into a folder, which is made where it is not there, and prints their names. Raises Failure."""
    try:
        paths = into_folder(folder, made)
    except WriteError as error:
        raise Failure(str(error)) from None
    for path in paths:
        click.echo(path)


def because(error: Exception) -> str:
    """Why a file could not be read, in words; what the system says names the file once more."""
    return f"{error.strerror}; name a file that can be read" if isinstance(error, OSError) and error.strerror else str(error)
