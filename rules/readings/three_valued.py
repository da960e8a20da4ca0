"""The three-valued reading (Kleene): yes, no, or not yet known.

On partial answers a rule is *certain* (met whatever the rest turns out to be), *excluded*, or *possible*. The same
walk names the questions that can still settle it.

A rule base is compiled once: each condition becomes one node, however many rules use it. A case is read through one
`_View` an activity and one for the organisation. What a node came to is kept with the answers it rests on. The next case
that shares them starts from there; one that differs in a few answers, as after a click, works out anew what rests on
those: one answer costs what rests on it.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache, partial
from itertools import count
from typing import TypeAlias, TypeVar, cast
from weakref import ref

from rules.conditions import Absent, All, Any, Concern, Condition, Question, Scope, SomeActivity, Unsure, scope_of, test
from rules.facts import NOT_SURE, Answer, Answers, Facts
from rules.guideline import Guideline
from rules.rulebase import RuleBase

Truth: TypeAlias = bool | None
Asked: TypeAlias = tuple[str, str | None]
"""A question id, and the activity it is asked about (None: the organisation)."""

ComesTo: TypeAlias = tuple[bool, frozenset[Asked]]
"""What reading a condition from left to right comes to: whether it waits for an answer, and the questions it meets."""

Said: TypeAlias = frozenset[tuple[str, Answer]]
"""Questions with their answers."""

T = TypeVar("T")
N = TypeVar("N", bound="_Node")

NOTHING: frozenset[Asked] = frozenset()

KEPT = 1024
"""The most sets of answers for which results are kept between readings, at most about 40 kB each: two an activity."""
LATELY = 32
"""Of the same activity, the sets of answers among which the nearest is looked for."""
NEAR = 12
"""Two sets of answers are near while no more answers than these stand in one of them only."""


class Standing(StrEnum):
    """How a finding stands on the answers so far."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


_CODES = {False: 1, None: 2, True: 3}
"""A truth as one byte; 0 stands for one that is not worked out yet."""
_TRUTHS = (None, False, None, True)

STANDING = {True: Standing.CERTAIN, None: Standing.POSSIBLE, False: Standing.EXCLUDED}


class Reading:
    """Values of conditions on one set of facts; each is worked out once and kept."""

    def __init__(self, rules: RuleBase, facts: Facts) -> None:
        self.rules = rules
        self.facts = facts
        self._nodes = _compiled(rules)
        in_force = _in_force(rules, facts.as_at)
        kept = partial(_kept, self._nodes, facts.as_at)
        own = kept(_Reach.OWN, None, frozenset(facts.organisation.items()))
        shared = own.shared(self._nodes.shared)
        each = {name: kept(_Reach.OWN, name, frozenset(answers.items())) for name, answers in facts.activities.items()}
        said = (own.answers[0], *(memo.answers[0] for memo in each.values()))
        self._whole = _View(None, facts.organisation, in_force, [own, own, kept(_Reach.ACROSS, tuple(each), *said)])
        for name, its in each.items():
            memos = [its, kept(_Reach.WHOLE, name, its.answers[0], shared), _Memo()]
            self._whole.activities.append(_View(name, facts.activities[name], in_force, memos, self._whole))
        self._views = {view.about: view for view in (self._whole, *self._whole.activities)}

    def standing(self, rule: Guideline, activity: str | None) -> Standing:
        """How a rule stands for an activity, or (None) for the organisation."""
        return STANDING[self.rule(rule, activity)]

    def rule(self, rule: Guideline, activity: str | None) -> Truth:
        """Whether a rule is met; a rule that is not in force on the day is not."""
        return self._nodes.rules[rule.name].value(self._views[activity])

    def value(self, condition: Condition, activity: str | None) -> Truth:
        """The truth of a condition."""
        return self._nodes.of(condition).value(self._views[activity])

    def concern(self, concern: Concern, activity: str | None) -> Truth:
        """Whether a concern holds."""
        return self.value(concern, activity)

    def live(self, condition: Condition, activity: str | None) -> set[Asked]:
        """The unanswered questions that can still change an undecided condition. No other question can."""
        return self._unanswered(self.unsettled(condition, activity))

    def unsettled(self, what: Guideline | Condition, activity: str | None) -> frozenset[Asked]:
        """The questions, unanswered or answered "not sure", whose answer could settle an undecided rule or condition."""
        node = self._nodes.rules[what.name] if isinstance(what, Guideline) else self._nodes.of(what)
        return node.open(self._views[activity])

    def all_live(self) -> set[Asked]:
        """The unanswered questions that can still change a finding or a level."""
        return self._unanswered(NOTHING.union(*[node.open(view) for node, view in self._effects()]))

    def interview(self) -> frozenset[Asked]:
        """The questions to put on the page: those that findings and levels come to, read from left to right.

        A condition is read until it is decided or comes to a question that is not answered yet: gates are asked
        before what lies behind them. An answer that no condition comes to is parked: it changes no finding or level."""
        return NOTHING.union(*[node.comes_to(view, True)[1] for node, view in self._effects()])

    def _effects(self) -> Iterator[tuple["_Node", "_View"]]:
        for node in self._nodes.effects:
            for view in (self._whole,) if node.whole else self._whole.activities:
                yield node, view

    def _unanswered(self, asked: Iterable[Asked]) -> set[Asked]:
        return {each for each in asked if not self.answered(each)}

    def kept(self, activity: str, name: str, work: Callable[[], T]) -> T:
        """What follows about an activity from its answers and the organisation's: worked out once and kept under a name."""
        said = self._views[activity].memos[self._nodes.reach].said
        if name not in said:
            said[name] = work()
        return cast(T, said[name])

    def answered(self, asked: Asked) -> bool:
        """Whether the question has an answer, "not sure" included."""
        question, about = asked
        return question in self.facts.answers(about)


class _Memo:
    """What nodes came to on some sets of answers: the answers about an activity, and the organisation's that count for it.

    A node has the same place in each list; `values` holds `_CODES`, and `comes_to` two entries a node."""

    __slots__ = ("__weakref__", "answers", "comes_to", "known", "opens", "said", "values")

    def __init__(self, answers: tuple[Said, ...] = ()) -> None:
        self.answers = answers
        self.known: Answers | None = None
        self.said: dict[str, object] = {}
        self.values = bytearray()
        self.opens: list[frozenset[Asked] | None] = []
        self.comes_to: list[ComesTo | None] = []

    def shared(self, questions: Container[str]) -> Said:
        """The organisation's answers to some questions."""
        if "shared" not in self.said:
            self.said["shared"] = frozenset(each for each in self.answers[0] if each[0] in questions)
        return cast(Said, self.said["shared"])

    def grow(self, place: int) -> None:
        """Makes room for a node at a place, and for those before it."""
        more = max(place + 1, 2 * len(self.values)) - len(self.values)
        self.values.extend(bytes(more))
        self.opens.extend([None] * more)
        self.comes_to.extend([None] * (2 * more))

    def distance(self, answers: tuple[Said, ...]) -> int:
        """How many answers stand only here or only there."""
        return sum(len(mine ^ others) for mine, others in zip(self.answers, answers, strict=True) if mine is not others)

    def changed(self, answers: tuple[Said, ...]) -> set[str]:
        """The questions whose answers differ."""
        return {question for mine, others in zip(self.answers, answers, strict=True) for question, _ in mine ^ others}

    def take(self, other: "_Memo", outdated: Iterable[int]) -> None:
        """Takes over what nodes came to on answers near by, but for those in outdated places."""
        self.values, self.opens, self.comes_to = bytearray(other.values), list(other.opens), list(other.comes_to)
        for place in outdated:
            if place < len(self.values):
                self.values[place] = 0
                self.opens[place] = self.comes_to[2 * place] = self.comes_to[2 * place + 1] = None


@lru_cache(maxsize=KEPT)
def _kept(nodes: "_Nodes", day: date, reach: "_Reach", whose: str | tuple[str, ...] | None, *answers: Said) -> _Memo:
    """The memo that belongs to some answers, read by some rules on some day.

    `whose` answers they are: an activity's, the organisation's (None), or the organisation's and those of activities."""
    memo, lately = _Memo(answers), _lately(nodes, day, reach, whose)
    known = (other for each in tuple(lately) if (other := each()))
    nearest = min(known, key=lambda other: other.distance(answers), default=None)
    if nearest and nearest.distance(answers) <= NEAR:
        memo.take(nearest, nodes.resting_on(nearest.changed(answers), reach, whole=not isinstance(whose, str)))
    lately.append(ref(memo))
    return memo


@lru_cache(maxsize=KEPT)
def _lately(*_whose: object) -> "deque[ref[_Memo]]":
    """The memos last made of an activity, as far as they are still kept."""
    return deque(maxlen=LATELY)


class _View:
    """What conditions see of one activity or of the organisation. `memos` has one memo for each `_Reach`."""

    __slots__ = ("about", "activities", "answers", "in_force", "memos", "whole")

    def __init__(
        self,
        about: str | None,
        answers: Answers,
        in_force: frozenset[str],
        memos: list[_Memo],
        whole: "_View | None" = None,
    ) -> None:
        self.about = about
        self.answers = answers
        self.in_force = in_force
        self.memos = memos
        self.whole: _View = whole or self
        self.activities: list[_View] = []

    @property
    def known(self) -> Answers:
        """The answers but "not sure"."""
        own = self.memos[_Reach.OWN]
        if own.known is None:
            own.known = {question: answer for question, answer in self.answers.items() if answer != NOT_SURE}
        return own.known


class _Reach(IntEnum):
    """What a node rests on: the answers of what it is about, the organisation's too, or those of all activities."""

    OWN = 0
    WHOLE = 1
    ACROSS = 2


class _Node:
    """A rule or condition, compiled. `whole`: it is about the organisation, whichever activity asks."""

    __slots__ = ("place", "reach", "rests_on", "whole")

    def __init__(
        self, scope: Scope, parts: Iterable["_Node"] = (), reach: _Reach = _Reach.OWN, asks: str | None = None
    ) -> None:
        self.whole = scope is Scope.ORGANISATION
        self.reach: int = reach
        self.place = 0
        self.rests_on = frozenset([asks] if asks else [])
        for part in parts:
            self.reach = max(self.reach, part.reach, _Reach.OWN if self.whole or not part.whole else _Reach.WHOLE)
            self.rests_on |= part.rests_on

    def value(self, view: _View) -> Truth:
        """Its truth."""
        if self.whole:
            view = view.whole
        memo = view.memos[self.reach]
        try:
            code = memo.values[self.place]
        except IndexError:
            memo.grow(self.place)
            code = 0
        if not code:
            code = memo.values[self.place] = _CODES[self._value(view)]
        return _TRUTHS[code]

    def open(self, view: _View) -> frozenset[Asked]:
        """The questions inside its undecided parts."""
        if self.value(view) is not None:
            return NOTHING
        if self.whole:
            view = view.whole
        memo = view.memos[self.reach]
        asked = memo.opens[self.place]
        if asked is None:
            asked = memo.opens[self.place] = self._open(view)
        return asked

    def comes_to(self, view: _View, needed: bool) -> ComesTo:
        """What it comes to when it is read. `needed`: what it is part of is undecided."""
        undecided = self.value(view) is None
        needed = needed and undecided
        if self.whole:
            view = view.whole
        memo = view.memos[self.reach]
        place = 2 * self.place + needed
        found = memo.comes_to[place]
        if found is None:
            found = memo.comes_to[place] = self._comes_to(view, needed)
        return found

    def _value(self, view: _View) -> Truth:
        raise NotImplementedError

    def _open(self, view: _View) -> frozenset[Asked]:
        raise NotImplementedError

    def _comes_to(self, view: _View, needed: bool) -> ComesTo:
        raise NotImplementedError


class _Atom(_Node):
    """An atom on one question."""

    __slots__ = ("question", "test")

    def __init__(self, question: Question, test: Callable[[Answer], bool]) -> None:
        super().__init__(question.scope, asks=question.id)
        self.question = question.id
        self.test = test

    def _value(self, view: _View) -> Truth:
        answer = view.known.get(self.question)
        return None if answer is None else self.test(answer)

    def _open(self, view: _View) -> frozenset[Asked]:
        return frozenset(((self.question, view.about),))

    def _comes_to(self, view: _View, needed: bool) -> ComesTo:
        answered = self.question in view.answers
        asked = frozenset(((self.question, view.about),)) if answered or needed else NOTHING
        return needed and not answered, asked


class _Unsure(_Atom):
    """The atom that tells "not sure" from silence."""

    __slots__ = ()

    def _value(self, view: _View) -> Truth:
        answer = view.answers.get(self.question)
        return None if answer is None else self.test(answer)


class _Join(_Node):
    """All or any of its parts, read from left to right until one of them decides."""

    __slots__ = ("decides", "parts")

    def __init__(self, scope: Scope, parts: tuple[_Node, ...], decides: bool) -> None:
        super().__init__(scope, parts)
        self.parts = parts
        self.decides = decides

    def _value(self, view: _View) -> Truth:
        known: Truth = not self.decides
        for part in self.parts:
            value = part.value(view)
            if value is self.decides:
                return value
            if value is None:
                known = None
        return known

    def _open(self, view: _View) -> frozenset[Asked]:
        return NOTHING.union(*[part.open(view) for part in self.parts])

    def _comes_to(self, view: _View, needed: bool) -> ComesTo:
        every: set[Asked] = set()
        for part in self.parts:
            waits, asked = part.comes_to(view, needed)
            every |= asked
            if waits:
                return True, frozenset(every)
            if part.value(view) is self.decides:
                break
        return False, frozenset(every)


class _Beside(_Node):
    """Any of several things that don't wait for each other."""

    __slots__ = ()

    def _each(self, view: _View) -> Iterable[tuple[_Node, _View]]:
        raise NotImplementedError

    def _value(self, view: _View) -> Truth:
        known: Truth = False
        for node, each in self._each(view):
            value = node.value(each)
            if value:
                return True
            if value is None:
                known = None
        return known

    def _open(self, view: _View) -> frozenset[Asked]:
        return NOTHING.union(*[node.open(each) for node, each in self._each(view)])

    def _comes_to(self, view: _View, needed: bool) -> ComesTo:
        each = [node.comes_to(each, needed) for node, each in self._each(view)]
        return any(waits for waits, _ in each), NOTHING.union(*[asked for _, asked in each])


class _AnyRule(_Beside):
    """Any of several rules, as those that raise one concern."""

    __slots__ = ("rules",)

    def __init__(self, scope: Scope, rules: tuple[_Node, ...]) -> None:
        super().__init__(scope, rules)
        self.rules = rules

    def _each(self, view: _View) -> Iterable[tuple[_Node, _View]]:
        return [(rule, view) for rule in self.rules]


class _EveryRule(_AnyRule):
    """Rules that are all read: none of them decides the others."""

    __slots__ = ()

    def _value(self, _view: _View) -> Truth:
        return None


class _Some(_Beside):
    """A condition met by any activity."""

    __slots__ = ("inner",)

    def __init__(self, inner: _Node) -> None:
        super().__init__(Scope.ORGANISATION, [inner], _Reach.ACROSS)
        self.inner = inner

    def _each(self, view: _View) -> Iterable[tuple[_Node, _View]]:
        return [(self.inner, activity) for activity in view.activities]


class _Not(_Node):
    """The opposite: true where the other is false."""

    __slots__ = ("other",)

    def __init__(self, scope: Scope, other: _Node) -> None:
        super().__init__(scope, [other])
        self.other = other

    def _value(self, view: _View) -> Truth:
        value = self.other.value(view)
        return None if value is None else not value

    def _open(self, view: _View) -> frozenset[Asked]:
        return self.other.open(view)

    def _comes_to(self, view: _View, needed: bool) -> ComesTo:
        return self.other.comes_to(view, needed)


class _Rule(_Node):
    """A rule: its condition while it is in force, otherwise false."""

    __slots__ = ("name", "when")

    def __init__(self, rule: Guideline, when: _Node) -> None:
        super().__init__(rule.scope, [when])
        self.name = rule.name
        self.when = when

    def _value(self, view: _View) -> Truth:
        return self.name in view.in_force and self.when.value(view)

    def _open(self, view: _View) -> frozenset[Asked]:
        return self.when.open(view)

    def _comes_to(self, view: _View, needed: bool) -> ComesTo:
        return self.when.comes_to(view, needed) if self.name in view.in_force else (False, NOTHING)


class _Nodes:
    """A rule base compiled: a node a rule, and one for each condition however many rules use it."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules: dict[str, _Rule] = {}
        self._raised_by = rules.raised_by
        self._conditions: dict[Condition, _Node] = {}
        self._of_rules: dict[int, _Node] = {}
        self._places: defaultdict[tuple[bool, int], count[int]] = defaultdict(count)
        self._resting: defaultdict[tuple[bool, int, str], list[int]] = defaultdict(list)
        self._complete = False
        self.shared: set[str] = set()
        for rule in rules.guidelines:  # those that raise a concern come before those that test it
            self.rules[rule.name] = self._placed(_Rule(rule, self.of(rule.when)))
            self._know(rule.when)
        effects: defaultdict[tuple[Scope, int], list[_Node]] = defaultdict(list)
        for rule in rules.guidelines:
            if rule.finds or rule.level is not None:
                effects[rule.scope, self.rules[rule.name].reach].append(self.rules[rule.name])
        self.effects = [self._placed(_EveryRule(scope, tuple(nodes))) for (scope, _), nodes in effects.items()]
        self.reach = max([_Reach.WHOLE, *(node.reach for node in self.rules.values() if not node.whole)])
        self._complete = True

    def of(self, condition: Condition) -> _Node:
        """The node of a condition. One of the rules' own is found by its identity, which costs less than its hash."""
        node = self._of_rules.get(id(condition))
        if node is None:
            node = self._conditions.get(condition)
        if node is None:
            node = self._conditions[condition] = self._placed(self._compiled(condition))
        return node

    def resting_on(self, questions: Iterable[str], reach: _Reach, whole: bool) -> Iterator[int]:
        """The places of the nodes that rest on any of some questions."""
        return (place for question in questions for place in self._resting.get((whole, reach, question), ()))

    def _placed(self, node: N) -> N:
        """Gives a node its place in the memos.

        What activities rest on of the organisation's answers is known from the rules; a condition that comes later, and is none of
        theirs, may rest on more, so what it comes to is kept no longer than its reading."""
        if not node.whole and node.reach == _Reach.WHOLE:
            if self._complete:
                node.reach = _Reach.ACROSS
            else:
                self.shared |= node.rests_on
        node.place = next(self._places[node.whole, node.reach])
        for question in node.rests_on:
            self._resting[node.whole, node.reach, question].append(node.place)
        return node

    def _know(self, condition: Condition) -> None:
        """Notes a condition that lives as long as the rules, and its parts, by identity."""
        self._of_rules[id(condition)] = self.of(condition)
        match condition:
            case All(parts) | Any(parts):
                for part in parts:
                    self._know(part)
            case SomeActivity(inner):
                self._know(inner)
            case Absent(concern):
                self._know(concern)

    def _compiled(self, condition: Condition) -> _Node:
        scope = scope_of(condition)
        match condition:
            case All(parts):
                return _Join(scope, tuple(map(self.of, parts)), decides=False)
            case Any(parts):
                return _Join(scope, tuple(map(self.of, parts)), decides=True)
            case SomeActivity(inner):
                return _Some(self.of(inner))
            case Concern():
                return _AnyRule(scope, tuple(self.rules[rule.name] for rule in self._raised_by.get(condition, ())))
            case Absent(concern):
                return _Not(scope, self.of(concern))
            case Unsure(question):
                return _Unsure(question, lambda answer: answer == NOT_SURE)
            case _:
                return _Atom(condition.question, test(condition))


@lru_cache(maxsize=32)
def _in_force(rules: RuleBase, day: date) -> frozenset[str]:
    return frozenset(rule.name for rule in rules.guidelines if rule.in_force(day))


@lru_cache(maxsize=8)
def _compiled(rules: RuleBase) -> _Nodes:
    return _Nodes(rules)
