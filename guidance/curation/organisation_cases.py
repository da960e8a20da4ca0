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

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guidance.assessment import Assessment, assess
from guidance.case.record import RecordError
from guidance.curation.cases import CaseAnswers, known_answers, with_ordinary_answers
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import ContentError, Problem, read_entries, read_what_fits
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import Facts
from guidance.language.text import nearest

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
    for path, name in _files(folders):
        yield from read_entries(path, "organisations", OrganisationCase, name)


def _files(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file of organisations, with what messages call it."""
    for path in (path for folder in folders for path in sorted(folder.glob("*/organisations.yaml"))):
        yield path, f"{path.parent.name}/{path.name}"


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


def check_organisations(catalogue: Catalogue) -> Iterator[Problem]:
    """Organisations that cannot be read, name what does not exist, or come out otherwise than they say."""
    for path, name in _files(catalogue.own_folders):
        try:
            cases, wrong = read_what_fits(path, "organisations", OrganisationCase, name)
        except ContentError as error:
            yield from error.problems
            continue
        yield from (problem for _, problems in wrong for problem in problems)
        for case, table in cases:
            for said, remedy in _wrong(catalogue, case):
                yield Problem(name, case.id, said, remedy, f"line {table.line}")


def _wrong(catalogue: Catalogue, case: OrganisationCase) -> Iterator[tuple[str, str]]:
    """What is wrong with a case, each with what to do. What follows is looked at when nothing is missing."""
    unknown = list(_unknown(catalogue, case))
    yield from unknown
    if unknown or catalogue.unread:
        return
    try:
        assessment = assess(catalogue, facts_of(catalogue, case))
    except RecordError as error:
        yield str(error), "correct the answers"
        return
    yield from ((said, "correct the rules, or what must follow") for said in differences(case, assessment))


def _unknown(catalogue: Catalogue, case: OrganisationCase) -> Iterator[tuple[str, str]]:
    for expected in (case, *case.activities):
        for id in (*expected.finds, *expected.possible, *expected.never):
            if id not in catalogue.advice and f"findings:{id}" not in catalogue.unread:
                said = f"there is no finding {id!r}{nearest(id, catalogue.advice)}"
                yield said, "correct the id or add it to findings.yaml"
    for id in (*case.doors, *case.never_doors):
        if id not in catalogue.doors and f"doors:{id}" not in catalogue.unread:
            yield f"there is no door {id!r}{nearest(id, catalogue.doors)}", "correct the id or add it to doors.yaml"
