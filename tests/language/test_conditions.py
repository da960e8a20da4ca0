"""The condition language: how conditions are joined and turned round, and what is refused."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guidance.inference.three_valued import Reading
from guidance.language.conditions import (
    Absent,
    All,
    Any,
    AtLeast,
    Below,
    Is,
    IsNot,
    Scope,
    Severity,
    activity,
    atoms,
    meets,
    organisation,
    scope_of,
    some_activity,
)
from guidance.language.facts import Facts
from guidance.language.rulebase import RuleBase
from tests.language.bases import ACTIVITIES, DOMAINS, TODAY, conditions, facts

kind = organisation.question("profile.kind")
staff = organisation.question("profile.staff")
licence = activity.question("technology.licence")
sensitive = activity.concern("sensitive", "the work is sensitive")
a, b, c = kind("a"), staff.at_least(5), licence("held")


def test_joins_stay_flat_and_in_order():
    assert (a & b) & c == a & (b & c) == All((a, b, c))
    assert (a | b) | c == a | (b | c) == Any((a, b, c))
    assert (a & b) | c == Any((All((a, b)), c))
    assert a & (b | c) == All((a, Any((b, c))))


def test_an_answer_turns_round_to_answered_and_different():
    assert ~kind("a", "b") == IsNot(kind, ("a", "b"))
    assert ~staff.at_least(5) == Below(staff, 5)
    assert ~sensitive == Absent(sensitive)
    for condition in (kind("a"), staff.at_least(5), sensitive, a & b, a | (b & ~sensitive)):
        assert ~~condition == condition


def test_de_morgan():
    assert ~(a & b) == ~a | ~b
    assert ~(a | b) == ~a & ~b
    assert ~(a & (b | c)) == ~a | (~b & ~c)


@given(st.sampled_from(Scope).flatmap(lambda about: conditions(about, (), unsure=False)), facts())
def test_a_condition_turned_round_is_true_where_it_was_false(condition, case):
    answers = [case.organisation, *case.activities.values()]
    assume("text" not in [answer for known in answers for answer in known.values()])  # no number, so neither below nor at least
    try:
        opposite = ~condition
    except TypeError:  # it speaks of some activity, which has no opposite
        return
    reading = Reading(RuleBase((), {}, ()), case)
    for about in case.activities or (None,) if scope_of(condition) is Scope.ORGANISATION else case.activities:
        value = reading.value(condition, about)
        assert reading.value(opposite, about) is (None if value is None else not value)


@pytest.mark.parametrize("condition", [some_activity(c), kind.unsure()])
def test_what_has_no_opposite_says_so(condition):
    with pytest.raises(TypeError, match=f"no word for the opposite of {type(condition).__name__}; name the concern"):
        condition.__invert__()


def test_and_or_not_are_refused():
    for misuse in (lambda: a and b, lambda: a or b, lambda: not a, lambda: 1 if a else 2):
        with pytest.raises(TypeError, match=r"join conditions with & and \|, not with and, or, not"):
            misuse()


def test_a_question_is_no_condition():
    with pytest.raises(TypeError, match=r"profile\.kind is a question; call it with its options"):
        bool(kind)
    for misuse in (lambda: kind & a, lambda: a & kind, lambda: kind | a, lambda: a | kind):
        with pytest.raises(TypeError, match=r"profile\.kind.*is no condition; call a question with its options"):
            misuse()


def test_a_question_without_options_is_refused():
    with pytest.raises(TypeError, match=r"profile\.kind: name at least one option, as in question\('yes'\)"):
        kind()


def test_scope_is_the_activity_unless_all_of_it_is_about_the_organisation():
    assert scope_of(a & b) is Scope.ORGANISATION
    assert scope_of(a & c) is Scope.ACTIVITY
    assert scope_of(c | a) is Scope.ACTIVITY
    assert scope_of(some_activity(c)) is Scope.ORGANISATION
    assert scope_of(some_activity(c) & ~sensitive) is Scope.ACTIVITY
    assert scope_of(licence.unsure()) is Scope.ACTIVITY


def test_atoms_come_in_the_order_written():
    assert list(atoms(a & (b | some_activity(c & ~sensitive)))) == [a, b, c, ~sensitive]


def test_severities_rise():
    ranks = [Severity(name).rank for name in ("enabling", "low", "medium", "high", "critical")]
    assert ranks == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("atom", "yes", "no"),
    [
        (Is(kind, ("a", "b")), ["a", "b", frozenset("ax")], ["c", frozenset("xy"), 3]),
        (IsNot(kind, ("a", "b")), ["c", frozenset("xy"), 3], ["a", frozenset("ax")]),
        (AtLeast(staff, 5), [5, 5.0, 6], [4, 4.99, "5", frozenset("5")]),
        (Below(staff, 5), [4, 4.99, -1], [5, 5.0, "4", frozenset("4")]),
    ],
)
def test_atoms_meet_answers_of_any_kind(atom, yes, no):
    assert all(meets(atom, answer) for answer in yes)
    assert not any(meets(atom, answer) for answer in no)


@given(st.sampled_from([Is(kind, ("a",)), IsNot(kind, ("a",)), AtLeast(staff, 3), Below(staff, 3)]), st.data())
def test_atoms_are_total(atom, data):
    answer = data.draw(st.sampled_from([answer for domain in DOMAINS.values() for answer in domain]))
    assert meets(atom, answer) in (True, False)


def test_some_activity_needs_an_activity():
    met = some_activity(kind("a"))
    base = RuleBase((), {}, ())
    assert Reading(base, Facts({"profile.kind": "a"}, {}, TODAY)).value(met, None) is False
    assert Reading(base, Facts({"profile.kind": "a"}, {ACTIVITIES[0]: {}}, TODAY)).value(met, None) is True
