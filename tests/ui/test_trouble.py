"""What an officer sees when the database cannot be used: one clear message, and nothing touched."""

import os
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import App
from tests.ui.officer import settled

pytestmark = pytest.mark.browser


def test_a_damaged_database_is_named_and_left_alone(page: Page, tmp_path: Path) -> None:
    damage = os.urandom(4096)
    (tmp_path / "guidance.sqlite3").write_bytes(damage)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    broken = App(tmp_path, port)
    broken.start()
    try:
        page.goto(broken.url)
        settled(page)
        expect(page.get_by_role("alert")).to_contain_text("it is damaged or is no database")
        expect(page.get_by_role("alert")).to_contain_text("guidance.sqlite3")
    finally:
        broken.stop()
    assert (tmp_path / "guidance.sqlite3").read_bytes() == damage
