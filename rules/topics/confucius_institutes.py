"""Confucius Institutes and similar cultural centres that a foreign state pays for.

A centre is judged by who chooses its staff, what its agreement asks for and who has read it; never by who works there.
"""

from guidance.language.conditions import organisation
from rules.guideline import ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
staff = organisation.question("campus.centre_staff")
terms = organisation.question("campus.centre_terms")
text = organisation.question("campus.centre_text")

hosted = exposures("institute")
academic = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
control_given_away = staff("screened") | terms("law", "veto")


class ConfuciusInstitutes(Topic):
    """Confucius Institutes

    How to keep a language and culture centre under your own control, or leave it in good order."""

    @guideline(
        when=kind("he_england") & hosted & control_given_away,
        finds="amend-or-leave-centre", severity=HIGH, obligation=LEGAL, bound="the governing body",
        sources=["free-speech-duties s.A1", "ofs-advice-24", "confucius-answer-2025", "confucius-reports"], doors=["ofs"],
    )
    def english_host_gives_control_away(self):
        """The duty reaches appointments and events at the provider; amending is as good an answer as closing."""

    @guideline(
        when=kind("he_scotland", "he_wales", "institute") & hosted & control_given_away,
        finds="amend-or-leave-centre", severity=HIGH, obligation=PRACTICE,
        sources=["confucius-reports", "equality-act-harassment", "universities-uk-2020"],
    )
    def host_outside_england_gives_control_away(self):
        """The English duty does not reach this host; academic freedom and fair appointment ask for the same answer."""

    @guideline(
        when=kind("he_ni") & hosted & staff("screened"),
        finds="amend-or-leave-centre", severity=HIGH, obligation=LEGAL, bound="whoever selects or employs the staff",
        sources=["ni-fair-employment art.2", "ni-political-opinion-guides", "confucius-reports"], doors=["equality_commission_ni"],
    )
    def political_screening_meets_northern_irish_law(self):
        """In Northern Ireland political opinion itself is protected in employment, and having none is protected too."""

    @guideline(
        when=kind("he_ni") & hosted & terms("law", "veto"),
        finds="amend-or-leave-centre", severity=HIGH, obligation=PRACTICE,
        sources=["confucius-reports", "universities-uk-2020"],
    )
    def northern_irish_host_gives_control_away(self):
        """A say over events or a duty to another state's law undermines the work, whatever law protects it."""

    @guideline(
        when=academic & hosted & text("english", "nobody"),
        finds="read-the-chinese-text", severity=MEDIUM, obligation=PRACTICE,
        sources=["confucius-reports", "confucius-answer-2025"],
    )
    def chinese_text_is_unread(self):
        """What the other side asks of its own staff often stands only in its own language."""

    @guideline(
        when=academic & hosted & terms("inside") & (staff("partner", "screened") | staff.unsure()),
        finds="move-centre-out-of-teaching", severity=MEDIUM, obligation=PRACTICE,
        sources=["confucius-reports", "universities-uk-2020"],
    )
    def centre_sits_inside_teaching(self):
        """Staff whom another body chose should not be part of the unit that teaches and examines on China."""

    @guideline(
        when=academic & hosted & staff("merit", "none") & text("both") & terms("none"),
        finds="centre-under-control", severity=ENABLING, obligation=PRACTICE,
        sources=["confucius-answer-2025", "international-education-strategy-2026"],
    )
    def centre_is_under_own_control(self):
        """Government found a ban disproportionate; language teaching under your own control is welcome."""
