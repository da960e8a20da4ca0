"""What can happen to an assessment.

An event says only what changed, and on which version: what was changed meanwhile by somebody else stays. An event that was stored
is never changed, so fields here are only ever added, with a default. A new kind of event needs a new schema revision: an older
program then refuses the database instead of misreading it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, TypeAlias, get_args

from pydantic import Field, StringConstraints, model_validator

from guidance.assessment.held import Held
from guidance.case.plan import MAX_ACTIONS, ActionKey, Settled, Status
from guidance.case.record import (
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
    Value,
)
from guidance.case.store.base import EventBase
from guidance.case.store.base import StoreError as StoreError
from guidance.case.store.looking_back import Undone, VersionNamed
from guidance.case.store.together import TogetherEvent
from guidance.knowledge.entries import QuestionId

MAX_CONDITIONS: Final = 150
"""Characters of the conditions of an approval: they stand beside it on one line of every report."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Started(EventBase):
    """An empty assessment was opened."""

    kind: Literal["started"] = "started"
    title: Name
    as_at: LawDay
    marking: Marking = Marking.SENSITIVE
    prepared_by: Person = ""


class Imported(EventBase):
    """An assessment was opened from a saved file, with what is settled about its actions. The record's own id gives way to the
    assessment's."""

    kind: Literal["imported"] = "imported"
    record: Record
    plan: Annotated[dict[ActionKey, Settled], Field(max_length=MAX_ACTIONS, default_factory=dict)]


class Described(EventBase):
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


class _Part(EventBase):
    """A part of what is said about a question, of one activity or, with `activity` None, of the organisation.

    `made_on` is the version that whoever said it had before them."""

    PART: ClassVar[str]
    activity: Id | None = None
    question: QuestionId
    made_on: Annotated[int, Field(ge=1)]


class ValueGiven(_Part):
    """A question was answered, or answered anew. What stands beside the answer stays."""

    PART = "value"
    kind: Literal["value_given"] = "value_given"
    value: Value


class ValueWithdrawn(_Part):
    """An answer was taken back; the question is unanswered. What stood beside it comes back with the next answer."""

    PART = "value"
    kind: Literal["value_withdrawn"] = "value_withdrawn"


class NoteWritten(_Part):
    """The note beside an answer was written, changed or, with "", taken away."""

    PART = "note"
    kind: Literal["note_written"] = "note_written"
    note: Note


class EvidenceWritten(_Part):
    """Where the evidence of an answer is kept was written, changed or, with "", taken away."""

    PART = "evidence"
    kind: Literal["evidence_written"] = "evidence_written"
    evidence: Reference


class ConfidenceStated(_Part):
    """How sure the officer is was stated, or is no longer."""

    PART = "confidence"
    kind: Literal["confidence_stated"] = "confidence_stated"
    confidence: Confidence | None = None


class ReviewMarked(_Part):
    """The mark that somebody should look at an answer again was put or taken off."""

    PART = "review"
    kind: Literal["review_marked"] = "review_marked"
    review: bool


class WithholdMarked(_Part):
    """The mark that an answer is left out of a version that is disclosed was put or taken off."""

    PART = "withhold"
    kind: Literal["withhold_marked"] = "withhold_marked"
    withhold: bool


class FileAdded(_Part):
    """A file of evidence was attached to an answer."""

    PART = "files"
    kind: Literal["file_added"] = "file_added"
    file: Attached


class FileRemoved(_Part):
    """A file of evidence was taken away from an answer."""

    PART = "files"
    kind: Literal["file_removed"] = "file_removed"
    sha256: Sha256


class Confirmed(_Part):
    """An answer that was carried over was confirmed."""

    PART = "confidence"
    kind: Literal["confirmed"] = "confirmed"


class Answered(EventBase):
    """An answer with all that stands beside it, which takes the place of what was there. Once every change was stored so.

    A page gives the part that was changed instead. The store takes it from programs as long as it takes nothing away."""

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


class Withdrawn(EventBase):
    """An answer was taken back with all that stood beside it. Old: it is read, and no longer written."""

    kind: Literal["withdrawn"] = "withdrawn"
    activity: Id | None = None
    question: QuestionId


class ActivityAdded(EventBase):
    """An activity was added; `answers` are copied from elsewhere and keep who gave them, and when."""

    kind: Literal["activity_added"] = "activity_added"
    id: Id
    name: Name
    answers: dict[str, Recorded] = Field(default_factory=dict)


class ActivityRenamed(EventBase):
    """An activity has a new name; its id stays."""

    kind: Literal["activity_renamed"] = "activity_renamed"
    id: Id
    name: Name


class ActivityRemoved(EventBase):
    """An activity was taken out of the assessment. Its id stays taken, its answers stay in the log."""

    kind: Literal["activity_removed"] = "activity_removed"
    id: Id


class ActivityRestored(EventBase):
    """A removed activity came back to its place, with its answers."""

    kind: Literal["activity_restored"] = "activity_restored"
    id: Id


class RegisterImported(EventBase):
    """Activities were taken from a register of partnerships, all of them or none. `account` says what became of each row."""

    kind: Literal["register_imported"] = "register_imported"
    file: Name
    sha256: Sha256
    account: Reference
    activities: list[RecordedActivity]


class AnswersTaken(EventBase):
    """Answers came back from somebody else, all of them or none; each keeps who gave it, and when. "" is the organisation.

    What stands beside an answer that is there stays, and what came with the new one is put to it."""

    kind: Literal["answers_taken"] = "answers_taken"
    file: Name
    answers: dict[str, dict[str, Recorded]]
    made_on: Annotated[int, Field(ge=1)]


class AnswersMerged(EventBase):
    """As `AnswersTaken`, in place of all that was there. Old: it is read, and no longer written."""

    kind: Literal["answers_merged"] = "answers_merged"
    file: Name
    answers: dict[str, dict[str, Recorded]]


class PartnerLookedUp(EventBase):
    """The partner of an activity was looked up or chosen; `answers` are those that follow from it.

    The store keeps of them those that nobody has given."""

    kind: Literal["partner_looked_up"] = "partner_looked_up"
    activity: Id
    partner: Partner
    answers: dict[str, Recorded] = Field(default_factory=dict)
    made_on: Annotated[int, Field(ge=1)]


class PartnerScreened(EventBase):
    """As `PartnerLookedUp`, its answers in place of all that was there. Old: it is read, and no longer written."""

    kind: Literal["partner_screened"] = "partner_screened"
    activity: Id
    partner: Partner
    answers: dict[str, Recorded] = Field(default_factory=dict)


class Withheld(EventBase):
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


class Prepared(EventBase):
    """Whoever signed in says that the result is ready to be looked at. `answers`, `knowledge` and `held` as in `Signed`."""

    kind: Literal["prepared"] = "prepared"
    answers: Sha256
    knowledge: Reference
    held: Held | None = None


class Reviewed(EventBase):
    """Whoever signed in, another person, has looked at the result and accepts it."""

    kind: Literal["reviewed"] = "reviewed"
    answers: Sha256
    knowledge: Reference
    held: Held | None = None


class Signed(EventBase):
    """Somebody approved the report. `answers` is the hash of the record it was made from, `knowledge` the version with hash.

    `held` is the result as it stood, by which it is seen whether other knowledge changes anything; older signatures have none.
    `conditions` say what the approval depends on."""

    kind: Literal["signed"] = "signed"
    name: Name
    role: Name
    answers: Sha256
    knowledge: Reference
    held: Held | None = None
    conditions: Annotated[str, StringConstraints(max_length=MAX_CONDITIONS)] = ""


class _Action(EventBase):
    """A part of what is settled about an action, or about the same action for several activities. `made_on` as for an answer."""

    PART: ClassVar[str]
    actions: Annotated[tuple[ActionKey, ...], Field(min_length=1, max_length=MAX_ACTIVITIES + 1)]
    made_on: Annotated[int, Field(ge=1)]


class ActionOwned(_Action):
    """Somebody has an action; "" leaves it to the owner that we suggest."""

    PART = "owner"
    kind: Literal["action_owned"] = "action_owned"
    owner: Person


class ActionDue(_Action):
    """An action is due on a day; None leaves it to the clock of its finding."""

    PART = "due"
    kind: Literal["action_due"] = "action_due"
    due: LawDay | None = None


class ActionMoved(_Action):
    """An action has got so far. One that is not needed says why."""

    PART = "status"
    kind: Literal["action_moved"] = "action_moved"
    status: Status
    reason: Reference = ""

    @model_validator(mode="after")
    def _says_why(self) -> "ActionMoved":
        if (self.status is Status.NOT_NEEDED) is not bool(self.reason.strip()):
            raise ValueError("say why where an action is not needed, and only there")
        return self


class Removed(EventBase):
    """The assessment was taken off the list. It can be restored."""

    kind: Literal["removed"] = "removed"


class Restored(EventBase):
    """A removed assessment is on the list again."""

    kind: Literal["restored"] = "restored"


PartSaid: TypeAlias = (
    ValueGiven
    | ValueWithdrawn
    | NoteWritten
    | EvidenceWritten
    | ConfidenceStated
    | ReviewMarked
    | WithholdMarked
    | FileAdded
    | FileRemoved
    | Confirmed
)
ActionSettled: TypeAlias = ActionOwned | ActionDue | ActionMoved
Event: TypeAlias = (
    PartSaid
    | ActionSettled
    | Started
    | Imported
    | Described
    | Answered
    | Withdrawn
    | ActivityAdded
    | ActivityRenamed
    | ActivityRemoved
    | ActivityRestored
    | RegisterImported
    | PartnerLookedUp
    | PartnerScreened
    | AnswersTaken
    | AnswersMerged
    | Withheld
    | Prepared
    | Reviewed
    | Signed
    | TogetherEvent
    | VersionNamed
    | Undone
    | Removed
    | Restored
)

KINDS: Final[Mapping[str, type[Event]]] = {event.model_fields["kind"].default: event for event in get_args(Event)}
OLD: Final = (Withdrawn, AnswersMerged, PartnerScreened)
"""Kinds that are read, and no longer written: each took more than it said."""


@dataclass(frozen=True)
class StoredEvent:
    """An event with its place in the log: `seq` counts from 1 without gaps, `at` is in UTC, `hash` seals it and all before.

    `person` is who signed in, where somebody had to; `by` is a name."""

    assessment: str
    seq: int
    at: datetime
    by: str
    event: Event
    hash: str
    person: str | None = None
