"""The experta reading: a condition as the patterns of an experta rule.

Each condition becomes its alternatives (disjunctive normal form). An alternative is one pattern a subject with every
field it tests, then the concerns, then what must be absent: the part of experta that keeps its promises. `Absent` is
the only negation as failure, and it waits for concerns that more answers could still raise.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any as Pattern
from typing import TypeAlias

from guidance.inference.experta import engine
from guidance.language.conditions import (
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
    test,
)
from guidance.language.facts import Answer

THIS = "activity"
"""The field and the variable that stand for the activity a rule is about."""

WHOLE = ""
"""What stands in that field of a fact about the organisation as a whole: no activity has an empty id."""

Way: TypeAlias = tuple[tuple[str | None, Atom], ...]
"""A conjunction of (subject variable, atom). The subject must exist, also where the atom is about the organisation."""


def left_hand_side(condition: Condition, about: Scope, dated: str | None = None) -> list[Pattern]:
    """The patterns of a rule about `about`; `dated` names a rule that must be in force on the day."""
    subject = THIS if about is Scope.ACTIVITY else None
    ways = [_conjunction(way, subject, dated) for way in _alternatives(condition, subject, "")]
    return [ways[0]] if len(ways) == 1 else [engine.OR(*ways)]


def _alternatives(condition: Condition, subject: str | None, path: str) -> list[Way]:
    """The ways to meet a condition. Each `some_activity` has its own variable, named by its place in the condition."""
    match condition:
        case All(parts):
            ways = product(*(_alternatives(part, subject, f"{path}_{i}") for i, part in enumerate(parts)))
            return [tuple(atom for part in way for atom in part) for way in ways]
        case Any(parts):
            return [way for i, part in enumerate(parts) for way in _alternatives(part, subject, f"{path}_{i}")]
        case SomeActivity(inner):
            return _alternatives(inner, f"some{path}", f"{path}_")
        case _:
            return [((subject, condition),)]


def _conjunction(way: Way, subject: str | None, dated: str | None) -> Pattern:
    answers: dict[str | None, dict[str, list[AnswerAtom]]] = {subject: {}} if subject else {}
    concerns: list[Pattern] = [engine.InForce(rule=dated)] if dated else []
    absences: list[Pattern] = []
    for variable, atom in way:
        whose = None if _scope(atom) is Scope.ORGANISATION else variable
        if variable:
            answers.setdefault(variable, {})
        match atom:
            case Concern(id=name):
                concerns.append(engine.Concern(name=name, standing=engine.HOLDS, **_about(whose)))
            case Absent(concern=Concern(id=name)):
                absences.append(engine.NOT(engine.Concern(name=name, **_about(whose))))
            case Unsure(question):
                concerns.append(engine.NotSure(question=question.id, **_about(whose)))
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


def _about(variable: str | None) -> dict[str, Pattern]:
    return {THIS: getattr(engine.MATCH, variable) if variable else WHOLE}


@cache
def _test(atoms: tuple[AnswerAtom, ...]) -> Pattern:
    """One predicate a field, cached so that experta shares it between rules."""

    tests = [test(atom) for atom in atoms]

    def passes(answer: Answer) -> bool:
        return all(meets(answer) for meets in tests)

    return engine.P(passes)
