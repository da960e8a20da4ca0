"""What an officer sees when the database cannot be used: one clear message, and nothing touched."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import ROOT, App, free_port
from tests.ui.officer import settled

pytestmark = pytest.mark.browser


def test_a_damaged_database_is_named_and_left_alone(page: Page, tmp_path: Path) -> None:
    damage = os.urandom(4096)
    (tmp_path / "guidance.sqlite3").write_bytes(damage)
    broken = App(tmp_path, free_port())
    broken.start()
    try:
        page.goto(broken.url)
        settled(page)
        expect(page.get_by_role("alert")).to_contain_text("it is damaged or is no database")
        expect(page.get_by_role("alert")).to_contain_text("guidance.sqlite3")
    finally:
        broken.stop()
    assert (tmp_path / "guidance.sqlite3").read_bytes() == damage


FAULTY = """
import streamlit as st
from streamlit import runtime

from ui.browser import door, trouble

if not runtime.exists():
    app = st.App(__file__, middleware=door.guards())
elif st.query_params.get("where") == "outside":
    raise RuntimeError("Quokka")
else:
    with trouble.told():
        raise RuntimeError("Quokka")
"""
"""The program's own script in small, with a fault inside or outside of what tells it."""


class Faulty(App):
    """A page with a fault, in the program's configuration."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "streamlit", "run", "faulty.py", "--server.port", str(self.port)]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "faulty.py").write_text(FAULTY)
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    running = Faulty(folder, free_port(), also={"PYTHONPATH": str(ROOT)}, home=folder)
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize(
    ("where", "says"),
    [("", "Something went wrong"), ("?where=outside", "The original error message is redacted")],
    ids=["within", "outside"],
)
def test_a_fault_is_told_without_a_trace(page: Page, faulty: Faulty, where: str, says: str) -> None:
    logged = faulty.log.stat().st_size
    page.goto(f"{faulty.url}/{where}")
    expect(page.get_by_role("alert")).to_contain_text(says)
    shown = page.content()
    assert [word for word in ("Quokka", "Traceback", "RuntimeError", "faulty.py") if word in shown] == []
    assert b"Quokka" in faulty.log.read_bytes()[logged:], "who keeps the program can see it"
