"""`guidance sector impact`: what a change of the law does to a whole sector, before it reaches anybody."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guidance.knowledge import bundle as bundles
from guidance.knowledge.catalogue import Catalogue
from ui.cli.impact import VALUES
from ui.cli.input import Failure, catalogue, put_folder, takes_knowledge
from ui.cli.sector import bundle_in, room, stop_if_failed, takes_workers

if TYPE_CHECKING:
    from guidance.sector.engine import Engine

_BUNDLE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
TEXT, DATA = "impact.md", "impact.json"


@click.command()
@takes_knowledge
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--from", "before", type=_BUNDLE, help="Bundle of the knowledge before [default: the program's own].")
@click.option("--to", "after", type=_BUNDLE, help="Bundle of the knowledge after [default: the program's own].")
@click.option("--days", type=(_DAY, _DAY), help="Instead: the days FIRST to LAST under --to, by period of the law.")
@click.option("--throw", "thrown", multiple=True, metavar="SWITCH=VALUE", help="Instead: --to with a switch thrown.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the result.")
@takes_workers
def impact(
    dataset: Path,
    before: Path | None,
    after: Path | None,
    days: tuple[datetime, datetime] | None,
    thrown: tuple[str, ...],
    out: Path,
    engine: "Engine",
) -> None:
    """Say what a change of the law does to every assessment of a DATASET: findings, levels, whom to ask and what may go ahead.

    The text is written to impact.md in the folder of the result, the same as data to impact.json. Three cases are named beside each
    change, by their pseudonyms. The same command again does what is not done.

    \b
    --from OLD --to NEW        another knowledge (`guidance knowledge bundle` makes a bundle)
    --days FIRST LAST          the days themselves: what starts, ends or changes
    --throw SWITCH=VALUE       a switch of the law: yes, no or unknown"""
    job = room("impact")
    from guidance.sector.dataset import DatasetError
    from guidance.sector.engine import EngineError
    from guidance.sector.folder import JobError
    from guidance.sector.law import Law
    from reports import sector_impact as written

    if (days and thrown) or (before and (days or thrown)):
        raise click.UsageError("--from, --days and --throw exclude each other; ask for one of them")
    own = catalogue()
    asked = bundle_in(after) if after else bundles.of(own)
    try:
        if days:
            laws = job.periods(asked, *(each.date() for each in days))
        elif thrown:
            laws = job.thrown(asked, dict(map(_switch, thrown)))
        else:
            laws = [Law(bundle_in(before) if before else bundles.of(own)), Law(asked)]
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if not days and not thrown and laws[0].bundle.sha256 == laws[1].bundle.sha256:
        raise click.UsageError("both sides are one bundle; give --from and --to, or ask for --days or --throw")
    try:
        with click.progressbar(length=job.parts(dataset), label="parts", file=sys.stderr) as bar:
            found = job.run(dataset, out, laws, engine, bar.update)
    except (JobError, DatasetError, EngineError, OSError) as error:
        raise Failure(str(error)) from None
    stop_if_failed(found.failed)
    steps = list(job.steps(laws))
    text = "\n".join(written.lines(found, steps, _titles(own)))
    document = json.dumps(written.document(found, steps), indent=2, ensure_ascii=False)
    put_folder(out, {TEXT: f"{text}\n".encode(), DATA: f"{document}\n".encode()})


def _titles(own: Catalogue) -> dict[str, str]:
    """What findings, doors and topics are called."""
    return {
        **{id: each.title for id, each in own.topics.items()},
        **{id: each.name for id, each in own.doors.items()},
        **{id: each.title for id, each in own.advice.items()},
    }


def _switch(written: str) -> tuple[str, str]:
    id, _, value = written.partition("=")
    if value not in VALUES:
        raise ValueError(f"--throw: read {written!r}; expected SWITCH= and one of {', '.join(VALUES)}")
    return id, value
