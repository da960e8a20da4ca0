"""The examples in the docstrings of the main entries do what they say."""

import doctest
from importlib import import_module

import pytest

ENTRIES = (
    "guidance.language.conditions",
    "guidance.language.text",
    "guidance.assessment.assessing",
    "guidance.case.record",
    "guidance.partners.screening",
)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_examples_of_a_main_entry_hold(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.attempted, f"{name} has no example"
    assert not result.failed
