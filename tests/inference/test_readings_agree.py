"""One condition, five readings: they agree on random rule bases and random partial answers."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from guidance.inference import bits, masks
from guidance.inference.experta.conclusion import Inference
from guidance.inference.nodes import Truth
from guidance.inference.three_valued import Reading
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Facts
from guidance.language.rule import Firing
from guidance.language.rulebase import RuleBase
from tests.language.bases import TODAY, Known, bases, completions, facts, filled, some_completion, without

MOST = 100


def values(rules: RuleBase, known: Facts) -> dict[Firing, Truth]:
    """The three-valued value of every rule, for each thing it is about."""
    reading = Reading(rules, known)
    return {
        Firing(rule.name, about): reading.rule(rule, about)
        for rule in rules.guidelines
        for about in (known.activities if rule.scope is Scope.ACTIVITY else (None,))
    }


def certain(rules: RuleBase, known: Facts) -> set[Firing]:
    return {firing for firing, value in values(rules, known).items() if value is True}


def effects(rules: RuleBase) -> list:
    return [rule for rule in rules.guidelines if rule.raises is None]


@given(bases(), st.lists(facts(), min_size=1, max_size=3))
def test_experta_fires_exactly_what_is_certain(rules, cases):
    inference = Inference(rules)
    for case in cases:
        assert set(inference.conclude(case)) == certain(rules, case)


@given(bases(), st.lists(facts(), max_size=4))
def test_masks_are_the_three_values_of_every_rule_and_row(rules, cases):
    reading = masks.Reading(rules, masks.Table.of(cases, TODAY))
    expected = [values(rules, case) for case in cases]
    for rule in rules.guidelines:
        mask = reading.rule(rule)
        rows = [
            each[Firing(rule.name, about)]
            for case, each in zip(cases, expected, strict=True)
            for about in (case.activities if rule.scope is Scope.ACTIVITY else (None,))
        ]
        assert mask.met.tolist() == [value is True for value in rows], rule
        assert mask.unmet.tolist() == [value is False for value in rows], rule


@given(bases(), st.lists(facts(), max_size=4))
def test_bits_are_the_three_values_of_every_rule_and_row(rules, cases):
    reading = bits.Reading(rules, bits.Columns.of(cases, bits.Legend(rules)))
    expected = [values(rules, case) for case in cases]
    for rule in rules.guidelines:
        value = reading.rule(rule)
        rows = [
            each[Firing(rule.name, about)]
            for case, each in zip(cases, expected, strict=True)
            for about in (case.activities if rule.scope is Scope.ACTIVITY else (None,))
        ]
        assert bits.unpacked(value.met, len(rows)).tolist() == [value is True for value in rows], rule
        assert bits.unpacked(value.unmet, len(rows)).tolist() == [value is False for value in rows], rule


@given(bases(), facts(), st.data())
def test_a_question_that_is_not_live_cannot_matter(rules, case, data):
    reading = Reading(rules, case)
    missing = Known(case).missing()
    for rule in rules.guidelines:
        for about in case.activities if rule.scope is Scope.ACTIVITY else (None,):
            live = reading.live(rule.when, about)
            assert live <= set(missing)
            settled = filled(case, some_completion(data.draw, sorted(live, key=repr), sure=False))
            idle = [place for place in missing if place not in live]
            ways = completions(idle, MOST) or [some_completion(data.draw, idle, sure=False)]
            for way in ways:
                assert Reading(rules, filled(case, way)).rule(rule, about) is reading.rule(rule, about)
                assert Reading(rules, filled(settled, way)).rule(rule, about) is Reading(rules, settled).rule(rule, about)


@given(bases(), facts())
def test_live_and_unsettled_are_empty_just_when_nothing_is_open(rules, case):
    reading = Reading(rules, case)
    for rule in rules.guidelines:
        for about in case.activities if rule.scope is Scope.ACTIVITY else (None,):
            undecided = reading.value(rule.when, about) is None
            unsettled = reading.unsettled(rule.when, about)
            assert bool(unsettled) is undecided
            assert unsettled <= set(Known(case).unknown())
            assert reading.live(rule.when, about) == unsettled - {place for place in unsettled if reading.answered(place)}


@given(bases(), facts(), st.data())
def test_what_is_decided_stays_decided_when_more_is_answered(rules, case, data):
    before = values(rules, case)
    more = data.draw(st.sets(st.sampled_from(Known(case).missing()))) if Known(case).missing() else set()
    after = values(rules, filled(case, some_completion(data.draw, sorted(more, key=repr), sure=False)))
    assert {firing: after[firing] for firing, value in before.items() if value is not None} == {
        firing: value for firing, value in before.items() if value is not None
    }


@given(bases(unsure=False), facts(), st.data())
def test_without_unsure_a_decided_rule_agrees_with_every_completion(rules, case, data):
    before = values(rules, case)
    unknown = Known(case).unknown()
    for way in completions(unknown, MOST) or [some_completion(data.draw, unknown) for _ in range(3)]:
        after = values(rules, filled(case, way))
        assert None not in after.values()
        assert all(value is None or after[firing] is value for firing, value in before.items())


@given(bases(), facts())
def test_parked_answers_change_no_rule_and_no_question(rules, case):
    asked = Reading(rules, case).interview()
    parked = {place for place in Known(case).places() if place not in asked}
    kept = without(case, parked)
    before, after = values(rules, case), values(rules, kept)
    assert Reading(rules, kept).interview() == asked
    for rule in effects(rules):
        for about in case.activities if rule.scope is Scope.ACTIVITY else (None,):
            assert after[Firing(rule.name, about)] is before[Firing(rule.name, about)], rule


@given(bases(), facts())
def test_an_interview_opens_no_question_that_cannot_matter(rules, case):
    reading = Reading(rules, case)
    assert {place for place in reading.interview() if not reading.answered(place)} <= reading.all_live()


@given(bases(), facts(), st.data())
def test_an_interview_leaves_no_live_question(rules, case, data):
    while True:
        reading = Reading(rules, case)
        open_ = {place for place in reading.interview() if not reading.answered(place)}
        if not open_:
            break
        one = sorted(open_, key=repr)[0]
        case = filled(case, some_completion(data.draw, [one], sure=False))
    for rule in effects(rules):
        for about in case.activities if rule.scope is Scope.ACTIVITY else (None,):
            if rule.in_force(case.as_at):
                assert not reading.live(rule.when, about), rule


@given(bases(), facts(), st.data())
def test_the_order_of_answers_and_activities_does_not_matter(rules, case, data):
    def shuffled(answers):
        return dict(data.draw(st.permutations(list(answers.items()))))

    other = Facts(
        shuffled(case.organisation), shuffled({name: shuffled(known) for name, known in case.activities.items()}), case.as_at
    )
    assert values(rules, other) == values(rules, case)
    assert Reading(rules, other).interview() == Reading(rules, case).interview()
    inference = Inference(rules)
    assert set(inference.conclude(other)) == set(inference.conclude(case))


@given(bases(), facts())
def test_not_sure_reads_as_unknown_except_where_it_is_asked_for(rules, case):
    silent = without(case, {place for place in Known(case).places() if case.answers(place[1]).get(place[0]) == NOT_SURE})
    said, unsaid = values(rules, case), values(rules, silent)
    assert all(said[firing] is value for firing, value in unsaid.items() if value is not None)


@given(bases(), st.lists(facts(), min_size=2, max_size=4))
def test_what_was_read_before_does_not_matter(rules, cases):
    """Results are kept with the answers they rest on; a copy of the rule base has none kept."""
    for case in (*cases, *cases):
        warm, cold = Reading(rules, case), Reading(replace(rules), case)
        assert warm.interview() == cold.interview()
        assert warm.all_live() == cold.all_live()
        for rule in rules.guidelines:
            for about in case.activities if rule.scope is Scope.ACTIVITY else (None,):
                assert warm.rule(rule, about) is cold.rule(rule, about)
                assert warm.unsettled(rule, about) == cold.unsettled(rule, about)
