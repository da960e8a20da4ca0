"""`guidance letters`: drafts of the letters and forms that findings need."""

from pathlib import Path

import click

from ui.cli.input import catalogue, concluded, put_folder, read_with_plan, takes_knowledge


@click.command()
@takes_knowledge
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write the drafts to.")
def letters(file: Path, out: Path) -> None:
    """Draft the letters and forms that the findings on a saved assessment FILE need, as Word documents. Nothing is sent.

    What is not known is a blank to fill in."""
    from reports import letters as drafts
    from reports.case import Case

    loaded = catalogue()
    record, settled = read_with_plan(file, loaded)
    case = Case.of(concluded(file, record, loaded), record, (), settled)
    made = {drafts.name(case, draft): drafts.render(case, draft) for draft in drafts.needed(case)}
    if made:
        put_folder(out, made)
    else:
        click.echo("No finding needs a letter.", err=True)
