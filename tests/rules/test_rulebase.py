"""Topics joined: the order of rules, and what does not fit together."""

import pytest
from hypothesis import given

from rules import rulebase
from rules.conditions import Concern, Scope, activity, atoms, organisation
from rules.guideline import HIGH, Topic, guideline
from rules.rulebase import RuleBase, RuleBaseError
from tests.rules.bases import bases

kind = organisation.question("profile.kind")
first = organisation.concern("first", "the first holds")
second = organisation.concern("second", "the second holds")


class Later(Topic):
    """The title

    The summary,
    on two lines."""

    @guideline(when=second, level=2)
    def level_follows(self):
        """The level."""

    @guideline(when=first & ~kind("b"), raises=second)
    def second_follows(self):
        """The second."""


class Earlier(Topic):
    """Earlier"""

    @guideline(when=kind("a"), raises=first)
    def first_follows(self):
        """The first."""


def test_rules_come_after_those_they_build_on():
    base = RuleBase.of(Later, Earlier)
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
    base = RuleBase.of(Later, Earlier)
    assert base.questions == {"profile.kind": kind}
    assert base.by_name["first_follows"].raises == first
    assert base.about[Scope.ACTIVITY] == ()
    assert base.about[Scope.ORGANISATION] == base.guidelines
    assert base.topics["test_rulebase"].title in ("The title", "Earlier")


def test_title_and_summary_are_the_docstring():
    text = RuleBase.of(Later, Earlier).topics
    only = RuleBase((), {}, (Later,)).topics["test_rulebase"]
    assert (only.title, only.summary) == ("The title", "The summary, on two lines.")
    assert len(text) == 1


def test_a_doubled_name_is_refused():
    class Again(Topic):
        @guideline(when=kind("b"), raises=first)
        def first_follows(self):
            """Again."""

    with pytest.raises(RuleBaseError, match=r"the rule first_follows is also in topic test_rulebase; rename one of them"):
        RuleBase.of(Earlier, Again)


def test_a_concern_that_nothing_raises_is_refused():
    with pytest.raises(
        RuleBaseError, match=r"second_follows: no rule raises the concern 'first' about the organisation; raise"
    ):
        RuleBase.of(Later)


def test_a_severity_that_no_finding_has_is_not():
    class Levels(Topic):
        @guideline(when=organisation.found(HIGH), level=3)
        def escalates(self):
            """Escalates."""

    assert len(RuleBase.of(Levels).guidelines) == 1


def test_one_concern_in_two_wordings_is_refused():
    class Otherwise(Topic):
        @guideline(when=organisation.concern("first", "in other words"), level=1)
        def tests_it(self):
            """Tests it."""

    with pytest.raises(RuleBaseError, match=r"tests_it: the concern 'first' about the organisation is declared elsewhere"):
        RuleBase.of(Earlier, Otherwise)


def test_a_concern_of_the_same_name_about_somebody_else_is_another():
    class Each(Topic):
        @guideline(when=activity.question("a.b")("c"), raises=activity.concern("first", "the first holds for it"))
        def each_raises(self):
            """Each."""

    assert len(RuleBase.of(Earlier, Each).raised_by) == 2


def test_a_circle_is_refused_and_named():
    class Circle(Topic):
        @guideline(when=~second, raises=first)
        def one(self):
            """One."""

        @guideline(when=first, raises=second)
        def two(self):
            """Two."""

    with pytest.raises(RuleBaseError, match=r"in a circle: (one -> two -> one|two -> one -> two); break it"):
        RuleBase.of(Circle)


def test_rules_found_in_modules_are_those_of_the_product():
    base = rulebase.load()
    assert len(base.guidelines) == len(base.by_name) == sum(1 for topic in base.classes for _ in rulebase.guidelines_of(topic))
    assert set(base.topics) == {known.topic for known in base.guidelines}
