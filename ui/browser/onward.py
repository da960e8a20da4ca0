"""The one clear next step of a page."""

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Record
from ui.browser.drawing import Label, st
from ui.browser.places import about, go, go_to


def next_step(record: Record, assessment: Assessment, here: Place | None = None) -> None:
    """A button to the next page with an open question, to the first activity, or to the check of all answers."""
    place = journey.next_open(assessment, record, here)
    if place is not None:
        if st.button(Label("Continue: {}").format(_name(record, assessment, place, here)), type="primary", key="continue"):
            go_to(place, record.id)
    elif not record.activities:
        if st.button(Label("Continue: add your first activity"), type="primary", key="continue"):
            go("activities", record.id)
    elif st.button(Label("Continue: check your answers"), type="primary", key="continue"):
        go("check", record.id)


def back_to_check(record: Record, here: Place, question: str) -> None:
    """A button back to the check of all answers, from which one question was to be changed."""
    if st.button(Label("Continue: check your answers"), type="primary", key="continue"):
        go("check", record.id, **about(here), q=question)


def _name(record: Record, assessment: Assessment, place: Place, here: Place | None) -> str:
    section = assessment.catalogue.sections[place.section].title
    known = place.activity is None or (here is not None and here.activity == place.activity)
    return section if known else f"{record.activity(place.activity or '').name}, {section}"
