"""Transnational repression, harassment and interference on campus.

Rules read reports, behaviour, terms and what institutions do; nobody's origin, views or membership is asked. The
free-speech duties of English law reach registered providers in England alone; elsewhere the same steps are good practice.
"""

from datetime import date

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, money_comes_in, state_partner
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, TERM, Topic, guideline

kind = organisation.question("profile.kind")
reports = organisation.question("campus.reports")
response = organisation.question("campus.response")
safeguards = organisation.question("campus.safeguards")
lists = organisation.question("campus.lists")
societies = organisation.question("campus.societies")
pressure = organisation.question("campus.pressure")
effect = organisation.question("campus.effect")
events = organisation.question("campus.events")
seminars = organisation.question("campus.seminars")
online = organisation.question("campus.online")
security_checks = organisation.question("campus.security_checks")
reporting_route = organisation.question("governance.reporting_route")
free_speech = organisation.question("governance.free_speech")

location = activity.question("partner.location")
stage = activity.question("activity.stage")
say = activity.question("activity.say_over_content")
speech_assessment = activity.question("activity.speech_assessment")

england = kind("he_england")
university = kind("he_england", "he_scotland", "he_wales", "he_ni")
academic_elsewhere = kind("he_scotland", "he_wales", "he_ni", "institute")
academic = kind("he_england", "he_scotland", "he_wales", "he_ni", "institute")
free_speech_gap = ~free_speech("documents") | ~free_speech("practice")

interference = organisation.concern("interference_tried", "a foreign state may have tried hidden, corrupt or threatening means, or its officers made contact")
gave_way = organisation.concern("gave_way", "teaching, research or an event changed after a foreign state sought it, with no academic reason on the record")
speech_limited = activity.concern("speech_limited", "the arrangement gives the other side a say over speech, teaching or people that nobody has refused")


class Campus(Topic):
    """Campus: repression and interference

    How to protect students, staff and debate from pressure by any state, without profiling anybody."""

    # Concerns

    @guideline(when=pressure("hidden", "offer", "threat", "officers"), raises=interference)
    def interference_was_tried(self):
        """Open influence is normal; deceptive, corrupt or coercive means are interference."""

    @guideline(when=pressure("open", "hidden", "offer", "threat", "officers") & effect("changed"), raises=gave_way)
    def something_changed_under_pressure(self):
        """A change with no academic reason on the record looks like giving way, whatever the motive was."""

    @guideline(
        when=(say("political", "reports") & speech_assessment("assessed", "none")) | (say("veto") & speech_assessment("none")),
        raises=speech_limited,
    )
    def terms_limit_speech(self):
        """A political test and reports on people are never outweighed by a note; another say may be, if somebody weighed it."""

    # People

    @guideline(
        when=reports("in_danger") & response("partly", "none"),
        finds="person-in-danger", severity=CRITICAL, obligation=PRACTICE,
        sources=["tnr-guidance", "state-threats-act ss.13-15"], doors=["police", "student_support"],
    )
    def person_is_in_danger(self):
        """Somebody may be hurt today and the steps that protect them are not complete."""

    @guideline(
        when=reports("threats", "family", "watched", "asked_to_watch", "warrant") & response("partly", "none"),
        finds="safety-plan-missing", severity=HIGH, obligation=PRACTICE,
        sources=["tnr-guidance", "state-threats-act ss.13-15", "tnr-committee-2025"], doors=["police", "student_support"],
    )
    def target_has_no_plan(self):
        """Government counts only what a state directs; nobody should wait for proof of that before helping."""

    @guideline(
        when=reports("warrant") & some_activity(location("hong_kong_macao") & ~stage("ended")),
        finds="warrant-and-hong-kong", severity=HIGH, obligation=LEGAL, bound="whoever pays or deals with the person through Hong Kong",
        sources=["hong-kong-warrants", "tnr-guidance"], doors=["police"],
    )
    def warrant_meets_hong_kong_activity(self):
        """Hong Kong law can reach payments made there to a named person, and a partner there may ask you to drop them."""

    @guideline(
        when=university & reports("peers") & response("partly", "none"),
        finds="peer-harassment", severity=MEDIUM, obligation=PRACTICE,
        sources=["equality-act-harassment s.26", "universities-uk-2020"], doors=["student_support"],
    )
    def harassment_among_peers(self):
        """Harassment is handled as harassment; no link to a state has to be shown."""

    @guideline(
        when=university & (~safeguards("contact") | ~safeguards("anonymous")),
        finds="trusted-route-missing", severity=MEDIUM, obligation=PRACTICE,
        sources=["he-interference-guidance", "tnr-committee-2025"], doors=["student_support"],
    )
    def no_trusted_route(self):
        """Those who are watched do not report through a route that shows who they are."""

    @guideline(
        when=england & ~safeguards("one_place"),
        finds="harassment-information-incomplete", severity=HIGH, obligation=TERM,
        sources=["ofs-condition-e6 E6.2 to E6.4"], doors=["ofs"],
    )
    def harassment_information_is_incomplete(self):
        """A condition of registration asks for one published source, and for keeping to it."""

    @guideline(
        when=university & ((online("sensitive") & seminars("no")) | (reports("watched", "asked_to_watch") & (seminars("no", "on_request") | ~events("attendees")))),
        finds="people-exposed", severity=MEDIUM, obligation=PRACTICE,
        sources=["universities-uk-2020", "hong-kong-warrants"], doors=["student_support"],
    )
    def people_are_exposed(self):
        """A recording, a name on an essay or a photograph can follow somebody to another country."""

    # Pressure on teaching, research and events

    @guideline(
        when=pressure("officers") & effect("handed", "changed"),
        finds="state-officers-and-effect", severity=CRITICAL, obligation=LEGAL, bound="the organisation and each person who acted",
        sources=["state-threats-act s.3", "sheffield-hallam-2025"], doors=["police"],
    )
    def officers_got_what_they_asked(self):
        """Help that is likely to assist a foreign intelligence service can be an offence, even if nobody knew which service it was."""

    @guideline(
        when=university & interference,
        finds="report-interference", severity=HIGH, obligation=PRACTICE,
        sources=["he-interference-guidance", "reporting-route-2026", "state-threats-act ss.13-15"], doors=["airr", "police"],
    )
    def university_met_interference(self):
        """Senior leaders have a route to government, and one report may complete a pattern that nobody else can see."""

    @guideline(
        when=~kind("he_england", "he_scotland", "he_wales", "he_ni") & interference,
        finds="report-interference", severity=HIGH, obligation=PRACTICE,
        sources=["state-threats-act ss.13-15"], doors=["police"],
    )
    def other_body_met_interference(self):
        """Outside universities the police are the route; the offences are the same."""

    @guideline(
        when=england & gave_way,
        finds="restore-what-changed", severity=HIGH, obligation=LEGAL, bound="the governing body",
        sources=["free-speech-duties s.A1", "ofs-advice-24", "sheffield-hallam-2025"],
    )
    def english_provider_gave_way(self):
        """The governing body must take reasonably practicable steps to secure lawful speech and academic freedom."""

    @guideline(
        when=academic_elsewhere & gave_way,
        finds="weigh-what-changed", severity=HIGH, obligation=PRACTICE,
        sources=["he-interference-guidance", "sheffield-hallam-2025"],
    )
    def academic_body_elsewhere_gave_way(self):
        """Academic freedom is protected by other rules outside England, and the sound answer is the same."""

    @guideline(
        when=england & gave_way,
        finds="complaint-possible", severity=MEDIUM, obligation=TERM, starts=date(2026, 9, 1),
        sources=["ofs-complaints-scheme"], doors=["ofs"],
    )
    def complaint_to_regulator_is_possible(self):
        """Since 1 September 2026 staff, academic applicants and visiting speakers can take such a change to the regulator."""

    @guideline(
        when=university & online("adapted"),
        finds="content-cut-for-access", severity=MEDIUM, obligation=PRACTICE,
        sources=["jisc-china-access", "he-interference-guidance"],
    )
    def content_was_cut_for_access(self):
        """A technical reason can turn into censorship when nobody decides and nobody records it."""

    @guideline(
        when=england & ~events("costs"),
        finds="security-costs-of-events", severity=MEDIUM, obligation=LEGAL, bound="the governing body",
        sources=["free-speech-duties s.A1"],
    )
    def security_costs_are_passed_on(self):
        """Whoever threatens an event would decide its price, and so whether it happens."""

    # Societies and lists

    @guideline(
        when=university & lists("no_basis"),
        finds="student-lists-disclosed", severity=HIGH, obligation=LEGAL,
        sources=["student-data-law", "tnr-guidance"],
    )
    def lists_go_out_without_a_basis(self):
        """Once a list has left, nobody can take it back, and somebody on it may be at risk."""

    @guideline(
        when=university & societies("undisclosed"),
        finds="society-support-undisclosed", severity=MEDIUM, obligation=PRACTICE,
        sources=["he-interference-guidance"],
    )
    def society_support_is_hidden(self):
        """Open support is ordinary; hidden direction takes a choice away from the members."""

    # Readiness and fairness

    @guideline(
        when=university & (reporting_route("nobody") | reporting_route.unsure()),
        finds="reporting-route-user-missing", severity=MEDIUM, obligation=PRACTICE,
        sources=["reporting-route-2026", "he-interference-guidance"], doors=["airr"],
    )
    def nobody_can_use_the_route(self):
        """The route is open to senior leaders alone; on the day of an incident it is too late to find out who that is."""

    @guideline(
        when=england & ~free_speech("code"),
        finds="code-leaves-out-pressure", severity=MEDIUM, obligation=PRACTICE,
        sources=["free-speech-duties s.A2", "he-interference-guidance"],
    )
    def code_leaves_out_pressure(self):
        """The law asks for a code; a code that is silent on pressure from abroad fails on the day it is needed."""

    @guideline(
        when=england & free_speech_gap,
        finds="prepare-for-free-speech-condition", severity=MEDIUM, obligation=TERM, ends=date(2027, 3, 31),
        sources=["free-speech-condition s.6", "sussex-judgment-2026"], doors=["ofs"],
    )
    def free_speech_gap_before_the_condition(self):
        """New conditions of registration apply from 1 April 2027; the statutory duties bind already."""

    @guideline(
        when=england & free_speech_gap,
        finds="meet-free-speech-condition", severity=HIGH, obligation=TERM, starts=date(2027, 4, 1),
        sources=["free-speech-condition s.6", "free-speech-duties s.A1"], doors=["ofs"],
    )
    def free_speech_gap_under_the_condition(self):
        """From 1 April 2027 registration depends on consistent governing documents and adequate arrangements."""

    @guideline(
        when=~kind("he_ni") & security_checks("traits"),
        finds="checks-single-people-out", severity=HIGH, obligation=LEGAL,
        sources=["equality-act-harassment s.9", "he-interference-guidance"],
    )
    def checks_single_people_out(self):
        """A rule of one's own that sorts people by origin risks discrimination and misses the risk, which lies in role and access."""

    @guideline(
        when=kind("he_ni") & security_checks("traits"),
        finds="checks-single-people-out", severity=HIGH, obligation=LEGAL,
        sources=["race-relations-ni"],
    )
    def checks_single_people_out_in_northern_ireland(self):
        """Northern Ireland has its own race relations law; the sound answer is the same."""

    # Each activity

    @guideline(
        when=england & china_linked & speech_limited & ~stage("ended"),
        finds="say-over-content", severity=HIGH, obligation=LEGAL, bound="the governing body",
        sources=["free-speech-duties s.A1", "ofs-advice-24"],
    )
    def english_provider_accepts_a_say(self):
        """Amending or ending a term that undermines free speech is likely to be a reasonably practicable step."""

    @guideline(
        when=academic_elsewhere & china_linked & speech_limited & ~stage("ended"),
        finds="say-over-content-elsewhere", severity=HIGH, obligation=PRACTICE,
        sources=["he-interference-guidance", "universities-uk-2020"],
    )
    def academic_body_elsewhere_accepts_a_say(self):
        """A partner's say over speech or people undermines the work, whichever law protects it."""

    @guideline(
        when=academic & china_linked & (money_comes_in | state_partner) & ~stage("ended") & say.unsure(),
        finds="terms-unread", severity=MEDIUM, obligation=PRACTICE,
        sources=["he-interference-guidance", "trusted-research"],
    )
    def nobody_knows_the_terms(self):
        """Where a state body or a payer is on the other side, somebody must have read what it asks for."""

    # What may go ahead

    @guideline(
        when=academic & china_linked & say("no", "ordinary") & ~say("political", "veto", "reports"),
        finds="terms-leave-speech-free", severity=ENABLING, obligation=PRACTICE,
        sources=["he-interference-guidance"],
    )
    def terms_leave_speech_free(self):
        """Ordinary confidentiality or a short delay to protect an idea is no interference."""

    @guideline(
        when=university & pressure("open") & ~pressure("hidden", "offer", "threat", "officers") & effect("nothing", "merits") & ~effect("changed", "handed"),
        finds="open-influence-is-normal", severity=ENABLING, obligation=PRACTICE,
        sources=["he-interference-guidance"],
    )
    def influence_was_open(self):
        """Open and transparent influence is a normal part of international relations."""

    @guideline(
        when=university & events("opposition") & events("attendees"),
        finds="speaker-event-may-go-ahead", severity=ENABLING, obligation=PRACTICE,
        sources=["universities-uk-2020", "he-interference-guidance"],
    )
    def speaker_event_may_go_ahead(self):
        """Opposition is answered by planning the event well, and those who attend are protected."""

    @guideline(
        when=university & societies("open") & lists("none", "basis"),
        finds="society-programme-is-welcome", severity=ENABLING, obligation=PRACTICE,
        sources=["he-interference-guidance"],
    )
    def society_programme_is_ordinary(self):
        """Most of what societies do is welfare and culture, and membership says nothing about anybody."""

    @guideline(
        when=university & safeguards("contact") & safeguards("anonymous") & security_checks("role", "law"),
        finds="support-without-profiling", severity=ENABLING, obligation=PRACTICE,
        sources=["he-interference-guidance", "equality-act-harassment s.9"],
    )
    def support_needs_no_profile(self):
        """The same trusted route for everybody protects those at risk and marks nobody out."""
