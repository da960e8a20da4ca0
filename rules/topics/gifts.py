"""Gifts that come in: who gives, what else hangs on it, and who decides.

A say over topics, posts or publications is judged by the campus topic, and a payer whom nobody knows by the
exposure topic; neither is repeated here.
"""

from guidance.language.conditions import activity
from rules.concerns import china_linked, defence_linked, sensitive_technology, state_partner
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
partner_defence = activity.question("partner.defence")
sanctions = activity.question("partner.sanctions")
checks = activity.question("terms.gift_checks")
link = activity.question("terms.gift_link")

gift = china_linked & what("gift") & ~stage("ended")
handling_has_gaps = ~checks("source") | ~checks("decided") | ~checks("written")

weighty_gift = activity.concern(
    "weighty_gift", "the giver is a state or defence-linked body, or the gift pays for work in a sensitive technology"
)


class Gifts(Topic):
    """Gifts and donations

    When a gift may be accepted, what must be on file first, and when something else hangs on it."""

    @guideline(when=gift & (state_partner | defence_linked | sensitive_technology), raises=weighty_gift)
    def gift_carries_weight(self):
        """Most gifts are generosity; these are the ones where a giver may have a state's or a laboratory's interest."""

    @guideline(
        when=gift & link("place"),
        finds="gift-for-a-place", severity=CRITICAL, obligation=LEGAL, bound="the organisation and each person who acts",
        sources=["bribery-act s.1 to 4", "case-gift-principles"], doors=["crime_counsel"],
    )
    def gift_is_traded_for_a_place(self):
        """Admissions and appointments are to be decided impartially; an advantage taken for deciding otherwise can be a bribe."""

    @guideline(
        when=gift & link("deal", "voice") & ~link("place"),
        finds="gift-beside-a-deal", severity=HIGH, obligation=PRACTICE,
        sources=["case-gift-principles", "bribery-act s.1 to 4"], doors=["gift_committee"],
    )
    def gift_comes_with_another_deal(self):
        """A gift that arrives with a decision looks like its price, and sometimes is."""

    @guideline(
        when=weighty_gift & ~checks("source"),
        finds="trace-weighty-gift", severity=HIGH, obligation=PRACTICE,
        sources=["case-gift-principles", "cuc-code-2020"], doors=["gift_committee"],
    )
    def weighty_gift_is_untraced(self):
        """The name on the letter is often not the body behind the money."""

    @guideline(
        when=gift & (weighty_gift | link("honour")) & checks("source") & (~checks("decided") | ~checks("written")),
        finds="safeguard-weighty-gift", severity=MEDIUM, obligation=PRACTICE,
        sources=["case-gift-principles", "cuc-code-2020"], doors=["gift_committee"],
    )
    def weighty_gift_lacks_safeguards(self):
        """Those who gain from a gift are poor judges of it, and a promise outlives them only in writing."""

    @guideline(
        when=gift & ~weighty_gift & link("none") & handling_has_gaps,
        finds="note-ordinary-gift", severity=LOW, obligation=PRACTICE,
        sources=["case-gift-principles"],
    )
    def ordinary_gift_is_thinly_recorded(self):
        """An ordinary gift needs ordinary records."""

    @guideline(
        when=gift & checks("source") & checks("decided") & checks("written") & link("none")
        & sanctions("none_on_date") & partner_defence("none_found")
        & ~activity.found(CRITICAL) & ~activity.found(HIGH),
        finds="gift-may-be-accepted", severity=ENABLING, obligation=PRACTICE,
        sources=["case-gift-principles"],
    )
    def gift_may_be_accepted(self):
        """Known money, free judgement and written freedom are what make a gift a gift."""
