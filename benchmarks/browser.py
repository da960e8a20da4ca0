"""What an officer waits for in Chromium, on Northmoor: a click on an answer until the page is still, and the first page.

Run as `python -m benchmarks.browser`; needs Chromium. Wall times are of a browser and a server on one machine and grow with
whatever else runs there; CPU times and messages do not."""

import random
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.server import ACTIVITY, Server, serving
from tests.ui.conftest import CHROMIUM, FLAGS

CLICKS = 60
STILL = 250
"""Milliseconds without a change after which a page counts as settled; they are not part of the figures."""

WATCH = """
window.watched = {clicked: 0, changed: 0};
addEventListener("click", () => { watched.clicked = performance.now() }, true);
new MutationObserver(() => { watched.changed = performance.now() })
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
SETTLED = """(still) => document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
    && performance.now() - watched.changed > still"""


@dataclass
class Wire:
    """What came from the server: messages, bytes, and how many runs of the script have ended."""

    messages: int = 0
    size: int = 0
    finished: int = 0

    def watch(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self.messages += 1
            self.size += len(frame)
            self.finished += ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"


@dataclass
class Figures:
    """One list a measure, a value a click."""

    wall: list[float] = field(default_factory=list)
    messages: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)


def still(page: Page) -> None:
    page.wait_for_function(SETTLED, arg=STILL, polling=50)


def first_page(browser: BrowserContext, server: Server) -> float:
    """Milliseconds from the call of the address to the last change of the page."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(server.url)
    page.get_by_role("heading", level=1).wait_for()
    still(page)
    took: float = page.evaluate("watched.changed")
    page.close()
    return took


def unanswered_choices(page: Page) -> list[Locator]:
    """The options of the page that are not chosen."""
    return page.locator(".stMain [role=radiogroup] label:not(:has(input:checked))").all()


def click_answers(page: Page, wire: Wire) -> Figures:
    """Chooses another option of some question, again and again; the same draw each time."""
    draw, figures = random.Random(20_261_128), Figures()
    for _ in range(CLICKS):
        option = draw.choice(unanswered_choices(page))
        option.scroll_into_view_if_needed()
        still(page)
        before = Wire(wire.messages, wire.size, wire.finished)
        option.click()
        while wire.finished == before.finished:
            page.wait_for_timeout(10)
        still(page)
        figures.wall.append(page.evaluate("watched.changed - watched.clicked"))
        figures.messages.append(wire.messages - before.messages)
        figures.kilobytes.append((wire.size - before.size) / 1024)
    return figures


def percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def tell(name: str, values: list[float], unit: str, target: str = "") -> None:
    print(f"{percentile(values, 50):9.1f} {percentile(values, 95):9.1f}  {unit:8} {name:58} {target}")


def main() -> None:
    """Prints the table."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        visitor = browser.new_context()
        with serving(1) as (before, _):
            empty = first_page(visitor, before)
        server, [id] = stack.enter_context(serving(1, measured=True, port=before.port))
        full, again = first_page(visitor, server), first_page(visitor, server)
        time.sleep(4)  # the warm-up is over
        page, wire = browser.new_page(viewport={"width": 1280, "height": 900}), Wire()
        page.on("websocket", wire.watch)
        page.add_init_script(WATCH)
        page.goto(f"{server.url}/partner?a={id}&act={ACTIVITY}")
        page.locator(".stMain [role=radiogroup]").first.wait_for()
        still(page)
        drawn = len(server.timings())
        figures = click_answers(page, wire)
        timings = server.timings()
        browser.close()
    runs = timings[drawn:]
    assert len(runs) == CLICKS, f"{CLICKS} clicks, {len(runs)} runs of the script"
    assert all(run["save"] for run in runs), "a click was not saved"
    process = [after["process"] - before["process"] for before, after in zip(timings[drawn - 1 :], runs, strict=False)]
    server_ms = [run["wall"] for run in runs]
    print(f"{CLICKS} answers about one of Northmoor's 10 activities, in Chromium")
    print("      p50       p95")
    tell("click to settled page", figures.wall, "ms", "target p50 <= 150, p95 <= 300")
    tell("  of it the run of the script, with callbacks", server_ms, "ms")
    tell(
        "  of it the way there and back, React and layout", [a - b for a, b in zip(figures.wall, server_ms, strict=True)], "ms"
    )
    tell("script, with callbacks", [run["script"] for run in runs], "ms CPU", "target <= 20")
    tell("  of it rules", [run["rules"] for run in runs], "ms CPU")
    tell("save (SQLite, on disk)", [run["save"] for run in runs], "ms")
    tell("whole server, with the sending of messages", process, "ms CPU")
    tell("messages to the browser", figures.messages, "messages", "target <= 60")
    tell("their size", figures.kilobytes, "KiB")
    print(f"{empty:9.1f}            ms       first page after start, empty browser cache")
    print(f"{full:9.1f}            ms       {'first page after start, full browser cache':58} target <= 2,000")
    print(f"{again:9.1f}            ms       second page, full browser cache")


if __name__ == "__main__":
    main()
