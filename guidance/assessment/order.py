"""What an officer is shown first: the warnings that hang on facts of this case, merged across activities, the rest counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from operator import itemgetter
from typing import Final

from guidance.assessment import Assessment
from guidance.assessment.findings import Finding
from guidance.assessment.levels import KIND, near
from guidance.knowledge.entries import Tells
from guidance.language.conditions import Severity
from guidance.language.rule import Obligation

FIRST: Final = 8
"""The most warnings on the first screen of a result."""
LAST: Final = 99
"""The place of a finding that is no step, among the steps."""
_OBLIGATIONS: Final = {obligation: place for place, obligation in enumerate(Obligation)}
FEW: Final = 2
"""A warning that takes more presumptions than these weighs one step less in the order."""


class Place(IntEnum):
    """What a warning hangs on, the most pressing first.

    SHARPENED: a fact of the case that sharpens a step of its kind, or adds to what is said, and whatever is certain and critical.
    TOLD: a fact of the case, by itself. STEP: the kind of the activity; so is every step of the kind, in an activity of which
    anything out of the ordinary is told. NEAR: facts of the case, and answers that are missing. ROUTINE: a
    control of an activity that nobody has evidenced. HOUSE: the same of the organisation. BARE: nothing that was told."""

    SHARPENED = 0
    TOLD = 1
    STEP = 2
    NEAR = 3
    ROUTINE = 4
    HOUSE = 5
    BARE = 6


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
    sharpens = finding.tells is not None and (finding.additions or (finding.tells is Tells.CASE and is_own_step(finding)))
    if sharpens or _is_sure_and_critical(finding):
        return Place.SHARPENED
    if finding.tells is Tells.CASE:
        return Place.TOLD
    if finding.activity is None:
        return Place.STEP if finding.certain and finding.tells else Place.HOUSE
    own = finding.tells is Tells.KIND or finding.certain or (finding.step is not None and finding.peculiar)
    return Place.STEP if own else Place.ROUTINE


def is_own_step(finding: Finding) -> bool:
    """Whether it is a step of the kind of case that was told."""
    return finding.step is not None and any(question == KIND for question, _ in finding.hooks)


def _is_sure_and_critical(finding: Finding) -> bool:
    return finding.certain and finding.severity is Severity.CRITICAL


def _of_another_kind(finding: Finding) -> bool:
    """Whether it is a step of a kind of case that nobody has told: one of fifty, which are no list of what was not looked at."""
    return any(question == KIND for question, _ in finding.needs)


@dataclass(frozen=True)
class Order:
    """The warnings of an assessment in the order in which they are shown. `whom`: only those about some activities, or (None) the
    organisation."""

    assessment: Assessment
    whom: tuple[str | None, ...] | None = None

    @cached_property
    def _warnings(self) -> tuple[Finding, ...]:
        whom = (None, *self.assessment.facts.activities) if self.whom is None else self.whom
        return tuple(finding for about in whom for finding in self.assessment.about(about) if finding.warns)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every warning that something told speaks for or that stands, merged across activities, the most pressing first."""
        same: dict[str, list[tuple[tuple[object, ...], Finding]]] = {}
        for finding in self._warnings:
            if place(finding) is not Place.BARE:
                same.setdefault(finding.id, []).append((self.key(finding), finding))
        merged = []
        for findings in same.values():
            findings.sort(key=itemgetter(0))
            first = place(findings[0][1])
            its = tuple(each for _, each in findings if place(each) is first)
            merged.append(((findings[0][0], -len(its)), Entry(its, first)))
        return tuple(entry for _, entry in sorted(merged, key=itemgetter(0)))

    def key(self, finding: Finding) -> tuple[object, ...]:
        """Sorts warnings: what is certain and critical first; then the steps of this kind of case, what is critical and what facts make
        certain, unless an answer is missing or much is presumed; then by what they hang on, by how an expert goes about it, by weight
        and by how sure they are."""
        where = place(finding)
        step = (finding.step or LAST) if where is Place.STEP else 0
        far = len(finding.presumes) > FEW and not finding.certain
        told = finding.certain and where <= Place.TOLD and finding.severity.rank >= Severity.MEDIUM.rank
        presses = finding.step is not None or finding.severity is Severity.CRITICAL or told
        first = presses and not far and where is not Place.NEAR
        return (
            not _is_sure_and_critical(finding),
            where > Place.NEAR,
            not first,
            where,
            step,
            -finding.severity.rank + far,
            len(finding.needs),
            finding.activity is None,
            -len(finding.additions),
            -finding.facts,
            -finding.severity.rank,
            _OBLIGATIONS[finding.obligation],
            len(finding.presumes),
            finding.step or LAST,
            self.assessment.catalogue.rule_order[finding.rules[0].name],
            finding.activity or "",
        )

    def screen(self) -> Screen:
        """The first screen: at most FIRST warnings, and what the rest is."""
        by_place: dict[Place, list[Entry]] = {each: [] for each in Place}
        for entry in self.entries:
            by_place[entry.place].append(entry)
        pressing = [entry for entry in self.entries if entry.place <= Place.NEAR]
        told = {entry.first.topic for entry in pressing}
        shown = {entry.first.id for entry in self.entries}
        bare = {each.id: each.topic for each in self._warnings if each.id not in shown and not _of_another_kind(each)}
        untold = Counter(bare.values())
        return Screen(
            tuple(pressing[:FIRST]),
            tuple(pressing[FIRST:]),
            tuple(by_place[Place.ROUTINE]),
            tuple(by_place[Place.HOUSE]),
            {topic: untold[topic] for topic in self.assessment.catalogue.topics if untold[topic] and topic not in told},
        )


def first_screen(assessment: Assessment, about: Iterable[str | None] | None = None) -> Screen:
    """What is shown first of an assessment, or of some activities in it."""
    return Order(assessment, None if about is None else tuple(about)).screen()
