"""What a page says when something went wrong, without a word of what the program was doing."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from markupsafe import Markup

from guidance.case.store import StoreError
from guidance.team.permissions import May
from ui.browser import a11y, html, state, visitor
from ui.browser.drawing import Label, show, st
from ui.browser.html import alert

_log = logging.getLogger(__name__)

STANDS = 10.0
"""Seconds for which a message is drawn again with the page."""


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
    if isinstance(error, visitor.SignedOutError):
        a11y.title("You are signed out")
        show(
            Markup('<p role="alert">{} <a href="/sign-in">Sign in</a></p>').format(
                "Nothing more is shown or stored on this page."
            )
        )
        return
    a11y.title("The assessment cannot be opened", error=True)
    show(Markup('<div class="g-error" role="alert"><p>{}</p><p>Nothing was changed.</p></div>').format(str(error)))
    st.link_button(Label("Your assessments"), "/")


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


def only_read() -> None:
    """Says so to whoever may read this assessment and not answer in it."""
    record, _ = state.now()
    if not state.may(May.ANSWER, record.id):
        show(
            Markup(
                '<p class="g-hint" role="note">You may read this assessment. What you change in its answers is not stored.</p>'
            )
        )


def is_told() -> bool:
    """Whether the page says what `broken` would say now."""
    return bool(st.session_state.get("broken", "") == state.broken())


def messages() -> None:
    """Says what happened to the last answer: changed elsewhere, or not saved. Draw it last: it stands over the page and moves nothing."""
    told: list[_Told] = st.session_state.setdefault("told", [])
    if st.session_state.pop("restored", False):
        st.session_state.pop("elsewhere", None)
        told.append(
            _Told(
                "The database was put back to an earlier state. What was stored after that is gone; the answers below are what is there "
                "now: look them through.",
                "alert",
            )
        )
    if st.session_state.pop("elsewhere", False):
        told.append(_Told("Changed elsewhere: the answers below are the newest."))
    problem = st.session_state.pop("not_saved", None)
    if problem:
        told.append(_Told(f"Not saved: {problem}", "alert"))
    told[:] = [each for each in told if time.monotonic() - each.at < STANDS]
    if told:
        show(Markup('<div class="g-told">{}</div>').format(html.told((each.role, each.text) for each in dict.fromkeys(told))))


@dataclass(frozen=True)
class _Told:
    """A message and when it was first shown; the same text again takes the place of the older one."""

    text: str
    role: str = "status"
    at: float = field(default_factory=time.monotonic, compare=False)
