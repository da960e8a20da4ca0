"""Outside posts, awards and talent programmes.

A post or an award is a declarable interest and no wrong. The questions are about declarations, decisions and contract
terms; they are the same for everybody and for every country.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, sensitive_technology
from rules.guideline import ENABLING, HIGH, MEDIUM, PRACTICE, TERM, Topic, guideline

exposures = organisation.question("profile.exposures")
funders = organisation.question("profile.funders")
outside_posts = organisation.question("governance.outside_posts")
decisions = organisation.question("people.post_decisions")
terms = organisation.question("people.post_terms")
titles = organisation.question("people.titles")
checks = organisation.question("people.post_checks")

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
team_posts = activity.question("team.outside_posts")

staff_hold_posts = exposures("appointments")
sensitive_activity = some_activity(china_linked & ~stage("ended") & (sensitive_technology | defence_linked))
team = staff_hold_posts & china_linked & ~stage("ended") & what("research", "contract_research", "joint_lab", "licence", "investment")


class Talent(Topic):
    """Outside posts and talent programmes

    What staff declare, what somebody decides, and which contract terms of an outside post cannot stay."""

    # The team

    @guideline(
        when=team & sensitive_technology & team_posts("undeclared") & ~funders("ukri", "us_federal", "defence", "horizon"),
        finds="look-into-undeclared-post", severity=HIGH, obligation=PRACTICE,
        sources=["outside-work-policies", "trusted-research", "talent-programmes"],
    )
    def undeclared_post_in_sensitive_work(self):
        """The post may be harmless; that nobody could weigh it is what has to be put right."""

    @guideline(
        when=team & (sensitive_technology | defence_linked) & funders("ukri", "us_federal", "defence", "horizon") & team_posts("undeclared"),
        finds="undeclared-post-and-funder", severity=HIGH, obligation=TERM,
        sources=["outside-work-policies", "ukri-grant-terms", "talent-programmes"],
    )
    def undeclared_post_meets_a_funder(self):
        """What was told to a funder about interests and other support may have been incomplete."""

    @guideline(
        when=team & sensitive_technology & team_posts("pending"),
        finds="decide-declared-post", severity=MEDIUM, obligation=PRACTICE,
        sources=["outside-work-policies", "trusted-research"],
    )
    def declared_post_is_undecided(self):
        """Whoever declared has done their part; a declaration without a decision protects nobody."""

    @guideline(
        when=team & sensitive_technology & (team_posts("not_asked") | team_posts.unsure()),
        finds="ask-the-team", severity=MEDIUM, obligation=PRACTICE,
        sources=["outside-work-policies", "trusted-research"],
    )
    def sensitive_team_was_not_asked(self):
        """In sensitive work a second duty is found by asking everybody, not by guessing about anybody."""

    # The organisation

    @guideline(
        when=staff_hold_posts & sensitive_activity & outside_posts("all", "paid") & decisions("filed", "late"),
        finds="decide-outside-posts", severity=MEDIUM, obligation=PRACTICE,
        sources=["outside-work-policies", "trusted-research"],
    )
    def declarations_lead_to_no_decision(self):
        """A file of declarations that nobody weighs tells the organisation about a conflict only afterwards."""

    @guideline(
        when=staff_hold_posts & (terms("secret") | (terms("ideas") & terms("laboratory"))),
        finds="hidden-post-terms", severity=HIGH, obligation=PRACTICE,
        sources=["talent-programmes", "outside-work-policies", "trusted-research"],
    )
    def post_asks_for_secrecy_or_results(self):
        """A contract that must be kept from the employer, or that moves results into a second laboratory, cannot be managed by disclosure."""

    @guideline(
        when=staff_hold_posts & terms("ideas", "time", "laboratory", "recruits") & ~terms("secret"),
        finds="settle-post-terms", severity=MEDIUM, obligation=PRACTICE,
        sources=["outside-work-policies", "talent-programmes"],
    )
    def post_terms_cut_across_the_job(self):
        """Time, ideas and students can be promised once only."""

    @guideline(
        when=staff_hold_posts & sensitive_activity & (terms("not_read") | terms.unsure()),
        finds="read-post-terms", severity=MEDIUM, obligation=PRACTICE,
        sources=["talent-programmes", "trusted-research"],
    )
    def post_terms_are_unread(self):
        """A title on a declaration says little; the contract says what was promised."""

    @guideline(
        when=exposures("appointments", "visitors") & sensitive_activity & titles("open"),
        finds="limit-honorary-titles", severity=MEDIUM, obligation=PRACTICE,
        sources=["honorary-appointments", "trusted-research"],
    )
    def titles_bring_open_access(self):
        """A title lends a name and often an account, long after anybody remembers why."""

    @guideline(
        when=exposures("appointments", "visitors") & sensitive_activity & checks("some", "none"),
        finds="check-by-post", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "equality-act-harassment s.9"],
    )
    def sensitive_posts_are_filled_unchecked(self):
        """The post decides which checks are made, and the same checks for everybody are both fair and useful."""

    @guideline(
        when=staff_hold_posts & outside_posts("all") & decisions("decided") & terms("none"),
        finds="declared-posts-are-fine", severity=ENABLING, obligation=PRACTICE,
        sources=["outside-work-policies", "trusted-research"],
    )
    def posts_are_declared_and_decided(self):
        """Posts abroad are part of academic life; openness and a decision are all they need."""
