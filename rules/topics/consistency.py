"""Answers that cannot all hold."""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked
from rules.guideline import Topic, guideline

exposures = organisation.question("profile.exposures")
funders = organisation.question("profile.funders")
kind = activity.question("activity.kind")
stage = activity.question("activity.stage")
publication = activity.question("activity.publication")
areas = activity.question("technology.areas")
emerging = activity.question("technology.emerging")
leaves = activity.question("technology.leaves")
published = activity.question("technology.published")
unpublished = activity.question("terms.unpublished")
public_money = activity.question("terms.public_money")
data_kinds = activity.question("data.kinds")
rights = activity.question("deal.rights")
done = activity.question("deal.done")
certificate = activity.question("team.atas_certificate")


class Consistency(Topic):
    """Answers that contradict each other

    Two answers of which one must be wrong. They are shown before the report; no finding follows from them."""

    @guideline(when=exposures("none") & some_activity(china_linked), contradicts=True)
    def no_link_is_ticked(self):
        """The organisation ticked no link with China, but an activity has a partner there or one controlled from there."""

    @guideline(
        when=~exposures("research", "none") & some_activity(china_linked & kind("research", "contract_research", "joint_lab")),
        contradicts=True,
    )
    def research_is_not_ticked(self):
        """An activity is research with a partner there, but research is not among the links that were ticked."""

    @guideline(when=~exposures("teaching", "none") & some_activity(china_linked & kind("teaching")), contradicts=True)
    def teaching_is_not_ticked(self):
        """An activity is teaching with a partner there, but teaching is not among the links that were ticked."""

    @guideline(when=~exposures("scholarships", "none") & some_activity(china_linked & kind("scholarship")), contradicts=True)
    def scholarships_are_not_ticked(self):
        """An activity is a scholarship from there, but scholars paid by a state body are not among the links ticked."""

    @guideline(when=~exposures("gifts", "none") & some_activity(china_linked & kind("gift")), contradicts=True)
    def gifts_are_not_ticked(self):
        """An activity is a gift or sponsorship from there, but gifts are not among the links that were ticked."""

    @guideline(when=~exposures("investment", "none") & some_activity(china_linked & kind("investment")), contradicts=True)
    def investment_is_not_ticked(self):
        """An activity is an investment or joint company there, but investment is not among the links that were ticked."""

    @guideline(when=~funders("ukri") & some_activity(public_money("ukri")), contradicts=True)
    def research_council_is_not_ticked(self):
        """An activity has money from a research council, but UK Research and Innovation is not among the funders ticked."""

    @guideline(when=~funders("horizon") & some_activity(public_money("horizon")), contradicts=True)
    def horizon_is_not_ticked(self):
        """An activity has money from Horizon Europe, but Horizon Europe is not among the funders that were ticked."""

    @guideline(
        when=areas("none") & emerging("quantum", "cryogenic", "chip_tools", "chips", "additive", "coatings"),
        contradicts=True,
    )
    def emerging_item_in_no_area(self):
        """An item such as a quantum computer or an advanced chip is ticked, but the work is said to touch no sensitive area."""

    @guideline(when=published("all") & publication("restricted"), contradicts=True)
    def public_but_forbidden(self):
        """All that is shared is said to be public already, but the partner can forbid publication."""

    @guideline(when=leaves("nothing") & unpublished("shared", "partner"), contradicts=True)
    def nothing_leaves_but_partner_keeps_it(self):
        """Nothing is said to leave the UK, but unpublished work lies where the partner can open it in full."""

    @guideline(when=data_kinds("none") & rights("data"), contradicts=True)
    def rights_in_no_data(self):
        """The other side gets rights to data, but is said to receive none."""

    @guideline(when=stage("idea", "negotiating") & done("since_2022", "before_2022", "earlier"), contradicts=True)
    def done_before_it_is_agreed(self):
        """The deal is said to have completed, but the activity is still an idea or being negotiated."""

    @guideline(when=stage("idea") & certificate("started"), contradicts=True)
    def started_before_it_is_agreed(self):
        """Somebody is said to have started, but the activity is still an idea or proposal."""
