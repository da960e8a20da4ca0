"""The side bar: the way to the pages of what is in hand, the organisation or one activity, and out of it."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place, Status
from guidance.case.record import Record
from ui.browser.html import plain, show
from ui.browser.places import PAGES, link, link_to

OTHERS = ("overview", "activities", "check", "result")
"""The pages in it besides those of questions; the overview leads to the rest."""


def draw(record: Record, assessment: Assessment) -> None:
    """Draws the side bar."""
    st.session_state["aside"] = shown = _shown(record, assessment)
    with st.sidebar:
        whose = f"<p>{escape(shown.activity)}</p>" if shown.activity else ""
        show(f'<p class="g-mark">{escape(shown.marking)}</p><p><strong>{escape(shown.title)}</strong></p>{whose}')
        for place, status in shown.pages:
            title = plain(assessment.catalogue.sections[place.section].title)
            link_to(place, f"{title} ✓" if status is Status.COMPLETED else title, record.id, disabled=status is Status.EMPTY)
        with st.container(key="aside"):
            for name in OTHERS:
                link(name, PAGES[name], record.id)
            link("home", "Your assessments")


def outdated(record: Record, assessment: Assessment) -> bool:
    """Whether it would look different now from when it was drawn."""
    return bool(st.session_state.get("aside") != _shown(record, assessment))


@dataclass(frozen=True)
class _Shown:
    """What it shows of the assessment: the activity in hand, if any, and the pages of questions with how far each has got.

    Every page keeps its place, also while nothing is asked there."""

    marking: str
    title: str
    activity: str
    pages: tuple[tuple[Place, Status], ...]


def _shown(record: Record, assessment: Assessment) -> _Shown:
    asked = st.query_params.get("act")
    about = asked if asked in assessment.facts.activities else None
    places = [place for place in journey.places(assessment, record) if place.activity == about]
    pages = tuple((place, _shown_status(journey.status(assessment, record, place))) for place in places)
    return _Shown(record.marking, record.title, record.activity(about).name if about else "", pages)


def _shown_status(status: Status) -> Status:
    """A page that is begun looks like one that is not."""
    return Status.IN_PROGRESS if status is Status.NOT_STARTED else status
