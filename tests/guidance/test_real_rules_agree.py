"""The readings agree over the real rule base too, on random partial answers drawn from the catalogue."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import assess
from guidance.cases import facts_of, read_cases
from guidance.catalogue import SWITCHES, Catalogue
from guidance.entries import Kind, Question
from rules.conditions import AtLeast, Below, Scope, atoms
from rules.facts import NOT_SURE, Answer, Facts
from rules.inference import Firing
from rules.readings import masks
from rules.readings.three_valued import Reading, Truth

pytestmark = pytest.mark.slow

FEW, MANY = 500, 10_000
CASES = Path(__file__).parents[1] / "cases"


def boundaries(catalogue: Catalogue) -> dict[str, list[float]]:
    """n-1, n and n+1 of every number that a rule compares a question with."""
    around: defaultdict[str, set[float]] = defaultdict(set)
    for rule in catalogue.rules.guidelines:
        for atom in atoms(rule.when):
            if isinstance(atom, AtLeast | Below):
                number = atom.least if isinstance(atom, AtLeast) else atom.limit
                around[atom.question.id] |= {number - 1, number, number + 1}
    return {question: sorted(numbers) for question, numbers in around.items()}


def answer(draw: random.Random, question: Question, numbers: dict[str, list[float]]) -> Answer:
    match question.kind:
        case Kind.ONE:
            return draw.choice(question.options).id
        case Kind.MANY:
            alone = [option.id for option in question.options if option.alone]
            others = [option.id for option in question.options if not option.alone]
            if alone and draw.random() < 0.3:
                return frozenset({draw.choice(alone)})
            return frozenset(draw.sample(others, draw.randint(1, min(3, len(others)))))
        case Kind.NUMBER:
            return draw.choice(numbers.get(question.id, [0, 1]))
        case Kind.TEXT:
            return "some text"


def assessments(catalogue: Catalogue, seed: int) -> Iterator[Facts]:
    """Random cases, from nearly empty to nearly full, each under the law of a day on which something changes."""
    draw = random.Random(seed)
    numbers = boundaries(catalogue)
    published = catalogue.knowledge.published
    days = sorted(
        {published}
        | {day for rule in catalogue.rules.guidelines for day in (rule.starts, rule.ends) if day}
        | {value.since for switch in catalogue.switches.values() for value in switch.values}
    )

    def answers(scope: Scope, full: float) -> dict[str, Answer]:
        given: dict[str, Answer] = {}
        for question in catalogue.asked_of(scope):
            if draw.random() < full:
                given[question.id] = NOT_SURE if draw.random() < 0.1 else answer(draw, question, numbers)
        return given

    while True:
        full = draw.choice([0.2, 0.6, 0.9, 1.0])
        day = draw.choice(days)
        switches = catalogue.switched(day)
        for id in switches:
            if draw.random() < 0.3:
                switches[id] = draw.choice(["yes", "no", NOT_SURE])
        yield Facts(
            {**answers(Scope.ORGANISATION, full), **switches},
            {f"activity-{n}": answers(Scope.ACTIVITY, full) for n in range(draw.randint(0, 3))},
            day,
        )


def values(catalogue: Catalogue, facts: Facts) -> dict[Firing, Truth]:
    reading = Reading(catalogue.rules, facts)
    return {
        Firing(rule.name, about): reading.rule(rule, about)
        for rule in catalogue.rules.guidelines
        for about in (facts.activities if rule.scope is Scope.ACTIVITY else (None,))
    }


def agree(catalogue: Catalogue, cases: Iterable[Facts]) -> None:
    by_day: defaultdict[date, list[Facts]] = defaultdict(list)
    for facts in cases:
        by_day[facts.as_at].append(facts)
        certain = {firing for firing, value in values(catalogue, facts).items() if value is True}
        assert set(catalogue.inference.conclude(facts)) == certain, facts
    for day, those in by_day.items():
        reading = masks.Reading(catalogue.rules, masks.Table.of(those, day))
        expected = [values(catalogue, facts) for facts in those]
        for rule in catalogue.rules.guidelines:
            mask = reading.rule(rule)
            rows = [
                each[Firing(rule.name, about)]
                for facts, each in zip(those, expected, strict=True)
                for about in (facts.activities if rule.scope is Scope.ACTIVITY else (None,))
            ]
            assert mask.met.tolist() == [value is True for value in rows], rule.name
            assert mask.unmet.tolist() == [value is False for value in rows], rule.name


@pytest.fixture
def seed():
    drawn = random.randrange(10**6)
    print(f"seed {drawn}")
    return drawn


def test_the_readings_agree_on_random_cases(seed):
    catalogue = knowledge.load()
    agree(catalogue, islice(assessments(catalogue, seed), FEW))


def test_the_readings_agree_where_each_rule_fires():
    catalogue = knowledge.load()
    agree(catalogue, (facts_of(catalogue, case) for _, case in read_cases(CASES)))


@pytest.mark.nightly
def test_the_readings_agree_on_near_misses():
    catalogue = knowledge.load()
    agree(catalogue, (facts_of(catalogue, case, change) for _, case in read_cases(CASES) for change in case.near_misses))


@pytest.mark.nightly
def test_the_readings_agree_on_many_random_cases(seed):
    catalogue = knowledge.load()
    agree(catalogue, islice(assessments(catalogue, seed), MANY))


def test_parked_answers_change_no_finding_level_or_question(seed):
    catalogue = knowledge.load()
    for facts in islice(assessments(catalogue, seed), FEW):
        full = assess(catalogue, facts)
        kept = Facts(
            {id: value for id, value in facts.organisation.items() if (id, None) in full.asked or id.startswith(SWITCHES)},
            {
                name: {id: value for id, value in known.items() if (id, name) in full.asked}
                for name, known in facts.activities.items()
            },
            facts.as_at,
        )
        pruned = assess(catalogue, kept)
        assert [f.key for f in pruned.certain] == [f.key for f in full.certain]
        assert [f.key for f in pruned.possible] == [f.key for f in full.possible]
        assert pruned.levels == full.levels
        assert pruned.asked == full.asked
