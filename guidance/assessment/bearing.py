"""Which rules bear otherwise on a case under another law. What is read alike on both sides is not compared.

Two laws are two knowledge bases, two days, or a switch thrown. A rule is *alike* when its condition, its dates, what follows from
it, and what is presumed of the questions that it reads are equal; what it builds on are rules too, so a case comes out as before
unless one that is not alike comes out otherwise on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from guidance.assessment.ahead import of_the_whole
from guidance.inference.grounds import Ground, Way
from guidance.inference.three_valued import Asked, Reading
from guidance.knowledge.catalogue import SWITCHES, Catalogue, thrown
from guidance.knowledge.entries import Question
from guidance.language.conditions import Absent, Concern, Scope, atoms
from guidance.language.facts import Answer, Facts
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

Named = tuple[frozenset[Asked], ...]
"""A ground with its questions by name."""
NO_GROUND_NEEDED: Final[Named] = (frozenset(), frozenset(), frozenset(), frozenset())


@dataclass(frozen=True)
class Law:
    """A knowledge base on a day. `day` None: each assessment's own. `thrown`: switches that are taken to be so whatever it says."""

    catalogue: Catalogue
    day: date | None = None
    thrown: Mapping[str, str] = field(default_factory=dict)

    def switches(self, day: date) -> dict[str, Answer]:
        """The switches as answers."""
        return self.catalogue.switched(day) | thrown(self.thrown)

    def _switch(self, question: str) -> object:
        """What a rule that reads a switch reads: its value, or every value with its day."""
        id = question.partition(".")[2]
        if id in self.thrown:
            return self.thrown[id]
        switch = self.catalogue.switches[id]
        return switch.at(self.day) if self.day else [(each.since, each.value) for each in switch.values]

    def signature(self, rule: Guideline) -> tuple[object, ...]:
        """What a rule is compared by: condition, dates, and what the questions that it reads are taken to say."""
        presumed = self.catalogue.presumptions
        read = [atom.question.id for atom in atoms(rule.when) if not isinstance(atom, Concern | Absent)]
        taken = [
            self._switch(id) if id.startswith(f"{SWITCHES}.") else (presumed.taken.get(id), presumed.ordinary.get(id))
            for id in read
        ]
        dates = rule.in_force(self.day) if self.day else (rule.starts, rule.ends)
        return rule.when, dates, taken

    def effect(self, rule: Guideline) -> tuple[object, ...]:
        """What follows from a rule, as far as a result is compared by it."""
        raises = None if rule.raises is None else rule.raises.id
        whole = rule.name in of_the_whole(self.catalogue.rules)
        doors = [(door, self.catalogue.doors[door].serves) for door in rule.doors]
        return raises, rule.finds, rule.severity, rule.level, rule.contradicts, doors, rule.step, whole


@dataclass(frozen=True)
class Pair:
    """A rule before and after, where it is not alike; None where there is none.

    `moved`: what follows from it differs. `raises`: other rules may build on something else."""

    name: str
    before: Guideline | None
    after: Guideline | None
    moved: bool
    raises: bool

    @property
    def scope(self) -> Scope:
        """Whom it is about."""
        rule = self.before or self.after
        assert rule
        return rule.scope


@dataclass(frozen=True)
class Bearing:
    """Two laws, and what bears otherwise under the other one."""

    before: Law
    after: Law

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The rules that are not alike."""
        one, other = (law.catalogue.rules.by_name for law in (self.before, self.after))
        return tuple(pair for name in dict.fromkeys((*one, *other)) for pair in self._paired(one.get(name), other.get(name)))

    def _paired(self, one: Guideline | None, other: Guideline | None) -> Iterator[Pair]:
        if one is None or other is None or one.scope is not other.scope:
            yield from (Pair(rule.name, rule, None, True, True) for rule in (one,) if rule)
            yield from (Pair(rule.name, None, rule, True, True) for rule in (other,) if rule)
            return
        moved = self.before.effect(one) != self.after.effect(other)
        if moved or self.before.signature(one) != self.after.signature(other):
            yield Pair(one.name, one, other, moved, one.concerns != other.concerns)

    @cached_property
    def of_all(self) -> tuple[str, ...]:
        """The questions of which something is said otherwise that bears on every case, such as that they decide about a level."""
        one, other = self.before.catalogue.questions, self.after.catalogue.questions
        return tuple(id for id in dict.fromkeys((*one, *other)) if _weighs_otherwise(one.get(id), other.get(id)))

    @cached_property
    def _absent(self) -> frozenset[str]:
        """The rules of which it bears on others why they are not met."""
        return _tested_absent(self.before.catalogue.rules) | _tested_absent(self.after.catalogue.rules)

    def touches(self, before: Facts, after: Facts) -> bool:
        """Whether a case may come out otherwise. Where it is not touched it comes out as before."""
        if self.of_all:
            return True
        if not self.pairs:
            return False
        one, other = self.before.catalogue.reading(before), self.after.catalogue.reading(after)
        return any(
            self._otherwise(pair, one, other, about)
            for pair in self.pairs
            for about in ((None,) if pair.scope is Scope.ORGANISATION else before.activities)
        )

    def _otherwise(self, pair: Pair, one: Reading, other: Reading, about: str | None) -> bool:
        met = [(_ground(one, pair.before, about, way), _ground(other, pair.after, about, way)) for way in _MET]
        if any(before != after or (pair.moved and before is not None) for before, after in met):
            return True
        if pair.name not in self._absent:
            return False
        unmet = [(_ground(one, pair.before, about, way), _ground(other, pair.after, about, way)) for way in _UNMET]
        return any(before != after or (pair.raises and before != NO_GROUND_NEEDED) for before, after in unmet)

    def because(self, finding: str) -> tuple[str, ...]:
        """The rules that are not alike and that a finding rests on, by itself or by a concern."""
        names = {pair.name for pair in self.pairs}
        found = {name for law in (self.before, self.after) for name in rests_on(law.catalogue.rules, finding) if name in names}
        return tuple(pair for pair in dict.fromkeys(pair.name for pair in self.pairs) if pair in found)


_MET: Final = (Way.TRUE, Way.TRUE_IF_ORDINARY)
_UNMET: Final = (Way.FALSE, Way.FALSE_IF_ORDINARY)


def _ground(reading: Reading, rule: Guideline | None, about: str | None, way: Way) -> Named | None:
    """What a rule rests on, by name. One that is not there is never met."""
    if rule is None:
        return None if way.wanted else NO_GROUND_NEEDED
    ground: Ground | None = reading.ground(rule, about, way)
    return None if ground is None else tuple(reading.named(part, about) for part in ground)


def _weighs_otherwise(one: Question | None, other: Question | None) -> bool:
    """Whether a question bears otherwise on every case, whichever rules read it."""
    if one is None or other is None:
        known = one or other
        return known is not None and bool(known.decisive or known.least)
    return _weight(one) != _weight(other)


def _weight(question: Question) -> tuple[object, ...]:
    usual = (question.ordinary, question.as_good) if question.least else None
    favours = question.presumption == question.ordinary
    return question.tells, question.remote, question.decisive, question.least, usual, favours


def _tested_absent(rules: RuleBase) -> frozenset[str]:
    """The rules that raise a concern which some rule wants to be absent, and those that these build on."""
    wanted = [atom.concern for rule in rules.guidelines for atom in atoms(rule.when) if isinstance(atom, Absent)]
    return _raisers(rules, wanted)


@lru_cache(maxsize=8_192)
def rests_on(rules: RuleBase, finding: str) -> frozenset[str]:
    """The rules that make a finding, and those that raise what they test. Concerns that some finding was made are left out."""
    made = [rule for rule in rules.guidelines if rule.finds == finding]
    tested = (concern for rule in made for concern in _tests(rule) if not concern.of_findings)
    return frozenset(rule.name for rule in made) | _raisers(rules, tested, findings=False)


def _raisers(rules: RuleBase, concerns: Iterable[Concern], findings: bool = True) -> frozenset[str]:
    names: set[str] = set()
    wanted = list(concerns)
    seen = set(wanted)
    while wanted:
        for rule in rules.raised_by.get(wanted.pop(), ()):
            names.add(rule.name)
            more = {each for each in _tests(rule) if findings or not each.of_findings} - seen
            seen |= more
            wanted += more
    return frozenset(names)


def _tests(rule: Guideline) -> Iterator[Concern]:
    for atom in atoms(rule.when):
        match atom:
            case Absent(concern) | (Concern() as concern):
                yield concern
