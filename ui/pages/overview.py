"""The assessment as a list of tasks, with one clear next step."""

from datetime import date
from html import escape

import streamlit as st

from guidance import journey
from guidance.assessment import Assessment
from guidance.journey import Status
from guidance.record import MAX_TEXT, Marking, Record, carried_over
from guidance.store import Described
from ui import a11y, html, state
from ui.html import counted, plain, show
from ui.onward import next_step
from ui.places import PAGES, go, link, link_to

SHOWN = 20
"""Activities whose pages are listed here; all are on the page of activities."""


def draw(record: Record, assessment: Assessment) -> None:
    """The overview."""
    a11y.title(record.title)
    done = journey.progress(assessment, record)
    show(
        f'<div class="g-panel"><p>{html.level(assessment.level)}</p>'
        f"<p>{counted(done.answered, 'question')} answered. {done.open} more can still change the result; a question that cannot is not asked.</p></div>"
    )
    next_step(record, assessment)
    st.header("Your organisation", anchor=False)
    _tasks(record, assessment, None)
    st.header("Activities", anchor=False)
    if not record.activities:
        st.write("An activity is one partnership, project, deal, appointment scheme or programme.")
    for activity in record.activities[:SHOWN]:
        show(f"<p><strong>{escape(activity.name)}</strong> {html.level(assessment.levels[activity.id])}</p>")
        _tasks(record, assessment, activity.id)
    if len(record.activities) > SHOWN:
        link(
            "activities",
            counted(len(record.activities) - SHOWN, "more activity", "more activities") + ", to find and change",
            record.id,
        )
    else:
        link("activities", "Add or change activities", record.id)
    st.header("Other ways to answer", anchor=False)
    for page in ("triage", "partners", "others"):
        link(page, PAGES[page], record.id)
    _details(record)
    _next_year(record)


def _tasks(record: Record, assessment: Assessment, activity: str | None) -> None:
    for place in journey.places(assessment, record):
        how_far = journey.status(assessment, record, place)
        if place.activity == activity and how_far is not Status.EMPTY:
            title = assessment.catalogue.sections[place.section].title
            link_to(place, f"{plain(title)} – {how_far}", record.id)


def _next_year(record: Record) -> None:
    with st.expander("Start a new assessment from this one"):
        st.write(
            "Every answer is carried over and marked as not confirmed; you confirm or change each. Partners are to be looked up anew."
        )
        if st.button("Start from this one"):
            go("overview", state.store().open_record(carried_over(record, date.today()), state.who()))


def _details(record: Record) -> None:
    with st.expander("Name, date, marking, prepared by"), st.form("details", border=False):
        title = st.text_input("Name of the assessment", record.title, max_chars=200)
        as_at = st.date_input("As at (the law of this day applies)", record.as_at, format="DD/MM/YYYY")
        marking = st.selectbox("Marking, printed on every page", list(Marking), index=list(Marking).index(record.marking))
        prepared = st.text_input("Prepared by", record.prepared_by, max_chars=min(200, MAX_TEXT))
        if st.form_submit_button("Save") and title.strip():
            described = Described(title=title.strip(), as_at=as_at, marking=marking, prepared_by=prepared.strip())
            if state.append(record.id, described):
                st.rerun()
