"""When something has happened: who must hear, how fast, and what must not be paid or wiped meanwhile.

Names of groups and companies come from governments' statements. They are names of actors, never of people's origins.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, worth_stealing
from rules.guideline import HIGH, LEGAL, MEDIUM, PRACTICE, TERM, Topic, guideline

what = activity.question("activity.kind")
also = activity.question("activity.also")
stage = activity.question("activity.stage")
partner_kind = activity.question("partner.kind")
sanctions = activity.question("partner.sanctions")
named = activity.question("partner.cyber_named")
areas = activity.question("technology.areas")

funders = organisation.question("profile.funders")
basics = organisation.question("systems.cyber_basics")
incidents = organisation.question("systems.incidents")
told = organisation.question("systems.incident_told")
plan = organisation.question("systems.incident_plan")

intrusion = incidents("state", "copied")
network_business = (
    china_linked
    & ~stage("ended")
    & partner_kind("private_company", "state_company")
    & (areas("communications", "authentication", "data_infrastructure", "hardware", "ai") | (what("purchase") & also("connected")))
    & ~sanctions("match")
)


class Incidents(Topic):
    """Cyber incidents and who must hear of them

    Who to tell after an intrusion and how fast, ransom demands, and companies that governments have named for hostile activity."""

    @guideline(
        when=worth_stealing & intrusion & told("some", "nobody"),
        finds="tell-about-intrusion", severity=HIGH, obligation=LEGAL,
        sources=["uk-gdpr art.33 and 34", "incident-reporting-pages"], doors=["ncsc", "ico"],
    )
    def intrusion_was_not_told(self):
        """Some clocks began when the intrusion was noticed, and government can help only with what it hears of."""

    @guideline(
        when=funders("defence") & intrusion & told("some", "nobody"),
        finds="tell-defence-customer", severity=HIGH, obligation=TERM,
        sources=["incident-reporting-pages"], doors=["government_customer"],
    )
    def defence_customer_was_not_told(self):
        """The customer must judge what the loss means for its own work, and can do so only in time."""

    @guideline(
        when=worth_stealing & incidents("state") & (~basics("logs") | ~basics("edge")),
        finds="intruder-may-remain", severity=HIGH, obligation=PRACTICE,
        sources=["state-cyber-statements", "covert-networks-2026"], doors=["ncsc"],
    )
    def intruder_may_still_be_inside(self):
        """Without long records or with old devices at the edge, nobody can say that the intruder has gone."""

    @guideline(
        when=worth_stealing & incidents("ransom_open"),
        finds="ransom-demand-open", severity=HIGH, obligation=LEGAL,
        sources=["ransomware-response-2025", "uk-sanctions-list"], doors=["ncsc", "ofsi"],
    )
    def ransom_demand_is_open(self):
        """Paying somebody who is sanctioned is an offence, and nobody knows who is behind a demand."""

    @guideline(
        when=worth_stealing & (~plan("list") | ~plan("exercise")),
        finds="incident-plan-missing", severity=MEDIUM, obligation=PRACTICE,
        sources=["incident-reporting-pages", "prc-incident-measures-2025"],
    )
    def incident_plan_is_untested(self):
        """The clocks are hours; the list of whom to tell has to exist before they start."""

    @guideline(
        when=network_business & named("named"),
        finds="partner-named-for-cyber", severity=HIGH, obligation=PRACTICE,
        sources=["state-cyber-statements", "uk-sanctions-list"], doors=["ncsc", "rcat"],
    )
    def partner_was_named_for_cyber_activity(self):
        """To be named is not to be sanctioned, but it is the clearest warning that governments give."""

    @guideline(
        when=network_business & named("not_checked"),
        finds="check-cyber-statements", severity=MEDIUM, obligation=PRACTICE,
        sources=["state-cyber-statements", "uk-sanctions-list"],
    )
    def cyber_statements_are_unchecked(self):
        """Most companies that governments named sold ordinary security or network services."""
