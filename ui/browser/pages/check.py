"""Check your answers: every answer with a way to change it, before the result."""

from html import escape

import streamlit as st

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Confidence, Record
from guidance.knowledge.catalogue import Catalogue
from reports import words
from ui.browser import a11y, html
from ui.browser.html import plain, show
from ui.browser.places import go, link_to

MOST = 100
"""Answers named in one list."""


def draw(record: Record, assessment: Assessment) -> None:
    """All answers, page by page."""
    a11y.title("Check your answers")
    if st.button("Continue: result and report", type="primary"):
        go("result", record.id)
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
            with st.expander(f"{plain(label)}: {len(those)}"):
                show(html.bullets(those[:MOST]))
                if len(those) > MOST:
                    st.write(f"{len(those) - MOST} more.")


def _contradictions(record: Record, assessment: Assessment) -> None:
    for found in assessment.contradictions:
        answers = html.bullets(words.told(assessment, record, found.answers, None))
        show(
            '<div class="g-error" role="alert"><h2>Answers that cannot all be right</h2>'
            f"<p>{escape(found.rule.reason)} Correct one of them:</p>{answers}</div>"
        )


def _section(record: Record, assessment: Assessment, place: Place) -> None:
    catalogue = assessment.catalogue
    title = catalogue.sections[place.section].title
    rows = [
        [escape(question.text), _answer(catalogue, record, question.id, place.activity)]
        for question in journey.questions(assessment, place)
    ]
    show(html.table(title, ["Question", "Answer"], rows))
    link_to(place, f"Change: {plain(title)}", record.id)


def _answer(catalogue: Catalogue, record: Record, question: str, activity: str | None) -> str:
    recorded = record.of(activity).get(question)
    if recorded is None:
        return "<em>Not answered</em>"
    note = f'<br><span class="g-hint">Note: {escape(recorded.note[:300])}</span>' if recorded.note else ""
    return escape(catalogue.answer(question, recorded.value)) + note
