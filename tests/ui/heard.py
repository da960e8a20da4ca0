"""Serves the program and writes down, whenever a session has nothing left to do, how many runs it was asked for and how many it made.

Two clicks can share a run, and on a busy machine a run can begin long after the click: only the server knows that all is done."""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.web import cli

ASKED, MADE = Counter[str](), Counter[str]()
_ask, _event = AppSession._handle_rerun_script_request, AppSession._handle_scriptrunner_event_on_event_loop


def _asked(session: AppSession, *given: Any, **more: Any) -> None:
    ASKED[session.id] += 1
    _ask(session, *given, **more)


def _happened(session: AppSession, sender: Any, event: ScriptRunnerEvent, *given: Any, **more: Any) -> None:
    of_now = sender is session._scriptrunner
    _event(session, sender, event, *given, **more)
    MADE[session.id] += of_now and event is ScriptRunnerEvent.SCRIPT_STARTED
    if of_now and event is ScriptRunnerEvent.SHUTDOWN:
        with Path(os.environ["HEARD"]).open("a") as out:
            out.write(f"{session.id} {ASKED[session.id]} {MADE[session.id]}\n")


if __name__ == "__main__":
    AppSession._handle_rerun_script_request = _asked  # type: ignore[method-assign]
    AppSession._handle_scriptrunner_event_on_event_loop = _happened  # type: ignore[method-assign,assignment]
    sys.argv = ["streamlit", "run", *sys.argv[1:]]
    sys.exit(cli.main())
