"""`guidance store`: look after the database of assessments."""

from pathlib import Path

import click

from guidance.case.store import Deletion, Store, StoreError, copies
from guidance.case.store.audit import Audit, audit
from guidance.case.store.database import Database
from guidance.team import purge
from guidance.team.log import TeamLog
from ui import settings
from ui.cli.input import Failure, catalogue, takes_knowledge

_DATABASE = click.option(
    "--database",
    help="Address, file, or id of an institution [default: what GUIDANCE_DATABASE names, or the file in the user's data folder].",
)


class DamagedError(Failure):
    """A database can be read, and some of it cannot be relied on."""


@click.group()
def store() -> None:
    """Look after the database of assessments."""


@store.command()
@_DATABASE
def verify(database: str | None) -> None:
    """Read every chain from its first event, and every file of evidence, and name what was changed, put in or taken out."""
    check_database(_told(database))


def check_database(address: str | Path) -> None:
    """Prints what was looked at. Raises Failure that names every assessment and event that cannot be relied on."""
    click.echo(_checked(address))


def _checked(address: str | Path) -> str:
    try:
        found = audit(address)
        team = _team(address, found)
    except StoreError as error:
        raise Failure(str(error)) from None
    counted = f"{found.assessments} assessments, {found.events} events, {found.files} files of evidence{team}"
    if found.problems:
        raise DamagedError("\n".join([f"{counted}; cannot be relied on:", *found.problems]))
    return f"{counted}: every chain holds. A chain does not show that its newest events were cut off: compare counts with a copy kept elsewhere"


def _team(address: str | Path, found: Audit) -> str:
    """How much the team's log holds, where there is one; what is wrong with it is added to what was found."""
    log = TeamLog(Database(address, make=False))
    try:
        events = log.events() if log.is_there() else ()
    except StoreError as error:
        found.problems.append(str(error))
        return ""
    return f", {len(events)} events of the team" if events else ""


@store.command()
@click.argument("file", type=click.Path(path_type=Path))
@_DATABASE
def backup(file: Path, database: str | None) -> None:
    """Write the database, SQLite or PostgreSQL, into the new FILE as it stands now, and check every chain in it. Nobody has to stop.

    What is damaged is written as it is, and named."""
    try:
        copies.backup(settings.database(database), file)
    except StoreError as error:
        raise Failure(str(error)) from None
    try:
        check_database(file)
    except Failure as damage:
        raise Failure(f"{file}: was written with all that there is, and what is damaged is so in it, too\n{damage}") from None


@store.command()
@click.argument("file", type=click.Path(path_type=Path))
@_DATABASE
@click.option("--sound", is_flag=True, help="Leave out each assessment that is damaged, and name it.")
def restore(file: Path, database: str | None, sound: bool) -> None:
    """Put a backup FILE into a new, empty database, SQLite or PostgreSQL. Every chain is checked before and after.

    A FILE in which anything is damaged is refused, unless what is sound is enough."""
    address = _told(database)
    if sound:
        _restore_sound(file, address)
        return
    try:
        before = _checked(file)
    except DamagedError as damage:
        raise Failure(f"{file}: was not restored; --sound restores it without what is damaged\n{damage}") from None
    try:
        copies.restore(file, address)
    except StoreError as error:
        raise Failure(str(error)) from None
    click.echo(before)
    check_database(address)


def _restore_sound(file: Path, address: str) -> None:
    """Restores what is sound, and says so. Raises Failure that names what was left out, or why nothing was restored."""
    try:
        found = audit(file)
        if found.assessments and len(found.damaged) == found.assessments:
            raise StoreError("\n".join([f"{file}: was not restored; no assessment in it is sound", *found.problems]))
        copies.restore(file, address, found.damaged)
    except StoreError as error:
        raise Failure(str(error)) from None
    check_database(address)
    if found.damaged:
        left = f"{file}: was restored without {len(found.damaged)} of {found.assessments} assessments; keep it, what can be read of them is read there"
        raise Failure("\n".join([left, *found.problems]))


@store.command()
@takes_knowledge
@_DATABASE
@click.option("--days", type=click.IntRange(1, settings.MOST_DAYS), help="Days to keep [default: GUIDANCE_RETENTION_DAYS].")
def due(database: str | None, days: int | None) -> None:
    """List the assessments that nobody has changed for so many days, removed ones too."""
    try:
        days = days or settings.retention_days()
    except ValueError as error:
        raise Failure(str(error)) from None
    if days is None:
        raise click.UsageError("no period is set; give --days, or set GUIDANCE_RETENTION_DAYS")
    opened = _open(database)
    for each in opened.due(days):
        click.echo(f"{each.id}  last changed {each.changed:%d %B %Y}  {each.title}{'  (removed)' if each.removed else ''}")


@store.command()
@takes_knowledge
@click.argument("id")
@_DATABASE
@click.option("--by", required=True, help="Who deletes it.")
@click.option("--why", required=True, help="Why; it is kept, so name nothing of what the assessment says.")
def delete(id: str, database: str | None, by: str, why: str) -> None:
    """Delete the assessment ID for good, with its files. Who did it, when and why is kept."""
    try:
        gone = _deleted(_open(database), id, by, why)
    except StoreError as error:
        raise Failure(str(error)) from None
    click.echo(f"{gone.assessment} was deleted. {gone.left}.")


def _deleted(opened: Store, id: str, by: str, why: str) -> Deletion:
    """Deletes an assessment; where people sign in, once one of them asked for it and another confirmed it."""
    log = TeamLog(opened.database)
    return purge.carry_out(opened, log, id, by, None) if log.grants() else opened.delete(id, by, why)


@store.command()
@takes_knowledge
@_DATABASE
def deletions(database: str | None) -> None:
    """List what was deleted, when, by whom and why."""
    try:
        found = _open(database).deletions()
    except StoreError as error:
        raise Failure(str(error)) from None
    for each in found:
        click.echo(f"{each.assessment}  {each.at:%d %B %Y, %H:%M} UTC  by {each.by}: {each.why}")


def _told(database: str | None) -> str:
    try:
        return settings.database(database)
    except StoreError as error:
        raise Failure(str(error)) from None


def _open(database: str | None) -> Store:
    try:
        return Store.open(settings.database(database), catalogue(), make=False)
    except StoreError as error:
        raise Failure(str(error)) from None
