"""Whole organisations: what must be found, what must not be said, and the level."""

from statistics import median

import pytest

from guidance import knowledge
from guidance.assessment import conclude
from guidance.curation.organisation_cases import OrganisationCase, differences, facts_of, read_organisations

pytestmark = pytest.mark.slow

CASES = list(read_organisations(knowledge.OWN))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_organisation_is_told_what_it_must_be_and_no_more(case: OrganisationCase) -> None:
    catalogue = knowledge.load()
    assert list(differences(case, conclude(catalogue, facts_of(catalogue, case)).assessment)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_case_names_exists(case: OrganisationCase) -> None:
    catalogue = knowledge.load()
    for expected in (case, *case.activities):
        assert {*expected.finds, *expected.possible, *expected.never} <= catalogue.advice.keys()
    assert {*case.doors, *case.never_doors} <= catalogue.doors.keys()


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 12
    assert sum(case.control for case in CASES) >= 4


def test_a_typical_organisation_answers_a_small_part_of_the_questions() -> None:
    catalogue = knowledge.load()
    asked = [len(conclude(catalogue, facts_of(catalogue, case)).assessment.asked) for case in CASES]
    assert median(asked) < len(catalogue.questions) / 2
