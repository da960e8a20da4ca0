"""Nothing leaves the machine: what the browser asks for, and what the server process connects to, in a whole journey, and when
somebody knocks who should not. Streamlit alone looks this machine's addresses up with a server outside for that."""

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

from tests.ui.conftest import LAUNCHERS, ROOT, App, free_port
from tests.ui.knock import FRIENDLY, HOSTILE, knock, say
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
        return super().environment() | {"PYTHONPATH": path, "CONNECTIONS": str(self.connections)}

    def outside(self) -> list[str]:
        """Every connection or look-up of another machine."""
        return [line for line in self.connections.read_text().splitlines() if not at_home(line.partition(" ")[2])]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    running = Watched(tmp_path, free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module", params=LAUNCHERS)
def launched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    running = Watched(tmp_path_factory.mktemp("launched"), free_port(), request.param)
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


@pytest.mark.slow
@pytest.mark.parametrize("who", HOSTILE.values(), ids=HOSTILE)
def test_who_is_not_ours_is_refused_and_nobody_outside_is_asked(launched: Watched, who: tuple[str | None, ...]) -> None:
    page = knock(launched.port, who)
    assert page.status in (400, 403)
    assert "example" not in page.body.replace("guidance.example", "")
    assert "evil" not in page.body
    assert knock(launched.port, who, "/media/none.pdf").status in (400, 403)
    assert knock(launched.port, who, "/_stcore/health").status in (400, 403)
    assert knock(launched.port, who, "/_stcore/stream", socketed=True).status in (400, 403)
    assert launched.outside() == []


@pytest.mark.slow
@pytest.mark.parametrize("who", FRIENDLY.values(), ids=FRIENDLY)
def test_who_is_ours_may_come_in(launched: Watched, who: tuple[str | None, ...]) -> None:
    assert knock(launched.port, who).status == 200
    assert knock(launched.port, who, "/_stcore/stream", socketed=True).status == 101
    assert launched.outside() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [
        ["GET / HTTP/1.0"],
        ["GET / HTTP/1.1"],
        ["GET / HTTP/1.1", "Host: 127.0.0.1:{port}", "Host: evil.example"],
        ["GET / HTTP/1.1", "Host: evil.example", "Host: 127.0.0.1:{port}"],
    ],
    ids=["no host, old", "no host", "another host after ours", "another host before ours"],
)
def test_who_names_no_host_or_two_is_refused(launched: Watched, lines: list[str]) -> None:
    assert say(launched.port, [line.format(port=launched.port) for line in [*lines, "Connection: close"]]).status in (400, 403)
    assert launched.outside() == []


@pytest.mark.slow
@pytest.mark.parametrize("launcher", ["guidance run", "streamlit run app.py"])
def test_a_server_that_listens_to_others_asks_nobody_for_its_address(tmp_path: Path, launcher: str) -> None:
    running = Watched(tmp_path, free_port(), launcher, also={"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"})
    running.start()
    running.stop()
    assert running.outside() == []


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
