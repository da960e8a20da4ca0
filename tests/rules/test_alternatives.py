"""Two alternatives of one rule that rest on the same facts are withdrawn one by one."""

import pytest

from rules.conclusion import Inference
from rules.conditions import organisation
from rules.facts import Facts
from rules.guideline import Topic, guideline
from rules.rulebase import RuleBase

which = organisation.question("p.which")
first = organisation.concern("first", "the first holds")
second = organisation.concern("second", "the second holds")


class Alternatives(Topic):
    """Alternatives"""

    @guideline(when=which("x", "both"), raises=first)
    def raises_first(self):
        """Raises the first."""

    @guideline(when=which("y", "both"), raises=second)
    def raises_second(self):
        """Raises the second."""

    @guideline(when=which("x", "y", "z", "both") & (~second | ~first), raises=organisation.concern("either", "one is absent"))
    def one_is_absent(self):
        """Either absence is enough."""


@pytest.mark.parametrize(("answer", "fires"), [("x", True), ("y", True), ("z", True), ("both", False)])
def test_either_absence_is_enough(answer, fires):
    fired = Inference(RuleBase.of(Alternatives)).conclude(Facts({"p.which": answer}))
    assert ("one_is_absent" in {firing.rule for firing in fired}) is fires
