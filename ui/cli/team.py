"""`guidance team`: who may do what, and what was done."""

from pathlib import Path

import click

from guidance.case.store import Store, StoreError
from guidance.case.store.database import Database
from guidance.team.desk import Desk
from guidance.team.handing_over import Whom
from guidance.team.log import Grant, Granted, GrantEnded, TeamLog, granting
from guidance.team.permissions import Role, table
from guidance.team.sign_ins import SignIns
from guidance.team.trail import as_csv, as_json, decisions
from ui import settings
from ui.cli.input import Failure, catalogue, put_out, takes_knowledge

_DATABASE = click.option(
    "--database",
    help="Address, file, or id of an institution [default: what GUIDANCE_DATABASE names, or the file in the user's data folder].",
)
_WHO = (
    click.argument("role", type=click.Choice([role.value for role in Role])),
    click.option("--person", nargs=2, metavar="ISSUER SUBJECT", help="Somebody, as the identity provider names them."),
    click.option("--group", help="Whoever has this group when signing in."),
    click.option("--department", help="For one department only."),
    click.option("--assessment", help="For one assessment only, by its id."),
    click.option("--by", required=True, help="Who decides it; it is kept."),
)


@click.group()
def team() -> None:
    """Say who may do what in a team, and read what was done. Whoever may run this command is an administrator."""


def _whose(command: "click.decorators.FC") -> "click.decorators.FC":
    for option in reversed(_WHO):
        command = option(command)
    return command


@team.command()
@takes_knowledge
@_DATABASE
@_whose
@click.option("--name", default="", help="Who it is, for people who read the list.")
def grant(
    role: str,
    person: tuple[str, str] | None,
    group: str | None,
    department: str | None,
    assessment: str | None,
    by: str,
    name: str,
    database: str | None,
) -> None:
    """Grant ROLE to a person or to a group."""
    log = _log(database, make=True)  # before anybody has begun an assessment
    made = _grant(role, person, group, department, assessment)
    if made in log.grants():
        raise Failure(f"granted already: {_told(made)}")
    _append(log, Granted(grant=made, name=name), by)
    click.echo(f"granted: {_told(made)}")


@team.command()
@takes_knowledge
@_DATABASE
@_whose
def revoke(
    role: str,
    person: tuple[str, str] | None,
    group: str | None,
    department: str | None,
    assessment: str | None,
    by: str,
    database: str | None,
) -> None:
    """End ROLE of a person or of a group. It holds at once, also on pages that are open."""
    log = _log(database)
    gone = _grant(role, person, group, department, assessment)
    if gone not in log.grants():
        raise Failure(f"not granted: {_told(gone)}; `guidance team list` shows what is")
    _append(log, GrantEnded(grant=gone), by)
    click.echo(f"ended: {_told(gone)}")


@team.command("hand-over")
@takes_knowledge
@click.argument("gone", metavar="FROM")
@click.argument("comes", metavar="TO")
@_DATABASE
@click.option("--names", nargs=2, metavar="FROM TO", help="Their names, as owners of actions stand in plans.")
@click.option("--by", required=True, help="Who decides it; it is kept.")
def hand_over_(gone: str, comes: str, names: tuple[str, str] | None, by: str, database: str | None) -> None:
    """Hand over what somebody has who leaves: open questions assigned to the address FROM go to the address TO, open actions to the new name."""
    before, after = names or ("", "")
    try:
        store = Store.open(settings.database(database), catalogue(), make=False)
        done = Desk(store, None).hand_over(Whom(gone, comes, before, after), _typed(by))
    except StoreError as error:
        raise Failure(str(error)) from None
    click.echo(f"handed over in {len(done.assessments)} assessments: {done.assignments} assignments, {done.actions} actions")
    click.echo(
        "Roles are not handed over: `guidance team list` shows them, `guidance team revoke` and `guidance team grant` move them."
    )
    if done.left:
        raise Failure(
            f"left as it was, because it is damaged: {', '.join(done.left)}; `guidance store verify` says more. Mend it, then do it again"
        )


@team.command()
@_DATABASE
def people(database: str | None) -> None:
    """List who signed in within the last thirty days: issuer and subject, as `grant` wants them, then name and address."""
    try:
        address = settings.database(database)
        Database(address, make=False).close()
        rows = SignIns(address)
        for each in rows.people():
            click.echo(f"{each.issuer} {each.subject}  {each.name}  {each.email}".rstrip())
        rows.close()
    except StoreError as error:
        raise Failure(str(error)) from None


@team.command("institutions")
@takes_knowledge
def institutions_() -> None:
    """Bring the database of each institution that GUIDANCE_INSTITUTIONS names to today's schema, and say whether it can be used."""
    try:
        known = settings.institutions()
    except ValueError as error:
        raise Failure(str(error)) from None
    unwell = 0
    for id, each in known.items():
        try:
            Store.open(each.database, catalogue()).close()
        except StoreError as error:
            unwell += 1
            click.echo(f"{id}  {each.name}: {error}")
        else:
            click.echo(f"{id}  {each.name}: ready")
    if unwell:
        raise Failure(f"{unwell} of {len(known)} cannot be used")


@team.command("list")
@takes_knowledge
@_DATABASE
def list_(database: str | None) -> None:
    """List the roles that are granted."""
    for line in sorted(map(_told, _log(database).grants())):
        click.echo(line)


@team.command("log")
@takes_knowledge
@_DATABASE
def log_(database: str | None) -> None:
    """Print the team's log: roles granted and ended, what was read and taken away, what was deleted. The chain is checked."""
    try:
        events = _log(database).events()
    except StoreError as error:
        raise Failure(str(error)) from None
    for each in events:
        said = each.event.model_dump_json(exclude={"kind"}, exclude_defaults=True)
        click.echo(
            f"{each.seq}  {each.at:%Y-%m-%d %H:%M:%S} UTC  {each.by} ({each.person or 'command line'})  {each.event.kind}  {said}"
        )
    if events:
        click.echo(f"The chain holds. Its last hash: {events[-1].hash}")


@team.command()
@takes_knowledge
@click.argument("id")
@_DATABASE
@click.option("--format", "as_", type=click.Choice(["csv", "json"]), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [default: print it].")
def trail(id: str, database: str | None, as_: str, out: Path | None) -> None:
    """Write the audit trail of the assessment ID, with its last hash. The chain is checked first."""
    try:
        store = Store.open(settings.database(database), catalogue(), make=False)
        text = as_json(store, id) if as_ == "json" else as_csv(store, id)
    except StoreError as error:
        raise Failure(str(error)) from None
    put_out(text, out)


@team.command("decisions")
@takes_knowledge
@_DATABASE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV to write [default: print it].")
def decisions_(database: str | None, out: Path | None) -> None:
    """Write the register of decisions: who prepared, reviewed and approved what, on which conditions, and whether it still stands."""
    try:
        text = decisions(Store.open(settings.database(database), catalogue(), make=False), catalogue())
    except StoreError as error:
        raise Failure(str(error)) from None
    put_out(text, out)


@team.command()
def permissions() -> None:
    """Print the table of permissions."""
    click.echo(table(), nl=False)


def _grant(
    role: str, person: tuple[str, str] | None, group: str | None, department: str | None, assessment: str | None
) -> Grant:
    if bool(person) is bool(group):
        raise click.UsageError("give either --person ISSUER SUBJECT or --group")
    try:
        return granting(
            Role(role), f"person:{' '.join(person)}" if person else f"group:{group}", department or "", assessment or ""
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _told(grant: Grant) -> str:
    return f"{grant.role}  {grant.to}  {grant.scope}"


def _typed(by: str) -> str:
    """A name that was typed, told from one that signed in."""
    return f"{by} (command line)"[:200]


def _append(log: TeamLog, event: Granted | GrantEnded, by: str) -> None:
    try:
        log.append(event, _typed(by))
    except StoreError as error:
        raise Failure(str(error)) from None


def _log(database: str | None, make: bool = False) -> TeamLog:
    try:
        return TeamLog(Store.open(settings.database(database), catalogue(), make).database)
    except StoreError as error:
        raise Failure(str(error)) from None
