"""The condition language.

A condition is data. Nothing here says what a condition *means*: each meaning is a reading, one file in
`guidance/inference`. The words are: a question *is one of*, *is answered and not one of*, *is at least* or *is below*;
the officer is *unsure* of it; *all* and *any* of several conditions; a concern *holds* or *is absent*; *some
activity* meets a condition. What cannot be said in them cannot be explained, so there is no other way in.

    >>> listed = activity.question("technology.control_list")
    >>> licence = activity.question("technology.licence")
    >>> condition = listed("dual_use", "military") & ~licence("held")
    >>> [atom.question.id for atom in atoms(condition)]
    ['technology.control_list', 'technology.licence']
    >>> condition.parts[1]
    IsNot(question=Question(scope=<Scope.ACTIVITY: 'activity'>, id='technology.licence'), values=('held',))
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from guidance.language.facts import Answer


class Scope(StrEnum):
    """Who a question, a concern or a rule is about."""

    ORGANISATION = "organisation"
    ACTIVITY = "activity"


class Severity(StrEnum):
    """How much a finding weighs; ENABLING marks what may go ahead."""

    ENABLING = "enabling"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Position from 0 (enabling) to 4 (critical)."""
        return _RANKS[self]


FOUND: Final = "found_"

_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


class _Joins:
    """What every condition can do: be joined with `&` and `|`, and be turned round with `~`."""

    __slots__ = ()

    def __and__(self, other: "Condition") -> "All":
        return All((*_parts(self, All), *_parts(other, All)))

    def __rand__(self, other: object) -> "All":
        return All((*_parts(other, All), *_parts(self, All)))

    def __or__(self, other: "Condition") -> "Any":
        return Any((*_parts(self, Any), *_parts(other, Any)))

    def __ror__(self, other: object) -> "Any":
        return Any((*_parts(other, Any), *_parts(self, Any)))

    def __invert__(self) -> "Condition":
        raise TypeError(f"there is no word for the opposite of {type(self).__name__}; name the concern and use its absence")

    def __bool__(self) -> bool:
        raise TypeError("a condition has no truth value of its own; join conditions with & and |, not with and, or, not")


@dataclass(frozen=True, slots=True)
class Is(_Joins):
    """The answer is one of the values; of several ticked options, at least one is."""

    question: "Question"
    values: tuple[str, ...]

    def __invert__(self) -> "IsNot":
        return IsNot(self.question, self.values)


@dataclass(frozen=True, slots=True)
class IsNot(_Joins):
    """There is an answer, and it is none of the values."""

    question: "Question"
    values: tuple[str, ...]

    def __invert__(self) -> Is:
        return Is(self.question, self.values)


@dataclass(frozen=True, slots=True)
class AtLeast(_Joins):
    """The answer is a number, `least` or more."""

    question: "Question"
    least: float

    def __invert__(self) -> "Below":
        return Below(self.question, self.least)


@dataclass(frozen=True, slots=True)
class Below(_Joins):
    """The answer is a number, less than `limit`."""

    question: "Question"
    limit: float

    def __invert__(self) -> AtLeast:
        return AtLeast(self.question, self.limit)


@dataclass(frozen=True, slots=True)
class Unsure(_Joins):
    """The officer was asked and answered "not sure"."""

    question: "Question"


@dataclass(frozen=True, slots=True)
class All(_Joins):
    """Every part is met."""

    parts: "tuple[Condition, ...]"

    def __invert__(self) -> "Any":
        return Any(tuple(~part for part in self.parts))


@dataclass(frozen=True, slots=True)
class Any(_Joins):
    """At least one part is met."""

    parts: "tuple[Condition, ...]"

    def __invert__(self) -> All:
        return All(tuple(~part for part in self.parts))


@dataclass(frozen=True, slots=True)
class Absent(_Joins):
    """No rule that raises the concern is met, and none can still be."""

    concern: "Concern"

    def __invert__(self) -> "Concern":
        return self.concern


@dataclass(frozen=True, slots=True)
class SomeActivity(_Joins):
    """At least one activity meets the condition."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as rules name it. Calling it with options makes a condition."""

    scope: Scope
    id: str

    def __call__(self, *values: str) -> Is:
        """The answer is one of the options."""
        if not values:
            raise TypeError(f"{self.id}: name at least one option, as in question('yes')")
        return Is(self, values)

    def at_least(self, least: float) -> AtLeast:
        """The number answered is `least` or more."""
        return AtLeast(self, least)

    def unsure(self) -> Unsure:
        """The officer answered "not sure"."""
        return Unsure(self)

    def __bool__(self) -> bool:
        raise TypeError(f"{self.id} is a question; call it with its options, and join conditions with & and |")


@dataclass(frozen=True, slots=True)
class Concern(_Joins):
    """A derived fact that other rules build on; itself the condition that it holds.

    `words` completes the sentence "It is a concern that …"; `absent` says that it does not hold, where "it is not the case
    that" would read badly."""

    scope: Scope
    id: str
    words: str
    absent: str = ""

    @property
    def of_findings(self) -> bool:
        """Whether it says that a finding of some severity was made."""
        return self.id.startswith(FOUND)

    def __invert__(self) -> Absent:
        return Absent(self)


AnswerAtom: TypeAlias = Is | IsNot | AtLeast | Below
Atom: TypeAlias = AnswerAtom | Unsure | Concern | Absent
Condition: TypeAlias = Atom | All | Any | SomeActivity


@dataclass(frozen=True, slots=True)
class _Subject:
    """Names the questions and concerns of one scope."""

    scope: Scope

    def question(self, id: str) -> Question:
        """A question of the catalogue, `section.name`."""
        return Question(self.scope, id)

    def concern(self, id: str, words: str, absent: str = "") -> Concern:
        """A concern that rules raise and other rules test."""
        return Concern(self.scope, id, words, absent)

    def found(self, severity: Severity) -> Concern:
        """The concern that a finding of this severity was made. Every rule that makes one raises it."""
        whose = "the organisation" if self.scope is Scope.ORGANISATION else "this activity"
        words = f"{severity} finding about {whose}"
        return Concern(self.scope, f"{FOUND}{severity}", f"there is a {words}", f"there is no {words}")


organisation: Final = _Subject(Scope.ORGANISATION)
activity: Final = _Subject(Scope.ACTIVITY)


def some_activity(condition: Condition) -> SomeActivity:
    """At least one activity meets the condition; for rules about the organisation as a whole."""
    return SomeActivity(condition)


def _parts(condition: object, kind: "type[All] | type[Any]") -> "tuple[Condition, ...]":
    """A condition as parts to join: its own parts if it is of that kind, so that joins stay flat."""
    if isinstance(condition, kind):
        return condition.parts
    if isinstance(condition, Condition):
        return (condition,)
    raise TypeError(f"{condition!r} is no condition; call a question with its options, as in question('yes')")


def test(atom: AnswerAtom) -> Callable[[Answer], bool]:
    """Whether a known answer meets an atom. Total: an answer of the wrong kind meets nothing but "is not one of"."""
    match atom:
        case Is(values=values):
            return lambda answer: _one_of(answer, values)
        case IsNot(values=values):
            return lambda answer: not _one_of(answer, values)
        case AtLeast(least=least):
            return lambda answer: isinstance(answer, int | float) and answer >= least
        case Below(limit=limit):
            return lambda answer: isinstance(answer, int | float) and answer < limit


def meets(atom: AnswerAtom, answer: Answer) -> bool:
    """Whether a known answer meets an atom, asked once."""
    return test(atom)(answer)


def _one_of(answer: Answer, values: tuple[str, ...]) -> bool:
    return not answer.isdisjoint(values) if isinstance(answer, frozenset) else answer in values


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every atom of a condition, in the order written."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from atoms(part)
        case SomeActivity(inner):
            yield from atoms(inner)
        case _:
            yield condition


def scope_of(condition: Condition) -> Scope:
    """ACTIVITY when the condition speaks of "this activity" anywhere outside `some_activity`."""
    match condition:
        case All(parts) | Any(parts):
            return max((scope_of(part) for part in parts), key=lambda scope: scope is Scope.ACTIVITY)
        case SomeActivity():
            return Scope.ORGANISATION
        case Concern(scope=scope) | Absent(concern=Concern(scope=scope)):
            return scope
        case _:
            return condition.question.scope
