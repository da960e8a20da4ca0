"""The answers that decide a condition: enough of them, and where either would do, those that another reason names already."""

import pytest
from hypothesis import given

from guidance.inference.proof import Proof
from guidance.inference.three_valued import Reading
from guidance.language.conditions import Scope, organisation
from guidance.language.facts import Facts
from guidance.language.rulebase import RuleBase
from tests.language.bases import bases, facts
from tests.language.writing import rule

first, second, third = (organisation.question(f"p.{name}") for name in ("first", "second", "third"))
either = first("x") | second("x")
RULES = RuleBase.of([rule("r", "Reads all.", when=either & third("x"), raises=organisation.concern("all", "all hold"))])


@pytest.mark.parametrize(
    ("named_before", "decides"), [(first("x"), "p.first"), (second("x"), "p.second"), (third("x"), "p.first")]
)
def test_of_two_answers_the_one_that_is_named_already_is_taken(named_before, decides):
    proof = Proof(Reading(RULES, Facts({"p.first": "x", "p.second": "x", "p.third": "x"})))
    proof.of(named_before, None)
    assert proof.of(either, None) == {(decides, None)}


def test_an_answer_that_was_only_tried_is_named_by_nothing():
    proof = Proof(Reading(RULES, Facts({"p.first": "x", "p.second": "x", "p.third": "x"})))
    assert proof.of(third("x") & either, None) == {("p.third", None), ("p.first", None)}
    assert proof.of(second("x") | first("x"), None) == {("p.first", None)}


def test_an_open_condition_has_no_proof():
    with pytest.raises(ValueError, match="open"):
        Proof(Reading(RULES, Facts({"p.first": "y"}))).of(either, None)


@given(bases(), facts())
def test_what_decides_a_rule_decides_it_alone(rules, case):
    reading = Reading(rules, case)
    proof = Proof(reading)
    for each in rules.guidelines:
        for about in case.activities if each.scope is Scope.ACTIVITY else (None,):
            if each.in_force(case.as_at) and (value := reading.value(each.when, about)) is not None:
                asked = proof.of(each.when, about)
                kept = {
                    whose: {id: answer for id, answer in case.answers(whose).items() if (id, whose) in asked}
                    for whose in (None, *case.activities)
                }
                alone = Facts(kept.pop(None), kept, case.as_at)
                assert Reading(rules, alone).value(each.when, about) is value
