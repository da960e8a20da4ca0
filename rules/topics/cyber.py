"""Whether systems that hold valuable work would keep it, and notice if it left.

Most of what state-linked groups use is known and old: devices nobody updates, accounts nobody closes, logs nobody keeps.
The same repairs stop ordinary crime, and they are the same for everybody who has an account.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, sensitive_technology, worth_stealing
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, TERM, Topic, guideline

stage = activity.question("activity.stage")
published = activity.question("technology.published")
leaves = activity.question("technology.leaves")
access_limits = activity.question("technology.access_limits")

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
funders = organisation.question("profile.funders")
basics = organisation.question("systems.cyber_basics")
for_others = organisation.question("systems.for_others")
new_law = organisation.question("switch.cyber_resilience_duties")

janet_member = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
valuable = china_linked & sensitive_technology & ~published("all") & ~stage("ended")
held_with_partners = some_activity(valuable)
regulated_service = for_others("managed", "data_centre", "essential")


class Cyber(Topic):
    """Cyber security of valuable work

    Whether networks, accounts and logs protect the work and the data that somebody would want, and which terms and laws ask for it."""

    # Concerns

    @guideline(when=exposures("data") | funders("defence") | held_with_partners, raises=worth_stealing)
    def something_is_worth_stealing(self):
        """Ordinary teaching and published work need ordinary security; unpublished sensitive work draws a patient opponent."""

    # The organisation

    @guideline(
        when=worth_stealing & ~basics("edge"),
        finds="close-the-edge", severity=HIGH, obligation=PRACTICE,
        sources=["covert-networks-2026", "state-cyber-statements", "cyber-essentials-3"], doors=["ncsc"],
    )
    def edge_devices_are_open(self):
        """Known flaws in gateways and routers are the way in that the advisories name again and again."""

    @guideline(
        when=worth_stealing & ~basics("sign_in"),
        finds="sign-in-gaps", severity=MEDIUM, obligation=PRACTICE,
        sources=["covert-networks-2026", "cyber-essentials-3"],
    )
    def sign_in_has_gaps(self):
        """One account with a password alone opens what all the others protect."""

    @guideline(
        when=worth_stealing & (~basics("logs") | ~basics("leavers")),
        finds="slow-theft-unseen", severity=MEDIUM, obligation=PRACTICE,
        sources=["ncsc-logging", "covert-networks-2026", "npsa-scenarios-2024"],
    )
    def slow_theft_goes_unseen(self):
        """What is taken a little at a time, or with the rights of somebody who has left, shows only in records kept for long."""

    @guideline(
        when=held_with_partners & ~basics("apart"),
        finds="keep-valuable-work-apart", severity=HIGH, obligation=PRACTICE,
        sources=["ncsc-universities-2019", "trusted-research"], doors=["ncsc"],
    )
    def valuable_work_is_not_apart(self):
        """On one flat network the weakest account reaches the best idea."""

    @guideline(
        when=worth_stealing & ~basics("certified"),
        finds="certify-research-systems", severity=LOW, obligation=PRACTICE,
        sources=["cyber-essentials-3"],
    )
    def research_systems_are_uncertified(self):
        """A certificate that leaves research out says nothing about the systems that matter here."""

    @guideline(
        when=worth_stealing & janet_member & ~basics("janet"),
        finds="janet-self-assessment", severity=MEDIUM, obligation=TERM,
        sources=["janet-policy-2022"], doors=["jisc_csirt"],
    )
    def janet_review_is_due(self):
        """The yearly self-assessment is a condition of the connection itself."""

    @guideline(
        when=(exposures("suppliers", "data") | worth_stealing) & regulated_service & (new_law("no") | new_law.unsure()),
        finds="prepare-for-cyber-law", severity=LOW, obligation=PRACTICE,
        sources=["cyber-resilience-bill", "nis-regulations-2018"],
    )
    def new_cyber_law_may_reach_services(self):
        """Those who run services for others have the longest list of things to prepare."""

    @guideline(
        when=(exposures("suppliers", "data") | worth_stealing) & regulated_service & new_law("yes"),
        finds="meet-cyber-law", severity=MEDIUM, obligation=LEGAL,
        sources=["cyber-resilience-bill", "nis-regulations-2018"],
    )
    def new_cyber_law_is_in_force(self):
        """Once the duties apply, a first notice is due within a day, and nobody can work out the scope on that day."""

    @guideline(
        when=worth_stealing & basics("edge") & basics("sign_in") & basics("apart") & basics("logs") & basics("leavers"),
        finds="host-joint-work-here", severity=ENABLING, obligation=PRACTICE,
        sources=["ncsc-universities-2019", "covert-networks-2026"],
    )
    def systems_are_ready_for_joint_work(self):
        """Where the basics stand, joint work on one's own systems is safer than copies on somebody else's."""

    # Each activity

    @guideline(
        when=china_linked & sensitive_technology & leaves("access") & ~published("all") & ~stage("ended")
        & (~access_limits("scoped") | ~access_limits("named") | ~access_limits("unjoined")),
        finds="narrow-remote-access", severity=HIGH, obligation=PRACTICE,
        sources=["ncsc-universities-2019", "covert-networks-2026", "trusted-research"],
    )
    def remote_access_is_wide(self):
        """Log-in from abroad without a boundary shows more than anybody agreed to share."""

    @guideline(
        when=china_linked & leaves("access") & ~published("all") & ~stage("ended") & access_limits("scoped") & access_limits("named")
        & access_limits("unjoined") & access_limits("read") & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="remote-access-may-go-on", severity=ENABLING, obligation=PRACTICE,
        sources=["covert-networks-2026", "ncsc-logging"],
    )
    def remote_access_is_limited(self):
        """A door with a key, a name and a record is better than a copy that travels."""
