"""Ten-minute triage: the few questions that decide most, and what can be told from them."""

from html import escape

import streamlit as st

from guidance import asking, journey
from guidance.assessment import Assessment
from guidance.order import first_screen
from guidance.record import Record
from reports import standings
from ui import a11y, html
from ui.html import show
from ui.part import part
from ui.places import go, link
from ui.widgets import ask, beside_switch

NEXT = 2
"""Questions named as those to ask next about an activity."""
ACTIVITIES = 5
"""Activities asked about here; a triage of more would take longer than ten minutes."""


def draw(_record: Record, _assessment: Assessment) -> None:
    """The page of triage."""
    a11y.title("Ten-minute triage")
    st.write(
        "At most eight questions about each activity. Stop when you like: what is said rests on what you told, and says what it presumes."
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
    """How to treat each activity, the first warnings and what to ask next."""
    catalogue = assessment.catalogue
    show(
        f'<div class="g-panel" role="status"><h2>What can be told so far</h2><p>{html.level(assessment.level)}</p>'
        f"<p>{escape(standings.level(catalogue, assessment.level))}</p></div>"
    )
    for activity in record.activities[:ACTIVITIES]:
        level = assessment.levels[activity.id]
        following = [catalogue.questions[each.question].text for each in asking.next_questions(assessment, activity.id, NEXT)]
        more = asking.about_more(assessment, activity.id)
        show(
            f"<p><strong>{escape(activity.name)}</strong> {html.level(level)}</p>"
            f'<p class="g-hint">Ask next: {escape(" ".join(following))} About {more} more questions for this activity.</p>'
        )
    screen = first_screen(assessment)
    for entry in screen.warnings[:ACTIVITIES]:
        show(html.finding(catalogue, entry.first))
    show(f'<p class="g-hint">{escape(standings.rest(catalogue, screen))}</p>')
