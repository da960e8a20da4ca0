"""The log as JSON lines: every line can be read, and none holds a word that somebody typed."""

import io
import json
import logging
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.ui.conftest import ROOT, App, free_port
from ui import logs
from ui.browser import door

WORD = "Quokka"


def line(record: logging.LogRecord) -> dict[str, object]:
    said: dict[str, object] = json.loads(logs.Lines().format(record))
    return said


def record(name: str, message: str, *given: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "/somewhere/place.py", 7, message, given, info)


def test_of_an_error_its_kind_and_places_are_told_and_not_its_words() -> None:
    try:
        raise ValueError(f"read {WORD}")
    except ValueError as error:
        told = line(record("ui.browser.trouble", "a page failed", error=error))
    assert WORD not in json.dumps(told)
    assert (told["level"], told["place"], told["message"], told["error"]) == (
        "warning",
        "place:7",
        "a page failed",
        "ValueError",
    )
    (place,) = told["places"]  # type: ignore[misc]
    assert re.fullmatch(r"test_logs\.py:\d+ test_of_an_error_its_kind_and_places_are_told_and_not_its_words", place)


def test_of_another_library_only_what_was_part_of_no_text_is_kept() -> None:
    assert line(record("streamlit.x", "no option %s", WORD))["message"] == "no option %s"
    assert line(record("streamlit.x", f"no option {WORD}"))["message"] == ""
    assert line(record("ui.gate.oidc", "ended %d sign-ins", 3))["message"] == "ended 3 sign-ins"


def test_a_message_of_many_lines_is_one_line() -> None:
    made = logs.Lines().format(record("ui.x", "a\nb\r\u2028c"))
    assert made.splitlines() == [made]


FAULTY = """
import streamlit as st
from streamlit import runtime

from ui.browser import door, trouble

if not runtime.exists():
    app = st.App(__file__, middleware=door.guards())
elif st.query_params.get("where") == "outside":
    raise RuntimeError(st.query_params["said"])
else:
    with trouble.told():
        raise RuntimeError(st.query_params["said"])
"""
"""A page that fails over what somebody said, inside or outside of what tells it."""
LAUNCHERS = {
    "streamlit": ["-m", "streamlit", "run", "faulty.py", "--server.port"],
    "uvicorn": ["-m", "uvicorn", "--factory", "served:app", "--port"],
}
SERVED = "from runpy import run_path\n\n\ndef app():\n    return run_path('faulty.py')['app']\n"


class Faulty(App):
    """The program's own script in small, in its configuration, with errors in a file of their own."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, *LAUNCHERS[self.launcher], str(self.port)]


def ask(app: App, query: str) -> None:
    """Draws the page once, as a browser does."""
    with connect(
        f"ws{app.url.removeprefix('http')}/_stcore/stream", origin=app.url, subprotocols=[Subprotocol("streamlit")], proxy=None  # type: ignore[arg-type]
    ) as socket:  # fmt: skip
        asked = BackMsg()
        asked.rerun_script.query_string = query
        socket.send(asked.SerializeToString())
        while ForwardMsg.FromString(socket.recv(timeout=60)).WhichOneof("type") != "script_finished":  # type: ignore[arg-type]
            pass


@pytest.mark.slow
@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_no_word_that_was_typed_is_in_the_log_of_a_page_that_fails(launcher: str, tmp_path: Path) -> None:
    (tmp_path / "faulty.py").write_text(FAULTY)
    (tmp_path / "served.py").write_text(SERVED)
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    path = os.pathsep.join([str(ROOT), str(tmp_path)])
    running = Faulty(tmp_path, free_port(), launcher, also={"PYTHONPATH": path, logs.SETTING: "json"}, home=tmp_path)
    running.start()
    try:
        for where in ("within", "outside"):
            ask(running, f"where={where}&said={WORD}")
    finally:
        running.stop()
    text = running.log.read_text(encoding="utf-8")
    assert WORD not in text
    lines = [json.loads(each) for each in text.splitlines() if each.startswith("{")]
    failed = [each for each in lines if each.get("error") == "RuntimeError"]
    assert {each["logger"].partition(".")[0] for each in failed} == {"ui", "streamlit"}
    assert all("faulty.py" in each["places"][-1] for each in failed)
    assert [each for each in text.splitlines() if "Traceback" in each or "WARNING" in each] == []


def test_a_setting_that_is_none_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(logs.SETTING, "xml")
    monkeypatch.delenv("GUIDANCE_SIGN_IN", raising=False)
    with pytest.raises(SystemExit, match="GUIDANCE_LOG: read 'xml', expected json, or nothing"):
        door.guards()


def test_without_the_setting_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(logs.SETTING, raising=False)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("ui.as-it-was")
    logger.addHandler(handler)
    logs.set_up()
    logger.warning("as it was")
    assert stream.getvalue() == "as it was\n"
