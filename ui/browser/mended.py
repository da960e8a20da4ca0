"""What Streamlit would lose between two runs, and an officer must not."""

import threading
from dataclasses import replace
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequest, ScriptRequests, ScriptRequestType
from streamlit.runtime.state.session_state import SessionState

_mine = threading.local()


def keep_what_was_given() -> None:
    """Keeps what a request says when a later one, which does not speak of it, takes its place.

    Two requests share a run when the program is busy. Of the earlier one Streamlit keeps buttons only; and one that follows a
    link speaks of no widget on the page that is left. An answer given just before a link was followed would be lost, and so would
    the link when something else on the page that is left comes just after it: it would lead back there. And of two buttons the one that
    was pressed first would act last."""
    coalesced, asked = script_requests._coalesce_widget_states, ScriptRequests._request_rerun_locked
    if getattr(coalesced, "keeps_all", False):
        return

    def kept(old_states: WidgetStates | None, new_states: WidgetStates | None) -> WidgetStates | None:
        both = coalesced(old_states, new_states)
        if not (old_states and new_states and both):
            return both
        named, newer = {state.id for state in both.widgets}, {state.id for state in new_states.widgets}
        earlier = [state for state in both.widgets if state.id not in newer]
        earlier += [state for state in old_states.widgets if state.id not in named]
        return WidgetStates(widgets=[*earlier, *(state for state in both.widgets if state.id in newer)])

    def asked_for(requests: ScriptRequests, new: RerunData) -> bool:
        before = requests._rerun_data if requests._state is ScriptRequestType.RERUN else None
        accepted = asked(requests, new)
        if before and new.fragment_id and script_requests._is_full_app_rerun(before):
            requests._rerun_data = replace(
                requests._rerun_data,
                query_string=before.query_string,
                page_script_hash=before.page_script_hash,
                page_name=before.page_name,
            )
        return accepted

    marked: Any = kept
    marked.keeps_all = True
    script_requests._coalesce_widget_states = kept
    ScriptRequests._request_rerun_locked = asked_for  # type: ignore[method-assign,assignment]


def send_what_was_drawn() -> None:
    """Sends all that a run drew, also when a part of the page runs again before it was sent.

    Streamlit drops what that part will draw anew, but still tells the browser that the whole page was drawn. The browser then takes
    the part for gone, forgets what its widgets hold and draws them empty a moment later: the answer is stored and not shown, and with
    the next click the empty widget would take it back."""
    clear = ForwardMsgQueue.clear
    if getattr(clear, "drops_nothing", False):
        return

    def cleared(
        queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        if retain_lifecycle_msgs and fragment_ids_this_run:
            queue._delta_index_map = {}  # what comes now stands behind what waits, not in its place
        else:
            clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)

    marked: Any = cleared
    marked.drops_nothing = True
    ForwardMsgQueue.clear = cleared  # type: ignore[method-assign,assignment]


def finish_what_a_click_began() -> None:
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
    SessionState._call_callbacks = done  # type: ignore[method-assign,assignment]
    ScriptRequests.on_scriptrunner_yield = waits  # type: ignore[method-assign,assignment]


def hear_what_comes_late() -> None:
    """Hears what was given on a page that the officer sees still, when another was drawn here meanwhile.

    Streamlit drops a request about a part of a page that it does not have any more, without a word: the answer is neither stored nor shown.
    Here it is dealt with in a run of the page that is open now."""
    asked = AppSession.request_rerun
    if getattr(asked, "hears_all", False):
        return

    def heard(session: AppSession, said: ClientState | None) -> None:
        if said and said.fragment_id and not said.is_auto_rerun and not session.has_fragment(said.fragment_id):
            late, now = ClientState(), _where(session)
            late.CopyFrom(said)
            late.fragment_id, late.page_name = "", ""
            late.page_script_hash, late.query_string = now.page_script_hash, now.query_string
            said = late
        asked(session, said)

    marked: Any = heard
    marked.hears_all = True
    AppSession.request_rerun = heard  # type: ignore[method-assign,assignment]


def _where(session: AppSession) -> ClientState | RerunData:
    """The page that is open, or that a request leads to which waits for its run."""
    waiting = session._scriptrunner._requests if session._scriptrunner else None
    if waiting and waiting._state is ScriptRequestType.RERUN and script_requests._is_full_app_rerun(waiting._rerun_data):
        return waiting._rerun_data
    return session._client_state
