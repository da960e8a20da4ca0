"""Two versions of an assessment side by side, as text and as data."""

from collections.abc import Iterator
from typing import Any, Final

from guidance.assessment.held import Otherwise
from guidance.assessment.outcome import What
from guidance.case.record import Recorded
from guidance.case.store import Event
from guidance.case.versions import Compared, Differs
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from reports import otherwise, words

SHOWN: Final = 200
"""Characters of an answer in a line."""
UNANSWERED: Final = "not answered"


def heading(found: Compared) -> str:
    """Which two versions these are."""
    return f"{_named(found, 0)} and {_named(found, 1)}"


def text(catalogue: Catalogue, found: Compared) -> Iterator[str]:
    """The comparison as Markdown."""
    yield f"# {heading(found)}"
    for title, lines in parts(catalogue, found):
        yield f"\n## {title}\n"
        yield from (f"* {line}" for line in lines)


def parts(catalogue: Catalogue, found: Compared) -> Iterator[tuple[str, list[str]]]:
    """The parts of the comparison, each with its lines; one at least."""
    yield f"Answers that differ: {len(found.answers)}", [answer(catalogue, found, each) for each in found.answers] or ["None."]
    activities = [*(f"Gone: {name}" for name in found.gone), *(f"New: {name}" for name in found.new)]
    if activities:
        yield "Activities", activities
    yield by_law(catalogue, found), _told(catalogue, found, found.by_law) or ["Nothing."]
    yield "What the answers changed", _told(catalogue, found, found.by_answers) or ["Nothing."]


def by_law(catalogue: Catalogue, found: Compared) -> str:
    """What the knowledge and the day alone changed, with which they are."""
    was = found.before.knowledge or catalogue.version
    day, then = found.before.record.as_at, found.after.record.as_at
    days = f"the law of {words.day(day)} and of {words.day(then)}" if day != then else f"the law of {words.day(then)}"
    knowledge = f"knowledge {was} and {catalogue.version}" if was != catalogue.version else f"knowledge {was} on both sides"
    return f"What the knowledge and the day alone changed ({knowledge}; {days})"


def answer(catalogue: Catalogue, found: Compared, differs: Differs) -> str:
    """One question: both answers, what differs beside them, who gave it last and when."""
    beside = [part for part in differs.parts if part != "value"]
    said = f"{value(catalogue, differs.asked, differs.before)} → {value(catalogue, differs.asked, differs.after)}"
    what = said if "value" in differs.parts else f"{value(catalogue, differs.asked, differs.after)} on both sides"
    also = (
        f"; {', '.join(beside)} {'differs' if len(beside) == 1 else 'differ'}"
        if beside and differs.before and differs.after
        else ""
    )
    who = f" ({differs.by or 'nobody named'}, {words.moment(differs.at)})" if differs.at else ""
    return f"{about(found, differs.asked[1])}: {words.label(catalogue, differs.asked[0])}: {what}{also}{who}"


def value(catalogue: Catalogue, asked: Asked, said: Recorded | None) -> str:
    """An answer in words, cut to a line."""
    return UNANSWERED if said is None else words.short(words.answer(catalogue, asked[0], said.value), SHOWN)


def event(catalogue: Catalogue, said: Event) -> str:
    """What an event did, in a few words: its kind, and the question, activity, version or event that it names."""
    kind = said.kind.replace("_", " ")
    question, number = getattr(said, "question", None), getattr(said, "event", None)
    named = words.label(catalogue, question) if question else getattr(said, "name", None) or (number and f"event {number}")
    whose = getattr(said, "activity", None)
    return f"{kind}{f': {named}' if named else ''}{f' ({whose})' if whose else ''}"


def about(found: Compared, activity: str | None) -> str:
    """What a question is asked of, as it is called now."""
    both = (*found.after.record.activities, *found.before.record.activities)
    return "The organisation" if activity is None else next((each.name for each in both if each.id == activity), activity)


def _told(catalogue: Catalogue, found: Compared, changes: tuple[Otherwise, ...]) -> list[str]:
    return [otherwise.told(catalogue, each, found.after.record, found.before.record) for each in changes]


def _named(found: Compared, which: int) -> str:
    side = (found.before, found.after)[which]
    return f"“{side.name}” ({side.record.title}, event {side.number}, {words.moment(side.events[-1].at)})"


def document(catalogue: Catalogue, found: Compared) -> dict[str, Any]:
    """The comparison as data."""
    return {
        "before": _side(found, 0),
        "after": _side(found, 1),
        "knowledge": catalogue.version,
        "answers": [
            {
                "question": each.asked[0],
                "activity": each.asked[1],
                "before": each.before.value if each.before else None,
                "after": each.after.value if each.after else None,
                "parts": list(each.parts),
                "by": each.by,
                "at": each.at.isoformat() if each.at else None,
            }
            for each in found.answers
        ],
        "activities": {"gone": found.gone, "new": found.new},
        "by_law": [_moved(each) for each in found.by_law],
        "by_answers": [_moved(each) for each in found.by_answers],
    }


def _side(found: Compared, which: int) -> dict[str, Any]:
    side = (found.before, found.after)[which]
    return {
        "name": side.name,
        "assessment": side.record.id,
        "event": side.number,
        "as_at": side.record.as_at.isoformat(),
        "hash": side.record.hash,
        "knowledge": side.knowledge or None,
    }


def _moved(change: Otherwise) -> dict[str, Any]:
    item = change.item
    said = {"what": str(item.what), "activity": item.about, "before": change.before, "after": change.after}
    named = said if item.what is What.LEVEL else said | {"id": item.id}
    return named | {"rules": list(change.rules), "plan": change.plan}
