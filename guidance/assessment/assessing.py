"""Organisation and activities in, findings and levels out: the one function that every face calls.

>>> from guidance import knowledge
>>> catalogue = knowledge.load()
>>> talk = {"partner.location": "mainland", "partner.sanctions": "match"}
>>> facts = Facts({"profile.kind": "he_england"}, {"talk": talk}, catalogue.knowledge.published)
>>> assessment = assess(catalogue, facts)
>>> [about for about in assessment.levels]
[None, 'talk']
>>> assessment.level.at_least
4
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from guidance.assessment.findings import Finding, findings_about
from guidance.assessment.levels import Level, level_of, whole
from guidance.inference.proof import Proof
from guidance.inference.three_valued import Asked, Reading, Standing
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Tells
from guidance.language.conditions import Absent, All, Any, Atom, Concern, Condition, Scope, SomeActivity
from guidance.language.facts import NOT_SURE, Facts
from guidance.language.rule import Firing, Guideline
from guidance.language.rulebase import RuleBase


@dataclass(frozen=True)
class Contradiction:
    """Answers that cannot all hold. The reason of its rule says why; one of them needs correcting."""

    rule: Guideline
    activity: str | None
    answers: tuple[Asked, ...]


@dataclass(frozen=True)
class Assessment:
    """The result on the answers so far. `asked`: the questions that rules come to. `live`: those whose answer can still change it.
    `ready`: those to ask now, `asked` and the early ones that are live; what only some kinds of case are asked waits for the kind."""

    catalogue: Catalogue
    facts: Facts
    found: Mapping[str | None, tuple[Finding, ...]]
    levels: Mapping[str | None, Level]
    asked: frozenset[Asked]
    live: frozenset[Asked]
    ready: frozenset[Asked]
    reading: Reading = field(repr=False, compare=False)
    contradictions: tuple[Contradiction, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding that is not excluded, heaviest first."""
        found = (finding for its in self.found.values() for finding in its)
        return tuple(sorted(found, key=lambda finding: (-finding.severity.rank, finding.id, finding.activity or "")))

    @cached_property
    def certain(self) -> tuple[Finding, ...]:
        """Findings that hold, heaviest first."""
        return tuple(finding for finding in self.findings if finding.certain)

    @cached_property
    def presumed(self) -> tuple[Finding, ...]:
        """Findings that hold on what is presumed of the questions that nobody has answered, heaviest first."""
        return tuple(finding for finding in self.findings if finding.standing is Standing.PRESUMED)

    @cached_property
    def possible(self) -> tuple[Finding, ...]:
        """Findings that can't be told yet, heaviest first."""
        return tuple(finding for finding in self.findings if finding.standing is Standing.POSSIBLE)

    def about(self, activity: str | None) -> tuple[Finding, ...]:
        """The findings about one activity, or (None) about the organisation, heaviest first."""
        return self.found.get(activity, ())

    @property
    def level(self) -> Level:
        """The level of the organisation as a whole."""
        return self.levels[None]


def assess(catalogue: Catalogue, facts: Facts) -> Assessment:
    """Findings, levels and questions for one case, by the three-valued reading. Pure; safe in any thread."""
    reading = catalogue.reading(facts)
    each = {about: reading.kept(about, "result", partial(_result, catalogue, reading, about)) for about in facts.activities}
    results: dict[str | None, _Result] = {None: _result(catalogue, reading, None)}
    results.update(each)
    levels = {about: result.level for about, result in results.items()}
    levels[None] = whole(results[None].level, [levels[about] for about in facts.activities])
    nothing = frozenset[Asked]()
    return Assessment(
        catalogue=catalogue,
        facts=facts,
        found={about: result.findings for about, result in results.items()},
        levels=levels,
        asked=nothing.union(*(result.asked for result in results.values())),
        live=nothing.union(*(result.live for result in results.values())),
        ready=nothing.union(*(result.ready for result in results.values())),
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
    ready: frozenset[Asked]


def _result(catalogue: Catalogue, reading: Reading, about: str | None) -> _Result:
    found = tuple(sorted(findings_about(catalogue, reading, about), key=lambda finding: (-finding.severity.rank, finding.id)))
    asked, live = reading.interview_for(about), reading.live_for(about)
    return _Result(
        found,
        level_of(catalogue, reading, about, found),
        _contradictions(catalogue.rules, reading, about),
        asked,
        live,
        _ready(catalogue, reading, asked, live, about),
    )


def _ready(
    catalogue: Catalogue, reading: Reading, asked: frozenset[Asked], live: Iterable[Asked], about: str | None
) -> frozenset[Asked]:
    """What to ask now. An early question of a topic waits while nobody has said anything of the kind of case, though its rules come to it."""
    said = [(id, whose) for id, whose in asked if _tells_the_kind(catalogue, id) and reading.facts.answers(whose).get(id)]
    later = frozenset() if said else catalogue.early - catalogue.early_of_any_kind
    now = (each for each in asked if each[1] is None or each[0] not in later or reading.answered(each))
    return frozenset(now) | _early(catalogue, live, about, _waits_for_the_kind(catalogue, reading, asked))


def _early(catalogue: Catalogue, live: Iterable[Asked], about: str | None, waits: bool) -> frozenset[Asked]:
    own = catalogue.early_of_any_kind if waits else catalogue.early
    return frozenset(
        (id, whose) for id, whose in live if id in (catalogue.early if whose is None else own) and whose in (None, about)
    )


def _waits_for_the_kind(catalogue: Catalogue, reading: Reading, asked: Iterable[Asked]) -> bool:
    """Whether nobody has said what kind of case it is, or of which field."""
    return any(
        reading.facts.answers(about).get(id, NOT_SURE) == NOT_SURE for id, about in asked if _tells_the_kind(catalogue, id)
    )


def _tells_the_kind(catalogue: Catalogue, id: str) -> bool:
    return id in catalogue.early and catalogue.questions[id].tells is Tells.KIND


def _contradictions(rules: RuleBase, reading: Reading, about: str | None) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(rule, about, tuple(sorted(Proof(reading).of(rule.when, about), key=str)))
        for rule in _about(rules, about)
        if rule.contradicts and reading.rule(rule, about)
    )


def _about(rules: RuleBase, activity: str | None) -> tuple[Guideline, ...]:
    return rules.about[Scope.ORGANISATION if activity is None else Scope.ACTIVITY]


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
        """How a finding was concluded, one chain for each rule that made it.

        One that is not certain was fired by no engine: its step names the answers that are known and count."""
        if not finding.certain:
            answers = tuple(sorted(finding.known, key=str))
            return tuple(Step(rule, finding.activity, answers, (), ()) for rule in finding.rules)
        return tuple(explain(self.assessment.reading, self.fired, rule, finding.activity) for rule in finding.rules)


def conclude(catalogue: Catalogue, facts: Facts) -> Conclusion:
    """Assesses a case for the record: experta concludes, and the three-valued reading must agree.

    Raises DisagreementError when it does not."""
    fired = frozenset(catalogue.inference.conclude(facts))
    assessment = assess(catalogue, facts)
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
