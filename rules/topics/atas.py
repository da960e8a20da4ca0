"""Academic Technology Approval Scheme: is a certificate needed for a place or a role, and is it in hand?

The organisation's own immigration team finds out with the official check who needs one. This topic asks for the result
by place, role and route; it neither asks nor stores anything else about a person.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

scope = activity.question("team.atas")
certificate = activity.question("team.atas_certificate")
route = activity.question("team.atas_route")
changes = activity.question("team.atas_changes")
access = activity.question("team.access")
what = activity.question("activity.kind")
field = activity.question("activity.field")
stage = activity.question("activity.stage")
also = activity.question("activity.also")
leaves = activity.question("technology.leaves")

kind = organisation.question("profile.kind")
process = organisation.question("people.atas_process")

research_body = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
hosting = what("exchange", "scholarship", "teaching", "joint_lab") | leaves("visitor") | also("clearance_gap")
places = research_body & china_linked & ~stage("ended") & ~field("humanities", "social") & hosting
unchecked = scope("unchecked") | scope.unsure()

atas_needed = activity.concern("atas_needed", "a place or a role in this activity needs an academic technology approval certificate")


class Atas(Topic):
    """Academic technology approval (ATAS)

    Whether study or research here needs a certificate first, whether it is in hand, and what it does not cover."""

    @guideline(when=places & scope("needed"), raises=atas_needed)
    def certificate_is_needed(self):
        """Subject, level and route decide, by the table in the Immigration Rules; the official check gives the answer."""

    @guideline(
        when=atas_needed & certificate("started"),
        finds="atas-started-without", severity=CRITICAL, obligation=LEGAL, bound="the organisation and the holder of the place",
        sources=["atas-scheme", "atas-appendix", "atas-university-pages"], doors=["immigration_adviser", "atas"],
    )
    def somebody_started_without_certificate(self):
        """Study or research that needs a certificate is a breach without one, for the holder of the place and for the sponsor."""

    @guideline(
        when=atas_needed & route("visitor") & certificate("waiting", "not_applied"),
        finds="atas-visitor-waits", severity=HIGH, obligation=LEGAL,
        sources=["atas-university-pages", "atas-briefing-2025"], doors=["atas"],
    )
    def visitor_has_no_certificate_yet(self):
        """No visa decision waits for a visitor's certificate, so the host's check at the door is the only one."""

    @guideline(
        when=atas_needed & route("student", "worker", "other_study", "other_work") & certificate("not_applied"),
        finds="atas-apply-now", severity=MEDIUM, obligation=LEGAL,
        sources=["atas-scheme", "atas-university-pages", "atas-debate-2026"], doors=["atas"],
    )
    def certificate_is_not_applied_for(self):
        """The guide time is six weeks and no fast track exists, so a late application moves the start."""

    @guideline(
        when=atas_needed & stage("running") & certificate.unsure(),
        finds="atas-find-certificates", severity=HIGH, obligation=LEGAL,
        sources=["atas-university-pages", "atas-scheme"], doors=["immigration_adviser"],
    )
    def certificates_cannot_be_shown(self):
        """The work is running, and nobody can say whether the certificates it needs are on file."""

    @guideline(
        when=atas_needed & certificate("all") & (changes("topic", "course", "job_title", "funder") | (changes("end_date") & route("student", "other_study"))),
        finds="atas-renew-after-change", severity=HIGH, obligation=LEGAL,
        sources=["atas-briefing-2025", "atas-appendix"], doors=["atas", "immigration_adviser"],
    )
    def certificate_no_longer_fits(self):
        """A certificate is for one project, course or role as it was described; a change can call for a new one."""

    @guideline(
        when=places & unchecked & stage("running"),
        finds="atas-check-scope", severity=HIGH, obligation=LEGAL,
        sources=["atas-appendix", "atas-university-pages"], doors=["atas", "immigration_adviser"],
    )
    def running_work_is_unchecked(self):
        """Somebody may already be at work in a listed subject, and nobody has looked."""

    @guideline(
        when=places & unchecked & stage("idea", "negotiating"),
        finds="atas-check-scope", severity=MEDIUM, obligation=LEGAL,
        sources=["atas-appendix", "atas-university-pages"], doors=["atas"],
    )
    def planned_work_is_unchecked(self):
        """The check takes minutes now and months if it comes after the offer."""

    @guideline(
        when=places & sensitive_technology & route("other_work") & ~access("role"),
        finds="access-by-role", severity=MEDIUM, obligation=PRACTICE,
        sources=["atas-briefing-2025", "trusted-research"],
    )
    def role_is_outside_the_scheme(self):
        """The scheme leaves some employed research out, so the organisation's own rules on access are all there is."""

    @guideline(
        when=atas_needed & certificate("all") & changes("nothing"),
        finds="atas-in-hand", severity=ENABLING, obligation=PRACTICE,
        sources=["atas-scheme", "atas-university-pages"],
    )
    def certificates_are_in_hand(self):
        """A certificate in hand clears the holder for this project; partner, export and terms are other questions."""

    @guideline(
        when=research_body & some_activity(atas_needed) & process("start_only", "departments", "nobody"),
        finds="atas-one-process", severity=MEDIUM, obligation=PRACTICE,
        sources=["atas-university-pages", "atas-briefing-2025"], doors=["immigration_adviser"],
    )
    def certificate_checks_have_gaps(self):
        """Certificates are missed where departments check alone and where nobody looks again when a project changes."""
