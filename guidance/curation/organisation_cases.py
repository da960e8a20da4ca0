"""Whole organisations: answers, what must be found, what must not be said, and the level, as tables to be read.

    organisations:
      - id: village-college
        says: A Scottish college with an exchange and a climate project
        control: true
        answers: {profile.kind: he_scotland, …}
        activities:
          - {name: peat, answers: {activity.kind: [research], …}, level: [0, 1], finds: [green-lane]}
        level: [0, 1]
        never: [licence-missing]
        doors: []

Every other question that can still matter is answered as the question's own `ordinary:` says, unless `partial: true`.
`finds`, `possible` and `never` are ids of findings, `doors` and `never_doors` ids of doors that certain findings name.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guidance.assessment import Assessment
from guidance.curation.cases import CaseAnswers, known_answers, with_ordinary_answers
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import read_entries
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import Facts

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Levels = Annotated[list[Annotated[int, Field(ge=0, le=4)]], Field(min_length=1)]


class _Expected(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Levels | None = None
    finds: list[str] = []
    possible: list[str] = []
    never: list[str] = []


class CaseActivity(_Expected):
    """One activity of a case, and what must follow about it."""

    name: Name
    answers: CaseAnswers


class OrganisationCase(_Expected):
    """One organisation. `control`: an ordinary one, of which nothing high or critical may be said.

    `after`: the published example that it is built on, if any."""

    id: Name
    says: str
    after: str = ""
    control: bool = False
    partial: bool = False
    as_at: date | None = None
    answers: CaseAnswers
    activities: list[CaseActivity] = []
    doors: list[str] = []
    never_doors: list[str] = []


def read_organisations(*folders: Path) -> Iterator[OrganisationCase]:
    """Every organisation of knowledge folders. Raises ContentError."""
    for path in (path for folder in folders for path in sorted(folder.glob("*/organisations.yaml"))):
        yield from read_entries(path, "organisations", OrganisationCase, f"{path.parent.name}/{path.name}")


def facts_of(catalogue: Catalogue, case: OrganisationCase) -> Facts:
    """The facts of a case. Raises RecordError for an unknown question or option."""
    day = case.as_at or catalogue.knowledge.published
    facts = Facts(
        {**catalogue.switched(day), **known_answers(catalogue, case.id, case.answers)},
        {each.name: known_answers(catalogue, each.name, each.answers, Scope.ACTIVITY) for each in case.activities},
        day,
    )
    return facts if case.partial else with_ordinary_answers(catalogue, facts)


def differences(case: OrganisationCase, assessment: Assessment) -> Iterator[str]:
    """What follows otherwise than the case says."""
    for expected, about in [(case, None), *((each, each.name) for each in case.activities)]:
        certain = {finding.id for finding in assessment.certain if finding.activity == about}
        possible = {finding.id for finding in assessment.possible if finding.activity == about}
        where = about or "the organisation"
        yield from (f"{where}: {id} is not found" for id in expected.finds if id not in certain)
        yield from (f"{where}: {id} is not possible" for id in expected.possible if id not in possible)
        yield from (f"{where}: {id} is said" for id in expected.never if id in certain | possible)
        level = assessment.levels[about]
        if expected.level is not None and not {level.at_least, level.at_most} <= set(expected.level):
            yield f"{where}: the level is {level}; expected one of {expected.level}"
    doors = {door for finding in assessment.certain for door in finding.doors}
    yield from (f"the door {id} is not named" for id in case.doors if id not in doors)
    yield from (f"the door {id} is named" for id in case.never_doors if id in doors)
    if case.control:
        heavy = [f.key for f in assessment.findings if f.severity.rank >= Severity.HIGH.rank]
        yield from (f"{key} is heavy, in a control" for key in heavy)
