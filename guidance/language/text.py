"""A condition as text, and text as a condition.

    china_linked and deal.shares in (over_25, over_50) and activity.stage is not ended

The text is read by Python's own parser, and nothing in it is run: whatever is not one of these words is refused.

    activity.kind is investment             the answer is this; of several ticked, this is among them
    deal.shares in (over_25, over_50)       the answer is one of these
    deal.target is not uk                   there is an answer, and it is not this
    deal.target not in (uk, no)             there is an answer, and it is none of these
    deal.others >= 1,  deal.others < 3      the answer is a number, so large or larger, or smaller
    unsure(deal.target)                     somebody was asked and answered "not sure"
    china_linked,  not china_linked         a concern holds, or is absent; or a term, by its name
    found(activity, critical)               a finding of that severity was made
    some_activity(…)                        at least one activity meets the condition
    … and …,  … or …,  not (…),  (…)

An option that is no plain word stands in quotation marks: team.share is '10_20'.

    >>> kind = organisation.question("profile.kind")
    >>> words = Vocabulary({"profile.kind": Asked(kind, ("university", "company"))})
    >>> condition = parse("profile.kind is not company", words)
    >>> condition
    IsNot(question=Question(scope=<Scope.ORGANISATION: 'organisation'>, id='profile.kind'), values=('company',))
    >>> written(condition)
    'profile.kind is not company'
"""

import ast
import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import reduce
from math import prod
from operator import and_, or_
from typing import Final, TypeVar

from guidance.language.conditions import (
    FOUND,
    Absent,
    All,
    Any,
    AtLeast,
    Below,
    Concern,
    Condition,
    Is,
    IsNot,
    Question,
    Scope,
    Severity,
    SomeActivity,
    Unsure,
    activity,
    atoms,
    organisation,
    some_activity,
)

MOST_CHARACTERS: Final = 4000
DEEPEST: Final = 12
"""Brackets inside brackets."""
MOST_ATOMS: Final = 200
MOST_WAYS: Final = 256
"""Ways to meet a condition: experta tries each of them."""

T = TypeVar("T")

_EXPECTED: Final = "expected a question, as in activity.kind is research, the name of a concern or term, unsure(…), some_activity(…) or found(…)"
_NEVER: Final = {
    "&": "write and",
    "|": "write or",
    "~": "write not",
    "!": "write is not, or not in (…)",
    "#": "write the remark above the condition, on a line of its own",
}
MOST: Final = 10**12
"""The largest number that can be compared with."""

_LEAVE_OUT: Final = "leave it out; everything is named by its id"
_STRANGE: Final = re.compile(r"[^A-Za-z0-9_.,()<>='\" \n-]")
_SUBJECTS: Final = {str(Scope.ORGANISATION): organisation, str(Scope.ACTIVITY): activity}
RESERVED: Final = frozenset({"unsure", "found", "some_activity", *keyword.kwlist})
"""What no concern and no term may be called."""


@dataclass(frozen=True)
class Asked:
    """A question as conditions may name it: whom it is asked of, its options, and whether it is answered with a number."""

    question: Question
    options: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """What a condition may name: questions by their ids; concerns and terms by their names.

    `unread` are terms, concerns and questions that stand in a file and are wrong there: who names one has made no mistake, and has
    no condition either."""

    questions: Mapping[str, Asked] = field(default_factory=dict)
    names: Mapping[str, Condition] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def __or__(self, names: Mapping[str, Condition]) -> "Vocabulary":
        return replace(self, names={**self.names, **names})


@dataclass(frozen=True)
class Misread:
    """What cannot be read: the line and the column, from 1, and a sentence that says what was read and what was expected."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class ConditionError(ValueError):
    """A text is no condition. `mistakes` names each place."""

    def __init__(self, mistakes: Iterable[Misread]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def parse(text: str, words: Vocabulary) -> Condition:
    """The condition that a text says. Raises ConditionError, with every mistake, when it says none: with no mistake when it names
    what could not be read."""
    return _Reader(text, words).condition()


class _Reader:
    """One text being read."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        self.text = text
        self.words = words
        self._skipped = len(text) - len(text.lstrip())

    def condition(self) -> Condition:
        self._check_characters()
        try:
            tree = ast.parse(self.text.replace("\n", " ").strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self._unreadable(error) from None
        condition = self._read(tree.body, 0)
        self._check_size(condition)
        return condition

    def _check_characters(self) -> None:
        if len(self.text) > MOST_CHARACTERS:
            raise self._at(0, f"a condition has at most {MOST_CHARACTERS:,} characters; name its parts as terms")
        strange = dict.fromkeys(_STRANGE.findall(self.text))
        if strange:
            raise _joined(
                self._at(self.text.index(each), f"{each!r} does not belong in a condition; {_NEVER.get(each, _LEAVE_OUT)}")
                for each in strange
            )
        if not self.text.strip():
            raise self._at(0, f"nothing stands here; {_EXPECTED}")

    def _check_size(self, condition: Condition) -> None:
        if (count := sum(1 for _ in atoms(condition))) > MOST_ATOMS:
            raise self._at(0, f"it has {count} parts with its terms, of at most {MOST_ATOMS}; raise concerns on some of them")
        if (count := _ways(condition)) > MOST_WAYS:
            raise self._at(0, f"it can be met in {count} ways, of at most {MOST_WAYS}; raise concerns on some of its parts")

    def _at(self, where: int, message: str) -> ConditionError:
        before = self.text[:where]
        return ConditionError([Misread(before.count("\n") + 1, where - before.rfind("\n"), message)])

    def _wrong(self, node: ast.expr, message: str) -> ConditionError:
        start, end = (self._skipped + at for at in (node.col_offset, node.end_col_offset or node.col_offset))
        said = " ".join(self.text[start:end].split())
        return self._at(start, f"read {said if len(said) <= 60 else f'{said[:57]}…'!r}; {message}")

    def _unreadable(self, error: BaseException) -> ConditionError:
        for found in re.finditer(r"[A-Za-z_]+", self.text):
            if found[0] in _NO_NAME and self.text[: found.start()].endswith("."):
                return self._at(found.start(), f"no question is called {found[0]!r}, a word of Python; give it another id")
            if found[0] in _NO_NAME:
                return self._at(
                    found.start(), f"{found[0]!r} has a meaning of its own; put it in quotation marks: '{found[0]}'"
                )
        if not isinstance(error, SyntaxError):
            return self._at(0, "it is too deep or too long to be read; name its parts as terms")
        end = len(self.text.rstrip())  # what breaks off has no offset
        where = min(self._skipped + error.offset - 1, end) if error.offset else end
        rest = " ".join(self.text[where:].split())[:40]
        said = error.msg.removeprefix("invalid syntax").strip(". ")
        return self._at(
            where, f"cannot be read at {repr(rest) if rest else 'its end'}{f' ({said})' if said else ''}; {_EXPECTED}"
        )

    def _read(self, node: ast.expr, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self._wrong(node, f"brackets go at most {DEEPEST} deep; name its parts as terms")
        match node:
            case ast.BoolOp(op=op, values=values):
                return reduce(
                    and_ if isinstance(op, ast.And) else or_, _each(values, lambda value: self._read(value, depth + 1))
                )
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._turned(node, self._read(operand, depth + 1))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(node, self._question(left), op, right)
            case ast.Compare():
                raise self._wrong(node, "compare one question at a time, and join with and")
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._called(node, name, arguments, depth)
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.Attribute():
                raise self._wrong(node, "say what the answer is, as in activity.kind is research")
            case ast.Tuple():
                raise self._wrong(node, "options stand in brackets, as in activity.kind in (research, teaching)")
        raise self._wrong(node, _EXPECTED)

    def _turned(self, node: ast.expr, condition: Condition) -> Condition:
        try:
            return ~condition
        except TypeError:
            raise self._wrong(
                node, "unsure(…) and some_activity(…) have no opposite; raise a concern on it, and say not of that"
            ) from None

    def _named(self, node: ast.expr, name: str) -> Condition:
        if name in self.words.names:
            return self.words.names[name]
        if name in self.words.unread:
            raise ConditionError([])
        if name in {question.partition(".")[0] for question in self.words.questions}:
            raise self._wrong(node, f"it is a section; name a question of it, as in {name}.kind is …")
        raise self._wrong(node, f"there is no concern or term of that name{nearest(name, self.words.names)}")

    def _called(self, node: ast.expr, name: str, arguments: list[ast.expr], depth: int) -> Condition:
        match name, arguments:
            case "some_activity", [inner]:
                return some_activity(self._read(inner, depth + 1))
            case "unsure", [question]:
                return Unsure(self._question(question).question)
            case "found", [ast.Name(id=about), ast.Name(id=severity)] if about in _SUBJECTS and severity in list(Severity):
                return _SUBJECTS[about].found(Severity(severity))
            case "found", _:
                heard = f"found(activity, …) or found(organisation, …) with one of {', '.join(Severity)}"
                raise self._wrong(node, f"expected {heard}")
            case "some_activity" | "unsure", _:
                raise self._wrong(node, f"{name}(…) takes one {'condition' if name == 'some_activity' else 'question'}")
        raise self._wrong(node, f"there is no word {name!r}{nearest(name, ('some_activity', 'unsure', 'found'))}; {_EXPECTED}")

    def _question(self, node: ast.expr) -> Asked:
        match node:
            case ast.Attribute(value=ast.Name(id=section), attr=name):
                id = f"{section}.{name}"
                if id in self.words.questions:
                    return self.words.questions[id]
                if id in self.words.unread:
                    raise ConditionError([])
                raise self._wrong(node, f"there is no such question{nearest(id, self.words.questions)}")
        raise self._wrong(node, "expected a question by its section and name, as in activity.kind")

    def _compared(self, node: ast.expr, asked: Asked, op: ast.cmpop, right: ast.expr) -> Condition:
        match op:
            case ast.Is() | ast.In():
                return Is(asked.question, self._options(asked, right, isinstance(op, ast.In)))
            case ast.IsNot() | ast.NotIn():
                return IsNot(asked.question, self._options(asked, right, isinstance(op, ast.NotIn)))
            case ast.GtE() | ast.Lt():
                if not asked.number:
                    raise self._wrong(node, f"{asked.question.id} is not answered with a number; test its options instead")
                number = self._number(right)
                return AtLeast(asked.question, number) if isinstance(op, ast.GtE) else Below(asked.question, number)
            case ast.Eq() | ast.NotEq():
                raise self._wrong(node, "write is, or is not")
        raise self._wrong(node, "numbers are compared with >= (at least) or < (below)")

    def _options(self, asked: Asked, node: ast.expr, many: bool) -> tuple[str, ...]:
        if isinstance(node, ast.Tuple) and not many:
            raise self._wrong(node, "several options are written in (…), or not in (…)")
        options = tuple(_each(node.elts if isinstance(node, ast.Tuple) else [node], lambda each: self._option(asked, each)))
        if not options:
            raise self._wrong(node, "name at least one option")
        if len(set(options)) < len(options):
            raise self._wrong(node, "an option stands twice; take one out")
        return options

    def _option(self, asked: Asked, node: ast.expr) -> str:
        match node:
            case ast.Name(id=option) | ast.Constant(value=str(option)):
                if option in asked.options:
                    return option
                if asked.number:
                    raise self._wrong(node, f"{asked.question.id} is answered with a number; compare it with >= or <")
                use = f"use one of {', '.join(sorted(asked.options))}" if asked.options else "it has none; test unsure(…)"
                raise self._wrong(node, f"{asked.question.id} has no such option{nearest(option, asked.options)}; {use}")
        raise self._wrong(node, "expected an option by its id; one that is no plain word stands in quotation marks")

    def _number(self, node: ast.expr) -> float:
        sign, value = (-1, node.operand) if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else (1, node)
        match value:
            case ast.Constant(value=int(number) | float(number)) if not isinstance(number, bool) and abs(number) <= MOST:
                return sign * number
        raise self._wrong(node, f"expected a number, {MOST:,} at most")


def _each(nodes: Iterable[ast.expr], read: Callable[[ast.expr], T]) -> list[T]:
    """What every node is read as. Raises ConditionError with the mistakes of all."""
    made, wrong = [], []
    for node in nodes:
        try:
            made.append(read(node))
        except ConditionError as error:
            wrong.append(error)
    if wrong:
        raise _joined(wrong)
    return made


def _joined(errors: Iterable[ConditionError]) -> ConditionError:
    return ConditionError(mistake for error in errors for mistake in error.mistakes)


_NO_NAME: Final = frozenset(keyword.kwlist) - {"and", "or", "not", "in", "is"}


def nearest(name: str, names: Iterable[str]) -> str:
    """ "; did you mean …?" with the nearest of some names, or nothing when none is near."""
    close = get_close_matches(name, list(names), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _ways(condition: Condition) -> int:
    match condition:
        case All(parts):
            return prod(map(_ways, parts))
        case Any(parts):
            return sum(map(_ways, parts))
        case SomeActivity(inner):
            return _ways(inner)
    return 1


def written(condition: Condition) -> str:
    """The text of a condition, on one line. Reading it gives the condition back."""
    match condition:
        case All(parts):
            return " and ".join(_part(part) for part in parts)
        case Any(parts):
            return " or ".join(_part(part) for part in parts)
        case SomeActivity(inner):
            return f"some_activity({written(inner)})"
        case Concern():
            return (
                condition.id if not condition.of_findings else f"found({condition.scope}, {condition.id.removeprefix(FOUND)})"
            )
        case Absent(concern):
            return f"not {written(concern)}"
        case Unsure(question):
            return f"unsure({question.id})"
        case AtLeast(question, number):
            return f"{question.id} >= {number!r}"
        case Below(question, number):
            return f"{question.id} < {number!r}"
        case Is(question, values):
            return f"{question.id} is {word(values[0])}" if len(values) == 1 else f"{question.id} in {_listed(values)}"
        case IsNot(question, values):
            return f"{question.id} is not {word(values[0])}" if len(values) == 1 else f"{question.id} not in {_listed(values)}"


def _listed(options: Iterable[str]) -> str:
    return f"({', '.join(map(word, options))})"


def _part(part: Condition) -> str:
    return f"({written(part)})" if isinstance(part, All | Any) else written(part)


def word(option: str) -> str:
    """An option as a condition names it: in quotation marks where it is no plain word."""
    return option if option.isidentifier() and option.isascii() and not keyword.iskeyword(option) else f"'{option}'"
