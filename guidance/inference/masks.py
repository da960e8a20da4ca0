"""The mask reading: a condition over columns, for thousands of assessments at once.

Each value is a pair of boolean arrays, (certainly met, certainly not met); a row that is neither is not yet known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from guidance.language.conditions import (
    Absent,
    All,
    AnswerAtom,
    Any,
    Atom,
    Concern,
    Condition,
    Scope,
    SomeActivity,
    Unsure,
    meets,
)
from guidance.language.facts import NOT_SURE, Answers, Facts
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Mask:
    """Which rows certainly meet a condition, and which certainly do not."""

    met: Flags
    unmet: Flags

    def __and__(self, other: "Mask") -> "Mask":
        return Mask(self.met & other.met, self.unmet | other.unmet)

    def __or__(self, other: "Mask") -> "Mask":
        return Mask(self.met | other.met, self.unmet & other.unmet)

    def __invert__(self) -> "Mask":
        return Mask(self.unmet, self.met)


@dataclass
class Table:
    """Many cases as two frames: a row an organisation, and a row an activity with its organisation's row number.

    A column is a question; a missing value is no answer. All cases are read under the law of one day."""

    organisations: pd.DataFrame
    activities: pd.DataFrame
    owner: NDArray[np.intp]
    as_at: date
    _columns: dict[tuple[Scope, str], tuple[NDArray[np.intp], list[object]]] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Iterable[Facts], as_at: date) -> "Table":
        """Lays out cases as columns; the day is the same for all."""
        facts = list(cases)
        rows = [answers for case in facts for answers in case.activities.values()]
        owner = [number for number, case in enumerate(facts) for _ in case.activities]
        return cls(_frame([case.organisation for case in facts]), _frame(rows), np.array(owner, dtype=np.intp), as_at)

    def column(self, scope: Scope, question: str) -> tuple[NDArray[np.intp], list[object]]:
        """A question's answers as codes into its distinct answers; -1 is no answer."""
        key = (scope, question)
        if key not in self._columns:
            frame = self.organisations if scope is Scope.ORGANISATION else self.activities
            values = frame[question] if question in frame else pd.Series([None] * len(frame), dtype=object)
            codes, distinct = pd.factorize(values)
            self._columns[key] = (codes, list(distinct))
        return self._columns[key]


class Reading:
    """Masks of rules over one table; atoms and concerns are worked out once and kept."""

    def __init__(self, rules: RuleBase, table: Table, taken: Answers | None = None) -> None:
        """`taken`: what each question is taken to say where it has no answer; without it, such questions are open."""
        self.rules = rules
        self.table = table
        self.taken = taken
        self._kept: dict[tuple[Condition, Scope], Mask] = {}

    def rule(self, rule: Guideline) -> Mask:
        """One flag an activity for a rule about activities, otherwise one an organisation."""
        rows = self._rows(rule.scope)
        if not rule.in_force(self.table.as_at):
            return Mask(np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool))
        return self.value(rule.when, rule.scope)

    def value(self, condition: Condition, about: Scope) -> Mask:
        """The mask of a condition, one flag for each thing it is about."""
        match condition:
            case All(parts):
                return reduce(Mask.__and__, (self.value(part, about) for part in parts))
            case Any(parts):
                return reduce(Mask.__or__, (self.value(part, about) for part in parts))
            case _:
                key = (condition, about)
                if key not in self._kept:
                    self._kept[key] = self._worked_out(condition, about)
                return self._kept[key]

    def _worked_out(self, condition: Atom | SomeActivity, about: Scope) -> Mask:
        match condition:
            case SomeActivity(inner):
                return self._spread(self._some(self.value(inner, Scope.ACTIVITY)), Scope.ORGANISATION, about)
            case Concern(scope=scope):
                none = Mask(np.zeros(self._rows(scope), dtype=bool), np.ones(self._rows(scope), dtype=bool))
                raised = (self.rule(rule) for rule in self.rules.raised_by.get(condition, ()))
                return self._spread(reduce(Mask.__or__, raised, none), scope, about)
            case Absent(concern):
                return ~self.value(concern, about)
            case Unsure(question):
                codes, distinct = self.table.column(question.scope, question.id)
                said = _lookup(codes, [answer == NOT_SURE for answer in distinct])
                if self.taken is not None:
                    said |= codes < 0  # while nobody has answered, nobody is sure
                return self._spread(Mask(said, (codes >= 0) & ~said), question.scope, about)
            case _:
                return self._spread(self._answered(condition), condition.question.scope, about)

    def _answered(self, atom: AnswerAtom) -> Mask:
        codes, distinct = self.table.column(atom.question.scope, atom.question.id)
        known = [answer != NOT_SURE for answer in distinct]
        true = [knows and meets(atom, answer) for knows, answer in zip(known, distinct, strict=True)]  # type: ignore[arg-type]
        met, answered = _lookup(codes, true), _lookup(codes, known)
        if self.taken is not None and atom.question.id in self.taken:
            met |= ~answered & meets(atom, self.taken[atom.question.id])
            answered = np.ones_like(answered)
        return Mask(met, answered & ~met)

    def _some(self, mask: Mask) -> Mask:
        rows = len(self.table.organisations)
        met = np.bincount(self.table.owner, weights=mask.met, minlength=rows) > 0
        open_ = np.bincount(self.table.owner, weights=~mask.unmet, minlength=rows) > 0
        return Mask(met, ~open_)

    def _spread(self, mask: Mask, scope: Scope, about: Scope) -> Mask:
        if scope is about:
            return mask
        return Mask(mask.met[self.table.owner], mask.unmet[self.table.owner])

    def _rows(self, scope: Scope) -> int:
        return len(self.table.organisations if scope is Scope.ORGANISATION else self.table.activities)


def _lookup(codes: NDArray[np.intp], flags: list[bool]) -> Flags:
    return np.array([*flags, False], dtype=bool)[codes]


def _frame(rows: Sequence[Answers]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=range(len(rows)), dtype=object)
