"""Visiting scholars and delegations.

The same terms go to every visitor. What counts is the home institution, the work within reach, and what happens to
access when a visit ends. Certificates for research stand in the topic on academic technology approval, and who is
behind a delegation of officials in the topic on political contact.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, guarded_work, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, MEDIUM, PRACTICE, Topic, guideline

exposures = organisation.question("profile.exposures")
complaints = organisation.question("people.visitor_complaints")
delegations = organisation.question("people.delegations")

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
visit_terms = activity.question("activity.visit_terms")
leaves = activity.question("technology.leaves")
control_list = activity.question("technology.control_list")
defence = activity.question("partner.defence")
home = activity.question("team.home_institution")
access = activity.question("team.visit_access")

visit = china_linked & ~stage("ended") & (what("exchange", "scholarship") | leaves("visitor")) & guarded_work
prepared = delegations("agreed") & delegations("route") & delegations("changes")


class Visitors(Topic):
    """Visiting scholars and delegations

    How to host visitors well where the work needs guarding: home institution, access, and the end of a visit."""

    @guideline(
        when=visit & sensitive_technology & (defence("part", "industry", "seven_sons") | home("defence")),
        finds="decide-on-visit", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "china-defence-universities", "npsa-countries-conferences"], doors=["rcat"],
    )
    def visit_comes_from_a_defence_body(self):
        """No licence is needed to show something in the UK, so the host's own decision is the only safeguard."""

    @guideline(
        when=visit & (home("not_checked") | home.unsure()),
        finds="check-home-institution", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "trusted-research"],
    )
    def home_institution_is_unchecked(self):
        """A visit is a partnership with whoever sends and pays, even where no agreement says so."""

    @guideline(
        when=visit & (visit_terms("partly", "none") | ~access("scoped") | ~access("host") | ~access("closed")),
        finds="set-visit-limits", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "trusted-research", "honorary-appointments"],
    )
    def visit_has_gaps(self):
        """Most of what goes wrong in a visit was never forbidden, because nobody had said what the visit was for."""

    @guideline(
        when=visit & control_list("military", "dual_use") & ~access("closed"),
        finds="close-access-on-departure", severity=HIGH, obligation=PRACTICE,
        sources=["ecju-transfer", "trusted-research"], doors=["ecju"],
    )
    def listed_work_stays_within_reach(self):
        """In the UK access is no export; the same account opened from abroad is one."""

    @guideline(
        when=visit & home("civil") & defence("none_found") & visit_terms("standard") & access("scoped") & access("host") & access("closed") & access("agreed")
        & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="visit-is-prepared", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "trusted-research"],
    )
    def visit_is_well_prepared(self):
        """A visitor who knows what is open and what is not can work freely."""

    # The organisation

    @guideline(
        when=exposures("visitors") & complaints("open"),
        finds="look-into-visit-complaint", severity=HIGH, obligation=PRACTICE,
        sources=["visiting-scholar-survey-2025", "he-interference-guidance"], doors=["student_support", "police"],
    )
    def complaint_about_a_visit_is_open(self):
        """Somebody here feels watched or pressed, or a visit went where it had no business, and nothing has been done."""

    @guideline(
        when=exposures("visitors") & some_activity(china_linked & ~stage("ended") & sensitive_technology) & (~delegations("agreed") | ~delegations("route") | ~delegations("changes")),
        finds="plan-delegation-route", severity=MEDIUM, obligation=PRACTICE,
        sources=["delegation-hosting-pattern", "npsa-countries-conferences"],
    )
    def delegations_are_received_unprepared(self):
        """On the day a polite host says yes; what was settled beforehand need not be refused."""

    @guideline(
        when=exposures("visitors") & prepared,
        finds="delegations-are-welcome", severity=ENABLING, obligation=PRACTICE,
        sources=["delegation-hosting-pattern", "he-interference-guidance"],
    )
    def delegations_are_prepared(self):
        """A planned visit is ordinary diplomacy and ordinary trade."""
