"""Money from abroad: whether the organisation could say, on the day somebody asks, who stands behind it.

The reporting duty for providers in England was enacted in 2023 and was not in force when this was written; a switch
holds its status. Elsewhere, and until then, a list is good practice.
"""

from guidance.language.conditions import organisation
from rules.guideline import ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
record = organisation.question("money.funding_record")
duty = organisation.question("switch.overseas_funding_duty")

england = kind("he_england")
academic = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
funded_from_there = exposures("gifts", "scholarships", "institute", "teaching")


class OverseasFunding(Topic):
    """Funding from abroad

    Whether you can say what comes from abroad and who is behind it, and what the law asks about that."""

    @guideline(
        when=academic & funded_from_there & record("no"),
        finds="funding-list-missing", severity=MEDIUM, obligation=PRACTICE,
        sources=["case-gift-principles", "cuc-code-2020"],
    )
    def funding_cannot_be_listed(self):
        """Nobody can judge dependence, or answer a regulator or a journalist, from files in twenty offices."""

    @guideline(
        when=england & funded_from_there & duty("yes") & record("no", "effort"),
        finds="report-overseas-funding", severity=HIGH, obligation=LEGAL, bound="the governing body",
        sources=["hera-overseas-funding s.69D"], doors=["ofs"],
    )
    def funding_duty_is_in_force(self):
        """Once the section is in force, relevant funding above a threshold has to be reported."""

    @guideline(
        when=england & funded_from_there & duty.unsure() & record("no", "effort"),
        finds="check-funding-duty", severity=MEDIUM, obligation=PRACTICE,
        sources=["hera-overseas-funding s.69D", "overseas-funding-answer-2025"], doors=["ofs"],
    )
    def funding_duty_may_be_in_force(self):
        """A duty that may already bind cannot be met from records that nobody can bring together."""

    @guideline(
        when=england & funded_from_there & duty("no") & record("week"),
        finds="funding-list-is-ready", severity=ENABLING, obligation=PRACTICE,
        sources=["hera-overseas-funding s.69D", "overseas-funding-answer-2025"],
    )
    def english_provider_can_list_its_funding(self):
        """No law in force asks for a public list; whoever has one can publish it and be believed."""
