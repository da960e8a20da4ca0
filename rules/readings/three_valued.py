"""The three-valued reading (Kleene): yes, no, or not yet known.

On partial answers a rule is *certain* (met whatever the rest turns out to be), *excluded*, or *possible*. The same
walk names the questions that can still settle it.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from rules.conditions import Absent, All, Any, Concern, Condition, Scope, SomeActivity, Unsure, meets
from rules.facts import NOT_SURE, Answer, Facts
from rules.guideline import Guideline
from rules.rulebase import RuleBase

Truth = bool | None
Asked = tuple[str, str | None]
"""A question id, and the activity it is asked about (None: the organisation)."""


class Standing(StrEnum):
    """How a finding stands on the answers so far."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


STANDING = {True: Standing.CERTAIN, None: Standing.POSSIBLE, False: Standing.EXCLUDED}


class Reading:
    """Values of conditions on one set of facts; concerns are worked out once and kept."""

    def __init__(self, rules: RuleBase, facts: Facts) -> None:
        self.rules = rules
        self.facts = facts
        self._concerns: dict[tuple[Concern, str | None], Truth] = {}

    def standing(self, rule: Guideline, activity: str | None) -> Standing:
        """How a rule stands for an activity, or (None) for the organisation."""
        return STANDING[self.rule(rule, activity)]

    def rule(self, rule: Guideline, activity: str | None) -> Truth:
        """Whether a rule is met; a rule that is not in force on the day is not."""
        return rule.in_force(self.facts.as_at) and self.value(rule.when, activity)

    def value(self, condition: Condition, activity: str | None) -> Truth:
        """The truth of a condition."""
        match condition:
            case All(parts):
                return _all(self.value(part, activity) for part in parts)
            case Any(parts):
                return _any(self.value(part, activity) for part in parts)
            case SomeActivity(inner):
                return _any(self.value(inner, each) for each in self.facts.activities)
            case Concern():
                return self.concern(condition, activity)
            case Absent(concern):
                value = self.concern(concern, activity)
                return None if value is None else not value
            case Unsure(question):
                answer = self._answer(question.id, question.scope, activity)
                return None if answer is None else answer == NOT_SURE
            case _:
                answer = self._answer(condition.question.id, condition.question.scope, activity)
                return None if answer is None or answer == NOT_SURE else meets(condition, answer)

    def concern(self, concern: Concern, activity: str | None) -> Truth:
        """Whether a concern holds."""
        key = (concern, activity if concern.scope is Scope.ACTIVITY else None)
        if key not in self._concerns:
            self._concerns[key] = _any(self.rule(rule, key[1]) for rule in self.rules.raised_by.get(concern, ()))
        return self._concerns[key]

    def live(self, condition: Condition, activity: str | None) -> set[Asked]:
        """The unanswered questions that can still change an undecided condition. No other question can."""
        return {asked for asked in self._open(condition, activity) if self._unanswered(asked)}

    def unsettled(self, condition: Condition, activity: str | None) -> set[Asked]:
        """The questions, unanswered or answered "not sure", whose answer could settle an undecided condition."""
        return set(self._open(condition, activity))

    def next(self, condition: Condition, activity: str | None) -> set[Asked]:
        """Of the live questions those to ask first: a condition is read from left to right, its gates before the rest."""
        if self.value(condition, activity) is not None:
            return set()
        match condition:
            case All(parts) | Any(parts):
                return next((asked for part in parts if (asked := self.next(part, activity))), set())
            case SomeActivity(inner):
                return set().union(*(self.next(inner, each) for each in self.facts.activities))
            case Concern() | Absent():
                concern, each = self._raised(condition, activity)
                raisers = (rule for rule in self.rules.raised_by.get(concern, ()) if rule.in_force(self.facts.as_at))
                return set().union(*(self.next(rule.when, each) for rule in raisers))
            case _:
                return self.live(condition, activity)

    def _open(self, condition: Condition, activity: str | None) -> Iterator[Asked]:
        if self.value(condition, activity) is not None:
            return
        match condition:
            case All(parts) | Any(parts):
                for part in parts:
                    yield from self._open(part, activity)
            case SomeActivity(inner):
                for each in self.facts.activities:
                    yield from self._open(inner, each)
            case Concern() | Absent():
                concern, each = self._raised(condition, activity)
                for rule in self.rules.raised_by.get(concern, ()):
                    if rule.in_force(self.facts.as_at):
                        yield from self._open(rule.when, each)
            case _:
                yield condition.question.id, activity if condition.question.scope is Scope.ACTIVITY else None

    def _raised(self, condition: Concern | Absent, activity: str | None) -> tuple[Concern, str | None]:
        concern = condition.concern if isinstance(condition, Absent) else condition
        return concern, activity if concern.scope is Scope.ACTIVITY else None

    def _answer(self, question: str, scope: Scope, activity: str | None) -> Answer | None:
        return self.facts.answers(activity if scope is Scope.ACTIVITY else None).get(question)

    def _unanswered(self, asked: Asked) -> bool:
        question, activity = asked
        return question not in self.facts.answers(activity)


def _all(values: Iterable[Truth]) -> Truth:
    known: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            known = None
    return known


def _any(values: Iterable[Truth]) -> Truth:
    known: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            known = None
    return known
