"""What tests of the browser wait for: a page is at rest when the server did all that it was asked for, and not after a silence."""

import os
import signal
import threading
import time

import pytest
from playwright.sync_api import Page

from tests.ui.conftest import App
from tests.ui.officer import choose, continue_to, start

pytestmark = pytest.mark.browser

STOPPED = 2.0
"""Seconds for which the server does nothing, as on a machine that is busy with something else."""


def test_an_answer_is_waited_for_while_the_server_has_not_begun(page: Page, app: App) -> None:
    start(page, app.url, "A busy machine")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    assert app.process
    os.kill(app.process.pid, signal.SIGSTOP)
    began = time.monotonic()
    goes_on = threading.Timer(STOPPED, os.kill, (app.process.pid, signal.SIGCONT))
    goes_on.start()
    choose(page, "profile.kind", "company")
    waited = time.monotonic() - began
    goes_on.join()
    assert waited > STOPPED
