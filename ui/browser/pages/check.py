"""Check your answers: every answer with a way to change it, before the result."""

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Confidence, Record
from guidance.knowledge.catalogue import Catalogue
from reports import words
from ui.browser import a11y, html, press
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import link_to

MOST = 100
"""Answers named in one list."""


def draw(record: Record, assessment: Assessment) -> None:
    """All answers, page by page."""
    a11y.title("Check your answers")
    press.button(Label("Continue: result and report"), press.lead, "result", record.id, key="to-result", type="primary")
    _contradictions(record, assessment)
    _to_look_at(record, assessment)
    about = None
    for place in journey.places(assessment, record):
        if not journey.questions(assessment, place):
            continue
        if place.activity != about:
            about = place.activity
            st.header(plain(record.activity(about or "").name), anchor=False)
        _section(record, assessment, place)


def _to_look_at(record: Record, assessment: Assessment) -> None:
    """What somebody marked to be looked at again, and what was carried over and nobody has confirmed."""
    catalogue = assessment.catalogue
    for label, wanted in (
        ("To be looked at again", lambda recorded: recorded.review),
        ("Carried over, not confirmed", lambda recorded: recorded.confidence is Confidence.UNCONFIRMED),
    ):
        those = [
            f"{words.label(catalogue, id)}{f' ({record.activity(about).name})' if about else ''}"
            for about in (None, *(activity.id for activity in record.activities))
            for id, recorded in record.of(about).items()
            if wanted(recorded)
        ]
        if those:
            with st.expander(Label("{}: {}").format(label, len(those))):
                show(html.bullets(those[:MOST]))
                if len(those) > MOST:
                    st.write(Label("{} more.").format(len(those) - MOST))


def _contradictions(record: Record, assessment: Assessment) -> None:
    for found in assessment.contradictions:
        answers = html.bullets(words.told(assessment, record, found.answers, None))
        show(
            Markup(
                '<div class="g-error" role="alert"><h2>Answers that cannot all be right</h2><p>{} Correct one of '
                "them:</p>{}</div>"
            ).format(found.rule.reason, answers)
        )


def _section(record: Record, assessment: Assessment, place: Place) -> None:
    catalogue = assessment.catalogue
    title = catalogue.sections[place.section].title
    rows = [
        [question.text, _answer(catalogue, record, question.id, place.activity)]
        for question in journey.questions(assessment, place)
    ]
    show(html.table(title, ["Question", "Answer"], rows))
    link_to(place, Label("Change: {}").format(title), record.id)


def _answer(catalogue: Catalogue, record: Record, question: str, activity: str | None) -> Markup:
    recorded = record.of(activity).get(question)
    if recorded is None:
        return Markup("<em>Not answered</em>")
    note = Markup('<br><span class="g-hint">Note: {}</span>').format(recorded.note[:300]) if recorded.note else ""
    return Markup("{}{}").format(catalogue.answer(question, recorded.value), note)
