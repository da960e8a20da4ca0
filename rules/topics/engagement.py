"""What may go ahead: the answers that open the way, tested as strictly as those that close it.

A card is for these facts and no others. It is certain only once every critical and high finding is excluded, so that
"go ahead" never stands beside "stop"; the two cards for work that waits need only that nothing critical was found.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LOW, MEDIUM, PRACTICE, Topic, guideline

kind = activity.question("activity.kind")
field = activity.question("activity.field")
stage = activity.question("activity.stage")
publication = activity.question("activity.publication")
written_terms = activity.question("activity.written_terms")
also = activity.question("activity.also")
separable = activity.question("activity.separable")
visit_terms = activity.question("activity.visit_terms")
partner_kind = activity.question("partner.kind")
partner_defence = activity.question("partner.defence")
owner = activity.question("partner.owner")
sanctions = activity.question("partner.sanctions")
department = activity.question("partner.department")
control_list = activity.question("technology.control_list")
published = activity.question("technology.published")
leaves = activity.question("technology.leaves")
trl = activity.question("technology.trl")
aim = activity.question("technology.aim")

organisation_kind = organisation.question("profile.kind")
capability = organisation.question("governance.china_capability")

university = organisation_kind("he_england", "he_scotland", "he_wales", "he_ni")
arts_or_social = field("humanities", "social")
open_field = field("climate", "health", "food", "astronomy", "humanities", "social", "basic_science") | kind("teaching", "exchange", "dialogue", "scholarship")
priority_field = field("climate", "health", "food", "astronomy")
joint_work = kind("research", "dialogue", "exchange", "teaching")
lasting = kind("research", "contract_research", "joint_lab", "teaching", "exchange", "scholarship", "supply")
free_results = publication("open", "nothing")

unblocked = activity.concern("unblocked", "the activity is China-linked and not over, and nothing critical or high was found about it")
sound_partner = activity.concern("sound_partner", "the checks of the partner are done and clean, by department where that is what counts")
green_lane = activity.concern("green_lane", "all seven parts of the green-lane test are met")
amber_lane = activity.concern("amber_lane", "part of the activity needs care, and an open part can be kept apart from it")


class Engagement(Topic):
    """What may go ahead

    The open and ordinary work that these facts allow today, the checks that still matter for it, and what would change the answer."""

    # Concerns

    @guideline(when=china_linked & ~stage("ended") & ~activity.found(CRITICAL) & ~activity.found(HIGH), raises=unblocked)
    def nothing_stands_against_it(self):
        """A finding that stops or escalates an activity silences every card that says go ahead."""

    @guideline(
        when=china_linked & sanctions("none_on_date") & (partner_defence("none_found") | (partner_defence("seven_sons", "laboratory") & arts_or_social & department("clean"))),
        raises=sound_partner,
    )
    def partner_checks_are_clean(self):
        """In the humanities and social sciences the department is what counts, not the laboratory next door."""

    @guideline(
        when=sound_partner
        & open_field & ~kind("licence", "investment", "supply", "joint_lab") & ~sensitive_technology
        & (published("all") | (publication("open") & (arts_or_social | trl("basic"))))
        & (control_list("not_listed") | arts_or_social | (published("all") & ~leaves("goods")))
        & written_terms("full", "not_needed")
        & ~also("defence_team", "us_items", "clearance_gap", "sensitive_data")
        & unblocked,
        raises=green_lane,
    )
    def seven_parts_are_met(self):
        """Partner, field, openness, control lists, rights, clearances and data: one part missing and the test is not met."""

    @guideline(
        when=china_linked & ~stage("ended") & (sensitive_technology | (defence_linked & ~sound_partner) | activity.found(HIGH)) & ~partner_defence("part") & separable("separate", "could") & ~activity.found(CRITICAL),
        raises=amber_lane,
    )
    def open_part_can_be_kept(self):
        """Most mixed projects need not be given up: the open part stands by itself."""

    # The green lane

    @guideline(
        when=green_lane & ~activity.found(MEDIUM),
        finds="green-lane", severity=ENABLING, obligation=PRACTICE,
        sources=["science-cooperation-2025", "trusted-research", "china-audit-statement-2025"],
    )
    def project_is_in_the_green_lane(self):
        """Most work together needs no restriction, and this meets every part of the test."""

    # By field

    @guideline(
        when=field("climate") & joint_work & ~defence_linked & ~sensitive_technology & publication("open", "mostly", "nothing") & unblocked,
        finds="climate-work", severity=ENABLING, obligation=PRACTICE,
        sources=["science-cooperation-2025", "clean-energy-mou-2025 1.1", "horizon-china-2026"],
    )
    def climate_work_is_encouraged(self):
        """Government named climate and environmental science as a field where both countries gain."""

    @guideline(
        when=field("health") & joint_work & ~defence_linked & ~sensitive_technology & ~also("sensitive_data") & publication("open", "mostly", "nothing") & unblocked,
        finds="health-work", severity=ENABLING, obligation=PRACTICE,
        sources=["science-cooperation-2025"],
    )
    def health_work_is_encouraged(self):
        """Government named health research; what keeps it simple is that no sensitive data about people leaves."""

    @guideline(
        when=field("food") & joint_work & ~defence_linked & ~sensitive_technology & publication("open", "mostly", "nothing") & unblocked,
        finds="food-work", severity=ENABLING, obligation=PRACTICE,
        sources=["science-cooperation-2025", "horizon-china-2026"],
    )
    def food_work_is_encouraged(self):
        """Government named agriculture and food research as a field where both countries gain."""

    @guideline(
        when=field("astronomy") & joint_work & ~defence_linked & ~sensitive_technology & ~leaves("goods") & publication("open", "mostly", "nothing") & unblocked,
        finds="astronomy-work", severity=ENABLING, obligation=PRACTICE,
        sources=["science-cooperation-2025"],
    )
    def astronomy_work_is_encouraged(self):
        """The sky is shared; the instruments are what is controlled, and none leaves."""

    @guideline(
        when=arts_or_social & sound_partner & free_results & unblocked,
        finds="arts-and-social-work", severity=ENABLING, obligation=PRACTICE,
        sources=["trusted-research", "npsa-countries-conferences"],
    )
    def arts_and_social_work_is_open(self):
        """Outside the technology controls the test is freedom of research and the department that takes part."""

    @guideline(
        when=field("basic_science") & ~sensitive_technology & ~defence_linked & trl("basic") & aim("no") & publication("open") & unblocked,
        finds="basic-theory", severity=ENABLING, obligation=PRACTICE,
        sources=["university-export-pages", "ecju-academia"],
    )
    def basic_theory_is_open(self):
        """New knowledge without a practical aim, free to be published, is what the research exception is for."""

    # By kind of activity

    @guideline(
        when=kind("teaching") & university & published("all") & ~sensitive_technology & ~defence_linked & ~also("clearance_gap") & unblocked,
        finds="teach-and-recruit", severity=ENABLING, obligation=PRACTICE,
        sources=["university-export-pages", "international-education-strategy-2026"],
    )
    def teaching_is_ordinary(self):
        """The content of undergraduate and most taught master's courses is public."""

    @guideline(
        when=kind("teaching") & university & partner_kind("university", "institute") & written_terms("full") & ~defence_linked & ~sensitive_technology & unblocked,
        finds="teach-together", severity=ENABLING, obligation=PRACTICE,
        sources=["international-education-strategy-2026", "uuk-internationalisation-2020 4.2"],
    )
    def joint_teaching_keeps_control(self):
        """Teaching abroad is government policy; terms that keep academic control with the awarding body make it sound."""

    @guideline(
        when=kind("exchange") & visit_terms("standard") & ~sensitive_technology & ~defence_linked & ~also("clearance_gap", "defence_team") & unblocked,
        finds="host-well", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "trusted-research"],
    )
    def visitors_are_hosted_well(self):
        """The same written terms for every visitor make hosting safe for the visitor and for the host."""

    @guideline(
        when=kind("scholarship", "exchange") & written_terms("full") & ~sensitive_technology & ~defence_linked & ~also("clearance_gap") & unblocked,
        finds="scholarship-and-exchange", severity=ENABLING, obligation=PRACTICE,
        sources=["csc-rules-2023", "international-education-strategy-2026"],
    )
    def exchange_has_good_terms(self):
        """Selection on merit and freedom while here are what makes a sponsored place a good one."""

    @guideline(
        when=((kind("dialogue") & published("all")) | (kind("research") & publication("open") & ~sensitive_technology & ~defence_linked)) & unblocked,
        finds="meet-and-publish", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "university-export-pages"],
    )
    def open_meetings_and_papers(self):
        """What is said in public or written to be published is the ordinary life of research."""

    @guideline(
        when=kind("dialogue") & field("computing", "engineering", "life_technology") & ~defence_linked & free_results & ~leaves("goods", "access") & ~also("defence_team") & unblocked,
        finds="safety-dialogue", severity=ENABLING, obligation=PRACTICE,
        sources=["standards-action-plan-2021", "china-audit-statement-2025"],
    )
    def safety_and_standards_dialogue(self):
        """Common standards and safe technology serve everybody, and leaving the room leaves the pen to others."""

    @guideline(
        when=kind("supply") & control_list("not_listed") & ~sensitive_technology & owner("documented") & sound_partner & unblocked,
        finds="ordinary-sale", severity=ENABLING, obligation=PRACTICE,
        sources=["pm-premier-meeting-2026", "ecju-military-end-use"],
    )
    def sale_is_ordinary(self):
        """Trade in unlisted goods with a known buyer is trade that government encourages."""

    @guideline(
        when=kind("purchase") & also("none") & sanctions("none_on_date") & unblocked,
        finds="ordinary-purchase", severity=ENABLING, obligation=PRACTICE,
        sources=["ncsc-supply-chain-principles", "uk-sanctions-list"],
    )
    def purchase_is_ordinary(self):
        """A purchase is judged by what it does, who can reach it and whether it can be replaced, not by where it was made."""

    # Where something waits

    @guideline(
        when=amber_lane,
        finds="split-the-work", severity=ENABLING, obligation=PRACTICE,
        sources=["trusted-research", "science-cooperation-2025"],
    )
    def mixed_project_is_split(self):
        """A finding about the closed part is no reason to lose the open part."""

    @guideline(
        when=priority_field & ~defence_linked & ~sensitive_technology & activity.found(MEDIUM) & unblocked,
        finds="keep-project-fix-item", severity=ENABLING, obligation=PRACTICE,
        sources=["science-cooperation-2025", "trusted-research"],
    )
    def priority_project_has_one_thing_to_fix(self):
        """In a field that government encourages, a medium finding is something to mend and no reason to stop."""

    @guideline(
        when=china_linked & ~stage("ended") & (activity.found(HIGH) | sanctions("possible", "not_checked")) & ~partner_defence("part") & ~activity.found(CRITICAL),
        finds="keep-talking", severity=ENABLING, obligation=PRACTICE,
        sources=["rcat", "trusted-research"],
    )
    def check_is_under_way(self):
        """A check takes weeks; silence in that time costs a good partnership and protects nothing."""

    # Standard practice

    @guideline(
        when=lasting & stage("idea", "negotiating") & unblocked,
        finds="keep-a-note", severity=LOW, obligation=PRACTICE,
        sources=["trusted-research", "uuk-internationalisation-2020 1.2"],
    )
    def new_work_needs_a_note(self):
        """One page written at the start protects the lead and saves the next person from asking again."""

    @guideline(
        when=lasting & stage("running") & unblocked,
        finds="review-yearly", severity=LOW, obligation=PRACTICE,
        sources=["trusted-research", "uuk-internationalisation-2020 1.2"],
    )
    def running_work_is_reviewed_yearly(self):
        """Partners, scope and funding change quietly; a yearly look finds it."""

    @guideline(
        when=lasting & (written_terms("basic", "none") | (kind("exchange") & visit_terms("partly", "none"))) & ~sensitive_technology & unblocked,
        finds="put-it-in-writing", severity=LOW, obligation=PRACTICE,
        sources=["trusted-research", "npsa-countries-conferences"],
    )
    def ordinary_work_has_no_terms(self):
        """Outside the sensitive areas missing terms are a gap to close, not a reason to wait."""

    @guideline(
        when=china_linked & sensitive_technology & owner("documented") & sound_partner & unblocked,
        finds="sensitive-but-clean", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "nsi-section-3-statement"],
    )
    def sensitive_work_with_clean_answers(self):
        """Clean answers let sensitive work go on; they grow old faster than elsewhere."""

    # The organisation

    @guideline(
        when=capability("person", "bought_in", "none") & some_activity(china_linked),
        finds="build-china-capability", severity=ENABLING, obligation=PRACTICE,
        sources=["china-capabilities-2023", "china-audit-statement-2025"],
    )
    def capability_is_thin(self):
        """Who understands a partner neither refuses too much nor accepts too much."""
