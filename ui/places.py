"""The pages by name, and how to get from one to another with the assessment kept in the address."""

import streamlit as st

PAGES = {
    "overview": "Overview",
    "questions": "Questions",
    "activities": "Activities",
    "check": "Check your answers",
    "result": "Result and report",
}


def link(page: str, label: str, assessment: str | None = None, **more: str) -> None:
    """A link to a page. `label` is Markdown: escape user text with `ui.html.plain`."""
    st.page_link(registered()[page], label=label, query_params=_query(assessment, more))


def go(page: str, assessment: str | None = None, **more: str) -> None:
    """Goes to a page at once."""
    st.switch_page(registered()[page], query_params=_query(assessment, more))


def register(pages: dict[str, "st.Page"]) -> None:  # type: ignore[valid-type]
    """Makes the pages of this run known; Streamlit wants its own page objects back."""
    st.session_state["pages"] = pages


def registered() -> dict[str, "st.Page"]:  # type: ignore[valid-type]
    """The pages of this run."""
    pages: dict[str, st.Page] = st.session_state["pages"]  # type: ignore[valid-type]
    return pages


def _query(assessment: str | None, more: dict[str, str]) -> dict[str, str]:
    return ({"a": assessment} if assessment else {}) | more
