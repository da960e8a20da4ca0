"""`guidance sector`: many organisations' assessments as columns, assessed part by part."""

import secrets
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from guidance.knowledge import KnowledgeError
from guidance.knowledge import bundle as bundles
from guidance.knowledge.bundle import Bundle, BundleError
from reports.words import count
from ui.cli.input import Command, Failure, because, catalogue, folders, put_folder, put_out, takes_knowledge

if TYPE_CHECKING:
    from guidance.sector.engine import Engine

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def sector() -> None:
    """Look after many organisations: their assessments as columns, and what follows from them."""


def takes_workers(command: Command) -> Command:
    """Gives a command the options that say where its parts are done; it is handed the `engine` that they name."""

    @wraps(command)
    def with_engine(
        workers: int,
        scheduler: str | None,
        tls_ca: Path | None,
        tls_cert: Path | None,
        tls_key: Path | None,
        **given: Any,
    ) -> object:
        return command(engine=engine_of(workers, scheduler, tls_ca, tls_cert, tls_key), **given)

    taking = cast(Command, with_engine)
    for name, help in (
        ("--tls-key", "PEM file with the key of this client's certificate."),
        ("--tls-cert", "PEM file with this client's certificate."),
        ("--tls-ca", "PEM file of the authority that signed the cluster's certificates."),
    ):
        taking = click.option(name, type=click.Path(exists=True, dir_okay=False, path_type=Path), help=help)(taking)
    taking = click.option("--scheduler", help="Address of a Dask scheduler: tls://HOST:PORT.")(taking)
    return _takes_processes(taking)


def _takes_processes(command: Command) -> Command:
    option = click.option(
        "--workers",
        type=click.IntRange(0, 256),
        default=0,
        show_default=True,
        help="Processes to work in; 0 works in this one.",
    )
    return option(command)


def engine_of(workers: int, scheduler: str | None = None, *tls: Path | None) -> "Engine":
    """Where the parts are done. Raises UsageError for options that say two things, or an address that others could reach."""
    from guidance.sector import engine

    if scheduler is None:
        return engine.Workers(workers) if workers else engine.Here()
    if workers:
        raise click.UsageError("--workers and --scheduler exclude each other")
    try:
        return engine.Cluster(scheduler, *tls)
    except engine.EngineError as error:
        raise click.UsageError(str(error)) from None


@sector.command(name="import")
@takes_knowledge
@click.argument("sources", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the dataset to make.")
@click.option(
    "--key", type=_FILE, help="File with the key of the pseudonyms; made when it is not there. Without it a key is used once."
)
@click.option("--group", help="Question that tables are broken down by [default: profile.kind].")
@click.option("--part", type=click.IntRange(1, 1_000_000), help="Activities in a part [default: 100000].")
@_takes_processes
def import_(sources: tuple[str, ...], out: Path, key: Path | None, group: str | None, part: int | None, workers: int) -> None:
    """Import saved assessments and stores as a dataset: answers only, under pseudonyms.

    SOURCES are folders of .json files, single files, databases or their addresses. In a folder each file is an organisation's, and
    so is each folder in it; a database is one organisation's."""
    importing = room("importing")
    from guidance.sector.engine import EngineError

    catalogue()  # says what is wrong with it before anything is read
    try:
        said = importing.read_key(key) if key else secrets.token_bytes(32)
        made = importing.run(
            sources, out, folders(), said, engine_of(workers), group or importing.GROUP, part or importing.PART
        )
    except (importing.ImportRefusedError, EngineError, OSError) as error:
        raise Failure(str(error)) from None
    counts = [sum(getattr(each, name) for each in made.parts) for name in ("organisations", "assessments", "activities")]
    click.echo(
        f"{out}: {counts[0]:,} organisations, {counts[1]:,} assessments, {counts[2]:,} activities in {len(made.parts)} parts"
    )
    if key is None:
        click.echo("No --key was given: nobody can tell whose a row is, and another import gives other ids.", err=True)


@sector.command()
@takes_knowledge
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the result.")
@click.option("--as-at", type=click.DateTime(["%Y-%m-%d"]), help="Apply the law of this day instead of each assessment's own.")
@click.option(
    "--bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A bundle of knowledge to assess under."
)
@click.option(
    "--treat-as", is_flag=True, help="Also the level that each is treated as while answers are open; this takes much longer."
)
@takes_workers
def assess(
    dataset: Path,
    out: Path,
    as_at: datetime | None,
    bundle: Path | None,
    treat_as: bool,
    engine: "Engine",
) -> None:
    """Assess every assessment of a DATASET: findings, levels and doors, as tables of a column a finding.

    The same command again does what is not done. Exit status: 1 when a part failed; the others are done."""
    job = room("job")
    from guidance.sector.dataset import DatasetError, described
    from guidance.sector.engine import EngineError
    from guidance.sector.folder import JobError

    asked = bundle_in(bundle) if bundle else bundles.of(catalogue())
    try:
        parts = len(described(dataset).parts)
        with click.progressbar(length=parts, label="parts", file=sys.stderr) as bar:
            day = as_at.date() if as_at else None
            outcome = job.run(dataset, out, asked, day, engine, bar.update, folders() if treat_as else ())
    except (JobError, DatasetError, EngineError, KnowledgeError, OSError) as error:
        raise Failure(str(error)) from None
    activities = sum(each.activities for each in outcome.done)
    click.echo(
        f"{out}: {activities:,} activities in {len(outcome.done)} parts, under {asked.version}. Guidance, not legal advice"
    )
    stop_if_failed(outcome.failed)


def stop_if_failed(failed: Mapping[int, str]) -> None:
    """Raises Failure where parts failed, which names each with the reason."""
    if failed:
        lines = [f"part {number}: {why}" for number, why in sorted(failed.items())]
        how_many = count(len(lines), "part")
        raise Failure("\n".join([f"{how_many} failed; mend what is wrong and give the same command again", *lines]))


def bundle_in(file: Path) -> Bundle:
    """The bundle in a file. Raises Failure."""
    try:
        return bundles.read(file.read_bytes())
    except (BundleError, OSError) as error:
        raise Failure(f"{file}: {because(error)}") from None


@sector.command()
@click.argument("names", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the result.")
@click.option(
    "--list",
    "lists",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list, or the registry ROR, that you downloaded; may be given more than once.",
)
@takes_workers
def screen(names: Path, out: Path, lists: tuple[Path, ...], engine: "Engine") -> None:
    """Look the partner NAMES of many organisations up: a CSV or Parquet file with a column name, and country and id if you have them.

    The same command again does what is not done. Exit status: 1 when a part failed; the others are done."""
    screening = room("screening")
    from guidance.partners.screening import library, loaders
    from guidance.sector.engine import EngineError
    from guidance.sector.folder import JobError

    try:
        looked_at = library.looked_at(tuple(map(loaders.load, lists)))  # a list that cannot be read is refused first
        tasks = screening.tasks(names, out, lists)
        with click.progressbar(length=len(tasks), label="parts", file=sys.stderr) as bar:
            outcome = screening.run(out, tasks, engine, bar.update)
    except (screening.NamesError, JobError, EngineError, loaders.ListError, OSError) as error:
        raise Failure(str(error)) from None
    found = [sum(getattr(each, name) for each in outcome.done) for name in ("match", "review", "none", "listed")]
    click.echo(
        f"{out}: {sum(found[:3]):,} names in {count(len(outcome.done), 'part')}: {found[0]:,} mean a body, {found[1]:,} are for review, {found[2]:,} "
        f"are not known; {found[3]:,} concern an entry of a list. No hit is not clearance"
    )
    today = datetime.now().date()
    for each in looked_at:
        old = ", STALE: load the current list" if each.is_stale(today) else ""
        click.echo(f"Looked at {each.code} of {each.provenance.dated or 'unknown date'}{old}")
    stop_if_failed(outcome.failed)


@sector.command()
@takes_knowledge
@click.option("--dialect", type=click.Choice(["duckdb"]), default="duckdb", show_default=True, help="Whose SQL.")
@click.option("--out", type=_FILE, help="File to write [default: print it].")
def sql(dialect: str, out: Path | None) -> None:  # noqa: ARG001  (there is one)
    """Print the rules as SQL over the tables of a dataset, for a warehouse of your own."""
    put_out(room("sql").statement(bundles.of(catalogue())), out)


@sector.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def schema(folder: Path) -> None:
    """Write the JSON Schema of the columns of datasets and results into a FOLDER."""
    put_folder(folder, {name: text.encode() for name, text in room("schemas").all_schemas().items()})


def room(name: str) -> Any:
    """A module of the sector's room. Raises Failure where its packages are not installed."""
    try:
        return import_module(f"guidance.sector.{name}")
    except ImportError as error:
        raise Failure(f"this needs the package {error.name}: pip install '.[sector]'") from None
