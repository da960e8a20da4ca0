"""`guidance explain` and `guidance why`: a rule card, and how one finding was concluded or excluded."""

from collections.abc import Iterator
from pathlib import Path

import click

from guidance.assessment import Conclusion, Finding, Step
from guidance.case.record import Record
from guidance.inference.proof import Proof
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.language.rule import Guideline
from reports import words
from ui.cli.input import Failure, catalogue, concluded, put_files, read, takes_knowledge


@click.command()
@takes_knowledge
@click.argument("rule")
def explain(rule: str) -> None:
    """Print the card of a RULE: when it applies, why, whose duty it is, and its sources."""
    loaded = catalogue()
    known = loaded.rules.by_name.get(rule)
    if known is None:
        made = ", ".join(each.name for each in loaded.rules.guidelines if each.finds == rule)
        hint = f"; the finding {rule} is made by {made}" if made else "; `guidance rulebook` lists all rules"
        raise Failure(f"there is no rule {rule!r}{hint}")
    for line in card(loaded, known):
        click.echo(line)


@click.command()
@takes_knowledge
@click.option(
    "--out",
    "outs",
    multiple=True,
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .html or .pdf.",
)
def rulebook(outs: tuple[Path, ...]) -> None:
    """Write every rule as a card, by topic, for counsel to read, annotate and sign."""
    from reports import html, pdf
    from reports.rulebook import build

    writers = {".html": html.render, ".pdf": pdf.render}
    for out in outs:
        if out.suffix.lower() not in writers:
            raise Failure(
                f"{out}: the rule book cannot be written as {out.suffix or 'a file without a suffix'}; use .html or .pdf"
            )
    book = build(catalogue())
    put_files({out: writers[out.suffix.lower()](book) for out in outs})


@click.command()
@takes_knowledge
@click.argument("finding")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--activity", help="Id of the activity, where the finding is about several.")
def why(finding: str, file: Path, activity: str | None) -> None:
    """Print how a FINDING follows from the answers in FILE, what would settle it, or why it is excluded."""
    loaded = catalogue()
    if finding not in loaded.advice:
        raise Failure(f"there is no finding {finding!r}; the JSON report names those of an assessment")
    record = read(file, loaded)
    conclusion = concluded(file, record, loaded)
    whom = [activity] if activity else [None, *(each.id for each in record.activities)]
    if activity and activity not in conclusion.assessment.facts.activities:
        raise Failure(f"{file}: there is no activity {activity!r}; expected one of {', '.join(map(str, whom[1:])) or 'none'}")
    lines = [line for about in whom for line in _why(conclusion, record, finding, about)]
    for line in lines:
        click.echo(line)


def card(loaded: Catalogue, rule: Guideline) -> Iterator[str]:
    """A rule card in plain text."""
    yield f"{rule.name} ({loaded.topics[rule.topic].title})"
    yield f"  Applies: {loaded.in_words(rule)}"
    yield f"  Because: {rule.reason}"
    if rule.finds:
        yield f"  Finds: {loaded.advice[rule.finds].title} ({rule.severity})"
    if rule.adds:
        yield f"  Adds: {rule.adds}"
    yield f"  Rests on: {rule.obligation}; it binds {rule.bound}"
    if rule.dated:
        yield f"  In force: {rule.starts or 'always'} to {rule.ends or 'further notice'}"
    for citation in loaded.citations(rule):
        source = citation.source
        place = f", {citation.paragraph}" if citation.paragraph else ""
        yield f"  Source: {source.title}{place} ({words.SEEN[citation.confidence]}, last checked {source.last_checked}) {source.url}"


def _why(conclusion: Conclusion, record: Record, finding: str, about: str | None) -> Iterator[str]:
    loaded = conclusion.assessment.catalogue
    made = [found for found in conclusion.assessment.about(about) if found.id == finding]
    name = record.activity(about).name if about else "The organisation"
    title = loaded.advice[finding].title
    if made and made[0].certain:
        yield f"{name}: “{title}” is certain."
        for step in conclusion.chain(made[0]):
            yield from _step(conclusion, record, step, 1)
    elif made:
        yield f"{name}: “{title}” cannot be told yet. It depends on:"
        yield from (f"  {line}" for line in _open(loaded, made[0]))
    else:
        yield from _excluded(conclusion, record, finding, about)


def _step(conclusion: Conclusion, record: Record, step: Step, depth: int) -> Iterator[str]:
    margin = "  " * depth
    for line in card(conclusion.assessment.catalogue, step.rule):
        yield f"{margin}{line}"
    for said in words.told(conclusion.assessment, record, step.answers, step.activity):
        yield f"{margin}  Answer: {said}"
    for concern in step.absent:
        yield f"{margin}  Not so: {concern.words}"
    for before in step.before:
        yield from _step(conclusion, record, before, depth + 1)


def _open(loaded: Catalogue, finding: Finding) -> Iterator[str]:
    for question, about in sorted(finding.settled_by, key=str):
        roles = [loaded.roles[role].title for role in loaded.questions[question].ask] if question in loaded.questions else []
        asked = f" (activity {about})" if about and about != finding.activity else ""
        yield f"{words.label(loaded, question)}{asked}. Ask: {' or '.join(roles) or 'whoever watches the law'}"


def _excluded(conclusion: Conclusion, record: Record, finding: str, about: str | None) -> Iterator[str]:
    assessment = conclusion.assessment
    rules = [rule for rule in assessment.catalogue.rules.guidelines if rule.finds == finding]
    if not rules or (rules[0].scope.value == "organisation") is not (about is None):
        return
    proof = Proof(assessment.reading)
    asked: set[Asked] = set()
    for rule in rules:
        if rule.in_force(assessment.facts.as_at):
            asked |= proof.of(rule.when, about)
    name = record.activity(about).name if about else "The organisation"
    yield f"{name}: “{assessment.catalogue.advice[finding].title}” is excluded by:"
    for said in words.told(assessment, record, sorted(asked, key=str), about):
        yield f"  {said}"
