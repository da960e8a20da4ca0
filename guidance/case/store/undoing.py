"""The event by which another one is undone, and when there is none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

from guidance.case.record import Recorded, RecordedActivity
from guidance.case.store import chain
from guidance.case.store.events import (
    ActionSettled,
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    ActivityRestored,
    Answered,
    AnswersMerged,
    AnswersTaken,
    Described,
    Event,
    PartnerLookedUp,
    PartnerScreened,
    PartSaid,
    RegisterImported,
    StoredEvent,
    StoreError,
    Withdrawn,
    Withheld,
)
from guidance.case.store.fold import State, apply, fold
from guidance.case.store.looking_back import DESCRIBED, UNSAID, UNSETTLED, ActivityWas, Undone

Part: TypeAlias = tuple[str | None, ...]
"""What can be put back: its kind, and which it is."""


def undoing(connection: Connection, state: State, seq: int) -> Undone:
    """The event that undoes another one, by its number.

    Raises StoreError where there is none; when it changed nothing that can be put back, or left something out of what is disclosed; or
    when a later event that stands concerns what it changed, be it that nothing came otherwise by that: whoever set the same again relies
    on it."""
    if not 1 < seq <= state.last.seq:
        raise StoreError(
            f"event {seq} cannot be undone: expected one from 2 to {state.last.seq}; the first began the assessment"
        )
    with chain.rows(connection, state.last.assessment, 1) as rows:
        events = list(map(chain.stored, rows))
    return _undoing(fold(events[: seq - 1]), events[seq - 1], events[seq:], state)


def _undoing(before: State, undone: StoredEvent, later: Sequence[StoredEvent], now: State) -> Undone:
    """`before` is the state before the event, `later` are the events after it, `now` is the newest state."""
    seq, one, other = undone.seq, _parts(before), _parts(apply(before, undone))
    moved = [each for each in dict.fromkeys((*one, *other)) if one.get(each) != other.get(each)]
    if not moved:
        raise StoreError(f"event {seq} changed no answer, activity, action or description; there is nothing to undo")
    added = {each[1] for each in moved if each[0] == "activity" and each not in one}
    moved = [each for each in moved if not (each[0] == "said" and each[2] in added)]  # they go with the activity
    newest = _parts(now)
    if _again(moved, later) or any(newest.get(each) != other.get(each) for each in moved):
        raise StoreError(f"what event {seq} changed was changed again since; undo the later event first, or change it by hand")
    if any(_left_out(other.get(each)) - _left_out(one.get(each)) for each in moved):
        raise StoreError(f"event {seq} leaves something out of what is disclosed; take that mark off where it stands, by hand")
    back = _back(seq, moved, one, other)
    if {file.sha256 for given in back.answers.values() for said in given.values() for file in said.files} - now.files:
        raise StoreError(f"event {seq} took away a file of evidence, and its bytes are gone; attach the file again")
    return back


def _left_out(part: Any) -> frozenset[str]:
    """What a part leaves out of what is disclosed. Nobody who undoes knows whether somebody else relies on that."""
    if isinstance(part, Recorded | ActivityWas):
        return frozenset({"it"} if part.withhold else ())
    return frozenset(part) if isinstance(part, list) else frozenset()


def concerned(event: Event) -> Iterator[Part]:
    """The parts that an event speaks of, whether or not it changes them."""
    match event:
        case event if isinstance(event, PartSaid | Answered | Withdrawn):
            yield "said", event.question, event.activity
        case event if isinstance(event, ActionSettled):
            yield from (("plan", key) for key in event.actions)
        case AnswersTaken(answers=all) | AnswersMerged(answers=all):
            yield from _said(all)
        case PartnerLookedUp(activity=id, answers=answers) | PartnerScreened(activity=id, answers=answers):
            yield "activity", id
            yield from _said({id: answers})
        case ActivityAdded(id=id, answers=answers):
            yield "activity", id
            yield from _said({id: answers})
        case RegisterImported(activities=added):
            yield from (("activity", each.id) for each in added)
            yield from _said({each.id: each.answers for each in added})
        case ActivityRenamed(id=id) | ActivityRemoved(id=id) | ActivityRestored(id=id):
            yield "activity", id
        case Withheld(activity=id):
            yield ("described", "withhold") if id is None else ("activity", id)
        case Described(changes=changes):
            yield from (("described", part) for part in changes)
        case Undone(answers=answers, activities=activities, plan=plan):
            yield from _said(answers)
            yield from (("activity", id) for id in activities)
            yield from (("plan", key) for key in plan)
            yield from (("described", part) for part in DESCRIBED if getattr(event, part) is not None)


def _said(answers: Mapping[str, Mapping[str, Recorded]]) -> Iterator[Part]:
    yield from (("said", question, about or None) for about, given in answers.items() for question in given)


def _again(moved: Iterable[Part], later: Sequence[StoredEvent]) -> bool:
    """Whether a later event that stands concerns a part. One that was undone does not stand, nor does what undid it."""
    gone: set[int] = set()
    numbers = {each.seq for each in later}
    for stored in reversed(later):
        if isinstance(stored.event, Undone) and stored.seq not in gone and stored.event.event in numbers:
            gone |= {stored.seq, stored.event.event}
    return not {part for each in later if each.seq not in gone for part in concerned(each.event)}.isdisjoint(moved)


def _parts(state: State) -> Mapping[Part, Any]:
    """What an event can change and another can put back: answers by question, activities, actions, and what describes it all."""
    whole, gone = state.whole, state.removed_activities
    parts: dict[Part, Any] = {("said", *asked): said for asked, said in state.kept.items()}
    parts |= {("said", id, None): said for id, said in whole.answers.items()}
    parts |= {("said", id, about.id): said for about in whole.activities for id, said in about.answers.items()}
    parts |= {("activity", each.id): _was(each, each.id not in gone) for each in whole.activities}
    parts |= {("plan", key): said for key, said in state.plan.items()}
    return parts | {("described", part): getattr(whole, part) for part in DESCRIBED}


def _was(activity: RecordedActivity, here: bool) -> ActivityWas:
    return ActivityWas(name=activity.name, partner=activity.partner, withhold=activity.withhold, here=here)


def _back(seq: int, moved: Iterable[Part], one: Mapping[Part, Any], other: Mapping[Part, Any]) -> Undone:
    answers: dict[str, dict[str, Recorded]] = {}
    activities, plan, described = {}, {}, {}
    for part in moved:
        match part:
            case ("said", question, about):
                answers.setdefault(about or "", {})[str(question)] = one.get(part, UNSAID)
            case ("activity", id):
                activities[id] = one.get(part) or other[part].model_copy(update={"here": False})
            case ("plan", key):
                plan[key] = one.get(part, UNSETTLED)
            case (_, name):
                described[name] = one[part]
    return Undone.model_validate({"event": seq, "answers": answers, "activities": activities, "plan": plan, **described})
