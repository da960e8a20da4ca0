"""What each reading must say, word by word: small cases that need no drawing."""

import pytest

from guidance.inference import masks, nodes
from guidance.inference.experta.conclusion import Inference
from guidance.inference.memos import MEMOS
from guidance.inference.three_valued import Reading, Standing
from guidance.language.conditions import activity, organisation, some_activity
from guidance.language.facts import NOT_SURE, Facts, firm
from guidance.language.rulebase import RuleBase
from tests.language.bases import TODAY
from tests.language.writing import rule

size = organisation.question("profile.size")
policy = organisation.question("profile.policy")
stage = activity.question("activity.stage")
licence = activity.question("activity.licence")
areas = activity.question("activity.areas")
sensitive = activity.concern("sensitive", "the work is sensitive")

CASES = [
    (size.at_least(5), {"profile.size": 5}, {}, True),
    (size.at_least(5), {"profile.size": 4}, {}, False),
    (size.at_least(5), {"profile.size": NOT_SURE}, {}, None),
    (size.at_least(5), {}, {}, None),
    (size.at_least(5) & ~size.at_least(9), {"profile.size": 9}, {}, False),
    (size.at_least(5) & ~size.at_least(9), {"profile.size": 4}, {}, False),
    (size.at_least(5) & ~size.at_least(9), {"profile.size": 8}, {}, True),
    (~size.at_least(5), {"profile.size": 5}, {}, False),
    (~size.at_least(5), {"profile.size": 4}, {}, True),
    (size.at_least(5), {"profile.size": "many"}, {}, False),
    (~policy("yes"), {"profile.policy": "no"}, {}, True),
    (~policy("yes"), {"profile.policy": NOT_SURE}, {}, None),
    (~policy("yes"), {}, {}, None),
    (policy.unsure(), {"profile.policy": NOT_SURE}, {}, True),
    (policy.unsure(), {"profile.policy": "yes"}, {}, False),
    (policy.unsure(), {}, {}, None),
    (policy("yes") & size.at_least(5), {"profile.policy": "no"}, {}, False),
    (policy("yes") & size.at_least(5), {"profile.policy": "yes"}, {}, None),
    (policy("yes") | size.at_least(5), {"profile.policy": "yes"}, {}, True),
    (policy("yes") | size.at_least(5), {"profile.policy": "no"}, {}, None),
    (some_activity(stage("live")), {}, {}, False),
    (some_activity(stage("live")), {}, {"p": {}}, None),
    (some_activity(stage("live")), {}, {"p": {}, "q": {"activity.stage": "live"}}, True),
    (some_activity(stage("live") & licence("none")), {}, {"p": {"activity.stage": "live", "activity.licence": "held"}, "q": {"activity.stage": "ended", "activity.licence": "none"}}, False),
    (some_activity(stage("live")) & some_activity(stage("ended")), {}, {"p": {"activity.stage": "live"}, "q": {"activity.stage": "ended"}}, True),
    (some_activity(policy("yes")), {"profile.policy": "yes"}, {}, False),
    (some_activity(areas("x") & areas("y")), {}, {"p": {"activity.areas": frozenset("xy")}}, True),
    (some_activity(~areas("x")), {}, {"p": {"activity.areas": frozenset("xy")}}, False),
    (some_activity(sensitive), {}, {"p": {"activity.areas": frozenset("z")}}, True),
    (some_activity(~sensitive), {}, {"p": {"activity.areas": frozenset("z")}}, False),
    (some_activity(~sensitive), {}, {"p": {"activity.areas": frozenset("x")}}, True),
    (some_activity(~sensitive), {}, {"p": {}}, None),
]  # fmt: skip


def base(condition):
    small = [
        rule("raises_it", "It is sensitive.", when=areas("z"), raises=sensitive),
        rule("concludes", "It follows.", when=condition, level=1),
    ]

    return RuleBase.of(small)


@pytest.mark.parametrize(("condition", "whole", "activities", "expected"), CASES)
def test_every_reading(condition, whole, activities, expected):
    rules, case = base(condition), Facts(whole, activities, TODAY)
    rule = rules.by_name["concludes"]
    reading = Reading(rules, case)
    assert reading.rule(rule, None) is expected
    known = Reading(rules, firm(case, "switch.")).value(condition, None)
    open_ = {Standing.POSSIBLE, Standing.PRESUMED}
    assert reading.standing(rule, None) in {True: {Standing.CERTAIN}, False: {Standing.EXCLUDED}, None: open_}[known]
    assert ("concludes" in {firing.rule for firing in Inference(rules).conclude(case)}) is (expected is True)
    mask = masks.Reading(rules, masks.Table.of([case], TODAY)).rule(rule)
    assert (mask.met.tolist(), mask.unmet.tolist()) == ([expected is True], [expected is False])


def interviewed(condition, whole):
    return Reading(base(condition), Facts(whole, {}, TODAY)).interview()


def test_gates_are_asked_before_what_lies_behind_them():
    gated = policy("no") & size.at_least(5)
    assert interviewed(gated, {}) == {("profile.policy", None)}
    assert interviewed(gated, {"profile.policy": "yes", "profile.size": 9}) == {("profile.policy", None)}
    assert interviewed(gated, {"profile.policy": "no"}) == {("profile.policy", None), ("profile.size", None)}
    assert interviewed(gated, {"profile.policy": NOT_SURE}) == {("profile.policy", None), ("profile.size", None)}


def test_what_a_decided_rule_does_not_ask_another_still_asks():
    """Two rules read one concern: nothing of it matters to the one that is decided, and all of it to the other."""

    small = [
        rule("raises_it", "It is sensitive.", when=areas("z"), raises=sensitive),
        rule("is_decided", "It follows.", when=sensitive & licence("none"), level=1),
        rule("is_open", "It follows.", when=sensitive & stage("live"), level=1),
    ]

    case = Facts({}, {"p": {"activity.licence": "held"}}, TODAY)
    assert Reading(RuleBase.of(small), case).interview() == {("activity.licence", "p"), ("activity.areas", "p")}


def test_a_memo_gives_way_to_the_one_that_differs_in_one_answer():
    """An officer who answers for a week holds no more than one who answers once."""
    rules = base(some_activity(stage("live")) & size.at_least(5))
    MEMOS.forget()
    for number in range(100):
        whole, its = {"profile.size": number // 2}, {"activity.stage": f"stage {(number + 1) // 2}"}
        Reading(rules, Facts(whole, {"p": its}, TODAY)).interview()
    assert len(MEMOS) == 4, "the organisation's, the activity's, theirs together, and that across activities"


def test_what_an_activity_came_to_is_not_kept_when_the_organisation_answers_anew():
    small = [
        rule("concludes", "It follows.", when=stage("live") & policy("yes"), level=1),
    ]

    rules = RuleBase.of(small)
    for answer, expected in (("yes", True), ("no", False), (None, None), ("yes", True)):
        whole = {"profile.policy": answer} if answer else {}
        reading = Reading(rules, Facts(whole, {"p": {"activity.stage": "live"}}, TODAY))
        assert reading.rule(rules.by_name["concludes"], "p") is expected
        assert bool(reading.unsettled(rules.by_name["concludes"], "p")) is (expected is None)


def test_what_any_activity_meets_is_not_kept_when_the_organisation_answers_anew():
    """Only here does something about an activity rest on this answer of the organisation."""

    small = [
        rule("concludes", "It follows.", when=some_activity(stage("live") & ~size.at_least(5)), level=1),
    ]

    rules = RuleBase.of(small)
    for number, expected in ((4, True), (9, False), (4, True)):
        reading = Reading(rules, Facts({"profile.size": number}, {"p": {"activity.stage": "live"}}, TODAY))
        assert reading.rule(rules.by_name["concludes"], None) is expected


def test_a_condition_that_is_no_rule_s_is_not_kept_when_the_organisation_answers_anew():
    small = [
        rule("concludes", "It follows.", when=stage("live"), level=1),
    ]

    rules = RuleBase.of(small)
    for answer, expected in (("yes", True), ("no", False), ("yes", True)):
        reading = Reading(rules, Facts({"profile.policy": answer}, {"p": {"activity.stage": "live"}}, TODAY))
        assert reading.value(stage("live") & policy("yes"), "p") is expected


def test_what_is_kept_of_an_activity_is_not_kept_when_another_activity_decides_it():
    """A concern of the organisation, raised because of any activity, and a rule about each activity that rests on it."""
    busy = organisation.concern("busy", "there is much to do")

    small = [
        rule("raises", "An activity is live.", when=some_activity(stage("live")), raises=busy),
        rule("concludes", "It follows.", when=busy & stage("proposed"), level=1),
    ]

    rules = RuleBase.of(small)
    for other, expected in (("live", True), ("proposed", False), ("live", True)):
        case = Facts({}, {"p": {"activity.stage": "proposed"}, "q": {"activity.stage": other}}, TODAY)
        reading = Reading(rules, case)
        assert reading.kept("p", "follows", lambda reading=reading: reading.rule(rules.by_name["concludes"], "p")) is expected


def test_a_rule_about_an_activity_names_it_also_where_another_meets_the_condition():
    small = [
        rule("concludes", "It follows.", when=stage("live") | some_activity(licence("none")), level=1),
    ]

    case = Facts({}, {"p": {"activity.stage": "ended"}, "q": {"activity.licence": "none"}}, TODAY)
    fired = Inference(RuleBase.of(small)).conclude(case)
    assert sorted(firing.activity for firing in fired) == ["p", "q"]


def test_a_later_alternative_is_not_asked_once_one_is_met():
    either = policy("no") | size.at_least(5)
    assert interviewed(either, {"profile.policy": "no"}) == {("profile.policy", None)}
    assert interviewed(either, {"profile.policy": "yes"}) == {("profile.policy", None), ("profile.size", None)}


def test_places_in_a_long_condition_keep_their_own_activity():
    """Part 10 and part 0 of part 1 once shared a variable."""
    met = policy("yes")
    nested = met & ((some_activity(stage("live")) & policy("yes")) | policy("maybe"))
    long = nested
    for _ in range(8):
        long = long & met
    long = long & some_activity(stage("ended"))
    activities = {"p": {"activity.stage": "live"}, "q": {"activity.stage": "ended"}}
    fired = Inference(base(long)).conclude(Facts({"profile.policy": "yes"}, activities, TODAY))
    assert {firing.rule for firing in fired} == {"concludes"}


def test_one_answer_costs_what_rests_on_it(monkeypatch):
    worked_out = []
    value = nodes._Atom._value
    monkeypatch.setattr(nodes._Atom, "_value", lambda node, view: worked_out.append(view.about) or value(node, view))
    rules = base(policy("yes") & some_activity(stage("live") & ~sensitive))

    def read(policy, **stages):
        worked_out.clear()
        activities = {name: {"activity.stage": stages.get(name, "ended")} for name in "abcdefghij"}
        Reading(rules, Facts({"profile.policy": policy}, activities, TODAY)).interview()
        return set(worked_out)

    assert read("yes") == {None, *"abcdefghij"}
    assert read("yes") == set()
    assert read("yes", c="live") == {"c"}
    assert read("no", c="live") == {None}
