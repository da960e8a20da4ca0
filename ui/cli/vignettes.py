"""`guidance knowledge vignettes`: how the knowledge base judges cases as an officer gets them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from guidance.curation.from_text import Read, as_read, read_stages, total_read
from guidance.curation.marking import Cause, Mark, MustMark, marked, total
from guidance.curation.vignettes import Vignette, check_vignettes, read_vignettes
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import ContentError
from guidance.reading.proposing import Lexicon
from ui.cli.input import Failure, catalogue, takes_knowledge

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "vignettes"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@takes_knowledge
@click.argument("files", nargs=-1, type=_FILE, metavar="[FILE]…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--held", "which", flag_value="held", help="Mark the held cases only, and name their misses.")
@click.option("--open", "which", flag_value="open", help="Mark the open cases only.")
@click.option("--from-text", is_flag=True, help="Beside it, mark them on what is read in their text alone.")
def vignettes(files: tuple[Path, ...], as_json: bool, which: str | None, from_text: bool) -> None:
    """Mark the knowledge base on vignettes: cases as an officer gets them, with what must be said.

    FILE: files of vignettes [default: all of tests/vignettes beside the program]. A paper is held until whoever
    writes rules has looked at what it misses: it shows what an unseen case gets. Unless --held is given, held cases are marked and their
    misses are not named.

    Counted, each as hits of how many:

    \b
    must_first_eight  stands in full on the first screen: eight warnings, and
                      eight lines of what may go ahead. With _half: in part.
    must_anywhere     stands in full anywhere, what is only possible included
    must_not          faults: stands among what is stated or on the first screen
    level             within one step of a level that is right; where L0 alone
                      or L4 alone is right, exactly that. Every strand passes.
    doors             the authority is named by something stated
    enabling          what may go ahead is stated
    trace             credited findings with rule, answers and a checked source
    controls          cases of L0 or L1: no higher level, and enabling stated
    parked            facts told that no rule came to (a count)

    With --from-text, the same vignettes are marked on what the reader of text proposes of each stage, all of it taken and nothing
    else known; right counts proposals that are among the facts entered, found the facts that were proposed, mentioned what is only
    mentioned and is among the facts entered.

    A miss is: ranked low (stated below the first screen), no question or no option (nothing can take a fact), no rule (no
    finding says it), only possible, or excluded.
    """
    loaded = catalogue()
    chosen = [each for each in _read(files, loaded) if which is None or each.held is (which == "held")]
    marks = list(marked(loaded, chosen))
    reading = _Reading.of(loaded, chosen) if from_text else None
    if as_json:
        document = _document(loaded, marks, which == "held") | (reading.document(which == "held") if reading else {})
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for mark in marks:
        click.echo("\n".join(_told(mark, which == "held")))
    click.echo("\n".join(_sums(marks)))
    if reading:
        click.echo("\n".join(reading.told(which == "held")))


@dataclass(frozen=True)
class _Reading:
    """What was read in the text of vignettes, and how it is marked."""

    read: list[Read]
    marks: list[Mark]

    @classmethod
    def of(cls, loaded: Catalogue, chosen: Sequence[Vignette]) -> "_Reading":
        lexicon = Lexicon(loaded)
        read = [each for vignette in chosen for each in read_stages(lexicon, vignette)]
        return cls(read, list(marked(loaded, [as_read(loaded, lexicon, vignette) for vignette in chosen])))

    def _groups(self) -> Iterator[tuple[str, list[Mark], list[Read]]]:
        for name, group in _groups(self.marks):
            names = {(mark.vignette.id, mark.name) for mark in group}
            if group:
                yield name, group, [each for each in self.read if (each.vignette.id, each.name) in names]

    def _named(self, name_held: bool) -> list[Read]:
        return [each for each in self.read if name_held or not each.vignette.held]

    def document(self, name_held: bool) -> dict[str, Any]:
        return {
            "from_text": {name: {**total_read(read), **total(group)} for name, group, read in self._groups()},
            "not_entered": [
                {"id": each.name, "question": p.question, "answer": p.option, "phrase": p.phrase, "sentence": p.sentence}
                for each in self._named(name_held)
                for p in each.not_entered
            ],
        }

    def told(self, name_held: bool) -> Iterator[str]:
        yield ""
        yield "From the text alone"
        for each in self._named(name_held):
            for p in each.not_entered:
                yield f"  {each.name}: proposed and not entered: {p.question} {p.option}: {' '.join(p.sentence.split())[:120]}"
        for name, group, read in self._groups():
            yield f"{name} ({len(group)} stages): {_line(total_read(read))} · {_line(total(group))}"


def _read(files: Sequence[Path], loaded: Catalogue) -> list[Vignette]:
    try:
        read = read_vignettes(files or sorted(FOLDER.glob("*.yaml")))
    except ContentError as error:
        raise Failure(str(error)) from None
    problems = [str(problem) for problem in check_vignettes(loaded, read)]
    if problems:
        raise Failure("\n".join(["some vignettes do not fit the knowledge base", *problems]))
    return read


def _groups(marks: Sequence[Mark]) -> Iterator[tuple[str, list[Mark]]]:
    yield "sum", list(marks)
    for held in (False, True):
        yield "held" if held else "open", [mark for mark in marks if mark.vignette.held is held]
    for paper in dict.fromkeys(mark.vignette.paper for mark in marks):
        for held in (False, True):
            name = f"{paper}, {'held' if held else 'open'}"
            yield name, [mark for mark in marks if mark.vignette.paper == paper and mark.vignette.held is held]


def _causes(marks: Iterable[Mark]) -> dict[str, int]:
    found = [must.cause for mark in marks for must in mark.musts if must.cause]
    return {str(cause): found.count(cause) for cause in Cause}


def _parked(mark: Mark) -> list[str]:
    return [f"{about}/{id}" if about else id for id, about in mark.parked]


def _document(loaded: Catalogue, marks: Sequence[Mark], name_held: bool) -> dict[str, Any]:
    groups = {name: total(group) for name, group in _groups(marks) if group or name in ("sum", "open", "held")}
    return {
        "knowledge": loaded.version,
        **groups,
        "causes": _causes(marks),
        "parked": sum(len(mark.parked) for mark in marks),
        "vignettes": [_one(mark, name_held or not mark.vignette.held) for mark in marks],
    }


def _one(mark: Mark, named: bool) -> dict[str, Any]:
    figures = {name: list(figure) for name, figure in mark.tallies.items()}
    head = {"id": mark.name, "title": mark.vignette.title, "paper": mark.vignette.paper, "held": mark.vignette.held}
    if not named:
        return {**head, **figures}
    return {
        **head,
        **figures,
        "levels": [{"about": e.about, "got": e.got, "right": list(e.right), "pass": e.passed} for e in mark.levels],
        "missed": [_missed(must) for must in mark.musts if must.cause],
        "said_wrongly": list(mark.said_wrongly),
        "doors_missed": list(mark.doors_missed),
        "untraced": list(mark.untraced),
        "parked_answers": _parked(mark),
    }


def _missed(mark: MustMark) -> dict[str, Any]:
    return {
        "must": mark.must.number,
        "text": mark.must.text,
        "cause": str(mark.cause),
        "first_eight": mark.first.share,
        "anywhere": mark.anywhere.share,
        "wish": mark.must.wish,
    }


def _told(mark: Mark, name_held: bool) -> Iterator[str]:
    yield f"{mark.name} {mark.vignette.title}"
    yield "  " + _line({name: list(figure) for name, figure in mark.tallies.items()})
    if mark.vignette.held and not name_held:
        yield "  held: its misses are not named here"
        return
    for must in mark.musts:
        if must.cause:
            part = " (part of it stands first)" if must.first.share else " (part of it stands)" if must.anywhere.share else ""
            yield f"  missed {must.must.number}: {must.cause}{part}: {must.must.text}"
    yield from (f"  must not be said, and is: {text}" for text in mark.said_wrongly)
    for each in mark.levels:
        if not each.passed:
            right = " or ".join(f"L{level}" for level in each.right)
            got = "none" if each.got is None else f"L{each.got}"
            yield f"  level of {each.about or 'the whole'}: {got}; right: {right}"
    yield from (f"  door not named: {door}" for door in mark.doors_missed)
    if mark.may_go_ahead is False and mark.stage.enabling:
        yield f"  not said to go ahead: {mark.stage.enabling.text}"
    yield from (f"  no trace: {key}" for key in mark.untraced)
    if mark.parked:
        yield f"  parked answers: {', '.join(_parked(mark))}"


def _line(figures: dict[str, list[int]]) -> str:
    return " · ".join(f"{name} {hits}/{of}" for name, (hits, of) in figures.items() if of)


def _sums(marks: Sequence[Mark]) -> Iterator[str]:
    for name, group in _groups(marks):
        if group:
            yield f"{name} ({len(group)} stages): {_line(total(group))}"
    yield "causes: " + ", ".join(f"{cause} {count}" for cause, count in _causes(marks).items())
    yield f"parked answers: {sum(len(mark.parked) for mark in marks)}"
