"""Artificial intelligence: what is shared of a model, and what is settled before it goes.

Weights cannot be called back. No UK control on weights as such was found, so the questions are about use, partner and plan.
Computing for others stands with the United States rules that bear on it (`us_reach`).
"""

from guidance.language.conditions import activity
from rules.concerns import china_linked, defence_linked
from rules.guideline import CRITICAL, ENABLING, HIGH, MEDIUM, PRACTICE, Topic, guideline

stage = activity.question("activity.stage")
field = activity.question("activity.field")
areas = activity.question("technology.areas")
control_list = activity.question("technology.control_list")
published = activity.question("technology.published")
shared = activity.question("technology.ai_shared")
plan = activity.question("technology.ai_plan")
publication = activity.question("activity.publication")

ai_work = china_linked & ~stage("ended") & (areas("ai") | field("computing"))
model_goes = ai_work & ~published("all") & shared("weights", "training", "methods")
settled = plan("assets") & plan("release") & plan("use")


class ArtificialIntelligence(Topic):
    """Artificial intelligence

    Models, weights and data sets that are shared or built together, and results about dangerous abilities."""

    @guideline(
        when=model_goes & ~plan("release") & (defence_linked | control_list("military", "dual_use", "not_checked")),
        finds="decide-before-model-goes", severity=HIGH, obligation=PRACTICE,
        sources=["ai-cyber-code-2025", "ecju-academia", "trusted-research"], doors=["rcat", "ecju"],
    )
    def model_goes_undecided(self):
        """A model that is not classified, or a partner with defence links, makes release a decision for somebody with authority."""

    @guideline(
        when=ai_work & ~published("all") & shared("weights", "training", "methods", "develop")
        & (~plan("assets") | ~plan("release") | ~plan("use")),
        finds="plan-model-release", severity=MEDIUM, obligation=PRACTICE,
        sources=["ai-cyber-code-2025"], doors=["rcat"],
    )
    def model_has_no_plan(self):
        """What is not registered as an asset has no owner, and what has no owner is given away by whoever is asked."""

    @guideline(
        when=ai_work & shared("hazard") & ~plan("abilities"),
        finds="ask-about-dangerous-abilities", severity=HIGH, obligation=PRACTICE,
        sources=["ai-security-institute", "trusted-research"], doors=["rcat", "aisi"],
    )
    def dangerous_abilities_are_shared_unasked(self):
        """Tests that show how to get harm out of a model are useful to whoever means harm, whatever their purpose here."""

    @guideline(
        when=model_goes & settled & control_list("not_listed") & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="share-model-in-steps", severity=ENABLING, obligation=PRACTICE,
        sources=["ai-cyber-code-2025", "trusted-research"],
    )
    def model_release_is_settled(self):
        """With an owner, limits of use and a release in steps, sharing a model is ordinary joint work."""

    @guideline(
        when=ai_work & shared("paper") & publication("open", "mostly") & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="publish-ai-research", severity=ENABLING, obligation=PRACTICE,
        sources=["ai-cyber-code-2025", "ecju-academia"],
    )
    def only_papers_are_written_together(self):
        """Writing papers together is normal academic work; the Code leaves purely academic systems out."""
