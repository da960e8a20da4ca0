"""Findings, levels and explanations; and nothing is concluded where two readings of the rules differ."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import (
    LEVELS,
    Assessment,
    DisagreementError,
    Finding,
    Level,
    Step,
    assess,
    conclude,
    explain,
)
from guidance.assessment.levels import whole
from guidance.case.record import read_record
from guidance.inference.experta.conclusion import Inference
from guidance.inference.three_valued import Reading, Standing
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope, Severity, activity, organisation
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts
from guidance.language.rule import Firing, Guideline, Obligation
from guidance.language.rulebase import RuleBase
from tests import small
from tests.language.writing import rule

DAY = date(2026, 6, 1)


def facts(organisation: Answers | None = None, **activities: Answers) -> Facts:
    return Facts({"switch.amended": "yes", **(organisation or {})}, activities, DAY)


def one(assessment: Assessment, key: str) -> Finding:
    (finding,) = [finding for finding in assessment.findings if finding.key == key]
    return finding


GOODS = frozenset({"goods"})
NOTHING = frozenset({"nothing"})


@pytest.mark.parametrize(
    ("kind", "leaves", "settled_by"),
    [
        ("university", GOODS, set()),
        (None, GOODS, {("profile.kind", None)}),
        (NOT_SURE, GOODS, {("profile.kind", None)}),
        ("university", None, {("activity.leaves", "a")}),
        (None, None, {("profile.kind", None), ("activity.leaves", "a")}),
        ("company", None, None),
        (NOT_SURE, NOTHING, None),
        ("company", GOODS, None),
    ],
)
def test_a_finding_is_certain_possible_or_excluded(
    catalogue: Catalogue, kind: str | None, leaves: Answer | None, settled_by: set[object] | None
) -> None:
    assessment = assess(
        catalogue,
        facts({"profile.kind": kind} if kind else {}, a={"activity.leaves": leaves} if leaves else {}),
    )
    found = [finding for finding in assessment.findings if finding.id == "stop"]
    if settled_by is None:
        assert found == []
    else:
        (finding,) = found
        assert (finding.key, finding.certain, finding.settled_by) == ("a/stop", not settled_by, settled_by)
        assert (
            finding
            in {"certain": assessment.certain, "presumed": assessment.presumed, "possible": assessment.possible}[
                finding.standing
            ]
        )
        assert assessment.about("a")[0] is finding
        assert finding not in assessment.about(None)


@pytest.mark.parametrize(
    ("serves", "kind", "doors"),
    [
        ("", "university", ("office",)),
        ("[university]", "university", ("office",)),
        ("[company]", "university", ()),
        ("[company]", None, ("office",)),
        ("[company]", NOT_SURE, ("office",)),
    ],
)
def test_a_door_is_named_to_those_whom_it_serves(
    content: Path, serves: str, kind: Answer | None, doors: tuple[str, ...]
) -> None:
    if serves:
        small.change(content, "small/doors.yaml", "sources: [act]", f"serves: {serves}\n    sources: [act]")
    asked = facts({} if kind is None else {"profile.kind": kind}, a={"activity.leaves": GOODS})
    finding = one(assess(knowledge.load_from(content), asked), "a/stop")
    assert finding.doors == doors


def test_each_activity_has_its_own_findings(catalogue: Catalogue) -> None:
    found = assess(
        catalogue,
        facts({"profile.kind": "university"}, a={"activity.leaves": GOODS}, b={"activity.leaves": NOTHING}, c={}),
    )
    assert [finding.key for finding in found.certain] == ["a/stop"]
    assert [finding.key for finding in found.possible] == ["c/stop", "a/count", "b/count", "c/count"]


@pytest.mark.parametrize(
    ("activities", "expected", "words"),
    [
        ({}, (0, 0), "no activity yet"),
        ({"a": {}}, (0, 3), "treat as L0 Go ahead (the answers allow L0 to L3)"),
        ({"a": {"activity.leaves": NOTHING}}, (0, 0), "L0 Go ahead"),
        ({"a": {"activity.leaves": GOODS}}, (3, 3), "L3 Escalate before commitment"),
        ({"a": {"activity.leaves": GOODS}, "b": {}}, (3, 3), "L3 Escalate before commitment"),
        (
            {"a": {"activity.leaves": NOTHING}, "b": {"activity.leaves": NOT_SURE}},
            (0, 3),
            "treat as L0 Go ahead (the answers allow L0 to L3)",
        ),
    ],
)
def test_a_level_is_a_range_until_no_answer_can_change_it(
    catalogue: Catalogue, activities: dict[str, Answers], expected: tuple[int, int], words: str
) -> None:
    level = assess(catalogue, facts(**activities)).level
    assert (level.at_least, level.at_most) == expected
    assert level.settled is (expected[0] == expected[1])
    assert str(level) == words
    assert [rule.name for rule in level.rules] == (["some_goods_leave"] if expected[0] else [])


def test_every_level_has_words() -> None:
    assert list(LEVELS) == [0, 1, 2, 3, 4]
    assert [str(Level(n, n, ())) for n in LEVELS] == list(LEVELS.values())
    assert all(words.startswith(f"L{n} ") for n, words in LEVELS.items())


@pytest.mark.parametrize(
    ("kinds", "happened"),
    [
        (["personal_pressure"], True),
        (["intrusion", "lost_device"], True),
        (["personal_pressure", "research"], False),
        ([], False),
    ],
)
def test_what_happened_is_acted_on_and_neither_started_nor_continued(kinds: list[str], happened: bool) -> None:
    catalogue = knowledge.load()
    answers: Answers = {"activity.kind": frozenset(kinds)} if kinds else {}
    whole = assess(catalogue, Facts(catalogue.switched(DAY), {"case": answers}, DAY))
    assert whole.levels["case"].happened is happened
    assert Level(4, 4, (), happened=happened).name == ("L4 Act today" if happened else LEVELS[4])
    assert Level(3, 3, (), happened=happened).name == LEVELS[3]


def test_where_something_is_undertaken_too_the_whole_is_not_to_be_started() -> None:
    stolen, work, low = Level(4, 4, happened=True), Level(4, 4), Level(1, 1)
    assert whole(Level(0, 4), [stolen, low]).name == "L4 Act today"
    assert whole(Level(0, 4), [stolen, work]).name == whole(Level(0, 4), [work, stolen]).name == LEVELS[4]
    with pytest.raises(ValueError, match="no level"):
        _ = Level(0, 4).name


kind = organisation.question("profile.kind")
leaves = activity.question("activity.leaves")


SEVERAL = [
    rule(
        "practice_stops_goods",
        "Good practice.",
        when=leaves("goods"),
        finds="stop",
        severity=Severity.LOW,
        obligation=Obligation.PRACTICE,
        sources=["act s.1", "act s.2"],
        doors=["office"],
    ),
    rule(
        "term_stops_all",
        "A term.",
        when=leaves("goods", "files"),
        finds="stop",
        severity=Severity.HIGH,
        obligation=Obligation.TERM,
        bound="the partner",
        sources=["act s.2", "act s.3"],
        doors=["office"],
    ),
    rule(
        "judgement_stops_universities",
        "A judgement, and the heaviest.",
        when=leaves("goods") & kind("university"),
        finds="stop",
        severity=Severity.CRITICAL,
        obligation=Obligation.JUDGEMENT,
        sources=["act s.4"],
    ),
    rule("companies_may", "Go ahead.", when=kind("company"), finds="count", severity=Severity.ENABLING, sources=["act"]),
    rule("files_are_two", "Two.", when=leaves("files"), level=2),
    rule("goods_are_four", "Four.", when=leaves("goods"), level=4),
    rule("university_goods_are_four", "Four again.", when=leaves("goods") & kind("university"), level=4),
]


@pytest.fixture(scope="module")
def several(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, rules=RuleBase.of(SEVERAL))


def test_the_heaviest_severity_and_the_strongest_ground_count(several: Catalogue) -> None:
    finding = one(assess(several, facts({"profile.kind": "university"}, a={"activity.leaves": GOODS})), "a/stop")
    assert [rule.name for rule in finding.rules] == [
        "practice_stops_goods",
        "term_stops_all",
        "judgement_stops_universities",
    ]
    assert (finding.severity, finding.obligation, finding.bound) == (Severity.CRITICAL, Obligation.TERM, "the partner")
    assert finding.sources == ("act s.1", "act s.2", "act s.3", "act s.4")
    assert finding.doors == ("office",)
    assert finding.topic == "written"


def test_only_rules_that_hold_count(several: Catalogue) -> None:
    finding = one(assess(several, facts({"profile.kind": "company"}, a={"activity.leaves": frozenset({"files"})})), "a/stop")
    assert [rule.name for rule in finding.rules] == ["term_stops_all"]
    assert (finding.severity, finding.obligation) == (Severity.HIGH, Obligation.TERM)


def test_a_certain_finding_hides_no_heavier_one_that_a_fact_speaks_for(several: Catalogue) -> None:
    finding = one(assess(several, facts(a={"activity.leaves": GOODS})), "a/stop")
    assert finding.standing is Standing.PRESUMED
    assert (finding.severity, finding.anyhow) == (Severity.CRITICAL, Severity.HIGH)


def test_findings_come_heaviest_first(several: Catalogue) -> None:
    found = assess(several, facts({"profile.kind": "company"}, b={"activity.leaves": GOODS}, a={"activity.leaves": GOODS}))
    assert [finding.key for finding in found.findings] == ["a/stop", "b/stop", "count"]


def test_the_highest_level_counts_with_all_its_reasons(several: Catalogue) -> None:
    assessment = assess(several, facts({"profile.kind": "university"}, a={"activity.leaves": frozenset({"goods", "files"})}))
    level = assessment.levels["a"]
    assert (level.at_least, level.at_most) == (4, 4)
    assert [rule.name for rule in level.rules] == ["goods_are_four", "university_goods_are_four"]


def test_a_concern_is_explained_by_the_answers_behind_it(catalogue: Catalogue) -> None:
    concluded = conclude(catalogue, facts({"profile.kind": "university"}, a={"activity.leaves": GOODS}))
    (step,) = concluded.chain(one(concluded.assessment, "a/stop"))
    rules = catalogue.rules.by_name
    before = Step(rules["goods_leave"], "a", (("activity.leaves", "a"),), (), ())
    assert step == Step(rules["university_lets_goods_out"], "a", (("profile.kind", None),), (), (before,))


def test_a_chain_names_the_activities_that_meet_a_rule_about_all(catalogue: Catalogue) -> None:
    given = facts(a={"activity.leaves": GOODS}, b={"activity.leaves": NOTHING}, c={"activity.leaves": GOODS})
    concluded = conclude(catalogue, given)
    step = explain(Reading(catalogue.rules, given), concluded.fired, catalogue.rules.by_name["some_goods_leave"], None)
    assert step.answers == (("activity.leaves", "a"), ("activity.leaves", "c"))


def steps(step: Step) -> Iterator[Step]:
    yield step
    for before in step.before:
        yield from steps(before)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["northmoor", "lowfell"])
def test_findings_and_chains_are_the_firings_of_the_engine(name: str) -> None:
    """Over a whole assessment: certain findings come from rules that fired, all of those, and nothing else."""
    catalogue = knowledge.load()
    file = Path(__file__).parents[2] / "examples" / f"{name}.json"
    concluded = conclude(catalogue, read_record(file.read_bytes(), catalogue).facts(catalogue))
    rules = catalogue.rules.by_name
    found = {firing for firing in concluded.fired if rules[firing.rule].finds}
    made = {Firing(rule.name, finding.activity) for finding in concluded.assessment.certain for rule in finding.rules}
    stands = {Firing(rule.name, finding.activity) for finding in concluded.assessment.findings for rule in finding.rules}
    assert made <= found <= stands
    presumed = {rule.name for finding in concluded.assessment.presumed for rule in finding.rules}
    assert {firing.rule for firing in found - made} <= presumed, "what fired because nobody is sure is presumed"
    explained: set[Firing] = set()
    for finding in concluded.assessment.certain:
        chain = concluded.chain(finding)
        assert [step.rule for step in chain] == list(finding.rules)
        explained |= {Firing(step.rule.name, step.activity) for first in chain for step in steps(first)}
    assert made <= explained <= concluded.fired


class Forgets(Inference):
    """An engine that loses its last firing."""

    def conclude(self, facts: Facts) -> tuple[Firing, ...]:
        return super().conclude(facts)[:-1]


class Invents(Inference):
    """An engine that says that every rule fired."""

    def conclude(self, facts: Facts) -> tuple[Firing, ...]:
        return tuple(Firing(rule.name, about) for rule in self.rules.guidelines for about in _about(rule, facts))


def _about(rule: Guideline, facts: Facts) -> Iterator[str | None]:
    yield from facts.activities if rule.scope is Scope.ACTIVITY else (None,)


@dataclass(frozen=True)
class Faulty(Catalogue):
    """A knowledge base whose engine is at fault."""

    engine: type[Inference] = Inference

    @cached_property
    def inference(self) -> Inference:
        return self.engine(self.rules)


@pytest.mark.parametrize(
    ("engine", "leaves", "rules"),
    [
        (Forgets, GOODS, "university_lets_goods_out"),
        (Invents, GOODS, "amendment_counts_partners"),
        (Invents, NOTHING, "amendment_counts_partners, goods_leave, some_goods_leave, university_lets_goods_out"),
    ],
)
def test_nothing_is_concluded_where_the_readings_differ(
    catalogue: Catalogue, engine: type[Inference], leaves: Answer, rules: str
) -> None:
    parts = {field.name: getattr(catalogue, field.name) for field in fields(catalogue)}
    given = facts({"profile.kind": "university"}, a={"activity.leaves": leaves})
    with pytest.raises(DisagreementError) as caught:
        conclude(Faulty(**parts, engine=engine), given)
    assert str(caught.value).startswith("the inference engine and the three-valued reading differ on ")
    if engine is Forgets:
        last = catalogue.inference.conclude(given)[-1].rule
        assert str(caught.value).endswith(f"differ on {last}")
    else:
        assert str(caught.value).endswith(f"differ on {rules}")
    assert conclude(Faulty(**parts), given).assessment.findings
