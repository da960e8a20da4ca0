"""Fee income that rests on one market, and the duties of a student sponsor.

The measures are shares of income, agents and sponsor ratings; where a student comes from is nowhere asked. Companies
are never asked. The levy and the free-speech duty reach England alone; sponsor duties reach the whole United Kingdom.
"""

from datetime import date

from guidance.language.conditions import organisation
from rules.guideline import ENABLING, HIGH, LEGAL, LOW, MEDIUM, PRACTICE, TERM, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
share = organisation.question("money.student_share")
rests_on = organisation.question("money.dependence")
forecast = organisation.question("money.forecast")
influence = organisation.question("governance.income_influence")
rating = organisation.question("money.sponsor_rating")
go_betweens = organisation.question("money.go_betweens")
agents = organisation.question("money.agent_records")

england = kind("he_england") & exposures("students")
university = kind("he_england", "he_scotland", "he_wales", "he_ni") & exposures("students")
elsewhere = kind("he_scotland", "he_wales", "he_ni") & exposures("students")
steep = share("over_30") | rests_on("masters")


class StudentIncome(Topic):
    """Income from students

    How much rests on one market, who decides in its shadow, and what a student sponsor must keep to."""

    # Dependence

    @guideline(
        when=university & steep & (~forecast("all") | ~forecast("limit") | ~influence("separate")),
        finds="income-concentrated", severity=HIGH, obligation=PRACTICE,
        sources=["student-income-reports", "ofs-finance-letters-2023"],
    )
    def income_rests_on_one_market(self):
        """At this share one bad year is a matter for the governing body, and so is the temptation to avoid one."""

    @guideline(
        when=university & (share("under_10", "10_20", "20_30") & ~rests_on("masters"))
        & (share("20_30") | rests_on("unit", "loan")) & (~forecast("half") | ~forecast("all")),
        finds="test-the-loss", severity=MEDIUM, obligation=PRACTICE,
        sources=["student-income-reports", "ofs-finance-letters-2023"],
    )
    def loss_of_income_is_untested(self):
        """A department or a loan can depend on one market long before the whole organisation does."""

    @guideline(
        when=university & share("10_20") & ~rests_on("masters", "unit", "loan") & forecast("none"),
        finds="note-the-loss", severity=LOW, obligation=PRACTICE,
        sources=["student-income-reports"],
    )
    def moderate_share_has_no_test(self):
        """A moderate share needs one line in the forecast."""

    @guideline(
        when=england & influence("reason"),
        finds="income-was-a-reason", severity=HIGH, obligation=LEGAL, bound="the governing body",
        sources=["free-speech-duties s.A1", "ofs-advice-24"],
    )
    def income_was_a_reason_in_england(self):
        """Income is no academic reason; the governing body must take reasonably practicable steps to secure lawful speech."""

    @guideline(
        when=elsewhere & influence("reason"),
        finds="income-was-weighed", severity=HIGH, obligation=PRACTICE,
        sources=["he-interference-guidance"],
    )
    def income_was_a_reason_elsewhere(self):
        """Work that yields to a market invites the next request, whichever law protects it."""

    # Sponsor duties

    @guideline(
        when=university & rating("refusals", "enrolment", "completion", "red"),
        finds="sponsor-threshold-missed", severity=HIGH, obligation=TERM, starts=date(2026, 6, 1),
        sources=["sponsor-guidance-compliance"], doors=["ukvi"],
    )
    def sponsor_misses_a_threshold(self):
        """The worst of three measures sets the rating, and a second red can end the licence."""

    @guideline(
        when=university & rating("completion_90") & ~rating("refusals", "enrolment", "completion", "red"),
        finds="sponsor-threshold-missed", severity=HIGH, obligation=TERM, starts=date(2027, 6, 1),
        sources=["sponsor-guidance-compliance"], doors=["ukvi"],
    )
    def completion_misses_the_later_threshold(self):
        """From 1 June 2027 a completion rate below 90% fails."""

    @guideline(
        when=university & rating("completion_90") & ~rating("refusals", "enrolment", "completion", "red"),
        finds="completion-will-fail", severity=MEDIUM, obligation=TERM, starts=date(2026, 6, 1), ends=date(2027, 5, 31),
        sources=["sponsor-guidance-compliance"],
    )
    def completion_will_miss_the_threshold(self):
        """Completion follows from those who are here now; next June is too late to begin."""

    @guideline(
        when=university & rating("amber") & ~rating("refusals", "enrolment", "completion", "red"),
        finds="sponsor-amber", severity=MEDIUM, obligation=TERM, starts=date(2026, 6, 1),
        sources=["sponsor-guidance-compliance"], doors=["ukvi"],
    )
    def sponsor_is_amber(self):
        """Amber passes, and freezes growth until every measure is green."""

    @guideline(
        when=university & go_betweens("recruiters") & (~agents("recorded") | ~agents("evidence")),
        finds="agent-records", severity=HIGH, obligation=TERM, starts=date(2026, 4, 7),
        sources=["sponsor-guidance-agents"], doors=["ukvi"],
    )
    def agent_duties_are_unmet(self):
        """The sponsor stays answerable for whom it used, and must be able to show how it manages them."""

    # What is planned, and what is in order

    @guideline(
        when=england & ~forecast("levy"),
        finds="forecast-the-levy", severity=LOW, obligation=PRACTICE, ends=date(2028, 7, 31),
        sources=["student-levy-2025"],
    )
    def levy_is_not_in_the_forecast(self):
        """A flat charge weighs least on the dearest courses, so it can deepen dependence without anybody deciding so."""

    @guideline(
        when=university & share("under_10", "10_20", "20_30") & ~rests_on("masters") & forecast("half") & forecast("all")
        & influence("separate") & rating("none"),
        finds="recruitment-is-sound", severity=ENABLING, obligation=PRACTICE,
        sources=["international-education-strategy-2026", "student-income-reports"],
    )
    def recruitment_is_sound(self):
        """Recruiting there is government policy; what makes it safe is that a bad year would change no decision."""
