"""Ordinary activities must come out as ordinary: over-warning is a defect as serious as a missed duty.

They stand in `rules/common/controls.yaml`; every other question that can still matter is answered in its ordinary way.
"""

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, conclude
from guidance.curation.cases import CaseAnswers
from guidance.curation.controls import ahead, facts_of, read_controls
from guidance.language.conditions import Severity

pytestmark = pytest.mark.slow

CONTROLS = {control.id: control for _, control in read_controls(knowledge.OWN)}


def assessed(name: str, change: CaseAnswers | None = None) -> Assessment:
    catalogue = knowledge.load()
    return conclude(catalogue, facts_of(catalogue, CONTROLS[name], change)).assessment


def enabling(assessment: Assessment) -> set[str]:
    return ahead(assessment, "engagement")


def test_they_are_of_every_kind_and_each_has_its_blockers() -> None:
    assert len(CONTROLS) >= 6
    assert {control.answers.get("profile.kind") for control in CONTROLS.values()} >= {None, "he_scotland", "company"}
    for control in CONTROLS.values():
        assert control.ahead == "engagement"
        assert {"technology.letter", "partner.sanctions"} <= {id for change in control.stops for id in change}
        assert {"technology.letter": "not sure"} in control.waits


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
            assert level.at_least == CONTROLS[name].level, f"{about}: {level}"


@pytest.mark.parametrize("name", CONTROLS)
def test_ordinary_activity_is_told_what_may_go_ahead(name: str) -> None:
    assert enabling(assessed(name))


@pytest.mark.parametrize(
    ("name", "blocker"),
    [pytest.param(name, change, id=f"{name}-{next(iter(change))}") for name, each in CONTROLS.items() for change in each.stops],
)
def test_critical_finding_silences_every_go_ahead(name: str, blocker: CaseAnswers) -> None:
    assessment = assessed(name, blocker)
    assert assessment.level.at_least == 4
    assert not enabling(assessment)


@pytest.mark.parametrize("name", CONTROLS)
def test_not_knowing_is_no_go_ahead(name: str) -> None:
    assert not enabling(assessed(name, {"technology.letter": "not sure"}))


def test_high_finding_leaves_the_open_part_standing() -> None:
    change: CaseAnswers = {"technology.areas": ["quantum"], "partner.owner": "partly", "activity.separable": "could"}
    assessment = assessed("climate-field-work", change)
    assert assessment.level.at_least == 3
    assert enabling(assessment) == {"split-the-work", "keep-talking"}
