"""What was said once and stands no more: a mark on what was withdrawn or removed since holds, and so does one on what was written anew."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from guidance.case.record import Recorded, RecordedActivity
from guidance.case.store.events import StoredEvent
from guidance.case.store.fold import NOTHING, State, apply
from guidance.case.store.undoing import concerned
from guidance.inference.three_valued import Asked


@dataclass(frozen=True)
class Former:
    """How each answer and each activity stood, one after the other; the newest stands last. `people`: whoever prepared, changed or signed
    it once, or gave an answer."""

    answers: Mapping[Asked, list[Recorded]] = field(default_factory=dict)
    activities: Mapping[str, list[RecordedActivity]] = field(default_factory=dict)
    people: Set[str] = frozenset()


NOTHING_FORMER: Final = Former()
"""Where nothing but the record is known, as of a saved file."""


def former(history: Iterable[StoredEvent]) -> Former:
    """What an assessment's events said, the first one first. Raises StoreError when one does not fit what came before."""
    answers: dict[Asked, list[Recorded]] = {}
    activities: dict[str, list[RecordedActivity]] = {}
    people: set[str] = set()
    state: State | None = None
    for stored in history:
        first, state = state is None, apply(state, stored)
        people |= {stored.by, state.whole.prepared_by, *(each.name for each in state.signatures)}
        for each in _all(state) if first else concerned(stored.event):
            match each:
                case ("said", str(question), about):
                    said = state.said((question, about))
                    answers.setdefault((question, about), []).extend([said] if said != NOTHING else [])
                case ("activity", str(id)):
                    activities.setdefault(id, []).extend(each for each in state.whole.activities if each.id == id)
    people |= {said.by for stood in answers.values() for said in stood}
    return Former(answers, activities, people)


def _all(state: State) -> Iterator[tuple[str | None, ...]]:
    """The parts with which an assessment began."""
    yield from (("said", id, None) for id in state.whole.answers)
    for activity in state.whole.activities:
        yield "activity", activity.id
        yield from (("said", id, activity.id) for id in activity.answers)
