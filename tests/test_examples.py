"""The examples say what they are meant to show: Northmoor is mixed, Lowfell is ordinary."""

from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import Conclusion, conclude
from guidance.case.record import read_record
from guidance.language.conditions import Severity

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[1] / "examples"


def concluded(name: str) -> Conclusion:
    catalogue = knowledge.load()
    return conclude(catalogue, read_record((EXAMPLES / f"{name}.json").read_bytes(), catalogue).facts(catalogue))


def test_northmoor_has_something_of_everything() -> None:
    assessment = concluded("northmoor").assessment
    assert len(assessment.facts.activities) == 10
    assert {finding.severity for finding in assessment.certain} == set(Severity)
    assert {level.at_least for about, level in assessment.levels.items() if about} >= {1, 3, 4}
    assert len({door for finding in assessment.certain for door in finding.doors}) >= 4
    assert any(not finding.certain for finding in assessment.findings), "a not-sure answer leaves something to find out"


def test_lowfell_comes_out_low_and_is_told_what_may_go_ahead() -> None:
    assessment = concluded("lowfell").assessment
    assert not [finding.key for finding in assessment.findings if finding.severity.rank > Severity.LOW.rank]
    assert all(level.settled and level.at_least <= 1 for level in assessment.levels.values())
    for activity in assessment.facts.activities:
        assert any(finding.severity is Severity.ENABLING for finding in assessment.about(activity))
