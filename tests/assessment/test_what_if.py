"""What would change the result, checked against the three-valued reading of the changed case."""

import random
from collections.abc import Iterator
from itertools import combinations, islice
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, Finding, assess, variants, what_if
from guidance.assessment.what_if import Change, Goal
from guidance.case.record import read_record
from guidance.inference.three_valued import Reading
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import About
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import NOT_SURE, Answers, Facts
from tests import small
from tests.random_cases import assessments

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
FEW = 12


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return knowledge.load()


@pytest.fixture(scope="module")
def cases(catalogue: Catalogue) -> list[Assessment]:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    northmoor = read_record((EXAMPLES / "northmoor.json").read_bytes(), catalogue).facts(catalogue)
    return [assess(catalogue, facts) for facts in (northmoor, *islice(assessments(catalogue, seed), FEW))]


def _for_certain(finding: Finding) -> Severity | None:
    """How severe a finding is for certain: a heavier rule of it may be no more than presumed."""
    return finding.severity if finding.certain else finding.anyhow


def gone(assessment: Assessment, goal: Goal, changes: frozenset[Change]) -> bool:
    """By the three-valued reading of the whole case: the findings are excluded and no other as heavy has come."""
    facts = variants.with_answers(assessment.facts, what_if.answers_after(assessment, changes))
    after = assess(assessment.catalogue, facts)
    about = [finding for finding in after.findings if finding.activity == goal[0].activity]
    before = {finding.id for finding in assessment.about(goal[0].activity) if _for_certain(finding)}
    heavy = {each.id for each in about if (sure := _for_certain(each)) and sure.rank >= goal[0].severity.rank}
    return not {finding.id for finding in about} & {finding.id for finding in goal} and heavy <= before


def goals(assessment: Assessment) -> Iterator[tuple[Goal, tuple[what_if.Remedy, ...]]]:
    by_key = {finding.key: finding for finding in assessment.certain}
    for key, remedies in what_if.remedies(assessment).findings.items():
        yield (by_key[key],), remedies
    for about, remedies in what_if.remedies(assessment).levels.items():
        heavy = [finding for finding in assessment.certain if finding.activity == about]
        yield tuple(finding for finding in heavy if finding.severity is heavy[0].severity), remedies


def test_a_remedy_does_it_and_nothing_of_it_can_be_left_out(cases: list[Assessment]) -> None:
    checked = 0
    for assessment in cases:
        for goal, remedies in islice(goals(assessment), 25):
            for remedy in remedies[:5]:
                changes = frozenset(remedy.changes)
                assert gone(assessment, goal, changes)
                assert not any(gone(assessment, goal, changes - {change}) for change in changes)
                checked += 1
    assert checked > FEW


def test_only_controls_are_proposed_and_only_what_a_decision_brings_about(cases: list[Assessment]) -> None:
    for assessment in cases:
        for _, remedies in goals(assessment):
            for change in (change for remedy in remedies for change in remedy.changes):
                question = assessment.catalogue.questions[change.question]
                assert question.about is About.CONTROL
                assert change.option in question.in_place


def test_no_smaller_remedy_is_missed(cases: list[Assessment]) -> None:
    """Every set of up to two improvements, tried one by one."""
    for assessment in cases[:4]:
        for goal, remedies in islice(goals(assessment), 12):
            possible = what_if.improvements(assessment, goal)[:6]
            found = {frozenset(remedy.changes) for remedy in remedies}
            for size in (1, 2):
                for chosen in map(frozenset, combinations(possible, size)):
                    if what_if.compatible(assessment.catalogue, chosen) and gone(assessment, goal, chosen):
                        assert any(remedy <= chosen for remedy in found), (goal[0].key, chosen)


def test_what_raises_a_level_raises_it(cases: list[Assessment]) -> None:
    for assessment in cases:
        for about, triggers in what_if.raise_levels(assessment).items():
            for trigger in triggers[::7]:
                change = trigger.change
                assert assessment.catalogue.questions[change.question].about is About.CIRCUMSTANCE
                facts = variants.with_answers(assessment.facts, what_if.answers_after(assessment, [change]))
                level = assess(assessment.catalogue, facts).levels[about].at_least
                assert level == trigger.level > assessment.levels[about].at_least


def test_what_rests_on_somebody_being_unsure_raises_no_level_for_certain(catalogue: Catalogue) -> None:
    student = {"activity.kind": frozenset({"internal_report"}), "activity.field": "climate", "team.topic_state": "begun"}
    student |= {"team.topic_route": "worker", "team.atas": NOT_SURE}
    assessment = assess(
        catalogue, Facts(catalogue.switched(catalogue.knowledge.published), {"x": student}, catalogue.knowledge.published)
    )
    for trigger in what_if.raise_levels(assessment)["x"]:
        facts = variants.with_answers(assessment.facts, what_if.answers_after(assessment, [trigger.change]))
        assert assess(catalogue, facts).levels["x"].at_least == trigger.level


def silent(facts: Facts) -> Facts:
    """The same with "not sure" left out: a rule that is met because somebody is unsure is presumed, and settles nothing."""

    def said(answers: Answers) -> Answers:
        return {id: answer for id, answer in answers.items() if answer != NOT_SURE or id.startswith("switch.")}

    return Facts(said(facts.organisation), {about: said(answers) for about, answers in facts.activities.items()}, facts.as_at)


def test_what_an_answer_settles_is_counted_over_every_answer(cases: list[Assessment]) -> None:
    def settled(assessment: Assessment, finding: Finding, question: str, about: str | None, answer: object) -> bool:
        facts = variants.with_answers(assessment.facts, {(question, about): answer})  # type: ignore[dict-item]
        reading = Reading(assessment.catalogue.rules, silent(facts))
        values = [reading.rule(rule, finding.activity) for rule in finding.rules]
        return any(values) or all(value is False for value in values)

    for assessment in cases[:5]:
        for worth in what_if.find_out_next(assessment)[:4]:
            assert assessment.facts.answers(worth.about).get(worth.question, NOT_SURE) == NOT_SURE
            waiting = [f for f in assessment.possible if (worth.question, worth.about) in f.settled_by]
            counts = [
                sum(settled(assessment, finding, worth.question, worth.about, answer) for finding in waiting)
                for answer in variants.every_answer(assessment.catalogue, worth.question)
            ]
            assert (worth.at_least, worth.at_most) == (min(counts), max(counts))


def test_northmoor_is_told_what_lowers_it(catalogue: Catalogue, cases: list[Assessment]) -> None:
    northmoor = cases[0]
    (remedy,) = what_if.remedies(northmoor).levels["drivetrain-seals"]
    assert [(change.question, change.option) for change in remedy.changes] == [("deal.nsi", "cleared")]
    assert northmoor.levels["drivetrain-seals"].at_least == 4
    assert remedy.level == (3, 3)
    assert remedy.smallest
    assert "find-the-owner" in remedy.stays
    assert what_if.remedies(northmoor, Severity.CRITICAL).findings.keys() >= {"drivetrain-seals/defence-linked-asset"}
    assert set(remedy.stays) <= catalogue.advice.keys()


def test_knowledge_without_a_rule_on_the_levels_of_activities_gives_them_none(tmp_path: Path) -> None:
    catalogue = knowledge.load_from(small.write(tmp_path))
    assert not any(rule.level for rule in catalogue.rules.about[Scope.ACTIVITY])
    case = Facts({}, {"a": {}, "b": {}}, catalogue.knowledge.published)
    levels = variants.Variants(catalogue, [case, case])
    assert [levels.level(1, about) for about in ("a", "b")] == [(0, 0)] * 2
    assert levels.level(1, None) == (0, 3)
