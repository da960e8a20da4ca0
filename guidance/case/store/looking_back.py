"""Versions with a name, and how one event is undone by another. Nothing is taken out of the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field

from guidance.assessment.held import Held
from guidance.case.plan import MAX_ACTIONS, ActionKey, Settled
from guidance.case.record import (
    MAX_ACTIVITIES,
    MAX_ANSWERS,
    MAX_WITHHELD,
    Id,
    LawDay,
    Marking,
    Name,
    Partner,
    Person,
    Recorded,
    RecordedActivity,
    Reference,
)
from guidance.case.store.base import EventBase, StoreError
from guidance.inference.three_valued import Asked

if TYPE_CHECKING:
    from guidance.case.store.fold import State

MAX_VERSIONS: Final = 200
"""Versions of one assessment that have a name."""
_UNSAID: Final = Recorded(value="")
_UNSETTLED: Final = Settled()
_DESCRIBED: Final = ("title", "as_at", "marking", "prepared_by", "withhold")
Part: TypeAlias = tuple[str | None, ...]
"""What can be put back: its kind, and which it is."""


class VersionNamed(EventBase):
    """The assessment as it stood after an event has a name. `held` is the result as it stood under `knowledge`, when it was named."""

    kind: Literal["version_named"] = "version_named"
    name: Name
    number: Annotated[int, Field(ge=1)]
    knowledge: Reference = ""
    held: Held | None = None


class ActivityWas(EventBase):
    """An activity without its answers, as it stood. `here`: it was not removed."""

    name: Name
    partner: Partner | None = None
    withhold: bool = False
    here: bool = True


class Undone(EventBase):
    """An event was undone: each part that it changed is as it stood before, with who gave it and when. What is not named stays.

    Whoever undoes says which; the store fills in the rest. In `answers` "" is the organisation, and an empty value no answer."""

    kind: Literal["undone"] = "undone"
    event: Annotated[int, Field(ge=1)]
    title: Name | None = None
    as_at: LawDay | None = None
    marking: Marking | None = None
    prepared_by: Person | None = None
    answers: dict[str, Annotated[dict[str, Recorded], Field(max_length=MAX_ANSWERS)]] = Field(default_factory=dict)
    activities: Annotated[dict[Id, ActivityWas], Field(max_length=MAX_ACTIVITIES)] = Field(default_factory=dict)
    withhold: Annotated[list[str], Field(max_length=MAX_WITHHELD)] | None = None
    plan: Annotated[dict[ActionKey, Settled], Field(max_length=MAX_ACTIONS)] = Field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """A version with a name: the number of the last event in it, who named it and when, and the result as it stood then."""

    name: str
    number: int
    by: str
    at: datetime
    knowledge: str = ""
    held: Held | None = None


def named(before: Mapping[str, Version], event: VersionNamed, last: int, by: str, at: datetime) -> Mapping[str, Version]:
    """The versions, after one more got a name. Raises StoreError when the name is taken, or there is no such event yet."""
    if event.number > last:
        raise StoreError(f"there is no event {event.number} yet; the newest one is {last}")
    if event.name.casefold() in (each.casefold() for each in before):
        raise StoreError(f"there is a version “{event.name}” already; give this one another name")
    if len(before) >= MAX_VERSIONS:
        raise StoreError(f"an assessment has at most {MAX_VERSIONS} versions with a name")
    return {**before, event.name: Version(event.name, event.number, by, at, event.knowledge, event.held)}


def _parts(state: "State") -> Mapping[Part, Any]:
    """What an event can change and another can put back: answers by question, activities, actions, and what describes it all."""
    whole, gone = state.whole, state.removed_activities
    parts: dict[Part, Any] = {("said", *asked): said for asked, said in state.kept.items()}
    parts |= {("said", id, None): said for id, said in whole.answers.items()}
    parts |= {("said", id, about.id): said for about in whole.activities for id, said in about.answers.items()}
    parts |= {("activity", each.id): _was(each, each.id not in gone) for each in whole.activities}
    parts |= {("plan", key): said for key, said in state.plan.items()}
    return parts | {("described", part): getattr(whole, part) for part in _DESCRIBED}


def _was(activity: RecordedActivity, here: bool) -> ActivityWas:
    return ActivityWas(name=activity.name, partner=activity.partner, withhold=activity.withhold, here=here)


def undoing(seq: int, before: "State", after: "State", now: "State") -> Undone:
    """The event that undoes the event `seq`: `before` and `after` are the states on both sides of it.

    Raises StoreError when it changed nothing that can be put back, or what it changed was changed again since."""
    one, other, newest = _parts(before), _parts(after), _parts(now)
    moved = [each for each in dict.fromkeys((*one, *other)) if one.get(each) != other.get(each)]
    if not moved:
        raise StoreError(f"event {seq} changed no answer, activity, action or description; there is nothing to undo")
    added = {each[1] for each in moved if each[0] == "activity" and each not in one}
    moved = [each for each in moved if not (each[0] == "said" and each[2] in added)]  # they go with the activity
    if any(newest.get(each) != other.get(each) for each in moved):
        raise StoreError(f"what event {seq} changed was changed again since; undo the later event first, or change it by hand")
    undone = _back(seq, moved, one, other)
    if {file.sha256 for given in undone.answers.values() for said in given.values() for file in said.files} - now.files:
        raise StoreError(f"event {seq} took away a file of evidence, and its bytes are gone; attach the file again")
    return undone


def _back(seq: int, moved: Iterable[Part], one: Mapping[Part, Any], other: Mapping[Part, Any]) -> Undone:
    answers: dict[str, dict[str, Recorded]] = {}
    activities, plan, described = {}, {}, {}
    for part in moved:
        match part:
            case ("said", question, about):
                answers.setdefault(about or "", {})[str(question)] = one.get(part, _UNSAID)
            case ("activity", id):
                activities[id] = one.get(part) or other[part].model_copy(update={"here": False})
            case ("plan", key):
                plan[key] = one.get(part, _UNSETTLED)
            case (_, name):
                described[name] = one[part]
    return Undone.model_validate({"event": seq, "answers": answers, "activities": activities, "plan": plan, **described})


def put_back(state: "State", event: Undone) -> "State":
    """The state after an event was undone. Raises StoreError where an activity is not there, or there is no room for it."""
    described = {part: was for part in _DESCRIBED if (was := getattr(event, part)) is not None}
    known = {each.id for each in state.whole.activities}
    if missing := ({*event.activities, *filter(None, event.answers)} - known):
        raise StoreError(f"there is no activity {min(missing)} to put back")
    gone = state.removed_activities | {id for id, was in event.activities.items() if not was.here}
    gone -= {id for id, was in event.activities.items() if was.here}
    if len(known - gone) > MAX_ACTIVITIES:
        raise StoreError(f"an assessment holds at most {MAX_ACTIVITIES} activities; remove one first")
    activities = [_with(each, event.activities.get(each.id), event.answers.get(each.id, {})) for each in state.whole.activities]
    described |= {"answers": _given(state.whole.answers, event.answers.get("", {})), "activities": activities}
    plan = {key: said for key, said in {**state.plan, **event.plan}.items() if said != _UNSETTLED}
    return replace(
        state,
        whole=state.whole.model_copy(update=described),
        kept=_kept(state.kept, event),
        removed_activities=gone,
        plan=plan,
    )


def _with(activity: RecordedActivity, was: ActivityWas | None, answers: Mapping[str, Recorded]) -> RecordedActivity:
    update: dict[str, object] = {"answers": _given(activity.answers, answers)} if answers else {}
    if was:
        update |= {"name": was.name, "partner": was.partner, "withhold": was.withhold}
    return activity.model_copy(update=update) if update else activity


def _given(answers: Mapping[str, Recorded], back: Mapping[str, Recorded]) -> dict[str, Recorded]:
    return {id: said for id, said in {**answers, **back}.items() if id not in back or said.value != ""}


def _kept(kept: Mapping[Asked, Recorded], event: Undone) -> dict[Asked, Recorded]:
    back = {(question, about or None): said for about, given in event.answers.items() for question, said in given.items()}
    return {asked: said for asked, said in {**kept, **back}.items() if said.value == "" and said != _UNSAID}
