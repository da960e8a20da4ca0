"""The only module that imports experta.

experta 1.9.4 pins frozendict 1.2, which still looks for `collections.Mapping`; Python 3.10 removed that name. It comes
back for the duration of the import only.

Stock experta fires withdrawn rules, fires ties in random order and slows down beside a second live engine (each shown
by a test in `tests/rules/test_experta_probes.py`). `Engine` repairs these at experta's own extension points and records
which rule fired on which facts.
"""

import collections
import collections.abc
import logging
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_handlers = list(logging.root.handlers)
collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
import experta  # noqa: E402
from experta.abstract import Strategy  # noqa: E402
from experta.matchers.rete import ReteMatcher  # noqa: E402
from experta.matchers.rete.nodes import ConflictSetNode  # noqa: E402

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
    """A concern that holds: fields `name` and `activity`, "" for the organisation."""


class Undecided(experta.Fact):  # type: ignore[misc]
    """A concern that more answers could still raise; fields as `Concern`."""


class InForce(experta.Fact):  # type: ignore[misc]
    """A dated rule that applies on the day of the assessment: field `rule`."""


@dataclass(frozen=True)
class Firing:
    """A rule that fired, for one activity or (None) for the organisation."""

    rule: str
    activity: str | None


def _identity(activation: Any) -> tuple[Any, ...]:
    """What makes two activations the same: the rule, which of its alternatives, the facts, the bindings.

    Two alternatives of a rule may match the same facts and differ only in what must be absent."""
    return (
        activation.rule.__name__,
        activation.alternative,
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
        gone = {_identity(activation) for activation in removed}
        if gone:
            agenda.activations = [a for a in agenda.activations if _identity(a) not in gone]
        for activation in added:
            activation.key = self.precedence(activation)
            insort(agenda.activations, activation)


class Matcher(ReteMatcher):  # type: ignore[misc]
    """Keeps its conflict set per engine, and looks at it only when facts came or went."""

    _nodes: tuple[Any, ...] | None = None

    def _get_conflict_set_nodes(self) -> tuple[Any, ...]:
        if self._nodes is None:
            seen: set[int] = set()
            found: list[Any] = []
            stack = [self.root_node]
            while stack:
                node = stack.pop()
                if id(node) in seen:
                    continue
                seen.add(id(node))
                if isinstance(node, ConflictSetNode):
                    found.append(node)
                stack.extend(child.node for child in reversed(node.children))
            self._nodes = tuple(found)
        return self._nodes

    def changes(self, adding: Iterable[Any] = (), deleting: Iterable[Any] = ()) -> tuple[list[Any], list[Any]]:
        """What the facts that came and went add to the agenda and remove from it."""
        if not adding and not deleting:
            return [], []
        for fact in deleting:
            self.root_node.remove(fact)
        for fact in adding:
            self.root_node.add(fact)
        added: list[Any] = []
        removed: list[Any] = []
        for node in self._get_conflict_set_nodes():
            if node.added or node.removed:
                came, went = node.get_activations()
                for activation in (*came, *went):
                    activation.alternative = id(node)
                added.extend(came)
                removed.extend(went)
        return added, removed


class Engine(experta.KnowledgeEngine):  # type: ignore[misc]
    """experta's engine, repaired. Not safe to share between threads; `reset` clears it for the next case.

    `firings` keeps each rule that fired, in order, once an activity: a rule with alternatives may fire for each."""

    __strategy__ = Ordered
    __matcher__ = Matcher

    def reset(self, **kwargs: Any) -> None:
        """Forgets every fact and firing."""
        self.firings: dict[Firing, None] = {}
        super().reset(**kwargs)

    def fired(self, rule: str, activity: str | None) -> None:
        """Called by each rule as it fires."""
        self.firings[Firing(rule, activity)] = None
