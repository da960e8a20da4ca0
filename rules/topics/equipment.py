"""Networked equipment, apps and services from China: judged by place, connection and use.

Government rules of 2022 and 2023 bind government; here they are good practice unless a contract or a site says otherwise.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, worth_stealing
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, TERM, Topic, guideline

what = activity.question("activity.kind")
also = activity.question("activity.also")
stage = activity.question("activity.stage")
connection = activity.question("deal.connection")

exposures = organisation.question("profile.exposures")
items = organisation.question("systems.remote_items")
places = organisation.question("systems.remote_places")
isolation = organisation.question("systems.remote_isolation")
apps = organisation.question("systems.apps_rule")
for_others = organisation.question("systems.for_others")

bought = exposures("suppliers")
exposed = isolation("partly", "none")
connected_purchase = china_linked & what("purchase") & also("connected") & ~stage("ended")


class Equipment(Topic):
    """Cameras, networks, drones and online services

    Where connected equipment and services from China need isolating, asking first or replacing, and where they may stay."""

    # The estate

    @guideline(
        when=bought & (items("unchecked") | items.unsure()),
        finds="list-connected-equipment", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-networked-security-2024", "ncsc-supply-chain-principles"],
    )
    def connected_equipment_is_unlisted(self):
        """What nobody has listed, nobody can isolate, update or replace."""

    @guideline(
        when=bought & items("cameras", "remote") & places("sensitive", "people") & exposed,
        finds="isolate-connected-equipment", severity=HIGH, obligation=PRACTICE,
        sources=["npsa-surveillance-2023", "npsa-networked-security-2024", "covert-networks-2026"],
    )
    def sensitive_places_can_be_watched(self):
        """Equipment that sees or steers a sensitive place and can be reached from outside is a window into it."""

    @guideline(
        when=bought & items("cameras", "network_core", "network_edge", "drones", "remote") & places("government"),
        finds="government-site-equipment", severity=HIGH, obligation=TERM,
        sources=["camera-statement-2022", "npsa-surveillance-2023"], doors=["government_customer"],
    )
    def government_site_has_such_equipment(self):
        """The instruction of 2022 binds departments, and reaches others through a lease, a contract or a site rule."""

    @guideline(
        when=bought & items("drones") & places("sensitive"),
        finds="drones-at-sensitive-places", severity=HIGH, obligation=PRACTICE,
        sources=["npsa-drones-2023"],
    )
    def drones_fly_at_sensitive_places(self):
        """A drone maps what it flies over, and its app may send the map to the maker."""

    @guideline(
        when=bought & items("network_core"),
        finds="network-core-exit-plan", severity=MEDIUM, obligation=PRACTICE,
        sources=["huawei-direction-2022", "ncsc-supply-chain-principles"],
    )
    def network_core_rests_on_such_equipment(self):
        """The core sees everything, and takes longest to replace."""

    @guideline(
        when=bought & items("network_core", "network_edge") & for_others("public_network"),
        finds="public-network-direction", severity=HIGH, obligation=LEGAL,
        sources=["huawei-direction-2022"],
    )
    def public_network_may_be_under_direction(self):
        """A provider that was given the direction has dates to keep; one that was not should know so."""

    @guideline(
        when=bought & items("sequencers") & exposed,
        finds="isolate-sequencers", severity=HIGH, obligation=PRACTICE,
        sources=["genomics-report-2024", "uk-gdpr art.32"], doors=["dpo"],
    )
    def human_sequences_can_be_reached(self):
        """A genome cannot be changed after it has leaked."""

    @guideline(
        when=bought & for_others("products"),
        finds="connected-products-duties", severity=LOW, obligation=LEGAL,
        sources=["product-security-2023"],
    )
    def connected_products_are_placed_on_the_market(self):
        """Whoever imports or sells on takes over duties that a mere buyer does not have."""

    @guideline(
        when=(worth_stealing | bought) & apps("advice", "none"),
        finds="rule-for-online-services", severity=MEDIUM, obligation=PRACTICE,
        sources=["apps-statements", "ico-transfers"], doors=["dpo"],
    )
    def online_services_have_no_rule(self):
        """What is typed into a service hosted in China has left the country, whoever typed it."""

    @guideline(
        when=bought & items("cameras") & ~items("network_core", "drones", "remote", "sequencers") & places("ordinary") & isolation("separate"),
        finds="cameras-may-stay", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-networked-security-2024", "camera-statement-2022"],
    )
    def cameras_stand_in_ordinary_places(self):
        """Place and connection make the risk, not the plate on the casing."""

    @guideline(
        when=(worth_stealing | bought) & apps("blocked", "list"),
        finds="use-models-locally", severity=ENABLING, obligation=PRACTICE,
        sources=["apps-statements"],
    )
    def online_services_have_a_rule(self):
        """With a rule in place people can use good tools without guessing."""

    # Each purchase

    @guideline(
        when=connected_purchase & also("sensitive_place") & (~connection("closed") | ~connection("data")),
        finds="connected-purchase-in-sensitive-place", severity=HIGH, obligation=PRACTICE,
        sources=["npsa-networked-security-2024", "ncsc-supply-chain-principles"],
    )
    def purchase_connects_a_sensitive_place(self):
        """Before the order, remote access is a line in the terms; afterwards it is a habit."""

    @guideline(
        when=connected_purchase & ~also("sensitive_place") & connection("closed") & connection("data") & connection("updates")
        & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="connected-purchase-may-go-ahead", severity=ENABLING, obligation=PRACTICE,
        sources=["npsa-networked-security-2024", "product-security-2023"],
    )
    def connected_purchase_is_settled(self):
        """Equipment whose access, data and updates are settled is an ordinary purchase."""
