"""What a click does is done whole before the next click is looked at."""

import threading
from collections.abc import Callable
from typing import Any

from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests
from streamlit.runtime.state.session_state import SessionState

_mine = threading.local()


def do_what_was_asked() -> None:
    """Lets nothing cut short what a click sets off.

    Streamlit gives up a run for the next request at every look into the session, also within what a click does: an answer that is about to
    be stored is then neither stored nor asked for again, for its widget has not changed since. What waits is dealt with just after."""
    call, give_way = SessionState._call_callbacks, ScriptRequests.on_scriptrunner_yield
    if getattr(call, "is_done_whole", False):
        return

    def done(state: SessionState, **replayed: Any) -> None:
        _mine.at_work = True
        try:
            call(state, **replayed)
        finally:
            _mine.at_work = False

    def waits(requests: ScriptRequests) -> ScriptRequest | None:
        return None if getattr(_mine, "at_work", False) else give_way(requests)

    marked: Any = done
    marked.is_done_whole = True
    replaced: list[tuple[type, str, Callable[..., Any]]] = [
        (SessionState, "_call_callbacks", done),
        (ScriptRequests, "on_scriptrunner_yield", waits),
    ]
    for owner, name, ours in replaced:
        setattr(owner, name, ours)
