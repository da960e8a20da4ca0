"""What would change the result: which open answers settle most, which controls would lower a level, what would raise it.

Each question is put to the rules themselves: the answers are changed and the rules read again, all variants at once by
masks over columns. Nothing is weighed by a guessed probability, and only controls are ever proposed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias, TypeVar

import numpy as np

from guidance.assessment import Assessment, Finding
from guidance.assessment.variants import Change, Variants, changed, every_answer, scope_of, with_answers
from guidance.inference.proof import reads
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import About, Kind
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import NOT_SURE, Answer, Facts

TOGETHER: Final = 3
"""Up to so many changes are tried in every combination."""
COMBINED: Final = 12
"""Of so many changes at most, those that lower most come first when all are combined."""
TRIED: Final = 300
"""Of so many open questions at most, each answer is tried."""
MANY: Final = 25
"""Activities up to which an answer about one is tried with all the others."""
TRIED_OF_MANY: Final = 30
"""Of so many open questions at most, each answer is tried where there are more than MANY activities: the same is open about most."""
AT_ONCE: Final = 4_000
"""Variants of so many activities together are read at once: their masks take some tens of megabytes."""
T = TypeVar("T")
WEIGHT: Final = {
    Severity.CRITICAL: 8,
    Severity.HIGH: 4,
    Severity.MEDIUM: 2,
    Severity.LOW: 1,
    Severity.ENABLING: 1,
}
"""What settling a finding of a severity counts for."""


@dataclass(frozen=True)
class Worth:
    """What an answer to an open question is worth: of the findings that can't be told yet, how many it settles.

    `at_least` and `at_most`: the fewest and the most, over all its answers. `findings`: those that some answer settles."""

    question: str
    about: str | None
    at_least: int
    at_most: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Remedy:
    """Controls that, put in place and evidenced, remove a finding or lower a level. None of them can be left out.

    `smallest`: sets of up to TOGETHER changes were tried from the smallest up, so no part of this one does it; otherwise
    it was found by leaving out of all improvements whatever is not needed. `level`: the least and the greatest that it can
    then be. `stays`: the findings that stay, or come."""

    changes: tuple[Change, ...]
    smallest: bool
    level: tuple[int, int]
    stays: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trigger:
    """A circumstance that would raise a level, and what the level would be at least."""

    change: Change
    level: int


def find_out_next(assessment: Assessment) -> tuple[Worth, ...]:
    """The open questions that the pages ask, and those answered "not sure", the most worth finding out first.

    A tick list is tried with each of its ticks alone; combinations of ticks are not. Of more than TRIED questions (TRIED_OF_MANY) those are
    tried that most findings wait for; with more than MANY activities a question about one counts for its findings only."""
    behind = _behind(assessment.possible)
    unknown = sorted(
        _open(assessment), key=lambda asked: (-sum(WEIGHT[finding.severity] for finding in behind[asked]), str(asked))
    )
    unknown = unknown[: _most(assessment)]
    worth = []
    for asked, numbers, cases in _tried(assessment, unknown):
        touched = (
            behind[asked] if asked[1] is None or not _many(assessment) else [f for f in behind[asked] if f.activity == asked[1]]
        )
        settled = cases.settled(numbers, touched)
        every = tuple(touched[column] for column in np.flatnonzero(settled.any(axis=0)))
        weights = (settled @ np.array([WEIGHT[finding.severity] for finding in touched])).tolist()
        counts = settled.sum(axis=1).tolist()
        if every:
            worth.append(((min(weights), max(weights)), Worth(*asked, min(counts), max(counts), every)))
    order = assessment.catalogue.order
    worth.sort(key=lambda each: (-each[0][0], -each[0][1], order[each[1].question], each[1].about or ""))
    return tuple(each for _, each in worth)


def tries_all(assessment: Assessment) -> bool:
    """Whether `find_out_next` tries every open question; of one that it did not try nobody can say what it settles."""
    return len(_open(assessment)) <= _most(assessment)


def _open(assessment: Assessment) -> set[Asked]:
    """The open questions of the pages that a possible finding waits for."""
    waiting = frozenset[Asked]().union(*(finding.settled_by for finding in assessment.possible))
    return {asked for asked in waiting & assessment.asked if asked[0] in assessment.catalogue.questions}


def _most(assessment: Assessment) -> int:
    return TRIED_OF_MANY if _many(assessment) else TRIED


def _many(assessment: Assessment) -> bool:
    return len(assessment.facts.activities) > MANY


def _behind(possible: Iterable[Finding]) -> Mapping[Asked, list[Finding]]:
    """The findings that wait for each question."""
    behind: defaultdict[Asked, list[Finding]] = defaultdict(list)
    for finding in possible:
        for asked in finding.settled_by:
            behind[asked].append(finding)
    return behind


def _tried(assessment: Assessment, unknown: Iterable[Asked]) -> Iterator[tuple[Asked, list[int], Variants]]:
    """Each question with the numbers of its variants, one for each answer that it could have."""
    answers = [(asked, every_answer(assessment.catalogue, asked[0])) for asked in unknown]

    def alone(asked: Asked) -> str | None:
        return asked[1] if _many(assessment) else None

    def size(tried: tuple[Asked, Sequence[Answer]]) -> int:
        return len(tried[1]) * _rows(assessment, alone(tried[0]))

    for some in _batches(answers, size):
        cases, numbered = list[Facts](), list[tuple[Asked, list[int]]]()
        for asked, its in some:
            numbered.append((asked, list(range(len(cases), len(cases) + len(its)))))
            cases += [with_answers(assessment.facts, {asked: answer}, alone(asked)) for answer in its]
        if cases:
            variants = Variants(assessment.catalogue, cases)
            yield from ((asked, numbers, variants) for asked, numbers in numbered)


def _rows(assessment: Assessment, about: str | None) -> int:
    """Activities in a variant of one of them, or (None) of the organisation, which has them all."""
    return len(assessment.facts.activities) if about is None else 1


Goal: TypeAlias = tuple[Finding, ...]
"""Findings about one activity, or the organisation, all of which should go, and no other as heavy come."""


@dataclass(frozen=True)
class Remedies:
    """The smallest sets of controls that take findings away; none where no control does: then they rest on circumstances.

    `levels`: for each activity, and (None) for the organisation's own findings, what takes all the heaviest away. `findings`: for each
    certain finding of a severity or more, by its key, what takes it away."""

    levels: Mapping[str | None, tuple[Remedy, ...]]
    findings: Mapping[str, tuple[Remedy, ...]]


def remedies(assessment: Assessment, least: Severity = Severity.MEDIUM) -> Remedies:
    """What would lower a level or take a finding away. Both are tried together: few variants cost as much to read as many."""
    heaviest: dict[str | None, Goal] = {}
    for about in (None, *assessment.facts.activities):
        found = [finding for finding in assessment.certain if finding.activity == about and finding.severity.rank > 0]
        if found:
            heaviest[about] = tuple(finding for finding in found if finding.severity is found[0].severity)
    each: dict[str, Goal] = {finding.key: (finding,) for finding in assessment.certain if finding.severity.rank >= least.rank}
    tried = _remedies(assessment, [*heaviest.values(), *each.values()])
    return Remedies(
        dict(zip(heaviest, tried[: len(heaviest)], strict=True)), dict(zip(each, tried[len(heaviest) :], strict=True))
    )


def raise_levels(assessment: Assessment) -> Mapping[str, tuple[Trigger, ...]]:
    """For each activity: each single circumstance of it that would raise its level, heaviest first."""
    catalogue = assessment.catalogue
    changes = [
        (change, about, answer)
        for id, about in assessment.asked
        if about is not None
        and id in catalogue.questions
        and (given := assessment.facts.answers(about).get(id, NOT_SURE)) != NOT_SURE
        and catalogue.questions[id].about is About.CIRCUMSTANCE
        for change, answer in _others(catalogue, id, about, given)
    ]
    triggers: dict[str, list[Trigger]] = {about: [] for about in assessment.facts.activities}
    for some in _batches(changes, lambda _: 1):
        cases = [with_answers(assessment.facts, {(change.question, about): answer}, about) for change, about, answer in some]
        variants = Variants(catalogue, cases)
        for case, (change, about, _) in enumerate(some):
            level = variants.level(case, about)[0]
            if level > assessment.levels[about].at_least:
                triggers[about].append(Trigger(change, level))
    return {
        about: tuple(
            sorted(found, key=lambda each: (-each.level, catalogue.order[each.change.question], str(each.change.option)))
        )
        for about, found in triggers.items()
    }


Attempt: TypeAlias = tuple[Goal, frozenset[Change]]


def _remedies(assessment: Assessment, goals: Sequence[Goal]) -> list[tuple[Remedy, ...]]:
    """For each goal, sets of changes from which nothing can be left out: all those of up to TOGETHER changes, or else one."""
    possible = [improvements(assessment, goal) for goal in goals]
    smallest: list[list[frozenset[Change]]] = [[] for _ in goals]
    for size in range(1, TOGETHER + 1):
        attempts = [
            (number, chosen)
            for number, changes in enumerate(possible)
            for chosen in map(frozenset, combinations(changes if size == 1 else changes[:COMBINED], size))
            if compatible(assessment.catalogue, chosen) and not any(found <= chosen for found in smallest[number])
        ]
        done = _achieved(assessment, [(goals[number], chosen) for number, chosen in attempts])
        for (number, chosen), reached in zip(attempts, done, strict=True):
            if reached:
                smallest[number].append(chosen)
    sets = [
        (number, chosen, bool(smallest[number]))
        for number, goal in enumerate(goals)
        for chosen in smallest[number] or _irreducible(assessment, goal, possible[number])
    ]
    if not sets:
        return [() for _ in goals]
    variants = _variants(assessment, [(goals[number], chosen) for number, chosen, _ in sets])
    remedies: list[list[Remedy]] = [[] for _ in goals]
    for case, (number, chosen, tried) in enumerate(sets):
        about = goals[number][0].activity
        stays = variants.found(case, about, Severity.LOW)
        remedies[number].append(Remedy(_in_order(assessment, chosen), tried, variants.level(case, about), stays))
    return [tuple(found) for found in remedies]


def _in_order(assessment: Assessment, changes: Iterable[Change]) -> tuple[Change, ...]:
    order = assessment.catalogue.order
    return tuple(sorted(changes, key=lambda change: (order[change.question], str(change.option))))


def _variants(assessment: Assessment, attempts: Sequence[Attempt]) -> Variants:
    return Variants(
        assessment.catalogue,
        [with_answers(assessment.facts, answers_after(assessment, changes), goal[0].activity) for goal, changes in attempts],
    )


def _achieved(assessment: Assessment, attempts: Sequence[Attempt]) -> list[bool]:
    """Whether each goal is reached by its changes."""
    return [
        _gone(assessment, goal, variants, case)
        for some in _batches(attempts, lambda each: _rows(assessment, each[0][0].activity))
        for variants in (_variants(assessment, some),)
        for case, (goal, _) in enumerate(some)
    ]


def _batches(variants: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """As many variants at once as have AT_ONCE activities together."""
    some, room = list[T](), AT_ONCE
    for each in variants:
        some.append(each)
        room -= size(each)
        if room <= 0:
            yield some
            some, room = [], AT_ONCE
    if some:
        yield some


def _gone(assessment: Assessment, goal: Goal, variants: Variants, case: int) -> bool:
    about, severity = goal[0].activity, goal[0].severity
    rules = assessment.catalogue.rules.about[scope_of(about)]
    going = {finding.id for finding in goal}
    before = {finding.id for finding in assessment.about(about) if finding.certain or finding.anyhow is not None}
    return variants.excluded(case, [rule for rule in rules if rule.finds in going], about) and before.issuperset(
        variants.found(case, about, severity)
    )


def improvements(assessment: Assessment, goal: Goal) -> list[Change]:
    """Every control that the rules of some findings read and that is not in place, one change for each part of it."""
    catalogue, about = assessment.catalogue, goal[0].activity
    read = {id for finding in goal for rule in finding.rules for id in reads(catalogue.rules)[rule.name]}
    changes = []
    for id in sorted(read & catalogue.questions.keys(), key=catalogue.order.__getitem__):
        whose = about if catalogue.scope(id) is Scope.ACTIVITY else None
        if catalogue.scope(id) is Scope.ACTIVITY and about is None:
            continue
        given = assessment.facts.answers(whose).get(id)
        if catalogue.questions[id].about is About.CONTROL and given is not None:
            now = given if isinstance(given, frozenset) else {given}
            changes += [Change(id, whose, option) for option in catalogue.questions[id].in_place if option not in now]
    return changes


def compatible(catalogue: Catalogue, changes: frozenset[Change]) -> bool:
    """Whether changes can be made together: one answer has one option."""
    alone = [(each.question, each.about) for each in changes if _stands_alone(catalogue, each)]
    return all(sum((each.question, each.about) == asked for each in changes) == 1 for asked in alone)


def _stands_alone(catalogue: Catalogue, change: Change) -> bool:
    question = catalogue.questions[change.question]
    return question.kind is not Kind.MANY or question.option(str(change.option)).alone


def _irreducible(assessment: Assessment, goal: Goal, possible: Sequence[Change]) -> list[frozenset[Change]]:
    """Of all improvements together, a set from which nothing can be left out; none when all together do not do it."""
    if len(possible) <= TOGETHER:
        return []
    options = {(c.question, c.about): c for c in possible[::-1] if _stands_alone(assessment.catalogue, c)}
    ticks = [change for change in possible if (change.question, change.about) not in options]
    whole = frozenset({*options.values(), *ticks})
    if not _achieved(assessment, [(goal, whole)])[0]:
        return []
    for change in possible:
        if change in whole and _achieved(assessment, [(goal, whole - {change})])[0]:
            whole -= {change}
    return [whole]


def answers_after(assessment: Assessment, changes: Iterable[Change]) -> dict[Asked, Answer]:
    """The answers that changes make."""
    answers: dict[Asked, Answer] = {}
    for change in changes:
        asked = (change.question, change.about)
        now = answers.get(asked, assessment.facts.answers(change.about).get(change.question))
        answers[asked] = changed(assessment.catalogue.questions[change.question], now, change.option)
    return answers


def _others(catalogue: Catalogue, id: str, about: str | None, given: Answer) -> Iterator[tuple[Change, Answer]]:
    """Every other answer that differs from the given one in one point."""
    question = catalogue.questions[id]
    for answer in every_answer(catalogue, id):
        option = next(iter(answer)) if isinstance(answer, frozenset) else answer
        other = changed(question, given, option)
        if other != given:
            yield Change(id, about, option), other
