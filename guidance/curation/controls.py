"""Ordinary activities, which must come out as ordinary: over-warning is a defect as serious as a missed duty.

    controls:
      - id: climate-field-work
        says: Public climate data with a civil university
        answers: {profile.kind: he_england, …}
        ahead: engagement
        level: 1
        stops: [{technology.letter: 'yes'}]
        waits: [{technology.letter: not sure}]

Every other question that can still matter is answered in its ordinary way. No finding may then weigh more than low, and a card of the
topic `ahead` says that the activity may go ahead. After each change under `stops` the level is 4 and no such card is certain; after
each one under `waits` none is certain either. `like` starts from an earlier control of the file.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from guidance.assessment import Assessment, assess
from guidance.case.record import RecordError
from guidance.curation.cases import Case, CaseAnswers
from guidance.curation.cases import facts_of as facts_of_case
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Slug
from guidance.knowledge.reader import ContentError, Problem, read_list
from guidance.language.conditions import Severity
from guidance.language.facts import Facts

STOPPED: Final = 4
"""The level at which nothing may start or go on."""


class Control(BaseModel):
    """One ordinary activity, and what must follow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    says: str
    like: Slug | None = None
    answers: CaseAnswers = {}
    ahead: Annotated[Slug, Field(description="The topic whose cards say that it may go ahead.")] = ""
    level: Annotated[int, Field(ge=0, le=1)] = 1
    stops: list[CaseAnswers] = []
    waits: list[CaseAnswers] = []


def read_controls(*folders: Path) -> Iterator[tuple[str, Control]]:
    """Every control of knowledge folders with the name of its file, `like` resolved. Raises ContentError."""
    for path in (path for folder in folders for path in sorted(folder.glob("*/controls.yaml"))):
        name = f"{path.parent.name}/{path.name}"
        earlier: dict[str, Control] = {}
        for control, _ in read_list(path, "controls", Control, name):
            if control.like is not None and control.like not in earlier:
                said = f"like: no earlier control {control.like!r}"
                raise ContentError(Problem(name, control.id, said, "correct it or move this down"))
            earlier[control.id] = _with_like(control, earlier)
            yield name, earlier[control.id]


def _with_like(control: Control, earlier: dict[str, Control]) -> Control:
    if control.like is None:
        return control
    like = earlier[control.like]
    said = {name: getattr(control, name) for name in control.model_fields_set}
    return like.model_copy(update={**said, "answers": {**like.answers, **control.answers}})


def facts_of(catalogue: Catalogue, control: Control, change: CaseAnswers | None = None) -> Facts:
    """The facts of a control, or of a change to it. Raises RecordError for an unknown question or option."""
    case = Case(rule=control.id, says=control.says, ordinary=True, fires=control.answers, near_misses=[{}])
    return facts_of_case(catalogue, case, change)


def ahead(assessment: Assessment, topic: str) -> set[str]:
    """The cards of a topic that say for certain that an activity may go ahead."""
    enabling = (finding for finding in assessment.certain if finding.severity is Severity.ENABLING and finding.activity)
    return {finding.id for finding in enabling if finding.topic == topic}


def differences(catalogue: Catalogue, control: Control) -> Iterator[str]:
    """What follows otherwise than a control says. Raises RecordError for an unknown question or option."""
    assessment = assess(catalogue, facts_of(catalogue, control))
    if open_ := sorted({question for question, _ in assessment.live}):
        yield f"these questions have no ordinary answer: {', '.join(open_)}"
    heavy = [finding.key for finding in assessment.findings if finding.severity.rank > Severity.LOW.rank]
    yield from (f"{key} is found, of an ordinary activity" for key in heavy)
    for about, level in assessment.levels.items():
        right = level.at_least <= 1 if about is None else level.at_least == control.level
        if not level.settled or not right:
            yield f"the level of {about or 'the organisation'} is {level}; expected {control.level}"
    if control.ahead and not ahead(assessment, control.ahead):
        yield f"no card of {control.ahead} says that it may go ahead"
    for change in control.stops:
        assessment = assess(catalogue, facts_of(catalogue, control, change))
        if assessment.level.at_least != STOPPED:
            yield f"after {change} the level is {assessment.level}; expected 4"
        yield from _still_ahead(assessment, control, change)
    for change in control.waits:
        yield from _still_ahead(assess(catalogue, facts_of(catalogue, control, change)), control, change)


def _still_ahead(assessment: Assessment, control: Control, change: CaseAnswers) -> Iterable[str]:
    return [f"after {change} {card} still says go ahead" for card in sorted(ahead(assessment, control.ahead))]


def check_controls(catalogue: Catalogue) -> Iterator[Problem]:
    """Ordinary activities that no longer come out as ordinary. They are looked at when nothing is missing."""
    try:
        controls = list(read_controls(*catalogue.own_folders))
    except ContentError as error:
        yield from error.problems
        return
    for file, control in controls if not catalogue.unread else ():
        try:
            wrong = list(differences(catalogue, control))
        except RecordError as error:
            yield Problem(file, control.id, str(error), "correct the answers")
            continue
        yield from (Problem(file, control.id, said, "narrow the rule, or give the question a gate") for said in wrong)
