"""What waits for the officer in an assessment: of which activity, in what order, by when. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from guidance.assessment import Assessment, Finding
from guidance.case.plan import NOTHING, Plan
from guidance.case.record import Confidence, Record, Recorded, RecordedActivity


class Wait(StrEnum):
    """What an activity waits for, the most pressing first."""

    SETTLE = "Settle"
    DECIDE = "Decide"
    ANSWER = "Answer"
    LOOK_AGAIN = "Look again"
    NOTHING = "Nothing waits"


ORDER: Final = {wait: place for place, wait in enumerate(Wait)}
DECIDES: Final = 2
"""From this level on somebody with authority decides or signs off."""


@dataclass(frozen=True)
class Waiting:
    """What an activity waits for. `questions`: open ones about it; `again`: answers to be looked at again or confirmed; `due`: the nearest
    day of an action that is not closed."""

    activity: str
    waits: tuple[Wait, ...]
    questions: int
    again: int
    due: date | None

    @property
    def first(self) -> Wait:
        """The most pressing."""
        return self.waits[0]


def queue(assessment: Assessment, record: Record, plan: Plan, signed: bool) -> tuple[Waiting, ...]:
    """Every activity, the one that waits for the most pressing thing first; then by the nearest day and by level.

    `signed`: whether a signature stands for these answers."""
    open_ = Counter(about for _, about in assessment.live)
    rows = (_waiting(assessment, activity, open_[activity.id], plan, record.as_at, signed) for activity in record.activities)
    return tuple(sorted(rows, key=lambda row: _place(assessment, row)))


def _place(assessment: Assessment, row: Waiting) -> tuple[int, date, int]:
    return ORDER[row.first], row.due or date.max, -(assessment.levels[row.activity].now or 0)


def _waiting(assessment: Assessment, activity: RecordedActivity, open_: int, plan: Plan, as_at: date, signed: bool) -> Waiting:
    level, again = assessment.levels[activity.id], to_look_at(activity.answers)
    told = {
        Wait.SETTLE: to_settle(activity),
        Wait.DECIDE: not signed and level.settled and (level.now or 0) >= DECIDES,
        Wait.ANSWER: open_ > 0,
        Wait.LOOK_AGAIN: again > 0,
    }
    waits = tuple(wait for wait, waiting in told.items() if waiting) or (Wait.NOTHING,)
    due = min(_days(assessment, assessment.found[activity.id], plan, as_at), default=None)
    return Waiting(activity.id, waits, open_, again, due)


def to_settle(activity: RecordedActivity) -> bool:
    """Whether somebody must say which body its partner is."""
    return bool(activity.partner and activity.partner.screening and activity.partner.screening.decision == "review")


def to_look_at(answers: Mapping[str, Recorded]) -> int:
    """How many answers somebody should look at again, or has not confirmed."""
    return sum(each.review or each.confidence is Confidence.UNCONFIRMED for each in answers.values())


def _days(assessment: Assessment, found: tuple[Finding, ...], plan: Plan, as_at: date) -> list[date]:
    """The days of the actions that are open: the one that was set, or the one of the clock of a finding that is certain."""
    days = []
    for finding in (each for each in found if each.stands and each.warns):
        settled = plan.get(finding.key, NOTHING)
        if not settled.status.closed:
            clock = assessment.catalogue.advice[finding.id].deadline.days if finding.certain else None
            due = settled.due or (None if clock is None else as_at + timedelta(days=clock))
            days += [due] if due else []
    return days
