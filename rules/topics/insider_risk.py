"""Trade secrets and people who leave: the same for everybody, by role and access."""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, sensitive_technology
from rules.guideline import ENABLING, HIGH, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
secrets = organisation.question("governance.trade_secrets")
leavers = organisation.question("people.leaver_checks")
copies = organisation.question("people.copies_taken")
published = activity.question("technology.published")
stage = activity.question("activity.stage")

worth_keeping = organisation.concern("worth_keeping", "confidential work is held here that others would want")


class InsiderRisk(Topic):
    """Trade secrets and leavers

    Information that is worth keeping, and what happens to it when somebody leaves. It looks at roles, never at origins."""

    @guideline(
        when=(kind("company", "spin_out") & exposures("research", "investment", "appointments", "visitors", "data"))
        | some_activity(china_linked & sensitive_technology & published("confidential") & ~stage("ended")),
        raises=worth_keeping,
    )
    def something_is_worth_keeping(self):
        """A young company lives on what others do not know; a university has such work here and there."""

    @guideline(
        when=worth_keeping & secrets("listed", "none"),
        finds="protect-trade-secrets", severity=MEDIUM, obligation=PRACTICE,
        sources=["state-threats-offences s.2", "trade-secrets-2018"],
    )
    def secrets_are_not_protected(self):
        """The law protects a secret that its owner protects; what lies open is hard to call one."""

    @guideline(
        when=worth_keeping & (~leavers("same") | ~leavers("copies")),
        finds="same-checks-for-leavers", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-scenarios-2024", "equality-act-harassment"],
    )
    def leavers_go_unchecked(self):
        """Checks that reach only some are unfair and miss the rest; one process for all is both fair and complete."""

    @guideline(
        when=worth_keeping & copies("open"),
        finds="look-into-copies", severity=HIGH, obligation=PRACTICE,
        sources=["state-threats-offences s.2", "trade-secrets-2018"], doors=["crime_counsel", "police"],
    )
    def copies_were_taken(self):
        """Who took what, and for whom, decides whether it is a breach of contract or a crime; evidence is lost within days."""

    @guideline(
        when=worth_keeping & secrets("protected") & leavers("same") & leavers("copies") & copies("no", "settled"),
        finds="hire-and-part-openly", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-scenarios-2024", "equality-act-harassment"],
    )
    def secrets_and_leavers_are_in_order(self):
        """With secrets named and one process for all, recruitment can be as open as the work needs."""
