"""`guidance versions`: name a version of an assessment, compare two, carry one over into the next year, undo an event."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from pydantic import ValidationError

from guidance.case.store import Event, Store, StoreError, Undone
from guidance.case.versions import NOW, Side, compared, naming, side
from guidance.knowledge.reader import mistake
from ui import settings
from ui.cli.input import Failure, catalogue, put_out, takes_knowledge

_DATABASE = click.option(
    "--database",
    help="Address, file, or id of an institution [default: what GUIDANCE_DATABASE names, or the file in the user's data folder].",
)
_BY = click.option("--by", required=True, help="Who does it; it is kept.")


@click.group()
def versions() -> None:
    """Name versions of an assessment, compare them, carry one over, undo an event. VERSION is a name, an event's number, or now."""


@versions.command("list")
@takes_knowledge
@click.argument("id")
@_DATABASE
def list_(id: str, database: str | None) -> None:
    """List the versions of the assessment ID that have a name."""
    with _told():
        for each in _open(database).record(id).versions:
            click.echo(f"{each.number}  {each.name}  named {each.at:%d %B %Y} by {each.by}, knowledge {each.knowledge}")


@versions.command()
@takes_knowledge
@click.argument("id")
@_DATABASE
def log(id: str, database: str | None) -> None:
    """List the events of the assessment ID by number: when, by whom, of which kind."""
    from reports import versions as written

    with _told():
        for each in _open(database).history(id):
            said = written.event(catalogue(), each.event)
            click.echo(f"{each.seq}  {each.at:%Y-%m-%d %H:%M:%S} UTC  {each.by}  {said}")


@versions.command()
@takes_knowledge
@click.argument("id")
@click.argument("name")
@_DATABASE
@_BY
@click.option("--event", "number", type=click.IntRange(1), help="Name it as it stood after this event [default: as it is now].")
def name(id: str, name: str, number: int | None, by: str, database: str | None) -> None:
    """Give the assessment ID as it stands the NAME of a version, with what it comes to today."""
    with _told():
        store = _open(database)
        which = number or store.record(id).version
        _append(store, id, naming(catalogue(), store.as_of(id, which), name, which), by)
        click.echo(f"“{name}” is {id} as it stood after event {which}")


@versions.command()
@takes_knowledge
@click.argument("id")
@click.argument("number", type=int)
@_DATABASE
@_BY
def undo(id: str, number: int, by: str, database: str | None) -> None:
    """Undo the event NUMBER of the assessment ID by a new event. Nothing is erased; what was changed again since is not touched."""
    with _told():
        after = _append(_open(database), id, Undone(event=max(number, 1)), by)
        click.echo(f"event {number} is undone by event {after}")


@versions.command("carry-over")
@takes_knowledge
@click.argument("id")
@click.argument("version", default=NOW)
@_DATABASE
@_BY
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law the new assessment goes by [default: today].")
def carry_over(id: str, version: str, day: datetime | None, by: str, database: str | None) -> None:
    """Begin a new assessment from a VERSION of the assessment ID, every answer to be confirmed. Prints the new one's id."""
    with _told():
        store = _open(database)
        number = None if version == NOW else _side(store, id, version).number
        click.echo(store.carry_over(id, day.date() if day else date.today(), _typed(by), number=number))


@versions.command()
@takes_knowledge
@click.argument("id")
@click.argument("before")
@click.argument("after", default=NOW)
@_DATABASE
@click.option("--with", "other", metavar="ID", help="AFTER is a version of this assessment, such as this year's.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [default: print it].")
def compare(id: str, before: str, after: str, other: str | None, as_json: bool, out: Path | None, database: str | None) -> None:
    """Compare two versions of the assessment ID: answers that differ with who and when, what the knowledge alone changed, what the answers did."""
    from reports import versions as written

    with _told():
        store = _open(database)
        found = compared(catalogue(), _side(store, id, before), _side(store, other or id, after))
    if as_json:
        put_out(json.dumps(written.document(catalogue(), found), indent=2, ensure_ascii=False) + "\n", out)
    else:
        put_out("\n".join(written.text(catalogue(), found)) + "\n", out)


def _side(store: Store, id: str, which: str) -> Side:
    return side(store.record(id), store.history(id), which)


def _append(store: Store, id: str, event: Event, by: str) -> int:
    return store.append(id, event, _typed(by))


def _typed(by: str) -> str:
    """A name that was typed, told from one that signed in."""
    return f"{by} (command line)"[:200]


@contextmanager
def _told() -> Iterator[None]:
    """Raises Failure for what the store refused, and for what is no name."""
    try:
        yield
    except ValidationError as error:
        raise Failure("; ".join(map(mistake, error.errors()))) from None
    except StoreError as error:
        raise Failure(str(error)) from None


def _open(database: str | None) -> Store:
    return Store.open(settings.database(database), catalogue(), make=False)
