"""`guidance knowledge impact` and `release-notes`: what a changed law does to stored assessments, and what changed in the knowledge."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guidance.assessment.bearing import Law
from guidance.case.impact import impact as impact_of
from guidance.case.impact import over_days, periods
from guidance.case.record import law_of
from guidance.case.sources import SourceError, records
from guidance.knowledge import OWN, KnowledgeError
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.difference import difference
from ui import settings
from ui.cli.input import Failure, put_out

if TYPE_CHECKING:
    from reports.blocks import Paper

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
VALUES = ("yes", "no", "unknown")


@click.command()
@click.option("--from", "before", type=_FOLDER, help="Knowledge folder before [default: the program's own].")
@click.option("--to", "after", type=_FOLDER, default=OWN, show_default="the program's own", help="Knowledge folder after.")
@click.option(
    "--overlay", "overlays", multiple=True, type=_FOLDER, help="Folder with your own topics, read beside both; may be repeated."
)
@click.option(
    "--days", type=(_DAY, _DAY), help="Instead: the knowledge of --to on the days FIRST to LAST, by period of the law."
)
@click.option(
    "--throw", "thrown", multiple=True, metavar="SWITCH=VALUE", help="Instead: the knowledge of --to with a switch thrown."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--html", "as_html", is_flag=True, help="Print a page with tables.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [default: print it].")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
def impact(
    before: Path | None,
    after: Path,
    overlays: tuple[Path, ...],
    days: tuple[datetime, datetime] | None,
    thrown: tuple[str, ...],
    as_json: bool,
    as_html: bool,
    out: Path | None,
    sources: tuple[str, ...],
) -> None:
    """Say what a change of the law does to stored assessments, before it reaches anybody.

    SOURCE: a saved assessment, a folder of them, or a store by its file or address. Findings, levels, whom to ask and what may go ahead
    are compared; three cases are named by their ids. Notes and names are never printed.

    \b
    --from OLD --to NEW        another knowledge
    --days FIRST LAST          the days themselves: what starts, ends or changes
    --throw SWITCH=VALUE       a switch of the law: yes, no or unknown"""
    if as_json and as_html:
        raise click.UsageError("--json and --html do not go together; ask for one of them")
    if days and thrown:
        raise click.UsageError("--days and --throw do not go together; ask for one of them")
    if before and (days or thrown):
        raise click.UsageError("--days and --throw compare the knowledge of --to with itself; take --from away")
    before = before or OWN
    if not (days or thrown) and before.resolve() == after.resolve():
        raise click.UsageError("both sides are one folder; give --from and --to, or ask for --days or --throw")
    loaded = _loaded((after, *overlays))
    try:
        if days:
            said = _over_days(loaded, *days, sources)
        elif thrown:
            said = _compared(Law(loaded), Law(loaded, thrown=dict(_switch(loaded, each) for each in thrown)), sources)
        else:
            said = _compared(Law(_loaded((before, *overlays))), Law(loaded), sources)
    except SourceError as error:
        raise Failure(str(error)) from None
    put_out(said.as_json() if as_json else said.as_html() if as_html else said.text, out)


@dataclass(frozen=True)
class _Said:
    """An impact in every form that is asked for."""

    text: str
    data: object
    page: "Paper"

    def as_json(self) -> str:
        return json.dumps(self.data, indent=2, ensure_ascii=False) + "\n"

    def as_html(self) -> str:
        from reports import html

        return html.render(self.page).decode()


def _compared(before: Law, after: Law, sources: Iterable[str]) -> _Said:
    from reports import impact as written
    from reports import impact_page

    found = impact_of(before, after, records(sources, after.catalogue))
    page = impact_page.of_knowledge(found, datetime.now().date())
    return _Said("\n".join(written.of_knowledge(found)) + "\n", written.document(found), page)


def _over_days(loaded: Catalogue, first: datetime, last: datetime, sources: Iterable[str]) -> _Said:
    from reports import impact as written
    from reports import impact_page

    try:
        day, end = law_of(first.date()), law_of(last.date())
        begins = periods(loaded, day, end)[0]
    except ValueError as error:
        raise click.UsageError(f"--days: {error}") from None
    steps = over_days(loaded, day, end, list(records(sources, loaded)))
    page = impact_page.of_days(steps, loaded, begins, datetime.now().date())
    return _Said("\n".join(written.of_days(steps, loaded.version, begins)) + "\n", written.document_of_days(steps), page)


def _switch(loaded: Catalogue, written: str) -> tuple[str, str]:
    id, _, value = written.partition("=")
    if id not in loaded.switches:
        raise click.UsageError(f"--throw: there is no switch {id!r}; there are {', '.join(loaded.switches)}")
    if value not in VALUES:
        raise click.UsageError(f"--throw: read {written!r}; expected {id}= and one of {', '.join(VALUES)}")
    return id, value


def _loaded(folders: tuple[Path, ...]) -> Catalogue:
    try:
        return settings.loaded(folders)
    except KnowledgeError as error:
        raise Failure(f"{folders[0]}: the knowledge base has problems:\n{error}") from None


@click.command(name="release-notes")
@click.option("--from", "before", type=_FOLDER, required=True, help="Knowledge folder before.")
@click.option("--to", "after", type=_FOLDER, default=OWN, show_default="the program's own", help="Knowledge folder after.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Markdown file to write [default: print it].")
def release_notes(before: Path, after: Path, out: Path | None) -> None:
    """Write what is new, gone and changed in the knowledge, with the days from which it is in force, as Markdown."""
    from reports import release_notes as written

    put_out("\n".join(written.lines(difference(_loaded((before,)), _loaded((after,))))) + "\n", out)
