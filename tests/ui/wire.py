"""What goes between a page and the server, so that a test knows when the run that its own action began has ended."""

import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Locator, Page, Request, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 60.0
"""Seconds for a run, under any load."""
TOGETHER = 0.5
"""Seconds of silence after which requests without a run of their own are known to have shared one."""

SENT = "() => new Promise(done => setTimeout(() => setTimeout(done)))"
"""Streamlit sends what an action changed in the next turn of the browser's loop."""
MOVED = """() => new Promise(done => {
    const moves = each => each.playState === "running" && each.effect?.getTiming().iterations !== Infinity
        && each.effect?.target?.checkVisibility();
    const look = () => document.getAnimations().some(moves) ? requestAnimationFrame(look) : done();
    look();
})"""
"""What was moving has arrived: what a fold that still opens pushes along, or hides, is pressed in vain. What nobody sees stands still."""
DRAWN = """() => new Promise(done => {
    let timer = 0;
    const ready = () => document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
        && !document.querySelector("[data-testid=stSkeleton], [data-testid=stAppSkeleton]");
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(still));
    const still = () => { if (timer && ready()) { watch.disconnect(); done() } else again() };
    const again = () => { clearTimeout(timer); timer = setTimeout(painted, 60) };
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = 0; again() });
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    again();
})"""
"""Nothing has changed for a moment, all that the program needs for the page is loaded, and the browser has painted it."""


@dataclass
class Wire:
    """Requests for a run that the page sent, and runs that the server began, since the page was opened; `run` goes on."""

    open: bool = False
    asked: int = 0
    started: int = 0
    run: str = ""
    early: bool = False
    session: str = ""
    changed: float = 0.0
    story: deque[str] = field(default_factory=lambda: deque(maxlen=12))
    """What became of the page last: the documents that it asked for, the lines that opened and closed."""

    def leave(self, why: str) -> None:
        """A new document is asked for, or the line is gone: what was before tells nothing about what comes."""
        story = self.story
        self.__init__()  # type: ignore[misc]
        self.story = story
        story.append(f"{time.monotonic():.1f} {why}")

    def opened(self, socket: WebSocket) -> None:
        self.leave("a line is opened")
        self.open = True
        self._socket = socket
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)
        socket.on("close", lambda closed: self.leave("the line is closed") if closed is self._socket else None)

    def _sent(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self.changed = time.monotonic()
            self.asked += BackMsg.FromString(frame).WhichOneof("type") == "rerun_script"

    def _received(self, frame: str | bytes) -> None:
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        self.changed = time.monotonic()
        match message.WhichOneof("type"):
            case "new_session":
                self.started += 1
                self.run = message.metadata.run.script_run_id
                self.session = message.new_session.initialize.session_id or self.session
            case "script_finished":
                self.run = "" if message.metadata.run.script_run_id == self.run else self.run
                self.early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    @property
    def quiet(self) -> bool:
        """Whether each request had its run and no run goes on; two requests at once may share a run."""
        if not (self.open and self.asked) or self.run or self.early:
            return False
        return self.started >= self.asked or (self.started > 0 and time.monotonic() - self.changed > TOGETHER)

    def done(self, heard: Path) -> bool:
        """Whether the server has made every run that this page asked for, and the page has heard of each."""
        told = f"{self.session} {self.asked} {self.started}"
        return self.started > 0 and not self.run and told in heard.read_text().splitlines()[-50:]


_WIRES: WeakKeyDictionary[Page, Wire] = WeakKeyDictionary()
HEARD: dict[str, Path] = {}
"""What servers write down (`tests.ui.heard`), by host and port."""


def watch(page: Page) -> Wire:
    """Listens to a page from its first request on."""
    wire = _WIRES[page] = Wire()

    def asked(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            wire.leave(f"{request.method} {request.url}")

    def failed(request: Request) -> None:
        if request.is_navigation_request() or "_stcore" in request.url:
            wire.story.append(f"{time.monotonic():.1f} {request.url} failed: {request.failure}")

    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("websocket", wire.opened)
    return wire


def reached(field: Locator) -> Locator:
    """Scrolls to a field and lets the page come to rest, as a hand does: a list that opens in a page that still scrolls shuts again, and
    what a fold that still opens pushes along is not met."""
    field.scroll_into_view_if_needed()
    _stand_still(field.page)
    return field


def _stand_still(page: Page) -> None:
    for waits in (MOVED, DRAWN):
        page.evaluate(
            f"""() => Promise.race([({waits})(), new Promise((_, fail) => setTimeout(() => fail(Error(
                `still moving or being drawn: ${{location.href}}, ${{document.body.innerText.slice(0, 300)}}`)), {PATIENCE * 1000}))])"""
        )


def settled(page: Page) -> None:
    """Waits until every run that the page asked for has ended, and the page has stopped moving and changing.

    Of a server that writes down what it did (`HEARD`) that is known; of another, clicks that share a run are told by a silence."""
    wire, heard = _WIRES[page], HEARD.get(urlsplit(page.url).netloc)
    until = time.monotonic() + PATIENCE
    page.evaluate(SENT)
    while not (wire.done(heard) if heard else wire.quiet):
        server = [line for line in heard.read_text().splitlines() if line.startswith(wire.session)][-1:] if heard else []
        assert time.monotonic() < until, f"the page has not come to rest: {wire}, the server says {server}"
        page.wait_for_timeout(10)
    _stand_still(page)
