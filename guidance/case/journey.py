"""Which questions stand on which page, in what order, and how far the officer has got. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from guidance.assessment import Assessment, asking
from guidance.case.record import Record, Recorded
from guidance.knowledge.entries import Question
from guidance.language.conditions import Scope


@dataclass(frozen=True)
class Place:
    """One page of questions: a section, of the organisation or of an activity."""

    section: str
    activity: str | None = None


class Status(StrEnum):
    """How far a page has got."""

    EMPTY = "Nothing to ask"
    NOT_STARTED = "Not yet started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"


@dataclass(frozen=True)
class Progress:
    """Questions answered, of those answered plus those whose answer can still change the result.

    "Not sure" counts as answered. A question that can change nothing counts neither way."""

    answered: int
    open: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        total = self.answered + self.open
        return self.answered / total if total else 1.0


def places(assessment: Assessment, record: Record) -> Iterator[Place]:
    """Every page in the order of the questionnaire: the organisation's, then each activity's."""
    sections = assessment.catalogue.sections.values()
    yield from (Place(section.id) for section in sections if section.scope is Scope.ORGANISATION)
    for activity in record.activities:
        yield from (Place(section.id, activity.id) for section in sections if section.scope is Scope.ACTIVITY)


def questions(assessment: Assessment, place: Place) -> tuple[Question, ...]:
    """The questions on a page, in the order of the files."""
    return tuple(q for q in assessment.catalogue.in_section.get(place.section, ()) if stands(assessment, q, place.activity))


def triage(assessment: Assessment, record: Record) -> tuple[tuple[Question, str | None], ...]:
    """The few questions that decide most, about the organisation and each activity, answered ones too."""
    early = [question for question in assessment.catalogue.asked_of(Scope.ORGANISATION) if question.early]
    own = [(question, None) for question in early if stands(assessment, question, None)]
    return (*own, *((each, activity.id) for activity in record.activities for each in asking.triage(assessment, activity.id)))


def stands(assessment: Assessment, question: Question, activity: str | None) -> bool:
    """Whether rules come to a question on the answers so far; early ones stand while they can matter or are answered."""
    told = question.early and question.id in assessment.facts.answers(activity)
    return told or not question.read_by_rules or (question.id, activity) in assessment.ready


def status(assessment: Assessment, record: Record, place: Place) -> Status:
    """How far a page has got."""
    shown = questions(assessment, place)
    given = record.of(place.activity)
    answered = [question for question in shown if question.id in given]
    if not shown:
        return Status.EMPTY
    if not answered:
        return Status.NOT_STARTED
    return Status.COMPLETED if len(answered) == len(shown) else Status.IN_PROGRESS


def progress(assessment: Assessment, record: Record) -> Progress:
    """How far the whole assessment has got."""
    given = _given(record)
    return Progress(sum(id in given[activity] for id, activity in assessment.asked), len(assessment.live))


def next_open(assessment: Assessment, record: Record, here: Place | None = None) -> Place | None:
    """The next page with an unanswered question: those after this one first, then those before it.

    None when no other page has one. A later answer can open a question on an earlier page, so the way leads back to it."""
    order = list(places(assessment, record))
    after = order.index(here) + 1 if here in order else 0
    open_ = _unfinished(assessment, record)
    return next((place for place in (*order[after:], *order[:after]) if place in open_ and place != here), None)


def unfinished(assessment: Assessment, record: Record) -> Iterator[Place]:
    """The pages with an unanswered question, in the order of the questionnaire."""
    open_ = _unfinished(assessment, record)
    return (place for place in places(assessment, record) if place in open_)


def _unfinished(assessment: Assessment, record: Record) -> set[Place]:
    """The pages with a question that stands there and has no answer."""
    questions, given = assessment.catalogue.questions, _given(record)
    printed = [question for question in questions.values() if not question.read_by_rules]
    unread = ((each.id, about) for about in given for each in printed if _asked_about(assessment, each, about))
    standing = chain(assessment.ready, unread)
    return {Place(questions[id].section, about) for id, about in standing if id not in given[about] and id in questions}


def _given(record: Record) -> dict[str | None, dict[str, Recorded]]:
    """The answers by whom they are about."""
    return {None: record.answers} | {activity.id: activity.answers for activity in record.activities}


def _asked_about(assessment: Assessment, question: Question, about: str | None) -> bool:
    """Whether a question is one about an activity, or (None) one about the organisation."""
    return assessment.catalogue.scope(question.id) is (Scope.ORGANISATION if about is None else Scope.ACTIVITY)


def parked(assessment: Assessment, record: Record, activity: str | None) -> tuple[str, ...]:
    """Questions whose recorded answer changes nothing as things stand; it is kept, and counts again when it can."""
    answered = record.of(activity)
    return tuple(
        question.id
        for question in assessment.catalogue.questions.values()
        if question.id in answered and not stands(assessment, question, activity)
    )
