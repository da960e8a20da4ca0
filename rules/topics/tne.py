"""Transnational education: degrees taught with a partner, joint institutes and campuses in China, entry with credit.

The question is who decides: on the award, on people and speech, and on what happens when UK law and local law differ.
The regulator's conditions reach English providers alone; elsewhere the quality code does the same work.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, sensitive_technology
from rules.guideline import ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, TERM, Topic, guideline

kind = organisation.question("profile.kind")
pressure = organisation.question("campus.pressure")

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
field = activity.question("activity.field")
location = activity.question("partner.location")
partner_defence = activity.question("partner.defence")
form = activity.question("activity.teaching_form")
control = activity.question("terms.teaching_control")
covers = activity.question("terms.teaching_covers")
party = activity.question("terms.party_role")
plan = activity.question("team.plan_there")

england = kind("he_england")
elsewhere = kind("he_scotland", "he_wales", "he_ni")
university = kind("he_england", "he_scotland", "he_wales", "he_ni")
technical_field = field("engineering", "computing", "life_technology", "basic_science")
decided_elsewhere = control("shared", "partner")

taught_together = activity.concern("taught_under_our_name", "a course or an award of ours is taught with a partner linked to China")
stands_there = taught_together & form("joint_institute", "entity")


class Tne(Topic):
    """Teaching with partners in China

    Joint degrees, joint institutes, campuses and entry with credit: who decides, who is protected, and how to leave."""

    @guideline(
        when=university & china_linked & what("teaching") & form("joint_award", "joint_institute", "entity") & ~stage("ended"),
        raises=taught_together,
    )
    def award_is_taught_with_a_partner(self):
        """Whoever lends its name to an award answers for it, wherever it is taught and whoever teaches it."""

    # Who decides

    @guideline(
        when=england & taught_together & decided_elsewhere,
        finds="academic-control", severity=HIGH, obligation=TERM,
        sources=["ofs-transnational", "ofs-condition-e6 E6.1 to E6.5", "qaa-partnerships", "joint-institutes-press"], doors=["ofs"],
    )
    def english_award_is_decided_elsewhere(self):
        """The conditions of registration hold for courses taught abroad as they do at home, so control must be there too."""

    @guideline(
        when=elsewhere & taught_together & decided_elsewhere,
        finds="academic-control", severity=HIGH, obligation=TERM,
        sources=["qaa-partnerships", "quality-code-nations", "joint-institutes-press"], doors=["quality_body"],
    )
    def award_of_another_nation_is_decided_elsewhere(self):
        """In Scotland, Wales and Northern Ireland the quality code is part of the framework, and it leaves the award with its owner."""

    @guideline(
        when=taught_together & party("there") & (decided_elsewhere | ~covers("speech")),
        finds="party-role-there", severity=HIGH, obligation=PRACTICE,
        sources=["joint-institutes-press", "qaa-partnerships", "universities-uk-2020"],
    )
    def party_body_decides_there(self):
        """A party body in a Chinese institution is ordinary; one that decides on your staff and courses, with nothing agreed against it, is not."""

    @guideline(
        when=england & taught_together & party("here"),
        finds="uk-work-stays-free", severity=HIGH, obligation=LEGAL, bound="the governing body",
        sources=["free-speech-duties s.A1", "ofs-advice-24"],
    )
    def english_work_is_bound_from_abroad(self):
        """Work done in England stays under the English duty, whatever the agreement says."""

    @guideline(
        when=elsewhere & taught_together & party("here"),
        finds="uk-work-stays-free", severity=HIGH, obligation=PRACTICE,
        sources=["he-interference-guidance", "universities-uk-2020"],
    )
    def work_in_another_nation_is_bound_from_abroad(self):
        """Nobody at a UK campus should be bound by what another state's law or ruling party wants said."""

    # What the agreement must settle

    @guideline(
        when=taught_together & (~covers("speech") | ~covers("quality") | ~covers("staff") | ~covers("exit")),
        finds="complete-teaching-agreement", severity=MEDIUM, obligation=PRACTICE,
        sources=["qaa-partnerships", "prc-joint-education-2003", "joint-institutes-press"],
    )
    def teaching_agreement_has_gaps(self):
        """What is not settled at the start is settled later by whoever is on the spot."""

    @guideline(
        when=stands_there & ~covers("uk_law"),
        finds="uk-law-first", severity=MEDIUM, obligation=PRACTICE,
        sources=["anti-sanctions-law-2025", "uk-sanctions-list"], doors=["deal_counsel"],
    )
    def obeying_uk_law_could_break_the_agreement(self):
        """An institute there can be caught between UK sanctions and Chinese counter-measures, and a contract can make that worse or better."""

    # People and partners

    @guideline(
        when=stands_there & location("mainland", "hong_kong_macao") & (plan("none") | (plan("written") & pressure("officers"))),
        finds="plan-for-colleagues-there", severity=MEDIUM, obligation=PRACTICE,
        sources=["fcdo-china-advice", "sheffield-hallam-2025", "universities-uk-2020"], doors=["fcdo"],
    )
    def colleagues_there_have_no_tested_plan(self):
        """On the day an officer calls or somebody may not leave, nobody has time to work out whom to ring."""

    @guideline(
        when=taught_together & partner_defence("part", "industry", "seven_sons") & (technical_field | sensitive_technology),
        finds="review-defence-linked-teaching", severity=HIGH, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"], doors=["rcat"],
    )
    def technical_teaching_meets_a_defence_link(self):
        """A joint degree in engineering builds lasting access to people, laboratories and courses, which no single project does."""

    # What may go ahead

    @guideline(
        when=university & china_linked & what("teaching") & form("articulation") & control("ours", "veto") & ~sensitive_technology,
        finds="entry-with-credit", severity=ENABLING, obligation=PRACTICE,
        sources=["qaa-partnerships", "international-education-strategy-2026"],
    )
    def entry_with_credit_is_simple(self):
        """The partner's award is its own; yours begins when you admit a student on your own standard."""

    @guideline(
        when=taught_together & control("ours", "veto") & party("none", "present") & ~party("there", "here")
        & covers("speech") & covers("quality") & covers("exit") & partner_defence("none_found"),
        finds="sound-joint-teaching", severity=ENABLING, obligation=PRACTICE,
        sources=["international-education-strategy-2026", "qaa-partnerships"],
    )
    def joint_teaching_is_in_our_hands(self):
        """Control of the award, free speech and a way out are what makes teaching abroad a strength."""
