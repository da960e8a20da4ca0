"""The side bar: the way to the pages of what is in hand, the organisation or one activity, and out of it."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from guidance import journey
from guidance.assessment import Assessment
from guidance.journey import Place, Status
from guidance.record import Record
from ui.html import plain, show
from ui.places import PAGES, link, link_to

OTHERS = ("overview", "activities", "check", "result")
"""The pages in it besides those of questions; the overview leads to the rest."""


def draw(record: Record, assessment: Assessment) -> None:
    """Draws the side bar."""
    about = _about(assessment)
    st.session_state["aside"] = shown = list(_steps(record, assessment, about))
    whose = f"<p>{escape(record.activity(about).name)}</p>" if about else ""
    with st.sidebar:
        show(f'<p class="g-mark">{escape(record.marking)}</p><p><strong>{escape(record.title)}</strong></p>{whose}')
        for place, done in shown:
            title = plain(assessment.catalogue.sections[place.section].title)
            link_to(place, f"{title} ✓" if done else title, record.id)
        with st.container(key="aside"):
            for name in OTHERS:
                link(name, PAGES[name], record.id)
            link("home", "Your assessments")


def outdated(record: Record, assessment: Assessment) -> bool:
    """Whether it would look different now from when it was drawn."""
    return st.session_state.get("aside") != list(_steps(record, assessment, _about(assessment)))


def _about(assessment: Assessment) -> str | None:
    about = st.query_params.get("act")
    return about if about in assessment.facts.activities else None


def _steps(record: Record, assessment: Assessment, about: str | None) -> Iterator[tuple[Place, bool]]:
    """The pages of questions, each with whether all is answered there."""
    for place in journey.places(assessment, record):
        if place.activity == about and (how_far := journey.status(assessment, record, place)) is not Status.EMPTY:
            yield place, how_far is Status.COMPLETED
