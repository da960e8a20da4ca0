"""The inference of record: a case run through experta, and what fired."""

from collections.abc import Iterator
from threading import Lock
from typing import Any

from rules import inference as engine
from rules.conditions import Scope
from rules.facts import NOT_SURE, Answers, Facts
from rules.inference import Firing
from rules.readings.pattern import THIS, WHOLE
from rules.readings.three_valued import Reading
from rules.rulebase import RuleBase


class Inference:
    """One experta engine for a rule base, shared safely: callers wait for each other."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self._engine = rules.new_engine()
        self._busy = Lock()

    def conclude(self, facts: Facts) -> tuple[Firing, ...]:
        """Every rule that is certainly met, in firing order, once an activity."""
        declared = list(_facts(self.rules, facts))
        with self._busy:
            self._engine.reset()
            self._engine.declare(*declared)
            self._engine.run()
            return tuple(self._engine.firings)


def _facts(rules: RuleBase, facts: Facts) -> Iterator[Any]:
    yield engine.Organisation(**_known(rules, facts.organisation))
    yield from _not_sure(facts.organisation, WHOLE)
    for name, answers in facts.activities.items():
        yield engine.Activity(id=name, **_known(rules, answers))
        yield from _not_sure(answers, name)
    yield from (engine.InForce(rule=rule.name) for rule in rules.guidelines if rule.dated and rule.in_force(facts.as_at))
    yield from _undecided(rules, facts)


def _known(rules: RuleBase, answers: Answers) -> dict[str, Any]:
    """experta is given known values only, of questions that rules read; then it fires exactly what is certain."""
    return {question: answer for question, answer in answers.items() if answer != NOT_SURE and question in rules.questions}


def _not_sure(answers: Answers, about: str) -> Iterator[Any]:
    yield from (
        engine.NotSure(question=question, **{THIS: about}) for question, answer in answers.items() if answer == NOT_SURE
    )


def _undecided(rules: RuleBase, facts: Facts) -> Iterator[Any]:
    reading = Reading(rules, facts)
    for concern in rules.raised_by:
        if concern.scope is Scope.ORGANISATION:
            if reading.concern(concern, None) is None:
                yield engine.Concern(name=concern.id, standing=engine.UNDECIDED, **{THIS: WHOLE})
        else:
            for name in facts.activities:
                if reading.concern(concern, name) is None:
                    yield engine.Concern(name=concern.id, standing=engine.UNDECIDED, **{THIS: name})
