"""What follows from a part: how each finding stands for each activity and organisation, the levels that the answers allow, and doors.

It is what `guidance.assessment.assess` says of each case, by the bit reading; only where a certain finding may be hidden by a heavier one that
is presumed are the grounds of the three-valued reading asked, once for equal answers."""

from collections.abc import Collection, Container
from functools import cached_property, reduce
from operator import or_
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from guidance.inference.bits import Bits, Columns, Reading, Stands, Value, unpacked
from guidance.inference.bits import standing as standing_of
from guidance.inference.nodes import SWITCHES, Reach
from guidance.inference.three_valued import Reading as Single
from guidance.inference.three_valued import Standing
from guidance.inference.three_valued import standing as stands_on
from guidance.knowledge.catalogue import WHO
from guidance.language.conditions import IsNot, Scope, Severity, organisation
from guidance.language.rule import Guideline
from guidance.sector.law import AT_LEAST, AT_MOST, DOOR, Law

Codes: TypeAlias = NDArray[np.uint8]
"""One byte a row: of a finding or a door 0 excluded, 1 possible, 2 presumed, 3 certain; or a level."""


class Conclusions:
    """What follows from the columns of a part.

    `beside`: what follows from the same rows under another law; the rules named in `alike` are worked out there, once for both."""

    def __init__(self, law: Law, columns: Columns, beside: "Conclusions | None" = None, alike: Container[str] = ()) -> None:
        self.law = law
        self.columns = columns
        rules, presumed = law.bundle.rules, law.bundle.presumptions
        firm = columns.firm(SWITCHES)
        taken = (None, presumed.taken, presumed.ordinary)
        others: tuple[Reading | None, ...] = beside.readings if beside else (None,) * len(taken)
        self.readings: tuple[Reading, ...] = tuple(
            Reading(rules, firm, said, other, alike) for said, other in zip(taken, others, strict=True)
        )
        self._answered, *self._ordinary = self.readings
        self._ways = self._ordinary[:1]

    def about(self, scope: Scope, only: Container[str] | None = None, doors: Collection[str] | None = None) -> dict[str, Codes]:
        """A column for each of `Law.names`; or for `only` some findings, and some doors."""
        rows, made = self.columns.rows(scope), {}
        wanted = self.law.doors if doors is None else doors
        named: dict[str, Stands] = {}
        for id, rules in self.law.findings[scope].items():
            here = [door for rule in rules for door in rule.doors if door in wanted]
            if only is not None and id not in only and not here:
                continue
            whole, found = self._finding(rules)
            if only is None or id in only:
                made[id] = whole.codes(rows)
            for rule, its in zip(rules, found, strict=True):
                for door in rule.doors:
                    named[door] = named[door] | its if door in named else its
        none = np.zeros(rows, dtype=np.uint8)
        made |= {
            f"{DOOR}{door}": self._served(scope, door, named[door].codes(rows)) if door in named else none for door in wanted
        }
        return made if only is not None else dict(zip((AT_LEAST, AT_MOST), self.levels(scope), strict=True)) | made

    def _served(self, scope: Scope, door: str, codes: Codes) -> Codes:
        """A door's column, without the rows of organisations whom it does not serve."""
        serves = self.law.bundle.serves.get(door)
        if serves:
            closed = self.columns.value(IsNot(organisation.question(WHO), tuple(serves))).met
            flags = unpacked(closed, self.columns.rows(Scope.ORGANISATION)).view(bool)
            codes[flags if scope is Scope.ORGANISATION else flags[self.columns.owner]] = 0
        return codes

    def standing(self, rule: Guideline) -> Stands:
        """How a rule stands in each row."""
        return standing_of(rule, self._answered, self._ordinary if rule.severity is Severity.ENABLING else self._ways)

    def values(self, rule: Guideline) -> tuple[Value, ...]:
        """What a rule comes to by what was answered, and by each way of taking what was not."""
        return tuple(reading.rule(rule) for reading in (self._answered, *self._ordinary))

    def severities(self, scope: Scope, finding: str) -> Codes:
        """How heavy a finding is in each row, by the rank of the heaviest rule that it is made of there; 0 where it is excluded."""
        heavy = np.zeros(self.columns.rows(scope), dtype=np.uint8)
        rules = self.law.findings[scope].get(finding, ())
        if rules:
            _, found = self._finding(rules)
            for rule, its in sorted(zip(rules, found, strict=True), key=lambda pair: _rank(pair[0])):
                heavy[unpacked(its.open, len(heavy)).view(bool)] = _rank(rule)
        return heavy

    def levels(self, scope: Scope) -> tuple[Codes, Codes]:
        """The least and the greatest level that the answers allow."""
        stands: dict[int, Stands] = {}
        for rule in self.law.bundle.rules.about[scope]:
            if rule.level is not None:
                its = self.standing(rule)
                stands[rule.level] = stands[rule.level] | its if rule.level in stands else its
        at_least, at_most = (np.zeros(self.columns.rows(scope), dtype=np.uint8) for _ in range(2))
        for level, its in sorted(stands.items()):
            at_least[unpacked(its.certain, len(at_least)).view(bool)] = level
            at_most[unpacked(its.open, len(at_most)).view(bool)] = level
        return at_least, at_most

    def _finding(self, rules: tuple[Guideline, ...]) -> tuple[Stands, list[Stands]]:
        """How a finding stands; and each of its rules, for the rows in which it is one of those that the finding is made of."""
        each = [self.standing(rule) for rule in rules]
        whole, nothing = reduce(or_, each), np.zeros_like(each[0].certain)
        hidden = self._hidden(rules, each, whole)
        less = reduce(or_, hidden.values(), nothing)
        found = []
        for rule, its in zip(rules, each, strict=True):
            holds = its.certain | hidden.get(rule.name, nothing) | (its.holds & ~whole.certain)
            found.append(Stands(its.certain & ~less, holds, holds | (its.open & ~whole.holds)))
        return Stands(whole.certain & ~less, whole.holds, whole.open), found

    def _hidden(self, rules: tuple[Guideline, ...], each: list[Stands], whole: Stands) -> dict[str, Bits]:
        """The rows in which a rule is presumed, is heavier than those that are certain, and hangs on a fact of the case or its kind.

        There the finding is no more than presumed: a certain rule hides no heavier one that a fact speaks for."""
        hidden: dict[str, Bits] = {}
        if len({rule.severity for rule in rules}) == 1:
            return hidden
        for rule, its in zip(rules, each, strict=True):
            as_heavy = [other.certain for other, beside in zip(each, rules, strict=True) if _rank(beside) >= _rank(rule)]
            maybe = its.holds & ~its.certain & whole.certain & ~reduce(or_, as_heavy)
            if not maybe.any():
                continue
            flags = unpacked(maybe, self.columns.rows(rule.scope))
            rows = np.flatnonzero(flags)
            if len(rows):
                flags[rows] = self._hang(rule, rows)
                hidden[rule.name] = np.packbits(flags)
        return hidden

    def _hang(self, rule: Guideline, rows: NDArray[np.intp]) -> list[bool]:
        """Whether a rule that is presumed hangs on a fact of the case or of its kind, for each of some rows."""
        node = self.law.nodes.rules[rule.name]
        if node.reach >= Reach.ACROSS:
            return [self._hangs(rule, int(row)) for row in rows]
        whose = self.columns.owner[rows] if rule.scope is Scope.ACTIVITY else rows
        _, first, like = np.unique(self._said(node.rests_on, rows, whose), return_index=True, return_inverse=True)
        each = [self._hangs(rule, int(rows[row])) for row in first]
        return [each[number] for number in like]

    def _said(self, questions: frozenset[str], rows: NDArray[np.intp], whose: NDArray[np.intp]) -> NDArray[np.void]:
        """What was answered to some questions, on which day, as one value a row: equal where all of it is equal."""
        of = {Scope.ACTIVITY: rows, Scope.ORGANISATION: whose}
        parts = [self._days[whose].view(np.uint8).reshape(len(rows), -1)]
        for id in sorted(questions):
            column, at = self.columns.answers[id], of[self.law.legend.questions[id].scope]
            for each in (column.codes[at], column.known[at], column.unsure[at]):
                parts.append(np.ascontiguousarray(each).view(np.uint8).reshape(len(rows), -1))
        together = np.ascontiguousarray(np.hstack(parts))
        return together.view(np.dtype((np.void, together.shape[1]))).reshape(-1)

    @cached_property
    def _days(self) -> NDArray[np.int32]:
        return np.array([day.toordinal() for day in self.columns.days], dtype=np.int32)

    def _hangs(self, rule: Guideline, row: int) -> bool:
        """The same for one row."""
        node, of_activity = self.law.nodes.rules[rule.name], rule.scope is Scope.ACTIVITY
        whole = int(self.columns.owner[row]) if of_activity else row
        activities = [row] if of_activity else []
        if node.reach >= Reach.ACROSS:
            activities = [int(each) for each in np.flatnonzero(self.columns.owner == whole)]
        facts = self.columns.facts(whole, activities, node.rests_on)
        single = Single(self.law.bundle.rules, facts, self.law.bundle.presumptions)
        ground = single.ground(rule, str(row) if of_activity else None)
        assert ground
        assert stands_on(ground) is Standing.PRESUMED
        return bool(ground.hooks & self.law.nodes.bits_of(self.law.bundle.telling))


def _rank(rule: Guideline) -> int:
    return rule.severity.rank if rule.severity else 0
