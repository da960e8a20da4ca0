"""Personal data that goes to China, or can be opened from there.

UK data protection law asks where the recipient is and whether it is a separate legal person; it binds companies and
universities alike. Chinese data law mostly binds the Chinese side, and says so in `bound`.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, defence_linked, state_partner
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, TERM, Topic, guideline

location = activity.question("partner.location")
stage = activity.question("activity.stage")
kinds = activity.question("data.kinds")
form = activity.question("data.form")
reach = activity.question("data.reach")
route = activity.question("data.route")
assessment = activity.question("data.assessment")
limits = activity.question("data.limits")
dpia = activity.question("data.dpia")
origin = activity.question("data.origin")
permission = activity.question("data.permission")
incoming = activity.question("data.incoming")
filing = activity.question("data.filing")

presence = organisation.question("systems.china_presence")
controls = organisation.question("systems.data_controls")

about_people = kinds("ordinary", "records", "health", "genetic", "biometric", "location", "other_sensitive")
sensitive_kinds = kinds("health", "genetic", "biometric", "location", "other_sensitive")
in_china = location("mainland", "hong_kong_macao")
reached = reach("sent", "remote", "kept", "support")
owner_agrees = ~origin("cohort", "nhs", "licensed") | permission("named")

people_data = activity.concern("people_data", "data about people, de-identified or not, is shared or could be seen")
personal_data = activity.concern("personal_data", "the data shared is personal data")
sensitive_data = activity.concern("sensitive_personal_data", "the personal data is of a sensitive kind")
restricted_transfer = activity.concern("restricted_transfer", "personal data goes to a separate body in China or can be opened by it")


class DataTransfer(Topic):
    """Data transfer to China

    When personal data needs a legal route before it goes to China or is opened there, whose terms decide, and what is free."""

    # Concerns

    @guideline(when=china_linked & about_people, raises=people_data)
    def data_is_about_people(self):
        """Taking names away does not by itself take data out of the law."""

    @guideline(when=people_data & form("identifiable", "coded"), raises=personal_data)
    def data_is_personal(self):
        """Coded data counts as personal until a written test for this recipient says otherwise."""

    @guideline(when=personal_data & sensitive_kinds, raises=sensitive_data)
    def personal_data_is_sensitive(self):
        """Bodies, genes, movements and beliefs do more harm in the wrong hands, and cannot be changed afterwards."""

    @guideline(
        when=personal_data & (reach("support") | (reach("sent", "remote", "kept") & in_china)) & ~stage("ended"),
        raises=restricted_transfer,
    )
    def personal_data_reaches_china(self):
        """Remote access from China counts as a transfer although the server stands in the UK, and so does a single small one."""

    # The legal route

    @guideline(
        when=restricted_transfer & route("none", "old_clauses"),
        finds="transfer-without-route", severity=CRITICAL, obligation=LEGAL,
        sources=["ico-transfers", "duaa-transfers Sch. 7 para. 6", "uk-adequacy", "transfer-notes"], doors=["dpo", "ico"],
    )
    def personal_data_has_no_route(self):
        """No UK regulations approve China, Hong Kong or Macao, so a safeguard or an exception must come first."""

    @guideline(
        when=restricted_transfer & route("clauses", "bcr") & assessment("none"),
        finds="transfer-unassessed", severity=HIGH, obligation=LEGAL,
        sources=["duaa-transfers Sch. 7 para. 6", "ico-tra-tool"], doors=["dpo"],
    )
    def clauses_stand_without_assessment(self):
        """A signed contract is only half of the safeguard; the other half is the judgement that protection holds."""

    @guideline(
        when=restricted_transfer & route("clauses", "bcr") & assessment("old"),
        finds="transfer-assessment-old", severity=MEDIUM, obligation=LEGAL,
        sources=["duaa-transfers Sch. 7 para. 6", "transfer-notes", "prc-cybersecurity-2026"], doors=["dpo"],
    )
    def assessment_predates_the_test(self):
        """The test changed on 5 February 2026, and Chinese cybersecurity law on 1 January 2026."""

    @guideline(
        when=restricted_transfer & route("clauses", "bcr") & sensitive_data & (assessment("promises") | limits("none")),
        finds="state-access-unmet", severity=HIGH, obligation=PRACTICE,
        sources=["ico-tra-tool", "national-intelligence-law art.7", "dpc-tiktok"], doors=["dpo"],
    )
    def promises_meet_state_access(self):
        """A contract does not bind the authorities of another state; only a technical limit answers that risk."""

    @guideline(
        when=restricted_transfer & route("exception_regular"),
        finds="exception-misused", severity=HIGH, obligation=LEGAL,
        sources=["ico-exceptions", "transfer-notes"], doors=["dpo"],
    )
    def exception_carries_regular_flow(self):
        """Exceptions are for what is necessary and occasional; a regular flow needs a safeguard."""

    @guideline(
        when=restricted_transfer & origin("eu") & route("clauses", "bcr") & assessment("promises", "old"),
        finds="eu-stricter-test", severity=HIGH, obligation=LEGAL,
        sources=["dpc-tiktok"], doors=["dpo"],
    )
    def eu_data_meets_stricter_test(self):
        """The EU test is worded more strictly, and an EU regulator found one company's reading of Chinese law too thin."""

    @guideline(
        when=restricted_transfer & sensitive_data & dpia("none", "old"),
        finds="impact-assessment-due", severity=HIGH, obligation=LEGAL,
        sources=["ico-dpia-list", "uk-gdpr art.35 and 36"], doors=["dpo", "ico"],
    )
    def sensitive_transfer_lacks_impact_assessment(self):
        """A sensitive kind of data together with a new place and a new recipient points to high risk."""

    # Who is on the other side

    @guideline(
        when=restricted_transfer & (state_partner | defence_linked) & (sensitive_data | kinds("records")),
        finds="state-body-sees-people", severity=HIGH, obligation=PRACTICE,
        sources=["national-intelligence-law art.7 and 14", "dsit-data-brokers"], doors=["dpo"],
    )
    def state_partner_sees_people(self):
        """With a state or defence-linked recipient no request for access is needed; the recipient itself is the risk."""

    @guideline(
        when=location("controlled") & personal_data & reach("sent", "remote", "kept") & (sensitive_data | kinds("records")) & ~stage("ended"),
        finds="onward-access", severity=MEDIUM, obligation=PRACTICE,
        sources=["ico-transfers", "national-intelligence-law art.7"], doors=["dpo"],
    )
    def owner_in_china_could_look(self):
        """A partner outside China may open what it holds to its owner or to support staff in China."""

    @guideline(
        when=sensitive_data & reach("own") & ~stage("ended"),
        finds="own-people-in-china", severity=MEDIUM, obligation=LEGAL,
        sources=["ico-transfers", "uk-gdpr art.32"], doors=["dpo"],
    )
    def own_people_open_sensitive_data(self):
        """The same legal person makes no restricted transfer, but the duty to keep data secure goes with it."""

    @guideline(
        when=people_data & reach("kept") & ~stage("ended"),
        finds="master-copy-in-china", severity=MEDIUM, obligation=PRACTICE,
        sources=["data-security-law art.36"], doors=["dpo"],
    )
    def only_copy_is_in_china(self):
        """Data stored on the mainland may not go to a foreign court or law-enforcement body without approval there."""

    @guideline(
        when=china_linked & (kinds.unsure() | (people_data & reach.unsure())) & ~stage("ended"),
        finds="reach-unknown", severity=MEDIUM, obligation=PRACTICE,
        sources=["ico-transfers"], doors=["dpo"],
    )
    def nobody_knows_who_opens_it(self):
        """Without knowing what is shared and who can open it nobody can say whether the law asks for anything."""

    # De-identified data

    @guideline(
        when=people_data & form("untested") & reached & sensitive_kinds & ~stage("ended"),
        finds="test-identifiability", severity=HIGH, obligation=LEGAL,
        sources=["ico-anonymisation", "biobank-2026"], doors=["dpo"],
    )
    def sensitive_data_is_called_anonymous(self):
        """Rich records often single somebody out; in 2026 de-identified data on half a million people was offered for sale."""

    @guideline(
        when=people_data & form("untested") & reached & ~sensitive_kinds & ~stage("ended"),
        finds="test-identifiability", severity=MEDIUM, obligation=LEGAL,
        sources=["ico-anonymisation"], doors=["dpo"],
    )
    def ordinary_data_is_called_anonymous(self):
        """Whether data is anonymous depends on what this recipient can link it to; only a test shows it."""

    # Other people's terms

    @guideline(
        when=people_data & origin("cohort", "nhs", "licensed") & reached & permission("refused") & ~stage("ended"),
        finds="owner-forbids", severity=CRITICAL, obligation=TERM,
        sources=["biobank-2026", "biobank-exemptions", "nhs-access-standards standards 10 and 11"], doors=["data_owner", "dpo"],
    )
    def data_owner_forbids_it(self):
        """The data was lent on terms; a breach can end access for the whole organisation."""

    @guideline(
        when=people_data & origin("cohort", "nhs", "licensed") & reached & permission("unread") & ~stage("ended"),
        finds="owner-terms-unread", severity=HIGH, obligation=TERM,
        sources=["biobank-2026", "nhs-access-standards standards 10 and 11"], doors=["data_owner", "dpo"],
    )
    def data_owner_was_not_asked(self):
        """Agreements of this kind name who may use the data and where; China is seldom inside them."""

    @guideline(
        when=people_data & origin("nih") & in_china & reach("sent", "remote", "kept") & ~stage("ended"),
        finds="nih-bars-access", severity=CRITICAL, obligation=TERM,
        sources=["nih-standards", "us-data-notes"], doors=["data_owner"],
    )
    def nih_data_is_reached_from_china(self):
        """The test is where the institution is; de-identified data and a part-time post are inside it."""

    @guideline(
        when=people_data & origin("us_people") & reached & ~stage("ended"),
        finds="us-bulk-data", severity=HIGH, obligation=TERM, bound="the United States partner, and the organisation by its contract",
        sources=["us-data-notes"], doors=["data_owner"],
    )
    def us_bulk_data_is_reached(self):
        """The American rule follows the data through the contract, and takes no account of de-identification."""

    # Data that comes from China

    @guideline(
        when=china_linked & incoming("genetic") & filing("nothing") & ~stage("ended"),
        finds="genetic-resources-unapproved", severity=CRITICAL, obligation=LEGAL, bound="the partner, and the organisation where it collects or keeps them",
        sources=["prc-genetic-resources"], doors=["dpo"],
    )
    def genetic_resources_lack_approval(self):
        """China lets a foreign body work with its human genetic resources only with a partner there and an approval or filing."""

    @guideline(
        when=china_linked & incoming("large", "sensitive", "important") & filing("nothing") & ~stage("ended"),
        finds="sender-needs-route", severity=MEDIUM, obligation=LEGAL, bound="the partner",
        sources=["prc-export-rules", "pipl art.38 and 40"], doors=["dpo"],
    )
    def sender_shows_no_route(self):
        """The duty is the sender's, but an unlawful export can stop the flow in the middle of a project."""

    # Standard practice and what may go ahead

    @guideline(
        when=china_linked & kinds("contacts") & ~about_people & ~stage("ended"),
        finds="contacts-only", severity=LOW, obligation=PRACTICE,
        sources=["ico-transfers"],
    )
    def only_work_contacts_are_shared(self):
        """Work contact details are personal data too, but of the least sensitive kind."""

    @guideline(
        when=china_linked & kinds("public", "aggregate", "technical", "none") & ~kinds("contacts", "ordinary", "records", "health", "genetic", "biometric", "location", "other_sensitive"),
        finds="no-personal-data", severity=ENABLING, obligation=PRACTICE,
        sources=["ico-transfers", "ico-anonymisation"],
    )
    def nothing_personal_is_shared(self):
        """The transfer rules are about personal data; what is about nobody is outside them."""

    @guideline(
        when=people_data & form("anonymous") & ~origin("cohort", "nhs", "licensed", "nih", "us_people"),
        finds="anonymous-data-is-free", severity=ENABLING, obligation=PRACTICE,
        sources=["ico-anonymisation"],
    )
    def data_was_tested_anonymous(self):
        """Data that this recipient cannot trace to anybody is no personal data in its hands."""

    @guideline(
        when=people_data & reach("code") & ~reach("sent", "remote", "kept", "support", "own") & ~origin("nih", "us_people") & owner_agrees,
        finds="bring-questions-to-data", severity=ENABLING, obligation=PRACTICE,
        sources=["nhs-secure-environments", "ico-transfers"],
    )
    def questions_come_to_the_data(self):
        """The partner gets results, and the records of people never leave."""

    @guideline(
        when=restricted_transfer & ~sensitive_data & ~kinds("records") & ~origin("eu", "nih", "us_people") & owner_agrees & ((route("clauses", "bcr") & assessment("current")) | route("exception_occasional")),
        finds="transfer-in-order", severity=ENABLING, obligation=PRACTICE,
        sources=["ico-transfers", "ico-tra-tool", "ico-exceptions"],
    )
    def ordinary_transfer_is_in_order(self):
        """Ordinary data with a legal route is a normal part of working together."""

    @guideline(
        when=china_linked & incoming("small") & ~incoming("large", "sensitive", "important", "genetic"),
        finds="small-incoming-data", severity=ENABLING, obligation=PRACTICE, bound="the partner",
        sources=["prc-export-rules"],
    )
    def little_data_comes_from_china(self):
        """Chinese rules exempt a sender that exports ordinary data on fewer than 100,000 people in a year."""

    # The organisation

    @guideline(
        when=some_activity(restricted_transfer) & (~controls("notice") | ~controls("records")),
        finds="name-china-in-records", severity=MEDIUM, obligation=LEGAL,
        sources=["uk-gdpr art.13, 14 and 30", "ico-transfers"], doors=["dpo"],
    )
    def records_are_silent_on_china(self):
        """People must be told where their data goes, and the record must be able to show it."""

    @guideline(
        when=presence("employ", "research", "track") & ~controls("china_law"),
        finds="chinese-privacy-law", severity=MEDIUM, obligation=LEGAL,
        sources=["pipl art.3 and 53"], doors=["dpo"],
    )
    def chinese_privacy_law_reaches_out(self):
        """The Chinese law follows people who are on the mainland, wherever the organisation is."""

    @guideline(
        when=presence("recruit", "teach") & ~presence("employ", "research", "track") & ~controls("china_law"),
        finds="chinese-privacy-law", severity=LOW, obligation=LEGAL,
        sources=["pipl art.3 and 53"],
    )
    def chinese_privacy_law_meets_recruitment(self):
        """Offering courses to people on the mainland is inside the text, but no enforcement against a foreign university was found."""

    @guideline(
        when=presence("teach", "employ") & ~controls("approved_route"),
        finds="approved-connection", severity=LOW, obligation=PRACTICE,
        sources=["jisc-china-access"],
    )
    def people_in_china_connect_as_they_can(self):
        """Whoever is left to find a way through may break local law or expose the traffic."""
