"""Topics joined: the order of rules, and what does not fit together."""

import pytest
from hypothesis import given

from guidance.language.conditions import Concern, Scope, Severity, activity, atoms, organisation
from guidance.language.rulebase import RuleBase, RuleBaseError, TopicText
from tests.language.bases import bases
from tests.language.writing import rule

kind = organisation.question("profile.kind")
first = organisation.concern("first", "the first holds")
second = organisation.concern("second", "the second holds")


later = [
    rule("level_follows", "The level.", when=second, level=2),
    rule("second_follows", "The second.", when=first & ~kind("b"), raises=second),
]


earlier = [
    rule("first_follows", "The first.", when=kind("a"), raises=first),
]


def test_rules_come_after_those_they_build_on():
    base = RuleBase.of([*later, *earlier])
    assert [known.name for known in base.guidelines] == ["first_follows", "second_follows", "level_follows"]
    assert [known.name for known in base.raised_by[second]] == ["second_follows"]


@given(bases())
def test_order_holds_in_any_rule_base(rules):
    seen = set()
    for known in rules.guidelines:
        for atom in atoms(known.when):
            concern = getattr(atom, "concern", atom)
            if isinstance(concern, Concern):
                assert {raiser.name for raiser in rules.raised_by.get(concern, ())} <= seen
        seen.add(known.name)


def test_a_rule_base_knows_its_questions_rules_and_topics():
    base = RuleBase.of([*later, *earlier], {"written": TopicText("The title", "The summary.")})
    assert base.questions == {"profile.kind": kind}
    assert base.by_name["first_follows"].raises == first
    assert base.about[Scope.ACTIVITY] == ()
    assert base.about[Scope.ORGANISATION] == base.guidelines
    assert base.topics["written"].title == "The title"


def test_a_doubled_name_is_refused():
    again = [
        rule("first_follows", "Again.", when=kind("b"), raises=first),
    ]

    with pytest.raises(RuleBaseError, match=r"first_follows: a rule of that name is also in topic written; rename one of them"):
        RuleBase.of([*earlier, *again])


def test_a_concern_that_nothing_raises_is_refused():
    with pytest.raises(
        RuleBaseError, match=r"second_follows: no rule raises the concern 'first' about the organisation; raise"
    ):
        RuleBase.of(later)


def test_a_severity_that_no_finding_has_is_not():
    levels = [
        rule("escalates", "Escalates.", when=organisation.found(Severity.HIGH), level=3),
    ]

    assert len(RuleBase.of(levels).guidelines) == 1


def test_one_concern_in_two_wordings_is_refused():
    otherwise = [
        rule("tests_it", "Tests it.", when=organisation.concern("first", "in other words"), level=1),
    ]

    with pytest.raises(RuleBaseError, match=r"tests_it: the concern 'first' about the organisation is declared elsewhere"):
        RuleBase.of([*earlier, *otherwise])


def test_a_concern_of_the_same_name_about_somebody_else_is_another():
    each = [
        rule(
            "each_raises",
            "Each.",
            when=activity.question("a.b")("c"),
            raises=activity.concern("first", "the first holds for it"),
        ),
    ]

    assert len(RuleBase.of([*earlier, *each]).raised_by) == 2


def test_a_circle_is_refused_and_named():
    circle = [
        rule("one", "One.", when=~second, raises=first),
        rule("two", "Two.", when=first, raises=second),
    ]

    with pytest.raises(RuleBaseError, match=r"in a circle: (one -> two -> one|two -> one -> two); break it"):
        RuleBase.of(circle)
