"""The explanation of every rule's case: made of firings, and enough for the rule to hold again."""

from collections.abc import Iterator

import pytest

from guidance import knowledge
from guidance.assessment import Step, explain
from guidance.curation.cases import Case, facts_of, read_cases
from guidance.inference.three_valued import Reading
from guidance.language.conditions import Concern, Scope
from guidance.language.facts import Facts
from guidance.language.rule import Firing

pytestmark = pytest.mark.slow
CASES = [pytest.param(case, id=f"{case.rule}-{n}") for n, (_, case) in enumerate(read_cases(knowledge.OWN))]


def steps(step: Step) -> Iterator[Step]:
    yield step
    for before in step.before:
        yield from steps(before)


@pytest.mark.parametrize("case", CASES)
def test_an_explanation_is_made_of_firings_and_suffices(case: Case) -> None:
    """Every step of a chain fired; and the answers that a chain names are enough for the rule to hold again, unless it
    rests on something being absent, which takes every other answer to know."""
    catalogue = knowledge.load()
    rule, given = catalogue.rules.by_name[case.rule], facts_of(catalogue, case)
    fired = frozenset(catalogue.inference.conclude(given))
    mine = [firing for firing in fired if firing.rule == rule.name]
    assert mine
    reading = Reading(catalogue.rules, given)
    for firing in mine:
        chain = list(steps(explain(reading, fired, rule, firing.activity)))
        assert {Firing(step.rule.name, step.activity) for step in chain} <= fired
        answers = {asked for step in chain for asked in step.answers}
        assert answers or any(step.absent for step in chain)
        assert all(reading.answered(asked) for asked in answers)
        for step in chain:
            assert all(
                reading.concern(concern, step.activity if _of_activity(concern) else None) is False for concern in step.absent
            )
        if not any(step.absent for step in chain):
            only = Facts(
                {id: value for id, value in given.organisation.items() if (id, None) in answers},
                {
                    name: {id: value for id, value in known.items() if (id, name) in answers}
                    for name, known in given.activities.items()
                },
                given.as_at,
            )
            assert Reading(catalogue.rules, only).rule(rule, firing.activity) is True


def _of_activity(concern: Concern) -> bool:
    return concern.scope is Scope.ACTIVITY
