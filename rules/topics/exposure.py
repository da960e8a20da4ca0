"""What the other topics build on: the partner, the technology, and whether anything leaves the country."""

from guidance.language.conditions import activity
from rules.concerns import china_linked, defence_linked, leaves_uk, money_comes_in, sensitive_technology, state_partner
from rules.guideline import CRITICAL, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

kind = activity.question("activity.kind")
partner_kind = activity.question("partner.kind")
location = activity.question("partner.location")
defence = activity.question("partner.defence")
owner = activity.question("partner.owner")
sanctions = activity.question("partner.sanctions")
areas = activity.question("technology.areas")
control_list = activity.question("technology.control_list")
published = activity.question("technology.published")
leaves = activity.question("technology.leaves")


class Exposure(Topic):
    """The partner and the technology

    What the other topics build on: who the partner is, what the work is, and whether anything leaves the country."""

    @guideline(when=location("mainland", "hong_kong_macao", "controlled"), raises=china_linked)
    def partner_is_china_linked(self):
        """Hong Kong and Macao are inside the arms embargo, and control from China counts wherever the partner sits."""

    @guideline(when=china_linked & defence("part", "industry", "seven_sons", "laboratory"), raises=defence_linked)
    def partner_is_defence_linked(self):
        """A link is an indicator that drives due diligence; it is no automatic bar."""

    @guideline(when=~areas("none") | control_list("military", "dual_use"), raises=sensitive_technology)
    def technology_is_sensitive(self):
        """The areas of the NSI Act and the export lists are different lists; either is reason for closer checks."""

    @guideline(when=leaves("goods", "files", "access", "talk", "carried", "review") & ~published("all"), raises=leaves_uk)
    def something_unpublished_leaves(self):
        """What is public is outside most controls; what stays in the UK is outside the rest."""

    @guideline(when=china_linked & partner_kind("government", "state_company"), raises=state_partner)
    def partner_is_a_state_body(self):
        """State ownership decides some duties and says nothing about anybody's good faith."""

    @guideline(when=kind("contract_research", "investment", "scholarship", "gift"), raises=money_comes_in)
    def partner_pays(self):
        """Whoever pays may expect a say; that is why the payer is looked at as well as the partner."""

    @guideline(
        when=sanctions("match"),
        finds="sanctions-match", severity=CRITICAL, obligation=LEGAL,
        sources=["uk-sanctions-list"], doors=["ofsi"],
    )
    def partner_is_sanctioned(self):
        """Making funds or resources available to a sanctioned person, or dealing with theirs, is an offence."""

    @guideline(
        when=sanctions("possible", "not_checked") & china_linked,
        finds="settle-sanctions-check", severity=MEDIUM, obligation=LEGAL,
        sources=["uk-sanctions-list"], doors=["ofsi"],
    )
    def sanctions_check_is_open(self):
        """A possible match is settled by dates, addresses and registration numbers, never by the name alone."""

    @guideline(
        when=china_linked & owner("partly", "no") & sensitive_technology,
        finds="find-the-owner", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "nsi-section-3-statement"], doors=["rcat"],
    )
    def owner_is_unknown_in_sensitive_work(self):
        """In a sensitive area nobody can judge a partner without knowing who stands behind it."""

    @guideline(
        when=china_linked & money_comes_in & owner("no"),
        finds="know-the-payer", severity=HIGH, obligation=PRACTICE,
        sources=["nsi-section-3-statement", "trusted-research"],
    )
    def payer_is_unknown(self):
        """Money should not be accepted while nobody knows whose it is."""

    @guideline(
        when=china_linked & owner("partly", "no") & ~sensitive_technology,
        finds="record-the-owner", severity=LOW, obligation=PRACTICE,
        sources=["trusted-research"],
    )
    def owner_is_unknown_elsewhere(self):
        """Outside the sensitive areas the gap is one to close at the next review."""
