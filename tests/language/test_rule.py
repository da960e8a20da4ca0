"""A rule: what it must say, and what others may build on."""

from datetime import date

import pytest

from guidance.language.conditions import Scope, Severity, activity, organisation, some_activity
from guidance.language.rule import Guideline, Obligation
from guidance.language.rulebase import RuleBase, RuleBaseError
from tests.language.writing import rule

kind = organisation.question("profile.kind")
licence = activity.question("technology.licence")
exposed = organisation.concern("exposed", "the organisation is exposed")
blocked = activity.concern("blocked", "the work is blocked")
FINDS = {"finds": "a-finding", "severity": Severity.HIGH, "sources": ["a source"]}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "a rule has one effect, either raises:, finds:, level: or contradicts: true; it has 0"),
        ({**FINDS, "level": 3}, "it has 2"),
        ({"raises": exposed, "level": 3}, "it has 2"),
        ({"finds": "a-finding", "sources": ["a source"]}, "finds: and severity: go together"),
        ({"raises": exposed, "severity": Severity.HIGH}, "finds: and severity: go together"),
        ({"finds": "a-finding", "severity": Severity.HIGH}, "no finding without a source; add sources:"),
        ({**FINDS, "obligation": Obligation.OTHERS}, "somebody else's duty and does not say whose; add bound:"),
        ({**FINDS, "reason": ""}, "the reason is printed on the rule card; write one"),
        ({"level": 0}, "level: is 1, 2, 3 or 4, not 0"),
        ({"level": 5}, "level: is 1, 2, 3 or 4, not 5"),
        ({"level": 1, "starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}, "before it starts"),
        ({"raises": blocked}, "about the organisation but raises a concern about the activity; declare the concern"),
    ],
)
def test_a_mistake_names_the_rule_and_the_remedy(said, message):
    said = {"name": "one", "reason": "The reason.", "when": kind("a"), **said}
    wrong = rule(said.pop("name"), said.pop("reason"), **said)
    assert any(message in mistake for mistake in wrong.mistakes())
    with pytest.raises(RuleBaseError, match=r"^written\.one: "):
        RuleBase.of([wrong])


def test_a_concern_about_the_organisation_cannot_be_raised_for_an_activity():
    (mistake,) = rule("one", "Reason.", when=licence("none"), raises=exposed).mistakes()
    assert "about the activity but raises a concern about the organisation" in mistake
    assert not list(rule("one", "Reason.", when=some_activity(licence("none")), raises=exposed).mistakes())


def test_what_others_build_on():
    assert Guideline(kind("a"), raises=exposed).concerns == (exposed,)
    assert Guideline(kind("a"), finds="f", severity=Severity.HIGH).concerns == (organisation.found(Severity.HIGH),)
    assert Guideline(licence("a"), finds="f", severity=Severity.HIGH).concerns == (activity.found(Severity.HIGH),)
    assert Guideline(kind("a"), level=1).concerns == ()


def test_a_rule_is_about_what_its_condition_is_about():
    assert Guideline(kind("a"), level=1).scope is Scope.ORGANISATION
    assert Guideline(kind("a") & licence("none"), level=1).scope is Scope.ACTIVITY


def test_first_and_last_day_count():
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    known = Guideline(kind("a"), level=1, starts=first, ends=last)
    assert known.dated
    assert [known.in_force(day) for day in (date(2025, 12, 31), first, last, date(2026, 7, 1))] == [False, True, True, False]
    assert not Guideline(kind("a"), level=1).dated
    assert Guideline(kind("a"), level=1, starts=first).in_force(date(2099, 1, 1))
    assert Guideline(kind("a"), level=1, ends=last).in_force(date(1999, 1, 1))
