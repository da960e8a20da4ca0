"""`guidance screening …`: who a name means, which lists are looked at, and how good the matching is."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.cli.input import Failure, put_files

if TYPE_CHECKING:
    from guidance.partners.screening.evaluate import Affiliation, Evaluation
    from guidance.partners.screening.index import Index
    from guidance.partners.screening.lists import OfficialList
    from guidance.partners.screening.match import Hit

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_BARS = {
    "identity, match + review": (0.97, 0.95),
    "list, match + review": (0.97, 0.95),
    "identity, match alone": (0.99, 0.0),
    "list, match alone": (0.99, 0.0),
}
"""The precision and recall that the resolver must reach on labelled cases."""


def _with_lists(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option for further lists."""
    return click.option(
        "--list",
        "files",
        multiple=True,
        type=_FILE,
        help="A list, or the registry ROR, that you downloaded; may be given more than once.",
    )(command)


def _loaded(files: tuple[Path, ...]) -> "tuple[OfficialList, ...]":
    from guidance.partners.screening import loaders

    try:
        return tuple(loaders.load(file) for file in files)
    except loaders.ListError as error:
        raise Failure(str(error)) from None


def _index(files: tuple[Path, ...], ror: Path | None) -> "Index":
    from guidance.partners.screening import library

    return library.index(_loaded((*files, ror) if ror else files))


@click.group()
def screening() -> None:
    """Look institutions and firms up in official lists. No hit is not clearance."""


@screening.command(name="lists")
@_with_lists
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def lists_(files: tuple[Path, ...], as_json: bool) -> None:
    """Which lists are looked at, how old they are, and which are not loaded."""
    from guidance.partners.screening import library, lists

    loaded = _loaded(files)
    used = library.looked_at(loaded)
    today = date.today()
    if as_json:
        found = [
            {
                "code": each.code,
                "title": each.title,
                "entries": len(each.entries),
                "stale": each.is_stale(today),
                **asdict(each.provenance),
            }
            for each in used
        ]
        click.echo(
            json.dumps({"lists": found, "not_loaded": lists.not_loaded(used)}, indent=2, default=str, ensure_ascii=False)
        )
        return
    for each in used:
        _print_list(each, today)
    for code in lists.not_loaded(used):
        click.echo(f"{code}: NOT LOADED. {lists.TITLES[code][0]}")
    for each in loaded:
        if each.code in lists.NO_LISTS:
            _print_list(each, today)
    if not library.registry(loaded):
        click.echo(f"ROR: NOT LOADED. {library.ask_for_registry()}")
    for about in library.provenance():
        if "list" not in about:
            click.echo(f"Names from: {about['title']}, {about['publisher']}, {about['dated']}. {about['licence']}")


def _print_list(each: "OfficialList", today: date) -> None:
    from guidance.partners.screening import lists

    about, age = each.provenance, each.age(today)
    old = f"{age} days old" if age is not None else "of unknown date"
    click.echo(
        f"{each.code}: {each.title}, {about.dated or 'no date'} ({old}{'; STALE, load the current list' if each.is_stale(today) else ''})"
    )
    click.echo(f"    {about.file}, SHA-256 {about.sha256}, read {about.loaded:%Y-%m-%d %H:%M} UTC")
    kind = lists.SIZE_IN.get(each.code, ("", "entries"))[1]
    click.echo(f"    {about.rows} rows, {each.size} {kind}, {len(about.rejected)} rejected. {about.licence}".rstrip())
    if not about.dated:
        click.echo("    It does not say its day. Put the day of your download into the file name: name-2026-11-28.csv")
    if about.left_out:
        click.echo(f"    {about.left_out}")
    if about.extract:
        click.echo(f"    Only a part of the list: {about.extract}")
    for rejected in about.rejected:
        click.echo(f"    rejected: {rejected}")


@screening.command()
@click.argument("name")
@click.option("--country", help="The partner's country as your register has it.")
@_with_lists
@click.option("--ror", type=_FILE, help="A data dump of ROR (ZIP, CSV or JSON), fuller and newer than ours.")
def name(name: str, country: str | None, files: tuple[Path, ...], ror: Path | None) -> None:
    """Say who NAME means, and what the lists say about that body."""
    from guidance.partners import countries
    from guidance.partners.screening import library
    from guidance.partners.screening.match import resolve, screen
    from guidance.partners.screening.ownership import owners

    loaded = _loaded((*files, ror) if ror else files)
    index = library.index(loaded)
    decision = resolve(index, name, countries.read(country or "").evidence)
    click.echo(f"{decision.decision}{': ' if decision.reasons else ''}{'; '.join(decision.reasons)}")
    for candidate in decision.candidates:
        click.echo(f"  {candidate.id}  {candidate.name}  ({candidate.evidence}: {candidate.read!r} fits {candidate.matched!r})")
        for owner in owners(index, loaded, candidate.id):
            click.echo(f"      {owner}")
        for hit in screen(index, candidate.id):
            click.echo(f"      {_hit(hit)}")
    today = date.today()
    used = ", ".join(
        f"{each.code} of {each.provenance.dated or 'unknown date'}{' (stale)' if each.is_stale(today) else ''}"
        for each in index.lists
    )
    click.echo(f"Looked at: {used}. No hit is not clearance.")
    if decision.decision != "match" and not library.registry(loaded):
        click.echo(library.ask_for_registry())


def _hit(hit: "Hit") -> str:
    entry = hit.listing.entry
    how = "" if hit.relation == "same" else f" ({hit.relation}{f', named as {hit.alias!r}' if hit.alias else ''})"
    return f"{hit.code} {entry.number}: {entry.name}{how}"


@screening.command()
@click.argument("cases", type=_FILE)
@_with_lists
@click.option("--ror", type=_FILE, help="A data dump of ROR (ZIP, CSV or JSON), fuller and newer than ours.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--predictions", type=click.Path(dir_okay=False, path_type=Path), help="CSV to write: case_id, decision, id.")
@click.option("--halves", "seed", type=int, help="Count affiliations in two halves, drawn by chance from this seed.")
def evaluate(
    cases: Path, files: tuple[Path, ...], ror: Path | None, as_json: bool, predictions: Path | None, seed: int | None
) -> None:
    """Measure the matching on labelled CASES, beside two usual scorers; or on affiliations with the ids of the registry."""
    from guidance.partners.screening import evaluate as evaluation
    from guidance.partners.screening.loaders import ListError, reading

    try:
        source = reading.read(cases)
        if evaluation.are_affiliations(source):
            _affiliations(evaluation.read_affiliations(source), _index(files, ror), seed, as_json, predictions)
            return
        read = evaluation.read_cases(source)
    except ListError as error:
        raise Failure(str(error)) from None
    result = evaluation.evaluate(_index(files, ror), read)
    if predictions:
        said = ((case.id, each.decision, each.id) for case, each in result.pairs("resolver"))
        _write(("case_id", "decision", "id"), said, predictions)
    click.echo(json.dumps(_account(result), indent=2, ensure_ascii=False)) if as_json else _print_evaluation(result)


def _write(header: tuple[str, ...], rows: Iterable[tuple[str, ...]], file: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    put_files({file: text.getvalue().encode()}, tell=False)


def _affiliations(read: "list[Affiliation]", index: "Index", seed: int | None, as_json: bool, predictions: Path | None) -> None:
    """The account of affiliations: whole, or in two halves."""
    from guidance.partners.screening import evaluate as evaluation

    placed = [evaluation.place(index, each) for each in read]
    if predictions:
        rows = (
            (each.affiliation.id, each.decision, " ".join(each.ids[:1]), " ".join(each.ids), each.verdict) for each in placed
        )
        _write(("case_id", "decision", "id", "candidates", "verdict"), rows, predictions)
    parts = (
        {"all": placed}
        if seed is None
        else dict(zip(("first half", "second half"), evaluation.halves(placed, seed), strict=True))
    )
    shares = {part: evaluation.share(rows) for part, rows in parts.items()}
    if as_json:
        found = {
            part: {**asdict(each), "reached": round(each.reached, 4), "wrongly": round(each.wrongly, 4)}
            for part, each in shares.items()
        }
        click.echo(json.dumps(found, indent=2))
        return
    for part, each in shares.items():
        click.echo(
            f"{part}: {each.all} strings, {each.known} whose body is known. Of these found {each.found}, for review with the "
            f"right body among the candidates {each.review}: {each.reached:.1%}. Matched to another body: {each.wrong} of all, "
            f"{each.wrongly:.1%}."
        )
    for one in placed:
        if one.verdict == "wrong" or (one.known and one.verdict in ("missed", "none")):
            click.echo(
                f"  {one.verdict}: {one.affiliation.id} {one.affiliation.text!r}: said {one.decision} {' '.join(one.ids[:3])}"
            )


def _account(result: "Evaluation") -> dict[str, Any]:
    """The figures, for a machine."""
    methods = {}
    for method in result.predictions:
        scores = {
            scope: {**asdict(score), "precision": round(score.precision, 4), "recall": round(score.recall, 4)}
            for scope, score in result.scores(method).items()
        }
        categories = {
            category: dict(zip(("cases", "identity_right", "list_right"), counts, strict=True))
            for category, counts in result.by_category(method).items()
        }
        methods[method] = {
            "scores": scores,
            "categories": categories,
            "near_misses_matched": result.near_misses_matched(method),
        }
    wrong = [
        {"case_id": case.id, "query": case.query, "expected": case.expected, "decision": said.decision, "id": said.id}
        for case, said in result.wrong("resolver")
    ]
    return {
        "cases": len(result.cases),
        "lists": [each.code for each in result.lists],
        "methods": methods,
        "bars": _bars(result),
        "wrong": wrong,
    }


def _bars(result: "Evaluation") -> dict[str, bool]:
    scores = result.scores("resolver")
    met = {
        scope: scores[scope].precision >= precision and scores[scope].recall >= recall
        for scope, (precision, recall) in _BARS.items()
    }
    return {**met, "no near-miss matched": not result.near_misses_matched("resolver")}


def _print_evaluation(result: "Evaluation") -> None:
    click.echo(f"{len(result.cases)} cases. Lists: {', '.join(each.code for each in result.lists)}\n")
    click.echo(f"{'method':24}{'scope':28}{'precision':>10}{'recall':>8}{'false':>7}{'missed':>8}")
    for method in result.predictions:
        for scope, score in result.scores(method).items():
            click.echo(
                f"{method:24}{scope:28}{score.precision:10.3f}{score.recall:8.3f}{score.said - score.said_right:7}{score.there - score.found:8}"
            )
    click.echo(
        f"\nRight, identity / list, by category:\n{'category':24}{'cases':>6}"
        + "".join(f"{method:>24}" for method in result.predictions)
    )
    columns = [result.by_category(method) for method in result.predictions]
    for category, (cases, _, _) in columns[0].items():
        click.echo(
            f"{category:24}{cases:6}" + "".join(f"{f'{column[category][1]} / {column[category][2]}':>24}" for column in columns)
        )
    click.echo("\nNear-misses matched to the wrong body or list:")
    for method in result.predictions:
        found = result.near_misses_matched(method)
        click.echo(f"  {method}: {len(found)} {' '.join(found)}".rstrip())
    click.echo(
        "\nBars of the resolver: " + "; ".join(f"{scope} {'met' if met else 'NOT MET'}" for scope, met in _bars(result).items())
    )
    for case, said in result.wrong("resolver"):
        click.echo(f"  wrong: {case.id} {case.query!r}: expected {case.expected or 'nobody'}, said {said.decision} {said.id}")
