"""What came otherwise in a result, and why, in a sentence each."""

from typing import Final

from guidance.assessment.held import Otherwise
from guidance.assessment.outcome import What
from guidance.case.record import Record
from guidance.knowledge.catalogue import Catalogue
from reports import words

RULES: Final = 3
"""Rules named as the reason of one."""
NOT_THERE: Final = {
    What.LEVEL: "none",
    What.FINDING: "did not apply",
    What.DOOR: "not named",
    What.AHEAD: "not said",
}


def told(catalogue: Catalogue, change: Otherwise, *records: Record) -> str:
    """A change in a sentence; the name of its activity is looked up in the records."""
    item = change.item
    name = "The organisation" if item.about is None else _activity(records, item.about)
    if change.plan:
        return f"{name}: {_called(catalogue, change)}: what to do about it, by whom or by when was rewritten."
    before, after = change.before or NOT_THERE[item.what], change.after or NOT_THERE[item.what]
    return f"{name}: {_called(catalogue, change)}: {before} before, {after} now.{_why(catalogue, change)}"


def _activity(records: tuple[Record, ...], id: str) -> str:
    return next((each.name for record in records for each in record.activities if each.id == id), id)


def _called(catalogue: Catalogue, change: Otherwise) -> str:
    item = change.item
    if item.what is What.LEVEL:
        return "level"
    if item.what is What.DOOR:
        return f"whom to ask: {catalogue.doors[item.id].name if item.id in catalogue.doors else item.id}"
    title = catalogue.advice[item.id].title if item.id in catalogue.advice else item.id
    return f"may go ahead: {title}" if item.what is What.AHEAD else title


def _why(catalogue: Catalogue, change: Otherwise) -> str:
    reasons = [catalogue.rules.by_name[name].reason for name in change.rules]
    if reasons:
        return f" Changed or new: {words.some(reasons, RULES)}"
    known = change.item.id in catalogue.advice
    return "" if change.item.what is not What.FINDING or known else " The knowledge does not say it any more."
