"""UK strategic export control and the end-use controls.

The test is where a recipient is, never who they are. List controls, weapons of mass destruction, military end-use and
the arms embargo are four different controls; a "no" to one is no "no" to another.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, leaves_uk, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

control_list = activity.question("technology.control_list")
licence = activity.question("technology.licence")
leaves = activity.question("technology.leaves")
published = activity.question("technology.published")
emerging = activity.question("technology.emerging")
trl = activity.question("technology.trl")
aim = activity.question("technology.aim")
weapons = activity.question("technology.weapons")
military_use = activity.question("technology.military_use")
letter = activity.question("technology.letter")
repression = activity.question("technology.repression")
stage = activity.question("activity.stage")
field = activity.question("activity.field")
partner_defence = activity.question("partner.defence")

kind = organisation.question("profile.kind")
account = organisation.question("exports.account")
records = organisation.question("exports.records")
training = organisation.question("exports.training")

listed = control_list("military", "dual_use")
technical = field("engineering", "computing", "life_technology", "basic_science", "health", "astronomy", "climate", "food")

weapons_matter = technical | sensitive_technology

listed_goods_leave = activity.concern("listed_goods_leave", "listed goods or samples leave the UK")
listed_leaves = activity.concern("listed_technology_leaves", "listed technology or goods leave the UK or can be reached from abroad")
unlicensed = activity.concern("unlicensed_transfer_possible", "listed technology may leave the UK without a licence")
end_use_stop = activity.concern("end_use_stop", "an end-use control stops the transfer, listed or not")


class ExportControl(Topic):
    """Export control and end-use

    When a licence is needed before goods, software or know-how leave the UK, and when an end-use stops even unlisted work."""

    # Concerns

    @guideline(when=leaves("goods") & listed, raises=listed_goods_leave)
    def listed_goods_leave_the_uk(self):
        """The exceptions for public and basic research never cover goods."""

    @guideline(when=(leaves_uk & listed) | listed_goods_leave, raises=listed_leaves)
    def listed_technology_leaves_the_uk(self):
        """E-mail, remote access, a call that conveys a document and a laptop on a journey all count as sending."""

    @guideline(when=listed_leaves & licence("applied", "refused", "none"), raises=unlicensed)
    def transfer_has_no_licence(self):
        """An application is not a licence."""

    @guideline(when=(weapons_matter & weapons("told", "aware", "suspect")) | (china_linked & letter("yes")) | (china_linked & military_use("told", "aware")), raises=end_use_stop)
    def end_use_stops_transfer(self):
        """End-use controls reach unlisted items, software, technology and help."""

    # Lists and licences

    @guideline(
        when=unlicensed & ~stage("ended"),
        finds="licence-missing", severity=CRITICAL, obligation=LEGAL,
        sources=["eco-2008 Sch. 2 and 3", "dual-use-regulation Annex I", "ecju-academia", "ecju-transfer"], doors=["ecju"],
    )
    def licence_missing(self):
        """Sending listed technology out of the UK without a licence is an offence, whatever the means of sending."""

    @guideline(
        when=listed_leaves & licence("none", "refused") & stage("running", "ended"),
        finds="possible-past-breach", severity=HIGH, obligation=LEGAL,
        sources=["eco-2008 Part 6", "university-export-pages"], doors=["hmrc_disclosure"],
    )
    def transfer_may_have_happened(self):
        """Something listed may already have gone; the facts decide, and telling HMRC oneself is the accepted remedy."""

    @guideline(
        when=china_linked & leaves_uk & licence("refused") & ~stage("ended"),
        finds="licence-refused", severity=CRITICAL, obligation=LEGAL,
        sources=["eco-2008 Part 5", "imperial-centres-2022"], doors=["ecju", "rcat"],
    )
    def licence_refused(self):
        """A refusal says that government sees a concern with this recipient or use; a workaround would repeat the breach."""

    @guideline(
        when=listed_goods_leave & licence("not_needed"),
        finds="no-exception-for-goods", severity=CRITICAL, obligation=LEGAL,
        sources=["eco-2008 art.18", "university-export-pages"], doors=["ecju"],
    )
    def goods_have_no_exception(self):
        """"Not needed" cannot rest on the research exceptions when an object or a sample leaves."""

    @guideline(
        when=leaves_uk & listed & licence("not_needed") & (aim("yes") | trl("laboratory", "product") | control_list("military")),
        finds="exception-doubtful", severity=HIGH, obligation=LEGAL,
        sources=["eco-2008 art.18", "university-export-pages", "ecju-academia"], doors=["ecju"],
    )
    def basic_research_exception_is_doubtful(self):
        """A practical aim, an industrial sponsor, a readiness above 3 or the military list each speak against the exception."""

    @guideline(
        when=leaves_uk & listed & licence("not_needed") & trl("proof") & aim("no") & control_list("dual_use"),
        finds="exception-grey", severity=MEDIUM, obligation=PRACTICE,
        sources=["university-export-pages"],
    )
    def basic_research_exception_is_grey(self):
        """Readiness level 3 lies between what is usually basic research and what rarely is."""

    @guideline(
        when=leaves_uk & control_list("not_checked") & (sensitive_technology | ~emerging("none")),
        finds="classify-first", severity=HIGH, obligation=LEGAL,
        sources=["ecju-academia", "eco-emerging-2024", "eco-lists-2025"], doors=["ecju"],
    )
    def sensitive_work_is_unclassified(self):
        """Nobody can know whether a licence is needed before somebody competent has looked at the lists."""

    @guideline(
        when=china_linked & technical & leaves_uk & control_list("not_checked") & ~sensitive_technology & emerging("none"),
        finds="assess-exports", severity=LOW, obligation=PRACTICE,
        sources=["ecju-academia"],
    )
    def technical_work_is_unassessed(self):
        """Unpublished technical work outside the sensitive areas is seldom listed; a short recorded check is enough."""

    @guideline(
        when=china_linked & technical & leaves_uk & control_list("not_listed") & ~emerging("none"),
        finds="recheck-new-entries", severity=MEDIUM, obligation=LEGAL,
        sources=["eco-emerging-2024", "eco-lists-2025"], doors=["ecju"],
    )
    def newly_controlled_field(self):
        """Quantum, cryogenic, semiconductor and additive entries came in 2024 and moved in December 2025; an older "not listed" is stale."""

    @guideline(
        when=listed_leaves & licence("held"),
        finds="keep-to-licence", severity=MEDIUM, obligation=LEGAL,
        sources=["eco-2008 Part 5", "ecju-notices-2026", "ecju-transfer"],
    )
    def licence_is_held(self):
        """A licence covers an item, a recipient, a country and a way of sending; outside them there is none."""

    @guideline(
        when=leaves("visitor") & listed & ~leaves_uk & weapons("no"),
        finds="visitor-sees-listed", severity=MEDIUM, obligation=PRACTICE,
        sources=["ecju-transfer"],
    )
    def visitor_sees_listed_technology(self):
        """Showing something inside the UK is no export; what a visitor later carries or sends home is one."""

    # End-use

    @guideline(
        when=weapons_matter & weapons("told", "aware", "suspect"),
        finds="weapons-end-use", severity=CRITICAL, obligation=LEGAL,
        sources=["eco-2008 art.6 and 10", "ecju-academia", "ecju-case-studies"], doors=["ecju"],
    )
    def weapons_of_mass_destruction(self):
        """Suspicion is enough, inside the UK too, and teaching counts."""

    @guideline(
        when=china_linked & letter("yes") & ~stage("ended"),
        finds="informed-end-user", severity=CRITICAL, obligation=LEGAL,
        sources=["eco-amendment-2022 art.12A", "ecju-military-end-use"], doors=["ecju"],
    )
    def organisation_was_informed(self):
        """Once informed, the organisation needs a licence for that end-user or end-use, in every department."""

    @guideline(
        when=china_linked & military_use("told", "aware") & ~stage("ended"),
        finds="military-end-use", severity=CRITICAL, obligation=LEGAL,
        sources=["ecju-military-end-use", "eco-amendment-2022"], doors=["ecju"],
    )
    def military_end_use(self):
        """For an embargoed destination, knowing that an item goes into military equipment or its making is enough."""

    @guideline(
        when=china_linked & partner_defence("part") & leaves_uk & ~end_use_stop & ~stage("ended"),
        finds="military-partner", severity=CRITICAL, obligation=PRACTICE,
        sources=["eco-amendment-2022 art.12A", "trusted-research"], doors=["ecju", "rcat"],
    )
    def partner_is_military(self):
        """The control on military end-users binds once informed; going ahead with such a body unasked is a risk nobody should take."""

    @guideline(
        when=defence_linked & partner_defence("industry", "seven_sons", "laboratory") & leaves_uk & technical & ~end_use_stop & ~stage("ended"),
        finds="ask-about-end-user", severity=HIGH, obligation=PRACTICE,
        sources=["eco-amendment-2022 art.12A", "china-defence-universities"], doors=["ecju", "rcat"],
    )
    def defence_linked_end_user(self):
        """A defence profile alone creates no licence duty, but it is a strong reason to ask before unpublished work goes."""

    @guideline(
        when=china_linked & (leaves_uk | leaves("goods")) & repression("clear", "possible"),
        finds="repression-use", severity=HIGH, obligation=LEGAL,
        sources=["arms-embargo-china", "ecju-academia"], doors=["ecju"],
    )
    def repression_use(self):
        """Equipment for internal repression is inside the embargo, and surveillance of people raises human-rights controls."""

    @guideline(
        when=china_linked & sensitive_technology & leaves_uk & (weapons.unsure() | military_use.unsure() | letter.unsure()),
        finds="end-use-unknown", severity=MEDIUM, obligation=PRACTICE,
        sources=["ecju-military-end-use", "trusted-research"], doors=["rcat"],
    )
    def end_use_is_unknown(self):
        """In a sensitive field somebody must be able to say what the other side will do with the work."""

    # What may go ahead

    @guideline(
        when=china_linked & technical & published("all") & leaves("files", "access", "talk", "review", "carried", "visitor") & ~leaves("goods") & weapons("no") & letter("no"),
        finds="share-what-is-public", severity=ENABLING, obligation=PRACTICE,
        sources=["eco-2008 art.18", "university-export-pages"],
    )
    def public_knowledge_is_free(self):
        """Software and technology in the public domain are outside the list controls."""

    @guideline(
        when=china_linked & leaves_uk & control_list("not_listed") & emerging("none") & weapons("no") & military_use("no") & letter("no") & ~defence_linked,
        finds="no-licence-needed", severity=ENABLING, obligation=PRACTICE,
        sources=["ecju-military-end-use", "ecju-academia"],
    )
    def no_licence_on_these_facts(self):
        """Not listed, no end-use of concern, no defence link: record it and go on."""

    @guideline(
        when=china_linked & leaves("nothing") & weapons("no"),
        finds="no-export", severity=ENABLING, obligation=PRACTICE,
        sources=["ecju-transfer"],
    )
    def nothing_is_exported(self):
        """What stays in the UK is no export; other topics still apply."""

    # The organisation

    @guideline(
        when=some_activity(sensitive_technology) & account("individuals"),
        finds="central-licence-account", severity=MEDIUM, obligation=PRACTICE,
        sources=["university-export-pages"],
    )
    def licences_are_scattered(self):
        """The organisation must keep to licences that it cannot see."""

    @guideline(
        when=some_activity(listed_leaves) & records("less", "none"),
        finds="keep-export-records", severity=MEDIUM, obligation=LEGAL,
        sources=["eco-2008 Part 5"],
    )
    def records_are_short(self):
        """Records must be kept for years after each transfer and shown at an audit."""

    @guideline(
        when=some_activity(sensitive_technology & leaves_uk) & training("optional", "none"),
        finds="train-high-risk-departments", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research"],
    )
    def training_is_missing(self):
        """Those who send sensitive work abroad must know what counts as sending."""

    @guideline(
        when=kind("he_ni") & some_activity(control_list("dual_use") & leaves_uk),
        finds="northern-ireland-dual-use", severity=MEDIUM, obligation=LEGAL,
        sources=["eu-dual-use-2021"], doors=["ecju"],
    )
    def northern_ireland(self):
        """In Northern Ireland the EU dual-use Regulation applies to dual-use items."""
