"""The experta reading: a condition as the patterns of an experta rule.

Each condition becomes its alternatives (disjunctive normal form). An alternative is one pattern a subject with every
field it tests, then the concerns, then what must be absent: the part of experta that keeps its promises. `Absent` is
the only negation as failure, and it waits for concerns that more answers could still raise.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any as Pattern

from rules import inference as engine
from rules.conditions import (
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
from rules.facts import Answer

THIS = "activity"
"""The variable that stands for the activity a rule is about."""


def left_hand_side(condition: Condition, about: Scope, dated: str | None = None) -> list[Pattern]:
    """The patterns of a rule about `about`; `dated` names a rule that must be in force on the day."""
    subject = THIS if about is Scope.ACTIVITY else None
    ways = [_conjunction(way, subject, dated) for way in _alternatives(condition, subject, "")]
    return [ways[0]] if len(ways) == 1 else [engine.OR(*ways)]


def _alternatives(condition: Condition, subject: str | None, path: str) -> list[tuple[tuple[str | None, Atom], ...]]:
    """The ways to meet a condition, each a conjunction of (subject variable, atom)."""
    match condition:
        case All(parts):
            ways = product(*(_alternatives(part, subject, f"{path}{i}") for i, part in enumerate(parts)))
            return [tuple(atom for part in way for atom in part) for way in ways]
        case Any(parts):
            return [way for i, part in enumerate(parts) for way in _alternatives(part, subject, f"{path}{i}")]
        case SomeActivity(inner):
            return _alternatives(inner, f"some{path}", path)
        case _:
            return [((subject, condition),)]


def _conjunction(way: Iterable[tuple[str | None, Atom]], subject: str | None, dated: str | None) -> Pattern:
    answers: dict[str | None, dict[str, list[AnswerAtom]]] = {}
    if subject:
        answers[subject] = {}
    concerns: list[Pattern] = [engine.InForce(rule=dated)] if dated else []
    absences: list[Pattern] = []
    for variable, atom in way:
        whose = None if _scope(atom) is Scope.ORGANISATION else variable
        if whose:
            answers.setdefault(whose, {})
        match atom:
            case Concern(id=name):
                concerns.append(engine.Concern(name=name, **_binding(whose)))
            case Absent(concern=Concern(id=name)):
                absences.append(engine.NOT(engine.Concern(name=name, **_binding(whose))))
                absences.append(engine.NOT(engine.Undecided(name=name, **_binding(whose))))
            case Unsure(question):
                concerns.append(engine.NotSure(question=question.id, **_binding(whose)))
            case _:
                answers.setdefault(whose, {}).setdefault(atom.question.id, []).append(atom)
    return engine.AND(*_subjects(answers), *concerns, *absences)


def _subjects(answers: dict[str | None, dict[str, list[AnswerAtom]]]) -> Iterator[Pattern]:
    for variable, fields in answers.items():
        tests = {question: _test(tuple(dict.fromkeys(atoms))) for question, atoms in fields.items()}
        if variable is None:
            yield engine.Organisation(**tests)
        else:
            yield engine.Activity(id=getattr(engine.MATCH, variable), **tests)


def _scope(atom: Atom) -> Scope:
    match atom:
        case Concern(scope=scope) | Absent(concern=Concern(scope=scope)):
            return scope
        case _:
            return atom.question.scope


def _binding(variable: str | None) -> dict[str, Pattern]:
    return {THIS: getattr(engine.MATCH, variable)} if variable else {}


@cache
def _test(atoms: tuple[AnswerAtom, ...]) -> Pattern:
    """One predicate a field, cached so that experta shares it between rules."""

    def passes(answer: Answer) -> bool:
        return all(meets(atom, answer) for atom in atoms)

    return engine.P(passes)
