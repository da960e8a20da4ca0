"""Approaches to people who know something: offers on networks, paid insight, and benefits to those who advise politicians.

Most approaches are ordinary headhunting. The sign is secrecy, money and a wish for what is not public, taken together.
"""

from guidance.language.conditions import organisation
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
pressure = organisation.question("campus.pressure")
approaches = organisation.question("people.approaches")
response = organisation.question("people.approach_response")
awareness = organisation.question("people.approach_awareness")
benefits = organisation.question("people.adviser_benefits")

university = kind("he_england", "he_scotland", "he_wales", "he_ni")
not_university = ~kind("he_england", "he_scotland", "he_wales", "he_ni")
secrecy = approaches("client", "payment")
telling_signs = approaches("insight") & secrecy
one_sign = approaches("insight", "client", "payment") & ~telling_signs


class Approaches(Topic):
    """Approaches and offers

    How to tell an ordinary offer from an attempt to recruit somebody, and what to do with either."""

    @guideline(
        when=~exposures("none") & (telling_signs | pressure("officers")) & response("accepted"),
        finds="benefit-accepted", severity=CRITICAL, obligation=LEGAL, bound="whoever took the benefit or gave the information",
        sources=["approach-offences s.3 and 17", "mi5-alert-2025"], doors=["police", "think_before_you_link"],
    )
    def benefit_was_accepted(self):
        """Accepting or keeping a benefit from a foreign intelligence service can be an offence, and so can giving it help."""

    @guideline(
        when=~exposures("none") & university & telling_signs & response("known"),
        finds="report-approach", severity=HIGH, obligation=PRACTICE,
        sources=["mi5-alert-2025", "npsa-think-before-you-link", "approach-offences s.17"], doors=["think_before_you_link", "airr", "police"],
    )
    def university_has_not_reported_an_approach(self):
        """Secrecy, money and a wish for what is not public, taken together, are the pattern of recruitment."""

    @guideline(
        when=~exposures("none") & not_university & telling_signs & response("known"),
        finds="report-approach", severity=HIGH, obligation=PRACTICE,
        sources=["mi5-alert-2025", "npsa-think-before-you-link", "approach-offences s.17"], doors=["think_before_you_link", "police"],
    )
    def other_body_has_not_reported_an_approach(self):
        """Outside universities the same pattern goes to the protective security authority and the police."""

    @guideline(
        when=~exposures("none") & one_sign & response("known", "accepted"),
        finds="look-into-approach", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-think-before-you-link", "he-interference-guidance"], doors=["think_before_you_link"],
    )
    def approach_shows_one_sign(self):
        """One sign alone is often ordinary business; somebody should ask who the client is before anything more is said or taken."""

    @guideline(
        when=exposures("officials") & benefits("undeclared"),
        finds="declare-adviser-benefits", severity=HIGH, obligation=PRACTICE,
        sources=["firs-act s.69", "mi5-alert-2025"], doors=["firs"],
    )
    def adviser_takes_a_state_benefit(self):
        """Whoever advises politicians and takes a foreign state's benefits may be directed, or look as if they were."""

    @guideline(
        when=exposures("officials", "appointments", "visitors", "travel") & awareness("some", "no"),
        finds="brief-on-approaches", severity=LOW, obligation=PRACTICE,
        sources=["npsa-think-before-you-link", "mi5-alert-2025"],
    )
    def staff_cannot_tell_an_approach(self):
        """Those with knowledge or contacts are approached first, and a short briefing is what helps them most."""

    @guideline(
        when=~exposures("none") & approaches("ordinary") & ~approaches("client", "insight", "payment"),
        finds="ordinary-offers-are-fine", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-think-before-you-link"],
    )
    def offers_are_ordinary(self):
        """A named client, public knowledge and an open fee are ordinary professional life."""
