"""Every rule fires in its case, and does not in any near miss. `pytest -m nightly tests/test_cases.py --topic nsi`: those of one topic."""

import pytest

from guidance import knowledge
from guidance.curation.cases import Case, facts_of, outcome, read_cases

CASES = list(read_cases(knowledge.OWN))

pytestmark = pytest.mark.nightly
"""Seven thousand tests of what `guidance knowledge check` reads in ten seconds, in `make check` and `make test`; here each has a name."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    topic = metafunc.config.getoption("topic")
    cases = [case for file, case in CASES if topic is None or file.startswith(f"{topic}/")]
    assert cases, f"there is no topic {topic}"
    if "change" in metafunc.fixturenames:
        near = [
            pytest.param(case, change, id=f"{case.rule}-{n}") for case in cases for n, change in enumerate(case.near_misses, 1)
        ]
        metafunc.parametrize(("case", "change"), near)
    elif "case" in metafunc.fixturenames:
        metafunc.parametrize("case", [pytest.param(case, id=case.rule) for case in cases])


def test_rule_fires_in_its_case(case: Case) -> None:
    catalogue = knowledge.load()
    assert outcome(catalogue, catalogue.rules.by_name[case.rule], facts_of(catalogue, case)) is True


def test_rule_does_not_fire_in_a_near_miss(case: Case, change: dict[str, object]) -> None:
    catalogue = knowledge.load()
    assert outcome(catalogue, catalogue.rules.by_name[case.rule], facts_of(catalogue, case, change)) is not True


def test_every_rule_has_a_case() -> None:
    rules = knowledge.load().rules.by_name
    assert {case.rule for _, case in CASES} == set(rules)
