"""What Streamlit would lose between two runs is kept."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from ui.browser import mended


def said(**values: str) -> WidgetStates:
    states = WidgetStates()
    for id, value in values.items():
        states.widgets.add(id=id, string_value=value)
    return states


def shared(*requests: WidgetStates | None) -> dict[str, str]:
    """What the one run hears of requests that come before it begins."""
    waiting = ScriptRequests()
    for states in requests:
        assert waiting.request_rerun(RerunData(widget_states=states))
    run = waiting.on_scriptrunner_ready()
    assert run.type is ScriptRequestType.RERUN
    return {state.id: state.string_value for state in (run.rerun_data.widget_states or WidgetStates()).widgets}


def test_an_answer_is_kept_when_a_link_is_followed_at_once() -> None:
    mended.keep_what_was_given()
    mended.keep_what_was_given()
    assert shared(said(note="in confidence", kind="company"), said(search="")) == {
        "note": "in confidence",
        "kind": "company",
        "search": "",
    }


def test_of_two_answers_to_one_question_the_later_stands() -> None:
    mended.keep_what_was_given()
    assert shared(said(kind="company"), said(kind="he_wales"), None) == {"kind": "he_wales"}


def test_a_link_leads_on_when_something_on_the_page_that_is_left_comes_after_it() -> None:
    mended.keep_what_was_given()
    waiting = ScriptRequests()
    waiting.request_rerun(RerunData(widget_states=said(search=""), page_script_hash="there", query_string="a=1"))
    waiting.request_rerun(
        RerunData(widget_states=said(kind="company"), page_script_hash="here", query_string="a=2", fragment_id="part")
    )
    run = waiting.on_scriptrunner_ready().rerun_data
    assert (run.page_script_hash, run.query_string, run.fragment_id_queue) == ("there", "a=1", [])
    assert {state.id for state in (run.widget_states or WidgetStates()).widgets} == {"search", "kind"}


def test_of_two_buttons_in_one_run_the_one_that_was_pressed_first_acts_first() -> None:
    mended.keep_what_was_given()
    waiting, presses = ScriptRequests(), ("take away", "look up again")
    for each in presses:
        states = said(name="a body")
        states.widgets.add(id=each, trigger_value=True)
        assert waiting.request_rerun(RerunData(widget_states=states))
    heard = waiting.on_scriptrunner_ready().rerun_data.widget_states or WidgetStates()
    acts: list[str] = []
    ThreadState.initialize()
    session = SessionState()
    for id in presses:
        session._set_widget_metadata(
            WidgetMetadata(id, lambda value: bool(value), bool, "trigger_value", callback=acts.append, callback_args=(id,))
        )
    session.on_script_will_rerun(heard)
    assert acts == list(presses)


def drawn(words: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path[:] = [0, 1]
    message.delta.fragment_id = fragment
    message.delta.new_element.markdown.body = words
    return message


def test_all_of_a_page_is_sent_when_a_part_of_it_runs_again_at_once() -> None:
    mended.send_what_was_drawn()
    mended.send_what_was_drawn()
    waiting = ForwardMsgQueue()
    for each in (drawn("page"), drawn("question", "part"), ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)):
        waiting.enqueue(each)
    waiting.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["part"])
    waiting.enqueue(drawn("question, answered", "part"))
    told = [each.delta.new_element.markdown.body or each.script_finished for each in waiting.flush()]
    assert told == ["question", ForwardMsg.FINISHED_SUCCESSFULLY, "question, answered"]


def test_a_page_that_is_drawn_anew_as_a_whole_is_sent_once() -> None:
    mended.send_what_was_drawn()
    waiting = ForwardMsgQueue()
    for each in (drawn("page"), ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)):
        waiting.enqueue(each)
    waiting.clear(retain_lifecycle_msgs=True)
    assert [each.script_finished for each in waiting.flush()] == [ForwardMsg.FINISHED_EARLY_FOR_RERUN]


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
    mended.finish_what_a_click_began()
    mended.finish_what_a_click_began()
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
