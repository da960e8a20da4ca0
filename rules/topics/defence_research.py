"""Defence research beside work with partners linked to China.

The security terms of a defence contract bind whoever holds it. The questions are about what is shared (people, rooms,
systems, suppliers) and who was told; nothing is asked about a person, and nothing about what the defence work is.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, MEDIUM, PRACTICE, TERM, Topic, guideline

overlap = activity.question("team.defence_overlap")
told = activity.question("team.defence_told")
also = activity.question("activity.also")
stage = activity.question("activity.stage")
partner_defence = activity.question("partner.defence")

funders = organisation.question("profile.funders")
record = organisation.question("governance.defence_record")
material = organisation.question("governance.defence_material")
checklist = organisation.question("governance.defence_checklist")

near = funders("defence") & china_linked & ~stage("ended") & also("defence_team")
no_defence_body = partner_defence("none_found", "laboratory") | partner_defence.unsure()

defence_work_overlaps = activity.concern("defence_work_overlaps", "the activity shares people, rooms, systems or suppliers with defence work")


class DefenceResearch(Topic):
    """Defence research next door

    How to keep work for the Ministry of Defence and its allies apart from work with partners linked to China."""

    @guideline(when=near & overlap("people", "rooms", "systems", "visitors", "subcontract"), raises=defence_work_overlaps)
    def defence_work_is_shared(self):
        """What is shared, and not the name of the department, decides whether need-to-know can hold."""

    @guideline(
        when=defence_work_overlaps & told("not_told") & no_defence_body,
        finds="disclose-defence-overlap", severity=HIGH, obligation=TERM,
        sources=["mod-research-security-2025", "mod-research-worker-2025"], doors=["contracting_security"],
    )
    def overlap_is_undisclosed(self):
        """Who may see defence information is decided by the contract, and the contracting authority does not know of the overlap."""

    @guideline(
        when=defence_work_overlaps & told("told") & no_defence_body,
        finds="hold-overlap-until-answer", severity=MEDIUM, obligation=TERM,
        sources=["mod-research-security-2025"], doors=["contracting_security"],
    )
    def overlap_awaits_an_answer(self):
        """The authority has been told and decides what is enough; until then nothing new should be shared."""

    @guideline(
        when=defence_work_overlaps & partner_defence("part", "industry", "seven_sons") & ~told("accepted"),
        finds="defence-body-beside-defence-work", severity=CRITICAL, obligation=TERM,
        sources=["mod-research-security-2025", "mod-research-worker-2025", "china-defence-universities"], doors=["contracting_security", "rcat"],
    )
    def foreign_defence_body_is_next_door(self):
        """A body of another state's defence system works beside UK defence work, and nobody has agreed to that in writing."""

    @guideline(
        when=near & overlap("subcontract") & material("sensitive", "secret_cleared", "secret_uncleared") & ~told("accepted"),
        finds="unapproved-defence-supplier", severity=CRITICAL, obligation=TERM,
        sources=["mod-checklist-2025 Part 2", "mod-research-security-2025"], doors=["contracting_security"],
    )
    def partner_supplies_defence_work(self):
        """A supplier to classified work comes inside its security terms, and the authority must know and agree first."""

    @guideline(
        when=near & overlap("nothing"),
        finds="defence-work-kept-apart", severity=ENABLING, obligation=PRACTICE,
        sources=["mod-research-security-2025"],
    )
    def defence_work_is_kept_apart(self):
        """Separate people, rooms and systems let both kinds of work go on under one roof."""

    # The organisation

    @guideline(
        when=funders("defence") & material("secret_uncleared"),
        finds="secret-without-clearance", severity=CRITICAL, obligation=TERM,
        sources=["facility-clearance-explainers", "mod-research-security-2025"], doors=["contracting_security"],
    )
    def secret_material_lacks_a_clearance(self):
        """Material marked SECRET may be held only on a site that has been cleared for it."""

    @guideline(
        when=funders("defence") & material("sensitive", "secret_cleared", "secret_uncleared") & checklist("some", "none"),
        finds="complete-defence-checklists", severity=MEDIUM, obligation=PRACTICE,
        sources=["mod-checklist-2025", "mod-research-security-2025"],
    )
    def defence_checklists_are_missing(self):
        """The ministry offers one checklist that asks everything its contracts ask; a gap in it is a gap in the controls."""

    @guideline(
        when=funders("defence") & (record("partly") | record.unsure()) & some_activity(china_linked & ~stage("ended") & (sensitive_technology | defence_linked)),
        finds="map-defence-work", severity=HIGH, obligation=PRACTICE,
        sources=["mod-research-security-2025"], doors=["contracting_security"],
    )
    def defence_work_is_unmapped(self):
        """Nobody can keep two kinds of work apart without knowing where each one is done."""
