"""The reach of United States export rules, award terms and the AUKUS arrangements.

United States rules follow an item, software or know-how wherever it goes. Every question is about items, institutions,
owners and terms; nothing is asked or concluded about a person.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked, defence_linked, leaves_uk, sensitive_technology
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, TERM, Topic, guideline

items = activity.question("technology.us_items")
authority = activity.question("technology.us_authority")
compute = activity.question("technology.compute")
compute_checks = activity.question("technology.compute_checks")
lists = activity.question("partner.us_lists")
award = activity.question("terms.us_award")
also = activity.question("activity.also")
field = activity.question("activity.field")
stage = activity.question("activity.stage")
areas = activity.question("technology.areas")
leaves = activity.question("technology.leaves")
published = activity.question("technology.published")
partner_defence = activity.question("partner.defence")

funders = organisation.question("profile.funders")
aukus = organisation.question("exports.aukus")
affiliates = organisation.question("switch.bis_affiliates_rule")
remote_items = organisation.question("systems.remote_items")
biotech_list = organisation.question("switch.us_biotech_list")

us_rich_area = areas("quantum", "hardware", "semiconductors", "materials", "space")
us_question = china_linked & ~stage("ended") & (us_rich_area | also("us_items"))
computing = china_linked & ~stage("ended") & (field("computing") | areas("ai", "hardware", "data_infrastructure", "semiconductors"))
owner_counts = affiliates("yes") | affiliates.unsure()
by_us_law = "whoever passes on the United States item"

us_item_in_reach = activity.concern("us_item_in_reach", "something under United States export rules goes to the partner or comes within its reach")


class UsReach(Topic):
    """United States rules and AUKUS

    When United States export rules, award terms or the AUKUS arrangements decide what a partner linked to China may get."""

    @guideline(when=us_question & items("eccn", "ear99", "foreign"), raises=us_item_in_reach)
    def us_item_comes_within_reach(self):
        """United States rules follow the item: they still apply after it has left the United States."""

    # Partners on United States lists

    @guideline(
        when=us_item_in_reach & lists("listed") & ~authority("licence", "research"),
        finds="us-listed-partner", severity=CRITICAL, obligation=LEGAL, bound=by_us_law,
        sources=["us-entity-list-universities", "us-rules-uk-pages", "us-ear Part 744"], doors=["us_counsel", "bis"],
    )
    def listed_partner_gets_us_item(self):
        """For most listed parties even an item without a control number needs a United States licence."""

    @guideline(
        when=us_item_in_reach & lists("half", "some") & owner_counts & ~authority("licence", "research"),
        finds="us-listed-owner", severity=HIGH, obligation=LEGAL, bound=by_us_law,
        sources=["us-affiliates-rule", "us-ear Part 744"], doors=["us_counsel", "bis"],
    )
    def listed_party_owns_the_partner(self):
        """Half or more in listed hands counts as listed once the affiliates rule is back, and an unknown share is a red flag."""

    @guideline(
        when=us_item_in_reach & (lists("not_checked") | lists.unsure()),
        finds="check-us-lists", severity=MEDIUM, obligation=PRACTICE,
        sources=["us-affiliates-rule", "us-entity-list-universities"], doors=["us_counsel"],
    )
    def us_lists_are_unchecked(self):
        """Whether an ordinary item may go depends on who receives it and who owns the recipient."""

    # Items and know-how

    @guideline(
        when=us_item_in_reach & items("eccn", "foreign") & authority("asked", "none") & leaves("goods", "files", "access", "talk", "carried", "review")
        & ~lists("listed", "half", "some"),
        finds="us-licence-open", severity=HIGH, obligation=LEGAL, bound=by_us_law,
        sources=["us-rules-uk-pages", "us-emerging-2024", "us-ear Parts 734 and 744"], doors=["us_counsel", "bis"],
    )
    def us_licence_question_is_open(self):
        """An item on the control list that goes on to China is a re-export, with rules of its own beside the UK licence."""

    @guideline(
        when=us_item_in_reach & items("eccn", "foreign") & authority("asked", "none") & leaves("visitor"),
        finds="us-item-and-visitor", severity=MEDIUM, obligation=LEGAL, bound=by_us_law,
        sources=["us-rules-uk-pages", "us-ear s.734.14 and 734.20"], doors=["us_counsel"],
    )
    def visitor_sees_controlled_us_item(self):
        """United States rules can treat what is shown in a UK laboratory as sent abroad; the licence terms say when."""

    @guideline(
        when=us_item_in_reach & authority("research") & (items("eccn", "foreign") | lists("listed")) & (leaves("goods", "access") | published("confidential")),
        finds="us-research-exclusion-doubtful", severity=HIGH, obligation=LEGAL, bound=by_us_law,
        sources=["us-research-exclusion", "us-ear s.734.8"], doors=["us_counsel"],
    )
    def us_research_exclusion_is_stretched(self):
        """The exclusion frees results that may be published; it frees neither objects nor confidential input."""

    @guideline(
        when=us_question & items("itar") & ~authority("licence"),
        finds="us-defence-item-and-china", severity=CRITICAL, obligation=LEGAL, bound=by_us_law,
        sources=["us-itar s.126.1", "aukus-itar-exemption"], doors=["us_counsel", "mod_aukus"],
    )
    def us_defence_item_is_in_reach(self):
        """China is a barred destination for United States defence items, and the AUKUS exemption works only between its members."""

    @guideline(
        when=china_linked & ~stage("ended") & us_rich_area & leaves_uk & items.unsure(),
        finds="list-us-items", severity=MEDIUM, obligation=PRACTICE,
        sources=["us-emerging-2024", "us-rules-uk-pages"], doors=["us_counsel"],
    )
    def us_content_is_unknown(self):
        """These fields are full of United States equipment and software, and nobody can say what of it goes on."""

    @guideline(
        when=us_item_in_reach
        & (authority("licence") | (authority("not_needed") & lists("none_on_date"))
           | (authority("research") & ~leaves("goods", "access") & ~published("confidential"))),
        finds="inside-us-rules", severity=ENABLING, obligation=PRACTICE,
        sources=["us-rules-uk-pages", "us-research-exclusion"],
    )
    def us_rules_are_settled(self):
        """A licence, a recorded decision or the exclusion for open research lets the work go on inside its limits."""

    # Computing

    @guideline(
        when=computing & compute("time", "train") & (partner_defence("part", "industry", "seven_sons") | lists("listed")) & ~authority("licence"),
        finds="no-computing-for-listed-or-defence-body", severity=CRITICAL, obligation=LEGAL, bound="whoever provides the computing",
        sources=["us-computing-guidance-2025", "us-ear Part 744"], doors=["us_counsel", "bis"],
    )
    def computing_serves_a_listed_or_defence_body(self):
        """Computing on advanced chips for such a body is what the United States rules on military and listed users are about."""

    @guideline(
        when=computing & compute("time", "train") & compute_checks("partly", "none") & partner_defence("none_found", "laboratory") & ~lists("listed"),
        finds="check-computing-users", severity=HIGH, obligation=PRACTICE,
        sources=["us-computing-guidance-2025"], doors=["us_counsel"],
    )
    def computing_users_are_unchecked(self):
        """Training models for a body with its headquarters in China is a red flag; knowing user and purpose is the answer to it."""

    @guideline(
        when=computing & compute("chinese_chips") & authority("asked", "none"),
        finds="identify-chinese-chips", severity=HIGH, obligation=LEGAL, bound="whoever uses the chips",
        sources=["us-computing-guidance-2025"], doors=["us_counsel"],
    )
    def chinese_chips_lack_us_proof(self):
        """The United States presumes that some chips designed in China were made against its rules, and says that using them risks a breach."""

    # Awards and AUKUS

    @guideline(
        when=china_linked & funders("us_federal") & ~stage("ended") & (award("barred") | (award("unread") & lists("listed", "half"))),
        finds="us-award-bars-partner", severity=HIGH, obligation=TERM,
        sources=["us-research-bills-2026"], doors=["us_counsel"],
    )
    def us_award_limits_the_partner(self):
        """The money comes with terms about partners, and a listed partner is what such terms look for."""

    @guideline(
        when=china_linked & funders("us_federal") & ~stage("ended") & award("unread") & ~lists("listed", "half"),
        finds="read-us-award", severity=MEDIUM, obligation=TERM,
        sources=["us-research-bills-2026"],
    )
    def us_award_terms_are_unread(self):
        """Nobody can keep to terms that nobody has read."""

    @guideline(
        when=funders("defence") & aukus("member", "applying") & china_linked & ~stage("ended") & defence_linked & (sensitive_technology | also("defence_team", "us_items")),
        finds="aukus-standing", severity=HIGH, obligation=PRACTICE,
        sources=["aukus-user-community", "aukus-itar-exemption"], doors=["mod_aukus"],
    )
    def china_link_bears_on_aukus(self):
        """Membership rests on trust in how shared technology is kept, and this link will be asked about."""

    @guideline(
        when=funders("us_federal") & remote_items("sequencers") & (biotech_list("yes") | biotech_list.unsure()),
        finds="ring-fence-us-biotech-money", severity=HIGH, obligation=TERM, bound="whoever spends United States federal money",
        sources=["us-biotech-act-2026 s.851"], doors=["us_counsel"],
    )
    def us_money_meets_listed_biotech(self):
        """Once the list is out, federal money may not be spent with the makers on it, and sub-awards pass the term on."""

    @guideline(
        when=funders("us_federal") & remote_items("sequencers") & biotech_list("no"),
        finds="ring-fence-us-biotech-money", severity=MEDIUM, obligation=TERM, bound="whoever spends United States federal money",
        sources=["us-biotech-act-2026 s.851"],
    )
    def us_money_will_meet_listed_biotech(self):
        """The list is due within a year of the Act, and replacing a sequencer takes longer than a notice period."""
