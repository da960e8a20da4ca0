"""Vignettes: facts as an officer gets them, with what a competent officer would say. Tests of judgement, not of rules.

    vignettes:
      - id: V01
        title: Grain-moisture meters for an old customer
        paper: development
        source: Notice to Exporters 2023/21; the firm, product, order and argument are made up.
        told: We are 40 people and make moisture meters for flour mills. …
        answers: {profile.kind: company}
        activities:
          - {name: order, answers: {activity.kind: [supply], …}, level: [0, 1]}
        untold:
          - {fact: One part inside is American, of: technology.us_items, option: "yes, class not asked yet", must: [3]}
        must:
          - {number: 1, text: The order may ship, by: [ordinary-sale]}
          - {number: 2, text: Do not ask the advisory service about each order, wish: Say when a query is not needed.}
        must_not: [{text: Advise stopping sales to China, by: [military-partner, "door:isu", "says:stop all sales"]}]
        level: [0, 1]
        doors: []
        enabling: {text: Ship on 4 December, by: [ordinary-sale]}
        later: […]

Answers hold only what the facts say. What they do not say is left out; "not sure" is for what the facts say that nobody
knows. What no question or option can take stands under `untold` with the question or option that is wished for.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from guidance.case.record import RecordError
from guidance.curation.cases import CaseAnswers, known_answers
from guidance.curation.organisation_cases import Levels, Name
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import ContentError, Problem, read_entries
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import Facts

DOOR: Final = "door:"
SAYS: Final = "says:"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=240),
    Field(description="A finding's id, with activity/ before it where only that activity counts; door:ID; or says:WORDS."),
]
Alternative = Annotated[Reference | list[Reference], Field(description="One reference, or several that must all stand.")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wanted(_Part):
    """Something to be said. `by`: what says it in full, any one of them; `half`: what says a part of it.

    `wish`: one line on what a finding should say, where none of today says it in full."""

    text: Text
    by: list[Alternative] = []
    half: list[Alternative] = []
    wish: Text | None = None

    @model_validator(mode="after")
    def _found_or_wished(self) -> "Wanted":
        if bool(self.by) is bool(self.wish):
            raise ValueError("name by: what says it, or say under wish: what a finding should say; not both")
        return self


class Must(Wanted):
    """Something that a competent officer would say, numbered as in the paper."""

    number: Annotated[int, Field(ge=1, le=20)]


class MustNot(_Part):
    """Something that it would be a fault to say. Without `by` no finding of today says it."""

    text: Text
    by: list[Alternative] = []


class Untold(_Part):
    """A fact of the paper that nothing can take: the question that is wished for, or the option `of` an existing question.

    `must`: numbers of what hangs on it."""

    fact: Text
    question: Text | None = None
    option: Text | None = None
    of: str | None = None
    must: list[int] = []

    @model_validator(mode="after")
    def _one_wish(self) -> "Untold":
        if bool(self.question) is bool(self.option) or bool(self.option) is not bool(self.of):
            raise ValueError("name a question, or an option and the question that it is an option of:")
        return self


class VignetteActivity(_Part):
    """One activity of a vignette; its level where the paper gives it one of its own."""

    name: Name
    answers: CaseAnswers
    level: Levels | None = None


class Stage(_Part):
    """Facts and what must follow from them. `level` lists every level that is right for the whole."""

    told: Text
    answers: CaseAnswers = {}
    activities: list[VignetteActivity] = []
    untold: list[Untold] = []
    must: list[Must] = []
    must_not: list[MustNot] = []
    level: Levels | None = None
    doors: list[str] = []
    enabling: Wanted | None = None

    @model_validator(mode="after")
    def _numbers_stand(self) -> "Stage":
        numbers = [must.number for must in self.must]
        if len(set(numbers)) < len(numbers):
            raise ValueError("two musts share a number")
        for untold in self.untold:
            if not set(untold.must) <= set(numbers):
                raise ValueError(f"untold {untold.fact!r}: must: {untold.must} names a number that no must has")
        return self

    @property
    def levels(self) -> Mapping[str | None, list[int]]:
        """The levels that are right, for the whole (None) and for each activity that has its own."""
        whole = [(None, self.level), *((each.name, each.level) for each in self.activities)]
        return {about: right for about, right in whole if right is not None}


class Vignette(Stage):
    """One case of a paper. `held`: nobody who writes rules has looked at what it misses, so it shows what an unseen case gets. `later`: what
    the officer learns afterwards, each stage on top of those before it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{2}[a-z]?$")]
    title: Text
    paper: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    source: Text
    held: bool = False
    as_at: date | None = None
    later: list[Stage] = []


def read_vignettes(paths: Iterable[Path]) -> list[Vignette]:
    """Every vignette of the files. Raises ContentError."""
    read = [vignette for path in paths for vignette in read_entries(path, "vignettes", Vignette)]
    ids = [vignette.id for vignette in read]
    for id in ids:
        if ids.count(id) > 1:
            raise ContentError(Problem("vignettes", id, "it stands twice", "rename one of them, or name one file only"))
    return read


def stages(vignette: Vignette) -> Iterator[tuple[str, Stage]]:
    """The vignette and each later stage, by name."""
    yield vignette.id, vignette
    for number, stage in enumerate(vignette.later, 1):
        yield vignette.id + " later" + (f" {number}" if number > 1 else ""), stage


def facts_of(catalogue: Catalogue, vignette: Vignette, stage: Stage) -> Facts:
    """The facts of a stage, on top of those before it. Raises RecordError for an unknown question or option."""
    organisation: CaseAnswers = {}
    activities: dict[str, CaseAnswers] = {}
    for _, each in stages(vignette):
        organisation |= each.answers
        for activity in each.activities:
            activities[activity.name] = activities.get(activity.name, {}) | activity.answers
        if each is stage:
            break
    day = vignette.as_at or catalogue.knowledge.published
    return Facts(
        {**catalogue.switched(day), **known_answers(catalogue, vignette.id, organisation)},
        {name: known_answers(catalogue, name, answers, Scope.ACTIVITY) for name, answers in activities.items()},
        day,
    )


def check_vignettes(catalogue: Catalogue, vignettes: Iterable[Vignette]) -> Iterator[Problem]:
    """What a vignette names and the knowledge base does not have."""
    for vignette in vignettes:
        for name, stage in stages(vignette):
            try:
                facts = facts_of(catalogue, vignette, stage)
            except RecordError as error:
                yield Problem("vignettes", name, str(error), "correct the answer")
                continue
            for problem in (*_unknown(catalogue, stage, facts), *_not_enabling(catalogue, stage), *_told(catalogue, stage)):
                yield Problem("vignettes", name, problem, "correct it")


def references(alternatives: Iterable[Alternative]) -> Iterator[str]:
    """Every reference of some alternatives."""
    for alternative in alternatives:
        yield from [alternative] if isinstance(alternative, str) else alternative


def _wanted(stage: Stage) -> Iterator[Wanted]:
    yield from stage.must
    if stage.enabling:
        yield stage.enabling


def _unknown(catalogue: Catalogue, stage: Stage, facts: Facts) -> Iterator[str]:
    named = [*(each for wanted in _wanted(stage) for each in (*wanted.by, *wanted.half))]
    named += [each for fault in stage.must_not for each in fault.by]
    for reference in (*references(named), *(DOOR + door for door in stage.doors)):
        if reference.startswith(SAYS):
            continue
        if reference.startswith(DOOR):
            if reference.removeprefix(DOOR) not in catalogue.doors:
                yield f"there is no door {reference.removeprefix(DOOR)!r}"
            continue
        activity, _, finding = reference.rpartition("/")
        if finding not in catalogue.advice:
            yield f"there is no finding {finding!r}"
        if activity and activity not in facts.activities:
            yield f"there is no activity {activity!r}"


def _not_enabling(catalogue: Catalogue, stage: Stage) -> Iterator[str]:
    enabling = {rule.finds for rule in catalogue.rules.guidelines if rule.severity is Severity.ENABLING}
    for reference in references(stage.enabling.by if stage.enabling else []):
        if reference.rpartition("/")[2] not in enabling:
            yield f"enabling: {reference} is no finding about what may go ahead"


def _told(catalogue: Catalogue, stage: Stage) -> Iterator[str]:
    for untold in stage.untold:
        if untold.of and untold.of not in catalogue.questions:
            yield f"untold: there is no question {untold.of!r}"
