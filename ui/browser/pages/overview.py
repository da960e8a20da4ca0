"""The assessment as a list of tasks, with one clear next step."""

from datetime import date
from html import escape

import streamlit as st

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Status
from guidance.case.record import MAX_TEXT, Marking, Record, carried_over
from guidance.case.store import Described
from ui.browser import a11y, html, state
from ui.browser.html import counted, plain, show
from ui.browser.onward import next_step
from ui.browser.places import PAGES, go, link, link_to

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
    def key(part: str) -> str:
        name = f"w:{record.id}:::{part}"
        state.view(name, getattr(record, part))
        return name

    with st.expander("Name, date, marking, prepared by"), st.form("details", border=False):
        st.text_input("Name of the assessment", max_chars=200, key=key("title"))
        st.date_input("As at (the law of this day applies)", format="DD/MM/YYYY", key=key("as_at"))
        st.selectbox("Marking, printed on every page", list(Marking), key=key("marking"))
        st.text_input("Prepared by", max_chars=min(200, MAX_TEXT), key=key("prepared_by"))
        st.form_submit_button("Save", on_click=_described, args=(record,))


def _described(drawn: Record) -> None:
    """Stores what was changed in the form, and nothing else: a colleague may have changed the rest."""
    said = {part: st.session_state[f"w:{drawn.id}:::{part}"] for part in ("title", "as_at", "marking", "prepared_by")}
    said |= {part: said[part].strip() for part in ("title", "prepared_by")}
    changed = {part: now for part, now in said.items() if now != getattr(drawn, part) and (now or part == "prepared_by")}
    if changed:
        state.append(drawn.id, Described(**changed))
