"""What has come otherwise in a result since somebody signed it, and why; where nothing has, that the signature stands."""

from typing import Final

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.assessment.held import Otherwise, held, since
from guidance.assessment.outcome import What
from guidance.case.record import Record, Signature
from reports import words
from ui.browser import html

MOST: Final = 20
"""Changes that are listed."""
RULES: Final = 3
"""Rules named as the reason of one."""
NOT_THERE: Final = {
    What.LEVEL: "none",
    What.FINDING: "did not apply",
    What.DOOR: "not named",
    What.AHEAD: "not said",
}


def line(assessment: Assessment, signature: Signature) -> str:
    """A signature that stands; one under other knowledge says that nothing bears on it."""
    signed = f"{signature.name}, {signature.role}: signed {words.moment(signature.at)}"
    if signature.knowledge == assessment.catalogue.version:
        return signed
    return f"{signed} under knowledge {signature.knowledge}; nothing that has changed in it since bears on the result"


def list_of(record: Record, assessment: Assessment, signature: Signature) -> Markup:
    """What came otherwise since it was signed, part by part."""
    if signature.held is None:
        return Markup("")
    changes = since(signature.held, assessment, held(assessment))
    if not changes:
        return Markup("")
    under = (
        Markup("<p>Signed under knowledge {}; today's is {}.</p>").format(signature.knowledge, assessment.catalogue.version)
        if signature.knowledge != assessment.catalogue.version
        else ""
    )
    more = html.paragraph(f"And {len(changes) - MOST} more.") if len(changes) > MOST else ""
    listed = html.bullets(_told(record, assessment, each) for each in changes[:MOST])
    return Markup("<h3>What changed</h3>{}{}{}").format(under, listed, more)


def _told(record: Record, assessment: Assessment, change: Otherwise) -> str:
    item = change.item
    name = "The organisation" if item.about is None else _activity(record, item.about)
    if change.plan:
        return f"{name}: {_called(assessment, change)}: what to do about it, by whom or by when was rewritten."
    before, after = change.before or NOT_THERE[item.what], change.after or NOT_THERE[item.what]
    return f"{name}: {_called(assessment, change)}: {before} before, {after} now.{_why(assessment, change)}"


def _activity(record: Record, id: str) -> str:
    return next((each.name for each in record.activities if each.id == id), id)


def _called(assessment: Assessment, change: Otherwise) -> str:
    catalogue, item = assessment.catalogue, change.item
    if item.what is What.LEVEL:
        return "level"
    if item.what is What.DOOR:
        return f"whom to ask: {catalogue.doors[item.id].name if item.id in catalogue.doors else item.id}"
    title = catalogue.advice[item.id].title if item.id in catalogue.advice else item.id
    return f"may go ahead: {title}" if item.what is What.AHEAD else title


def _why(assessment: Assessment, change: Otherwise) -> str:
    rules = assessment.catalogue.rules.by_name
    reasons = [rules[name].reason for name in change.rules]
    if reasons:
        return f" Changed or new: {words.some(reasons, RULES)}"
    known = change.item.id in assessment.catalogue.advice
    return "" if change.item.what is not What.FINDING or known else " The knowledge does not say it any more."
