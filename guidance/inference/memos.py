"""What the three-valued reading keeps: what nodes came to on the answers that were read last.

The next case that shares the answers starts from there; one that differs in a few, as after a click, works out anew what rests on
those: one answer costs what rests on it."""

from collections import OrderedDict, deque
from collections.abc import Container, Iterable
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Protocol, TypeAlias, cast
from weakref import ref

from guidance.language.facts import Answer

Questions: TypeAlias = int
"""A set of questions as the bits of a number; `guidance.inference.nodes.Nodes.names` says which bit is which.

In what reading a condition from left to right comes to, the lowest bit says that it waits for an answer."""

Said: TypeAlias = frozenset[tuple[str, Answer]]
"""Questions with their answers."""

KEPT = 2048
"""The most sets of answers for which results are kept between readings, about 20 kB each: two an activity."""
LATELY = 128
"""Of the same activity, and of all of them, the sets of answers among which the nearest is looked for."""
NEAR = 12
"""Two sets of answers are near while no more answers than these stand in one of them only."""
OF_ANY = ("",)
"""Whose answers those are that were read last of any activity."""
ONE = 2
"""So near are two sets that differ in one answer; none is nearer, so no other is looked for."""


class Placed(Protocol):
    """A node, as far as memos know it: its places in them."""

    place: int
    seat: int | None


class Resting(Protocol):
    """A compiled rule base, as far as memos know it."""

    def __hash__(self) -> int: ...

    def resting_on(self, questions: Iterable[str], reach: int, whole: bool) -> Iterable[Placed]:
        """The nodes that rest on any of some questions."""


class Memo:
    """What nodes came to on some sets of answers: the answers about an activity, and the organisation's that count for it.

    `values` holds a truth as one byte for the place of each node, 0 while it is not worked out. `reads` holds what the nodes come to that have a seat; where the answer
    is needed, which is seldom, it stands in `met`, by `2 * place`, and what is open of a node one beside it."""

    __slots__ = ("__weakref__", "answers", "grounds", "met", "reads", "said", "values")

    def __init__(self, answers: tuple[Said, ...] = ()) -> None:
        self.answers = answers
        self.said: dict[str, object] = {}
        self.values = bytearray()
        self.reads: list[Questions | None] = []
        self.met: dict[int, Questions] = {}
        self.grounds: tuple[list[object], ...] = ([], [], [], [])

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

    def take(self, other: "Memo", outdated: Iterable[Placed]) -> None:
        """Takes over what nodes came to on answers near by, but for those that are outdated."""
        self.values, self.reads, self.met = bytearray(other.values), list(other.reads), dict(other.met)
        self.grounds = tuple(map(list, other.grounds))
        for node in outdated:
            if node.place < len(self.values):
                self.values[node.place] = 0
                self.met.pop(2 * node.place, None)
                self.met.pop(2 * node.place + 1, None)
            if node.seat is not None:
                if node.seat < len(self.reads):
                    self.reads[node.seat] = None
                for grounds in self.grounds:
                    if node.seat < len(grounds):
                        grounds[node.seat] = False


class Memos:
    """The memos of the answers read last. One that differs in one answer from the next gives way to it: it was that officer's."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._memos: OrderedDict[tuple[object, ...], Memo] = OrderedDict()
        self._lately = lru_cache(maxsize=KEPT)(_nothing_lately)

    def of(self, nodes: Resting, day: date, reach: int, whose: str | tuple[str, ...] | None, *answers: Said) -> Memo:
        """The memo that belongs to some answers, read by some rules on some day.

        `whose` answers they are: an activity's, the organisation's (None), or the organisation's and those of activities."""
        key = (nodes, day, reach, whose, answers)
        with self._lock:
            memo = self._memos.get(key)
            if memo:
                self._memos.move_to_end(key)
                return memo
        whole = not isinstance(whose, str)
        memo, lately = Memo(answers), self._lately(nodes, day, reach, whose)
        nearest, far = _nearest(lately, answers)
        alike = nearest
        if not whole:  # what follows from the answers about an activity is the same whatever its name
            others = self._lately(nodes, day, reach, OF_ANY)
            alike = alike or _nearest(others, answers)[0]
            others.append(ref(memo))
        if alike:
            memo.take(alike, nodes.resting_on(alike.changed(answers), reach, whole))
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
        shared_set.cache_clear()
        self._lately.cache_clear()


def _nearest(lately: "Iterable[ref[Memo]]", answers: tuple[Said, ...]) -> tuple[Memo | None, int]:
    """The nearest memo, the newest one of several, and how far it is; None when none is near."""
    nearest, least = None, NEAR + 1
    for each in reversed(tuple(lately)):
        if (other := each()) and (far := other.distance(answers)) < least:
            nearest, least = other, far
            if far <= ONE:
                break
    return nearest, least


def _nothing_lately(*_whose: object) -> "deque[ref[Memo]]":
    """Room for the memos last made of an activity, as far as they are still kept."""
    return deque(maxlen=LATELY)


MEMOS = Memos()
"""Those of this process."""


@lru_cache(maxsize=16_384)
def shared_set(questions: Questions) -> Questions:
    """The same set as one number: activities of any officer come to the same questions again and again."""
    return questions
