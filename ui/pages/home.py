"""Start, resume, open a saved file."""

from html import escape

import streamlit as st

from guidance import knowledge
from guidance.record import MAX_BYTES, RecordError, read_record
from guidance.store import StoreError, Summary
from ui import a11y, state
from ui.html import alert, counted, plain, show
from ui.places import go, link


def draw() -> None:
    """The first page."""
    a11y.title("China exposure guidance")
    catalogue = knowledge.load()
    show(
        '<div class="g-q"><p>Answer questions about your organisation and what it does with partners in China. You get findings as you '
        "answer, and a report: what may go ahead, what needs care, what must stop, whom to call and by when.</p>"
        "<p>This is guidance, not legal advice. Nothing you type leaves this machine.</p>"
        f'<p class="g-hint">Knowledge base {escape(catalogue.version)}.</p></div>'
    )
    _existing(state.store().assessments())
    _new()
    _file()


def _existing(assessments: tuple[Summary, ...]) -> None:
    if not assessments:
        return
    st.header("Continue", anchor=False)
    for summary in assessments:
        link(
            "overview",
            f"{plain(summary.title)} – {counted(summary.activities, 'activity', 'activities')}, changed {summary.changed:%d %B %Y, %H:%M} UTC",
            summary.id,
        )


def _new() -> None:
    st.header("Start an assessment", anchor=False)
    with st.form("new", border=False):
        title = st.text_input("Name of the assessment, such as “Northmoor University, autumn 2026” (required)", max_chars=200)
        name = st.text_input("Your name, printed with your answers", max_chars=200)
        if st.form_submit_button("Start", type="primary"):
            _start(title.strip(), name.strip())


def _start(title: str, name: str) -> None:
    if not title:
        alert("There is a problem", "Give the assessment a name.")
        return
    try:
        go("overview", state.start(title, name))
    except StoreError as error:
        alert("Not started", str(error))


def _file() -> None:
    st.header("Open a saved assessment", anchor=False)
    file = st.file_uploader("A .json file downloaded here", type="json")
    if file is None or not st.button("Open as a new assessment"):
        return
    try:
        if file.size > MAX_BYTES:
            raise RecordError(f"the file has {file.size:,} bytes; the most that is read is {MAX_BYTES:,}")
        record = read_record(file.getvalue(), knowledge.load())
        go("overview", state.store().open_record(record, state.who()))
    except (RecordError, StoreError) as error:
        show(
            f'<div class="g-error" role="alert"><h2>Not opened</h2><p>{escape(str(error))}</p><p>Nothing was changed.</p></div>'
        )
