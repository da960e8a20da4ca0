"""What differs in Scotland, Wales and Northern Ireland: duties and routes that are not the English ones.

Most of the law on state threats, exports, sanctions and investment is the same everywhere in the UK. Academic freedom,
protection of political opinion and freedom of information are not.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked
from rules.guideline import HIGH, LEGAL, LOW, MEDIUM, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
disclosure = organisation.question("governance.disclosure_on_request")

stage = activity.question("activity.stage")
what = activity.question("activity.kind")
also = activity.question("activity.also")
say = activity.question("activity.say_over_content")
speech_assessment = activity.question("activity.speech_assessment")
form = activity.question("activity.teaching_form")
party = activity.question("terms.party_role")

say_stays = say("political", "veto", "reports") & speech_assessment("assessed", "none")
foreign_say_at_home = what("teaching") & form("joint_award", "joint_institute", "entity") & party("here")
money_from_china = exposures("scholarships", "gifts", "institute", "investment")


class Devolved(Topic):
    """Scotland, Wales and Northern Ireland

    Duties and routes of the three nations that differ from those of England."""

    @guideline(
        when=kind("he_scotland") & china_linked & ~stage("ended") & (say_stays | foreign_say_at_home),
        finds="scottish-academic-freedom", severity=HIGH, obligation=LEGAL, bound="the university, as a post-16 education body",
        sources=["scottish-academic-freedom s.26"],
    )
    def scottish_terms_limit_academic_freedom(self):
        """A Scottish university must aim to uphold academic freedom so far as it considers reasonable, so it must have considered it."""

    @guideline(
        when=kind("he_wales") & china_linked & ~stage("ended") & (say_stays | foreign_say_at_home),
        finds="welsh-free-speech", severity=HIGH, obligation=LEGAL, bound="everybody concerned in the government of the university",
        sources=["free-speech-1986 s.43", "free-speech-1986-reach"],
    )
    def welsh_terms_limit_free_speech(self):
        """The duty of 1986 asks for reasonably practicable steps, binds each person who governs, and stayed when England got its own."""

    @guideline(
        when=kind("he_ni") & china_linked & ~stage("ended") & say("political") & speech_assessment("assessed", "none"),
        finds="political-test-northern-ireland", severity=HIGH, obligation=LEGAL, bound="the governing body and whoever selects or employs",
        sources=["ni-fair-employment art.2 and 27", "ni-political-opinion-guides"], doors=["equality_commission_ni"],
    )
    def political_test_is_set_in_northern_ireland(self):
        """In Northern Ireland political opinion, or having none, is protected in work and in higher education."""

    @guideline(
        when=kind("he_scotland") & money_from_china & disclosure("secret"),
        finds="scottish-disclosure", severity=MEDIUM, obligation=LEGAL,
        sources=["foi-scotland-244-2025"], doors=["scottish_information_commissioner"],
    )
    def scottish_funding_is_promised_secret(self):
        """A Scottish university was ordered to disclose what Chinese bodies paid, because harm to trade was not shown."""

    @guideline(
        when=kind("he_scotland") & money_from_china & disclosure("nobody"),
        finds="scottish-disclosure-unplanned", severity=LOW, obligation=LEGAL,
        sources=["foi-scotland-244-2025"], doors=["scottish_information_commissioner"],
    )
    def scottish_disclosure_is_unplanned(self):
        """The Scottish Act and its Commissioner decide, and the clock is short once somebody asks."""

    @guideline(
        when=kind("he_scotland") & china_linked & what("purchase") & also("connected", "sensitive_place") & stage("idea", "negotiating"),
        finds="scottish-procurement", severity=LOW, obligation=LEGAL,
        sources=["procurement-act-2023-reach"],
    )
    def scottish_purchase_follows_other_rules(self):
        """The exclusion grounds and the debarment list of the Act of 2023 are not the ones a Scottish tender uses."""
