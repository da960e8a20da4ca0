"""A rule base compiled for the three-valued reading: each condition is one node, however many rules use it.

A case is read through one `View` an activity and one for the organisation; what a node came to stands in the view's memos."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import IntEnum
from functools import lru_cache, reduce
from itertools import count
from operator import or_
from typing import Final, TypeAlias, TypeVar

from guidance.inference.grounds import NO_MATTER, Ground, Way, best, every, shared_ground
from guidance.inference.memos import Memo, Questions, shared_set
from guidance.language.conditions import (
    Absent,
    All,
    Any,
    Concern,
    Condition,
    Question,
    Scope,
    SomeActivity,
    Unsure,
    scope_of,
    test,
)
from guidance.language.facts import NOT_SURE, NOTHING_PRESUMED, Answer, Answers, Presumptions
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

Truth: TypeAlias = bool | None

N = TypeVar("N", bound="Node")

SWITCHES: Final = "switch."
"""How the questions begin that stand for facts about the law."""
WAITS: Questions = 1
FEW = 8
"""Rules whose questions are kept together."""
MORE = 64
"""The most questions besides those of the rules that conditions of nobody's rule may name."""

_CODES = {False: 1, None: 2, True: 3}
"""A truth as one byte; 0 stands for one that is not worked out yet."""
_TRUTHS = (None, False, None, True)


class View:
    """What conditions see of one activity or of the organisation. `memos` has one memo for each `Reach`."""

    __slots__ = ("about", "activities", "answers", "in_force", "memos", "whole")

    def __init__(
        self,
        about: str | None,
        answers: Answers,
        in_force: frozenset[str],
        memos: list[Memo],
        whole: "View | None" = None,
    ) -> None:
        self.about = about
        self.answers = answers
        self.in_force = in_force
        self.memos = memos
        self.whole: View = whole or self
        self.activities: Callable[[], Iterable[View]] = tuple


class Views(dict[str | None, View]):
    """The views of a case. That of an activity is made when it is first asked for: by then its memos can begin with what the activities
    before it came to."""

    def __init__(self, whole: View, names: Iterable[str], make: Callable[[str], View]) -> None:
        super().__init__({None: whole})
        self._make = make
        whole.activities = lambda: [self[name] for name in names]

    def __missing__(self, name: str) -> View:
        view = self[name] = self._make(name)
        return view


class Reach(IntEnum):
    """What a node rests on: the answers of what it is about, the organisation's too, or those of all activities."""

    OWN = 0
    WHOLE = 1
    ACROSS = 2


class Node(ABC):
    """A rule or condition, compiled. `whole`: it is about the organisation, whichever activity asks. `sure`: nothing in it tells "not
    sure" from silence; then it has a ground just when it is not decided the other way."""

    __slots__ = ("place", "reach", "rests_on", "seat", "sure", "whole")

    seated = True
    """Whether what it comes to is kept; that of an atom or a condition is soon worked out again."""

    def __init__(self, scope: Scope, parts: Iterable["Node"] = (), reach: Reach = Reach.OWN, asks: str | None = None) -> None:
        self.whole = scope is Scope.ORGANISATION
        self.reach: int = reach
        self.place = 0
        self.seat: int | None = None
        self.rests_on = frozenset([asks] if asks else [])
        self.sure = True
        for part in parts:
            self.sure &= part.sure
            self.reach = max(self.reach, part.reach, Reach.OWN if self.whole or not part.whole else Reach.WHOLE)
            self.rests_on |= part.rests_on

    def value(self, view: View) -> Truth:
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

    def open(self, view: View) -> Questions:
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

    def comes_to(self, view: View, needed: bool) -> Questions:
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
            asked = memo.reads[self.seat] = shared_set(self._comes_to(view, needed))
        return asked

    def ground(self, view: View, way: Way) -> Ground | None:
        """What it would rest on if it came out as wanted; None when no answer can bring that about."""
        if self.whole:
            view = view.whole
        if self.seat is None:
            return self._ground(view, way)
        kept = view.memos[self.reach].grounds[way]
        if self.seat >= len(kept):
            kept.extend([False] * (self.seat + 1 - len(kept)))
        ground = kept[self.seat]
        if ground is False:
            decided = self.value(view) if self.sure else None
            ground = None if decided is not None and decided is not way.wanted else self._ground(view, way)
            kept[self.seat] = ground
        return ground  # type: ignore[return-value]

    @abstractmethod
    def _value(self, view: View) -> Truth: ...

    @abstractmethod
    def _open(self, view: View) -> Questions: ...

    @abstractmethod
    def _comes_to(self, view: View, needed: bool) -> Questions: ...

    @abstractmethod
    def _ground(self, view: View, way: Way) -> Ground | None: ...


class _Atom(Node):
    """An atom on one question."""

    __slots__ = ("bit", "grounds", "question", "test", "usual")

    seated = False

    def __init__(
        self, question: Question, bit: Questions, test: Callable[[Answer], bool], presumptions: Presumptions = NOTHING_PRESUMED
    ) -> None:
        super().__init__(question.scope, asks=question.id)
        self.question = question.id
        self.bit = bit
        self.test = test
        taken, self.usual = (self._of(each.get(question.id)) for each in (presumptions.taken, presumptions.ordinary))
        presumed, needed = shared_ground(0, bit, 0, 0), shared_ground(bit, 0, 0, 0)
        self.grounds = tuple(presumed if (self.usual if way.ordinary else taken) is way.wanted else needed for way in Way)

    def _of(self, answer: Answer | None) -> Truth:
        return None if answer is None else self.test(answer)

    def _ground(self, view: View, way: Way) -> Ground | None:
        answer = view.answers.get(self.question)
        if answer is None or answer == NOT_SURE:
            return self.grounds[way]
        if self.test(answer) is not way.wanted:
            return None
        return shared_ground(0, 0, self.bit, 0 if self.usual in (way.wanted, None) else self.bit)

    def _value(self, view: View) -> Truth:
        answer = view.answers.get(self.question)
        return None if answer is None or answer == NOT_SURE else self.test(answer)

    def _open(self, _view: View) -> Questions:
        return self.bit

    def _comes_to(self, view: View, needed: bool) -> Questions:
        if self.question in view.answers:
            return self.bit
        return self.bit | WAITS if needed else 0


class _Unsure(_Atom):
    """The atom that tells "not sure" from silence."""

    __slots__ = ()

    def __init__(self, question: Question, bit: Questions) -> None:
        super().__init__(question, bit, lambda answer: answer == NOT_SURE)
        self.sure = False

    def _value(self, view: View) -> Truth:
        answer = view.answers.get(self.question)
        return None if answer is None else self.test(answer)

    def _ground(self, view: View, way: Way) -> Ground | None:
        """While nobody has answered, nobody is sure. That a fact about the law is unknown is itself known."""
        answer = view.answers.get(self.question)
        if answer == NOT_SURE and self.question.startswith(SWITCHES):
            return NO_MATTER if way.wanted else None
        if answer is None or answer == NOT_SURE:
            return shared_ground(0, self.bit, 0, 0) if way.wanted else shared_ground(self.bit, 0, 0, 0)
        return None if way.wanted else shared_ground(0, 0, self.bit, 0)


class _Join(Node):
    """All or any of its parts, read from left to right until one of them decides."""

    __slots__ = ("decides", "parts")

    seated = False

    def __init__(self, scope: Scope, parts: tuple[Node, ...], decides: bool) -> None:
        super().__init__(scope, parts)
        self.parts = parts
        self.decides = decides

    def _value(self, view: View) -> Truth:
        known: Truth = not self.decides
        for part in self.parts:
            value = part.value(view)
            if value is self.decides:
                return value
            if value is None:
                known = None
        return known

    def _open(self, view: View) -> Questions:
        return reduce(or_, [part.open(view) for part in self.parts])

    def _comes_to(self, view: View, needed: bool) -> Questions:
        every = 0
        for part in self.parts:
            every |= part.comes_to(view, needed)
            if every & WAITS or part.value(view) is self.decides:
                break
        return every

    def _ground(self, view: View, way: Way) -> Ground | None:
        grounds = (part.ground(view, way) for part in self.parts)
        return best(grounds) if way.wanted is self.decides else every(grounds)


class _Beside(Node):
    """Any of several things that don't wait for each other."""

    __slots__ = ()

    @abstractmethod
    def _each(self, view: View) -> Iterable[tuple[Node, View]]: ...

    def _value(self, view: View) -> Truth:
        known: Truth = False
        for node, each in self._each(view):
            value = node.value(each)
            if value:
                return True
            if value is None:
                known = None
        return known

    def _open(self, view: View) -> Questions:
        return self._union(node.open(each) for node, each in self._each(view))

    def _comes_to(self, view: View, needed: bool) -> Questions:
        return self._union(node.comes_to(each, needed) for node, each in self._each(view))

    def _ground(self, view: View, way: Way) -> Ground | None:
        grounds = (node.ground(each, way) for node, each in self._each(view))
        return best(grounds) if way.wanted else every(grounds)

    def _union(self, each: Iterable[Questions]) -> Questions:
        return reduce(or_, each, 0)


class _AnyRule(_Beside):
    """Any of several rules, as those that raise one concern."""

    __slots__ = ("rules",)

    def __init__(self, scope: Scope, rules: tuple[Node, ...]) -> None:
        super().__init__(scope, rules)
        self.rules = rules

    def _each(self, view: View) -> Iterable[tuple[Node, View]]:
        return [(rule, view) for rule in self.rules]


class _EveryRule(_AnyRule):
    """Rules that are all read: none of them decides the others."""

    __slots__ = ()

    def _value(self, _view: View) -> Truth:
        return None


class _Some(_Beside):
    """A condition met by any activity."""

    __slots__ = ("inner", "nodes")

    def __init__(self, inner: Node, nodes: "Nodes") -> None:
        super().__init__(Scope.ORGANISATION, [inner], Reach.ACROSS)
        self.inner = inner
        self.nodes = nodes

    def _each(self, view: View) -> Iterable[tuple[Node, View]]:
        return [(self.inner, activity) for activity in view.activities()]

    def _union(self, each: Iterable[Questions]) -> Questions:
        """The questions about the first activity move to the first block above the organisation's, and so on."""
        return reduce(or_, (self._moved(questions, number) for number, questions in enumerate(each, 1)), 0)

    def _moved(self, questions: Questions, number: int) -> Questions:
        own = questions & self.nodes.of_activities
        return questions ^ own | own << number * self.nodes.width

    def _ground(self, view: View, way: Way) -> Ground | None:
        grounds = [
            ground and Ground(*(self._moved(questions, number) for questions in ground))
            for number, ground in enumerate((node.ground(each, way) for node, each in self._each(view)), 1)
        ]
        return best(grounds) if way.wanted else every(grounds)


class _Not(Node):
    """The opposite: true where the other is false."""

    __slots__ = ("other",)

    def __init__(self, scope: Scope, other: Node) -> None:
        super().__init__(scope, [other])
        self.other = other

    def _value(self, view: View) -> Truth:
        value = self.other.value(view)
        return None if value is None else not value

    def _open(self, view: View) -> Questions:
        return self.other.open(view)

    def _comes_to(self, view: View, needed: bool) -> Questions:
        return self.other.comes_to(view, needed)

    def _ground(self, view: View, way: Way) -> Ground | None:
        return self.other.ground(view, way.opposite)


class _Rule(Node):
    """A rule: its condition while it is in force, otherwise false."""

    __slots__ = ("name", "when")

    def __init__(self, rule: Guideline, when: Node) -> None:
        super().__init__(rule.scope, [when])
        self.name = rule.name
        self.when = when

    def _value(self, view: View) -> Truth:
        return self.name in view.in_force and self.when.value(view)

    def _open(self, view: View) -> Questions:
        return self.when.open(view)

    def _comes_to(self, view: View, needed: bool) -> Questions:
        return self.when.comes_to(view, needed) if self.name in view.in_force else 0

    def _ground(self, view: View, way: Way) -> Ground | None:
        if self.name in view.in_force:
            return self.when.ground(view, way)
        return None if way.wanted else NO_MATTER


class Nodes:
    """A rule base compiled: a node a rule, and one for each condition however many rules use it."""

    def __init__(self, rules: RuleBase, presumptions: Presumptions = NOTHING_PRESUMED) -> None:
        self._presumptions = presumptions
        self.rules: dict[str, _Rule] = {}
        self._raised_by = rules.raised_by
        self._conditions: dict[Condition, Node] = {}
        self._of_rules: dict[int, Node] = {}
        self._places: defaultdict[tuple[bool, int], count[int]] = defaultdict(count)
        self._seats: defaultdict[tuple[bool, int], count[int]] = defaultdict(count)
        self._resting: defaultdict[tuple[bool, int, str], list[Node]] = defaultdict(list)
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
        self.reach = max([Reach.WHOLE, *(node.reach for node in self.rules.values() if not node.whole)])
        self._complete = True

    def _every(self, rules: RuleBase, scope: Scope) -> Node:
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

    def bits_of(self, questions: Iterable[str]) -> Questions:
        """The bits of some questions; those that no rule reads have none."""
        return reduce(or_, (self._bits.get(question, 0) for question in questions), 0)

    def of(self, condition: Condition) -> Node:
        """The node of a condition. One of the rules' own is found by its identity, which costs less than its hash."""
        node = self._of_rules.get(id(condition))
        if node is None:
            node = self._conditions.get(condition)
        if node is None:
            node = self._conditions[condition] = self._placed(self._compiled(condition))
        return node

    def resting_on(self, questions: Iterable[str], reach: int, whole: bool) -> Iterator[Node]:
        """The nodes that rest on any of some questions."""
        return (node for question in questions for node in self._resting.get((whole, reach, question), ()))

    def _placed(self, node: N) -> N:
        """Gives a node its place in the memos.

        What activities rest on of the organisation's answers is known from the rules; a condition that comes later, and is none of
        theirs, may rest on more, so what it comes to is kept no longer than its reading."""
        if not node.whole and node.reach == Reach.WHOLE:
            if self._complete:
                node.reach = Reach.ACROSS
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

    def _compiled(self, condition: Condition) -> Node:
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
                return _Unsure(question, self._bit(question))
            case _:
                return _Atom(condition.question, self._bit(condition.question), test(condition), self._presumptions)


@lru_cache(maxsize=32)
def in_force_on(rules: RuleBase, day: date) -> frozenset[str]:
    """The names of the rules in force on a day."""
    return frozenset(rule.name for rule in rules.guidelines if rule.in_force(day))


@lru_cache(maxsize=8)
def compiled(rules: RuleBase, presumptions: Presumptions = NOTHING_PRESUMED) -> Nodes:
    """The rules compiled, once for all readings that presume the same."""
    return Nodes(rules, presumptions)
