"""What calms a warning has to be told: a release that nobody described is not taken for one to everybody."""

import pytest

from guidance import knowledge
from guidance.assessment import assess
from guidance.inference.three_valued import Standing
from guidance.language.facts import NOT_SURE, Answer, Facts

RELEASE: dict[str, Answer] = {
    "activity.kind": frozenset({"release"}),
    "activity.stage": "negotiating",
    "partner.location": "mainland",
    "partner.owner": "no",
    "technology.areas": frozenset({"ai"}),
}
ENGLAND: dict[str, Answer] = {"profile.kind": "he_england"}
WARNINGS = ("find-the-owner", "partner-not-checked")


@pytest.mark.parametrize(
    ("told", "stands"),
    [({}, True), ({"technology.release": NOT_SURE}, True), ({"technology.release": "one"}, True), ({"technology.release": "public"}, False)],
)  # fmt: skip
def test_only_a_release_that_is_told_to_be_public_has_no_partner(told: dict[str, Answer], stands: bool) -> None:
    catalogue = knowledge.load()
    day = catalogue.knowledge.published
    assessment = assess(catalogue, Facts(ENGLAND | catalogue.switched(day), {"x": RELEASE | told}, day))
    standing = {finding.id: finding.standing for finding in assessment.about("x")}
    warn = (Standing.CERTAIN, Standing.PRESUMED)
    assert {id: standing.get(id) in warn for id in WARNINGS} == dict.fromkeys(WARNINGS, stands)
