"""The only module that imports experta.

experta 1.9.4 pins frozendict 1.2, which still looks for `collections.Mapping`; Python 3.10 removed that name. It comes
back for the duration of the import only.

Stock experta fires withdrawn rules, fires ties in random order and slows down beside a second live engine (each shown
by a test in `tests/inference/test_experta_probes.py`). `Engine` repairs these at experta's own extension points and records
which rule fired on which facts.
"""

import collections
import collections.abc
import gc
import logging
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from guidance.language.rule import Firing

_handlers = list(logging.root.handlers)
collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
import experta  # noqa: E402
from experta.abstract import Strategy  # noqa: E402
from experta.matchers.rete import ReteMatcher  # noqa: E402
from experta.matchers.rete.abstract import OneInputNode  # noqa: E402
from experta.matchers.rete.check import FeatureCheck  # noqa: E402
from experta.matchers.rete.mixins import AnyChild, ChildNode, NoMemory  # noqa: E402
from experta.matchers.rete.nodes import ConflictSetNode, FeatureTesterNode, NotNode, OrdinaryMatchNode  # noqa: E402
from experta.matchers.rete.token import Token  # noqa: E402

del collections.Mapping  # type: ignore[attr-defined]
logging.root.handlers[:] = _handlers  # experta calls logging.basicConfig() on import

AND, OR, NOT, MATCH, P, L = experta.AND, experta.OR, experta.NOT, experta.MATCH, experta.P, experta.L
Rule = experta.Rule


class Organisation(experta.Fact):  # type: ignore[misc]
    """The organisation's known answers, one field a question."""


class Activity(experta.Fact):  # type: ignore[misc]
    """One activity: field `id`, and one field for each question with a known answer."""


class NotSure(experta.Fact):  # type: ignore[misc]
    """Somebody answered "not sure": fields `question` and `activity`, "" for the organisation."""


class Concern(experta.Fact):  # type: ignore[misc]
    """A concern that holds, or that more answers could still raise.

    Fields: `name`, `activity` ("" for the organisation) and `standing` (HOLDS or UNDECIDED)."""


HOLDS, UNDECIDED = "holds", "undecided"


class InForce(experta.Fact):  # type: ignore[misc]
    """A dated rule that applies on the day of the assessment: field `rule`."""


def _identity(activation: Any, alternative: int) -> tuple[Any, ...]:
    """What makes two activations the same: which alternative of which rule, the facts, the bindings.

    Two alternatives of a rule may match the same facts and differ only in what must be absent."""
    return (
        alternative,
        frozenset(fact.__factid__ for fact in activation.facts),
        frozenset(activation.context.items()),
    )


class Ordered(Strategy):  # type: ignore[misc]
    """Highest salience first, then oldest facts first, then by name: one order in every process."""

    def precedence(self, activation: Any) -> tuple[Any, ...]:
        """The key by which activations sort; the rightmost fires next."""
        rule = activation.rule
        oldest = [-number for number in sorted(fact.__factid__ for fact in activation.facts)]
        bound = sorted((k, repr(v)) for k, v in activation.context.items() if not k.startswith("__"))
        return (rule.salience, oldest, rule.__name__, bound)

    def _update_agenda(self, agenda: Any, added: Iterable[Any], removed: Iterable[Any]) -> None:
        gone = {activation.identity for activation in removed}
        if gone:
            agenda.activations = [a for a in agenda.activations if a.identity not in gone]
        for activation in added:
            activation.key = self.precedence(activation)
            insort(agenda.activations, activation)


class Matcher(ReteMatcher):  # type: ignore[misc]
    """Keeps its conflict set per engine and looks only at what changed in it. Joins by key, and copies a token only where a
    test binds. It serves patterns that bind at most one variable each, as those of `guidance.inference.experta.patterns` do."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self._changed: dict[Any, None] = {}
        self._nodes = list(self._walk())
        for node in self._nodes:
            if type(node) in _BETTER:
                node.__class__ = _BETTER[type(node)]
                node._reset()
        for node in self._nodes:
            node.children[:] = _by_value([ChildNode(child.node, self._callback(child)) for child in node.children])

    def _walk(self) -> Iterator[Any]:
        seen: set[int] = set()
        stack = [self.root_node]
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                stack.extend(child.node for child in reversed(node.children))

    def _callback(self, child: Any) -> Callable[[Any], None]:
        """What a token is handed to: the child's own work, without the copy that it takes first."""
        node, activate = child
        match node:
            case ConflictSetNode():

                def noted(token: Any) -> None:
                    self._changed[node] = None
                    node._activate(token)

                return noted
            case FeatureTesterNode():

                def tested(token: Any) -> None:
                    (fact,) = token.data
                    met = node.matcher(fact)
                    if met is True:
                        for below in node.children:
                            below.callback(token)
                    elif met:
                        activate(token)

                return tested
            case _:
                return getattr(node, f"_{activate.__name__}")  # type: ignore[no-any-return]

    def reset(self) -> None:
        """Empties the memory of every node."""
        self._changed.clear()
        for node in self._nodes:
            node._reset()

    def changes(self, adding: Iterable[Any] = (), deleting: Iterable[Any] = ()) -> tuple[list[Any], list[Any]]:
        """What the facts that came and went add to the agenda and remove from it."""
        for fact in deleting:
            self.root_node.remove(fact)
        for fact in adding:
            self.root_node.add(fact)
        added: list[Any] = []
        removed: list[Any] = []
        for node in self._changed:
            came, went = node.get_activations()
            for activation in (*came, *went):
                activation.identity = _identity(activation, id(node))
            added.extend(came)
            removed.extend(went)
        self._changed.clear()
        return added, removed


class _Keyed:
    """The memories of a node with two sides, by the value of the variable that its right side binds.

    The stock node tries every pair: twice the activities, four times the work."""

    variable: str | None = None
    children: list[Any]

    def _reset(self) -> None:
        self.lefts: dict[Any, dict[Any, int]] = {}
        self.rights: dict[Any, dict[Any, None]] = {}

    def _right_key(self, token: Any) -> Any:
        """The value that a token from the right binds. The first one shows which variable it is; each later one has the same."""
        if self.variable is None:
            self.variable = next((name for name in token.context if not name.startswith("__")), None)
            if self.variable is not None:
                known = [pair for those in self.lefts.values() for pair in those.items()]
                self.lefts = {}
                for info, count in known:
                    self.lefts.setdefault(dict(info.context).get(self.variable), {})[info] = count
        return token.context.get(self.variable)

    def _rights_of(self, key: Any) -> list[Any]:
        """What a token from the left meets: where it does not bind the variable, everything."""
        those = [self.rights.get(key, {})] if key is not None else self.rights.values()
        return [info for some in those for info in some]

    def _lefts_of(self, key: Any) -> list[tuple[dict[Any, int], Any]]:
        """What a token from the right meets, each with the memory that it is in."""
        keys = (key,) if key is None else (key, None)
        return [(self.lefts[each], info) for each in keys if each in self.lefts for info in self.lefts[each]]

    def _remember_right(self, token: Any, key: Any) -> None:
        those = self.rights.setdefault(key, {})
        if token.is_valid():
            those[token.to_info()] = None
        else:
            those.pop(token.to_info(), None)

    def _send(self, token: Any) -> None:
        for child in self.children:
            child.callback(token)


class Join(_Keyed, OrdinaryMatchNode):  # type: ignore[misc]
    """Joins what its two sides have in common."""

    def _activate_left(self, token: Any) -> None:
        key = token.context.get(self.variable)
        those = self.lefts.setdefault(key, {})
        if token.is_valid():
            those[token.to_info()] = 0
        else:
            those.pop(token.to_info(), None)
        for other in self._rights_of(key):
            self._send(_joined(token, other))

    def _activate_right(self, token: Any) -> None:
        key = self._right_key(token)
        self._remember_right(token, key)
        for _, other in self._lefts_of(key):
            self._send(_joined(token, other))


class Absence(_Keyed, NotNode):  # type: ignore[misc]
    """Lets a token pass from the left while nothing on the right fits it; counts what does."""

    def _activate_left(self, token: Any) -> None:
        key = token.context.get(self.variable)
        those, info = self.lefts.setdefault(key, {}), token.to_info()
        count = len(self._rights_of(key)) if token.is_valid() else those.pop(info, 0)
        if token.is_valid():
            those[info] = count
        if count == 0:
            self._send(token)

    def _activate_right(self, token: Any) -> None:
        key = self._right_key(token)
        self._remember_right(token, key)
        step = 1 if token.is_valid() else -1
        for those, info in self._lefts_of(key):
            those[info] += step
            if step == 1 and those[info] == 1:
                self._send(info.to_invalid_token())
            elif step == -1 and those[info] == 0:
                self._send(info.to_valid_token())


def _joined(token: Any, other: Any) -> Any:
    return Token(token.tag, token.data | other.data, {**token.context, **dict(other.context)})


_BETTER: dict[type, type] = {OrdinaryMatchNode: Join, NotNode: Absence}


class ByValue(AnyChild, NoMemory, OneInputNode):  # type: ignore[misc]
    """Tests of one field for one value each: looked up, not tried in turn."""

    def __init__(self, field: str, tests: list[Any]) -> None:
        super().__init__()
        self.field = field
        self.children = tests
        self._those: dict[Any, list[Any]] = {}
        for test in tests:
            self._those.setdefault(test.node.matcher.how.value, []).append(test)

    def _activate(self, token: Any) -> None:
        (fact,) = token.data
        for test in self._those.get(fact.get(self.field), ()):
            test.callback(token)


def _by_value(children: list[Any]) -> list[Any]:
    """The children, those that test one field for one value joined."""
    fields: dict[str, list[Any]] = {}
    others = []
    for child in children:
        match child.node:
            case FeatureTesterNode(matcher=FeatureCheck(what=str(field), how=L(__bind__=None))):
                fields.setdefault(field, []).append(child)
            case _:
                others.append(child)
    joined = [ByValue(field, tests) for field, tests in fields.items()]
    return [*others, *(ChildNode(node, node._activate) for node in joined)]


class Engine(experta.KnowledgeEngine):  # type: ignore[misc]
    """experta's engine, repaired. Not safe to share between threads; `reset` clears it for the next case.

    `firings` keeps each rule that fired, in order, once an activity: a rule with alternatives may fire for each."""

    __strategy__ = Ordered
    __matcher__ = Matcher

    def reset(self, **kwargs: Any) -> None:
        """Forgets every fact and firing."""
        self.firings: dict[Firing, None] = {}
        super().reset(**kwargs)

    def run(self, steps: float = float("inf")) -> None:
        """Fires rules until none is left. The cyclic collector waits: a run makes many objects and no cycle, and each full
        collection would walk the whole knowledge base."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            super().run(steps)
        finally:
            if collecting:
                gc.enable()

    def fired(self, rule: str, activity: str | None) -> None:
        """Called by each rule as it fires."""
        self.firings[Firing(rule, activity)] = None
