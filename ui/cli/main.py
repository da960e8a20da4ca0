"""The `guidance` command. Exit status: 0 done, 1 the input or the knowledge base has a problem, 2 wrong usage."""

import json
import os
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guidance.case.record import Record, law_of
from guidance.curation import assurance as assurance_of
from guidance.curation import schemas
from guidance.disclosure import redaction
from guidance.knowledge.catalogue import Catalogue
from ui import settings
from ui.cli.impact import impact, release_notes
from ui.cli.input import (
    Failure,
    because,
    catalogue,
    concluded,
    folders,
    put_folder,
    put_out,
    read,
    read_with_plan,
    takes_knowledge,
)
from ui.cli.knowledge import check, fill, new
from ui.cli.letters import letters
from ui.cli.plan import plan
from ui.cli.proposing import propose
from ui.cli.reasons import explain, rulebook, why
from ui.cli.register import register
from ui.cli.remind import remind
from ui.cli.screening import screening
from ui.cli.sector import sector
from ui.cli.sector_impact import impact as impact_on_a_sector
from ui.cli.store import check_database, store
from ui.cli.tables import tables
from ui.cli.team import team
from ui.cli.versions import versions
from ui.cli.vignettes import vignettes

if TYPE_CHECKING:
    from guidance.assessment import Assessment
    from reports.house import House

SQLITE = b"SQLite format 3\x00"
"""How a database begins."""
ROOT = Path(__file__).resolve().parents[2]


def _law_of(_context: click.Context, _option: click.Parameter, day: datetime | None) -> datetime | None:
    if day:
        try:
            law_of(day.date())
        except ValueError as error:
            raise click.BadParameter(str(error)) from None
    return day


@click.group()
@click.version_option(version("china-exposure-guidance"), prog_name="guidance")
def main() -> None:
    """China-exposure guidance: questionnaire in, sourced guidance out. Guidance, not legal advice."""


@main.command()
@takes_knowledge
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Report to write: .pdf, .html or .docx; the record also as .xlsx, .json, or the sign-off pack .zip.",
)
@click.option(
    "--edition",
    type=click.Choice(["committee", "officer", "researcher", "record"]),
    default="record",
    show_default=True,
    help="Whom the report is for: one or two pages to decide on, what to do, a page an activity, or all of it.",
)
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_law_of,
    help="Apply the law of this day instead of the assessment's own.",
)
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="GUIDANCE_TEMPLATES",
    help="Folder with your own colours, logo and templates; docs/templates.md says how.",
)
@click.option("--redacted", is_flag=True, help="Leave out what is marked, and what would give it away.")
@click.option("--exemption", "exemptions", multiple=True, help="With --redacted: an exemption relied on, such as foia-43.")
def assess(
    file: Path,
    outs: tuple[Path, ...],
    edition: str,
    as_at: datetime | None,
    templates: Path | None,
    redacted: bool,
    exemptions: tuple[str, ...],
) -> None:
    """Assess a saved assessment FILE and write reports, or print the findings."""
    from reports import editions, write

    chosen = editions.Edition(edition)
    try:
        write.refuse_other_suffixes(chosen is editions.Edition.RECORD, outs)
    except write.FormatError as error:
        raise Failure(str(error)) from None
    loaded = catalogue()
    record, settled = read_with_plan(file, loaded)
    if as_at:
        record = record.model_copy(update={"as_at": as_at.date()})
    if redacted:
        record = _redacted(loaded, record, exemptions)
    elif exemptions:
        raise click.UsageError("--exemption goes with --redacted")
    conclusion = concluded(file, record, loaded)
    if not outs:
        _print(conclusion.assessment, record)
        return
    report = replace(editions.build(chosen, conclusion, record, (), settled), house=_house(templates))
    try:
        write.write(report, *outs)
    except (ValueError, OSError) as error:
        raise Failure(str(error)) from None
    for out in outs:
        click.echo(out)


def _house(folder: Path | None) -> "House":
    from reports import house

    try:
        return house.read(folder) if folder else house.PLAIN
    except house.HouseError as error:
        raise Failure(str(error)) from None


def _redacted(loaded: Catalogue, record: Record, exemptions: tuple[str, ...]) -> Record:
    unknown = [id for id in exemptions if id not in loaded.exemptions]
    if unknown:
        raise click.UsageError(f"there is no exemption {', '.join(unknown)}; use {', '.join(loaded.exemptions)}")
    made = redaction.disclosed(loaded, record, exemptions)
    _to_look_at(loaded, record, made)
    if not exemptions:
        click.echo("Disclosure is a decision of your organisation. Exemptions to consider, each with its own test:", err=True)
        for each in loaded.exemptions.values():
            click.echo(f"  {each.id:9} {each.act}, {each.title}. {each.consider}", err=True)
    return made.record


def _to_look_at(loaded: Catalogue, record: Record, made: redaction.Disclosed) -> None:
    """Says what was left out, and what somebody must look at, where it cannot get into what is disclosed."""
    from reports import words

    out = made.record.disclosure
    assert out
    activities = words.count(out.activities, "activity", "activities")
    findings = words.count(out.findings, "marked finding")
    click.echo(f"Left out: {words.count(out.answers, 'answer')}, {activities} and {findings}.", err=True)
    click.echo(redaction.PROMISE, err=True)
    for line in redaction.to_look_at(loaded, record, made):
        click.echo(f"  {words.visible(line)}", err=True)


def _print(assessment: "Assessment", record: Record) -> None:
    """The first screen: levels, at most eight warnings with what they stand on, what may go ahead, what does not apply, whom to ask."""
    from guidance.assessment.ahead import may_go_ahead, negatives
    from guidance.assessment.asking import stakes
    from guidance.assessment.order import first_screen
    from reports import standings

    known, screen = assessment.catalogue, first_screen(assessment)
    click.echo(f"Level of the organisation: {standings.level(known, assessment.level)}")
    for about in assessment.facts.activities:
        click.echo(f"{record.activity(about).name}: {standings.level(known, assessment.levels[about])}")
    for entry in screen.warnings:
        finding, names = entry.first, ", ".join(each.activity or "organisation" for each in entry.findings)
        click.echo(f"{finding.severity:8}  {finding.standing:9}  {names:30}  {known.advice[finding.id].title}")
        for said in (standings.standing(known, finding), *finding.in_this_case):
            if said:
                click.echo(f"{'':21}{said}")
    click.echo(standings.rest(known, screen))
    for whom in assessment.levels:
        for card in may_go_ahead(assessment, whom):
            click.echo(f"may go ahead  {whom or 'organisation'}: {standings.ahead(known, card)}")
        for found in negatives(assessment, whom) if whom else ():
            click.echo(f"{whom}: {standings.negative(assessment, record, found)}")
    for role, what in standings.ask(known, stakes(assessment)):
        click.echo(f"Ask {role}: {what}")


@main.command()
@takes_knowledge
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The assessment as it stands: is the report still about these answers?",
)
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="GUIDANCE_TEMPLATES",
    help="The folder with the look that the pack was made with.",
)
def verify(file: Path, answers: Path | None, templates: Path | None) -> None:
    """Make every file of a sign-off pack, or a JSON report, again from its answers, and say whether they are the same bytes.

    FILE may be a database too: then every chain of events in it is read anew."""
    try:
        with file.open("rb") as beginning:
            is_database = beginning.read(len(SQLITE)) == SQLITE
    except OSError as error:
        raise Failure(f"{file}: {because(error)}") from None
    if is_database:
        check_database(file)
        return
    from reports.pack import MOST_PACKED, PackError
    from reports.verify import verify as verified

    now = read(answers, catalogue()) if answers else None
    try:
        with file.open("rb") as packed:
            click.echo(verified(packed.read(MOST_PACKED + 1), catalogue(), now, _house(templates)))
    except (PackError, OSError) as error:
        raise Failure(f"{file}: {because(error)}") from None


@main.command()
@takes_knowledge
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV to write [default: print it].")
def portfolio(files: tuple[Path, ...], out: Path | None) -> None:
    """List the findings of many saved assessments in one table."""
    from guidance.case import bulk

    loaded = catalogue()
    table = bulk.safe_for_spreadsheets(bulk.findings(loaded, [read(file, loaded) for file in files]))
    text = table.to_csv(index=False)
    put_out(text, out)


@main.command()
@takes_knowledge
@click.option("--port", type=int, default=8501, show_default=True)
def run(port: int) -> None:
    """Start the questionnaire in the browser."""
    from ui.browser import warm

    folder, *overlays = folders()
    os.environ[settings.KNOWLEDGE] = str(folder)
    os.environ[settings.OVERLAYS] = os.pathsep.join(map(str, overlays))
    warm.serve(warm.script(), "--server.port", str(port))


@main.group(name="knowledge")
def knowledge_group() -> None:
    """Look after the knowledge base."""


@knowledge_group.command()
@takes_knowledge
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def statistics(as_json: bool) -> None:
    """Count rules, questions, topics, sources, doors, cards and cases."""
    counts = assurance_of.statistics(catalogue())
    if as_json:
        click.echo(json.dumps(counts, indent=2))
        return
    for name, count in counts.items():
        shown = ", ".join(f"{key} {value}" for key, value in count.items()) if isinstance(count, dict) else count
        click.echo(f"{name}: {shown}")


@knowledge_group.command()
@takes_knowledge
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Markdown file to write [default: print it].")
def assurance(out: Path | None) -> None:
    """Say what speaks for the knowledge base: counts, ages, and whether cases notice a changed condition."""
    put_out(assurance_of.document(catalogue()), out)


@knowledge_group.command()
@takes_knowledge
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="JSON file to write.")
def bundle(out: Path) -> None:
    """Write the knowledge as one file of data: questions, presumptions, switches and rules. Prints its SHA-256."""
    from guidance.knowledge import bundle as bundles

    made = bundles.of(catalogue())
    put_out(made.text, out)
    click.echo(made.sha256)


@knowledge_group.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def schema(folder: Path) -> None:
    """Write the JSON Schema of every kind of file to FOLDER."""
    put_folder(folder, {name: text.encode() for name, text in schemas.all_schemas().items()})


for command in (impact_on_a_sector, tables):
    sector.add_command(command)
for command in (check, fill, impact, new, release_notes, vignettes):
    knowledge_group.add_command(command)
main.add_command(explain)
main.add_command(letters)
main.add_command(plan)
main.add_command(propose)
main.add_command(register)
main.add_command(remind)
main.add_command(rulebook)
main.add_command(screening)
main.add_command(sector)
main.add_command(store)
main.add_command(team)
main.add_command(versions)
main.add_command(why)
