"""The actions that findings ask for: what, for whom, by whom, by when, and how far each has got."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from guidance.assessment import Finding
from guidance.case.plan import NOTHING, Settled, Status, parted
from guidance.language.conditions import Severity
from guidance.language.rule import Obligation
from reports import words
from reports.blocks import Cell
from reports.case import BY_LAW, BY_TERM, NOT_STATUTORY, Case

STATUS: Final = {Status.OPEN: "Open", Status.DOING: "Doing", Status.DONE: "Done", Status.NOT_NEEDED: "Not needed"}
NO_LONGER: Final = "No longer follows from the answers"


class Action:
    """One line of the plan: the same finding about several activities is one action as long as the same is settled about it."""

    def __init__(self, case: Case, findings: list[Finding]) -> None:
        first = findings[0]
        advice = case.advice(first)
        self.case = case
        self.first = first
        self.keys = tuple(finding.key for finding in findings)
        self.settled = case.plan.get(first.key, NOTHING)
        self.title = advice.title
        self.abouts = tuple(finding.activity for finding in findings)
        self.where = case.where(findings)
        self.suggested_owner = case.role(advice.owner)
        self.owner = self.settled.owner or self.suggested_owner
        self.statutory = advice.deadline.statutory
        self.suggested_due = case.due(first)
        self.due = self.settled.due or self.suggested_due
        self.badge = Cell(words.SEVERITY[first.severity], first.severity)

    @property
    def open(self) -> bool:
        """Whether something is left to do."""
        return not self.settled.status.closed

    @cached_property
    def by(self) -> str:
        """By when: the day that was set, or that the clock of the finding suggests, and the clock; of a closed one that it is closed."""
        if not self.open:
            return closed(self.settled)
        deadline = self.case.advice(self.first).deadline.text
        day = f"{words.day(self.due)}{' as set' if self.settled.due else ''}: " if self.due else ""
        return f"{day}{deadline}{'; under way' if self.settled.status is Status.DOING else ''}"

    @cached_property
    def clock(self) -> str:
        """The same, with who set the clock where that is a law or a term."""
        return f"{self.by} ({self.ground})" if self.statutory and self.open else self.by

    @property
    def ground(self) -> str:
        """Who set the clock."""
        if not self.statutory:
            return NOT_STATUTORY
        return BY_TERM if self.first.obligation is Obligation.TERM else BY_LAW


@dataclass(frozen=True)
class Former:
    """An action about which something is settled and which no finding asks for any more."""

    key: str
    title: str
    where: str
    settled: Settled


def closed(settled: Settled) -> str:
    """That an action is closed, by whom and when, and why where it is not needed."""
    who = ", ".join(filter(None, (settled.by, words.day(settled.at) if settled.at else "")))
    told = f"{STATUS[settled.status]}{f' ({who})' if who else ''}"
    return f"{told}: {settled.reason}" if settled.reason else told


def grouped(case: Case, findings: Iterable[Finding]) -> list[Action]:
    """The actions, the nearest clock first; those that are closed come last."""
    same: dict[tuple[str, Severity, Settled], list[Finding]] = {}
    for finding in sorted(findings, key=case.urgency):
        settled = case.plan.get(finding.key, NOTHING)
        same.setdefault((finding.id, finding.severity, _told(settled)), []).append(finding)
    return sorted((Action(case, found) for found in same.values()), key=_order)


def _told(settled: Settled) -> Settled:
    """What is told of an action in one line with others: whose, by when, how far; of a closed one also by whom."""
    return settled if settled.status.closed else Settled(settled.owner, settled.due, settled.status)


def _order(action: Action) -> tuple[bool, int]:
    """The closed ones last, a day that was set in its place. Sorting keeps the order of the clocks otherwise."""
    if action.settled.due is None:
        days, _, _ = action.case.urgency(action.first)
    else:
        days = (action.settled.due - action.case.as_at).days
    return not action.open, days


def former(case: Case) -> Iterator[Former]:
    """What is settled about actions that no longer follow. None is lost."""
    following = {finding.key for finding in case.acted_on}
    names = {activity.id: activity.name for activity in case.record.activities}
    for key, settled in case.plan.items():
        if key not in following:
            activity, finding = parted(key)
            advice = case.catalogue.advice.get(finding)
            where = case.name(None) if activity is None else names.get(activity, f"{activity} (removed)")
            yield Former(key, advice.title if advice else finding, where, settled)


def by_owner(actions: list[Action], whom: Callable[[Action], str]) -> tuple[tuple[Cell, ...], ...]:
    """Owner by owner, the one with the nearest clock first; dated actions before those that an event decides, closed ones last."""
    owners = list(dict.fromkeys(action.owner for action in actions))
    actions = sorted(actions, key=lambda action: (owners.index(action.owner), not action.open, action.due or date.max))
    return tuple(
        (Cell(action.owner), Cell(action.by), Cell(action.title), Cell(whom(action)), action.badge) for action in actions
    )
