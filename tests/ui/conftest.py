"""A real server on a free port with its own database, and a real browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from guidance import knowledge
from guidance.case.store import Store
from tests.ui import wire

expect.set_options(timeout=20_000)

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAUNCHERS = {
    "guidance run": [str(Path(sys.executable).with_name("guidance")), "run", "--port"],
    "streamlit run app.py": [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port"],
    "uvicorn ui.browser.asgi:app": [sys.executable, "-m", "uvicorn", "ui.browser.asgi:app", "--no-server-header", "--port"],
}
"""Every way to start the program, up to the port. `make run` is the first."""


@dataclass
class App:
    """The program under test."""

    folder: Path
    port: int
    launcher: str = "streamlit run app.py"
    also: dict[str, str] = field(default_factory=dict)
    home: Path = ROOT
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'guidance.sqlite3'}"

    @property
    def command(self) -> list[str]:
        return [*LAUNCHERS[self.launcher], str(self.port)]

    def environment(self) -> dict[str, str]:
        """What the process is told beside what this one was."""
        return {"GUIDANCE_DATABASE": self.database, "GUIDANCE_LISTS": str(self.folder / "lists"), **self.also}

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.home,
                env=os.environ | self.environment(),
                stdout=log,
                stderr=log,
            )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(self.log.read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
            self.process = None


class Heard(App):
    """The program, which writes down when it has done all that it was asked for: on a busy machine a run can begin long after a click."""

    @property
    def heard(self) -> Path:
        return self.folder / "heard"

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.ui.heard", "app.py", "--server.port", str(self.port)]

    def environment(self) -> dict[str, str]:
        return super().environment() | {"HEARD": str(self.heard)}

    def start(self) -> None:
        self.heard.touch()
        wire.HEARD[urlsplit(self.url).netloc] = self.heard
        super().start()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = Heard(tmp_path_factory.mktemp("app"), free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    fresh = context.new_page()
    wire.watch(fresh)
    fresh.set_default_timeout(20_000)
    yield fresh
    context.close()


@pytest.fixture
def store(app: App) -> Iterator[Store]:
    """The store of the program, as another process sees it."""
    opened = Store.open(app.database, knowledge.load())
    yield opened
    opened.close()
