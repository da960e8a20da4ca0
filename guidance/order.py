"""What an officer is shown first: the warnings that hang on facts of this case, merged across activities, the rest counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from guidance.assessment import Assessment
from guidance.findings import Finding
from guidance.knowledge.entries import Tells
from guidance.language.rule import Obligation
from guidance.levels import near

FIRST: Final = 8
"""The most warnings on the first screen of a result."""
FEW: Final = 2
"""A warning that takes more presumptions than these weighs one step less in the order."""


class Place(IntEnum):
    """What a warning hangs on, the most pressing first.

    SHARPENED: a fact of the case. STEP: the kind of the activity; so is every step of the kind, in an activity of which anything out
    of the ordinary is told. NEAR: facts of the case, and answers that are missing. ROUTINE: a
    control of an activity that nobody has evidenced. HOUSE: the same of the organisation. BARE: nothing that was told."""

    SHARPENED = 0
    STEP = 1
    NEAR = 2
    ROUTINE = 3
    HOUSE = 4
    BARE = 5


@dataclass(frozen=True)
class Entry:
    """One warning as it is shown: the same finding about several activities is one. `findings`: the most pressing first."""

    findings: tuple[Finding, ...]
    place: Place

    @property
    def first(self) -> Finding:
        """The most pressing of them."""
        return self.findings[0]


@dataclass(frozen=True)
class Screen:
    """What is shown first, and what the rest is. `untold`: topics on which nothing was told, with how many warnings each may hold."""

    warnings: tuple[Entry, ...]
    more: tuple[Entry, ...]
    routine: tuple[Entry, ...]
    house: tuple[Entry, ...]
    untold: Mapping[str, int]


def place(finding: Finding) -> Place:
    """What a warning hangs on."""
    if near(finding):
        return Place.NEAR
    if not finding.stands:
        return Place.BARE
    if finding.tells is Tells.CASE or (finding.additions and finding.tells is not None):
        return Place.SHARPENED
    if finding.activity is None:
        return Place.STEP if finding.certain and finding.tells else Place.HOUSE
    own = finding.tells is Tells.KIND or finding.certain or (finding.step is not None and finding.peculiar)
    return Place.STEP if own else Place.ROUTINE


@dataclass(frozen=True)
class Order:
    """The warnings and the good news of an assessment, in the order in which they are shown."""

    assessment: Assessment

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every warning, merged across activities, the most pressing first."""
        same: dict[str, list[Finding]] = {}
        for finding in self.assessment.findings:
            if finding.warns:
                same.setdefault(finding.id, []).append(finding)
        merged = []
        for findings in same.values():
            findings.sort(key=self.key)
            first = place(findings[0])
            merged.append(Entry(tuple(each for each in findings if place(each) is first), first))
        return tuple(sorted(merged, key=lambda entry: (self.key(entry.first), -len(entry.findings))))

    def key(self, finding: Finding) -> tuple[object, ...]:
        """Sorts warnings: by what they hang on, by how an expert goes about this kind of case, by weight and by how sure they are."""
        where = place(finding)
        step = (finding.step or 99) if where is Place.STEP else 0
        far = len(finding.presumes) > FEW and not finding.certain
        return (
            where,
            step,
            -finding.severity.rank + far,
            len(finding.needs),
            finding.activity is None,
            -len(finding.additions),
            -finding.facts,
            -finding.severity.rank,
            list(Obligation).index(finding.obligation),
            len(finding.presumes),
            finding.step or 99,
            self._written[finding.rules[0].name],
            finding.activity or "",
        )

    @cached_property
    def _written(self) -> Mapping[str, int]:
        """The place of each rule in the rule base."""
        return {rule.name: number for number, rule in enumerate(self.assessment.catalogue.rules.guidelines)}

    def screen(self, about: Iterable[str | None] | None = None) -> Screen:
        """The first screen: at most FIRST warnings, and what the rest is. `about`: only of some activities, or (None) the organisation."""
        whom = None if about is None else frozenset(about)
        entries = [kept for entry in self.entries if (kept := _of(entry, whom))]
        pressing = [entry for entry in entries if entry.place <= Place.NEAR]
        told = {entry.first.topic for entry in pressing}
        bare = Counter(entry.first.topic for entry in entries if entry.place is Place.BARE)
        return Screen(
            tuple(pressing[:FIRST]),
            tuple(pressing[FIRST:]),
            tuple(entry for entry in entries if entry.place is Place.ROUTINE),
            tuple(entry for entry in entries if entry.place is Place.HOUSE),
            {topic: bare[topic] for topic in self.assessment.catalogue.topics if bare[topic] and topic not in told},
        )


def _of(entry: Entry, whom: frozenset[str | None] | None) -> Entry | None:
    """An entry as far as it is about somebody."""
    if whom is None:
        return entry
    findings = tuple(finding for finding in entry.findings if finding.activity in whom)
    return Entry(findings, entry.place) if findings else None


def first_screen(assessment: Assessment, about: Iterable[str | None] | None = None) -> Screen:
    """What is shown first of an assessment, or of some activities in it."""
    return Order(assessment).screen(about)
