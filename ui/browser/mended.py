"""What Streamlit would lose between two requests for a run, and an officer must not."""

from dataclasses import replace
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
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
