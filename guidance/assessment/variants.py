"""Variants of one case: some answers changed, and the rules read again, all variants at once by masks over columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidance.assessment import Finding
from guidance.inference.masks import Mask, Reading, Table
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.conditions import AtLeast, Below, Scope, Severity, atoms
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts
from guidance.language.rule import Guideline


@dataclass(frozen=True)
class Change:
    """One answer that would be different: `option` chosen, or ticked beside what is ticked, or a number."""

    question: str
    about: str | None
    option: str | float


class Variants:
    """Many variants of one case, read at once. A variant holds the organisation and what it does to its activities.

    A rule that asks whether somebody is unsure is met by saying so, and yet it is presumed, not certain: here "not sure" is read as silence."""

    def __init__(self, catalogue: Catalogue, cases: Sequence[Facts]) -> None:
        self._catalogue = catalogue
        self._reading = Reading(catalogue.rules, Table.of([_sure(case) for case in cases], cases[0].as_at))
        self._rows: list[dict[str, int]] = []
        first = 0
        for case in cases:
            self._rows.append({about: first + place for place, about in enumerate(case.activities)})
            first += len(case.activities)
        self._masks: dict[str, Mask] = {}
        self._levels: dict[Scope, tuple[NDArray[np.int8], NDArray[np.int8]]] = {}

    def level(self, case: int, about: str | None) -> tuple[int, int]:
        """The least and the greatest level that an activity or the organisation can have in a variant."""
        scope, row = scope_of(about), self._row(case, about)
        if scope not in self._levels:
            self._levels[scope] = self._levels_of(scope)
        at_least, at_most = self._levels[scope]
        return int(at_least[row]), int(at_most[row])

    def excluded(self, case: int, rules: Iterable[Guideline], about: str | None) -> bool:
        """Whether none of some rules can be met in a variant."""
        row = self._row(case, about)
        return all(self._mask(rule).unmet[row] for rule in rules)

    def settled(self, cases: Sequence[int], findings: Sequence[Finding]) -> NDArray[np.bool_]:
        """Whether each finding (a column) is certain or excluded in each variant (a row). The variants have the same activities."""
        settled = np.zeros((len(cases), len(findings)), dtype=bool)
        alike: dict[tuple[str, ...], list[int]] = {}
        for column, finding in enumerate(findings):
            alike.setdefault(tuple(rule.name for rule in finding.rules), []).append(column)
        for columns in alike.values():
            rows = np.array([[self._row(case, findings[column].activity) for column in columns] for case in cases])
            masks = [self._mask(rule) for rule in findings[columns[0]].rules]
            met = np.logical_or.reduce([mask.met[rows] for mask in masks])
            settled[:, columns] = met | np.logical_and.reduce([mask.unmet[rows] for mask in masks])
        return settled

    def found(self, case: int, about: str | None, least: Severity) -> tuple[str, ...]:
        """The findings of a severity or more that are certain in a variant."""
        row = self._row(case, about)
        rules = self._catalogue.rules.about[scope_of(about)]
        heavy = (rule for rule in rules if rule.finds and rule.severity and rule.severity.rank >= least.rank)
        return tuple(dict.fromkeys(rule.finds for rule in heavy if rule.finds and self._mask(rule).met[row]))

    def _levels_of(self, scope: Scope) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        rows = len(self._rows) if scope is Scope.ORGANISATION else sum(map(len, self._rows))
        at_least, at_most = np.zeros(rows, dtype=np.int8), np.zeros(rows, dtype=np.int8)
        for rule in self._catalogue.rules.about[scope]:
            if rule.level:
                level, mask = np.int8(rule.level), self._mask(rule)
                np.maximum(at_least, level * mask.met, out=at_least)
                np.maximum(at_most, level * ~mask.unmet, out=at_most)
        return at_least, at_most

    def _mask(self, rule: Guideline) -> Mask:
        if rule.name not in self._masks:
            self._masks[rule.name] = self._reading.rule(rule)
        return self._masks[rule.name]

    def _row(self, case: int, about: str | None) -> int:
        if about is None:
            return case
        return self._rows[case][about]


def _sure(facts: Facts) -> Facts:
    """The facts without "not sure", except of a fact about the law: that it is unknown is itself known."""
    activities = {about: _known(answers) for about, answers in facts.activities.items()}
    return Facts(_known(facts.organisation), activities, facts.as_at)


def _known(answers: Answers) -> Answers:
    return {id: answer for id, answer in answers.items() if answer != NOT_SURE or id.startswith(SWITCHES)}


def changed(question: Question, now: Answer | None, option: str | float) -> Answer:
    """An answer after a change: an option chosen, ticked beside the others, or alone where it stands alone."""
    if question.kind is not Kind.MANY:
        return option
    ticked = now if isinstance(now, frozenset) else frozenset()
    if question.option(str(option)).alone:
        return frozenset({str(option)})
    return frozenset(each for each in ticked if not question.option(each).alone) | {str(option)}


def with_answers(facts: Facts, answers: Mapping[Asked, Answer], about: str | None = None) -> Facts:
    """The facts with some answers changed. `about` an activity, the others are left out: they do not bear on it."""
    organisation = dict(facts.organisation) | {id: answer for (id, whose), answer in answers.items() if whose is None}
    activities = {
        name: {**given, **{id: answer for (id, whose), answer in answers.items() if whose == name}}
        for name, given in facts.activities.items()
        if about in (None, name)
    }
    return Facts(organisation, activities, facts.as_at)


def every_answer(catalogue: Catalogue, id: str) -> list[Answer]:
    """Every answer to a question: its options, each tick alone, or a number on either side of each number that rules test."""
    question = catalogue.questions[id]
    match question.kind:
        case Kind.ONE:
            return [option.id for option in question.options]
        case Kind.MANY:
            return [frozenset({option.id}) for option in question.options]
        case Kind.NUMBER:
            low = question.minimum if question.minimum is not None else -float("inf")
            high = question.maximum if question.maximum is not None else float("inf")
            return sorted({near for limit in _limits(catalogue, id) for near in (limit - 1, limit) if low <= near <= high})
        case Kind.TEXT:
            return []


def _limits(catalogue: Catalogue, id: str) -> set[float]:
    limits: set[float] = set()
    for rule in catalogue.rules.guidelines:
        for atom in atoms(rule.when):
            match atom:
                case AtLeast(question, limit) | Below(question, limit) if question.id == id:
                    limits.add(limit)
    return limits


def scope_of(about: str | None) -> Scope:
    """The scope of rules about an activity, or (None) about the organisation."""
    return Scope.ORGANISATION if about is None else Scope.ACTIVITY
