"""What people who work on one assessment together do, and how it folds: assignments, comments, departments.

None of it is in the record: its hash, which signatures name, does not change with a comment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints

from guidance.case.record import Id, Reference
from guidance.case.store.base import EventBase, StoreError
from guidance.inference.three_valued import Asked
from guidance.knowledge.entries import QuestionId

MAX_ASSIGNED: Final = 500
"""Questions of one assignment."""
Assignee = Annotated[str, StringConstraints(pattern=r"^([^@\s]+@[^@\s]+|[a-z ]+)$", max_length=200)]
"""An e-mail address, or a role."""
_ATOM: Final = r"""[^\s@.<>()\[\]\\,;:"\x00-\x1f\x7f]+"""
_ADDRESS: Final = re.compile(rf"(?!.*=\?){_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*")
Department = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]


def is_address(text: str) -> bool:
    """Whether mail can go to it, and to it alone: "a,b@x.example" is two addresses to a mail program, and "=?…?=" another one."""
    return bool(_ADDRESS.fullmatch(text))


class Assigned(EventBase):
    """Questions of one activity, or of the organisation, were given to a person, by e-mail address, or to whoever has a role."""

    kind: Literal["assigned"] = "assigned"
    id: Id
    to: Assignee
    activity: Id | None = None
    questions: Annotated[tuple[QuestionId, ...], Field(min_length=1, max_length=MAX_ASSIGNED)]
    due: date
    message: Reference = ""


class Unassigned(EventBase):
    """An assignment was taken back."""

    kind: Literal["unassigned"] = "unassigned"
    id: Id


class AssignmentMoved(EventBase):
    """An assignment is somebody else's from now on, such as of whoever comes after a person who left."""

    kind: Literal["assignment_moved"] = "assignment_moved"
    id: Id
    to: Assignee


class TakenUp(EventBase):
    """Whoever has the address of an assignment signed in: from now on it is this person's, whoever gets the address later."""

    kind: Literal["taken_up"] = "taken_up"
    id: Id


class HandedIn(EventBase):
    """Whoever has an assignment said that it is done."""

    kind: Literal["handed_in"] = "handed_in"
    id: Id


class SentBack(EventBase):
    """An assignment that was handed in is to be done again."""

    kind: Literal["sent_back"] = "sent_back"
    id: Id
    why: Reference


class Reminded(EventBase):
    """A reminder of an assignment is sent: how near the day was, so that it is sent once."""

    kind: Literal["reminded"] = "reminded"
    id: Id
    step: Annotated[str, StringConstraints(max_length=40)]


class ReminderFailed(EventBase):
    """A reminder could not be sent, and is to be sent again."""

    kind: Literal["reminder_failed"] = "reminder_failed"
    id: Id
    step: Annotated[str, StringConstraints(max_length=40)]


class Commented(EventBase):
    """Somebody commented on a question."""

    kind: Literal["commented"] = "commented"
    id: Id
    activity: Id | None = None
    question: QuestionId
    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class CommentSettled(EventBase):
    """A comment is dealt with."""

    kind: Literal["comment_settled"] = "comment_settled"
    id: Id


class DepartmentNamed(EventBase):
    """An activity belongs to a department, or with "" to none."""

    kind: Literal["department_named"] = "department_named"
    activity: Id
    department: Department


TogetherEvent: TypeAlias = (
    Assigned
    | Unassigned
    | AssignmentMoved
    | TakenUp
    | HandedIn
    | SentBack
    | Reminded
    | ReminderFailed
    | Commented
    | CommentSettled
    | DepartmentNamed
)


class Stage(StrEnum):
    """How far an assignment has got."""

    OPEN = "to do"
    DONE = "handed in"
    BACK = "sent back"


@dataclass(frozen=True)
class Assignment:
    """Questions that somebody is to answer. `person` has taken it up, `by` gave it, `why` says what is to be done again."""

    id: str
    to: str
    activity: str | None
    questions: tuple[str, ...]
    due: date
    message: str
    by: str
    person: str | None = None
    stage: Stage = Stage.OPEN
    why: str = ""
    reminded: frozenset[str] = frozenset()

    @property
    def asked(self) -> frozenset[Asked]:
        """The questions, each with what it is asked of."""
        return frozenset((question, self.activity) for question in self.questions)


@dataclass(frozen=True)
class Comment:
    """What somebody said about a question. `settled` names who dealt with it."""

    id: str
    asked: Asked
    text: str
    by: str
    at: datetime
    settled: str = ""


@dataclass(frozen=True)
class Together:
    """Assignments and comments by id, and the departments of activities."""

    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    comments: Mapping[str, Comment] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)


NOBODY: Final = Together()
"""Nobody works with anybody yet."""


@dataclass(frozen=True)
class Happened:
    """When something happened, and who did it: the name, and who signed in."""

    by: str
    at: datetime
    person: str | None


def folded(before: Together, event: TogetherEvent, how: Happened) -> Together:
    """What there is after one more event. Raises StoreError when it does not fit."""
    match event:
        case Assigned():
            return _with(before, _assignment(before, event, how.by))
        case Unassigned(id=id):
            _of(before, id)
            return replace(before, assignments={each: a for each, a in before.assignments.items() if each != id})
        case Commented() | CommentSettled():
            return replace(before, comments=_comments(before, event, how))
        case DepartmentNamed(activity=activity, department=department):
            others = {each: name for each, name in before.departments.items() if each != activity}
            return replace(before, departments=others | ({activity: department} if department else {}))
        case _:
            return _with(before, _moved(_of(before, event.id), event, how))


def _assignment(before: Together, event: Assigned, by: str) -> Assignment:
    if event.id in before.assignments:
        raise StoreError(f"there is an assignment {event.id} already; assign it again")
    return Assignment(event.id, event.to.casefold(), event.activity, event.questions, event.due, event.message, by)


def _moved(
    assignment: Assignment, event: AssignmentMoved | TakenUp | HandedIn | SentBack | Reminded | ReminderFailed, how: Happened
) -> Assignment:
    match event:
        case AssignmentMoved(to=to):
            return replace(assignment, to=to.casefold(), person=None, reminded=frozenset())
        case TakenUp() if assignment.person:
            raise StoreError("somebody has taken this assignment up already")
        case TakenUp():
            return replace(assignment, person=how.person)
        case HandedIn() if assignment.stage is Stage.DONE:
            raise StoreError("this was handed in already")
        case HandedIn():
            return replace(assignment, stage=Stage.DONE, why="")
        case SentBack() if assignment.stage is not Stage.DONE:
            raise StoreError("this was not handed in; there is nothing to send back")
        case SentBack(why=why):
            return replace(assignment, stage=Stage.BACK, why=why)
        case Reminded(step=step) if step in assignment.reminded:
            raise StoreError("this reminder was sent already")
        case Reminded(step=step):
            return replace(assignment, reminded=assignment.reminded | {step})
        case ReminderFailed(step=step):
            return replace(assignment, reminded=assignment.reminded - {step})


def _comments(before: Together, event: Commented | CommentSettled, how: Happened) -> Mapping[str, Comment]:
    known = before.comments.get(event.id)
    if isinstance(event, CommentSettled):
        if known is None:
            raise StoreError("there is no such comment")
        return {**before.comments, event.id: replace(known, settled=how.by or "somebody")}
    if known is not None:
        raise StoreError("this comment was stored already")
    return {**before.comments, event.id: Comment(event.id, (event.question, event.activity), event.text, how.by, how.at)}


def _of(before: Together, id: str) -> Assignment:
    if id not in before.assignments:
        raise StoreError("there is no such assignment; it may have been taken back")
    return before.assignments[id]


def _with(before: Together, assignment: Assignment) -> Together:
    return replace(before, assignments={**before.assignments, assignment.id: assignment})
