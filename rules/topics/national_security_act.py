"""National Security Act 2023: trade secrets, restricted material, protected places, and who answers for an offence.

Contact by officers of a foreign service and pressure on people stand in the campus topic; approaches with money stand in
the approaches topic.
"""

from datetime import date

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, sensitive_technology, state_partner
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, TERM, Topic, guideline

exposures = organisation.question("profile.exposures")
funders = organisation.question("profile.funders")
restricted = organisation.question("governance.restricted_material")
decisions = organisation.question("governance.senior_decisions")
threats_act = organisation.question("switch.state_threats_act")

published = activity.question("technology.published")
areas = activity.question("technology.areas")
consent = activity.question("technology.consent")
imagery = activity.question("data.imagery")
designated = activity.question("partner.designated")
stage = activity.question("activity.stage")

valuable_secret = published("confidential") | (published("some") & sensitive_technology)


class NationalSecurityAct(Topic):
    """National Security Act 2023

    Trade secrets, restricted material, protected places, and when the organisation and its officers answer for an offence."""

    # Trade secrets

    @guideline(
        when=china_linked & valuable_secret & consent("refused") & (state_partner | defence_linked),
        finds="secret-may-go-to-a-state", severity=CRITICAL, obligation=LEGAL, bound="whoever takes, shares or receives it",
        sources=["state-threats-offences s.2, 18 and 31"], doors=["police", "rcat"],
    )
    def secret_goes_to_a_state_without_consent(self):
        """Taking a trade secret without consent for, with or to benefit a foreign state is an offence, even if it was badly protected."""

    @guideline(
        when=china_linked & valuable_secret & consent("refused") & ~state_partner & ~defence_linked,
        finds="secret-without-consent", severity=HIGH, obligation=LEGAL, bound="whoever takes, shares or receives it",
        sources=["state-threats-offences s.2 and 31"], doors=["rcat"],
    )
    def secret_goes_out_without_consent(self):
        """No state link is known, so the owner's rights come first; the offence turns on facts that somebody must now look at."""

    @guideline(
        when=china_linked & valuable_secret & consent("assumed") & ~stage("ended"),
        finds="record-consent", severity=MEDIUM, obligation=PRACTICE,
        sources=["state-threats-offences s.2", "trusted-research"],
    )
    def consent_is_only_assumed(self):
        """Consent on file is what tells sharing from taking."""

    @guideline(
        when=china_linked & valuable_secret & consent("recorded") & ~defence_linked,
        finds="share-with-consent", severity=ENABLING, obligation=PRACTICE,
        sources=["state-threats-offences s.2", "trusted-research"],
    )
    def owners_have_agreed(self):
        """Sharing what the owners agreed to share is ordinary work together."""

    # Restricted material and protected places

    @guideline(
        when=funders("defence") & exposures("research", "visitors", "appointments", "suppliers", "data") & restricted("mixed"),
        finds="separate-restricted-material", severity=HIGH, obligation=TERM,
        sources=["state-threats-offences s.1", "trusted-research"],
    )
    def restricted_material_is_within_reach(self):
        """The gravest offence of the Act is about restricted material; keeping it apart protects everybody who works near it."""

    @guideline(
        when=china_linked & areas("space", "robotics", "defence", "dual_use", "transport") & imagery("not_cleared") & ~stage("ended"),
        finds="clear-imagery-first", severity=MEDIUM, obligation=LEGAL, bound="whoever takes or views the images",
        sources=["state-threats-offences s.4, 5 and 18"],
    )
    def imagery_near_sites_is_not_cleared(self):
        """Inspecting a prohibited place includes photographs and sensing from afar; the site owner can settle it beforehand."""

    # Who answers

    @guideline(
        when=some_activity(china_linked & (sensitive_technology | state_partner) & ~stage("ended")) & decisions("some", "none"),
        finds="record-senior-decisions", severity=MEDIUM, obligation=PRACTICE, starts=date(2026, 6, 29),
        sources=["senior-manager-liability s.250", "state-threats-offences s.35"],
    )
    def senior_decisions_lack_a_legal_check(self):
        """Since 29 June 2026 the organisation answers for any offence of a senior manager who acts within their authority."""

    # The Bill of 2026

    @guideline(
        when=(threats_act("yes") | threats_act.unsure()) & china_linked & (state_partner | defence_linked) & designated("yes") & ~stage("ended"),
        finds="designated-body", severity=CRITICAL, obligation=LEGAL,
        sources=["state-threats-bill-2026 cl.1"], doors=["police"],
    )
    def partner_is_designated(self):
        """The Bill of 2026 follows the pattern of terrorist bans: supporting a designated body would be an offence."""
