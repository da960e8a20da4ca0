"""This assessment is itself worth stealing: who can open it, how long it is kept, what may be disclosed."""

from guidance.language.conditions import organisation
from rules.guideline import LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
keeping = organisation.question("governance.assessment_kept")
disclosure = organisation.question("governance.disclosure_on_request")

has_links = ~exposures("none")
money_from_china = exposures("scholarships", "gifts", "institute", "investment")


class AssessmentHandling(Topic):
    """Keeping this assessment

    A full set of answers is a map of weak places. It is guarded, kept for a set time, and ready for lawful requests."""

    @guideline(
        when=has_links & (~keeping("named") | ~keeping("ours")),
        finds="guard-the-assessment", severity=MEDIUM, obligation=PRACTICE,
        sources=["government-classifications-2024", "data-protection-by-design"],
    )
    def assessment_lies_open(self):
        """Whoever reads the answers knows which partner, laboratory or account to try."""

    @guideline(
        when=has_links & ~keeping("time"),
        finds="set-a-time-to-delete", severity=LOW, obligation=LEGAL, bound="the organisation, as controller of officers' data",
        sources=["data-protection-by-design", "uk-gdpr art.5"], doors=["dpo"],
    )
    def nobody_set_a_time(self):
        """Names of those who answered are personal data, and old answers mislead."""

    @guideline(
        when=has_links & kind("he_england", "he_wales", "he_scotland", "he_ni") & ~keeping("apart"),
        finds="keep-weaknesses-apart", severity=LOW, obligation=PRACTICE,
        sources=["foi-decisions-2025", "foi-act-2000"],
    )
    def weaknesses_stand_among_facts(self):
        """Facts about partners are often disclosed; gaps in security seldom are. Apart, each can be judged by itself."""

    @guideline(
        when=kind("he_england", "he_wales", "he_ni") & money_from_china & disclosure("secret", "nobody"),
        finds="plan-for-requests", severity=MEDIUM, obligation=LEGAL, bound="the university, as a public authority",
        sources=["foi-decisions-2025", "foi-act-2000"], doors=["information_commissioner"],
    )
    def requests_find_no_plan(self):
        """A blanket promise of secrecy does not bind a tribunal, and twenty working days are short."""
