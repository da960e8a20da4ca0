"""Handing over what somebody has who leaves: questions that they were asked and have not handed in, and actions that they own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from guidance.case.store import ActionOwned, AssignmentMoved, AtOnce, Stage, Store, Stored, StoreError
from guidance.case.store.together import is_address
from guidance.knowledge.reader import mistake
from guidance.team.log import HandedOver, TeamLog


@dataclass(frozen=True)
class Whom:
    """Who leaves and who comes: addresses, or roles, as questions are assigned to; and names, as owners stand in plans, or ""."""

    gone: str
    comes: str
    gone_name: str = ""
    comes_name: str = ""

    def check(self) -> None:
        """Raises StoreError for an address or a name that cannot be written."""
        try:
            AssignmentMoved(id="a", to=self.comes)
            ActionOwned(actions=("a",), owner=self.comes_name, made_on=1)
            HandedOver(**vars(self), assessments=[], assignments=0, actions=0)
        except ValidationError as error:
            raise StoreError("; ".join(map(mistake, error.errors()))) from None
        if "@" in self.comes and not is_address(self.comes):
            raise StoreError(f"read {self.comes!r} as the address; expected one such as zoe@northmoor.ac.uk")


@dataclass
class Moved:
    """What is moved: how many assignments and actions, in which assessments; and why others are left."""

    assignments: int = 0
    actions: int = 0
    assessments: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    def event(self, whom: Whom) -> HandedOver:
        """It, for the log of the team."""
        return HandedOver(
            **vars(whom),
            assessments=self.assessments,
            assignments=self.assignments,
            actions=self.actions,
            left=tuple(self.left),
        )


def hand_over(store: Store, log: TeamLog, ids: Iterable[str], whom: Whom, by: str, person: str | None) -> HandedOver:
    """Hands over in these assessments and logs it, in one transaction: all of it is done, or nothing.

    What was handed in, done or not needed stays as it is. An assessment that is damaged is left, and named. Raises StoreError when
    there is nothing to move."""
    moved = Moved()
    here = [id for id in ids if _has_any(store, id, whom, moved)]
    with store.at_once() as all:
        for id in here:
            _hand_over(all, id, whom, by, person, moved)
        event = moved.event(whom)
        if not moved.assessments:
            raise StoreError(_nothing(whom, moved))
        log.append_in(all.connection, event, by, person)
    return event


def _has_any(store: Store, id: str, whom: Whom, moved: Moved) -> bool:
    """Whether there is anything to move, looked at while others may write; one that is damaged is noted as left."""
    try:
        stored = store.record(id)
        if stored.broken:
            raise StoreError(stored.broken)
    except StoreError as error:
        moved.left[id] = str(error)
        return False
    return bool(_assignments(stored, whom) or _actions(stored, whom))


def _hand_over(all: AtOnce, id: str, whom: Whom, by: str, person: str | None, moved: Moved) -> None:
    stored = all.record(id)
    assignments, actions = _assignments(stored, whom), _actions(stored, whom)
    version = stored.version
    for each in assignments:
        version = all.append(id, AssignmentMoved(id=each, to=whom.comes), by, person)
    for key in actions:
        version = all.append(id, ActionOwned(actions=(key,), owner=whom.comes_name, made_on=version), by, person)
    moved.assignments += len(assignments)
    moved.actions += len(actions)
    if assignments or actions:
        moved.assessments.append(id)


def _assignments(stored: Stored, whom: Whom) -> list[str]:
    gone = whom.gone.casefold()
    return [each.id for each in stored.together.assignments.values() if each.to == gone and each.stage is not Stage.DONE]


def _actions(stored: Stored, whom: Whom) -> list[str]:
    name = whom.gone_name
    return [key for key, said in stored.plan.items() if name and said.owner == name and not said.status.closed]


def _nothing(whom: Whom, moved: Moved) -> str:
    left = [f"could not be looked through: {each}: {why}" for each, why in moved.left.items()]
    nothing = f"nothing that is open is assigned to {whom.gone}, and no such name owns an open action"
    return "\n".join([nothing, *left])
