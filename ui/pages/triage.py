"""Ten-minute triage: the few questions that decide most, and what can be told from them."""

from html import escape

import streamlit as st

from guidance import journey
from guidance.assessment import Assessment
from guidance.record import Record
from ui import a11y, html
from ui.html import show
from ui.part import part
from ui.places import go, link
from ui.widgets import ask, beside_switch

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
    shown = {activity.id for activity in record.activities[:ACTIVITIES]}
    left, right = st.columns([5, 3], gap="large")
    with left:
        beside_switch()
        about: str | None = None
        for question, whose in journey.triage(assessment, record):
            if whose is not None and whose not in shown:
                continue
            if whose != about:
                about = whose
                show(f"<p>Activity: <strong>{escape(record.activity(str(whose)).name)}</strong></p>")
            ask(assessment, record, question, whose)
        if not record.activities:
            link("activities", "Add an activity, to be asked about it here", record.id)
        if st.button("Continue: overview", type="primary"):
            go("overview", record.id)
    with right:
        _so_far(record, assessment)


def _so_far(record: Record, assessment: Assessment) -> None:
    show(
        f'<div class="g-panel" role="status"><h2>What can be told so far</h2><p>{html.level(assessment.level)}</p>'
        f"<p>{len(assessment.certain)} findings; {len(assessment.possible)} depend on answers still open.</p></div>"
    )
    for activity in record.activities[:ACTIVITIES]:
        show(f"<p><strong>{escape(activity.name)}</strong> {html.level(assessment.levels[activity.id])}</p>")
    for finding in assessment.certain[:ACTIVITIES]:
        show(html.finding(assessment.catalogue, finding))
