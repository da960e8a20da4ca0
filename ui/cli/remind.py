"""`guidance remind`: mail to whoever was assigned questions, each message once. Run it daily, on one machine or on several."""

from datetime import date

import click

from guidance.case.store import Reminded, ReminderFailed, Store, StoreError
from guidance.team import reminders
from guidance.team.reminders import Reminder
from ui import settings
from ui.cli.input import Failure, catalogue, takes_knowledge
from ui.cli.post import REFUSED, Post, Settings

BY = "guidance remind"


@click.command()
@takes_knowledge
@click.option(
    "--database",
    help="Address, file, or id of an institution [default: what GUIDANCE_DATABASE names, or the file in the user's data folder].",
)
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing.")
def remind(database: str | None, dry_run: bool) -> None:
    """Mail everybody who was assigned questions: when that is new, 7 days and 1 day before they are due, and when they were due."""
    try:
        store = Store.open(settings.database(database), catalogue(), make=False)
        waiting = list(reminders.due(store, date.today()))
    except StoreError as error:
        raise Failure(str(error)) from None
    for each in waiting:
        if not each.to:
            why = "is no address that mail can go to" if "@" in each.assignment.to else "is a role and has no address"
            click.echo(f"not sent: {each.assignment.to} {why} ({each.step})")
    addressed = [each for each in waiting if each.to]
    if dry_run:
        for each in addressed:
            click.echo(f"{each.to}: {each.subject} ({each.step})")
    elif addressed:
        _sent(store, addressed)


def _sent(store: Store, waiting: list[Reminder]) -> None:
    failed = 0
    try:
        to = Settings.read()
        with Post(to) as post:
            for each in waiting:
                failed += not _send(store, post, each, to.address)
    except (ValueError, *REFUSED) as error:
        raise Failure(f"nothing more was sent: {error}") from None
    if failed:
        raise Failure(f"{failed} not sent; the next run tries again")


def _send(store: Store, post: Post, reminder: Reminder, address: str) -> bool:
    """Sends a reminder, unless another run has it; whether nothing went wrong. It is marked first, so that two runs send once."""
    about, step = reminder.assignment.id, reminder.step
    try:
        store.append(reminder.assessment, Reminded(id=about, step=step), BY)
    except StoreError:
        return True
    try:
        post.send(reminder.to, reminder.subject, reminder.text(address), reminder.calendar(address))
    except REFUSED as error:
        store.append(reminder.assessment, ReminderFailed(id=about, step=step), BY)
        click.echo(f"{reminder.to}: {error}", err=True)
        return False
    click.echo(f"{reminder.to}: {reminder.subject} ({reminder.step})")
    return True
