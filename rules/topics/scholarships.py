"""Scholarships paid by a foreign state body.

The terms and the organisation's own part are asked about, never the scholar; whoever is bound by such terms is usually
the one at risk. Political tests and other limits on speech stand in the campus topic.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
support = organisation.question("people.scholar_support")

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
say = activity.question("activity.say_over_content")
speech_assessment = activity.question("activity.speech_assessment")
published = activity.question("technology.published")
part = activity.question("terms.scholarship_part")
read = activity.question("terms.scholarship_read")
duties = activity.question("terms.scholar_duties")
reports = activity.question("team.scholar_reports")

academic = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
scheme = academic & china_linked & what("scholarship") & ~stage("ended")
scholars_are_bound = some_activity(china_linked & what("scholarship") & ~stage("ended") & duties("guarantors", "embassy", "service"))
support_gap = ~support("briefing") | ~support("contact") | ~support("hardship")


class Scholarships(Topic):
    """State scholarships

    What a sponsoring state asks, what your own money and reports do, and how to stand by the scholars."""

    @guideline(
        when=scheme & sensitive_technology & (read("partly", "none") | read.unsure()),
        finds="read-scholarship-rules", severity=HIGH, obligation=PRACTICE,
        sources=["csc-rules-2023", "trusted-research"], doors=["rcat"],
    )
    def rules_are_unread_in_sensitive_work(self):
        """The rules and the contract say what is owed to the sponsor, and the work is of a kind where that matters."""

    @guideline(
        when=scheme & part("cofund"),
        finds="choose-scholars-on-merit", severity=MEDIUM, obligation=PRACTICE,
        sources=["csc-rules-2023", "ofs-advice-24", "he-interference-guidance"],
    )
    def own_money_follows_a_foreign_choice(self):
        """Whoever has the last word on the list decides where the organisation's own money goes, and by which criteria."""

    @guideline(
        when=scheme & sensitive_technology & ~published("all") & (reports("technical") | duties("technical")),
        finds="keep-technology-out-of-reports", severity=HIGH, obligation=PRACTICE,
        sources=["csc-rules-2023", "ecju-transfer", "trusted-research"], doors=["rcat"],
    )
    def reports_carry_sensitive_work(self):
        """A report to a sponsor abroad is sent abroad; what is listed needs a licence there as anywhere."""

    @guideline(
        when=scheme & reports("narrative", "technical"),
        finds="limit-scholar-reports", severity=MEDIUM, obligation=LEGAL,
        sources=["uk-gdpr art.5 and 6", "csc-rules-2023"], doors=["dpo"],
    )
    def reports_say_more_than_progress(self):
        """A report about somebody needs a lawful basis and no more detail than its purpose asks for."""

    @guideline(
        when=academic & exposures("scholarships") & scholars_are_bound & support_gap,
        finds="stand-by-scholars", severity=MEDIUM, obligation=PRACTICE,
        sources=["csc-rules-2023", "he-interference-guidance"], doors=["student_support"],
    )
    def bound_scholars_lack_support(self):
        """Somebody whose family stands surety asks for help only where it is safe and known."""

    @guideline(
        when=academic & exposures("scholarships") & support("none"),
        finds="offer-scholar-support", severity=LOW, obligation=PRACTICE,
        sources=["csc-rules-2023"], doors=["student_support"],
    )
    def no_support_for_sponsored_scholars(self):
        """A sheet on rights and a named contact cost little and matter on one bad day."""

    @guideline(
        when=scheme & part("own_choice", "host") & read("both") & reports("nothing", "enrolment") & (~say("political", "reports") | speech_assessment("refused"))
        & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="welcome-sponsored-scholars", severity=ENABLING, obligation=PRACTICE,
        sources=["csc-rules-2023", "international-education-strategy-2026"],
    )
    def scheme_is_in_good_order(self):
        """Merit, terms that were read and reports that say little are what makes a sponsored place a good one."""
