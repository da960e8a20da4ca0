"""The hardened program as a server runs it: its headers, and that every page works under its policy."""

import http.client
import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import App, free_port
from tests.ui.officer import choose, continue_to, follow, settled, start
from ui.asgi import HEADERS, hashes

EXAMPLE = Path(__file__).parents[2] / "examples" / "lowfell.json"


class Hardened(App):
    """The program by its hardened launcher."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "uvicorn", "ui.asgi:app", "--port", str(self.port), "--no-server-header"]


@pytest.fixture(scope="module")
def hardened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hardened]:
    running = Hardened(tmp_path_factory.mktemp("hardened"), free_port())
    running.start()
    yield running
    running.stop()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/favicon.png", "/media/none.pdf"])
def test_every_answer_has_the_headers(hardened: Hardened, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", hardened.port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Server"] is None
    assert all("Secure" in cookie.split("; ") for cookie in answer.headers.get_all("Set-Cookie", []))
    assert (answer.headers["Cache-Control"] == "no-store") is path.startswith("/media/")


@pytest.mark.slow
def test_the_program_s_configuration_is_in_force(hardened: Hardened) -> None:
    with urllib.request.urlopen(f"{hardened.url}/_stcore/host-config") as answer:
        assert json.load(answer)["allowedOrigins"] == []


@pytest.mark.slow
@pytest.mark.parametrize(("origin", "status"), [("http://127.0.0.1:{port}", 101), ("https://elsewhere.example", 403)])
def test_a_page_elsewhere_cannot_open_a_session(hardened: Hardened, origin: str, status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", hardened.port, timeout=20)
    headers = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x" * 22 + "==",
        "Sec-WebSocket-Protocol": "streamlit", "Origin": origin.format(port=hardened.port),
    }  # fmt: skip
    connection.request("GET", "/_stcore/stream", headers=headers)
    assert connection.getresponse().status == status


def test_a_script_is_named_by_its_hash() -> None:
    known = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='"  # printf 'a()' | openssl dgst -sha256 -binary | base64
    assert hashes(["<p>x</p><script>a()</script>", "<script src=x></script>"]) == known


@pytest.mark.browser
def test_every_page_works_under_the_policy(page: Page, hardened: Hardened, tmp_path: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    start(page, hardened.url, "Under the policy")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    for place in ("Activities", "Check your answers", "Result and report"):
        follow(page, place)
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="Download PDF").click()
    waiting.value.save_as(tmp_path / "report.pdf")
    assert urlsplit(waiting.value.url).path.startswith("/media/")
    with urllib.request.urlopen(waiting.value.url) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        report = answer.read()
    assert report.startswith(b"%PDF-")
    assert (tmp_path / "report.pdf").read_bytes() == report
    page.goto(hardened.url)
    settled(page)
    page.locator("input[type=file]").set_input_files(EXAMPLE)
    page.get_by_role("button", name="Open as a new assessment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lowfell")
    assert not [line for line in said if "Content Security Policy" in line or "Error" in line]


@pytest.mark.browser
def test_a_script_that_is_not_ours_does_not_run(page: Page, hardened: Hardened) -> None:
    page.goto(hardened.url)
    settled(page)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))")
    assert page.evaluate("window.ran") is None
