"""Two alternatives of one rule that rest on the same facts are withdrawn one by one."""

import pytest

from guidance.inference.experta.conclusion import Inference
from guidance.language.conditions import organisation
from guidance.language.facts import Facts
from guidance.language.rulebase import RuleBase
from tests.language.writing import rule

which = organisation.question("p.which")
first = organisation.concern("first", "the first holds")
second = organisation.concern("second", "the second holds")


alternatives = [
    rule("raises_first", "Raises the first.", when=which("x", "both"), raises=first),
    rule("raises_second", "Raises the second.", when=which("y", "both"), raises=second),
    rule(
        "one_is_absent",
        "Either absence is enough.",
        when=which("x", "y", "z", "both") & (~second | ~first),
        raises=organisation.concern("either", "one is absent"),
    ),
]


@pytest.mark.parametrize(("answer", "fires"), [("x", True), ("y", True), ("z", True), ("both", False)])
def test_either_absence_is_enough(answer, fires):
    fired = Inference(RuleBase.of(alternatives)).conclude(Facts({"p.which": answer}))
    assert ("one_is_absent" in {firing.rule for firing in fired}) is fires
