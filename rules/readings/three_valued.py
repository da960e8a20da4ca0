"""The three-valued reading (Kleene): yes, no, or not yet known.

On partial answers a rule is *certain* (met whatever the rest turns out to be), *excluded*, or *possible*. The same
walk names the questions that can still settle it.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from rules.conditions import Absent, All, Any, Concern, Condition, Question, Scope, SomeActivity, Unsure, meets
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
        return {asked for asked in self._open(condition, activity) if not self.answered(asked)}

    def unsettled(self, condition: Condition, activity: str | None) -> set[Asked]:
        """The questions, unanswered or answered "not sure", whose answer could settle an undecided condition."""
        return set(self._open(condition, activity))

    def interview(self, rules: Iterable[Guideline]) -> set[Asked]:
        """The questions to put on the page: those that the rules' conditions come to, read from left to right.

        A condition is read until it is decided or comes to a question that is not answered yet: gates are asked
        before what lies behind them. An answer that no condition comes to is parked: it changes no rule's value."""
        asked: set[Asked] = set()
        seen: set[tuple[Concern, str | None, bool]] = set()
        for rule in rules:
            if rule.in_force(self.facts.as_at):
                for about in self.facts.activities if rule.scope is Scope.ACTIVITY else (None,):
                    self._ask(rule.when, about, self.value(rule.when, about) is None, asked, seen)
        return asked

    def answered(self, asked: Asked) -> bool:
        """Whether the question has an answer, "not sure" included."""
        question, about = asked
        return question in self.facts.answers(about)

    def _ask(
        self,
        condition: Condition,
        activity: str | None,
        needed: bool,
        asked: set[Asked],
        seen: set[tuple[Concern, str | None, bool]],
    ) -> bool:
        """Adds what the condition comes to; whether it now waits for an answer. `needed`: the rule is undecided."""
        value = self.value(condition, activity)
        needed = needed and value is None
        match condition:
            case All(parts) | Any(parts):
                decides = isinstance(condition, Any)
                for part in parts:
                    if self._ask(part, activity, needed, asked, seen):
                        return True
                    if self.value(part, activity) is decides:
                        return False
                return False
            case SomeActivity(inner):
                waiting = [self._ask(inner, each, needed, asked, seen) for each in self.facts.activities]
                return any(waiting)
            case Concern() | Absent():
                concern, each = self._raised(condition, activity)
                waits = needed and bool(self.live(concern, each))
                if (concern, each, needed) not in seen:
                    seen.add((concern, each, needed))
                    for rule in self.rules.raised_by.get(concern, ()):
                        if rule.in_force(self.facts.as_at):
                            self._ask(rule.when, each, needed, asked, seen)
                return waits
            case _:
                question = self._put(condition.question, activity)
                waits = needed and not self.answered(question)
                if waits or self.answered(question):
                    asked.add(question)
                return waits

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
                concern, about = self._raised(condition, activity)
                for rule in self.rules.raised_by.get(concern, ()):
                    if rule.in_force(self.facts.as_at):
                        yield from self._open(rule.when, about)
            case _:
                yield self._put(condition.question, activity)

    def _put(self, question: Question, activity: str | None) -> Asked:
        return question.id, activity if question.scope is Scope.ACTIVITY else None

    def _raised(self, condition: Concern | Absent, activity: str | None) -> tuple[Concern, str | None]:
        concern = condition.concern if isinstance(condition, Absent) else condition
        return concern, activity if concern.scope is Scope.ACTIVITY else None

    def _answer(self, question: str, scope: Scope, activity: str | None) -> Answer | None:
        return self.facts.answers(activity if scope is Scope.ACTIVITY else None).get(question)


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
