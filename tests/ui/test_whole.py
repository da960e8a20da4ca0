"""What a click does is done whole before the next click is looked at."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from ui.browser import whole


class Cut(Exception):  # noqa: N818  (what Streamlit raises is no error either)
    """A run that was given up for the next request."""


@pytest.fixture
def requests() -> ScriptRequests:
    """A run goes on, and the next request waits."""
    waiting = ScriptRequests()
    waiting.request_rerun(RerunData())
    assert waiting.on_scriptrunner_ready().type is ScriptRequestType.RERUN
    waiting.request_rerun(RerunData(query_string="next"))
    return waiting


def test_a_click_that_waits_does_not_cut_short_what_the_one_before_it_does(requests: ScriptRequests) -> None:
    whole.do_what_was_asked()
    whole.do_what_was_asked()
    stored: list[str] = []

    def give_way() -> None:
        if requests.on_scriptrunner_yield():
            raise Cut

    session = SafeSessionState(SessionState(), give_way)

    def answered() -> None:
        session["drawn"] = 1  # a look into the session is where Streamlit would give the run up
        stored.append("the answer")

    ThreadState.initialize()
    raw = session._state
    raw._set_widget_metadata(
        WidgetMetadata(
            id="$$ID-1-answer",
            deserializer=lambda value: value,
            serializer=lambda value: value,
            value_type="string_value",
            callback=answered,
        )
    )
    raw.on_script_will_rerun(WidgetStates(widgets=[WidgetState(id="$$ID-1-answer", string_value="yes")]))
    assert stored == ["the answer"]
    with pytest.raises(Cut):
        session["drawn"] = 2
