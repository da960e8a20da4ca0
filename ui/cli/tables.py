"""`guidance sector tables`: aggregates over many assessments that may be published."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from guidance.case.sources import SourceError, fitting, records
from guidance.disclosure.exposure import TOGETHER, Exposure, exposure
from guidance.disclosure.tables import Policy, published
from guidance.knowledge.catalogue import Catalogue
from ui.cli.input import Failure, catalogue, put_folder, takes_knowledge
from ui.cli.sector import room

DATASET: Final = "dataset.json"


def _is_dataset(source: str) -> bool:
    return (Path(source) / DATASET).is_file()


def _of_dataset(loaded: Catalogue, sources: tuple[str, ...]) -> Exposure:
    if len(sources) > 1:
        raise Failure("a dataset stands alone: an organisation may be in another source too, and would be counted twice")
    exposing = room("exposing")
    from guidance.sector.dataset import DatasetError

    try:
        made: Exposure = exposing.exposure(loaded, Path(sources[0]))
    except DatasetError as error:
        raise Failure(str(error)) from None
    return made


def _of_records(loaded: Catalogue, sources: tuple[str, ...]) -> Exposure:
    try:
        read = [fitting(record, loaded).record for record in records(sources, loaded)]
    except SourceError as error:
        raise Failure(str(error)) from None
    if not read:
        raise Failure("there is no assessment in what was named; name saved assessments, folders or stores that hold some")
    return exposure(loaded, read)


@click.command()
@takes_knowledge
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write tables.html and tables.csv to.",
)
@click.option("--threshold", type=click.IntRange(3), default=10, show_default=True, help="Fewest organisations behind a cell.")
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help="Most of a cell that one may have.",
)
@click.option("--base", type=click.IntRange(1), default=5, show_default=True, help="What counts are rounded to.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Day that the page names [default: today].")
def tables(sources: tuple[str, ...], out: Path, threshold: int, share: float, base: int, day: datetime | None) -> None:
    """Write how exposed organisations are by topic, nation, kind and year, so that it may be published.

    SOURCE: a saved assessment, a folder of them, a store by its file or address, or the dataset that `guidance sector import` made. What would give one organisation away is withheld:
    docs/tables.md says how."""
    from reports import html
    from reports import tables as written

    loaded = catalogue()
    counted = _of_dataset(loaded, sources) if any(map(_is_dataset, sources)) else _of_records(loaded, sources)
    found = published(counted.counts, Policy(threshold, share, base, width=threshold), TOGETHER)
    page = html.render(written.build(loaded, found, counted, day.date() if day else date.today()))
    put_folder(out, {"tables.html": page, "tables.csv": written.as_csv(loaded, found).encode()})
    if counted.unnamed:
        told = (
            "1 assessment does not name its organisation: it counts"
            if counted.unnamed == 1
            else (f"{counted.unnamed} assessments do not name their organisation: they count")
        )
        click.echo(f"{told} as one organisation, of which nation and kind are not said.", err=True)
    click.echo(
        f"{len(found.topics)} topics shown, {found.not_shown} not; {found.withheld} of {len(found.cells)} cells withheld.",
        err=True,
    )
