"""The bit reading: conditions over columns in which each row is one bit, for millions of activities.

A value is a pair of packed bit arrays, (certainly met, certainly not met); a row in neither is not yet known. The options of an answer
are bits too, so that a condition on an answer is one comparison of a column. Rows may be of different days."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any as Anything
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from guidance.language.conditions import (
    Absent,
    All,
    AnswerAtom,
    Any,
    AtLeast,
    Atom,
    Below,
    Concern,
    Condition,
    Is,
    IsNot,
    Question,
    Scope,
    SomeActivity,
    Unsure,
    atoms,
    meets,
)
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

Bits: TypeAlias = NDArray[np.uint8]
"""Eight rows a byte, the first row in the highest bit; what stands after the last row says nothing."""
Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[Anything]

MOST_NAMED: Final = 64
"""Options of one question that rules may name: each is one bit of an answer."""
_WIDTHS: Final = ((8, np.uint8), (16, np.uint16), (32, np.uint32), (MOST_NAMED, np.uint64))


class Legend:
    """How the answers to the questions that rules read stand in columns.

    The options that rules name are bits, in their order; an answer that is none of those is 0. A number stays one, and an answer of
    another kind to a question that is compared as a number is NaN, which meets nothing."""

    def __init__(self, rules: RuleBase) -> None:
        """Raises ValueError for a question of which rules name more than MOST_NAMED options, or that they compare as a number too."""
        self.rules = rules
        self.questions: Mapping[str, Question] = rules.questions
        self.numbers: set[str] = set()
        named: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for atom in (atom for rule in rules.guidelines for atom in atoms(rule.when)):
            match atom:
                case Is(question, values) | IsNot(question, values):
                    named[question.id].update(dict.fromkeys(values))
                case AtLeast(question) | Below(question):
                    self.numbers.add(question.id)
        self.options = {id: tuple(options) for id, options in named.items()}
        self._bits = {id: {option: 1 << place for place, option in enumerate(options)} for id, options in named.items()}
        for id, options in named.items():
            if len(options) > MOST_NAMED or id in self.numbers:
                raise ValueError(
                    f"{id}: rules name {len(options)} options; expected at most {MOST_NAMED}, and none of a number"
                )

    @cached_property
    def keys(self) -> Mapping[int, int]:
        """A number for the identity of each condition of the rules, the same for those that are equal: their hash costs more."""
        numbers: dict[Condition, int] = {}
        parts = (part for rule in self.rules.guidelines for part in _parts(rule.when))
        return {id(part): numbers.setdefault(part, len(numbers)) for part in parts}

    def type_of(self, question: str) -> type[np.generic]:
        """The type of a question's column."""
        if question in self.numbers:
            return np.float64
        return next(type for width, type in _WIDTHS if len(self.options.get(question, ())) <= width)

    def code(self, question: str, answer: Answer) -> float | int:
        """An answer as it stands in its column; "not sure" is 0, and told from an answer by `Column.known`."""
        if question in self.numbers:
            return float(answer) if isinstance(answer, int | float) else float("nan")
        return self.bits(question, answer if isinstance(answer, frozenset) else (answer,))

    def bits(self, question: str, ticked: Anything) -> int:
        """The bits of some options; one that no rule names has none."""
        bits = self._bits.get(question, {})
        return reduce(or_, (bits.get(option, 0) for option in ticked), 0)

    def answer(self, question: str, code: Anything) -> Answer:
        """An answer with this code: no rule tells it from the one that was given."""
        if question in self.numbers:
            return float(code)
        return frozenset(option for option, bit in self._bits.get(question, {}).items() if int(code) & bit)


@dataclass(frozen=True)
class Column:
    """The answers to a question: a code a row where it is `known`; `unsure` are the rows with "not sure"."""

    codes: Codes
    known: Flags
    unsure: Flags


@dataclass(frozen=True)
class Columns:
    """Many cases: a row an organisation, and a row an activity. `owner` is the row of its organisation, in ascending order."""

    legend: Legend
    days: tuple[date, ...]
    owner: NDArray[np.intp]
    answers: Mapping[str, Column] = field(repr=False)
    _said_of: dict[AnswerAtom | str, "Value"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, atom: AnswerAtom) -> "Value":
        """The rows whose answer meets an atom, and those whose answer does not: worked out once for all readings."""
        if atom not in self._said_of:
            column = self.answers[atom.question.id]
            known, met = self.known(atom.question.id), np.packbits(_meets(self.legend, atom, column.codes))
            self._said_of[atom] = Value(met & known, known & ~met)
        return self._said_of[atom]

    def known(self, question: str) -> "Bits":
        """The rows in which a question has an answer that is not "not sure"."""
        if question not in self._said_of:
            known = np.packbits(self.answers[question].known)
            self._said_of[question] = Value(known, ~known)
        return self._said_of[question].met

    @classmethod
    def of(cls, cases: Sequence[Facts], legend: Legend) -> "Columns":
        """Lays out cases as columns."""
        rows = {
            Scope.ORGANISATION: [case.organisation for case in cases],
            Scope.ACTIVITY: [answers for case in cases for answers in case.activities.values()],
        }
        owner = np.array([row for row, case in enumerate(cases) for _ in case.activities], dtype=np.intp)
        laid_out: dict[str, Column] = {}
        for scope, those in rows.items():
            laid_out |= _laid_out(legend, [id for id, asked in legend.questions.items() if asked.scope is scope], those)
        return cls(legend, tuple(case.as_at for case in cases), owner, laid_out)

    def rows(self, scope: Scope) -> int:
        """How many things of a scope there are."""
        return len(self.days) if scope is Scope.ORGANISATION else len(self.owner)

    def firm(self, kept: str) -> "Columns":
        """The same without the answers "not sure", but for those to questions that begin as `kept` says."""
        none = {scope: np.zeros(self.rows(scope), dtype=bool) for scope in Scope}
        answers = {
            id: column if id.startswith(kept) else Column(column.codes, column.known, none[self.legend.questions[id].scope])
            for id, column in self.answers.items()
        }
        return Columns(self.legend, self.days, self.owner, answers)

    def facts(self, row: int, activities: Sequence[int], questions: frozenset[str]) -> Facts:
        """What an organisation and some of its activities, named by their rows, answered to some questions."""
        of = {scope: [id for id in sorted(questions) if self.legend.questions[id].scope is scope] for scope in Scope}
        each = {str(number): self._said(of[Scope.ACTIVITY], number) for number in activities}
        return Facts(self._said(of[Scope.ORGANISATION], row), each, self.days[row])

    def _said(self, questions: Sequence[str], row: int) -> dict[str, Answer]:
        said: dict[str, Answer] = {}
        for id in questions:
            column = self.answers[id]
            if column.known[row]:
                said[id] = self.legend.answer(id, column.codes[row])
            elif column.unsure[row]:
                said[id] = NOT_SURE
        return said


def _laid_out(legend: Legend, asked: Sequence[str], rows: Sequence[Answers]) -> dict[str, Column]:
    """The columns of some questions. Most have no answer in most rows, so each answer is looked at and not each row."""
    given: dict[str, tuple[list[int], list[Answer]]] = {id: ([], []) for id in asked}
    for row, answers in enumerate(rows):
        for id, answer in answers.items():
            if id in given:
                of, said = given[id]
                of.append(row)
                said.append(answer)
    return {id: _column(legend, id, of, said, len(rows)) for id, (of, said) in given.items()}


def _column(legend: Legend, question: str, of: Sequence[int], said: Sequence[Answer], rows: int) -> Column:
    """A question's column from the answers to it and their rows; equal answers are put into a code once."""
    code = {answer: 0 if answer == NOT_SURE else legend.code(question, answer) for answer in set(said)}
    codes = np.zeros(rows, dtype=legend.type_of(question))
    known, unsure = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    at, sure = np.array(of, dtype=np.intp), np.array([answer != NOT_SURE for answer in said], dtype=bool)
    codes[at] = [code[answer] for answer in said]
    known[at], unsure[at] = sure, ~sure
    return Column(codes, known, unsure)


@dataclass(frozen=True, slots=True)
class Value:
    """Which rows certainly meet a condition, and which certainly do not."""

    met: Bits
    unmet: Bits

    def __and__(self, other: "Value") -> "Value":
        return Value(self.met & other.met, self.unmet | other.unmet)

    def __or__(self, other: "Value") -> "Value":
        return Value(self.met | other.met, self.unmet & other.unmet)

    def __invert__(self) -> "Value":
        return Value(self.unmet, self.met)


class Decided(Value):
    """A value that is known in every row: half the work."""

    __slots__ = ()

    def __init__(self, met: Bits) -> None:
        object.__setattr__(self, "met", met)

    @property
    def unmet(self) -> Bits:
        """The rows that do not meet it."""
        return ~self.met

    def __and__(self, other: Value) -> Value:
        return Decided(self.met & other.met) if isinstance(other, Decided) else super().__and__(other)

    def __or__(self, other: Value) -> Value:
        return Decided(self.met | other.met) if isinstance(other, Decided) else super().__or__(other)

    def __invert__(self) -> Value:
        return Decided(~self.met)


def unpacked(bits: Bits, rows: int) -> NDArray[np.uint8]:
    """One byte a row, 0 or 1."""
    return np.unpackbits(bits, count=rows)


class Reading:
    """Values of rules over columns; what several conditions rest on is worked out once and kept."""

    def __init__(
        self,
        rules: RuleBase,
        columns: Columns,
        taken: Answers | None = None,
        beside: "Reading | None" = None,
        alike: Container[str] = (),
    ) -> None:
        """`taken`: what each question is taken to say where it has no answer; without it, such questions are open.

        `beside`: a reading of the same rows under other rules; those named in `alike` are worked out there, once for both."""
        self.rules = rules
        self.columns = columns
        self.taken = taken
        self._keys = columns.legend.keys
        self._kept: dict[object, Value] = {}
        self._beside = beside
        self._alike = alike

    def rule(self, rule: Guideline) -> Value:
        """A bit an activity for a rule about activities, otherwise one an organisation; not met where it is not in force."""
        if self._beside and rule.name in self._alike:
            return self._beside.rule(self._beside.rules.by_name[rule.name])
        if rule.name not in self._kept:
            value = self.value(rule.when, rule.scope)
            self._kept[rule.name] = value & self._in_force(rule) if rule.dated else value
        return self._kept[rule.name]

    def value(self, condition: Condition, about: Scope) -> Value:
        """The value of a condition, a bit for each thing it is about."""
        match condition:
            case All(parts):
                return reduce(and_, (self.value(part, about) for part in parts))
            case Any(parts):
                return reduce(or_, (self.value(part, about) for part in parts))
            case Absent(concern):
                return ~self.value(concern, about)
        key = (self._keys.get(id(condition), condition), about is Scope.ACTIVITY)
        if key not in self._kept:
            of = Scope.ORGANISATION if isinstance(condition, SomeActivity) else _subject(condition)
            self._kept[key] = self._worked_out(condition) if of is about else self._spread(self.value(condition, of))
        return self._kept[key]

    def _worked_out(self, condition: Atom | SomeActivity) -> Value:
        match condition:
            case SomeActivity(inner):
                return self._some(self.value(inner, Scope.ACTIVITY))
            case Concern(scope=scope):
                nothing = np.zeros((self.columns.rows(scope) + 7) // 8, dtype=np.uint8)
                raised = (self.rule(rule) for rule in self.rules.raised_by.get(condition, ()))
                return reduce(or_, raised, Decided(nothing))
            case Unsure(question):
                known = self.columns.known(question.id)
                if self.taken is not None:  # while nobody has answered, nobody is sure
                    return Decided(~known)
                return Value(np.packbits(self.columns.answers[question.id].unsure), known)
            case _:
                assert not isinstance(condition, Absent)
                return self._answered(condition)

    def _answered(self, atom: AnswerAtom) -> Value:
        value = self.columns.value(atom)
        if self.taken is None or atom.question.id not in self.taken:
            return value
        if meets(atom, self.taken[atom.question.id]):
            return Decided(~value.unmet)
        return Decided(value.met)

    def _in_force(self, rule: Guideline) -> Value:
        key = ("in force", rule.starts, rule.ends, rule.scope)
        if key not in self._kept:
            on = {day: rule.in_force(day) for day in set(self.columns.days)}
            flags = np.packbits(np.array([on[day] for day in self.columns.days], dtype=bool))
            whole = Decided(flags)
            self._kept[key] = whole if rule.scope is Scope.ORGANISATION else self._spread(whole)
        return self._kept[key]

    def _some(self, each: Value) -> Value:
        """A bit an organisation: whether some activity of it meets a condition; none does where there is none."""

        def any_of(bits: Bits) -> Bits:
            flags = np.zeros(self.columns.rows(Scope.ORGANISATION), dtype=bool)
            flags[self.columns.owner[unpacked(bits, len(self.columns.owner)).view(bool)]] = True
            return np.packbits(flags)

        return Decided(any_of(each.met)) if isinstance(each, Decided) else Value(any_of(each.met), ~any_of(~each.unmet))

    def _spread(self, whole: Value) -> Value:
        """A bit an activity of what is about the organisation."""
        rows = self.columns.rows(Scope.ORGANISATION)

        def of_each(bits: Bits) -> Bits:
            return np.packbits(np.repeat(unpacked(bits, rows), self._activities))

        return Decided(of_each(whole.met)) if isinstance(whole, Decided) else Value(of_each(whole.met), of_each(whole.unmet))

    @cached_property
    def _activities(self) -> NDArray[np.intp]:
        """How many activities each organisation has."""
        return np.bincount(self.columns.owner, minlength=self.columns.rows(Scope.ORGANISATION))


def _parts(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that are worked out by themselves."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _parts(part)
        case SomeActivity(inner):
            yield condition
            yield from _parts(inner)
        case Absent(concern):
            yield concern
        case _:
            yield condition


def _meets(legend: Legend, atom: AnswerAtom, codes: Codes) -> Flags:
    match atom:
        case AtLeast(_, least):
            return np.asarray(codes >= least)
        case Below(_, limit):
            return np.asarray(codes < limit)
        case Is(question, values) | IsNot(question, values):
            named = codes & codes.dtype.type(legend.bits(question.id, values))
            return np.asarray(named == 0 if isinstance(atom, IsNot) else named != 0)


def _subject(atom: Atom) -> Scope:
    """What an atom is about."""
    match atom:
        case Concern(scope=scope) | Absent(concern=Concern(scope=scope)):
            return scope
        case _:
            return atom.question.scope


STANDINGS: Final = ("excluded", "possible", "presumed", "certain")
"""What 0, 1, 2 and 3 say in `standings`."""


@dataclass(frozen=True)
class Stands:
    """How a rule stands: bits of the rows for which it is certain, is certain or presumed, and is not excluded."""

    certain: Bits
    holds: Bits
    open: Bits

    def __or__(self, other: "Stands") -> "Stands":
        return Stands(self.certain | other.certain, self.holds | other.holds, self.open | other.open)

    def codes(self, rows: int) -> NDArray[np.uint8]:
        """One byte a row, as STANDINGS says."""
        codes = unpacked(self.open, rows)
        for bits in (self.holds, self.certain):
            codes += unpacked(bits, rows)
        return codes


def standing(rule: Guideline, answered: Reading, ways: Sequence[Reading]) -> Stands:
    """How a rule stands by what was answered, and by what is taken where nothing was, in any of some ways."""
    value = answered.rule(rule)
    holds = reduce(or_, (way.rule(rule).met for way in ways), value.met)
    return Stands(value.met, holds, ~value.unmet)
