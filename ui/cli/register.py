"""`guidance register import`: an organisation's own register of partnerships becomes activities, and no row is lost."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guidance.case.record import MAX_ACTIVITIES, Record
from ui.cli.input import Failure, catalogue, put_out, read, takes_knowledge

if TYPE_CHECKING:
    from guidance.partners.register.intake import Intake, Wanted
    from guidance.partners.register.mapping import Columns
    from guidance.partners.register.reading import Sheet

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)
_RANKS = {
    "settle": "must be settled",
    "sensitive": "sensitive field",
    "unknown": "partner not recognised",
    "ordinary": "ordinary",
}
MANY_ROWS = 1_000
"""Rows from which progress is shown."""
MOST_COUNTRIES = 12
"""Countries that are printed with their rows."""


@click.group()
def register() -> None:
    """Take partnerships over from a register."""


@register.command(name="import")
@takes_knowledge
@click.argument("file", type=_FILE)
@click.option("--into", type=_FILE, help="The saved assessment to add to [default: a new one].")
@click.option("--out", type=_NEW, help="Saved assessment to write. Without it nothing is written: look first.")
@click.option(
    "--sheet", "title", default="", help="The sheet of a workbook [default: the one that looks most like a register]."
)
@click.option(
    "--mapping", type=_FILE, help="A mapping of columns that was saved before [default: proposed by titles and cells]."
)
@click.option(
    "--column",
    "changes",
    multiple=True,
    metavar="FIELD=TITLE",
    help="Which column a field is; an empty title for none. May be repeated.",
)
@click.option("--save-mapping", type=_NEW, help="Where to save the mapping that was used.")
@click.option("--country", "only", multiple=True, help="Leave out rows that are wholly of other countries. May be repeated.")
@click.option(
    "--only", "ranks", multiple=True, type=click.Choice(list(_RANKS)), help="Take only this part of the queue. May be repeated."
)
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
    title: str,
    mapping: Path | None,
    changes: tuple[str, ...],
    save_mapping: Path | None,
    only: tuple[str, ...],
    ranks: tuple[str, ...],
    files: tuple[Path, ...],
    remarks: bool,
) -> None:
    """Read FILE (CSV, XLSX, XLS or ODS), look every partner up, and say what became of each row."""
    from guidance.partners.register import intake, limits, queue, reading
    from guidance.partners.screening import loaders

    today = date.today()
    known = catalogue()
    record = read(into, known) if into else Record(id="register", title=file.stem[:200], as_at=today)
    try:
        if file.stat().st_size > limits.MAX_BYTES:
            raise limits.RegisterError(f"has {file.stat().st_size:,} bytes; the most that is read is {limits.MAX_BYTES:,}")
        data = file.read_bytes()
        sheet = reading.titled(reading.read_sheets(file.name, data), title)
        used = _changed(_remembered(mapping) if mapping else sheet.proposed(), changes)
        _tell_columns(sheet, used)
        if save_mapping:
            put_out(used.to_json(), save_mapping)
        loaded = tuple(loaders.load(each) for each in files)
        taken = [activity.id for activity in record.activities]
        wanted = _wanted(only, ranks, MAX_ACTIVITIES - len(taken))
        with _progress(len(sheet.rows)) as progress:
            sensitive = queue.Sensitive.of(known)
            found = intake.prepare(sheet, used, data, record.as_at, sensitive, loaded, taken, progress, wanted)
    except (limits.RegisterError, loaders.ListError, OSError, ValueError) as error:
        raise Failure(str(error)) from None
    _tell(found, used, remarks, bool(only))
    if out:
        whole = record.model_copy(update={"activities": [*record.activities, *found.activities]})
        put_out(whole.to_json(), out)


def _remembered(file: Path) -> "Columns":
    """Raises ValueError and OSError."""
    from guidance.partners.register.mapping import MAX_BYTES, Columns

    with file.open(encoding="utf-8") as text:
        return Columns.from_json(text.read(MAX_BYTES + 1))


def _changed(columns: "Columns", changes: tuple[str, ...]) -> "Columns":
    """The mapping with the columns that were given. Raises ValueError for what is no FIELD=TITLE."""
    for change in changes:
        field, between, title = change.partition("=")
        if not between:
            raise ValueError(f'--column: read {change!r}; expected FIELD=TITLE, such as partner="Name of institution"')
        columns = columns.changed(field.strip(), " ".join(title.split()))
    return columns


def _wanted(only: tuple[str, ...], ranks: tuple[str, ...], most: int) -> "Wanted":
    """Raises ValueError for a country that is none."""
    from guidance.partners import countries
    from guidance.partners.register.intake import Wanted
    from guidance.partners.register.queue import Rank

    unknown = [each for each in only if not countries.read(each).codes]
    if unknown:
        raise ValueError(f"--country: read {unknown[0]!r}; expected the name or the code of a country")
    codes = frozenset(code for each in only for code in countries.read(each).codes)
    return Wanted(codes, frozenset(Rank(_RANKS[each]) for each in ranks or _RANKS), most)


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[float], object]]:
    """Shows the share that is done where there is much to do."""
    if rows < MANY_ROWS:
        yield lambda _: None
        return
    shown = click.progressbar(length=100, label=f"Reading {rows:,} rows", file=sys.stderr)
    with shown as bar:

        def progress(share: float) -> None:
            bar.update(max(0, int(share * 100) - bar.pos))

        yield progress


def _tell_columns(sheet: "Sheet", columns: "Columns") -> None:
    """Which column is taken for which field, which fields no column gives, and which columns are not read."""
    where = f", sheet {sheet.title}" if sheet.title else ""
    click.echo(
        f"{sheet.file}{where}: {', '.join(f'{field} = {title!r}' for field, title in columns.columns.items()) or 'no column is known'}"
    )
    click.echo(f"fields without a column: {', '.join(columns.missing()) or 'none'}")
    click.echo(f"columns that are not read: {', '.join(map(repr, columns.unused(sheet.head))) or 'none'}")
    for title in sheet.others:
        click.echo(f"sheet {title} was not read; --sheet {title!r} takes it")
    for note in sheet.notes:
        click.echo(note)


def _tell(found: "Intake", columns: "Columns", remarks: bool, filtered: bool) -> None:
    register = found.register
    if not filtered:
        _tell_countries(found, columns)
    click.echo(register.account)
    for line in register.not_taken():
        click.echo(line)
    if remarks:
        for noted in register.noted:
            click.echo(str(noted))
    else:
        click.echo(f"{len(register.noted)} cells were repaired or not understood; --remarks lists them")
    for rank, count in found.queue.items():
        click.echo(f"{count:5} activities in the queue: {rank}")
    looked_up = [activity.partner.screening for activity in found.activities if activity.partner and activity.partner.screening]
    for decision in ("match", "review", "none"):
        click.echo(f"{sum(each.decision == decision for each in looked_up):5} partners: {decision}")
    click.echo(f"{sum(bool(each.hits) for each in looked_up):5} partners with an entry on a list. No entry is no clearance.")


def _tell_countries(found: "Intake", columns: "Columns") -> None:
    """Offers to leave out what is of other countries, where there is any."""
    from guidance.partners import countries
    from guidance.partners.register import intake

    counts = intake.found_countries(found.sheet, columns)
    if len(counts) > 1:
        named = [f"{countries.name(code) if code else 'not understood or not given'} {count}" for code, count in counts.items()]
        more = f" and {len(named) - MOST_COUNTRIES} more" if len(named) > MOST_COUNTRIES else ""
        click.echo(f"rows by country: {', '.join(named[:MOST_COUNTRIES])}{more}; --country leaves out the others")
