"""What cannot be told yet, and who can find it out."""

from collections.abc import Iterator
from typing import Final

from guidance.assessment import Finding, what_if
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import SWITCHES
from reports import reasons, standings, together, words
from reports.blocks import Cell
from reports.case import Case

DECIDED: Final = 3
"""The most findings named of those that one answer decides; the JSON file has them all."""


def still_open(case: Case) -> str:
    """How much rests on what is not known, in one line."""
    number = sum(any(_told(asked) for asked in finding.settled_by & case.not_sure) for finding in case.untold)
    rests = f"{words.count(number, 'finding rests', 'findings rest') if number else 'No finding rests'} on an answer “not sure”"
    if case.record.disclosure:
        return f"{rests}. What rests on withheld answers is not told here."
    return f"{rests}. {standings.left(case.assessment) if case.assessment.live else 'No unanswered question could change a finding.'}"


def _told(asked: Asked) -> bool:
    """Whether somebody in the organisation can answer it: what is open in the law is watched by the keeper of the knowledge."""
    return not asked[0].startswith(f"{SWITCHES}.")


def to_find_out(case: Case) -> list[tuple[Asked, list[Finding]]]:
    """Each "not sure" that a possible finding rests on, with those findings; the one that decides most comes first."""
    decides: dict[Asked, list[Finding]] = {}
    for finding in case.untold:
        for asked in sorted(filter(_told, finding.settled_by & case.not_sure), key=lambda asked: (asked[1] or "", asked[0])):
            decides.setdefault(asked, []).append(finding)
    place = {(each.question, each.about): number for number, each in enumerate(case.worth)}
    return sorted(decides.items(), key=lambda pair: (place.get(pair[0], len(place)), -pair[1][0].severity.rank))


def find_out(case: Case) -> tuple[tuple[Cell, ...], ...]:
    """One row for each "not sure" that a possible finding rests on."""
    return tuple((what, Cell(case.name(about)), *rest) for about, (what, *rest) in _rows(case, "key"))


def find_out_together(case: Case) -> tuple[tuple[Cell, ...], ...]:
    """The same, a row for all the activities of which it is the same; they are named in the last cell."""
    return together.rows(case, _rows(case, "id"))


def _rows(case: Case, naming: str) -> Iterator[tuple[str | None, tuple[Cell, ...]]]:
    settles = {(each.question, each.about): reasons.settles(each) for each in case.worth}
    otherwise = "none alone" if what_if.tries_all(case.assessment) else "not counted"
    for (question, about), findings in to_find_out(case):
        named = {getattr(each, naming): each for each in findings}
        yield (
            about,
            (
                Cell(words.label(case.catalogue, question), id=question),
                Cell(whom(case, question)),
                Cell(settles.get((question, about), otherwise)),
                Cell(
                    words.some(
                        (f"{case.advice(f).title} ({words.SEVERITY[f.severity].lower()})" for f in named.values()), DECIDED
                    ),
                    id=" ".join(named),
                ),
            ),
        )


def whom(case: Case, question: str) -> str:
    """Who can answer a question."""
    return " or ".join(case.role(role) for role in case.catalogue.questions[question].ask)
