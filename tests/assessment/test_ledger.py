"""Why a question is asked or not, checked against the rules."""

import random
from itertools import islice

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, assess, ledger
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import Facts
from tests.random_cases import assessments

FEW = 10


@pytest.fixture(scope="module")
def cases() -> list[Assessment]:
    catalogue = knowledge.load()
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    return [assess(catalogue, facts) for facts in islice(assessments(catalogue, seed), FEW)]


def only(facts: Facts, answers: tuple[tuple[str, str | None], ...]) -> Facts:
    """The facts with nothing but some answers and the switches."""

    def kept(about: str | None) -> dict[str, object]:
        given = facts.answers(about)
        return {id: answer for id, answer in given.items() if (id, about) in answers or id.startswith(SWITCHES)}

    return Facts(kept(None), {about: kept(about) for about in facts.activities}, facts.as_at)  # type: ignore[arg-type]


@pytest.mark.slow
def test_every_question_is_asked_or_stands_in_the_ledger_once(cases: list[Assessment]) -> None:
    for assessment in cases:
        catalogue = assessment.catalogue
        skipped = [(id, entry.about) for entry in ledger.skipped(assessment) for id in entry.questions]
        every = {
            (question.id, about)
            for about in (None, *assessment.facts.activities)
            for question in catalogue.asked_of(Scope.ORGANISATION if about is None else Scope.ACTIVITY)
            if question.read_by_rules
        }
        assert len(skipped) == len(set(skipped))
        assert set(skipped) == every - assessment.asked


@pytest.mark.slow
def test_the_answers_named_suffice(cases: list[Assessment]) -> None:
    """With no other answer at all, the skipped questions still can change no finding."""
    for assessment in cases[:10]:
        for entry in ledger.skipped(assessment)[::5]:
            if entry.waits_for:
                continue
            alone = assess(assessment.catalogue, only(assessment.facts, entry.settled_by))
            for question in entry.questions:
                assert ledger.affected(alone, question, entry.about) == (), (question, entry.settled_by)


@pytest.mark.slow
def test_a_question_that_waits_names_open_ones_on_the_pages(cases: list[Assessment]) -> None:
    waiting = [(assessment, entry) for assessment in cases for entry in ledger.skipped(assessment) if entry.waits_for]
    assert waiting
    for assessment, entry in waiting:
        assert set(entry.waits_for) <= assessment.asked & assessment.live
        assert not set(entry.waits_for) & {(id, entry.about) for id in entry.questions}


@pytest.mark.slow
def test_an_open_question_says_which_rules_it_can_settle(cases: list[Assessment]) -> None:
    for assessment in cases[:10]:
        for question, about in sorted(assessment.asked & assessment.live, key=str)[:12]:
            rules = ledger.affected(assessment, question, about)
            assert rules
            assert all(rule.finds for rule in rules)


@pytest.mark.slow
def test_a_decided_question_affects_nothing() -> None:
    catalogue: Catalogue = knowledge.load()
    facts = Facts(
        {**catalogue.switched(catalogue.knowledge.published), "profile.kind": "company"}, {}, catalogue.knowledge.published
    )
    assert ledger.affected(assess(catalogue, facts), "profile.kind", None) == ()
    reasons = {id: entry for entry in ledger.skipped(assess(catalogue, facts)) for id in entry.questions}
    assert reasons["governance.free_speech"].settled_by == (("profile.kind", None),)
