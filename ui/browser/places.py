"""The pages by name, and how to get from one to another with the assessment kept in the address."""

from streamlit import Page

from guidance.case.journey import Place
from ui.browser.drawing import Label, st

PAGES = {
    "overview": "Overview",
    "triage": "Ten-minute triage",
    "activities": "Activities",
    "alike": "Answer many at once",
    "partners": "Partners and register",
    "others": "Ask others",
    "check": "Check your answers",
    "result": "Result and report",
    "versions": "Versions",
}
"""Pages of an assessment by address; each section of questions is a page besides, under its own id."""


def link(page: str, label: Label, assessment: str | None = None, disabled: bool = False, **more: str) -> None:
    """A link to a page."""
    st.page_link(registered()[page], label=label, query_params=_query(assessment, more), disabled=disabled)


def go(page: str, assessment: str | None = None, **more: str) -> None:
    """Goes to a page at once."""
    st.switch_page(registered()[page], query_params=_query(assessment, more))


def link_to(place: Place, label: Label, assessment: str, disabled: bool = False, **more: str) -> None:
    """A link to a page of questions."""
    link(place.section, label, assessment, disabled, **about(place), **more)


def go_to(place: Place, assessment: str) -> None:
    """Goes to a page of questions at once."""
    go(place.section, assessment, **about(place))


def about(place: Place) -> dict[str, str]:
    """What the address of a page of questions says besides the assessment."""
    return {"act": place.activity} if place.activity else {}


def register(pages: dict[str, Page]) -> None:
    """Makes the pages of the session known; Streamlit wants its own page objects back."""
    st.session_state["pages"] = pages


def registered() -> dict[str, Page]:
    """The pages of the session; none before its first run."""
    pages: dict[str, Page] = st.session_state.get("pages", {})
    return pages


def _query(assessment: str | None, more: dict[str, str]) -> dict[str, str]:
    return ({"a": assessment} if assessment else {}) | more
