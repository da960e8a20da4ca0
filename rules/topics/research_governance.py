"""How the organisation decides: who owns research security, who can stop a project, what is on the register.

An organisation with no links with China is asked nothing here. A gap weighs more once an activity pairs a partner
linked to China with a sensitive technology or a defence link.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, leaves_uk, sensitive_technology
from rules.guideline import ENABLING, HIGH, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
owner = organisation.question("governance.owner")
stop_power = organisation.question("governance.stop_power")
register = organisation.question("governance.register")
review = organisation.question("governance.review")
adviser = organisation.question("governance.adviser")
training = organisation.question("governance.training")
outside_posts = organisation.question("governance.outside_posts")

stage = activity.question("activity.stage")
field = activity.question("activity.field")
partner_defence = activity.question("partner.defence")
partner_owner = activity.question("partner.owner")
sanctions = activity.question("partner.sanctions")
search = activity.question("partner.institution_search")
areas = activity.question("technology.areas")
control_list = activity.question("technology.control_list")

linked = ~exposures("none")
research_body = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
research_links = exposures("research", "visitors", "appointments")

sensitive_links = organisation.concern("sensitive_links", "some activity pairs a partner linked to China with a sensitive technology or a defence link")


class ResearchGovernance(Topic):
    """Governance of research security

    Who owns the risk, who can stop a project, what is on the register, and which checks of a partner can be relied on."""

    # Concerns

    @guideline(when=some_activity(china_linked & ~stage("ended") & (sensitive_technology | defence_linked)), raises=sensitive_links)
    def some_activity_is_sensitive(self):
        """One such activity is enough to need somebody who decides."""

    # Who decides

    @guideline(
        when=linked & owner("none") & sensitive_links,
        finds="name-an-owner", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "uuk-internationalisation-2020"],
    )
    def nobody_owns_the_risk(self):
        """Without an owner, a sensitive project is decided by whoever wants it most."""

    @guideline(
        when=linked & stop_power("no") & sensitive_links,
        finds="give-stop-power", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research"],
    )
    def nobody_can_stop_a_project(self):
        """A risk that nobody may act on is only described, not managed."""

    @guideline(
        when=linked & register("none") & sensitive_links,
        finds="build-the-register", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "uuk-internationalisation-2020"],
    )
    def links_are_not_mapped(self):
        """Deals with one group in several departments add up, and only a register shows it."""

    @guideline(
        when=linked & ((owner.unsure() & stop_power.unsure()) | (owner.unsure() & register.unsure()) | (stop_power.unsure() & register.unsure())) & sensitive_links,
        finds="find-who-decides", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "tref"],
    )
    def nobody_knows_who_decides(self):
        """When the officer cannot find out who decides, neither can the head of a laboratory."""

    @guideline(
        when=linked & (owner("shared", "silent") | stop_power("advice") | register("partial")) & sensitive_links,
        finds="tighten-governance", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "uuk-internationalisation-2020"],
    )
    def governance_is_loose(self):
        """Half a power, half a register or no yearly report leaves the gap exactly where the hard cases fall."""

    @guideline(
        when=linked & (owner("none") | stop_power("no") | register("none")) & ~sensitive_links,
        finds="lay-the-foundations", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "uuk-internationalisation-2020"],
    )
    def foundations_are_missing(self):
        """No sensitive activity is on record, but without an owner, a stop and a register nobody would notice the first one."""

    # What helps to decide

    @guideline(
        when=research_body & research_links & sensitive_links & adviser("none", "known"),
        finds="use-the-adviser", severity=MEDIUM, obligation=PRACTICE,
        sources=["rcat"], doors=["rcat"],
    )
    def free_advice_is_unused(self):
        """The team advises research institutions free of charge and may know what open sources do not show."""

    @guideline(
        when=research_body & research_links & sensitive_links & review("none", "old"),
        finds="measure-maturity", severity=MEDIUM, obligation=PRACTICE,
        sources=["tref", "trusted-research"],
    )
    def maturity_was_never_measured(self):
        """A self-review finds the weak spot before somebody else does."""

    @guideline(
        when=exposures("research", "visitors", "appointments", "investment") & sensitive_links & (~training("researchers") | ~training("offices")),
        finds="train-for-research-security", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research"],
    )
    def those_who_meet_partners_are_untrained(self):
        """The team meets the partner and the contracts office sees the terms; each notices what the other cannot."""

    @guideline(
        when=exposures("appointments") & outside_posts("paid", "none"),
        finds="declare-outside-posts", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "talent-programmes"],
    )
    def outside_posts_are_unseen(self):
        """Staff hold posts there, and an unpaid or honorary one can carry the same duties as a paid one."""

    @guideline(
        when=linked & owner("named") & stop_power("yes") & register("complete"),
        finds="decide-quickly", severity=ENABLING, obligation=PRACTICE,
        sources=["trusted-research", "science-cooperation-2025"],
    )
    def ordinary_cases_can_be_delegated(self):
        """An organisation that can stop the few hard cases can let the many ordinary ones pass without a committee."""

    # The checks of one partner

    @guideline(
        when=china_linked & ~stage("ended") & sensitive_technology & (partner_defence.unsure() | partner_owner.unsure() | sanctions.unsure()),
        finds="partner-not-checked", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "nsi-section-3-statement"], doors=["rcat"],
    )
    def partner_is_unchecked_in_sensitive_work(self):
        """In a sensitive field the answer to three questions decides: who owns it, what it is linked to, whether it is sanctioned."""

    @guideline(
        when=china_linked & ~stage("ended") & sensitive_technology & partner_defence("none_found") & (search("english", "none") | search.unsure()),
        finds="search-again-in-chinese", severity=MEDIUM, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"],
    )
    def nothing_found_rests_on_a_thin_search(self):
        """Not being found in English or in one tracker proves nothing."""

    @guideline(
        when=china_linked & ~stage("ended") & field("engineering", "computing", "life_technology") & leaves_uk
        & areas.unsure() & (control_list("not_checked") | control_list.unsure()),
        finds="technology-not-understood", severity=HIGH, obligation=PRACTICE,
        sources=["ecju-academia", "trusted-research"],
    )
    def nobody_understands_the_technology(self):
        """Applied work leaves the country, and nobody can say what it is; no later judgement can be better than this one."""
