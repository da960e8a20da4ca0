"""National Security and Investment Act: shares and votes in companies, and rights in ideas, equipment and land.

Two regimes in one Act. Some share deals in seventeen areas need a notice and clearance before they complete, whoever
buys. Every other gain of control, rights in ideas included, is voluntary and can be called in.
"""

from datetime import date

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, defence_linked, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

rights = activity.question("deal.rights")
shares = activity.question("deal.shares")
target = activity.question("deal.target")
status = activity.question("deal.nsi")
done = activity.question("deal.done")
others = activity.question("deal.others")
condition = activity.question("deal.condition")
limits = activity.question("deal.limits")
direction = activity.question("deal.direction")
disclosed = activity.question("deal.disclosed")
venture = activity.question("deal.venture")
what = activity.question("activity.kind")
stage = activity.question("activity.stage")
areas = activity.question("technology.areas")
control_list = activity.question("technology.control_list")
published = activity.question("technology.published")
partner_defence = activity.question("partner.defence")

kind = organisation.question("profile.kind")
new_areas = organisation.question("switch.nsia_areas_2026")

shares_deal = what("investment", "joint_lab")
rights_deal = what("research", "contract_research", "joint_lab", "licence", "investment")
line_crossed = shares("over_25", "over_50", "at_75", "resolutions")
strong_rights = rights("assignment", "exclusive", "future", "equipment")
control_gained = shares("over_25", "over_50", "at_75", "resolutions", "influence")
planned_area = areas("semiconductors", "minerals", "water")
not_cleared = status("none", "assessed", "assessed_alone")
under_review = status("notified", "called_in")
still_open = stage("idea", "negotiating") | done("not_yet")
begun = stage("running", "ended")

in_notifiable_area = activity.concern("in_notifiable_area", "the work touches one of the seventeen areas of the notification regulations")
notice_is_mandatory = activity.concern("nsi_notice_mandatory", "the share deal needs a mandatory notice and clearance before it completes")
sensitive_asset = activity.concern("sensitive_asset_granted", "a partner linked to China gains the use or ownership of sensitive ideas, software or designs")
sensitive_stake = china_linked & shares_deal & control_gained & sensitive_technology


class Nsi(Topic):
    """National Security and Investment Act

    When a share deal must be notified and cleared first, and when a licence, a sale or a collaboration may be called in."""

    # Concerns

    @guideline(
        when=areas(
            "materials", "robotics", "ai", "nuclear", "communications", "hardware", "government_supplier", "authentication",
            "data_infrastructure", "defence", "energy", "dual_use", "quantum", "space", "emergency", "synthetic_biology", "transport",
        ),
        raises=in_notifiable_area,
    )
    def work_touches_a_notifiable_area(self):
        """The areas are areas of the economy; the schedules to the regulations define each one narrowly."""

    @guideline(when=shares_deal & line_crossed & in_notifiable_area & target("uk"), raises=notice_is_mandatory)
    def target_is_in_a_notifiable_area(self):
        """The duty needs a line crossed and a company that does the described work in the UK; the buyer's country does not matter."""

    @guideline(when=shares_deal & line_crossed & planned_area & target("uk") & new_areas("yes"), raises=notice_is_mandatory)
    def target_is_in_a_new_area(self):
        """Once the amending regulations are in force, the new areas carry the same duty."""

    @guideline(
        when=china_linked & rights_deal & (rights("assignment", "exclusive") | (rights("licence") & ~published("all"))) & sensitive_technology,
        raises=sensitive_asset,
    )
    def partner_gains_a_sensitive_asset(self):
        """Gaining the use of ideas that have economic value is gaining control of an asset; a plain licence of what is public adds nothing."""

    # Shares and votes

    @guideline(
        when=notice_is_mandatory & still_open & not_cleared,
        finds="file-mandatory-notice", severity=CRITICAL, obligation=LEGAL, bound="the acquirer",
        sources=["nsi-act s.6, 8 and 14", "nsi-notifiable-regulations reg.2", "nsi-he-guidance", "nsi-key-points", "nsi-annual-report-2025"], doors=["isu"],
    )
    def mandatory_notice_is_missing(self):
        """A notifiable deal that completes before clearance is void, and completing it can be an offence."""

    @guideline(
        when=shares_deal & line_crossed & planned_area & ~in_notifiable_area & target("uk") & still_open & new_areas.unsure() & not_cleared,
        finds="check-new-areas", severity=HIGH, obligation=LEGAL, bound="the acquirer",
        sources=["nsi-reform-2026", "nsi-notifiable-regulations"], doors=["isu", "deal_counsel"],
    )
    def new_areas_may_be_in_force(self):
        """Government said in 2026 that it would add areas; whether that has happened was not found, and a notice may now be mandatory."""

    @guideline(
        when=shares_deal & line_crossed & ((in_notifiable_area & target.unsure()) | (control_list("military", "dual_use") & ~in_notifiable_area & target("uk"))) & still_open & not_cleared,
        finds="check-area-definitions", severity=HIGH, obligation=LEGAL, bound="the acquirer",
        sources=["nsi-notifiable-regulations reg.2 and Sch. 1 to 17", "nsi-act s.6"], doors=["isu", "deal_counsel"],
    )
    def area_definitions_are_unchecked(self):
        """A line is crossed, and nobody can say whether the company falls inside an area; listed work usually points to one."""

    @guideline(
        when=in_notifiable_area & notice_is_mandatory & begun & done("since_2022") & (not_cleared | under_review),
        finds="void-deal", severity=CRITICAL, obligation=LEGAL, bound="the acquirer",
        sources=["nsi-act s.2(3), 13 and 16", "nsi-university-pages", "nsi-key-points"], doors=["deal_counsel", "isu"],
    )
    def deal_completed_without_clearance(self):
        """A notifiable deal completed without approval has no legal effect, and the five-year limit on a call-in does not protect it."""

    @guideline(
        when=notice_is_mandatory & still_open & under_review,
        finds="wait-for-clearance", severity=CRITICAL, obligation=LEGAL, bound="the acquirer",
        sources=["nsi-act s.13 and 14", "nsi-he-guidance", "nsi-key-points"], doors=["isu"],
    )
    def mandatory_review_is_running(self):
        """A notice is no clearance; until the decision the deal may be prepared but not completed."""

    @guideline(
        when=(notice_is_mandatory | sensitive_asset) & still_open & status.unsure(),
        finds="find-nsi-status", severity=HIGH, obligation=PRACTICE,
        sources=["nsi-act s.6 and 9", "nsi-he-guidance"],
    )
    def nsi_status_is_unknown(self):
        """For a deal of this kind somebody must be able to say whether it was assessed, notified or cleared."""

    @guideline(
        when=sensitive_stake & still_open & status("none")
        & (shares("influence") | target("elsewhere", "no") | (planned_area & ~in_notifiable_area & new_areas("no"))),
        finds="consider-voluntary-notice", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-act s.6(2), 8(8) and 18", "nsi-section-3-statement", "nsi-university-pages"], doors=["isu", "rcat"],
    )
    def sensitive_stake_is_voluntary(self):
        """Influence below the lines, or a company outside the areas, needs no notice but can be called in for years."""

    @guideline(
        when=kind("spin_out", "company") & china_linked & what("investment") & sensitive_technology & still_open & (disclosed("detail") | condition("no")),
        finds="secure-investor-talks", severity=MEDIUM, obligation=PRACTICE,
        sources=["secure-innovation-investors", "nsi-he-guidance"], doors=["isu"],
    )
    def investor_talks_are_unsecured(self):
        """Know-how can leave in a data room long before any deal, and a term sheet with no condition ties the company."""

    # Rights in ideas and equipment

    @guideline(
        when=sensitive_asset & (partner_defence("none_found") | partner_defence.unsure()) & still_open & status("none"),
        finds="decide-on-asset-notice", severity=HIGH, obligation=PRACTICE,
        sources=["nsi-scamp-order", "nsi-act s.7 and 9", "nsi-section-3-statement"], doors=["rcat", "isu"],
    )
    def sensitive_asset_changes_hands(self):
        """The first deal ever blocked under the Act was a university's licence of sensing technology to a Beijing company."""

    @guideline(
        when=sensitive_asset & defence_linked & still_open & (not_cleared | under_review),
        finds="defence-linked-asset", severity=CRITICAL, obligation=PRACTICE,
        sources=["nsi-section-3-statement", "nsi-scamp-order", "nsi-act s.1 and 9"], doors=["isu", "rcat"],
    )
    def sensitive_asset_goes_to_a_defence_link(self):
        """Sensitive target, defence-linked acquirer and real control: the three risk factors of the statement come together."""

    @guideline(
        when=(sensitive_asset | (china_linked & shares_deal & control_gained)) & under_review & ~notice_is_mandatory & still_open,
        finds="hold-while-reviewed", severity=HIGH, obligation=PRACTICE,
        sources=["nsi-he-guidance", "nsi-university-pages"], doors=["isu"],
    )
    def voluntary_review_is_running(self):
        """Nothing forbids a voluntary deal during review, but what is handed over may have to be taken back."""

    @guideline(
        when=china_linked & rights_deal & rights("future") & sensitive_technology & ~limits("field"),
        finds="narrow-future-rights", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-university-pages", "nsi-he-guidance", "nsi-act s.7(4)"], doors=["rcat"],
    )
    def future_results_are_promised(self):
        """Results that do not exist yet can be a qualifying asset, and nobody can assess what an open option will cover."""

    @guideline(
        when=china_linked & rights_deal & rights("equipment") & sensitive_technology & direction("partner", "shared"),
        finds="keep-equipment-control", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-act s.7(4) and 9", "nsi-university-pages"], doors=["rcat"],
    )
    def partner_directs_equipment(self):
        """Directing how equipment is used is control of an asset, even where nothing is sold."""

    @guideline(
        when=sensitive_asset & (status("assessed", "assessed_alone") | under_review)
        & (condition("no") | ~limits("field") | ~limits("onward") | ~limits("exit")),
        finds="tighten-terms", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-university-pages", "nsi-section-3-statement"],
    )
    def terms_leave_gaps(self):
        """How much control a deal gives is one of the three risk factors, and it is the one that drafting can change."""

    @guideline(
        when=(sensitive_asset | sensitive_stake) & status("assessed_alone") & others.at_least(1),
        finds="assess-deals-together", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-section-3-statement"], doors=["rcat"],
    )
    def deals_add_up(self):
        """Several small deals with one group can be considered as one."""

    @guideline(
        when=china_linked & shares_deal & sensitive_technology & venture("transfer", "code", "improvements", "network"),
        finds="joint-venture-terms", severity=HIGH, obligation=PRACTICE,
        sources=["overseas-business-risk-china", "secure-innovation-investors"], doors=["ipo_attache"],
    )
    def joint_venture_moves_know_how(self):
        """A joint venture can give away by its terms and its network what no licence would."""

    @guideline(
        when=(sensitive_asset | (china_linked & rights_deal & strong_rights) | (shares_deal & control_gained & (china_linked | sensitive_technology)))
        & status("prohibited") & ~stage("ended"),
        finds="keep-to-order", severity=CRITICAL, obligation=LEGAL,
        sources=["nsi-act s.26 and 32", "nsi-scamp-order"], doors=["deal_counsel", "isu"],
    )
    def deal_was_blocked(self):
        """A final order binds those it names, and the same deal in another form would raise the same concern."""

    # Deals already done

    @guideline(
        when=(sensitive_asset | sensitive_stake) & begun & done("since_2022") & status("none") & ~notice_is_mandatory,
        finds="past-deal-open", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-act s.2(2)", "nsi-university-pages"], doors=["rcat"],
    )
    def past_deal_can_be_called_in(self):
        """A deal outside the mandatory regime can be called in for five years, and for six months once government knows of it."""

    @guideline(
        when=notice_is_mandatory & ~in_notifiable_area & china_linked & begun & done("since_2022") & status("none"),
        finds="past-deal-open", severity=MEDIUM, obligation=PRACTICE,
        sources=["nsi-act s.2(2)", "nsi-reform-2026"], doors=["deal_counsel"],
    )
    def past_deal_is_in_a_new_area(self):
        """Whether a deal in an area added later needed a notice depends on the day it completed; till that is settled it can be called in."""

    @guideline(
        when=(sensitive_asset | sensitive_stake) & begun & done("before_2022") & status("none"),
        finds="early-deal-window", severity=LOW, obligation=PRACTICE, ends=date(2027, 1, 3),
        sources=["nsi-act s.2(4)"],
    )
    def early_deal_can_still_be_called_in(self):
        """For deals between 12 November 2020 and 3 January 2022 the five years run from the day the power began."""

    @guideline(
        when=china_linked & rights_deal & (strong_rights | (shares_deal & control_gained)) & ~sensitive_technology & status("none"),
        finds="note-nsi-view", severity=LOW, obligation=PRACTICE,
        sources=["nsi-section-3-statement", "nsi-annual-report-2025"],
    )
    def ordinary_deal_is_unrecorded(self):
        """Any deal can be called in, but outside the sensitive areas few are; a short note is enough."""

    # What may go ahead

    @guideline(
        when=china_linked & rights_deal & rights("licence", "data") & ~strong_rights & ~sensitive_technology & partner_defence("none_found"),
        finds="ordinary-licence", severity=ENABLING, obligation=PRACTICE,
        sources=["nsi-section-3-statement", "nsi-annual-report-2025"],
    )
    def ordinary_licence_is_fine(self):
        """A non-exclusive licence outside the sensitive areas, to a partner with no defence link found, needs no notice."""

    @guideline(
        when=china_linked & rights_deal & rights("none") & (~shares_deal | shares("none")),
        finds="nothing-is-acquired", severity=ENABLING, obligation=PRACTICE,
        sources=["nsi-act s.8 and 9", "nsi-he-guidance"],
    )
    def nobody_acquires_anything(self):
        """The Act is about gaining control; work in which nobody gains shares, votes or rights gives it nothing to act on."""

    @guideline(
        when=china_linked & what("investment") & shares("below") & partner_defence("none_found"),
        finds="small-stake", severity=ENABLING, obligation=PRACTICE,
        sources=["nsi-act s.8"],
    )
    def small_stake_crosses_no_line(self):
        """A stake of 25% or less with no veto and no influence on policy is no gain of control."""

    @guideline(
        when=(sensitive_asset | (shares_deal & control_gained & sensitive_technology)) & status("cleared") & still_open,
        finds="cleared-deal", severity=ENABLING, obligation=PRACTICE,
        sources=["nsi-act s.1", "nsi-annual-report-2025"], doors=["isu"],
    )
    def clearance_is_in_hand(self):
        """A decision covers the deal that was described to government, on its conditions."""
