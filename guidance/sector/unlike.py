"""What two laws say otherwise: the rules that are not alike, all that builds on them, and the rows of a part on which they may come out
otherwise. Where no rule that is not alike comes out otherwise, nothing does: whatever builds on it reads the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from guidance.inference.bits import Columns, Flags, Value, unpacked
from guidance.inference.nodes import SWITCHES, Reach
from guidance.language.conditions import Absent, Concern, Scope, atoms
from guidance.language.rule import Guideline
from guidance.sector.conclusions import Conclusions
from guidance.sector.law import Law

Rules: TypeAlias = tuple[Guideline | None, Guideline | None]
"""A rule before and after; None where there is none."""


def signature(law: Law, rule: Guideline) -> tuple[object, ...]:
    """What decides whether a rule comes out otherwise by itself: condition, dates, and what is taken of the questions that it reads."""
    presumed, questions = law.bundle.presumptions, law.bundle.questions
    taken: list[object] = []
    for atom in atoms(rule.when):
        if isinstance(atom, Concern | Absent):
            continue
        id = atom.question.id
        if id.startswith(SWITCHES):
            taken.append(_switch(law, id.removeprefix(SWITCHES)))
        else:
            taken.append((presumed.taken.get(id), presumed.ordinary.get(id), id in law.bundle.telling, questions[id].kind))
    return rule.scope, rule.when, rule.in_force(law.day) if law.day else (rule.starts, rule.ends), tuple(taken)


def _switch(law: Law, id: str) -> object:
    if id in law.thrown:
        return law.thrown[id]
    if law.day:
        return law.bundle.switched(law.day)[f"{SWITCHES}{id}"]
    return tuple((each.since, each.value) for each in law.bundle.switches[id])


def effect(law: Law, rule: Guideline) -> tuple[object, ...]:
    """What follows from a rule in the tables of a sector."""
    raises = None if rule.raises is None else rule.raises.id
    return raises, rule.finds, rule.severity, rule.level, frozenset((door, law.bundle.serves.get(door)) for door in rule.doors)


def tests(rule: Guideline) -> Iterator[tuple[Scope, str]]:
    """The concerns that a rule builds on."""
    for atom in atoms(rule.when):
        match atom:
            case Absent(concern) | (Concern() as concern):
                yield concern.scope, concern.id


@dataclass(frozen=True, eq=False)
class Unlike:
    """Two laws, and what they say otherwise."""

    before: Law
    after: Law

    @property
    def laws(self) -> tuple[Law, Law]:
        """Both."""
        return self.before, self.after

    @cached_property
    def rules(self) -> dict[str, Rules]:
        """The rules that are not alike by themselves, by name."""
        one, other = (law.bundle.rules.by_name for law in self.laws)
        pairs = {name: (one.get(name), other.get(name)) for name in dict.fromkeys((*one, *other))}
        return {name: pair for name, pair in pairs.items() if not self._alike(*pair)}

    def _alike(self, one: Guideline | None, other: Guideline | None) -> bool:
        if one is None or other is None:
            return False
        return effect(self.before, one) == effect(self.after, other) and signature(self.before, one) == signature(
            self.after, other
        )

    @cached_property
    def moved(self) -> frozenset[str]:
        """The rules that are not alike, and all that build on them."""
        names = set(self.rules)
        raised = {(each.scope, each.id) for pair in self.rules.values() for rule in pair if rule for each in rule.concerns}
        more = True
        while more:
            more = False
            for law in self.laws:
                for rule in law.bundle.rules.guidelines:  # those that raise a concern come before those that test it
                    if rule.name not in names and not raised.isdisjoint(tests(rule)):
                        names.add(rule.name)
                        raised |= {(each.scope, each.id) for each in rule.concerns}
                        more = True
        return frozenset(names)

    @cached_property
    def alike(self) -> frozenset[str]:
        """The rules that read the same under both laws."""
        return frozenset(self.before.bundle.rules.by_name) - self.moved

    def concluded(self, before: Columns, after: Columns) -> tuple[Conclusions, Conclusions]:
        """What follows from the same rows under each law; what is alike is worked out once."""
        one = Conclusions(self.before, before)
        return one, Conclusions(self.after, after, one, self.alike)

    def _moved(self) -> Iterator[tuple[Law, Guideline]]:
        for law in self.laws:
            yield from ((law, rule) for name, rule in law.bundle.rules.by_name.items() if name in self.moved)

    @cached_property
    def findings(self) -> dict[Scope, tuple[str, ...]]:
        """The findings that may come out otherwise."""
        found = {(rule.scope, rule.finds) for _, rule in self._moved() if rule.finds}
        return {scope: tuple(sorted(id for each, id in found if each is scope)) for scope in Scope}

    @cached_property
    def doors(self) -> tuple[str, ...]:
        """The doors that may be named otherwise: those of all rules that make a finding that may come out otherwise."""
        ids = {id for its in self.findings.values() for id in its}
        every = (rule for law in self.laws for rule in law.bundle.rules.guidelines if rule.finds in ids)
        return tuple(sorted({door for rule in every for door in rule.doors}))

    @cached_property
    def levels(self) -> frozenset[Scope]:
        """Whose levels may come out otherwise."""
        return frozenset(rule.scope for _, rule in self._moved() if rule.level is not None)

    def worked_out(self, scope: Scope) -> frozenset[str]:
        """The questions that must be read to work out all that may come out otherwise about one scope."""
        wanted, doors = set(self.findings[scope]), set(self.doors)
        return frozenset().union(
            *(
                law.nodes.rules[rule.name].rests_on
                for law in self.laws
                for rule in law.bundle.rules.about[scope]
                for rules in (law.findings[scope].get(rule.finds or "", ()),)
                if rule.finds in wanted
                or any(not doors.isdisjoint(each.doors) for each in rules)
                or (rule.level is not None and scope in self.levels)
            )
        )

    @cached_property
    def scopes(self) -> frozenset[Scope]:
        """Whom what may come out otherwise is about."""
        return frozenset(rule.scope for _, rule in self._moved())

    @cached_property
    def across(self) -> bool:
        """Whether what comes out about an activity may rest on other activities."""
        return any(node.reach >= Reach.ACROSS for law in self.laws for node in law.nodes.rules.values() if not node.whole)

    @cached_property
    def _hanging(self) -> dict[str, tuple[Law, Guideline]]:
        """Rules that build on what is not alike, and whose standing another rule of the same finding decides by what they hang on."""
        return {
            f"{number} {rule.name}": (law, rule)
            for number, law in enumerate(self.laws)
            for rule in law.bundle.rules.guidelines
            if rule.name in self.moved and rule.finds and _heavier(rule, law.findings[rule.scope][rule.finds])
        }

    @cached_property
    def questions(self) -> frozenset[str]:
        """The questions that must be read to tell which rows may come out otherwise."""
        named = set(self.rules) | {rule.name for _, rule in self._hanging.values()}
        return frozenset().union(
            *(law.nodes.rules[name].rests_on for law in self.laws for name in named if name in law.nodes.rules)
        )

    def rows(self, before: Conclusions, after: Conclusions) -> dict[Scope, Flags]:
        """The organisations and the activities of a part on which something may come out otherwise by itself."""
        columns = before.columns
        flags = {scope: np.zeros(columns.rows(scope), dtype=bool) for scope in Scope}
        for one, other in self.rules.values():
            rule = one or other
            assert rule
            if one and other and one.scope is other.scope:
                found = before.values(one), after.values(other)
                bits = _otherwise(*found)
                if effect(self.before, one) != effect(self.after, other):
                    bits = bits | ~found[0][0].unmet | ~found[1][0].unmet
                flags[rule.scope] |= unpacked(bits, len(flags[rule.scope])).view(bool)
                continue
            for side, each in ((before, one), (after, other)):
                if each:
                    bits = ~side.values(each)[0].unmet
                    flags[each.scope] |= unpacked(bits, len(flags[each.scope])).view(bool)
        for law, rule in self._hanging.values():
            its = (before if law is self.before else after).standing(rule)
            flags[rule.scope] |= unpacked(its.holds & ~its.certain, len(flags[rule.scope])).view(bool)
        return flags


def _otherwise(one: tuple[Value, ...], other: tuple[Value, ...]) -> NDArray[np.uint8]:
    """The rows in which a rule has another value in some way of reading it."""
    bits = np.zeros_like(one[0].met)
    for each, its in zip(one, other, strict=True):
        bits |= (each.met ^ its.met) | (each.unmet ^ its.unmet)
    return bits


def _heavier(rule: Guideline, beside: tuple[Guideline, ...]) -> bool:
    rank = rule.severity.rank if rule.severity else 0
    return any((each.severity.rank if each.severity else 0) < rank for each in beside)
