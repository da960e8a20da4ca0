"""Why a condition came out as it did: a short set of answers that decides it, and what a rule reads in all."""

from collections.abc import Iterable
from functools import lru_cache

from rules.conditions import Absent, All, Any, Concern, Condition, Scope, SomeActivity
from rules.guideline import Guideline
from rules.readings.three_valued import Asked, Reading
from rules.rulebase import RuleBase

NOTHING: frozenset[Asked] = frozenset()


class Proof:
    """Answers that decide conditions on one set of facts.

    Where either of two answers would do, the one already used for another condition is taken: reasons stay few."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._used: set[Asked] = set()
        self._kept: dict[tuple[Condition, str | None], frozenset[Asked]] = {}

    def of(self, condition: Condition, about: str | None) -> frozenset[Asked]:
        """Answered questions that suffice for the truth of a decided condition. Raises ValueError when it is open."""
        key = (condition, about)
        if key not in self._kept:
            value = self.reading.value(condition, about)
            if value is None:
                raise ValueError("an open condition has no proof yet")
            self._kept[key] = self._deciding(condition, about, value)
            self._used |= self._kept[key]
        return self._kept[key]

    def closed(self, question: str, condition: Condition, about: str | None) -> frozenset[Asked]:
        """Answers because of which an unanswered question inside a condition cannot change it."""
        if question not in read_by(self.reading.rules, condition):
            return NOTHING
        if self.reading.value(condition, about) is not None:
            return self.of(condition, about)
        match condition:
            case All(parts) | Any(parts):
                return NOTHING.union(*(self.closed(question, part, about) for part in parts))
            case SomeActivity(inner):
                return NOTHING.union(*(self.closed(question, inner, each) for each in self.reading.facts.activities))
            case Absent(concern):
                return self.closed(question, concern, about)
            case Concern(scope=scope):
                return NOTHING.union(
                    *(self.closed(question, rule.when, _about(scope, about)) for rule in self._raisers(condition))
                )
            case _:
                return NOTHING

    def _deciding(self, condition: Condition, about: str | None, value: bool) -> frozenset[Asked]:
        match condition:
            case All(parts):
                return self._all(parts, about) if value else self._one(parts, about, value)
            case Any(parts):
                return self._one(parts, about, value) if value else self._all(parts, about)
            case SomeActivity(inner):
                each = self.reading.facts.activities
                if not value:
                    return NOTHING.union(*(self.of(inner, name) for name in each))
                return self._fewest(self.of(inner, name) for name in each if self.reading.value(inner, name))
            case Absent(concern):
                return self.of(concern, about)
            case Concern(scope=scope):
                raisers = [rule for rule in self._raisers(condition) if self.reading.rule(rule, _about(scope, about)) is value]
                proofs = [self.of(rule.when, _about(scope, about)) for rule in raisers]
                return self._fewest(proofs) if value else NOTHING.union(*proofs)
            case _:
                return frozenset({(condition.question.id, _about(condition.question.scope, about))})

    def _all(self, parts: Iterable[Condition], about: str | None) -> frozenset[Asked]:
        return NOTHING.union(*(self.of(part, about) for part in parts))

    def _one(self, parts: Iterable[Condition], about: str | None, value: bool) -> frozenset[Asked]:
        return self._fewest(self.of(part, about) for part in parts if self.reading.value(part, about) is value)

    def _fewest(self, proofs: Iterable[frozenset[Asked]]) -> frozenset[Asked]:
        return min(proofs, key=lambda proof: len(proof - self._used))

    def _raisers(self, concern: Concern) -> list[Guideline]:
        """The rules in force on the day that raise a concern."""
        raised_by = self.reading.rules.raised_by.get(concern, ())
        return [rule for rule in raised_by if rule.in_force(self.reading.facts.as_at)]


def _about(scope: Scope, about: str | None) -> str | None:
    return about if scope is Scope.ACTIVITY else None


@lru_cache(maxsize=65_536)
def read_by(rules: RuleBase, condition: Condition) -> frozenset[str]:
    """Every question that a condition rests on, through concerns too.

    That a finding was made counts for nothing here: what the finding rests on is read where it is made."""
    match condition:
        case All(parts) | Any(parts):
            return frozenset().union(*(read_by(rules, part) for part in parts))
        case SomeActivity(inner):
            return read_by(rules, inner)
        case Absent(concern):
            return read_by(rules, concern)
        case Concern(of_findings=True):
            return frozenset()
        case Concern():
            return frozenset().union(*(read_by(rules, rule.when) for rule in rules.raised_by.get(condition, ())))
        case _:
            return frozenset({condition.question.id})
