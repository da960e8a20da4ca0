"""How events fold into the record as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from pydantic import ValidationError

from guidance.case.plan import Plan
from guidance.case.record import (
    MAX_ACTIVITIES,
    MAX_FILES,
    Confidence,
    Record,
    Recorded,
    RecordedActivity,
    Signature,
    merged,
    taken_from_look_up,
)
from guidance.case.store.events import (
    ActionSettled,
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    ActivityRestored,
    Answered,
    AnswersMerged,
    AnswersTaken,
    ConfidenceStated,
    Confirmed,
    Described,
    Event,
    EvidenceWritten,
    FileAdded,
    FileRemoved,
    Imported,
    NoteWritten,
    PartnerLookedUp,
    PartnerScreened,
    PartSaid,
    Prepared,
    RegisterImported,
    Removed,
    Restored,
    Reviewed,
    ReviewMarked,
    Signed,
    Started,
    StoredEvent,
    StoreError,
    ValueGiven,
    ValueWithdrawn,
    Withdrawn,
    Withheld,
    WithholdMarked,
)
from guidance.case.store.looking_back import Undone, Version, VersionNamed, fit_name, named, put_back
from guidance.case.store.settling import settled, settles_nothing
from guidance.case.store.together import NOBODY, Happened, Together, TogetherEvent, folded
from guidance.inference.three_valued import Asked

NOTHING: Final = Recorded(value="")
"""What stands beside a question before anything does."""


@dataclass(frozen=True)
class State:
    """An assessment folded from its events. `whole` also holds the removed activities, in their places.

    `kept` is what stood beside answers that were withdrawn; their values are empty. It is in no record, and neither is `plan`."""

    whole: Record
    started: datetime
    last: StoredEvent
    kept: Mapping[Asked, Recorded] = field(default_factory=dict)
    removed_activities: frozenset[str] = frozenset()
    signatures: tuple[Signature, ...] = ()
    removed: bool = False
    plan: Plan = field(default_factory=dict)
    together: Together = NOBODY
    versions: Mapping[str, Version] = field(default_factory=dict)

    @cached_property
    def files(self) -> frozenset[str]:
        """The hashes of the files of evidence that answers name, those about removed activities and those kept included."""
        answered = (self.whole.answers, *(activity.answers for activity in self.whole.activities))
        all = (*(recorded for answers in answered for recorded in answers.values()), *self.kept.values())
        return frozenset(file.sha256 for recorded in all for file in recorded.files)

    def said(self, asked: Asked) -> Recorded:
        """What is said about a question, or is kept beside it while it is unanswered. Raises StoreError for an activity not here."""
        question, activity = asked
        return _answers(self, activity).get(question) or self.kept.get(asked, NOTHING)

    def answered(self, asked: Asked) -> bool:
        """Whether a question is answered. Raises StoreError for an activity that is not here."""
        return asked[0] in _answers(self, asked[1])

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
        return State(whole=_opened(stored), started=stored.at, last=stored, plan=getattr(event, "plan", {}))
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
    match stored.event:
        case Described() as event:
            return replace(state, whole=state.whole.model_copy(update=dict(event.changes)))
        case Withheld() as event:
            return _withheld(state, event)
        case Signed() | Prepared() | Reviewed() as event:
            return _signed(state, event, stored)
        case VersionNamed() as event:
            return replace(state, versions=named(state.versions, event, state.last.seq, stored.by, stored.at))
        case Undone() as event:
            return put_back(state, event)
        case event if isinstance(event, TogetherEvent):
            return _worked_together(state, event, Happened(stored.by, stored.at, stored.person))
        case event if isinstance(event, ActionSettled):
            return replace(state, plan=settled(state.plan, event, stored.by, stored.at))
        case event if isinstance(event, PartSaid):
            return _part_changed(state, event, stored.by, stored.at)
        case Answered() | Withdrawn() | AnswersTaken() | AnswersMerged():
            return _answers_changed(state, stored)
        case PartnerLookedUp() | PartnerScreened() as event:
            return _partner_changed(state, event, stored.by, stored.at)
        case _:
            return _activities_changed(state, stored.event)


def _answers_changed(state: State, stored: StoredEvent) -> State:
    match stored.event:
        case Answered() as event:
            return _given(state, (event.question, event.activity), event.recorded(stored.by, stored.at))
        case Withdrawn(activity=activity, question=question):
            if question not in _answers(state, activity):
                raise StoreError(f"{question} is not answered; there is nothing to withdraw")
            return _without_answer(state, (question, activity))
        case AnswersMerged(answers=old):
            for about, given in old.items():
                state = _with_answers(state, about or None, {**_answers(state, about or None), **given})
            return state
        case AnswersTaken(answers=taken):
            for about, given in taken.items():
                for question, theirs in given.items():
                    state = _taken(state, (question, about or None), theirs)
            return state
    raise StoreError(f"an event of kind {stored.event.kind} holds no answers")


def _partner_changed(state: State, event: PartnerLookedUp | PartnerScreened, by: str, at: datetime) -> State:
    id, partner, answers = event.activity, event.partner, event.answers
    if isinstance(event, PartnerScreened):
        return _with_activity(state, id, {"partner": partner, "answers": {**_answers(state, id), **answers}})
    for question, found in answers.items():
        state = _looked_up(state, (question, id), found, by, at)
    return _with_activity(state, id, {"partner": partner})


def _part_changed(state: State, event: PartSaid, by: str, at: datetime) -> State:
    asked = (event.question, event.activity)
    said = state.said(asked)
    match event:
        case ValueGiven(value=value):
            return _given(state, asked, replace(said, value=value, confidence=_once_given(said.confidence), by=by, at=at))
        case ValueWithdrawn():
            kept = replace(said, value="", by="", at=None)
            return _with_kept(_without_answer(state, asked), asked, kept)
        case NoteWritten() | EvidenceWritten():
            theirs = replace(said, by=by, at=at) if taken_from_look_up(said) else said
            return _with_beside(state, asked, replace(theirs, **{event.PART: getattr(event, event.PART)}))
        case ConfidenceStated() | ReviewMarked() | WithholdMarked():
            return _with_beside(state, asked, replace(said, **{event.PART: getattr(event, event.PART)}))
        case FileAdded(file=file):
            if len(said.files) >= MAX_FILES:
                raise StoreError(f"an answer holds at most {MAX_FILES} files; take one away first")
            return _with_beside(state, asked, replace(said, files=(*said.files, file)))
        case FileRemoved(sha256=sha256):
            return _with_beside(state, asked, replace(said, files=tuple(each for each in said.files if each.sha256 != sha256)))
        case Confirmed():
            return _with_beside(state, asked, replace(said, confidence=Confidence.BELIEVED, by=by, at=at))


def _once_given(confidence: Confidence | None) -> Confidence | None:
    """An answer that was carried over is confirmed by being given anew."""
    return None if confidence is Confidence.UNCONFIRMED else confidence


def changes_nothing(state: State, event: Event) -> bool:
    """Whether what an event says is so already. Raises StoreError for an activity that is not here."""
    if isinstance(event, ActionSettled):
        return settles_nothing(state.plan, event)
    if not isinstance(event, PartSaid):
        return False
    asked = (event.question, event.activity)
    said = state.said(asked)
    match event:
        case ValueGiven(value=value):
            return state.answered(asked) and said.value == value and said.confidence is not Confidence.UNCONFIRMED
        case ValueWithdrawn():
            return not state.answered(asked)
        case FileAdded(file=file):
            return file.sha256 in {each.sha256 for each in said.files}
        case FileRemoved(sha256=sha256):
            return sha256 not in {each.sha256 for each in said.files}
        case Confirmed():
            return not state.answered(asked) or said.confidence is not Confidence.UNCONFIRMED
        case _:
            return bool(getattr(event, event.PART) == getattr(said, event.PART))


def narrowed(state: State, event: Event) -> Event:
    """An event as it is to be stored: of the answers that looking a partner up gives, those that nobody has given.

    Raises StoreError for the name of a version that could be taken for another."""
    if isinstance(event, VersionNamed):
        return event.model_copy(update={"name": fit_name(state.versions, event.name)})
    if not isinstance(event, PartnerLookedUp):
        return event
    given = _answers(state, event.activity)
    free = {id: said for id, said in event.answers.items() if id not in given or taken_from_look_up(given[id])}
    return event.model_copy(update={"answers": free})


def _given(state: State, asked: Asked, recorded: Recorded) -> State:
    return _without_kept(_with_answer(state, asked, recorded), asked)


def _taken(state: State, asked: Asked, theirs: Recorded) -> State:
    """With an answer of somebody else; what stands beside one that is there, or is kept, stays."""
    ours = state.said(asked)
    same = state.answered(asked) and ours.value == theirs.value and ours.confidence is not Confidence.UNCONFIRMED
    try:
        both = merged(replace(ours, confidence=_once_given(ours.confidence)), theirs)
    except ValidationError:
        raise StoreError(
            f"{asked[0]}: the note, the evidence or the files would be too long with what {theirs.by or 'the other'} gives; "
            "shorten what is there first"
        ) from None
    return _given(state, asked, replace(both, by=ours.by, at=ours.at) if same and not taken_from_look_up(ours) else both)


def _looked_up(state: State, asked: Asked, found: Recorded, by: str, at: datetime) -> State:
    """With an answer that follows from looking a partner up, in place of an earlier one or beside what is kept. Where somebody wrote
    beside it, it is theirs from now on: a later look-up would write over their words."""
    said = state.said(asked)
    if state.answered(asked):
        return _given(state, asked, replace(said, value=found.value, note=found.note, evidence=found.evidence))
    taken = _taken(state, asked, found)
    return _given(taken, asked, replace(taken.said(asked), by=by, at=at)) if said.note or said.evidence else taken


def _with_beside(state: State, asked: Asked, said: Recorded) -> State:
    return _with_answer(state, asked, said) if state.answered(asked) else _with_kept(state, asked, said)


def _with_kept(state: State, asked: Asked, said: Recorded) -> State:
    others = {each: state.kept[each] for each in state.kept if each != asked}
    return replace(state, kept=others if said == NOTHING else {**others, asked: said})


def _without_kept(state: State, asked: Asked) -> State:
    return _with_kept(state, asked, NOTHING) if asked in state.kept else state


def _with_answer(state: State, asked: Asked, recorded: Recorded) -> State:
    question, activity = asked
    return _with_answers(state, activity, {**_answers(state, activity), question: recorded})


def _without_answer(state: State, asked: Asked) -> State:
    question, activity = asked
    answers = _answers(state, activity)
    return _with_answers(state, activity, {id: answers[id] for id in answers if id != question})


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


def _signed(state: State, event: Prepared | Reviewed | Signed, stored: StoredEvent) -> State:
    if event.answers != state.record.hash:
        raise StoreError("the answers have changed since this report was made; look at the result again, then sign")
    name, role = (event.name, event.role) if isinstance(event, Signed) else (stored.by, event.kind.capitalize())
    if isinstance(event, Signed) and event.conditions:
        role = f"{role}, on conditions: {event.conditions}"
    step = event.kind if stored.person else ""
    signature = Signature(name, role, stored.at, event.answers, event.knowledge, event.held, step, stored.person)
    return replace(state, signatures=(*state.signatures, signature))


def _worked_together(state: State, event: TogetherEvent, how: Happened) -> State:
    if (activity := getattr(event, "activity", None)) is not None:
        _answers(state, activity)
    return replace(state, together=folded(state.together, event, how))


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
