"""Random cases of the real knowledge base, for whatever must hold of any case."""

import random
from collections import defaultdict
from collections.abc import Iterator

from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.conditions import AtLeast, Below, Scope, atoms
from guidance.language.facts import NOT_SURE, Answer, Facts


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
