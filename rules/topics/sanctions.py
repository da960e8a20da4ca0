"""UK sanctions as a practice, and the counter-sanctions of China.

A match itself is the exposure topic's. Here: whether the check would find one, whether terms let the organisation obey
UK law, and what Chinese measures can do to people and things that are there.
"""

from datetime import date

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, defence_linked, sensitive_technology, state_partner
from rules.guideline import HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
screening = organisation.question("money.screening")
held_there = organisation.question("money.held_there")
colleague = organisation.question("people.sanctioned_by_china")
pressure = organisation.question("campus.pressure")
what = activity.question("activity.kind")
stage = activity.question("activity.stage")
written_terms = activity.question("activity.written_terms")
owner = activity.question("partner.owner")
partner_kind = activity.question("partner.kind")
listed = activity.question("partner.sanctions")
law_first = activity.question("terms.uk_law_first")

academic = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
money_moves = exposures("students", "scholarships", "teaching", "gifts", "suppliers", "goods", "investment")
value_moves = what("contract_research", "joint_lab", "licence", "investment", "supply", "purchase", "gift")
contract = what("contract_research", "joint_lab", "licence", "investment", "supply", "purchase")
exposed_contract = (
    china_linked & contract & ~stage("ended") & (sensitive_technology | defence_linked | state_partner) & written_terms("full", "rights", "basic")
)


class Sanctions(Topic):
    """Sanctions and counter-sanctions

    Whether your checks would find a sanctioned person, and what Chinese counter-measures could touch."""

    # UK sanctions

    @guideline(
        when=money_moves & screening("none"),
        finds="screening-missing", severity=HIGH, obligation=PRACTICE,
        sources=["uk-sanctions-list", "human-rights-sanctions reg.11 to 15", "cyber-sanctions-2025"], doors=["ofsi"],
    )
    def nobody_is_screened(self):
        """The prohibition binds everybody; without a check nobody can know whether it is being broken."""

    @guideline(
        when=money_moves & ~screening("none") & (~screening("owners") | ~screening("payers") | ~screening("again")),
        finds="screening-gaps", severity=MEDIUM, obligation=PRACTICE,
        sources=["uk-sanctions-list", "human-rights-sanctions reg.7", "cyber-sanctions-2025"],
    )
    def screening_has_gaps(self):
        """What a sanctioned person owns or controls is caught as well, and lists change after the contract is signed."""

    @guideline(
        when=money_moves & ~screening("none") & ~screening("current"),
        finds="screening-old-list", severity=MEDIUM, obligation=PRACTICE, starts=date(2026, 1, 28),
        sources=["single-sanctions-list-2026", "uk-sanctions-list"],
    )
    def screening_uses_the_old_list(self):
        """The second list closed on 28 January 2026; what was added since stands on the UK Sanctions List alone."""

    @guideline(
        when=china_linked & value_moves & ~stage("ended") & listed("none_on_date")
        & partner_kind("private_company", "state_company", "foundation", "other") & owner("partly", "no"),
        finds="screen-the-owners", severity=MEDIUM, obligation=PRACTICE,
        sources=["human-rights-sanctions reg.7", "uk-sanctions-list"],
    )
    def clean_check_rests_on_unknown_owners(self):
        """A check for owners whom nobody knows has checked one name."""

    @guideline(
        when=china_linked & value_moves & stage("running") & listed("possible"),
        finds="hold-payments", severity=HIGH, obligation=LEGAL,
        sources=["human-rights-sanctions reg.11 to 15", "uk-sanctions-list"], doors=["ofsi"],
    )
    def payments_run_while_a_match_is_open(self):
        """Something of value is moving while nobody can say that the other side is not the sanctioned one."""

    @guideline(
        when=exposed_contract & law_first("breach"),
        finds="terms-against-uk-law", severity=HIGH, obligation=PRACTICE,
        sources=["anti-sanctions-law-2025", "countering-jurisdiction-2026"], doors=["deal_counsel"],
    )
    def terms_punish_obeying_uk_law(self):
        """UK law is obeyed whatever a contract says; the contract decides what that costs."""

    @guideline(
        when=exposed_contract & law_first("silent"),
        finds="terms-silent-on-uk-law", severity=MEDIUM, obligation=PRACTICE,
        sources=["anti-sanctions-law-2025", "countering-jurisdiction-2026"],
    )
    def terms_are_silent_on_uk_law(self):
        """Where a licence or a listing can change overnight, a way to suspend is worth more than a good relationship."""

    # China's counter-sanctions

    @guideline(
        when=~exposures("none") & colleague("no_plan"),
        finds="sanctioned-colleague", severity=MEDIUM, obligation=PRACTICE,
        sources=["china-sanctions-on-uk-people", "anti-sanctions-law-2025"], doors=["fcdo_china"],
    )
    def sanctioned_colleague_has_no_plan(self):
        """The person did nothing unlawful here, and still a journey or a payment can go wrong."""

    @guideline(
        when=academic & colleague("plan", "no_plan") & pressure("open", "hidden", "offer", "threat"),
        finds="keep-sanctioned-colleague", severity=HIGH, obligation=PRACTICE,
        sources=["china-sanctions-on-uk-people", "he-interference-guidance"],
    )
    def sanctioned_colleague_meets_pressure(self):
        """Dropping somebody to please a state hands that state a say over who may speak."""

    @guideline(
        when=exposures("teaching", "investment", "data", "suppliers") & held_there("unplanned"),
        finds="plan-for-counter-measures", severity=MEDIUM, obligation=PRACTICE,
        sources=["anti-sanctions-law-2025", "countering-jurisdiction-2026", "overseas-business-risk-china"],
    )
    def assets_there_have_no_plan(self):
        """What can be frozen or closed should be known before it is."""
