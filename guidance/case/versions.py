"""Two versions of an assessment side by side: which answers differ, and what came otherwise by the law alone and by the answers alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from guidance.assessment import Assessment, assess
from guidance.assessment.bearing import Law
from guidance.assessment.held import Held, Otherwise, held, since
from guidance.case.impact import facts_under
from guidance.case.record import MAX_NAME, SAID, Record, Recorded
from guidance.case.store import (
    PartSaid,
    Stored,
    StoredEvent,
    StoreError,
    VersionNamed,
    fold,
)
from guidance.case.store.looking_back import NOW as NOW
from guidance.case.store.looking_back import same_name
from guidance.case.store.undoing import concerned
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue

MAX_DIGITS: Final = 12
"""Digits of the number of an event that is asked for."""


@dataclass(frozen=True)
class Side:
    """A version: what it is called, the events up to it, the record, and what it came to when it was named, if it was."""

    name: str
    events: Sequence[StoredEvent]
    record: Record
    knowledge: str = ""
    held: Held | None = None

    @property
    def number(self) -> int:
        """The number of its last event."""
        return self.events[-1].seq


@dataclass(frozen=True)
class Differs:
    """A question of which two versions say otherwise; None where it is unanswered. `parts` differ; `by` and `at`: who changed it last."""

    asked: Asked
    before: Recorded | None
    after: Recorded | None
    parts: tuple[str, ...]
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Compared:
    """Two versions. `by_law`: what came otherwise though no answer did, by the knowledge and the day; `by_answers`: the rest.

    Both are told under the knowledge of today, but for what was held when the first version was named."""

    before: Side
    after: Side
    answers: tuple[Differs, ...]
    by_law: tuple[Otherwise, ...]
    by_answers: tuple[Otherwise, ...]

    @property
    def gone(self) -> list[str]:
        """The names of activities that only the first has."""
        return _only(self.before.record, self.after.record)

    @property
    def new(self) -> list[str]:
        """The names of activities that only the second has."""
        return _only(self.after.record, self.before.record)


def side(stored: Stored, history: Sequence[StoredEvent], which: str = NOW) -> Side:
    """A version by its name, or by the number of its last event. Raises StoreError where there is none."""
    if which == NOW:
        return Side(NOW, history, stored.record)
    for version in stored.versions:
        if same_name(version.name, which):
            events = history[: version.number]
            return Side(version.name, events, fold(events).record, version.knowledge, version.held)
    if which.isdecimal() and len(which) <= MAX_DIGITS and 1 <= int(which) <= len(history):
        return Side(f"event {which}", history[: int(which)], fold(history[: int(which)]).record)
    names = "; ".join(f"“{each.name}”" for each in stored.versions) or "no version has a name yet"
    raise StoreError(
        f"there is no version “{which[:MAX_NAME]}”: give now, a number from 1 to {len(history)}, or a name ({names})"
    )


def naming(catalogue: Catalogue, record: Record, name: str, number: int) -> VersionNamed:
    """The event that names a version, given its record, with what it comes to today. Raises ValueError for what is no name."""
    concluded = assess(catalogue, record.facts(catalogue))
    return VersionNamed(name=name, number=number, knowledge=catalogue.version, held=held(concluded))


def compared(catalogue: Catalogue, before: Side, after: Side) -> Compared:
    """Two versions compared under the knowledge of today; they may be of two assessments, such as last year's and this year's."""
    stood = before.held or held(assess(catalogue, before.record.facts(catalogue)))
    same_answers = assess(catalogue, facts_under(Law(catalogue, after.record.as_at), before.record))
    between = held(same_answers)
    now: Assessment = assess(catalogue, after.record.facts(catalogue))
    return Compared(
        before,
        after,
        tuple(_differing(before.record, after)),
        since(stood, same_answers, between),
        since(between, now, held(now)),
    )


def _differing(before: Record, side: Side) -> Iterator[Differs]:
    one, other = _answers(before), _answers(side.record)
    for asked in dict.fromkeys((*one, *other)):
        was, now = one.get(asked), other.get(asked)
        parts = tuple(part for part in SAID if getattr(was, part, None) != getattr(now, part, None))
        if parts:
            by, at = _last(side, asked, parts, now)
            yield Differs(asked, was, now, parts, by, at)


def _answers(record: Record) -> dict[Asked, Recorded]:
    every = [(None, record.answers), *((activity.id, activity.answers) for activity in record.activities)]
    return {(id, about): said for about, answers in every for id, said in answers.items()}


def _last(side: Side, asked: Asked, parts: tuple[str, ...], now: Recorded | None) -> tuple[str, datetime | None]:
    """Who said last what differs, the value before what stands beside it, and when. Of what came with the assessment, who gave it;
    of an activity that was taken out, nobody."""
    sought = ("value",) if "value" in parts else ("value", *parts)
    for stored in reversed(side.events):
        event = stored.event
        if ("said", *asked) in concerned(event) and (not isinstance(event, PartSaid) or event.PART in sought):
            return stored.by, stored.at
    return (now.by, now.at) if now and "value" in parts else ("", None)


def _only(one: Record, other: Record) -> list[str]:
    there = {each.id for each in other.activities}
    return [each.name for each in one.activities if each.id not in there]
