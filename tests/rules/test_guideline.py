"""The decorator: what a rule must say, and what it keeps."""

from datetime import date

import pytest

from rules.conditions import Scope, activity, organisation, some_activity
from rules.guideline import HIGH, LEGAL, Guideline, Obligation, Topic, guideline
from rules.inference import experta

kind = organisation.question("profile.kind")
licence = activity.question("technology.licence")
exposed = organisation.concern("exposed", "the organisation is exposed")
blocked = activity.concern("blocked", "the work is blocked")


def rule(self):
    """The
    reason."""


def no_reason(self):
    pass


FINDS = {"finds": "a-finding", "severity": HIGH, "sources": ["a source"]}


@pytest.mark.parametrize(
    ("said", "method", "message"),
    [
        ({}, rule, "rule: a guideline has one effect, either raises=, finds=, level= or contradicts=True; it has 0"),
        ({**FINDS, "level": 3}, rule, "it has 2"),
        ({"raises": exposed, "level": 3}, rule, "it has 2"),
        ({"finds": "a-finding", "sources": ["a source"]}, rule, "finds= and severity= go together"),
        ({"raises": exposed, "severity": HIGH}, rule, "finds= and severity= go together"),
        ({"finds": "a-finding", "severity": HIGH}, rule, r"no finding without a source; add sources=\[…\]"),
        (FINDS, no_reason, "no_reason: the docstring is the reason on the rule card; write one"),
        ({"level": 0}, rule, "level= is 1, 2, 3 or 4, not 0"),
        ({"level": 5}, rule, "level= is 1, 2, 3 or 4, not 5"),
        ({"level": 1, "starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}, rule, "before it starts"),
        ({"raises": blocked}, rule, "about the organisation but raises a concern about the activity; declare the concern"),
        ({"level": 1, "when": kind}, rule, r"when= is no condition but .*; call a question with its options"),
    ],
)
def test_a_mistake_names_the_rule_and_the_remedy(said, method, message):
    with pytest.raises(TypeError, match=message) as error:
        guideline(**{"when": kind("a"), **said})(method)
    assert str(error.value).startswith(f"{method.__name__}: ")


def test_a_concern_about_the_organisation_cannot_be_raised_for_an_activity():
    with pytest.raises(TypeError, match="about the activity but raises a concern about the organisation"):
        guideline(when=licence("none"), raises=exposed)(rule)
    assert guideline(when=some_activity(licence("none")), raises=exposed)(rule).guideline.raises == exposed


def test_the_decorator_returns_an_experta_rule_that_keeps_its_condition():
    made = guideline(when=licence("none"), obligation=LEGAL, doors=["ecju"], bound="the partner", **FINDS)(rule)
    assert isinstance(made, experta.Rule)
    known = made.guideline
    assert (known.name, known.topic, known.reason) == ("rule", "test_guideline", "The reason.")
    assert (known.when, known.finds, known.severity, known.obligation) == (licence("none"), "a-finding", HIGH, Obligation.LEGAL)
    assert (known.sources, known.doors, known.bound) == (("a source",), ("ecju",), "the partner")
    assert known.scope is Scope.ACTIVITY
    assert known.concerns == (activity.found(HIGH),)


def test_what_others_build_on():
    assert Guideline(kind("a"), raises=exposed).concerns == (exposed,)
    assert Guideline(kind("a"), finds="f", severity=HIGH).concerns == (organisation.found(HIGH),)
    assert Guideline(kind("a"), level=1).concerns == ()


def test_first_and_last_day_count():
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    known = Guideline(kind("a"), level=1, starts=first, ends=last)
    assert known.dated
    assert [known.in_force(day) for day in (date(2025, 12, 31), first, last, date(2026, 7, 1))] == [False, True, True, False]
    assert not Guideline(kind("a"), level=1).dated
    assert Guideline(kind("a"), level=1, starts=first).in_force(date(2099, 1, 1))
    assert Guideline(kind("a"), level=1, ends=last).in_force(date(1999, 1, 1))


def test_a_topic_is_a_plain_class_of_rules():
    class Mine(Topic):
        """Mine"""

        made = guideline(when=kind("a"), level=1)(rule)

    assert Mine.made.guideline.level == 1
