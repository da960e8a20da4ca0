"""All rules together: one rule base, checked, in the order in which rules may build on each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from guidance.language.conditions import Absent, Concern, Question, Scope, atoms
from guidance.language.rule import Guideline


class RuleBaseError(ValueError):
    """The rules do not fit together; the message says which rule, what is wrong and what to do."""


@dataclass(frozen=True)
class TopicText:
    """What a topic says of itself."""

    title: str
    summary: str


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a rule, or between it and others, and what to do."""

    rule: Guideline
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.rule.topic}.{self.rule.name}: {self.problem}; {self.remedy}"


@dataclass(frozen=True, eq=False)
class RuleBase:
    """The guidelines in an order in which every concern is settled before a rule tests it; and every topic by id."""

    guidelines: tuple[Guideline, ...]
    raised_by: Mapping[Concern, tuple[Guideline, ...]]
    topics: Mapping[str, TopicText] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[Guideline], topics: Mapping[str, TopicText] | None = None) -> "RuleBase":
        """Joins rules. Raises RuleBaseError for whatever `mistakes` names first, or a rule that is wrong by itself."""
        rules = tuple(rules)
        for rule in rules:
            for mistake in rule.mistakes():
                raise RuleBaseError(f"{rule.topic}.{rule.name}: {mistake}")
        for wrong in mistakes(rules):
            raise RuleBaseError(str(wrong))
        raised_by = _raised_by(rules)
        return cls(tuple(_in_order(rules, raised_by)), {c: tuple(r) for c, r in raised_by.items()}, topics or {})

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


def mistakes(rules: tuple[Guideline, ...], elsewhere: frozenset[str] = frozenset()) -> Iterator[Mistake]:
    """What does not fit together: a doubled name, a concern declared in different words or raised by no rule, or a circle.

    `elsewhere` are ids of concerns that other rules raise, which are not at hand."""
    yield from _doubled(rules)
    yield from _otherwise_worded(rules)
    raised_by = _raised_by(rules)
    unraised = [mistake for mistake, concern in _unraised(rules, raised_by) if concern.id not in elsewhere]
    yield from unraised
    if not unraised:
        yield from _circle(rules, raised_by)


def _doubled(rules: Iterable[Guideline]) -> Iterator[Mistake]:
    first: dict[str, Guideline] = {}
    for rule in rules:
        if first.setdefault(rule.name, rule) is not rule:
            yield Mistake(rule, f"a rule of that name is also in topic {first[rule.name].topic}", "rename one of them")


def _otherwise_worded(rules: Iterable[Guideline]) -> Iterator[Mistake]:
    declared: dict[tuple[Scope, str], Concern] = {}
    for rule in rules:
        for concern in (*rule.concerns, *_tested(rule)):
            if declared.setdefault((concern.scope, concern.id), concern) != concern:
                yield Mistake(
                    rule,
                    f"the concern {concern.id!r} about the {concern.scope} is declared elsewhere in other words",
                    "declare it once, or rename one of them",
                )


def _unraised(rules: Iterable[Guideline], raised_by: Mapping[Concern, list[Guideline]]) -> Iterator[tuple[Mistake, Concern]]:
    for rule in rules:
        for concern in _tested(rule):
            if concern not in raised_by and not concern.of_findings:
                problem = f"no rule raises the concern {concern.id!r} about the {concern.scope}"
                yield Mistake(rule, problem, "raise it in some rule, or take it out of the condition"), concern


def _circle(rules: Iterable[Guideline], raised_by: Mapping[Concern, list[Guideline]]) -> Iterator[Mistake]:
    by_name = {rule.name: rule for rule in rules}
    try:
        list(_in_order(rules, raised_by))
    except CycleError as error:
        names = [*reversed(error.args[1])]
        problem = f"these rules build on each other in a circle: {' -> '.join(names)}"
        yield Mistake(by_name[names[0]], problem, "break it with a concern of its own")


def standing(rules: Iterable[Guideline], lost: frozenset[str]) -> tuple[Guideline, ...]:
    """The rules that can be concluded from while others are missing, which raise the concerns `lost`: those that rest on no such one,
    and on no finding."""
    rules, gone = tuple(rules), set(lost)
    raised = {concern.id for rule in rules for concern in rule.concerns}
    while True:
        kept = tuple(r for r in rules if all(c.id in raised - gone and not c.of_findings for c in _tested(r)))
        if len(kept) == len(rules):
            return () if any(_circle(rules, _raised_by(rules))) else rules
        names = {rule.name for rule in kept}
        gone |= {concern.id for rule in rules if rule.name not in names for concern in rule.concerns}
        rules = kept


def _raised_by(rules: Iterable[Guideline]) -> Mapping[Concern, list[Guideline]]:
    raised_by: defaultdict[Concern, list[Guideline]] = defaultdict(list)
    for rule in rules:
        for concern in rule.concerns:
            raised_by[concern].append(rule)
    return raised_by


def _tested(rule: Guideline) -> Iterator[Concern]:
    """The concerns that a rule builds on."""
    for atom in atoms(rule.when):
        match atom:
            case Absent(concern) | (Concern() as concern):
                yield concern


def _in_order(rules: Iterable[Guideline], raised_by: Mapping[Concern, list[Guideline]]) -> Iterator[Guideline]:
    """Those that raise a concern before those that test it. Raises CycleError."""
    by_name = {rule.name: rule for rule in rules}
    graph = {
        rule.name: [raiser.name for concern in _tested(rule) for raiser in raised_by.get(concern, ())]
        for rule in by_name.values()
    }
    return map(by_name.__getitem__, TopologicalSorter(graph).static_order())
