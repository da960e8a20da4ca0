"""Two people gave the same part of an answer at once: when they did, and what both are told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

from guidance.case.plan import NOTHING, Settled, parted
from guidance.case.record import Partner, Recorded, Value
from guidance.case.store.events import (
    ActionSettled,
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
from guidance.case.store.looking_back import Undone
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue

OF_ANSWERS: Final = ("value", "note", "evidence")
SETTLED: Final = (*OF_ANSWERS, "partner")
"""Parts of which one alone can stand. Of marks the newest stands, and of files all do."""

SHOWN: Final = 200
"""Characters of a text in a message; `Conflict` holds all of it."""

OF_ACTIONS: Final = ("owner", "due", "status")
"""Parts of what is settled about an action. Of each, one alone can stand."""

Part: TypeAlias = tuple[Asked, str]
"""One of SETTLED, and the question that it is about, "" for the partner of an activity; or one of OF_ACTIONS, and the finding."""
Said: TypeAlias = Value | Partner | date | None
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
    if isinstance(said, date):
        return f"“{said.day} {said:%B %Y}”"
    words = catalogue.answer(part[0][0], said) if part[1] == "value" else str(said)
    return f"“{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}”"


def _named(catalogue: Catalogue, part: Part) -> str:
    (question, _), which = part
    if which == "partner":
        return "the partner"
    if which in OF_ACTIONS:
        title = catalogue.advice[question].title if question in catalogue.advice else question
        return f"{_OF_ACTION[which]} of “{title}”"
    label = catalogue.questions[question].label
    return f"“{label}”" if which == "value" else f"the {which} beside “{label}”"


_OF_ACTION: Final = {"owner": "the owner", "due": "the due day", "status": "the status"}


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
        case event if isinstance(event, ActionSettled):
            return {(_asked(key), event.PART): _settled(event, event.PART) for key in event.actions}
        case event if isinstance(event, PartSaid) and event.PART in SETTLED:
            return {((event.question, event.activity), event.PART): getattr(event, event.PART, None)}
    return {}


def _asked(key: str) -> Asked:
    activity, finding = parted(key)
    return finding, activity


def _settled(said: ActionSettled | Settled, part: str) -> Said:
    """What is said of a part of an action; why it is not needed belongs to how far it has got."""
    told: Said = getattr(said, part)
    reason = getattr(said, "reason", "") if part == "status" else ""
    return f"{told}: {reason}" if reason else told


def _stored(state: State, part: Part) -> Said:
    asked, which = part
    if which in OF_ACTIONS:
        return _settled(state.plan.get(f"{asked[1]}/{asked[0]}" if asked[1] else asked[0], NOTHING), which)
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
            yield from (((question, activity), part) for part in OF_ANSWERS)
        case AnswersTaken(answers=all) | AnswersMerged(answers=all):
            yield from (part for about, answers in all.items() for part in _answered(answers, about or None))
        case PartnerLookedUp(activity=activity, answers=answers) | PartnerScreened(activity=activity, answers=answers):
            yield ("", activity), "partner"
            yield from _answered(answers, activity)
        case Undone(answers=all, activities=activities, plan=plan):
            yield from (
                ((question, about or None), part) for about, given in all.items() for question in given for part in OF_ANSWERS
            )
            yield from ((("", id), "partner") for id in activities)
            yield from ((_asked(key), part) for key in plan for part in OF_ACTIONS)
        case _:
            yield from _given(event)


def _answered(answers: Mapping[str, Recorded], activity: str | None) -> Iterator[Part]:
    for question, recorded in answers.items():
        yield (question, activity), "value"
        yield from (((question, activity), part) for part in ("note", "evidence") if getattr(recorded, part))
