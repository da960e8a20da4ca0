"""Every rule fires in its case, and does not in any near miss."""

import pytest

from guidance import knowledge
from guidance.curation.cases import Case, facts_of, outcome, read_cases

CASES = list(read_cases(knowledge.OWN))

pytestmark = pytest.mark.nightly
"""Seven thousand tests of what `guidance knowledge check` reads in ten seconds, in `make check` and `make test`; here each has a name."""


@pytest.mark.parametrize("case", [pytest.param(case, id=case.rule) for _, case in CASES])
def test_rule_fires_in_its_case(case: Case) -> None:
    catalogue = knowledge.load()
    assert outcome(catalogue, catalogue.rules.by_name[case.rule], facts_of(catalogue, case)) is True


@pytest.mark.parametrize(
    ("case", "change"),
    [pytest.param(case, change, id=f"{case.rule}-{n}") for _, case in CASES for n, change in enumerate(case.near_misses, 1)],
)
def test_rule_does_not_fire_in_a_near_miss(case: Case, change: dict[str, object]) -> None:
    catalogue = knowledge.load()
    assert outcome(catalogue, catalogue.rules.by_name[case.rule], facts_of(catalogue, case, change)) is not True


def test_every_rule_has_a_case() -> None:
    rules = knowledge.load().rules.by_name
    assert {case.rule for _, case in CASES} == set(rules)
