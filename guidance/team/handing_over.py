"""Handing over what somebody has who leaves: questions that they were asked and have not handed in, and actions that they own."""

from dataclasses import dataclass

from guidance.case.store import ActionOwned, AssignmentMoved, Stage, Store


@dataclass(frozen=True)
class Whom:
    """Who leaves and who comes: addresses, or roles, as questions are assigned to; and names, as owners stand in plans, or ""."""

    gone: str
    comes: str
    gone_name: str = ""
    comes_name: str = ""


def hand_over(store: Store, id: str, whom: Whom, by: str, person: str | None) -> tuple[int, int]:
    """Hands over in one assessment; how many assignments and actions. What was handed in, done or not needed stays as it is.

    Raises StoreError as `Store.append` does; what was moved until then is moved, and is not moved twice."""
    stored = store.record(id)
    assigned = [
        each.id
        for each in stored.together.assignments.values()
        if each.to == whom.gone.casefold() and each.stage is not Stage.DONE
    ]
    for each in assigned:
        store.append(id, AssignmentMoved(id=each, to=whom.comes), by, person)
    owned = [
        key for key, said in stored.plan.items() if whom.gone_name and said.owner == whom.gone_name and not said.status.closed
    ]
    for key in owned:
        store.append(id, ActionOwned(actions=(key,), owner=whom.comes_name, made_on=store.record(id).version), by, person)
    return len(assigned), len(owned)
