"""`guidance register import`: an organisation's own register of partnerships becomes activities, and no row is lost."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guidance.case.record import Record
from ui.cli.input import Failure, catalogue, read, takes_knowledge

if TYPE_CHECKING:
    from guidance.partners.register.intake import Intake
    from guidance.partners.register.mapping import Columns

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.group()
def register() -> None:
    """Take partnerships over from a register."""


@register.command(name="import")
@takes_knowledge
@click.argument("file", type=_FILE)
@click.option("--into", type=_FILE, help="The saved assessment to add to [default: a new one].")
@click.option("--out", type=_NEW, help="Saved assessment to write. Without it nothing is written: look first.")
@click.option("--mapping", type=_FILE, help="A mapping of columns that was saved before [default: proposed by the titles].")
@click.option("--save-mapping", type=_NEW, help="Where to save the mapping that was used.")
@click.option(
    "--list",
    "files",
    multiple=True,
    type=_FILE,
    help="A list, or the registry ROR, that you downloaded; may be given more than once.",
)
@click.option("--remarks", is_flag=True, help="Print every cell that was repaired or not understood.")
def import_(
    file: Path,
    into: Path | None,
    out: Path | None,
    mapping: Path | None,
    save_mapping: Path | None,
    files: tuple[Path, ...],
    remarks: bool,
) -> None:
    """Read FILE (CSV or XLSX), look every partner up, and say what became of each row."""
    from guidance.partners.register import intake, limits, reading
    from guidance.partners.register import mapping as columns
    from guidance.partners.screening import loaders

    today = date.today()
    record = read(into, catalogue()) if into else Record(id="register", title=file.stem[:200], as_at=today)
    try:
        if file.stat().st_size > limits.MAX_BYTES:
            raise limits.RegisterError(f"has {file.stat().st_size:,} bytes; the most that is read is {limits.MAX_BYTES:,}")
        data = file.read_bytes()
        sheet = reading.read(file.name, data)
        used = _remembered(mapping) if mapping else columns.propose(sheet.head)
        loaded = tuple(loaders.load(each) for each in files)
        taken = [activity.id for activity in record.activities]
        found = intake.prepare(sheet, used, data, record.as_at, loaded, taken)
    except (limits.RegisterError, loaders.ListError, OSError, ValueError) as error:
        raise Failure(str(error)) from None
    _tell(found, used.columns, remarks)
    if save_mapping:
        save_mapping.write_text(used.to_json(), encoding="utf-8")
        click.echo(save_mapping)
    if out:
        whole = record.model_copy(update={"activities": [*record.activities, *found.activities]})
        out.write_text(whole.to_json(), encoding="utf-8")
        click.echo(out)


def _remembered(file: Path) -> "Columns":
    """Raises ValueError and OSError."""
    from guidance.partners.register.mapping import MAX_BYTES, Columns

    with file.open(encoding="utf-8") as text:
        return Columns.from_json(text.read(MAX_BYTES + 1))


def _tell(found: "Intake", columns: Mapping[str, str], remarks: bool) -> None:
    register, sheet = found.register, found.sheet
    where = f", sheet {sheet.title}" if sheet.title else ""
    click.echo(f"{sheet.file}{where}: {', '.join(f'{field} = {title!r}' for field, title in columns.items())}")
    for title in sheet.others:
        click.echo(f"sheet {title} was not read")
    for note in sheet.notes:
        click.echo(note)
    click.echo(register.account)
    for rejected in register.rejected:
        click.echo(f"rejected: {rejected}")
    for merged in register.merged:
        click.echo(
            f"row {merged.row} says again what row {merged.into} says{'' if merged.exact else ', with small differences'}"
        )
    if remarks:
        for noted in register.noted:
            click.echo(str(noted))
    else:
        click.echo(f"{len(register.noted)} cells were repaired or not understood; --remarks lists them")
    looked_up = [activity.partner.screening for activity in found.activities if activity.partner and activity.partner.screening]
    for decision in ("match", "review", "none"):
        click.echo(f"{sum(each.decision == decision for each in looked_up):5} partners: {decision}")
    click.echo(f"{sum(bool(each.hits) for each in looked_up):5} partners with an entry on a list. No entry is no clearance.")
