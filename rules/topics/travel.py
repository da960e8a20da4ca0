"""Journeys to mainland China, Hong Kong and Macao, and what is collected there.

One rule for every traveller, by destination, topic and data. Nobody's origin, papers or family is asked.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, sensitive_technology, state_partner
from rules.guideline import ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

exposures = organisation.question("profile.exposures")
work = organisation.question("people.travel_work")
checks = organisation.question("people.travel_checks")
entry = organisation.question("people.travel_entry")
waiver = organisation.question("switch.china_visa_waiver")

location = activity.question("partner.location")
what = activity.question("activity.kind")
stage = activity.question("activity.stage")
leaves = activity.question("technology.leaves")
collected = activity.question("data.from_china")
approvals = activity.question("data.approvals")

travel = exposures("travel")
exposed_work = work("contested", "fieldwork")
carries_sensitive = some_activity(china_linked & sensitive_technology & leaves("carried") & ~stage("ended"))
work_there = location("mainland") & what("research", "contract_research", "joint_lab", "investment", "supply", "purchase") & ~stage("ended")


class Travel(Topic):
    """Travel and work in China

    What to check before a journey, what to carry, and what may be collected there."""

    # Journeys

    @guideline(
        when=travel & exposed_work & ~checks("risk"),
        finds="check-exposed-journeys", severity=HIGH, obligation=PRACTICE,
        sources=["fcdo-china-advice", "npsa-countries-conferences", "counter-espionage-law"], doors=["fcdo"],
    )
    def exposed_journey_is_unchecked(self):
        """National security is read broadly there, and a topic or a notebook can be enough for a long interview."""

    @guideline(
        when=travel & work("dispute") & ~checks("legal"),
        finds="advice-before-travel-in-dispute", severity=HIGH, obligation=PRACTICE,
        sources=["fcdo-china-advice"], doors=["fcdo"],
    )
    def dispute_without_advice(self):
        """Somebody can be kept from leaving over a private or commercial dispute."""

    @guideline(
        when=travel & ~checks("device") & carries_sensitive,
        finds="no-sensitive-files-abroad", severity=HIGH, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "ecju-transfer"], doors=["ecju"],
    )
    def sensitive_files_travel(self):
        """Carrying listed files abroad is an export, and a device can be opened at a border."""

    @guideline(
        when=travel & work("contested", "fieldwork", "technology") & ~checks("device"),
        finds="loan-devices", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "counter-espionage-law"],
    )
    def ordinary_devices_travel(self):
        """A device that holds only what the journey needs can lose only that."""

    @guideline(
        when=travel & ((work("long") & entry("waiver", "nobody")) | (entry("waiver") & (waiver("no") | waiver.unsure()))),
        finds="check-entry-rules", severity=MEDIUM, obligation=LEGAL, bound="each traveller, under Chinese law",
        sources=["china-visa-waiver"], doors=["fcdo"],
    )
    def waiver_does_not_cover_the_journey(self):
        """The waiver leaves out study, paid work, journalism and long stays, and it was to end on 31 December 2026."""

    @guideline(
        when=travel & entry("waiver") & waiver("yes") & ~work("long"),
        finds="waiver-ends-soon", severity=LOW, obligation=PRACTICE,
        sources=["china-visa-waiver"],
    )
    def waiver_is_relied_on(self):
        """A short journey is fine under the waiver, but whoever books now may travel after its last day."""

    @guideline(
        when=travel & ~work("contested", "fieldwork", "technology", "dispute") & ~checks("risk"),
        finds="simple-travel-check", severity=LOW, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "fcdo-china-advice"],
    )
    def ordinary_journey_is_unchecked(self):
        """An ordinary journey needs ten minutes of checks, the same for everybody."""

    @guideline(
        when=travel & checks("risk") & checks("device") & ~work("dispute"),
        finds="journeys-may-go-ahead", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-countries-conferences"],
    )
    def journeys_are_prepared(self):
        """A checked journey with little on the device is how conferences and fieldwork stay possible."""

    # What is collected there

    @guideline(
        when=work_there & collected("company") & approvals("some", "none"),
        finds="company-enquiries-in-china", severity=HIGH, obligation=LEGAL, bound="whoever makes the enquiries in China",
        sources=["counter-espionage-law", "prc-supply-chain-orders"],
    )
    def company_information_is_gathered(self):
        """Firms that gather company information were raided in 2023, and the people at risk are the staff on the spot."""

    @guideline(
        when=work_there & collected("internal") & approvals("some", "none") & (state_partner | defence_linked),
        finds="work-secrets", severity=HIGH, obligation=PRACTICE,
        sources=["state-secrets-law"],
    )
    def partner_papers_may_be_work_secrets(self):
        """State bodies now keep a wide class of work secrets, and whoever handed the papers over bears the risk."""

    @guideline(
        when=work_there & collected("survey", "geo", "internal") & approvals("some", "none"),
        finds="written-approvals-for-fieldwork", severity=MEDIUM, obligation=PRACTICE,
        sources=["counter-espionage-law", "npsa-countries-conferences"],
    )
    def fieldwork_lacks_approvals(self):
        """The law names no clear list of what touches security, so approvals in writing are the best protection there is."""
