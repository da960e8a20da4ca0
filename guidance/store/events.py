"""What can happen to an assessment, and how events fold into the record as it stands.

An event that was stored is never changed, so fields here are only ever added, with a default. A new kind of event needs
a new schema revision: an older program then refuses the database instead of misreading it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from guidance.knowledge.entries import QuestionId
from guidance.record import (
    MAX_ACTIVITIES,
    MAX_FILES,
    SAID,
    Attached,
    Confidence,
    Id,
    LawDay,
    Marking,
    Name,
    Note,
    Partner,
    Person,
    Record,
    Recorded,
    RecordedActivity,
    Reference,
    Signature,
    Value,
)


class StoreError(Exception):
    """The store cannot do what was asked; the message says what is wrong and what to do. Nothing was changed."""


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Started(_Event):
    """An empty assessment was opened."""

    kind: Literal["started"] = "started"
    title: Name
    as_at: LawDay
    marking: Marking = Marking.SENSITIVE
    prepared_by: Person = ""


class Imported(_Event):
    """An assessment was opened from a saved file. The record's own id gives way to the assessment's."""

    kind: Literal["imported"] = "imported"
    record: Record


class Described(_Event):
    """Title, date, marking or author changed; None leaves a field as it is."""

    kind: Literal["described"] = "described"
    title: Name | None = None
    as_at: LawDay | None = None
    marking: Marking | None = None
    prepared_by: Person | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Described":
        if not self.changes:
            raise ValueError("give at least one of title, as_at, marking and prepared_by")
        return self

    @property
    def changes(self) -> Mapping[str, object]:
        """The fields that change, with their new values."""
        return self.model_dump(exclude={"kind"}, exclude_none=True)


class Answered(_Event):
    """A question was answered, or answered anew: for one activity or, with `activity` None, for the organisation."""

    kind: Literal["answered"] = "answered"
    activity: Id | None = None
    question: QuestionId
    value: Value
    note: Note = ""
    evidence: Reference = ""
    files: Annotated[tuple[Attached, ...], Field(max_length=MAX_FILES)] = ()
    confidence: Confidence | None = None
    review: bool = False
    withhold: bool = False

    def recorded(self, by: str, at: datetime | None) -> Recorded:
        """The answer as the record keeps it."""
        return Recorded(**{name: getattr(self, name) for name in SAID}, by=by, at=at)


class Withdrawn(_Event):
    """An answer was taken back; the question is unanswered again."""

    kind: Literal["withdrawn"] = "withdrawn"
    activity: Id | None = None
    question: QuestionId


class ActivityAdded(_Event):
    """An activity was added; `answers` are copied from elsewhere and keep who gave them, and when."""

    kind: Literal["activity_added"] = "activity_added"
    id: Id
    name: Name
    answers: dict[str, Recorded] = {}


class ActivityRenamed(_Event):
    """An activity has a new name; its id stays."""

    kind: Literal["activity_renamed"] = "activity_renamed"
    id: Id
    name: Name


class ActivityRemoved(_Event):
    """An activity was taken out of the assessment. Its id stays taken, its answers stay in the log."""

    kind: Literal["activity_removed"] = "activity_removed"
    id: Id


class ActivityRestored(_Event):
    """A removed activity came back to its place, with its answers."""

    kind: Literal["activity_restored"] = "activity_restored"
    id: Id


class RegisterImported(_Event):
    """Activities were taken from a register of partnerships, all of them or none. `account` says what became of each row."""

    kind: Literal["register_imported"] = "register_imported"
    file: Name
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    account: Reference
    activities: list[RecordedActivity]


class AnswersMerged(_Event):
    """Answers came back from somebody else, all of them or none; each keeps who gave it, and when. "" is the organisation."""

    kind: Literal["answers_merged"] = "answers_merged"
    file: Name
    answers: dict[str, dict[str, Recorded]]


class PartnerScreened(_Event):
    """The partner of an activity was looked up or chosen; `answers` are those that follow from it and the officer has not given."""

    kind: Literal["partner_screened"] = "partner_screened"
    activity: Id
    partner: Partner
    answers: dict[str, Recorded] = {}


class Withheld(_Event):
    """An activity, or a finding by its key, is left out of a version that is disclosed, or no longer."""

    kind: Literal["withheld"] = "withheld"
    activity: Id | None = None
    finding: Annotated[str, StringConstraints(max_length=200)] | None = None
    withhold: bool = True

    @model_validator(mode="after")
    def _names_one(self) -> "Withheld":
        if (self.activity is None) is (self.finding is None):
            raise ValueError("give either an activity or the key of a finding")
        return self


class Signed(_Event):
    """Somebody approved the report. `answers` is the hash of the record it was made from, `knowledge` the version with hash."""

    kind: Literal["signed"] = "signed"
    name: Name
    role: Name
    answers: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    knowledge: Reference


class Removed(_Event):
    """The assessment was taken off the list. It can be restored."""

    kind: Literal["removed"] = "removed"


class Restored(_Event):
    """A removed assessment is on the list again."""

    kind: Literal["restored"] = "restored"


Event: TypeAlias = (
    Started
    | Imported
    | Described
    | Answered
    | Withdrawn
    | ActivityAdded
    | ActivityRenamed
    | ActivityRemoved
    | ActivityRestored
    | RegisterImported
    | PartnerScreened
    | AnswersMerged
    | Withheld
    | Signed
    | Removed
    | Restored
)

KINDS: Final[Mapping[str, type[Event]]] = {event.model_fields["kind"].default: event for event in get_args(Event)}


@dataclass(frozen=True)
class StoredEvent:
    """An event with its place in the log: `seq` counts from 1 without gaps, `at` is in UTC, `hash` seals it and all before."""

    assessment: str
    seq: int
    at: datetime
    by: str
    event: Event
    hash: str


@dataclass(frozen=True)
class State:
    """An assessment folded from its events. `whole` also holds the removed activities, in their places."""

    whole: Record
    started: datetime
    last: StoredEvent
    removed_activities: frozenset[str] = frozenset()
    signatures: tuple[Signature, ...] = ()
    removed: bool = False

    @cached_property
    def files(self) -> frozenset[str]:
        """The hashes of the files of evidence that answers name, those about removed activities included."""
        answers = (self.whole.answers, *(activity.answers for activity in self.whole.activities))
        return frozenset(file.sha256 for given in answers for recorded in given.values() for file in recorded.files)

    @cached_property
    def record(self) -> Record:
        """The record as it stands, without removed activities."""
        if not self.removed_activities:
            return self.whole
        staying = [activity for activity in self.whole.activities if activity.id not in self.removed_activities]
        return self.whole.model_copy(update={"activities": staying})


def fold(events: Iterable[StoredEvent]) -> State:
    """The state after these events of one assessment, the first one first; a shorter run gives it as it stood then.

    Raises StoreError when there are none, or when one does not fit what came before."""
    state = None
    for stored in events:
        state = apply(state, stored)
    if state is None:
        raise StoreError("there are no events to fold")
    return state


def apply(state: State | None, stored: StoredEvent) -> State:
    """The state after one more event. Raises StoreError when the event does not fit."""
    event = stored.event
    if state is None:
        return State(whole=_opened(stored), started=stored.at, last=stored)
    if isinstance(event, Started | Imported):
        raise StoreError(f"assessment {stored.assessment} was started already; start a new one")
    if isinstance(event, Restored) and state.removed:
        return replace(state, removed=False, last=stored)
    if isinstance(event, Restored):
        raise StoreError(f"assessment {stored.assessment} was not removed; there is nothing to restore")
    if state.removed:
        raise StoreError(f"assessment {stored.assessment} was removed; restore it first")
    if isinstance(event, Removed):
        return replace(state, removed=True, last=stored)
    return replace(_changed(state, stored), last=stored)


def _opened(stored: StoredEvent) -> Record:
    match stored.event:
        case Started() as event:
            return Record(
                id=stored.assessment,
                title=event.title,
                as_at=event.as_at,
                marking=event.marking,
                prepared_by=event.prepared_by,
            )
        case Imported(record=record):
            return record.model_copy(update={"id": stored.assessment})
        case _:
            raise StoreError(f"there is no assessment {stored.assessment}; choose one from the list")


def _changed(state: State, stored: StoredEvent) -> State:
    whole = state.whole
    match stored.event:
        case Described() as event:
            return replace(state, whole=whole.model_copy(update=dict(event.changes)))
        case Answered() as event:
            recorded = event.recorded(stored.by, stored.at)
            return _with_answers(state, event.activity, {**_answers(state, event.activity), event.question: recorded})
        case Withdrawn(activity=activity, question=question):
            answers = _answers(state, activity)
            if question not in answers:
                raise StoreError(f"{question} is not answered; there is nothing to withdraw")
            return _with_answers(state, activity, {id: answers[id] for id in answers if id != question})
        case AnswersMerged(answers=merged):
            for about, given in merged.items():
                state = _with_answers(state, about or None, {**_answers(state, about or None), **given})
            return state
        case Withheld() as event:
            return _withheld(state, event)
        case Signed() as event:
            return _signed(state, event, stored.at)
        case _:
            return _activities_changed(state, stored.event)


def _activities_changed(state: State, event: Event) -> State:
    whole, gone = state.whole, state.removed_activities
    match event:
        case ActivityAdded(id=id, name=name, answers=answers):
            _check_room(state)
            if any(activity.id == id for activity in whole.activities):
                raise StoreError(f"the id {id} is taken by an activity that is here or was removed; choose another")
            added = RecordedActivity(id=id, name=name, answers=answers)
            return replace(state, whole=whole.model_copy(update={"activities": [*whole.activities, added]}))
        case RegisterImported(activities=added):
            taken = {activity.id for activity in whole.activities}
            if len(state.record.activities) + len(added) > MAX_ACTIVITIES:
                raise StoreError(f"an assessment holds at most {MAX_ACTIVITIES} activities; import a part of the register")
            if len({activity.id for activity in added} | taken) < len(added) + len(taken):
                raise StoreError("an activity of the register has an id that is taken; import the register again")
            return replace(state, whole=whole.model_copy(update={"activities": [*whole.activities, *added]}))
        case PartnerScreened(activity=id, partner=partner, answers=answers):
            return _with_activity(state, id, {"partner": partner, "answers": {**_answers(state, id), **answers}})
        case ActivityRenamed(id=id, name=name):
            return _with_activity(state, id, {"name": name})
        case ActivityRemoved(id=id):
            _answers(state, id)
            return replace(state, removed_activities=gone | {id})
        case ActivityRestored(id=id):
            _check_room(state)
            if id not in gone:
                raise StoreError(f"no activity {id} was removed; there is nothing to restore")
            return replace(state, removed_activities=gone - {id})
    raise StoreError(f"an event of kind {event.kind} cannot change an assessment")


def _signed(state: State, event: Signed, at: datetime) -> State:
    if event.answers != state.record.hash:
        raise StoreError("the answers have changed since this report was made; look at the result again, then sign")
    signature = Signature(event.name, event.role, at, event.answers, event.knowledge)
    return replace(state, signatures=(*state.signatures, signature))


def _withheld(state: State, event: Withheld) -> State:
    if event.activity is not None:
        return _with_activity(state, event.activity, {"withhold": event.withhold})
    keys = [key for key in state.whole.withhold if key != event.finding]
    if event.withhold and event.finding:
        keys.append(event.finding)
    return replace(state, whole=state.whole.model_copy(update={"withhold": keys}))


def _answers(state: State, activity: str | None) -> Mapping[str, Recorded]:
    try:
        return state.record.of(activity)
    except KeyError:
        raise StoreError(f"there is no activity {activity}; it may have been removed. Choose one from the list") from None


def _with_answers(state: State, activity: str | None, answers: dict[str, Recorded]) -> State:
    if activity is None:
        return replace(state, whole=state.whole.model_copy(update={"answers": answers}))
    return _with_activity(state, activity, {"answers": answers})


def _with_activity(state: State, id: str, update: dict[str, object]) -> State:
    _answers(state, id)
    activities = [activity.model_copy(update=update) if activity.id == id else activity for activity in state.whole.activities]
    return replace(state, whole=state.whole.model_copy(update={"activities": activities}))


def _check_room(state: State) -> None:
    if len(state.record.activities) >= MAX_ACTIVITIES:
        raise StoreError(f"an assessment holds at most {MAX_ACTIVITIES} activities; start another one")
