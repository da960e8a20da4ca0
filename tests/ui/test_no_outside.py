"""Nothing leaves the machine: what the browser asks for, and what the server process connects to, in a whole journey."""

import ipaddress
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import ROOT, App, free_port
from tests.ui.officer import add_activity, choose, continue_to, follow, start, write

WATCH = """
import ipaddress, os, sys

NAMED = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}

def watch(event, given):
    if event not in NAMED:
        return
    where = given[NAMED[event]]
    host = where[0] if isinstance(where, tuple) else where if event != "socket.connect" else None
    if host is None or isinstance(host, bytes) and not host:
        return
    host = host.decode() if isinstance(host, bytes) else host
    with open(os.environ["CONNECTIONS"], "a") as out:
        out.write(f"{event} {host}\\n")
    try:
        outside = not ipaddress.ip_address(host).is_loopback
    except ValueError:
        outside = host != "localhost"
    if outside and event != "socket.getaddrinfo":
        raise PermissionError(f"{event} {host}")

sys.addaudithook(watch)
sys.modules["uvloop"] = None  # it connects without a word to audit hooks; Streamlit does without it
"""
"""Runs in the server process before anything else (as sitecustomize): writes down whom it looks up and connects to."""


def at_home(host: str | None) -> bool:
    """Whether a host is this machine."""
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


@dataclass
class Watched(App):
    """The program, with its connections written down."""

    connections: Path = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.connections = self.folder / "connections"
        self.connections.touch()
        (self.folder / "sitecustomize.py").write_text(WATCH)

    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(self.folder), str(ROOT)])
        return {"PYTHONPATH": path, "CONNECTIONS": str(self.connections)}

    def outside(self) -> list[str]:
        """Every connection or look-up of another machine."""
        return [line for line in self.connections.read_text().splitlines() if not at_home(line.partition(" ")[2])]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    running = Watched(tmp_path, free_port())
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    running.start()
    yield running
    running.stop()


@pytest.mark.browser
def test_nothing_outside_is_asked_for(page: Page, watched: Watched, tmp_path: Path) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    start(page, watched.url, "Nothing leaves")
    continue_to(page, "Your organisation")
    write(page, "profile.name", "Northmoor University")
    choose(page, "profile.kind", "he_england")
    follow(page, "Activities")
    activity = add_activity(page, "Rotor noise")
    follow(page, "The partner")
    choose(page, "partner.location", "mainland", activity)
    follow(page, "Check your answers")
    follow(page, "Result and report")
    for name in ("PDF", "HTML", "Word", "Excel", "sign-off pack", "JSON"):
        with page.expect_download(timeout=60_000) as waiting:
            page.get_by_role("button", name=f"Download {name}").click()
        waiting.value.save_as(tmp_path / name)
    follow(page, "Your assessments", "China exposure guidance")
    expect(page.get_by_role("link", name="Nothing leaves")).to_be_visible()
    assert any(url.startswith("ws:") for url in asked)
    assert any("/media/" in url for url in asked)
    assert [url for url in asked if urlsplit(url).scheme not in ("data", "blob") and not at_home(urlsplit(url).hostname)] == []
    assert watched.outside() == []


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('192.0.2.1', 9), timeout=1)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
        "asyncio.run(asyncio.open_connection('192.0.2.1', 9))",
        "urllib.request.urlopen('http://192.0.2.1/', timeout=1)",
    ],
)
def test_the_watch_sees_and_stops_a_connection(tmp_path: Path, code: str) -> None:
    running = Watched(tmp_path, 0)
    done = subprocess.run(
        [sys.executable, "-c", f"import asyncio, socket, urllib.request\n{code}"],
        env=os.environ | running.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "192.0.2.1" in done.stderr
    assert running.outside()
