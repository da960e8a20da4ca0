"""Publication and the terms of an agreement: who may forbid a result, what is secret, and how to leave.

A say of the partner over teaching, speech or people belongs to the campus topic; rights in results to the investment
Act; here it is the freedom to publish and the clauses that take away what is needed when something goes wrong.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, defence_linked, leaves_uk, sensitive_technology, state_partner
from rules.guideline import ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
publication = activity.question("activity.publication")
written_terms = activity.question("activity.written_terms")
say = activity.question("activity.say_over_content")
location = activity.question("partner.location")
control_list = activity.question("technology.control_list")
published = activity.question("technology.published")
leaves = activity.question("technology.leaves")
clauses = activity.question("terms.clauses")
unpublished = activity.question("terms.unpublished")
money = activity.question("terms.public_money")

kind = organisation.question("profile.kind")
funders = organisation.question("profile.funders")

academic = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
joint_research = what("research", "contract_research", "joint_lab")
agreement = what("research", "contract_research", "joint_lab", "licence", "investment", "teaching", "exchange", "scholarship", "gift")
live = china_linked & ~stage("ended")
public_money = funders("ukri", "aria") & money("ukri", "innovate", "aria")


class Publication(Topic):
    """Publication and contract terms

    The freedom to publish, secrecy, disputes and a way out: the clauses to take out, and what openness lets you do."""

    # Publication

    @guideline(
        when=live & academic & joint_research & publication("restricted") & ~say("political", "veto", "reports") & (sensitive_technology | defence_linked | state_partner),
        finds="publication-veto", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "he-interference-guidance"], doors=["rcat"],
    )
    def partner_can_forbid_sensitive_results(self):
        """A veto over sensitive results, or in the hand of a state or defence-linked body, decides what the public may know."""

    @guideline(
        when=live & academic & joint_research & publication("restricted") & ~say("political", "veto", "reports") & ~sensitive_technology & ~defence_linked & ~state_partner,
        finds="publication-limits", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research"],
    )
    def partner_can_forbid_ordinary_results(self):
        """Industry may protect its own secrets; a university should not give away its right to publish its own results."""

    @guideline(
        when=live & joint_research & location("mainland", "hong_kong_macao") & publication("mostly", "restricted") & sensitive_technology
        & control_list("military", "dual_use", "not_checked") & ~leaves("review", "files"),
        finds="drafts-are-exports", severity=MEDIUM, obligation=LEGAL,
        sources=["ecju-transfer", "university-export-pages"], doors=["ecju"],
    )
    def drafts_go_abroad_uncounted(self):
        """A partner that may look first is sent what is not public yet, and an unpublished draft sent abroad is a transfer."""

    @guideline(
        when=live & joint_research & publication("open") & sensitive_technology & control_list("not_listed") & published("some"),
        finds="publish-first", severity=ENABLING, obligation=PRACTICE,
        sources=["ecju-academia", "trusted-research"],
    )
    def publish_first_then_share(self):
        """What anybody can read can be shared with anybody, and nobody here can forbid publication."""

    # Clauses

    @guideline(
        when=live & agreement & clauses("secret") & (academic | public_money),
        finds="secret-agreement", severity=HIGH, obligation=PRACTICE,
        sources=["trusted-research", "he-interference-guidance"],
    )
    def agreement_must_be_secret(self):
        """An organisation that may not name its partner cannot tell its funder, its governing body or its own staff."""

    @guideline(
        when=live & agreement & clauses("courts", "language") & (sensitive_technology | state_partner),
        finds="disputes-and-language", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research", "overseas-business-risk-china"],
    )
    def disputes_are_decided_elsewhere(self):
        """A right that can be asserted only before the other side's courts, or in a text nobody read, is worth little."""

    @guideline(
        when=live & agreement & clauses("targets"),
        finds="recruitment-targets", severity=MEDIUM, obligation=PRACTICE,
        sources=["talent-programmes", "trusted-research"],
    )
    def terms_set_recruitment_targets(self):
        """A quota turns selection on merit into delivery, and is a mark of contracts that staff are told not to mention."""

    @guideline(
        when=live & (joint_research | what("exchange", "supply")) & sensitive_technology & written_terms("basic", "none"),
        finds="no-way-out", severity=MEDIUM, obligation=PRACTICE,
        sources=["trusted-research"],
    )
    def sensitive_work_has_thin_terms(self):
        """A law, a licence or a sanction can change overnight, and only the terms say how to stop in good order."""

    # Unpublished work abroad

    @guideline(
        when=live & location("mainland") & leaves_uk & (sensitive_technology | published("confidential")) & (unpublished("shared", "partner") | unpublished.unsure()),
        finds="assume-it-can-be-read", severity=MEDIUM, obligation=PRACTICE,
        sources=["national-intelligence-law art.7 and 14", "overseas-business-risk-china"],
    )
    def unpublished_work_lies_in_reach(self):
        """A contract does not bind the authorities of another state, so share only what you would accept being passed on."""
