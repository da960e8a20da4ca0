"""All topics together: one rule base, checked, in the order in which rules may build on each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from rules import inference, topics
from rules.conditions import Absent, Concern, Question, Scope, atoms
from rules.guideline import Guideline, Topic


class RuleBaseError(ValueError):
    """The rules do not fit together; the message says which rule, what is wrong and what to do."""


@dataclass(frozen=True)
class TopicText:
    """What a topic says of itself: the first line of its docstring, and the rest."""

    title: str
    summary: str


@dataclass(frozen=True, eq=False)
class RuleBase:
    """The guidelines in an order in which every concern is settled before a rule tests it."""

    guidelines: tuple[Guideline, ...]
    raised_by: Mapping[Concern, tuple[Guideline, ...]]
    classes: tuple[type[Topic], ...]

    @classmethod
    def of(cls, *topics: type[Topic]) -> "RuleBase":
        """Joins topics. Raises RuleBaseError for a doubled name, a concern declared twice in different words or raised by
        no rule, or a circle."""
        rules: dict[str, Guideline] = {}
        for topic in topics:
            for known in guidelines_of(topic):
                if known.name in rules:
                    raise RuleBaseError(
                        f"{known.topic}: the rule {known.name} is also in topic {rules[known.name].topic}; rename one of them"
                    )
                rules[known.name] = known
        _check_wording(rules)
        raised_by: defaultdict[Concern, list[Guideline]] = defaultdict(list)
        for known in rules.values():
            for concern in known.concerns:
                raised_by[concern].append(known)
        return cls(tuple(_in_order(rules, raised_by)), {c: tuple(r) for c, r in raised_by.items()}, topics)

    @classmethod
    def of_modules(cls, modules: Iterable[ModuleType]) -> "RuleBase":
        """Joins the topics that the modules define."""
        return cls.of(*(topic for module in modules for topic in _topics_in(module)))

    @cached_property
    def by_name(self) -> Mapping[str, Guideline]:
        """Rule name to guideline."""
        return {known.name: known for known in self.guidelines}

    @cached_property
    def about(self) -> Mapping[Scope, tuple[Guideline, ...]]:
        """The rules about the organisation, and those about each activity."""
        return {scope: tuple(known for known in self.guidelines if known.scope is scope) for scope in Scope}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question that some rule reads, by id."""
        read = (
            atom.question for known in self.guidelines for atom in atoms(known.when) if not isinstance(atom, Concern | Absent)
        )
        return {question.id: question for question in read}

    @cached_property
    def topics(self) -> Mapping[str, TopicText]:
        """Every topic by the name of its module."""
        return {kind.__module__.rpartition(".")[2]: _text(kind) for kind in self.classes}

    def new_engine(self) -> inference.Engine:
        """An experta engine of all the topics. Costs a fifth of a second: build one and `reset` it between cases."""
        kind: Any = type("Guidance", (*self.classes, inference.Engine), {})
        for position, known in enumerate(self.guidelines):
            getattr(kind, known.name).salience = -position
        engine: inference.Engine = kind()
        return engine


def load() -> RuleBase:
    """The rule base of every module in `rules.topics`."""
    return RuleBase.of_modules(import_module(f"{topics.__name__}.{m.name}") for m in iter_modules(topics.__path__))


def guidelines_of(topic: type[Topic]) -> Iterator[Guideline]:
    """The guidelines of one topic, in the order written."""
    for member in vars(topic).values():
        known = getattr(member, "guideline", None)
        if isinstance(known, Guideline):
            yield known


def _text(topic: type[Topic]) -> TopicText:
    title, _, summary = (topic.__doc__ or topic.__name__).partition("\n")
    return TopicText(title.strip(), " ".join(summary.split()))


def _topics_in(module: ModuleType) -> Iterator[type[Topic]]:
    for member in vars(module).values():
        if isinstance(member, type) and issubclass(member, Topic) and member.__module__ == module.__name__:
            yield member


def _tested(known: Guideline) -> Iterator[Concern]:
    """The concerns that a rule builds on."""
    for atom in atoms(known.when):
        match atom:
            case Absent(concern) | (Concern() as concern):
                yield concern


def _check_wording(rules: Mapping[str, Guideline]) -> None:
    declared: dict[tuple[Scope, str], Concern] = {}
    for known in rules.values():
        for concern in (*known.concerns, *_tested(known)):
            if declared.setdefault((concern.scope, concern.id), concern) != concern:
                raise RuleBaseError(
                    f"{known.topic}.{known.name}: the concern {concern.id!r} about the {concern.scope} is declared elsewhere "
                    "in other words; declare it once and import it, or rename one of them"
                )


def _in_order(rules: Mapping[str, Guideline], raised_by: Mapping[Concern, list[Guideline]]) -> Iterator[Guideline]:
    graph: dict[str, list[str]] = {}
    for known in rules.values():
        needs = list(_tested(known))
        for concern in needs:
            if concern not in raised_by and not concern.of_findings:
                raise RuleBaseError(
                    f"{known.topic}.{known.name}: no rule raises the concern {concern.id!r} about the {concern.scope}; "
                    "raise it in some rule, or take it out of the condition"
                )
        graph[known.name] = [raiser.name for concern in needs for raiser in raised_by.get(concern, ())]
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise RuleBaseError(
            f"these rules build on each other in a circle: {circle}; break it with a concern of its own"
        ) from None
    return (rules[name] for name in order)
