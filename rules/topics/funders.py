"""What UK public funders ask about partners abroad: UK Research and Innovation with Innovate UK, and ARIA.

A funder's terms follow its money, so the first gate is who funds the organisation, the second whether that money is in
this activity. Horizon Europe has a topic of its own.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, defence_linked, sensitive_technology
from rules.guideline import ENABLING, HIGH, MEDIUM, PRACTICE, TERM, Topic, guideline

money = activity.question("terms.public_money")
checks = activity.question("terms.funder_checks")
told = activity.question("terms.funder_told")
stage = activity.question("activity.stage")
areas = activity.question("technology.areas")

funders = organisation.question("profile.funders")
exposures = organisation.question("profile.exposures")
plan = organisation.question("governance.security_plan")

ukri_award = china_linked & ~stage("ended") & funders("ukri") & money("ukri", "innovate")
exposed = sensitive_technology | defence_linked


class Funders(Topic):
    """UK public funders

    What UK Research and Innovation, Innovate UK and ARIA expect when their money meets a partner linked to China."""

    @guideline(
        when=ukri_award & exposed & checks("none"),
        finds="funder-check-missing", severity=HIGH, obligation=TERM,
        sources=["ukri-principles 1.1 and 2.2", "ukri-grant-terms RGC 2.6", "ukri-due-diligence-pages"], doors=["ukri_trusted_research", "rcat"],
    )
    def funded_sensitive_work_is_unchecked(self):
        """The terms ask for a check in proportion to the risk, and here the risk is at its highest."""

    @guideline(
        when=ukri_award & ~sensitive_technology & ~defence_linked & checks("none"),
        finds="funder-check-due", severity=MEDIUM, obligation=TERM,
        sources=["ukri-principles 1.1 and 2.2", "ukri-grant-terms RGC 2.6", "ukri-due-diligence-pages"],
    )
    def funded_ordinary_work_is_unchecked(self):
        """A check is a term of the award in every field; in an ordinary one it is short."""

    @guideline(
        when=ukri_award & exposed & (checks("old") | checks.unsure()),
        finds="refresh-funder-check", severity=MEDIUM, obligation=TERM,
        sources=["ukri-principles 1.1 and 2.2", "ukri-due-diligence-pages"],
    )
    def funded_sensitive_work_has_an_old_check(self):
        """Owners and laboratories change during an award, and a check that nobody can find protects nobody."""

    @guideline(
        when=ukri_award & ~areas("none") & told("partial"),
        finds="answer-security-questions", severity=MEDIUM, obligation=TERM,
        sources=["ukri-hub", "ukri-principles 2.2"], doors=["ukri_trusted_research"],
    )
    def security_questions_are_open(self):
        """Funded work in the areas of the investment Act gets enhanced due diligence, and the answers are where it begins."""

    @guideline(
        when=ukri_award & exposed & stage("running") & told("no"),
        finds="partner-unknown-to-funder", severity=HIGH, obligation=TERM,
        sources=["ukri-principles 1.1 and 2.2", "ukri-grant-terms RGC 1 and 11"], doors=["ukri_trusted_research", "grant_contact"],
    )
    def funder_has_not_heard_of_the_partner(self):
        """The funder judged the risk of an award in which this partner did not figure."""

    @guideline(
        when=ukri_award & (told("changed") | (told("no") & stage("running") & ~sensitive_technology & ~defence_linked)),
        finds="report-the-change", severity=MEDIUM, obligation=TERM,
        sources=["ukri-principles 1.1", "ukri-grant-terms RGC 1 and 7.1", "ukri-due-diligence-pages"], doors=["grant_contact"],
    )
    def change_is_unreported(self):
        """Due diligence runs through the award, and what has changed is what the funder has not judged."""

    @guideline(
        when=china_linked & ~stage("ended") & funders("aria") & money("aria") & told("partial", "changed", "no"),
        finds="tell-aria", severity=MEDIUM, obligation=TERM,
        sources=["aria-terms"], doors=["grant_contact"],
    )
    def agency_does_not_know_the_partner(self):
        """The agency's own contract decides who may take part and who may hold the results."""

    @guideline(
        when=ukri_award & checks("current") & told("full"),
        finds="funder-is-informed", severity=ENABLING, obligation=PRACTICE,
        sources=["ukri-principles 2.2", "ukri-hub"],
    )
    def funder_knows_and_the_check_is_current(self):
        """The funder's approach is to manage risk and to support collaboration, and this is what it asks for."""

    # The organisation

    @guideline(
        when=funders("ukri") & ~exposures("none") & plan("partly", "none"),
        finds="security-plan-for-awards", severity=MEDIUM, obligation=TERM,
        sources=["ukri-grant-terms RGC 2.1"],
    )
    def security_plan_is_incomplete(self):
        """Every holder of these awards must have a plan, certification and a training programme."""
