"""Horizon Europe: who may take part in a project with a partner in, or controlled from, China.

Since 2026 the general rule closes innovation actions and the sensitive clusters, and leaves climate, biodiversity, food
and agriculture open. Each topic can say otherwise, so its own conditions are asked for.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, defence_linked, sensitive_technology
from rules.guideline import ENABLING, HIGH, MEDIUM, PRACTICE, TERM, Topic, guideline

money = activity.question("terms.public_money")
checks = activity.question("terms.funder_checks")
action = activity.question("terms.horizon_action")
role = activity.question("terms.horizon_role")
conditions = activity.question("terms.horizon_topic")
stage = activity.question("activity.stage")
partner_defence = activity.question("partner.defence")

funders = organisation.question("profile.funders")
kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
own_control = organisation.question("profile.own_control")

project = china_linked & ~stage("ended") & funders("horizon") & money("horizon")
part_of_it = role("funded", "associated", "third")
not_opened = conditions("barred", "silent", "unread") | conditions.unsure()


class Horizon(Topic):
    """Horizon Europe

    Which projects are closed to bodies in or controlled from China, which stay open, and what to check before the proposal."""

    @guideline(
        when=project & part_of_it & action("innovation") & not_opened,
        finds="horizon-innovation-action", severity=HIGH, obligation=TERM,
        sources=["horizon-annexes-2024", "horizon-china-2026", "horizon-regulation art.22(6)"], doors=["horizon_contact_point"],
    )
    def innovation_action_is_closed(self):
        """Innovation actions are closed in any capacity, an associated partner and a subcontractor included."""

    @guideline(
        when=project & ((role("funded") & action("sensitive") & not_opened) | (part_of_it & ~action("innovation") & conditions("barred"))),
        finds="horizon-partner-ineligible", severity=HIGH, obligation=TERM,
        sources=["horizon-china-2026", "horizon-regulation art.22(5) and (6)"], doors=["horizon_contact_point"],
    )
    def partner_is_ineligible(self):
        """The sensitive clusters are closed unless the topic opens them, and a topic can close what is otherwise open."""

    @guideline(
        when=project & role("associated", "third") & action("sensitive") & (conditions("silent", "unread") | conditions.unsure()),
        finds="horizon-role-unclear", severity=MEDIUM, obligation=TERM,
        sources=["horizon-china-2026", "horizon-annexes-2024"], doors=["horizon_contact_point"],
    )
    def unfunded_role_is_unclear(self):
        """Accounts differ on whether a body without funding may still join a sensitive research action."""

    @guideline(
        when=project & part_of_it & partner_defence("seven_sons"),
        finds="horizon-defence-university", severity=HIGH, obligation=TERM,
        sources=["horizon-china-2026", "china-defence-universities"], doors=["horizon_contact_point", "rcat"],
    )
    def partner_is_a_barred_university(self):
        """The seven universities under the industry ministry are barred from all participation, whatever the topic."""

    @guideline(
        when=kind("spin_out", "company") & funders("horizon") & exposures("investment") & (own_control("part", "yes") | own_control.unsure()),
        finds="horizon-own-control", severity=HIGH, obligation=TERM,
        sources=["horizon-china-2026", "horizon-regulation art.22(6)"], doors=["horizon_contact_point"],
    )
    def own_control_is_not_settled(self):
        """Applicants may have to show that they are not controlled from China, and the bar follows control, not the address."""

    @guideline(
        when=project & part_of_it & conditions("allowed") & (sensitive_technology | defence_linked) & checks("none"),
        finds="horizon-risk-appraisal", severity=MEDIUM, obligation=PRACTICE,
        sources=["research-security-recommendation", "horizon-china-2026"],
    )
    def eligible_partner_is_not_appraised(self):
        """That a topic lets a partner in says nothing about what may be shared with it."""

    @guideline(
        when=project & part_of_it & action("open", "people", "other") & conditions("allowed", "silent") & partner_defence("none_found"),
        finds="horizon-open-topic", severity=ENABLING, obligation=PRACTICE,
        sources=["horizon-china-2026", "research-security-recommendation"],
    )
    def topic_is_open(self):
        """The programme keeps climate, biodiversity, food and agriculture open on purpose."""
