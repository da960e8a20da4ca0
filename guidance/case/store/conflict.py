"""Two people gave the same part of an answer at once: when they did, and what both are told."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from guidance.case.record import Partner, Recorded, Value
from guidance.case.store.events import (
    Answered,
    AnswersMerged,
    AnswersTaken,
    Event,
    PartnerLookedUp,
    PartnerScreened,
    PartSaid,
    StoredEvent,
    StoreError,
    Withdrawn,
)
from guidance.case.store.fold import State
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue

SETTLED: Final = ("value", "note", "evidence", "partner")
"""Parts of which one alone can stand. Of marks the newest stands, and of files all do."""

SHOWN: Final = 200
"""Characters of a text in a message; `Conflict` holds all of it."""

Part: TypeAlias = tuple[Asked, str]
"""One of SETTLED, and the question that it is about; "" asks for the partner of an activity."""
Said: TypeAlias = Value | Partner | None
"""What a part says; None is nothing."""


class Conflict(StoreError):  # noqa: N818  (what it is, not what went wrong)
    """Somebody else gave a part meanwhile, and otherwise. `latest` is how they did, `stored` what they gave, `said` what was refused.

    `version` is the newest one: made on that, the same event is taken."""

    def __init__(self, catalogue: Catalogue, latest: StoredEvent, version: int, part: Part, stored: Said, said: Said) -> None:
        self.latest = latest
        self.version = version
        self.part = part
        self.stored = stored
        self.said = said
        when = f"{latest.at.day} {latest.at:%B %Y at %H:%M:%S} UTC"
        super().__init__(
            f"{_named(catalogue, part)} was changed by {latest.by or 'somebody'} on {when}, after you saw it. Stored is "
            f"{in_words(catalogue, part, stored)}; you gave {in_words(catalogue, part, said)}. Say which of them stands"
        )


def in_words(catalogue: Catalogue, part: Part, said: Said) -> str:
    """What a part says, as the officer reads it."""
    if not said:
        return "nothing"
    if isinstance(said, Partner):
        return f"“{said.name}”"
    words = catalogue.answer(part[0][0], said) if part[1] == "value" else str(said)
    return f"“{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}”"


def _named(catalogue: Catalogue, part: Part) -> str:
    (question, _), which = part
    if which == "partner":
        return "the partner"
    label = catalogue.questions[question].label
    return f"“{label}”" if which == "value" else f"the {which} beside “{label}”"


def conflict(catalogue: Catalogue, state: State, event: Event, since: Iterable[StoredEvent]) -> Conflict | None:
    """What an event collides with among those that were stored since the version that it was made on; the newest one last."""
    given = _given(event)
    for stored in reversed(list(since)):
        for part in _touched(stored.event):
            if part in given and _stored(state, part) != given[part]:
                return Conflict(catalogue, stored, state.last.seq, part, _stored(state, part), given[part])
    return None


def _given(event: Event) -> dict[Part, Said]:
    """What an event wants of the parts that it could collide over. The notes of others are put to ours, and collide with nothing."""
    match event:
        case AnswersTaken(answers=answers):
            return {
                ((question, about or None), "value"): recorded.value
                for about, given in answers.items()
                for question, recorded in given.items()
            }
        case PartnerLookedUp(activity=activity, partner=partner):
            return {(("", activity), "partner"): partner}
        case event if isinstance(event, PartSaid) and event.PART in SETTLED:
            return {((event.question, event.activity), event.PART): getattr(event, event.PART, None)}
    return {}


def _stored(state: State, part: Part) -> Said:
    asked, which = part
    if which == "partner":
        return state.record.activity(str(asked[1])).partner
    if which == "value" and not state.answered(asked):
        return None
    said: Said = getattr(state.said(asked), which)
    return said


def _touched(event: Event) -> Iterator[Part]:
    """The parts that a stored event gave."""
    match event:
        case Answered(question=question, activity=activity) | Withdrawn(question=question, activity=activity):
            yield from (((question, activity), part) for part in ("value", "note", "evidence"))
        case AnswersTaken(answers=all) | AnswersMerged(answers=all):
            yield from (part for about, answers in all.items() for part in _answered(answers, about or None))
        case PartnerLookedUp(activity=activity, answers=answers) | PartnerScreened(activity=activity, answers=answers):
            yield ("", activity), "partner"
            yield from _answered(answers, activity)
        case _:
            yield from _given(event)


def _answered(answers: Mapping[str, Recorded], activity: str | None) -> Iterator[Part]:
    for question, recorded in answers.items():
        yield (question, activity), "value"
        yield from (((question, activity), part) for part in ("note", "evidence") if getattr(recorded, part))
