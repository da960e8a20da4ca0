"""What Streamlit would lose between two runs, and an officer must not."""

from dataclasses import replace
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType


def keep_what_was_given() -> None:
    """Keeps what a request says when a later one, which does not speak of it, takes its place.

    Two requests share a run when the program is busy. Of the earlier one Streamlit keeps buttons only; and one that follows a
    link speaks of no widget on the page that is left. An answer given just before a link was followed would be lost, and so would
    the link when something else on the page that is left comes just after it: it would lead back there."""
    coalesced, asked = script_requests._coalesce_widget_states, ScriptRequests._request_rerun_locked
    if getattr(coalesced, "keeps_all", False):
        return

    def kept(old_states: WidgetStates | None, new_states: WidgetStates | None) -> WidgetStates | None:
        both = coalesced(old_states, new_states)
        if old_states and new_states and both:
            named = {state.id for state in both.widgets}
            both.widgets.extend(state for state in old_states.widgets if state.id not in named)
        return both

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
