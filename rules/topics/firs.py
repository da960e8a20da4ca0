"""Foreign Influence Registration Scheme: arrangements with a foreign state or its ruling party.

Two tiers. The political tier reaches every foreign power but Ireland, and only directed political influence. The enhanced
tier reaches everything directed by a body that the Home Secretary has specified. A university or a state-owned company
that acts for itself is no foreign power.
"""

from guidance.language.conditions import activity, organisation
from rules.concerns import china_linked
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, Topic, guideline

exposures = organisation.question("profile.exposures")
state_list = organisation.question("governance.state_arrangements")
others = organisation.question("governance.others_directed")
societies = organisation.question("campus.societies")
enhanced = organisation.question("switch.firs_enhanced_china")

partner_kind = activity.question("partner.kind")
what = activity.question("activity.kind")
stage = activity.question("activity.stage")
say = activity.question("activity.say_over_content")
authority = activity.question("terms.authority")
directed = activity.question("terms.directed")
aim = activity.question("terms.political_aim")
registration = activity.question("terms.registration")
specified = activity.question("terms.specified")

may_hide_an_authority = partner_kind("foundation", "state_company", "other") | what("dialogue", "gift", "scholarship")
political_means = directed("contact", "publish", "give")
enhanced_is_open = enhanced("yes") | enhanced.unsure()

foreign_power = activity.concern("foreign_power_party", "a foreign state authority or ruling-party body is party to the arrangement or stands behind it")
registrable = activity.concern("firs_registrable", "a foreign state or ruling party directs an activity in the UK that is meant to influence politics")


class Firs(Topic):
    """Foreign Influence Registration Scheme

    When an arrangement with a foreign state or ruling party must be registered, and when it need not be."""

    # Concerns

    @guideline(
        when=china_linked & (partner_kind("government") | (may_hide_an_authority & authority("party", "acts_for"))),
        raises=foreign_power,
    )
    def authority_is_party(self):
        """Governments, cities, agencies, embassies and ruling-party bodies are foreign powers; a university that acts for itself is not."""

    @guideline(when=foreign_power & political_means & aim("yes"), raises=registrable)
    def political_influence_is_directed(self):
        """The political tier needs all of these: a foreign power, its direction, one of three kinds of activity and a political aim."""

    # The political tier

    @guideline(
        when=registrable & registration("recent") & ~stage("ended"),
        finds="register-arrangement", severity=HIGH, obligation=LEGAL, bound="whoever made the arrangement",
        sources=["firs-act s.69 and 71", "firs-guidance", "firs-examples"], doors=["firs"],
    )
    def registration_is_due(self):
        """The time to register is 28 days, and the day the arrangement is made is the first of them."""

    @guideline(
        when=registrable & registration("older"),
        finds="registration-overdue", severity=CRITICAL, obligation=LEGAL, bound="whoever made the arrangement, and anybody who acts under it",
        sources=["firs-act s.69, 71, 80 and 81"], doors=["firs"],
    )
    def registration_is_overdue(self):
        """Acting under an unregistered arrangement after the 28 days can be an offence for anybody who ought to know of it."""

    @guideline(
        when=registrable & registration.unsure(),
        finds="find-registration", severity=HIGH, obligation=LEGAL, bound="whoever made the arrangement",
        sources=["firs-act s.69 and 71", "firs-guidance"], doors=["firs"],
    )
    def nobody_knows_of_a_registration(self):
        """All the marks of a registrable arrangement are there, and nobody can say whether the clock was met."""

    @guideline(
        when=registrable & registration("changed"),
        finds="update-registration", severity=HIGH, obligation=LEGAL, bound="whoever registered the arrangement",
        sources=["firs-act s.74"], doors=["firs"],
    )
    def registration_is_out_of_date(self):
        """A material change must reach the Home Office within 14 days, and the day it takes effect is the first of them."""

    @guideline(
        when=foreign_power & ~stage("ended") & (directed.unsure() | (political_means & aim.unsure()) | (directed("nothing") & say("political", "veto", "reports"))),
        finds="settle-direction", severity=MEDIUM, obligation=PRACTICE,
        sources=["firs-act s.69", "firs-examples", "firs-university-pages"], doors=["firs"],
    )
    def direction_may_be_hidden(self):
        """Direction can lie in a payment, a promised favour or a say over the work, even if nobody gave an order."""

    @guideline(
        when=foreign_power & (~directed("contact", "publish", "give") | (political_means & aim("no"))) & ~say("political", "veto", "reports"),
        finds="not-registrable-political-tier", severity=ENABLING, obligation=PRACTICE,
        sources=["firs-act s.69", "firs-university-pages"],
    )
    def state_arrangement_is_not_political(self):
        """Work that a state pays for is not registrable in the political tier while nobody directs political influence."""

    @guideline(
        when=china_linked & partner_kind("university", "institute", "state_company") & may_hide_an_authority & authority("own"),
        finds="acts-in-own-right", severity=ENABLING, obligation=PRACTICE,
        sources=["firs-university-pages", "firs-examples"],
    )
    def partner_acts_for_itself(self):
        """A state-owned university, laboratory or company is not by itself part of a foreign state."""

    # The enhanced tier

    @guideline(
        when=enhanced_is_open & foreign_power & ~directed("nothing") & specified("yes") & registration("recent", "older") & ~stage("ended"),
        finds="register-before-acting", severity=CRITICAL, obligation=LEGAL, bound="whoever made the arrangement, and anybody who acts under it",
        sources=["firs-act s.65 to 68 and 80", "firs-enhanced-status"], doors=["firs"],
    )
    def specified_body_directs(self):
        """In the enhanced tier everything that a specified body directs is registrable, within ten days and before anybody acts."""

    # The organisation

    @guideline(
        when=exposures("officials", "scholarships", "institute") & enhanced_is_open & ~state_list("checked"),
        finds="list-state-arrangements", severity=LOW, obligation=PRACTICE,
        sources=["firs-enhanced-status", "firs-university-pages"],
    )
    def state_arrangements_are_unlisted(self):
        """If a Chinese body is specified, everything under its direction becomes registrable in days; a list made in time makes that easy."""

    @guideline(
        when=(exposures("officials") | societies("undisclosed")) & others("not_told"),
        finds="tell-others-to-register", severity=HIGH, obligation=LEGAL, bound="the society, subsidiary or person who made the arrangement",
        sources=["firs-act s.69", "firs-university-pages"], doors=["firs", "student_support"],
    )
    def others_are_directed(self):
        """Whoever made the arrangement registers it; a society or an academic rarely knows that the duty is theirs."""
