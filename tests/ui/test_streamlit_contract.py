"""What of Streamlit is used and is no part of what it promises: pyproject.toml allows every 1.x, uv.lock holds one, and a version that
lacks one of these fails here first, with the name of what relies on it."""

import inspect
import re
import tomllib
from pathlib import Path

import streamlit as st
from packaging.requirements import Requirement
from streamlit import config, runtime
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.state.session_state import SessionState

from ui.browser import drawing, headers, mended

ROOT = Path(__file__).parents[2]


def test_the_range_is_wide_and_the_lock_is_in_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (wanted,) = (each for each in map(Requirement, project["dependencies"]) if each.name == "streamlit")
    assert wanted.specifier.contains("1.99.0")
    assert not wanted.specifier.contains("2.0.0")
    assert wanted.specifier.contains(st.__version__)


def test_the_program_is_an_asgi_app_with_guards_before_it() -> None:
    """app.py: st.App takes a script and middleware; runtime.exists() says whether a page is being drawn."""
    assert {"middleware"} <= inspect.signature(st.App).parameters.keys()
    assert runtime.exists() is False


def test_two_requests_for_a_run_are_joined_where_we_join_them() -> None:
    """ui/browser/mended.py replaces one function of the script runner."""
    joins = script_requests._coalesce_widget_states
    assert len(inspect.signature(joins).parameters) == 2
    mended.keep_what_was_given()
    earlier, later = (WidgetStates(widgets=[WidgetState(id=id)]) for id in ("earlier", "later"))
    assert {state.id for state in script_requests._coalesce_widget_states(earlier, later).widgets} == {"earlier", "later"}


def test_what_a_run_draws_and_what_a_click_does_can_be_held_where_we_hold_it() -> None:
    """ui/browser/mended.py replaces three methods of the queue, the session and the script runner."""
    assert {"retain_lifecycle_msgs", "fragment_ids_this_run"} <= inspect.signature(ForwardMsgQueue.clear).parameters.keys()
    assert hasattr(ForwardMsgQueue(), "_delta_index_map")
    assert callable(SessionState._call_callbacks)
    assert len(inspect.signature(script_requests.ScriptRequests.on_scriptrunner_yield).parameters) == 1


def test_a_request_can_be_heard_where_we_hear_it() -> None:
    """ui/browser/mended.py reads of a session what is open and what waits, to hear what comes late."""
    assert len(inspect.signature(AppSession.request_rerun).parameters) == 2
    assert list(inspect.signature(AppSession.has_fragment).parameters) == ["self", "fragment_id"]
    source = inspect.getsource(AppSession.__init__)
    assert "self._client_state" in source
    assert "self._scriptrunner" in source
    waiting = script_requests.ScriptRequests()
    assert waiting._state is script_requests.ScriptRequestType.CONTINUE
    assert script_requests._is_full_app_rerun(waiting._rerun_data)


def test_the_page_has_scripts_that_a_policy_can_name() -> None:
    """ui/browser/headers.py reads Streamlit's own index.html."""
    page = headers._INDEX.read_text(encoding="utf-8")
    assert re.search(r"<script>.*?</script>", page, re.DOTALL)
    assert "'sha256-" in headers.POLICY


def test_a_switch_keeps_its_state_over_pages() -> None:
    """ui/browser/widgets.py: persist_state."""
    assert "persist_state" in inspect.signature(st.toggle).parameters


def test_a_list_can_be_kept_from_taking_all_that_match() -> None:
    """ui/browser/drawing.py: ONE_BY_ONE."""
    assert drawing.ONE_BY_ONE.keys() <= inspect.signature(st.multiselect).parameters.keys()


def test_every_setting_that_is_chosen_exists() -> None:
    """.streamlit/config.toml: a key that Streamlit drops would be passed over in silence, and some of them guard the door."""
    chosen = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    known = config.get_config_options()
    named = [
        f"{section}.{key}" for section, keys in chosen.items() for key, value in keys.items() if not isinstance(value, dict)
    ]
    assert named
    assert [name for name in named if name not in known] == []


def test_a_script_runs_in_fragments_with_links_between_pages() -> None:
    """ui/browser/part.py, ui/browser/shell.py."""
    assert callable(st.fragment)
    assert {"pages", "position"} <= inspect.signature(st.navigation).parameters.keys()
    assert {"page", "title", "url_path"} <= inspect.signature(st.Page).parameters.keys()
