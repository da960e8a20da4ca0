"""`guidance knowledge check`, `new` and `fill`: what a policy specialist runs while writing knowledge."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click
import yaml

from guidance.case.record import RecordError
from guidance.curation import complete
from guidance.curation.cases import cases_in
from guidance.curation.filling import completed, completed_case
from guidance.curation.starting import StartError, start
from guidance.knowledge import OWN, load_from
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import ContentError, Problem
from ui import settings
from ui.cli.input import Failure, catalogue, folders, put_out, read, takes_knowledge

MOST_NAMED = 12
"""Rules of a file that a message names."""


@click.command()
@takes_knowledge
@click.option("--as-at", type=click.DateTime(["%Y-%m-%d"]), help="Day on which sources may be overdue [default: today].")
def check(as_at: datetime | None) -> None:
    """Check everything in a knowledge folder against each other: texts, questions, rules, cases, and what stands beside it.

    Every problem of every file is named in one run, with file, line, id and remedy; what rests on an entry that cannot be read is
    looked at once that is mended. With overlays their own cases are run, and not those of the base."""
    loaded, problems = complete.problems(folders(), as_at.date() if as_at else date.today())
    if not complete.READABILITY_IS_CHECKED:
        click.echo(
            "Readability was not checked: the package textstat is not installed (it comes with `make setup-dev`).", err=True
        )
    _report(problems)
    assert loaded
    click.echo(
        f"Knowledge base {loaded.version}: {len(loaded.rules.guidelines)} rules, {len(loaded.questions)} questions, no problem."
    )
    for line in complete.remaining(loaded):
        click.echo(f"Before you hand it in: {line}", err=True)


def _report(problems: Iterable[Problem]) -> None:
    found = [str(problem) for problem in problems]
    if found:
        count = f"{len(found)} problem{'s' if len(found) > 1 else ''}"
        raise Failure("\n".join([f"{count} in the knowledge base", *found]))


@click.command()
@click.argument("topic")
@click.option(
    "--knowledge",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar=settings.KNOWLEDGE,
    default=OWN,
    show_default="the program's own",
    help="Knowledge folder to write into, or beside which an overlay is read.",
)
@click.option(
    "--overlay",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write into this overlay, which is made if it is not there.",
)
def new(topic: str, knowledge: Path, overlay: Path | None) -> None:
    """Start a topic: write a folder TOPIC that passes every check and asks in comments for what is missing.

    Nothing follows from it until its line `starts:` is taken out."""
    read = (knowledge, *([overlay] if overlay and overlay.is_dir() else []))
    try:
        written = start(load_from(*read), overlay or knowledge, topic, date.today().isoformat())
    except (StartError, ValueError, OSError) as error:
        raise Failure(str(error)) from None
    for path in written:
        click.echo(path)
    with_overlay = f" --overlay {overlay}" if overlay else ""
    click.echo(f"Answer the lines that begin with # ?, then: guidance knowledge check{with_overlay}", err=True)


@click.command()
@takes_knowledge
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", help="Of a file of cases: only those of this rule.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [default: print it].")
def fill(file: Path, rule: str | None, out: Path | None) -> None:
    """Complete a saved assessment (.json) or a file of cases (.yaml) with ordinary answers.

    Every question whose answer can still matter gets what its own `ordinary:` says; what is answered stays."""
    is_cases = file.suffix in (".yaml", ".yml")
    if rule and not is_cases:
        raise click.UsageError("--rule goes with a file of cases (.yaml)")
    loaded = catalogue()
    text = _cases(file, loaded, rule) if is_cases else completed(loaded, read(file, loaded)).to_json()
    put_out(text, out)


def _cases(file: Path, loaded: Catalogue, rule: str | None) -> str:
    try:
        cases = cases_in(file)
        chosen = [completed_case(loaded, case) for case in cases if rule in (None, case.rule)]
    except (ContentError, RecordError) as error:
        raise Failure(f"{file}: {error}") from None
    if not chosen:
        known = list(dict.fromkeys(case.rule for case in cases))
        raise Failure(f"{file}: no case of the rule {rule!r}; there are those of {', '.join(known[:MOST_NAMED])}")
    return yaml.safe_dump({"cases": chosen}, sort_keys=False, allow_unicode=True, width=10_000)
