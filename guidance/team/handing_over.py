"""Handing over what somebody has who leaves: questions that they were asked and have not handed in, and actions that they own."""

from dataclasses import dataclass, field

from pydantic import ValidationError

from guidance.case.store import ActionOwned, AssignmentMoved, Stage, Store, StoreError
from guidance.knowledge.reader import mistake
from guidance.team.log import HandedOver


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


@dataclass
class Moved:
    """What was moved so far: how many assignments and actions, in which assessments; and why others were left."""

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


def hand_over(store: Store, id: str, whom: Whom, by: str, person: str | None, moved: Moved) -> None:
    """Hands over in one assessment, and adds to what was moved. What was handed in, done or not needed stays as it is.

    One that is damaged, or in which somebody writes to the same part meanwhile, is left; what was moved until then is moved."""
    before = moved.assignments + moved.actions
    try:
        _hand_over(store, id, whom, by, person, moved)
    except StoreError as error:
        moved.left[id] = str(error)
    finally:
        if moved.assignments + moved.actions > before:
            moved.assessments.append(id)


def _hand_over(store: Store, id: str, whom: Whom, by: str, person: str | None, moved: Moved) -> None:
    stored = store.record(id)
    if stored.broken:
        raise StoreError(stored.broken)
    for each in stored.together.assignments.values():
        if each.to == whom.gone.casefold() and each.stage is not Stage.DONE:
            store.append(id, AssignmentMoved(id=each.id, to=whom.comes), by, person)
            moved.assignments += 1
    for key, said in stored.plan.items():
        if whom.gone_name and said.owner == whom.gone_name and not said.status.closed:
            made_on = store.record(id).version
            store.append(id, ActionOwned(actions=(key,), owner=whom.comes_name, made_on=made_on), by, person)
            moved.actions += 1
