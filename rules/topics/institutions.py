"""Defence-linked institutions: the laboratory, the posts, the terms, and how well the finding is supported.

A link is an indicator that drives due diligence and no bar by itself; no UK government list of barred universities is
known. Whom to ask before unpublished work leaves stands in the export topic; here it is who takes part, and on what terms.
"""

from guidance.language.conditions import activity
from rules.concerns import china_linked, defence_linked, guarded_work, leaves_uk, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LOW, MEDIUM, PRACTICE, Topic, guideline

what = activity.question("activity.kind")
field = activity.question("activity.field")
stage = activity.question("activity.stage")
partner_kind = activity.question("partner.kind")
defence = activity.question("partner.defence")
department = activity.question("partner.department")
tracker = activity.question("partner.tracker")
backing = activity.question("partner.backing")
limits = activity.question("terms.defence_limits")
posts = activity.question("team.defence_posts")
identity = activity.question("partner.identity")
lists_age = activity.question("partner.lists_age")
listed = activity.question("partner.sanctions")
published = activity.question("technology.published")

joint_work = what("research", "contract_research", "joint_lab", "licence", "supply")
live = china_linked & ~stage("ended")
defence_body = defence("part", "industry", "seven_sons")
civil_body = defence("laboratory", "none_found")

elevated_partner = activity.concern("elevated_partner", "the partner has a defence link, or a tracker rates its defence links as high or very high")
guarded_project = live & joint_work & guarded_work


class Institutions(Topic):
    """Defence-linked institutions

    Which laboratory takes part, who there holds a defence post, what the terms keep out, and how old the check is."""

    # Concerns

    @guideline(when=sensitive_technology | (field("engineering", "computing", "life_technology") & ~published("all")), raises=guarded_work)
    def work_needs_guarding(self):
        """Applied work that is not public yet is where a defence link matters, besides the sensitive areas."""

    @guideline(when=defence_linked, raises=elevated_partner)
    def defence_link_was_found(self):
        """What the organisation found itself counts first."""

    @guideline(
        when=guarded_project & partner_kind("university", "institute", "hospital") & defence("none_found") & tracker("elevated"),
        raises=elevated_partner,
    )
    def tracker_rates_the_partner_high(self):
        """Civil universities outside the well-known groups can be rated high as well."""

    # The institution

    @guideline(
        when=guarded_project & defence_body & ~leaves_uk,
        finds="decide-on-defence-partner", severity=HIGH, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"], doors=["rcat"],
    )
    def defence_body_shares_work_in_the_uk(self):
        """Keeping everything in the UK takes away the export question and leaves the question of whom one helps."""

    @guideline(
        when=live & what("joint_lab") & ~field("humanities", "social") & defence_body,
        finds="review-joint-institute", severity=HIGH, obligation=PRACTICE,
        sources=["china-defence-universities", "imperial-centres-2022", "trusted-research"], doors=["rcat"],
    )
    def joint_institute_stands_with_a_defence_body(self):
        """A joint institute gives lasting access to people and equipment, which no check of single projects sees."""

    # The laboratory

    @guideline(
        when=guarded_project & defence("laboratory") & department("linked"),
        finds="keep-defence-laboratory-out", severity=HIGH, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"], doors=["rcat"],
    )
    def defence_laboratory_takes_part(self):
        """A university may be civil while the laboratory at the table is not."""

    @guideline(
        when=guarded_project & civil_body & elevated_partner & (department("not_checked") | department.unsure() | posts("not_looked") | posts.unsure()),
        finds="check-the-laboratory", severity=MEDIUM, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"],
    )
    def laboratory_is_unchecked(self):
        """A rating is given to a whole institution; only a look at the laboratory tells what it means for this work."""

    @guideline(
        when=guarded_project & elevated_partner & posts("lead", "member"),
        finds="decide-on-defence-posts", severity=HIGH, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"], doors=["rcat"],
    )
    def role_is_joined_to_a_defence_post(self):
        """A second post carries a second duty, and the work is within its reach."""

    @guideline(
        when=guarded_project & elevated_partner & (defence("seven_sons") | (civil_body & department("clean"))) & (~limits("named") | ~limits("use") | ~limits("leave")),
        finds="write-civil-limits", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "china-defence-universities"],
    )
    def terms_leave_the_defence_side_open(self):
        """What is clean today can be shared with the laboratory next door tomorrow, unless the terms say otherwise."""

    # How well the finding is supported

    @guideline(
        when=guarded_project & sensitive_technology & defence("none_found") & elevated_partner & (~backing("two_recent") | backing.unsure()),
        finds="settle-the-rating", severity=HIGH, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"], doors=["rcat"],
    )
    def rating_and_own_check_disagree(self):
        """A tracker rates the partner high and the own check found nothing; in a sensitive area one of them needs a second source."""

    @guideline(
        when=guarded_project & stage("running") & defence_linked & backing("old", "none"),
        finds="refresh-partner-check", severity=MEDIUM, obligation=PRACTICE,
        sources=["china-defence-universities", "trusted-research"],
    )
    def check_of_a_linked_partner_is_old(self):
        """Laboratories, leads and owners change, and ratings are revised each year."""

    # What may go ahead

    @guideline(
        when=guarded_project & elevated_partner & civil_body & department("clean") & posts("none") & backing("two_recent")
        & limits("named") & limits("use") & limits("leave") & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="work-with-civil-laboratory", severity=ENABLING, obligation=PRACTICE,
        sources=["trusted-research", "china-defence-universities"],
    )
    def civil_laboratory_is_ring_fenced(self):
        """A defence link elsewhere in a large institution is managed by laboratory, by post and by terms."""

    # who it is, and how current the lists are

    @guideline(
        when=live & identity("several", "unknown"),
        finds="identify-the-partner", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "uk-sanctions-list"], doors=["rcat"],
    )
    def partner_is_not_identified(self):
        """Every other check is a check of somebody; until it is known who, nobody has been checked."""

    @guideline(
        when=live & listed("none_on_date") & lists_age("old", "missing"),
        finds="look-again-in-current-lists", severity=LOW, obligation=PRACTICE,
        sources=["uk-sanctions-list"],
    )
    def checks_rest_on_old_lists(self):
        """What was added to a list since its day is not in it."""
