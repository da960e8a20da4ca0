"""Ten-minute triage: the few questions that decide most, and what can be told from them."""

from html import escape

import streamlit as st

from guidance import journey
from guidance.assessment import Assessment
from guidance.record import Record
from rules.readings.three_valued import Asked
from ui import a11y, html, shown, visit
from ui.html import counted, show
from ui.part import part
from ui.places import go, link
from ui.widgets import CHANGES_NOTHING, ask, beside_switch

ACTIVITIES = 5
"""Activities asked about here; a triage of more would take longer than ten minutes."""


def draw(_record: Record, _assessment: Assessment) -> None:
    """The page of triage."""
    a11y.title("Ten-minute triage")
    st.write(
        "These questions decide most. What follows from them is certain; all else shows as a range until you answer the rest."
    )
    _answers()


@part
def _answers(record: Record, assessment: Assessment) -> None:
    """The questions and what follows from them."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        beside_switch()
        among = {None, *(activity.id for activity in record.activities[:ACTIVITIES])}
        asked = [(question.id, about) for question, about in journey.triage(assessment, record) if about in among]
        with st.container(key="questions"):
            _questions(record, assessment, asked, [each for each in visit.in_place(asked) if each[1] in among])
        with st.container(key="onward"):
            if st.button("Continue: overview", type="primary"):
                go("overview", record.id)
        shown.echo()
    with right, st.container(key="follows"):
        _so_far(record, assessment)


def _questions(record: Record, assessment: Assessment, asked: list[Asked], drawn: list[Asked]) -> None:
    before: str | None = None
    for id, about in drawn:
        if about != before:
            before = about
            name = record.activity(about).name if about else "the organisation"
            show(f"<p>About: <strong>{escape(name)}</strong></p>")
        ask(assessment, record, assessment.catalogue.questions[id], about, "" if (id, about) in asked else CHANGES_NOTHING)
    if not record.activities:
        link("activities", "Add an activity, to be asked about it here", record.id)


def _so_far(record: Record, assessment: Assessment) -> None:
    show(
        f'<div class="g-panel" role="status"><h2>What can be told so far</h2><p>{html.level(assessment.level)}</p>'
        f"<p>{counted(len(assessment.certain), 'finding')}; {counted(len(assessment.possible), 'depends', 'depend')} on answers still open.</p></div>"
    )
    for activity in record.activities[:ACTIVITIES]:
        show(f"<p><strong>{escape(activity.name)}</strong> {html.level(assessment.levels[activity.id])}</p>")
    for finding in assessment.certain[:ACTIVITIES]:
        show(html.finding(assessment.catalogue, finding))
