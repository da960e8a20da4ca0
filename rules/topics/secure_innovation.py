"""Secure Innovation: what a young technology company settles before it talks to partners and investors."""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked
from rules.guideline import ENABLING, HIGH, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
security = organisation.question("governance.company_security")
what = activity.question("activity.kind")
stage = activity.question("activity.stage")

company = kind("company", "spin_out") & exposures("investment", "research", "appointments", "visitors", "data")
talks = some_activity(china_linked & what("investment", "licence", "joint_lab") & stage("idea", "negotiating"))


class SecureInnovation(Topic):
    """Secure Innovation for companies

    The five questions that the government's advice to young technology companies and their investors asks."""

    @guideline(
        when=company & talks & (~security("board") | ~security("plan")),
        finds="security-plan-before-talks", severity=HIGH, obligation=PRACTICE,
        sources=["secure-innovation-investors"], doors=["npsa_secure_innovation"],
    )
    def talks_run_without_a_plan(self):
        """In talks about a stake, a licence or a joint laboratory most is shown before anything is signed."""

    @guideline(
        when=company & (~security("board") | ~security("assets")),
        finds="name-assets-and-a-lead", severity=MEDIUM, obligation=PRACTICE,
        sources=["secure-innovation-investors"], doors=["npsa_secure_innovation"],
    )
    def nobody_answers_for_security(self):
        """A company that cannot name what matters most cannot say what it is about to give away."""

    @guideline(
        when=company & security("board") & security("assets") & ~security("products"),
        finds="build-security-in", severity=MEDIUM, obligation=PRACTICE,
        sources=["secure-innovation-investors"],
    )
    def security_is_not_designed_in(self):
        """Security added after the first customer costs more, and code from others comes with whatever is in it."""

    @guideline(
        when=company & security("board") & security("assets") & security("plan") & security("products"),
        finds="grow-with-a-plan", severity=ENABLING, obligation=PRACTICE,
        sources=["secure-innovation-investors", "overseas-business-risk-china"], doors=["npsa_secure_innovation"],
    )
    def company_is_prepared(self):
        """A company that has done its homework can talk to any investor or partner in steps."""
