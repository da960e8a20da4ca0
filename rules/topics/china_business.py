"""Business in China: Chinese export controls on what comes from there, exits, and free advice.

Joint ventures stand with ownership and rights (`nsi`), company enquiries inside China with journeys (`travel`).
Whose duty it is matters here: a Chinese licence is for the sender to get.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked
from rules.guideline import ENABLING, LEGAL, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
suspended = organisation.question("switch.china_controls_suspended")
what = activity.question("activity.kind")
stage = activity.question("activity.stage")
areas = activity.question("technology.areas")
from_there = activity.question("deal.from_there")
permit = activity.question("deal.chinese_permit")
uk_law_first = activity.question("terms.uk_law_first")
exit_read = activity.question("terms.exit_read")

business = china_linked & ~stage("ended") & what("supply", "purchase", "licence", "investment", "joint_lab", "contract_research")
comes_from_there = business & ~areas("none")


class ChinaBusiness(Topic):
    """Business in China

    What Chinese law asks of partners there when technology or materials leave China, and how to end a contract."""

    @guideline(
        when=comes_from_there & from_there("technology") & permit("asked", "nothing"),
        finds="sender-needs-chinese-permit", severity=MEDIUM, obligation=LEGAL, bound="the sender in China, under Chinese law",
        sources=["chinese-technology-catalogue"], doors=["fcdo_china"],
    )
    def partner_shows_no_permit(self):
        """China controls what leaves it too; work that rests on something sent without a permit can be stopped half-way."""

    @guideline(
        when=comes_from_there & from_there("materials", "content") & (suspended("no") | suspended.unsure()),
        finds="check-chinese-controls", severity=MEDIUM, obligation=PRACTICE,
        sources=["china-export-suspensions"],
    )
    def materials_may_be_controlled_again(self):
        """The suspension had an end date; supply and resale may need permits again, with questions about end use."""

    @guideline(
        when=business & uk_law_first("yes") & exit_read("no"),
        finds="have-exit-terms-read", severity=MEDIUM, obligation=PRACTICE,
        sources=["prc-supply-chain-orders", "countering-jurisdiction-2026"], doors=["deal_counsel"],
    )
    def exit_terms_were_not_read(self):
        """A contract that names foreign measures as its reason to stop can bring counter-measures on people and assets there."""

    @guideline(
        when=kind("company", "spin_out") & exposures("investment", "suppliers", "goods"),
        finds="free-advice-on-business", severity=ENABLING, obligation=PRACTICE,
        sources=["overseas-business-risk-china", "china-audit-statement-2025"], doors=["ipo_attache", "fcdo_china"],
    )
    def company_trades_there(self):
        """Trade is wanted where it is safe, and asking early costs nothing."""
