"""Ordinary activities must come out as ordinary: over-warning is a defect as serious as a missed duty.

Each control starts from the green-lane case of `cases/engagement.yaml`; every other question that can still matter is
answered in its ordinary way.
"""

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, conclude
from guidance.curation.cases import Case, CaseAnswers, facts_of, read_cases
from guidance.language.conditions import Severity
from guidance.language.facts import Facts

ORDINARY = next(case for _, case in read_cases(knowledge.OWN) if case.rule == "project_is_in_the_green_lane")

CONTROLS: dict[str, CaseAnswers] = {
    "public climate field-work data with a civil university": {},
    "humanities joint conference": {
        "activity.kind": ["dialogue"],
        "activity.field": "humanities",
        "activity.stage": "idea",
        "activity.publication": "nothing",
        "activity.written_terms": "not_needed",
        "technology.control_list": "not_checked",
        "technology.leaves": ["talk", "carried"],
    },
    "undergraduate student exchange": {
        "profile.kind": "he_scotland",
        "activity.kind": ["exchange", "teaching"],
        "activity.field": "none",
        "activity.publication": "nothing",
        "activity.visit_terms": "standard",
        "technology.control_list": "not_checked",
        "technology.leaves": ["talk"],
    },
    "unpublished literary study with a university that has a defence laboratory elsewhere": {
        "activity.field": "humanities",
        "activity.stage": "negotiating",
        "partner.defence": "laboratory",
        "partner.department": "clean",
        "technology.control_list": "not_checked",
        "technology.published": "some",
    },
    "ordinary purchase by a company": {
        "profile.kind": "company",
        "activity.kind": ["purchase"],
        "activity.field": "none",
        "activity.publication": "nothing",
        "activity.written_terms": "not_needed",
        "partner.kind": "private_company",
        "technology.leaves": ["nothing"],
    },
    "sale of unlisted goods by a company": {
        "profile.kind": "company",
        "activity.kind": ["supply"],
        "activity.field": "engineering",
        "activity.publication": "nothing",
        "partner.kind": "private_company",
        "technology.published": "confidential",
        "technology.leaves": ["goods"],
        "technology.trl": "product",
        "technology.aim": "yes",
    },
}
EXPECTED_LEVEL = {
    "humanities joint conference": 0,
    "ordinary purchase by a company": 0,
}
BLOCKERS: list[CaseAnswers] = [
    {"technology.letter": "yes"},
    {"partner.sanctions": "match"},
]


def facts(name: str, change: CaseAnswers | None = None) -> Facts:
    control = Case(rule=name, says=name, ordinary=True, fires={**ORDINARY.fires, **CONTROLS[name]}, near_misses=[{}])
    return facts_of(knowledge.load(), control, change)


def assessed(name: str, change: CaseAnswers | None = None) -> Assessment:
    return conclude(knowledge.load(), facts(name, change)).assessment


def enabling(assessment: Assessment, *, topic: str | None = None) -> set[str]:
    return {
        finding.id
        for finding in assessment.certain
        if finding.severity is Severity.ENABLING and finding.activity and topic in (None, finding.topic)
    }


@pytest.mark.parametrize("name", CONTROLS)
def test_every_question_that_matters_is_answered(name: str) -> None:
    open_ = sorted({question for question, _ in assessed(name).live})
    assert not open_, f"these have no ordinary answer: {open_}"


@pytest.mark.parametrize("name", CONTROLS)
def test_ordinary_activity_stays_low(name: str) -> None:
    assessment = assessed(name)
    assert not [finding.key for finding in assessment.findings if finding.severity.rank > Severity.LOW.rank]
    for about, level in assessment.levels.items():
        assert level.settled, f"{about}: {level}"
        if about is None:
            assert level.at_least <= 1, f"{about}: {level}"
        else:
            assert level.at_least == EXPECTED_LEVEL.get(name, 1), f"{about}: {level}"


@pytest.mark.parametrize("name", CONTROLS)
def test_ordinary_activity_is_told_what_may_go_ahead(name: str) -> None:
    assert enabling(assessed(name), topic="engagement")


@pytest.mark.parametrize("blocker", BLOCKERS, ids=lambda change: next(iter(change)))
@pytest.mark.parametrize("name", CONTROLS)
def test_critical_finding_silences_every_go_ahead(name: str, blocker: CaseAnswers) -> None:
    assessment = assessed(name, blocker)
    assert assessment.level.at_least == 4
    assert not enabling(assessment, topic="engagement")


@pytest.mark.parametrize("name", CONTROLS)
def test_not_knowing_is_no_go_ahead(name: str) -> None:
    assert not enabling(assessed(name, {"technology.letter": "not sure"}), topic="engagement")


def test_high_finding_leaves_the_open_part_standing() -> None:
    change: CaseAnswers = {"technology.areas": ["quantum"], "partner.owner": "partly", "activity.separable": "could"}
    assessment = assessed("public climate field-work data with a civil university", change)
    assert assessment.level.at_least == 3
    assert enabling(assessment, topic="engagement") == {"split-the-work", "keep-talking"}
