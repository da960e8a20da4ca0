"""What is bought: procurement law, dependence on one source, forced labour.

The Procurement Act binds contracting authorities in England, Wales and Northern Ireland; the duty to publish a slavery
statement binds large organisations everywhere in the UK.
"""

from datetime import date

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, leaves_uk, sensitive_technology, worth_stealing
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
repression = activity.question("technology.repression")
region = activity.question("activity.region")

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
suppliers = organisation.question("money.supplier_grip")
status = organisation.question("money.procurement_status")
checks = organisation.question("money.procurement_checks")
statement = organisation.question("money.slavery_statement")
untraced = organisation.question("money.untraced")
for_others = organisation.question("systems.for_others")

buys = exposures("suppliers", "goods")
under_the_act = kind("he_england", "he_wales", "he_ni", "institute", "other")
company = kind("company", "spin_out")
demanding = worth_stealing | some_activity(sensitive_technology)
risky_goods = untraced("solar", "electronics", "textiles", "metals", "food", "gloves")
trade = what("supply", "purchase", "investment", "licence", "joint_lab", "contract_research")
in_region = china_linked & ~stage("ended") & (trade | (leaves_uk & repression("clear", "possible")))


class SupplyChain(Topic):
    """Procurement and supply chains

    Security checks in procurement, suppliers that cannot be replaced, forced labour, and work that touches Xinjiang."""

    # Knowing suppliers

    @guideline(
        when=exposures("suppliers") & suppliers("none"),
        finds="map-suppliers", severity=MEDIUM, obligation=PRACTICE,
        sources=["ncsc-supply-chain-principles", "prc-supply-chain-orders art.13", "cyber-resilience-bill"],
    )
    def suppliers_are_unmapped(self):
        """Nobody can say which supplier could reach, stop or see what matters."""

    @guideline(
        when=buys & ~suppliers("none") & (
            (exposures("suppliers") & demanding & ~suppliers("terms")) | ((company | demanding) & ~suppliers("second"))
        ),
        finds="supplier-terms-and-second-source", severity=MEDIUM, obligation=PRACTICE,
        sources=["ncsc-supply-chain-principles", "china-export-suspensions"],
    )
    def suppliers_cannot_be_left(self):
        """A map shows the dependence; only terms, stock and a second source lessen it."""

    # Procurement law

    @guideline(
        when=under_the_act & buys & status("undecided"),
        finds="decide-procurement-status", severity=MEDIUM, obligation=LEGAL,
        sources=["procurement-act-2023", "procurement-status-notes"],
    )
    def procurement_status_is_open(self):
        """Public income moves from year to year, and with it the answer."""

    @guideline(
        when=under_the_act & buys & status("yes") & (~checks("debarment") | ~checks("security") | ~checks("all_routes")),
        finds="procurement-exclusion-checks", severity=HIGH, obligation=LEGAL,
        sources=["procurement-act-2023 s.26 and 62", "procurement-security-guidance par.2", "national-security-unit-procurement"], doors=["nsup"],
    )
    def exclusion_checks_are_missing(self):
        """A contracting authority must leave out excluded suppliers and consider who can be left out, in every covered procurement."""

    @guideline(
        when=under_the_act & buys & status("yes") & checks("country"),
        finds="no-ban-by-country", severity=MEDIUM, obligation=PRACTICE,
        sources=["procurement-security-guidance", "procurement-status-notes"], doors=["nsup"],
    )
    def suppliers_are_ruled_out_by_country(self):
        """The ground in the Act is a threat by a supplier; a blanket rule invites a challenge and misses the real risk."""

    # Forced labour

    @guideline(
        when=buys & statement("none"),
        finds="slavery-statement", severity=HIGH, obligation=LEGAL,
        sources=["modern-slavery-act s.54", "slavery-guidance-2025"],
    )
    def slavery_statement_is_missing(self):
        """The Act asks for a statement each year, even if it says that no steps were taken."""

    @guideline(
        when=buys & statement("incomplete"),
        finds="slavery-statement", severity=MEDIUM, obligation=LEGAL,
        sources=["modern-slavery-act s.54", "slavery-guidance-2025"],
    )
    def slavery_statement_is_incomplete(self):
        """Approval, signature and the link on the home page are what make it a statement under the Act."""

    @guideline(
        when=buys & risky_goods & ~statement("small"),
        finds="trace-risky-goods", severity=MEDIUM, obligation=PRACTICE,
        sources=["overseas-business-risk-china", "slavery-guidance-2025", "prc-supply-chain-orders art.13"],
    )
    def risky_goods_are_untraced(self):
        """These goods are where forced labour in the region reaches ordinary purchases."""

    @guideline(
        when=buys & company & risky_goods & for_others("us_market"),
        finds="untraced-goods-to-america", severity=HIGH, obligation=LEGAL, bound="the importer in the United States",
        sources=["us-forced-labor-act", "overseas-business-risk-china"],
    )
    def untraced_goods_reach_america(self):
        """There the law presumes forced labour unless the importer proves the opposite."""

    @guideline(
        when=buys & company & risky_goods & for_others("eu_market"),
        finds="prepare-for-eu-ban", severity=MEDIUM, obligation=PRACTICE, ends=date(2027, 12, 13),
        sources=["eu-forced-labour-ban", "overseas-business-risk-china"],
    )
    def untraced_goods_meet_the_coming_eu_ban(self):
        """Tracing takes longer than the time that is left before the ban."""

    @guideline(
        when=buys & company & risky_goods & for_others("eu_market"),
        finds="meet-eu-ban", severity=HIGH, obligation=LEGAL, starts=date(2027, 12, 14),
        sources=["eu-forced-labour-ban"],
    )
    def untraced_goods_meet_the_eu_ban(self):
        """Since 14 December 2027 goods made with forced labour may not be sold there."""

    @guideline(
        when=exposures("goods") & ~exposures("suppliers") & suppliers("known") & untraced("none"),
        finds="ordinary-goods-may-be-bought", severity=ENABLING, obligation=PRACTICE,
        sources=["ncsc-supply-chain-principles", "overseas-business-risk-china"],
    )
    def ordinary_goods_are_traced(self):
        """A known supplier and traced goods are all that an ordinary purchase needs."""

    # Xinjiang, for each activity

    @guideline(
        when=in_region & region("authorities") & repression("clear", "possible"),
        finds="xinjiang-repression", severity=CRITICAL, obligation=PRACTICE,
        sources=["overseas-business-risk-china", "uk-sanctions-list", "arms-embargo-china"], doors=["ecju", "ofsi"],
    )
    def work_could_serve_repression_in_xinjiang(self):
        """Work that could be used on people, for those who govern there, needs government advice in writing before another step."""

    @guideline(
        when=in_region & region("authorities"),
        finds="xinjiang-authorities", severity=HIGH, obligation=PRACTICE,
        sources=["overseas-business-risk-china", "uk-sanctions-list"], doors=["ofsi"],
    )
    def activity_serves_xinjiang_authorities(self):
        """Officials and a security body of the region are sanctioned in the UK, and ownership there is hard to see."""

    @guideline(
        when=in_region & what("supply", "purchase", "investment") & region("goods"),
        finds="xinjiang-goods", severity=HIGH, obligation=PRACTICE,
        sources=["overseas-business-risk-china", "slavery-guidance-2025"],
    )
    def goods_come_from_xinjiang(self):
        """No audit on the spot can be relied on there, so a clean audit report proves nothing."""
