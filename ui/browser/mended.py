"""What Streamlit would lose between two requests for a run, and an officer must not."""

from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils import script_requests


def keep_what_was_given() -> None:
    """Keeps what a request says when a later one, which does not speak of it, takes its place.

    Two requests share a run when the program is busy. Of the earlier one Streamlit keeps buttons only; and one that follows a
    link speaks of no widget on the page that is left. An answer given just before a link was followed would be lost."""
    coalesced = script_requests._coalesce_widget_states
    if getattr(coalesced, "keeps_all", False):
        return

    def kept(old_states: WidgetStates | None, new_states: WidgetStates | None) -> WidgetStates | None:
        both = coalesced(old_states, new_states)
        if old_states and new_states and both:
            named = {state.id for state in both.widgets}
            both.widgets.extend(state for state in old_states.widgets if state.id not in named)
        return both

    marked: Any = kept
    marked.keeps_all = True
    script_requests._coalesce_widget_states = kept
