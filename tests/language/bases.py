"""Small random rule bases in the whole condition language, and random partial facts about them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product

from hypothesis import strategies as st

from guidance.inference.three_valued import Asked
from guidance.language.conditions import (
    Concern,
    Condition,
    Question,
    Scope,
    Severity,
    activity,
    organisation,
    scope_of,
    some_activity,
)
from guidance.language.facts import NOT_SURE, Answer, Facts
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase
from tests.language.writing import rule

TODAY = date(2026, 6, 15)
NUMBERS = (3, 5)
AROUND = sorted({number + step for number in NUMBERS for step in (-1, 0, 1)})
TICKED = [frozenset(ticked) for ticked in ("x", "y", "z", "xy", "yz", "xyz")]
DOMAINS: Mapping[str, list[Answer]] = {
    "one": ["a", "b", "c"],
    "many": list(TICKED),
    "number": [*AROUND, 4.5, "text"],
}
QUESTIONS: Mapping[Question, list[Answer]] = {
    subject.question(f"{section}.{name}"): DOMAINS[name.rstrip("2")]
    for subject, section, names in (
        (organisation, "whole", ("one", "many", "number")),
        (activity, "each", ("one", "one2", "many", "number")),
    )
    for name in names
}
CONCERNS = ("first", "second")
"""Each is both a concern about the organisation and one about an activity: the same name must not mix them up."""
ACTIVITIES = ("p", "q", "r")


@st.composite
def atoms_on(draw: st.DrawFn, question: Question, unsure: bool) -> Condition:
    """An atom on one question."""
    if question.id.endswith("number"):
        known = question.at_least(draw(st.sampled_from(NUMBERS)))
    else:
        options = "xyz" if question.id.endswith("many") else "abc"
        known = question(*draw(st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True)))
    if unsure and draw(st.integers(0, 5)) == 0:
        return question.unsure()
    return ~known if draw(st.booleans()) else known


@st.composite
def conditions(draw: st.DrawFn, about: Scope, concerns: tuple[Concern, ...], unsure: bool = True, depth: int = 2) -> Condition:
    """A condition that a rule about `about` may have; `concerns` are those it may build on."""
    word = draw(st.sampled_from(["answer", "answer", "concern", "absent", "some", "some", "all", "all", "any", "any"]))
    mine = [concern for concern in concerns if about is Scope.ACTIVITY or concern.scope is Scope.ORGANISATION]
    if depth and word in ("all", "any"):
        parts = [draw(conditions(about, concerns, unsure, depth - 1)) for _ in range(draw(st.integers(2, 3)))]
        joined = parts[0]
        for part in parts[1:]:
            joined = joined & part if word == "all" else joined | part
        return joined
    if depth and word == "some":
        return some_activity(draw(conditions(Scope.ACTIVITY, concerns, unsure, depth - 1)))
    if mine and word in ("concern", "absent"):
        concern = draw(st.sampled_from(mine))
        return concern if word == "concern" else ~concern
    asked = [question for question in QUESTIONS if about is Scope.ACTIVITY or question.scope is Scope.ORGANISATION]
    return draw(atoms_on(draw(st.sampled_from(asked)), unsure))


def about(scope: Scope, concern: str) -> Concern:
    """The concern of that name about the organisation or about an activity."""
    return Concern(scope, concern, f"the {concern} concern holds")


DAYS = st.none() | st.sampled_from([TODAY - timedelta(1), TODAY, TODAY + timedelta(1)])
TERMS = st.tuples(DAYS, DAYS).filter(lambda term: None in term or term[0] <= term[1])


@st.composite
def bases(draw: st.DrawFn, unsure: bool = True) -> RuleBase:
    """A rule base: concerns in two strata, findings of two severities, and rules on what was found."""
    rules: list[Guideline] = []
    usable: tuple[Concern, ...] = ()

    def add(**effect: object) -> None:
        condition = draw(conditions(draw(st.sampled_from(Scope)), usable, unsure))
        name = f"rule_{len(rules)}"
        if "raises" in effect:
            effect["raises"] = about(scope_of(condition), str(effect["raises"]))
            raised.append(effect["raises"])
        starts, ends = draw(TERMS)
        rules.append(rule(name, "A reason.", when=condition, starts=starts, ends=ends, **effect))

    for concern in CONCERNS:
        raised: list[Concern] = []
        for _ in range(draw(st.integers(1, 3))):
            add(raises=concern)
        usable += tuple(dict.fromkeys(raised))
    for severity in (Severity.LOW, Severity.CRITICAL):
        for number in range(draw(st.integers(0, 2))):
            add(finds=f"{severity}-{number}", severity=severity, sources=["a source"])
        usable += (organisation.found(severity), activity.found(severity))
    add(level=draw(st.integers(1, 4)))
    return RuleBase.of(draw(st.permutations(rules)))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A partial case: each question answered, answered "not sure", or left out."""
    names = draw(st.lists(st.sampled_from(ACTIVITIES), unique=True, max_size=3))
    how_full = draw(st.sampled_from([1, 3, 9]))
    return Facts(
        draw(_answers(Scope.ORGANISATION, how_full)), {name: draw(_answers(Scope.ACTIVITY, how_full)) for name in names}, TODAY
    )


@st.composite
def _answers(draw: st.DrawFn, scope: Scope, how_full: int) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question, domain in QUESTIONS.items():
        if question.scope is scope:
            kind = draw(st.integers(0, how_full + 1))
            if kind == 1:
                answers[question.id] = NOT_SURE
            elif kind > 1:
                answers[question.id] = draw(st.sampled_from(domain))
    return answers


@dataclass(frozen=True)
class Known:
    """Facts and what is still missing."""

    facts: Facts

    def places(self) -> list[Asked]:
        """Every question there is to ask, answered or not."""
        return [
            (question.id, name)
            for question in QUESTIONS
            for name in (self.facts.activities if question.scope is Scope.ACTIVITY else (None,))
        ]

    def missing(self) -> list[Asked]:
        """What has no answer, not even "not sure"."""
        return [place for place in self.places() if place[0] not in self.facts.answers(place[1])]

    def unknown(self) -> list[Asked]:
        """What has no answer, or "not sure"."""
        return [place for place in self.places() if self.facts.answers(place[1]).get(place[0], NOT_SURE) == NOT_SURE]


def filled(facts: Facts, answers: Mapping[Asked, Answer]) -> Facts:
    """The facts with more answers."""
    return Facts(
        {**facts.organisation, **{question: answer for (question, about), answer in answers.items() if about is None}},
        {
            name: {**known, **{question: answer for (question, about), answer in answers.items() if about == name}}
            for name, known in facts.activities.items()
        },
        facts.as_at,
    )


def without(facts: Facts, gone: set[Asked]) -> Facts:
    """The facts with answers taken away."""
    return Facts(
        {question: answer for question, answer in facts.organisation.items() if (question, None) not in gone},
        {
            name: {question: answer for question, answer in known.items() if (question, name) not in gone}
            for name, known in facts.activities.items()
        },
        facts.as_at,
    )


def domain_of(question: str) -> list[Answer]:
    """The answers a question can have."""
    return next(domain for known, domain in QUESTIONS.items() if known.id == question)


def completions(places: list[Asked], most: int) -> Iterator[dict[Asked, Answer]] | None:
    """Every way to answer the questions, or None when there are more than `most`."""
    ways = product(*(domain_of(question) for question, _ in places))
    drawn = list(islice(ways, most + 1))
    return None if len(drawn) > most else (dict(zip(places, way, strict=True)) for way in drawn)


def some_completion(draw: st.DrawFn, places: list[Asked], sure: bool = True) -> dict[Asked, Answer]:
    """One way to answer the questions."""
    more: list[Answer] = [] if sure else [NOT_SURE]
    return {place: draw(st.sampled_from([*domain_of(place[0]), *more])) for place in places}
