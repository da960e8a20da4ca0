"""What has come otherwise in a result since somebody signed it, and why; where nothing has, that the signature stands."""

from typing import Final

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.assessment.held import held, since
from guidance.case.record import Record, Signature
from reports import otherwise, words
from ui.browser import html

MOST: Final = 20
"""Changes that are listed."""


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
    listed = html.bullets(otherwise.told(assessment.catalogue, each, record) for each in changes[:MOST])
    return Markup("<h3>What changed</h3>{}{}{}").format(under, listed, more)
