"""What of an assessment is somebody's own: the questions that they were assigned, and the activities of their department."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guidance.case.record import Record, Recorded
from guidance.case.store import (
    Answered,
    Assigned,
    Assignment,
    AssignmentMoved,
    Commented,
    CommentSettled,
    Event,
    HandedIn,
    PartSaid,
    Reminded,
    ReminderFailed,
    SentBack,
    Stage,
    Stored,
    TakenUp,
    Together,
    Unassigned,
    Withdrawn,
)
from guidance.inference.three_valued import Asked
from guidance.team.log import id_of
from guidance.team.permissions import Role
from guidance.team.person import Person


@dataclass(frozen=True)
class Own:
    """Somebody's part of an assessment: assignments by id, and the activities of their department."""

    stored: Stored
    assignments: Mapping[str, Assignment]
    activities: frozenset[str]

    @classmethod
    def of(cls, stored: Stored, person: Person, roles: frozenset[Role], departments: frozenset[str]) -> "Own":
        """The part of a person who has these roles, and heads these departments."""
        here = {None, *(each.id for each in stored.record.activities)}
        given = stored.together.assignments.items()
        held = {id: each for id, each in given if each.activity in here and is_of(each, person, roles)}
        named = stored.together.departments.items()
        return cls(stored, held, frozenset(id for id, name in named if name in departments and id in here))

    @property
    def asked(self) -> frozenset[Asked]:
        """The questions that were assigned."""
        return frozenset(asked for each in self.assignments.values() for asked in each.asked)

    def reads(self, asked: Asked) -> bool:
        """Whether a question belongs to it."""
        return asked[1] in self.activities or asked in self.asked

    def takes(self, event: Event) -> bool:
        """Whether an event is about this part alone, and comes in time: what was handed in is not changed."""
        match event:
            case Commented(question=question, activity=activity):
                return self.reads((question, activity))
            case CommentSettled(id=id):
                comment = self.stored.together.comments.get(id)
                return comment is not None and self.reads(comment.asked)
            case HandedIn(id=id) | TakenUp(id=id):
                return id in self.assignments
            case Assigned(activity=activity):
                return activity in self.activities
            case Unassigned(id=id) | AssignmentMoved(id=id) | SentBack(id=id) | Reminded(id=id) | ReminderFailed(id=id):
                given = self.stored.together.assignments.get(id)
                return given is not None and given.activity in self.activities
            case event if isinstance(event, PartSaid | Answered | Withdrawn):
                return event.activity in self.activities or self._is_open((event.question, event.activity))
        return False

    def _is_open(self, asked: Asked) -> bool:
        return any(asked in each.asked for each in self.assignments.values() if each.stage is not Stage.DONE)

    def shown(self) -> Stored:
        """The assessment with this part only: no partner, no signature, no answer to another question, nothing of the plan.

        What is concluded from it would be wrong: it feeds no page of results."""
        record = self.stored.record
        about = {each.activity for each in self.assignments.values()} | self.activities
        activities = [
            each.model_copy(update={"answers": self._of(record, each.id), "partner": None, "withhold": False})
            for each in record.activities
            if each.id in about
        ]
        part = record.model_copy(
            update={"answers": self._of(record, None), "activities": activities, "withhold": [], "prepared_by": ""}
        )
        kept = {asked: said for asked, said in self.stored.kept.items() if self.reads(asked)}
        comments = {id: each for id, each in self.stored.together.comments.items() if self.reads(each.asked)}
        departments = {id: name for id, name in self.stored.together.departments.items() if id in self.activities}
        together = Together(self.assignments, comments, departments)
        stored = replace(self.stored, record=part, kept=kept, together=together)
        return replace(stored, removed_activities=(), signatures=(), plan={}, broken="", versions=())

    def _of(self, record: Record, activity: str | None) -> dict[str, Recorded]:
        return {id: said for id, said in record.of(activity).items() if self.reads((id, activity))}

    def files(self) -> frozenset[str]:
        """The hashes of the files of evidence that its answers name."""
        shown = self.shown()
        answers = (shown.record.answers, *(each.answers for each in shown.record.activities))
        all = (*(said for each in answers for said in each.values()), *shown.kept.values())
        return frozenset(file.sha256 for said in all for file in said.files)


def is_of(assignment: Assignment, person: Person, roles: frozenset[Role]) -> bool:
    """Whether an assignment is somebody's: they took it up, or nobody did and it names their address, or it names a role of theirs."""
    if assignment.person:
        return assignment.person == id_of(person)
    return assignment.to in roles or (bool(person.email) and assignment.to == person.email.casefold())


def named_in_file(answers: Mapping[str, Recorded], brought_by: str = "") -> dict[str, Recorded]:
    """Answers out of a file: the names in it are what somebody wrote there, and say so, but for the name of who brings them.

    That one is known; whoever carries answers over on a page brings them too."""
    return {id: said if said.by == brought_by else replace(said, by=_claimed(said.by)) for id, said in answers.items()}


CLAIMED = " (as a file says)"


def _claimed(name: str) -> str:
    return name if not name or name.endswith(CLAIMED) else f"{name[: 200 - len(CLAIMED)]}{CLAIMED}"


def with_claims(record: Record) -> Record:
    """A record out of a file, with its names as what they are."""
    activities = [each.model_copy(update={"answers": named_in_file(each.answers)}) for each in record.activities]
    prepared = _claimed(record.prepared_by)
    return record.model_copy(
        update={"answers": named_in_file(record.answers), "activities": activities, "prepared_by": prepared}
    )
