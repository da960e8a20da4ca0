"""The readings agree over the real rule base too, on random partial answers drawn from the catalogue."""

import random
from collections.abc import Iterable
from itertools import groupby, islice

import pytest

from guidance import knowledge
from guidance.assessment import assess
from guidance.curation.cases import facts_of, read_cases
from guidance.inference import bits, masks
from guidance.inference.nodes import Truth
from guidance.inference.three_valued import Reading
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import Facts
from guidance.language.rule import Firing, Guideline
from tests.random_cases import answer, assessments, boundaries

pytestmark = pytest.mark.slow

FEW, MANY = 500, 10_000
SLOWER = 60


def values(catalogue: Catalogue, facts: Facts) -> dict[Firing, Truth]:
    reading = Reading(catalogue.rules, facts)
    return {
        Firing(rule.name, about): reading.rule(rule, about)
        for rule in catalogue.rules.guidelines
        for about in (facts.activities if rule.scope is Scope.ACTIVITY else (None,))
    }


def agree(catalogue: Catalogue, cases: Iterable[Facts]) -> None:
    read = [(facts, values(catalogue, facts)) for facts in sorted(cases, key=lambda facts: facts.as_at)]
    for facts, found in read:
        certain = {firing for firing, value in found.items() if value is True}
        assert set(catalogue.inference.conclude(facts)) == certain, facts
    in_bits = bits.Reading(catalogue.rules, bits.Columns.of([facts for facts, _ in read], bits.Legend(catalogue.rules)))
    for rule in catalogue.rules.guidelines:
        value, rows = in_bits.rule(rule), expected(read, rule)
        assert bits.unpacked(value.met, len(rows)).tolist() == [each is True for each in rows], rule.name
        assert bits.unpacked(value.unmet, len(rows)).tolist() == [each is False for each in rows], rule.name
    for day, group in groupby(read, key=lambda each: each[0].as_at):
        those = list(group)
        reading = masks.Reading(catalogue.rules, masks.Table.of([facts for facts, _ in those], day))
        for rule in catalogue.rules.guidelines:
            mask, rows = reading.rule(rule), expected(those, rule)
            assert mask.met.tolist() == [each is True for each in rows], rule.name
            assert mask.unmet.tolist() == [each is False for each in rows], rule.name


def expected(read: list[tuple[Facts, dict[Firing, Truth]]], rule: Guideline) -> list[Truth]:
    """The three values of a rule, for each thing that it is about in some cases."""
    return [
        found[Firing(rule.name, about)]
        for facts, found in read
        for about in (facts.activities if rule.scope is Scope.ACTIVITY else (None,))
    ]


@pytest.fixture
def seed():
    drawn = random.randrange(10**6)
    print(f"seed {drawn}")
    return drawn


def test_the_readings_agree_on_random_cases(seed):
    catalogue = knowledge.load()
    agree(catalogue, islice(assessments(catalogue, seed), FEW))


def test_the_readings_agree_where_each_rule_fires():
    catalogue = knowledge.load()
    agree(catalogue, (facts_of(catalogue, case) for _, case in read_cases(knowledge.OWN)))


@pytest.mark.nightly
def test_the_readings_agree_on_near_misses():
    catalogue = knowledge.load()
    agree(
        catalogue, (facts_of(catalogue, case, change) for _, case in read_cases(knowledge.OWN) for change in case.near_misses)
    )


@pytest.mark.nightly
def test_the_readings_agree_on_many_random_cases(seed):
    catalogue = knowledge.load()
    agree(catalogue, islice(assessments(catalogue, seed), MANY))


def test_parked_answers_change_no_finding_level_or_question(seed):
    catalogue = knowledge.load()
    for facts in islice(assessments(catalogue, seed), SLOWER):
        full = assess(catalogue, facts)
        kept = Facts(
            {id: value for id, value in facts.organisation.items() if (id, None) in full.asked or id.startswith(SWITCHES)},
            {
                name: {id: value for id, value in known.items() if (id, name) in full.asked}
                for name, known in facts.activities.items()
            },
            facts.as_at,
        )
        pruned = assess(catalogue, kept)
        assert result(pruned) == result(full)
        assert pruned.asked == full.asked


def test_what_a_question_that_is_not_open_holds_changes_nothing(seed):
    """Every unanswered question but those that can still matter is filled at random, three times over."""
    catalogue, draw = knowledge.load(), random.Random(seed)
    numbers = boundaries(catalogue)
    for facts in islice(assessments(catalogue, seed), SLOWER // 2):
        found = assess(catalogue, facts)
        for _ in range(3):
            filled = assess(catalogue, _filled(catalogue, facts, found.live, draw, numbers))
            assert result(filled) == result(found)


def _filled(catalogue, facts, open_, draw, numbers):
    def those(about, given):
        scope = Scope.ORGANISATION if about is None else Scope.ACTIVITY
        left = [each for each in catalogue.asked_of(scope) if each.id not in given and (each.id, about) not in open_]
        return {**given, **{each.id: answer(draw, each, numbers) for each in left}}

    activities = {name: those(name, given) for name, given in facts.activities.items()}
    return Facts(those(None, facts.organisation), activities, facts.as_at)


def result(assessment):
    """Certain findings with the rules behind them (and so advice, doors and sources), what is open, and the levels that the
    answers allow. What is presumed meanwhile may hang on an answer that can decide nothing yet."""
    certain = [(finding.key, [rule.name for rule in finding.rules]) for finding in assessment.findings if finding.certain]
    still_open = sorted(finding.key for finding in assessment.findings if not finding.certain)
    return sorted(certain), still_open, {about: (level.at_least, level.at_most) for about, level in assessment.levels.items()}
