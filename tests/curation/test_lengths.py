"""Advice that would fill more than a third of a printed page is named with a remedy."""

from dataclasses import replace

import pytest

from guidance import knowledge
from guidance.knowledge.checks import check_lengths


@pytest.mark.slow
def test_no_advice_is_too_long() -> None:
    assert list(check_lengths(knowledge.load())) == []


@pytest.mark.slow
def test_advice_that_is_too_long_is_named() -> None:
    catalogue = knowledge.load()
    long = catalogue.advice["licence-missing"].model_copy(update={"says": "word " * 240})
    (problem,) = check_lengths(replace(catalogue, advice={**catalogue.advice, long.id: long}))
    assert str(problem).startswith(
        "export_control/findings.yaml, line 3: licence-missing: its texts, doors and sources take about"
    )
    assert "shorten its texts by about" in problem.remedy
