"""Who may come in, and what goes out with every answer, on every way to start the program; and that each page works so."""

import http.client
import json
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.ui import wire
from tests.ui.conftest import CHROMIUM, FLAGS, LAUNCHERS, App, free_port
from tests.ui.knock import knock
from tests.ui.officer import choose, continue_to, follow, settled, start
from ui.browser.door import SETTING, origin
from ui.browser.headers import HEADERS, hashes

EXAMPLE = Path(__file__).parents[2] / "examples" / "lowfell.json"
NAMED = "guidance.example.ac.uk"


@pytest.fixture(scope="module", params=LAUNCHERS)
def launched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("launched"), free_port(), request.param)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The program as it stands behind a proxy with TLS."""
    running = App(
        tmp_path_factory.mktemp("deployed"), free_port(), "uvicorn ui.browser.asgi:app", also={SETTING: f"https://{NAMED}/"}
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """Another site: its folder, and its port on this machine."""
    folder = tmp_path_factory.mktemp("elsewhere")
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield folder, site.server_port
    site.shutdown()
    site.server_close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/favicon.png", "/media/no.pdf"]
)
@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_every_answer_has_the_headers(launched: App, path: str, host: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", launched.port, timeout=20)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert (answer.headers["Cache-Control"] == "no-store") is path.startswith("/media/")
    assert launched.launcher[:7] != "uvicorn" or answer.headers["Server"] is None


@pytest.mark.slow
def test_it_listens_to_this_machine_only(launched: App) -> None:
    assert launched.process
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{launched.process.pid}/net/{table}").read_text().splitlines()
        if line.split()[1].endswith(f":{launched.port:04X}") and line.split()[3] == "0A"
    ]
    assert listening == [f"0100007F:{launched.port:04X}"]


@pytest.mark.slow
def test_cookies_are_as_strict_as_they_can_be(launched: App, deployed: App) -> None:
    here = knock(launched.port, ("127.0.0.1:{port}", None), "/_stcore/health")
    behind_tls = knock(deployed.port, (NAMED, None), "/_stcore/health")
    for answer, strict in ((here, ["Path=/", "SameSite=Strict"]), (behind_tls, ["Path=/", "SameSite=Strict", "Secure"])):
        cookies = [line.partition(": ")[2].split("; ") for line in answer.lines if line.lower().startswith("set-cookie:")]
        assert [(cookie[0].partition("=")[0], cookie[1:]) for cookie in cookies] == [("_streamlit_xsrf", strict)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        *("/_stcore/metrics", "/_stcore/metrics/", "/_stcore//metrics", "/_stcore/%6Detrics", "/_stcore/metrics?families=x"),
        *(
            "/_stcore/agent/openapi.json",
            "/_stcore/agent/mcp",
            "/_stcore/agent/interact",
            "/_stcore/script-health-check",
            "/_stcore/",
        ),
    ],
)
def test_what_no_page_asks_for_is_closed(launched: App, path: str) -> None:
    answer = knock(launched.port, ("127.0.0.1:{port}", None), path)
    assert (answer.status, answer.body) == (404, "There is nothing here.\n")


@pytest.mark.slow
def test_an_upload_needs_the_page_s_token(launched: App) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", launched.port, timeout=20)
    connection.request("PUT", "/_stcore/upload_file/session/file", b"x", {"Origin": launched.url})
    assert connection.getresponse().status == 403


@pytest.mark.slow
def test_the_program_s_configuration_is_in_force(launched: App) -> None:
    with urllib.request.urlopen(f"{launched.url}/_stcore/host-config") as answer:
        assert json.load(answer)["allowedOrigins"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "asks", "status"),
    [
        (NAMED, f"https://{NAMED}", 101),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 101),
        (NAMED, f"http://{NAMED}", 403),
        (NAMED, f"https://{NAMED}:8443", 403),
        (NAMED, "https://elsewhere.example", 403),
        (NAMED, "null", 403),
        (f"{NAMED}:8443", f"https://{NAMED}:8443", 403),
        (f"www.{NAMED}", f"https://www.{NAMED}", 403),
        ("evil.example", "https://evil.example", 403),
        ("evil.example", f"https://{NAMED}", 403),
        ("127.0.0.1:{port}", f"https://{NAMED}", 403),
    ],
)
def test_a_deployment_is_opened_at_its_own_address(deployed: App, host: str, asks: str, status: int) -> None:
    assert knock(deployed.port, (host, asks), "/_stcore/stream", socketed=True).status == status


@pytest.mark.parametrize(
    ("address", "is_origin"),
    [
        ("", ""),
        ("https://guidance.example.ac.uk", "https://guidance.example.ac.uk"),
        ("HTTPS://Guidance.Example.ac.uk:443/", "https://guidance.example.ac.uk"),
        ("https://guidance.example.ac.uk:8443/guidance/", "https://guidance.example.ac.uk:8443"),
        (" http://guidance.lan:80 ", "http://guidance.lan"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_an_address_is_read_as_browsers_write_it(address: str, is_origin: str) -> None:
    assert origin(address) == is_origin


@pytest.mark.parametrize(
    "address", ["guidance.example.ac.uk", "ftp://x.example", "https://", "https://*.example", "https://a@b.example", "*"]
)
def test_an_address_that_cannot_be_read_is_named(address: str) -> None:
    with pytest.raises(ValueError, match=r"^GUIDANCE_ADDRESS: read .*, expected an address like"):
        origin(address)


@pytest.mark.slow
@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_the_program_does_not_start_with_an_address_that_cannot_be_read(tmp_path: Path, launcher: str) -> None:
    running = App(tmp_path, free_port(), launcher, also={SETTING: "guidance"})
    with pytest.raises(RuntimeError, match="GUIDANCE_ADDRESS: read 'guidance'") as caught:
        running.start()
    assert "Traceback" not in str(caught.value)


def test_a_script_is_named_by_its_hash() -> None:
    known = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='"  # printf 'a()' | openssl dgst -sha256 -binary | base64
    assert hashes(["<p>x</p><script>a()</script>", "<script src=x></script>"]) == known


@pytest.mark.browser
@pytest.mark.parametrize("launched", ["guidance run"], indirect=True)
def test_every_page_works_under_the_policy(page: Page, launched: App, tmp_path: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    start(page, launched.url, "Under the policy")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    for place in ("Activities", "Check your answers", "Result and report"):
        follow(page, place)
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="Download PDF").click()
    waiting.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    again = page.request.get(waiting.value.url)
    assert urlsplit(again.url).path.startswith("/media/")
    assert again.body() == (tmp_path / "report.pdf").read_bytes()
    assert again.headers["cache-control"] == "no-store"
    page.goto(launched.url)
    settled(page)
    page.locator("input[type=file]").set_input_files(EXAMPLE)
    page.get_by_role("button", name="Open as a new assessment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lowfell")
    assert not [line for line in said if "Content Security Policy" in line or "Error" in line]


@pytest.mark.browser
def test_a_script_that_is_not_ours_does_not_run(page: Page, launched: App) -> None:
    page.goto(launched.url)
    settled(page)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))")
    assert page.evaluate("window.ran") is None


@pytest.mark.browser
def test_no_page_elsewhere_can_frame_it(page: Page, launched: App, elsewhere: tuple[Path, int]) -> None:
    folder, port = elsewhere
    (folder / "frame.html").write_text(f'<iframe src="{launched.url}"></iframe><iframe src="mine.html"></iframe>')
    (folder / "mine.html").write_text("<p>This one may be framed</p>")
    page.goto(f"http://127.0.0.1:{port}/frame.html")
    theirs, own = page.frames[1:]
    expect(own.locator("p")).to_have_text("This one may be framed")
    assert theirs.url == "chrome-error://chromewebdata/"
    assert "China" not in theirs.content()


@pytest.mark.browser
def test_no_page_elsewhere_can_talk_to_it(page: Page, launched: App, elsewhere: tuple[Path, int]) -> None:
    folder, port = elsewhere
    (folder / "talk.html").write_text("<p>Elsewhere</p>")
    page.goto(f"http://127.0.0.1:{port}/talk.html")
    opened = """address => new Promise(done => {
        const wire = new WebSocket(address, ["streamlit"])
        wire.onopen = () => done("opened")
        wire.onerror = () => done("refused")
    })"""
    assert page.evaluate(opened, f"ws://127.0.0.1:{launched.port}/_stcore/stream") == "refused"
    page.goto(launched.url)
    assert page.evaluate(opened, f"ws://127.0.0.1:{launched.port}/_stcore/stream") == "opened", "the page itself can"


@pytest.fixture(scope="module")
def misled(playwright: Playwright) -> Iterator[Browser]:
    """A browser for which these names lead to this machine, as a site can arrange for its own name."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP guidance.example 127.0.0.1"
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
    yield started
    started.close()


@pytest.mark.browser
def test_a_name_that_was_made_to_lead_here_shows_nothing(misled: Browser, launched: App) -> None:
    page = misled.new_page()
    wire.watch(page)
    start(page, launched.url, "For our eyes only")
    answer = page.goto(f"http://evil.example:{launched.port}/")
    assert answer
    assert answer.status == 403
    assert page.locator("body").inner_text().startswith("Refused: this is not the address")
    assert "For our eyes only" not in page.content()
    page.goto(launched.url)
    expect(page.get_by_role("link", name="For our eyes only")).to_be_visible()
    page.close()


@pytest.mark.browser
def test_a_deployment_s_own_name_works(misled: Browser, tmp_path: Path) -> None:
    port = free_port()
    named = App(tmp_path, port, "guidance run", also={SETTING: f"http://guidance.example:{port}"})
    named.start()
    try:
        page = misled.new_page()
        wire.watch(page)
        start(page, f"http://guidance.example:{port}", "By its own name")
        page.goto(f"http://guidance.example:{port}")
        settled(page)
        page.locator("input[type=file]").set_input_files(EXAMPLE)
        page.get_by_role("button", name="Open as a new assessment").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Lowfell")
        page.close()
    finally:
        named.stop()
