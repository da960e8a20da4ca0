"""How what is settled about actions folds."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from guidance.case.plan import MAX_ACTIONS, NOTHING, Plan, Settled
from guidance.case.store.events import ActionMoved, ActionSettled, StoreError


def settled(plan: Plan, event: ActionSettled, by: str, at: datetime) -> Plan:
    """The plan after one more event. Raises StoreError when it would hold too many actions."""
    now = {key: _with(plan.get(key, NOTHING), event, by, at) for key in event.actions}
    after = {**plan, **now}
    if len(after) > MAX_ACTIONS:
        raise StoreError(f"a plan holds at most {MAX_ACTIONS:,} actions about which something is settled")
    return after


def settles_nothing(plan: Plan, event: ActionSettled) -> bool:
    """Whether what an event says of its actions is so already."""
    said = _said(event)
    return all(getattr(plan.get(key, NOTHING), part) == value for key in event.actions for part, value in said.items())


def _with(before: Settled, event: ActionSettled, by: str, at: datetime) -> Settled:
    return replace(before, **_said(event), by=by, at=at)


def _said(event: ActionSettled) -> dict[str, Any]:
    """The parts that an event gives. Why an action is not needed goes with that it is not."""
    parts = {event.PART: getattr(event, event.PART)}
    return parts | {"reason": event.reason} if isinstance(event, ActionMoved) else parts
