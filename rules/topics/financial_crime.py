"""Bribery, fraud by those who act for the organisation, and payments that may be somebody's crime.

Conduct and payments are read, never who somebody is. The acts named here bind across the United Kingdom.
"""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import china_linked, state_partner
from rules.guideline import CRITICAL, ENABLING, HIGH, LEGAL, MEDIUM, PRACTICE, Topic, guideline

kind = organisation.question("profile.kind")
exposures = organisation.question("profile.exposures")
favours = organisation.question("money.favours")
go_betweens = organisation.question("money.go_betweens")
hold = organisation.question("money.go_between_terms")
fraud = organisation.question("money.fraud_procedures")
payments = organisation.question("money.fee_payments")
suspicion = organisation.question("money.suspicion_route")
stage = activity.question("activity.stage")

university = kind("he_england", "he_scotland", "he_wales", "he_ni")
deals_there = exposures("students", "teaching", "investment", "officials", "institute", "suppliers", "goods", "travel", "gifts")
acts_through_others = deals_there & go_betweens("recruiters", "consultants", "joint")
takes_fees = university & exposures("students")
state_deal = some_activity(china_linked & state_partner & ~stage("ended"))


class FinancialCrime(Topic):
    """Bribery, fraud and payments

    Favours, go-betweens and payments: what must stop, what needs a check, and what is ordinary."""

    # Bribery

    @guideline(
        when=deals_there & favours("payment", "place"),
        finds="favour-to-an-official", severity=CRITICAL, obligation=LEGAL, bound="the organisation and each person who acted",
        sources=["bribery-act s.1, 6 and 7"], doors=["crime_counsel"],
    )
    def official_was_favoured(self):
        """An advantage given to sway somebody in public office is an offence, and so is failing to prevent it."""

    @guideline(
        when=deals_there & favours("journeys") & ~favours("payment", "place"),
        finds="journeys-for-officials", severity=MEDIUM, obligation=PRACTICE,
        sources=["bribery-guidance-2011", "bribery-act s.6"],
    )
    def officials_travelled_at_our_cost(self):
        """Courtesy is ordinary; the test is purpose and proportion, and only a record shows either."""

    @guideline(
        when=acts_through_others & (hold("none") | (go_betweens("consultants") & ~hold("checked") & state_deal)),
        finds="go-between-unchecked", severity=HIGH, obligation=PRACTICE,
        sources=["bribery-act s.7 and 8", "bribery-guidance-2011"], doors=["crime_counsel"],
    )
    def go_between_is_unchecked(self):
        """Whoever performs services for you can make you liable, and the defence is procedures that were there before."""

    @guideline(
        when=acts_through_others & ~hold("none") & (~hold("checked") | ~hold("contract") | ~hold("account")),
        finds="go-between-terms", severity=MEDIUM, obligation=PRACTICE,
        sources=["bribery-act s.7 and 8", "bribery-guidance-2011"],
    )
    def go_between_terms_have_gaps(self):
        """Checks, terms and a traceable commission belong together; one missing is where the money goes astray."""

    @guideline(
        when=acts_through_others & hold("checked") & hold("contract") & hold("account") & favours("none") & fraud("covers", "small"),
        finds="go-betweens-in-order", severity=ENABLING, obligation=PRACTICE,
        sources=["bribery-guidance-2011"],
    )
    def go_betweens_are_in_order(self):
        """Acting through others is an ordinary way to work abroad, and so is ordinary courtesy."""

    # Fraud

    @guideline(
        when=acts_through_others & fraud("none"),
        finds="fraud-procedures", severity=HIGH, obligation=PRACTICE,
        sources=["fraud-offence s.199 and 201", "fraud-guidance-2024", "fraud-he-note"],
    )
    def fraud_procedures_are_missing(self):
        """A large organisation answers for a fraud done for its benefit unless reasonable procedures were in place."""

    @guideline(
        when=acts_through_others & fraud("home"),
        finds="fraud-procedures-abroad", severity=MEDIUM, obligation=PRACTICE,
        sources=["fraud-offence s.199 and 201", "fraud-guidance-2024", "fraud-he-note"],
    )
    def fraud_procedures_stop_at_the_border(self):
        """The people most likely to cut corners for you are the ones whom the risk assessment leaves out."""

    # Payments

    @guideline(
        when=takes_fees & payments("unknown", "elsewhere", "informal") & suspicion("partly", "none"),
        finds="suspicious-payment", severity=HIGH, obligation=LEGAL,
        sources=["proceeds-of-crime-act s.327, 335 and 338", "fee-payments-note"], doors=["nca"],
    )
    def suspicious_payment_has_no_route(self):
        """Moving or returning money that one suspects is the proceeds of crime can itself be the offence."""

    @guideline(
        when=takes_fees & payments("cash"),
        finds="cash-fees", severity=MEDIUM, obligation=PRACTICE,
        sources=["fee-payments-note"],
    )
    def fees_come_in_cash(self):
        """Nobody can say where cash came from, and a student may be used by others to move it."""
