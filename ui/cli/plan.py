"""`guidance plan`: who does what by when, and how far it has got."""

import csv
import io
from pathlib import Path

import click

from ui.cli.input import catalogue, concluded, put_out, read_with_plan, takes_knowledge


@click.command()
@takes_knowledge
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV to write [default: print the plan].")
def plan(file: Path, out: Path | None) -> None:
    """List the actions of a saved assessment FILE with owner, due day and status, the nearest clock first.

    FILE is the JSON that was downloaded from the page of results; what is settled there is in it."""
    from guidance.case.bulk import quoted
    from reports import sheets
    from reports.case import Case

    loaded = catalogue()
    record, settled = read_with_plan(file, loaded)
    table = sheets.plan(Case.of(concluded(file, record, loaded), record, (), settled)).table
    if out is None:
        for status, owner, due, by, _, title, about, *_ in ([cell.text for cell in row] for row in table.rows):
            click.echo(f"{status:10}  {due:10}  {owner}: {title} ({about}; {by})")
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.head)
    writer.writerows([quoted(cell.text) for cell in row] for row in table.rows)
    put_out(text.getvalue(), out)
