"""Organisation and activities in, findings and levels out: the one function that every face calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from operator import attrgetter

from guidance.inference.proof import Proof
from guidance.inference.three_valued import Asked, Reading
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Absent, All, Any, Atom, Concern, Condition, Scope, Severity, SomeActivity
from guidance.language.facts import Facts
from guidance.language.rule import Firing, Guideline, Obligation
from guidance.language.rulebase import RuleBase

LEVELS = {
    0: "L0 Go ahead",
    1: "L1 Standard controls",
    2: "L2 Enhanced controls, local sign-off",
    3: "L3 Escalate before commitment",
    4: "L4 Do not start or continue yet",
}
"""What each level asks for. L4 lasts until a licence, clearance or legal advice is in hand."""


@dataclass(frozen=True)
class Finding:
    """What rules conclude about an activity or, with `activity` None, about the organisation.

    `settled_by` is empty for a certain finding; for a possible one it names the questions, unanswered or answered
    "not sure", that would settle it."""

    id: str
    activity: str | None
    rules: tuple[Guideline, ...]
    settled_by: frozenset[Asked]

    @property
    def certain(self) -> bool:
        """Whether it holds whatever the remaining answers turn out to be."""
        return not self.settled_by

    @cached_property
    def severity(self) -> Severity:
        """The heaviest severity that its rules give it."""
        return max((rule.severity for rule in self.rules if rule.severity), key=lambda severity: severity.rank)

    @cached_property
    def obligation(self) -> Obligation:
        """The strongest ground among its rules; a legal duty comes first."""
        return min((rule.obligation for rule in self.rules), key=list(Obligation).index)

    @property
    def bound(self) -> str:
        """Whose duty it is."""
        return next(rule.bound for rule in self.rules if rule.obligation is self.obligation)

    @property
    def sources(self) -> tuple[str, ...]:
        """Citations of all its rules, each once."""
        return tuple(dict.fromkeys(source for rule in self.rules for source in rule.sources))

    @property
    def doors(self) -> tuple[str, ...]:
        """Doors of all its rules, each once."""
        return tuple(dict.fromkeys(door for rule in self.rules for door in rule.doors))

    @cached_property
    def topic(self) -> str:
        """The topic of its heaviest rule."""
        return next(rule.topic for rule in self.rules if rule.severity is self.severity)

    @cached_property
    def place(self) -> tuple[int, str, str]:
        """Where it stands among others: the heaviest come first."""
        return -self.severity.rank, self.id, self.activity or ""

    @property
    def key(self) -> str:
        """An id that is unique in one assessment."""
        return f"{self.activity}/{self.id}" if self.activity else self.id


@dataclass(frozen=True)
class Level:
    """The level of an activity or of the organisation. While answers are open it is a range."""

    at_least: int
    at_most: int
    rules: tuple[Guideline, ...]

    @property
    def settled(self) -> bool:
        """Whether no remaining answer can change it."""
        return self.at_least == self.at_most

    def __str__(self) -> str:
        if self.settled:
            return LEVELS[self.at_least]
        return f"at least {LEVELS[self.at_least][:2]}, at most {LEVELS[self.at_most][:2]}"


@dataclass(frozen=True)
class Contradiction:
    """Answers that cannot all hold. The reason of its rule says why; one of them needs correcting."""

    rule: Guideline
    activity: str | None
    answers: tuple[Asked, ...]


@dataclass(frozen=True)
class Assessment:
    """The result on the answers so far."""

    catalogue: Catalogue
    facts: Facts
    findings: tuple[Finding, ...]
    levels: Mapping[str | None, Level]
    asked: frozenset[Asked]
    live: frozenset[Asked]
    reading: Reading = field(repr=False, compare=False)
    contradictions: tuple[Contradiction, ...] = ()

    @cached_property
    def certain(self) -> tuple[Finding, ...]:
        """Findings that hold, heaviest first."""
        return tuple(finding for finding in self.findings if finding.certain)

    @cached_property
    def possible(self) -> tuple[Finding, ...]:
        """Findings that can't be told yet, heaviest first."""
        return tuple(finding for finding in self.findings if not finding.certain)

    def about(self, activity: str | None) -> tuple[Finding, ...]:
        """The findings about one activity, or (None) about the organisation."""
        return self._by_activity.get(activity, ())

    @cached_property
    def _by_activity(self) -> Mapping[str | None, tuple[Finding, ...]]:
        grouped: dict[str | None, list[Finding]] = {}
        for finding in self.findings:
            grouped.setdefault(finding.activity, []).append(finding)
        return {activity: tuple(found) for activity, found in grouped.items()}

    @property
    def level(self) -> Level:
        """The level of the organisation as a whole."""
        return self.levels[None]


def assess(catalogue: Catalogue, facts: Facts) -> Assessment:
    """Findings, levels and questions for one case, by the three-valued reading. Pure; safe in any thread."""
    reading = Reading(catalogue.rules, facts)
    results: dict[str | None, _Result] = {None: _result(reading, None)}
    for about in facts.activities:
        results[about] = reading.kept(about, "result", partial(_result, reading, about))
    findings = (finding for result in results.values() for finding in result.findings)
    nothing = frozenset[Asked]()
    return Assessment(
        catalogue=catalogue,
        facts=facts,
        findings=tuple(sorted(findings, key=attrgetter("place"))),
        levels={about: result.level for about, result in results.items()},
        asked=nothing.union(*(result.asked for result in results.values())),
        live=nothing.union(*(result.live for result in results.values())),
        reading=reading,
        contradictions=tuple(each for result in results.values() for each in result.contradictions),
    )


@dataclass(frozen=True)
class _Result:
    """What follows about one activity or about the organisation."""

    findings: tuple[Finding, ...]
    level: Level
    contradictions: tuple[Contradiction, ...]
    asked: frozenset[Asked]
    live: frozenset[Asked]


def _result(reading: Reading, about: str | None) -> _Result:
    met, open_ = reading.holding(about)
    return _Result(
        _findings(reading, about, met, open_),
        _level(met, open_),
        _contradictions(reading, about, met),
        reading.interview_for(about),
        reading.live_for(about),
    )


def _contradictions(reading: Reading, about: str | None, met: list[Guideline]) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(rule, about, tuple(sorted(Proof(reading).of(rule.when, about), key=str)))
        for rule in met
        if rule.contradicts
    )


def _about(rules: RuleBase, activity: str | None) -> tuple[Guideline, ...]:
    return rules.about[Scope.ORGANISATION if activity is None else Scope.ACTIVITY]


def _findings(reading: Reading, activity: str | None, met: list[Guideline], open_: list[Guideline]) -> tuple[Finding, ...]:
    certain, possible = _finding(met), _finding(open_)
    made = [Finding(id, activity, tuple(found), frozenset()) for id, found in certain.items()]
    for id, found in possible.items():
        if id not in certain:
            settled_by = reduce(frozenset.union, (reading.unsettled(rule, activity) for rule in found))
            made.append(Finding(id, activity, tuple(found), settled_by))
    return tuple(made)


def _finding(rules: list[Guideline]) -> Mapping[str, list[Guideline]]:
    """The rules that make findings, by what they find."""
    found: dict[str, list[Guideline]] = {}
    for rule in rules:
        if rule.finds:
            found.setdefault(rule.finds, []).append(rule)
    return found


def _level(met: list[Guideline], open_: list[Guideline]) -> Level:
    at_least = max((rule.level or 0 for rule in met), default=0)
    at_most = max((rule.level or 0 for rule in open_), default=0)
    return Level(at_least, max(at_least, at_most), tuple(rule for rule in met if rule.level == at_least))


@dataclass(frozen=True)
class Step:
    """One step of "how concluded": a rule that fired, the answers it rests on, and the steps before it."""

    rule: Guideline
    activity: str | None
    answers: tuple[Asked, ...]
    absent: tuple[Concern, ...]
    before: "tuple[Step, ...]"


class DisagreementError(RuntimeError):
    """Two readings of the same rules differ on this case: nothing is concluded, and the rules named need a look."""


@dataclass(frozen=True)
class Conclusion:
    """A finished assessment: experta's firings, and the same result by the three-valued reading."""

    assessment: Assessment
    fired: frozenset[Firing]

    def chain(self, finding: Finding) -> tuple[Step, ...]:
        """How a certain finding was concluded, one chain for each rule that made it."""
        return tuple(explain(self.assessment.reading, self.fired, rule, finding.activity) for rule in finding.rules)


def conclude(catalogue: Catalogue, facts: Facts) -> Conclusion:
    """Assesses a case for the record: experta concludes, and the three-valued reading must agree.

    Raises DisagreementError when it does not."""
    assessment = assess(catalogue, facts)
    fired = frozenset(catalogue.inference.conclude(facts))
    expected = {
        Firing(rule.name, about)
        for about in (None, *facts.activities)
        for rule in _about(catalogue.rules, about)
        if assessment.reading.rule(rule, about)
    }
    if fired != expected:
        rules = ", ".join(sorted({firing.rule for firing in fired ^ expected}))
        raise DisagreementError(f"the inference engine and the three-valued reading differ on {rules}")
    return Conclusion(assessment, fired)


def explain(reading: Reading, fired: frozenset[Firing], rule: Guideline, activity: str | None) -> Step:
    """The chain from answers to a conclusion, built of rules that fired and nothing else."""
    answers: dict[Asked, None] = {}
    absent: dict[Concern, None] = {}
    before: dict[tuple[str, str | None], Step] = {}
    for atom, about in _support(reading, rule.when, activity):
        match atom:
            case Concern():
                for raiser in reading.rules.raised_by.get(atom, ()):
                    if Firing(raiser.name, about) in fired:
                        before[(raiser.name, about)] = explain(reading, fired, raiser, about)
            case Absent(concern):
                absent[concern] = None
            case _:
                answers[(atom.question.id, about)] = None
    return Step(rule, activity, tuple(answers), tuple(absent), tuple(before.values()))


def _support(reading: Reading, condition: Condition, activity: str | None) -> Iterator[tuple[Atom, str | None]]:
    """The atoms that make a met condition true, with whom each is about."""
    match condition:
        case All(parts):
            for part in parts:
                yield from _support(reading, part, activity)
        case Any(parts):
            for part in parts:
                if reading.value(part, activity):
                    yield from _support(reading, part, activity)
        case SomeActivity(inner):
            for each in reading.facts.activities:
                if reading.value(inner, each):
                    yield from _support(reading, inner, each)
        case Concern(scope=scope) | Absent(concern=Concern(scope=scope)):
            yield condition, activity if scope is Scope.ACTIVITY else None
        case _:
            yield condition, activity if condition.question.scope is Scope.ACTIVITY else None
