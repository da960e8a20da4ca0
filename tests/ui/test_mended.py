"""What Streamlit would lose between two runs is kept."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

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
