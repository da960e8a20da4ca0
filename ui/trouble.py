"""What a page says when something went wrong, without a word of what the program was doing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from guidance.store import StoreError
from ui import a11y, state
from ui.html import alert, show

_log = logging.getLogger(__name__)


@contextmanager
def told() -> Iterator[None]:
    """Says on the page what went wrong within; the log has the rest."""
    try:
        yield
    except StoreError as error:
        stopped(error)
    except Exception:
        _log.exception("a page failed")
        alert(
            "Something went wrong",
            "Your answers are saved. Reload the page to go on. If it happens again, the reason stands in the program's log.",
        )


def stopped(error: Exception) -> None:
    """Says why there is no page."""
    a11y.title("The assessment cannot be opened", error=True)
    show(f'<div class="g-error" role="alert"><p>{escape(str(error))}</p><p>Nothing was changed.</p></div>')
    st.link_button("Your assessments", "/")


def broken() -> None:
    """Says that a part of the assessment cannot be read, where that is so."""
    st.session_state["broken"] = why = state.broken()
    if why:
        alert(
            "A part of this assessment cannot be relied on",
            f"What was stored was changed outside the program, or is damaged: {why}. You see what stood before that, and nothing can be "
            "stored in it. When no copy can be restored, download what is here as JSON on the page of results, and open it as a new "
            "assessment.",
        )


def is_told() -> bool:
    """Whether the page says what `broken` would say now."""
    return bool(st.session_state.get("broken", "") == state.broken())


def messages() -> None:
    """Says what happened to the last answer: changed elsewhere, or not saved."""
    if st.session_state.pop("restored", False):
        st.session_state.pop("elsewhere", None)
        alert(
            "The database was put back to an earlier state",
            "What was stored after that is gone. The answers below are what is there now: look them through.",
        )
    if st.session_state.pop("elsewhere", False):
        st.info("Changed elsewhere: the answers below are the newest.")
    problem = st.session_state.pop("not_saved", None)
    if problem:
        alert("Not saved", problem)
