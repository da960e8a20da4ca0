"""Why a condition came out as it did: a short set of answers that decides it, and what a rule reads in all."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf

from guidance.inference.three_valued import Asked, Reading
from guidance.language.conditions import Absent, All, Any, Concern, Condition, Scope, SomeActivity, atoms
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

NOTHING: frozenset[Asked] = frozenset()


class Proof:
    """Answers that decide conditions on one set of facts.

    Where either of two answers would do, the one already used for another condition is taken: reasons stay few."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._used: set[Asked] = set()
        self._kept: dict[tuple[int, str | None], tuple[Condition, frozenset[Asked]]] = {}
        self._raised_by: dict[Concern, list[Guideline]] = {}
        self._read: dict[int, tuple[Condition, frozenset[str]]] = {}
        self._closed_at_all: dict[tuple[str, int], tuple[Condition, frozenset[Asked]]] = {}
        """Of the organisation: where there are many activities, each asks for the same, and what is said of some activity reads all."""

    def of(self, condition: Condition, about: str | None) -> frozenset[Asked]:
        """Answered questions that suffice for the truth of a decided condition. Raises ValueError when it is open."""
        value = self.reading.value(condition, about)
        if value is None:
            raise ValueError("an open condition has no proof yet")
        return self._proof(condition, about, value)

    def _proof(self, condition: Condition, about: str | None, value: bool) -> frozenset[Asked]:
        """The proof of a condition that a reason will name."""
        proof = self._of(condition, about, value)
        self._used |= proof
        return proof

    def _of(self, condition: Condition, about: str | None, value: bool) -> frozenset[Asked]:
        """A proof of a condition, whether or not it is the one that is named in the end."""
        key = (id(condition), about)  # hashing a condition costs more than proving it
        if key not in self._kept:
            self._kept[key] = condition, self._deciding(condition, about, value)
        return self._kept[key][1]

    def _reads(self, condition: Condition) -> frozenset[str]:
        if id(condition) not in self._read:
            rules = self.reading.rules
            self._read[id(condition)] = condition, _read_by(rules, reads(rules), condition)
        return self._read[id(condition)][1]

    def closed(self, question: str, condition: Condition, about: str | None) -> frozenset[Asked]:
        """Answers because of which an unanswered question inside a condition cannot change it."""
        if question not in self._reads(condition):
            return NOTHING
        if about is not None:
            return self._closed(question, condition, about)
        key = (question, id(condition))
        if key not in self._closed_at_all:
            self._closed_at_all[key] = condition, self._closed(question, condition, None)
        return self._closed_at_all[key][1]

    def _closed(self, question: str, condition: Condition, about: str | None) -> frozenset[Asked]:
        value = self.reading.value(condition, about)
        if value is not None:
            return self._proof(condition, about, value)
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
                return self._all(parts, about, value) if value else self._one(parts, about, value)
            case Any(parts):
                return self._one(parts, about, value) if value else self._all(parts, about, value)
            case SomeActivity(inner):
                proofs = (
                    self._of(inner, name, value) for name in self.reading.facts.activities if self._is(inner, name, value)
                )
                return self._fewest(proofs) if value else NOTHING.union(*proofs)
            case Absent(concern):
                return self._of(concern, about, not value)
            case Concern(scope=scope):
                whom = _about(scope, about)
                raisers = (rule for rule in self._raisers(condition) if self.reading.rule(rule, whom) is value)
                proofs = (self._of(rule.when, whom, value) for rule in raisers)
                return self._fewest(proofs) if value else NOTHING.union(*proofs)
            case _:
                return frozenset({(condition.question.id, _about(condition.question.scope, about))})

    def _is(self, condition: Condition, about: str | None, value: bool) -> bool:
        return self.reading.value(condition, about) is value

    def _all(self, parts: Iterable[Condition], about: str | None, value: bool) -> frozenset[Asked]:
        return NOTHING.union(*(self._of(part, about, value) for part in parts))

    def _one(self, parts: Iterable[Condition], about: str | None, value: bool) -> frozenset[Asked]:
        return self._fewest(self._of(part, about, value) for part in parts if self._is(part, about, value))

    def _fewest(self, proofs: Iterable[frozenset[Asked]]) -> frozenset[Asked]:
        """The first proof that adds nothing to the answers that are named already, or else the one that adds fewest."""
        best, least = NOTHING, inf
        for proof in proofs:
            more = len(proof - self._used)
            if more < least:
                best, least = proof, more
            if not more:
                break
        return best

    def _raisers(self, concern: Concern) -> list[Guideline]:
        """The rules in force on the day that raise a concern."""
        if concern not in self._raised_by:
            raised_by = self.reading.rules.raised_by.get(concern, ())
            self._raised_by[concern] = [rule for rule in raised_by if rule.in_force(self.reading.facts.as_at)]
        return self._raised_by[concern]


def _about(scope: Scope, about: str | None) -> str | None:
    return about if scope is Scope.ACTIVITY else None


@lru_cache(maxsize=8)
def reads(rules: RuleBase) -> Mapping[str, frozenset[str]]:
    """Every question that each rule rests on, through concerns too, by the rule's name.

    That a finding was made counts for nothing here: what the finding rests on is read where it is made."""
    read: dict[str, frozenset[str]] = {}
    for rule in rules.guidelines:  # those that raise a concern come before those that test it
        read[rule.name] = _read_by(rules, read, rule.when)
    return read


def _read_by(rules: RuleBase, read: Mapping[str, frozenset[str]], condition: Condition) -> frozenset[str]:
    questions: set[str] = set()
    for atom in atoms(condition):
        match atom:
            case Absent(concern) | (Concern() as concern):
                if not concern.of_findings:
                    questions.update(*(read[rule.name] for rule in rules.raised_by.get(concern, ())))
            case _:
                questions.add(atom.question.id)
    return frozenset(questions)
