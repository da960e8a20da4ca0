"""The three-valued reading (Kleene): yes, no, or not yet known.

On partial answers a rule is *certain* (met whatever the rest turns out to be), *excluded*, or *possible*. The same
walk names the questions that can still settle it.

A rule base is compiled once: each condition becomes one node, however many rules use it. A case is read through one
`_View` an activity and one for the organisation. What a node came to is kept with the answers it rests on. The next case
that shares them starts from there; one that differs in a few answers, as after a click, works out anew what rests on
those: one answer costs what rests on it.
"""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache, partial, reduce
from itertools import count
from operator import or_
from threading import Lock
from typing import TypeAlias, TypeVar, cast
from weakref import ref

from rules.conditions import Absent, All, Any, Concern, Condition, Question, Scope, SomeActivity, Unsure, scope_of, test
from rules.facts import NOT_SURE, Answer, Answers, Facts
from rules.guideline import Guideline
from rules.rulebase import RuleBase

Truth: TypeAlias = bool | None
Asked: TypeAlias = tuple[str, str | None]
"""A question id, and the activity it is asked about (None: the organisation)."""

Questions: TypeAlias = int
"""A set of questions as the bits of a number. See `_Nodes.names` for which bit is which.

In what reading a condition from left to right comes to, the lowest bit says that it waits for an answer."""

Said: TypeAlias = frozenset[tuple[str, Answer]]
"""Questions with their answers."""

T = TypeVar("T")
N = TypeVar("N", bound="_Node")

WAITS: Questions = 1
FEW = 8
"""Rules whose questions are kept together."""
MORE = 64
"""The most questions besides those of the rules that conditions of nobody's rule may name."""

KEPT = 2048
"""The most sets of answers for which results are kept between readings, about 20 kB each: two an activity."""
LATELY = 128
"""Of the same activity, the sets of answers among which the nearest is looked for."""
NEAR = 12
"""Two sets of answers are near while no more answers than these stand in one of them only."""
ONE = 2
"""So near are two sets that differ in one answer; none is nearer, so no other is looked for."""


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
        kept = partial(MEMOS.of, self._nodes, facts.as_at)
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

    def holding(self, activity: str | None) -> tuple[list[Guideline], list[Guideline]]:
        """The rules about an activity, or (None) about the organisation, that are met, and those that may be."""
        view, met, open_ = self._views[activity], list[Guideline](), list[Guideline]()
        for rule in self.rules.about[Scope.ORGANISATION if activity is None else Scope.ACTIVITY]:
            value = self._nodes.rules[rule.name].value(view)
            if value is not False:
                (met if value else open_).append(rule)
        return met, open_

    def concern(self, concern: Concern, activity: str | None) -> Truth:
        """Whether a concern holds."""
        return self.value(concern, activity)

    def live(self, condition: Condition, activity: str | None) -> set[Asked]:
        """The unanswered questions that can still change an undecided condition. No other question can."""
        return self._unanswered(self.unsettled(condition, activity))

    def unsettled(self, what: Guideline | Condition, activity: str | None) -> frozenset[Asked]:
        """The questions, unanswered or answered "not sure", whose answer could settle an undecided rule or condition."""
        node = self._nodes.rules[what.name] if isinstance(what, Guideline) else self._nodes.of(what)
        return frozenset(self._named(node.open(self._views[activity]), activity))

    def all_live(self) -> frozenset[Asked]:
        """The unanswered questions that can still change a finding or a level."""
        return frozenset().union(*map(self.live_for, self._views))

    def live_for(self, activity: str | None) -> frozenset[Asked]:
        """The unanswered questions that can still change a finding or a level of an activity, or (None) of the organisation."""
        view = self._views[activity]
        return frozenset(self._unanswered(self._named(self._nodes.effects[activity is None].open(view), activity)))

    def interview(self) -> frozenset[Asked]:
        """The questions to put on the page: those that findings and levels come to, read from left to right.

        A condition is read until it is decided or comes to a question that is not answered yet: gates are asked
        before what lies behind them. An answer that no condition comes to is parked: it changes no finding or level."""
        return frozenset().union(*map(self.interview_for, self._views))

    def interview_for(self, activity: str | None) -> frozenset[Asked]:
        """The questions that findings and levels of an activity, or (None) of the organisation, come to."""
        view = self._views[activity]
        return frozenset(self._named(self._nodes.effects[activity is None].comes_to(view, True), activity))

    def _named(self, questions: Questions, about: str | None) -> Iterator[Asked]:
        """The questions of a set that was read of one activity or of the organisation."""
        width, names = self._nodes.width, self._nodes.names
        rest = questions & ~WAITS
        for whose in (about, *self.facts.activities):
            block = rest & (1 << width) - 1
            while block:
                lowest = block & -block
                block ^= lowest
                name, whole = names[lowest.bit_length() - 1]
                yield name, None if whole else whose
            rest >>= width
            if not rest:
                return

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

    `values` holds one of `_CODES` for the place of each node. `reads` holds what the nodes come to that have a seat; where the answer
    is needed, which is seldom, it stands in `met`, by `2 * place`, and what is open of a node one beside it."""

    __slots__ = ("__weakref__", "answers", "met", "reads", "said", "values")

    def __init__(self, answers: tuple[Said, ...] = ()) -> None:
        self.answers = answers
        self.said: dict[str, object] = {}
        self.values = bytearray()
        self.reads: list[Questions | None] = []
        self.met: dict[int, Questions] = {}

    def shared(self, questions: Container[str]) -> Said:
        """The organisation's answers to some questions."""
        if "shared" not in self.said:
            self.said["shared"] = frozenset(each for each in self.answers[0] if each[0] in questions)
        return cast(Said, self.said["shared"])

    def grow(self, place: int) -> None:
        """Makes room for a node at a place, and for those before it."""
        self.values.extend(bytes(max(place + 1, 2 * len(self.values)) - len(self.values)))

    def distance(self, answers: tuple[Said, ...]) -> int:
        """How many answers stand only here or only there; beyond `NEAR` they are not counted on."""
        far = 0
        for mine, others in zip(self.answers, answers, strict=True):
            if mine is not others:
                far += len(mine ^ others)
                if far > NEAR:
                    break
        return far

    def changed(self, answers: tuple[Said, ...]) -> set[str]:
        """The questions whose answers differ."""
        return {question for mine, others in zip(self.answers, answers, strict=True) for question, _ in mine ^ others}

    def take(self, other: "_Memo", outdated: Iterable["_Node"]) -> None:
        """Takes over what nodes came to on answers near by, but for those that are outdated."""
        self.values, self.reads, self.met = bytearray(other.values), list(other.reads), dict(other.met)
        for node in outdated:
            if node.place < len(self.values):
                self.values[node.place] = 0
                self.met.pop(2 * node.place, None)
                self.met.pop(2 * node.place + 1, None)
            if node.seat is not None and node.seat < len(self.reads):
                self.reads[node.seat] = None


class _Memos:
    """The memos of the answers read last. One that differs in one answer from the next gives way to it: it was that officer's."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._memos: OrderedDict[tuple[object, ...], _Memo] = OrderedDict()

    def of(self, nodes: "_Nodes", day: date, reach: "_Reach", whose: str | tuple[str, ...] | None, *answers: Said) -> _Memo:
        """The memo that belongs to some answers, read by some rules on some day.

        `whose` answers they are: an activity's, the organisation's (None), or the organisation's and those of activities."""
        key = (nodes, day, reach, whose, answers)
        with self._lock:
            memo = self._memos.get(key)
            if memo:
                self._memos.move_to_end(key)
                return memo
        memo, lately = _Memo(answers), _lately(nodes, day, reach, whose)
        nearest, far = _nearest(lately, answers)
        if nearest:
            memo.take(nearest, nodes.resting_on(nearest.changed(answers), reach, whole=not isinstance(whose, str)))
        lately.append(ref(memo))
        with self._lock:
            self._memos[key] = memo
            if nearest and far <= ONE:
                self._memos.pop((nodes, day, reach, whose, nearest.answers), None)
            while len(self._memos) > KEPT:
                self._memos.popitem(last=False)
        return memo

    def __len__(self) -> int:
        return len(self._memos)

    def forget(self) -> None:
        """Lets go of all of them, and of the sets that they share."""
        with self._lock:
            self._memos.clear()
        _same.cache_clear()
        _lately.cache_clear()


MEMOS = _Memos()
"""Those of this process."""


def _nearest(lately: "Iterable[ref[_Memo]]", answers: tuple[Said, ...]) -> tuple[_Memo | None, int]:
    """The nearest memo, the newest one of several, and how far it is; None when none is near."""
    nearest, least = None, NEAR + 1
    for each in reversed(tuple(lately)):
        if (other := each()) and (far := other.distance(answers)) < least:
            nearest, least = other, far
            if far <= ONE:
                break
    return nearest, least


@lru_cache(maxsize=KEPT)
def _lately(*_whose: object) -> "deque[ref[_Memo]]":
    """The memos last made of an activity, as far as they are still kept."""
    return deque(maxlen=LATELY)


@lru_cache(maxsize=16_384)
def _same(questions: Questions) -> Questions:
    """The same set as one number: activities of any officer come to the same questions again and again."""
    return questions


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


class _Reach(IntEnum):
    """What a node rests on: the answers of what it is about, the organisation's too, or those of all activities."""

    OWN = 0
    WHOLE = 1
    ACROSS = 2


class _Node:
    """A rule or condition, compiled. `whole`: it is about the organisation, whichever activity asks."""

    __slots__ = ("place", "reach", "rests_on", "seat", "whole")

    seated = True
    """Whether what it comes to is kept; that of an atom or a condition is soon worked out again."""

    def __init__(
        self, scope: Scope, parts: Iterable["_Node"] = (), reach: _Reach = _Reach.OWN, asks: str | None = None
    ) -> None:
        self.whole = scope is Scope.ORGANISATION
        self.reach: int = reach
        self.place = 0
        self.seat: int | None = None
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

    def open(self, view: _View) -> Questions:
        """The questions inside its undecided parts."""
        if self.value(view) is not None:
            return 0
        if self.whole:
            view = view.whole
        memo = view.memos[self.reach]
        asked = memo.met.get(2 * self.place + 1)
        if asked is None:
            asked = memo.met[2 * self.place + 1] = self._open(view)
        return asked

    def comes_to(self, view: _View, needed: bool) -> Questions:
        """What it comes to when it is read. `needed`: what it is part of is undecided."""
        needed = needed and self.value(view) is None
        if self.whole:
            view = view.whole
        if self.seat is None:
            return self._comes_to(view, needed)
        memo = view.memos[self.reach]
        if needed:
            asked = memo.met.get(2 * self.place)
            if asked is None:
                asked = memo.met[2 * self.place] = self._comes_to(view, needed)
            return asked
        if self.seat >= len(memo.reads):
            memo.reads.extend([None] * (self.seat + 1 - len(memo.reads)))
        asked = memo.reads[self.seat]
        if asked is None:
            asked = memo.reads[self.seat] = _same(self._comes_to(view, needed))
        return asked

    def _value(self, view: _View) -> Truth:
        raise NotImplementedError

    def _open(self, view: _View) -> Questions:
        raise NotImplementedError

    def _comes_to(self, view: _View, needed: bool) -> Questions:
        raise NotImplementedError


class _Atom(_Node):
    """An atom on one question."""

    __slots__ = ("bit", "question", "test")

    seated = False

    def __init__(self, question: Question, bit: Questions, test: Callable[[Answer], bool]) -> None:
        super().__init__(question.scope, asks=question.id)
        self.question = question.id
        self.bit = bit
        self.test = test

    def _value(self, view: _View) -> Truth:
        answer = view.answers.get(self.question)
        return None if answer is None or answer == NOT_SURE else self.test(answer)

    def _open(self, _view: _View) -> Questions:
        return self.bit

    def _comes_to(self, view: _View, needed: bool) -> Questions:
        if self.question in view.answers:
            return self.bit
        return self.bit | WAITS if needed else 0


class _Unsure(_Atom):
    """The atom that tells "not sure" from silence."""

    __slots__ = ()

    def _value(self, view: _View) -> Truth:
        answer = view.answers.get(self.question)
        return None if answer is None else self.test(answer)


class _Join(_Node):
    """All or any of its parts, read from left to right until one of them decides."""

    __slots__ = ("decides", "parts")

    seated = False

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

    def _open(self, view: _View) -> Questions:
        return reduce(or_, [part.open(view) for part in self.parts])

    def _comes_to(self, view: _View, needed: bool) -> Questions:
        every = 0
        for part in self.parts:
            every |= part.comes_to(view, needed)
            if every & WAITS or part.value(view) is self.decides:
                break
        return every


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

    def _open(self, view: _View) -> Questions:
        return self._union(node.open(each) for node, each in self._each(view))

    def _comes_to(self, view: _View, needed: bool) -> Questions:
        return self._union(node.comes_to(each, needed) for node, each in self._each(view))

    def _union(self, each: Iterable[Questions]) -> Questions:
        return reduce(or_, each, 0)


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

    __slots__ = ("inner", "nodes")

    def __init__(self, inner: _Node, nodes: "_Nodes") -> None:
        super().__init__(Scope.ORGANISATION, [inner], _Reach.ACROSS)
        self.inner = inner
        self.nodes = nodes

    def _each(self, view: _View) -> Iterable[tuple[_Node, _View]]:
        return [(self.inner, activity) for activity in view.activities]

    def _union(self, each: Iterable[Questions]) -> Questions:
        """The questions about the first activity move to the first block above the organisation's, and so on."""
        every = 0
        for number, questions in enumerate(each, 1):
            own = questions & self.nodes.of_activities
            every |= questions ^ own | own << number * self.nodes.width
        return every


class _Not(_Node):
    """The opposite: true where the other is false."""

    __slots__ = ("other",)

    def __init__(self, scope: Scope, other: _Node) -> None:
        super().__init__(scope, [other])
        self.other = other

    def _value(self, view: _View) -> Truth:
        value = self.other.value(view)
        return None if value is None else not value

    def _open(self, view: _View) -> Questions:
        return self.other.open(view)

    def _comes_to(self, view: _View, needed: bool) -> Questions:
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

    def _open(self, view: _View) -> Questions:
        return self.when.open(view)

    def _comes_to(self, view: _View, needed: bool) -> Questions:
        return self.when.comes_to(view, needed) if self.name in view.in_force else 0


class _Nodes:
    """A rule base compiled: a node a rule, and one for each condition however many rules use it."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules: dict[str, _Rule] = {}
        self._raised_by = rules.raised_by
        self._conditions: dict[Condition, _Node] = {}
        self._of_rules: dict[int, _Node] = {}
        self._places: defaultdict[tuple[bool, int], count[int]] = defaultdict(count)
        self._seats: defaultdict[tuple[bool, int], count[int]] = defaultdict(count)
        self._resting: defaultdict[tuple[bool, int, str], list[_Node]] = defaultdict(list)
        self._complete = False
        self.shared: set[str] = set()
        self.names: list[tuple[str, bool]] = [("", True)]
        """The question at each bit, and whether it is about the organisation. What was read of an activity is about that one; in
        what rests on all of them, the questions of the first one stand `width` bits higher, those of the second 2 `width`."""
        self._bits: dict[str, Questions] = {}
        self.of_activities: Questions = 0
        self.width = 0
        for rule in rules.guidelines:  # those that raise a concern come before those that test it
            self.rules[rule.name] = self._placed(_Rule(rule, self.of(rule.when)))
            self._know(rule.when)
        self.effects = {scope is Scope.ORGANISATION: self._every(rules, scope) for scope in Scope}
        self.width = len(self.names) + MORE
        self.reach = max([_Reach.WHOLE, *(node.reach for node in self.rules.values() if not node.whole)])
        self._complete = True

    def _every(self, rules: RuleBase, scope: Scope) -> _Node:
        """All that makes findings and levels about activities or the organisation, few by few: what rests on one answer is little."""
        making = [self.rules[rule.name] for rule in rules.about[scope] if rule.finds or rule.level is not None]
        making.sort(key=lambda node: node.reach)
        few = [self._placed(_EveryRule(scope, tuple(making[at : at + FEW]))) for at in range(0, len(making), FEW)]
        return self._placed(_EveryRule(scope, tuple(few)))

    def _bit(self, question: Question) -> Questions:
        """The bit of a question. Raises ValueError when there are too many that no rule reads."""
        bit = self._bits.get(question.id)
        if bit is None:
            if self._complete and len(self.names) == self.width:
                raise ValueError(f"conditions name more than {MORE} questions that no rule reads; write rules on them")
            bit = self._bits[question.id] = 1 << len(self.names)
            whole = question.scope is Scope.ORGANISATION
            self.names.append((question.id, whole))
            if not whole:
                self.of_activities |= bit
        return bit

    def of(self, condition: Condition) -> _Node:
        """The node of a condition. One of the rules' own is found by its identity, which costs less than its hash."""
        node = self._of_rules.get(id(condition))
        if node is None:
            node = self._conditions.get(condition)
        if node is None:
            node = self._conditions[condition] = self._placed(self._compiled(condition))
        return node

    def resting_on(self, questions: Iterable[str], reach: _Reach, whole: bool) -> Iterator[_Node]:
        """The nodes that rest on any of some questions."""
        return (node for question in questions for node in self._resting.get((whole, reach, question), ()))

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
        if node.seated:
            node.seat = next(self._seats[node.whole, node.reach])
        for question in node.rests_on:
            self._resting[node.whole, node.reach, question].append(node)
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
                return _Some(self.of(inner), self)
            case Concern():
                return _AnyRule(scope, tuple(self.rules[rule.name] for rule in self._raised_by.get(condition, ())))
            case Absent(concern):
                return _Not(scope, self.of(concern))
            case Unsure(question):
                return _Unsure(question, self._bit(question), lambda answer: answer == NOT_SURE)
            case _:
                return _Atom(condition.question, self._bit(condition.question), test(condition))


@lru_cache(maxsize=32)
def _in_force(rules: RuleBase, day: date) -> frozenset[str]:
    return frozenset(rule.name for rule in rules.guidelines if rule.in_force(day))


@lru_cache(maxsize=8)
def _compiled(rules: RuleBase) -> _Nodes:
    return _Nodes(rules)
