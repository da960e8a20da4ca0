"""Takes the pictures in docs/screenshots from the running program: `make screenshots`."""

import socket
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from guidance import knowledge
from guidance.case.record import read_record
from guidance.case.store import Store
from guidance.language.conditions import Scope
from tests.ui.conftest import CHROMIUM, FLAGS, ROOT, App
from tests.ui.wire import settled, watch
from ui.browser import places

FOLDER = ROOT / "docs" / "screenshots"
ACTIVITY = "drivetrain-seals"
SIGNED_IN = frozenset({"mine", "roles"})
"""Pages that only a team has, whose members sign in."""


def pages() -> dict[str, str]:
    """The address of each picture, by its name: the first page, every page of an assessment, and every page of questions."""
    addresses = {"home": "", **{page: f"{page}?a={{id}}" for page in places.PAGES}}
    for section in knowledge.load().sections.values():
        about = f"&act={ACTIVITY}" if section.scope is Scope.ACTIVITY else ""
        addresses[section.id] = f"{section.id}?a={{id}}{about}"
    return addresses


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()  # of a page that is no more
    with TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        app = App(Path(folder), port)
        store = Store.open(app.database, knowledge.load())
        record = read_record((ROOT / "examples" / "northmoor.json").read_bytes(), knowledge.load())
        id = store.open_record(record, "R. Ashworth")
        store.close()
        app.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                watch(page)
                for name, address in pages().items():
                    _take(page, f"{app.url}/{address.format(id=id)}", FOLDER / f"{name}.png")
                page.set_viewport_size({"width": 390, "height": 844})
                _take(page, f"{app.url}/partner?a={id}&act={ACTIVITY}", FOLDER / "partner-phone.png")
                browser.close()
        finally:
            app.stop()


def _take(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    settled(page)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    page.wait_for_timeout(800)
    settled(page)
    page.screenshot(path=file)


if __name__ == "__main__":
    main()
