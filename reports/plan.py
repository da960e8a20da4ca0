"""The actions that findings ask for: what, for whom, by whom, by when."""

from collections.abc import Iterable
from datetime import date

from guidance.assessment import Finding
from guidance.language.conditions import Severity
from guidance.language.rule import Obligation
from reports import words
from reports.blocks import Cell
from reports.case import BY_LAW, BY_TERM, Case


class Action:
    """One line of the plan: the same finding about several activities is one action."""

    def __init__(self, case: Case, findings: list[Finding]) -> None:
        first = findings[0]
        advice = case.advice(first)
        due = case.due(first)
        self.first = first
        self.title = advice.title
        self.abouts = tuple(finding.activity for finding in findings)
        self.where = case.where(findings)
        self.owner = case.role(advice.owner)
        self.statutory = advice.deadline.statutory
        self.due = due
        self.by = f"{words.day(due)}: {advice.deadline.text}" if due else advice.deadline.text
        ground = BY_TERM if first.obligation is Obligation.TERM else BY_LAW
        self.clock = f"{self.by} ({ground})" if self.statutory else self.by
        self.badge = Cell(words.SEVERITY[first.severity], first.severity)


def grouped(case: Case, findings: Iterable[Finding]) -> list[Action]:
    """The actions, the nearest clock first."""
    same: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in sorted(findings, key=case.urgency):
        same.setdefault((finding.id, finding.severity), []).append(finding)
    return [Action(case, found) for found in same.values()]


def by_owner(actions: list[Action]) -> tuple[tuple[Cell, ...], ...]:
    """Owner by owner, the one with the nearest clock first; dated actions before those that an event decides."""
    owners = list(dict.fromkeys(action.owner for action in actions))
    actions = sorted(actions, key=lambda action: (owners.index(action.owner), action.due or date.max))
    return tuple(
        (Cell(action.owner), Cell(action.by), Cell(action.title), Cell(action.where), action.badge) for action in actions
    )
