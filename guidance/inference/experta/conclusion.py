"""The inference of record: a case run through experta, and what fired."""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from guidance.inference.experta import engine
from guidance.inference.experta.patterns import THIS, WHOLE, left_hand_side
from guidance.inference.three_valued import Reading
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answers, Facts
from guidance.language.rule import Firing, Guideline
from guidance.language.rulebase import RuleBase


class Inference:
    """One experta engine for a rule base, shared safely: callers wait for each other. Building it costs a millisecond a rule."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self._engine = _engine_of(rules)
        self._busy = Lock()

    def conclude(self, facts: Facts) -> tuple[Firing, ...]:
        """Every rule that is certainly met, in firing order, once an activity."""
        declared = list(_facts(self.rules, facts))
        with self._busy:
            self._engine.reset()
            self._engine.declare(*declared)
            self._engine.run()
            fired = tuple(self._engine.firings)
            self._engine.reset()  # it holds hundreds of megabytes of a large case otherwise
            return fired


def _engine_of(rules: RuleBase) -> engine.Engine:
    made = {}
    for position, rule in enumerate(rules.guidelines):
        made[f"rule {rule.name}"] = experta_rule(rule, salience=-position)  # a space: no rule can stand in a method's place
    kind: Any = type("Guidance", (engine.Engine,), made)
    return kind()  # type: ignore[no-any-return]


def experta_rule(rule: Guideline, salience: int = 0) -> Any:
    """A rule as one of experta's: its patterns, and what it does when they are met."""
    patterns = left_hand_side(rule.when, rule.scope, rule.name if rule.dated else None)
    return engine.Rule(*patterns, salience=salience)(_action(rule))


def _action(rule: Guideline) -> Callable[..., None]:
    """Records the firing and declares the concerns that others build on."""

    def fire(self: engine.Engine, **bound: Any) -> None:
        which = bound[THIS] if rule.scope is Scope.ACTIVITY else None
        self.fired(rule.name, which)
        for concern in rule.concerns:
            self.declare(engine.Concern(name=concern.id, standing=engine.HOLDS, **{THIS: which or WHOLE}))

    fire.__name__ = rule.name
    return fire


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
