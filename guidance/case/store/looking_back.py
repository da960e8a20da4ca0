"""Versions with a name, and what is put back when an event is undone. Nothing is taken out of the log."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from guidance.assessment.held import Held
from guidance.case.plan import MAX_ACTIONS, ActionKey, Settled, parted
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
    Record,
    Recorded,
    RecordedActivity,
    Reference,
)
from guidance.case.store.base import EventBase, StoreError
from guidance.inference.three_valued import Asked

if TYPE_CHECKING:
    from guidance.case.store.fold import State
    from guidance.case.store.store import Stored

NOW: Final = "now"
"""What the version is called that is stored at this moment."""
MAX_VERSIONS: Final = 200
"""Versions of one assessment that have a name."""
UNSAID: Final = Recorded(value="")
"""What is put back where nothing was said."""
UNSETTLED: Final = Settled()
"""What is put back where nothing was settled about an action."""
DESCRIBED: Final = ("title", "as_at", "marking", "prepared_by", "withhold")
"""What describes the whole assessment, and which of its findings are left out."""


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


def same_name(one: str, other: str) -> bool:
    """Whether two names of versions read alike."""
    return _tidy(one).casefold() == _tidy(other).casefold()


def fit_name(before: Mapping[str, Version], name: str) -> str:
    """The name of a new version, as it is stored. Raises StoreError for one that could be taken for another version.

    Only what is new is held to it: a log that was written before is read as it is."""
    fit = _tidy(name)
    if any(not character.isprintable() and unicodedata.category(character) != "Zs" for character in name.strip()):
        raise StoreError("the name of a version holds a character that cannot be seen; type it anew on one line")
    if not fit or fit.casefold() == NOW or fit.isdecimal():
        raise StoreError(f"“{fit}” is no name of a version: expected words, not “{NOW}” and not a number alone")
    if any(same_name(each, fit) for each in before):
        raise StoreError(f"there is a version “{fit}” already; give this one another name")
    return fit


def _tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def named(before: Mapping[str, Version], event: VersionNamed, last: int, by: str, at: datetime) -> Mapping[str, Version]:
    """The versions, after one more got a name. Raises StoreError when there is no such event yet, or no room."""
    if event.number > last:
        raise StoreError(f"there is no event {event.number} yet; the newest one is {last}")
    if len(before) >= MAX_VERSIONS:
        raise StoreError(f"an assessment has at most {MAX_VERSIONS} versions with a name")
    return {**before, event.name: Version(event.name, event.number, by, at, event.knowledge, event.held)}


def put_back(state: "State", event: Undone) -> "State":
    """The state after an event was undone. Raises StoreError where an activity is not there, or there is no room for it."""
    described = {part: was for part in DESCRIBED if (was := getattr(event, part)) is not None}
    known = {each.id for each in state.whole.activities}
    if missing := ({*event.activities, *filter(None, event.answers)} - known):
        raise StoreError(f"there is no activity {min(missing)} to put back")
    gone = state.removed_activities | {id for id, was in event.activities.items() if not was.here}
    gone -= {id for id, was in event.activities.items() if was.here}
    if len(known - gone) > MAX_ACTIVITIES:
        raise StoreError(f"an assessment holds at most {MAX_ACTIVITIES} activities; remove one first")
    activities = [_with(each, event.activities.get(each.id), event.answers.get(each.id, {})) for each in state.whole.activities]
    described |= {"answers": _given(state.whole.answers, event.answers.get("", {})), "activities": activities}
    plan = {key: said for key, said in {**state.plan, **event.plan}.items() if said != UNSETTLED}
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
    return {asked: said for asked, said in {**kept, **back}.items() if said.value == "" and said != UNSAID}


def as_marked_today(record: Record, now: "Stored") -> Record:
    """An earlier version with the marks of today too, those on what was removed or withdrawn since included."""
    activities = {each.id: each for each in (*now.record.activities, *now.removed_activities)}
    marked: set[Asked] = {
        (id, about.id) for about in activities.values() for id, said in about.answers.items() if said.withhold
    }
    marked |= {(id, None) for id, said in now.record.answers.items() if said.withhold}
    marked |= {asked for asked, said in now.kept.items() if said.withhold}

    def answers(given: Mapping[str, Recorded], about: str | None) -> dict[str, Recorded]:
        return {id: replace(said, withhold=said.withhold or (id, about) in marked) for id, said in given.items()}

    def activity(was: RecordedActivity) -> RecordedActivity:
        withhold = was.withhold or (was.id in activities and activities[was.id].withhold)
        return was.model_copy(update={"withhold": withhold, "answers": answers(was.answers, was.id)})

    here = {None, *(each.id for each in record.activities)}
    findings = [key for key in dict.fromkeys((*record.withhold, *now.record.withhold)) if parted(key)[0] in here]
    kept = [activity(each) for each in record.activities]
    return record.model_copy(update={"answers": answers(record.answers, None), "activities": kept, "withhold": findings})
