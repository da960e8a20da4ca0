"""A button that is clicked twice in a breath does what it says exactly once: nothing is lost, nothing is done again."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from guidance import knowledge
from guidance.case.record import read_record
from guidance.case.store import Store
from tests.partners.screening.test_loaders import CANADA
from tests.ui import wire
from tests.ui.conftest import ROOT, App
from tests.ui.officer import settled, start
from tests.ui.slow_line import slow_line

pytestmark = pytest.mark.browser

PAUSES = [0, 120]
"""Milliseconds between the two clicks: at once, and as a hand does."""
REGISTER = ROOT / "tests" / "partners" / "register" / "data" / "partnerships_sample.xlsx"


@pytest.fixture(params=PAUSES)
def pause(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def twice(page: Page, app: App, button: Locator, pause: int) -> None:
    """Clicks twice where a button stands, whatever the page does meanwhile, and waits for what comes of it."""
    button.scroll_into_view_if_needed()
    settled(page)
    box = button.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.wait_for_timeout(pause)
    page.mouse.click(x, y, click_count=2)
    wire.settled(page)


def press(page: Page, app: App, name: str, pause: int) -> None:
    twice(page, app, page.get_by_role("button", name=name, exact=True), pause)


def begun(page: Page, app: App, title: str) -> str:
    start(page, app.url, title)
    return parse_qs(urlsplit(page.url).query)["a"][0]


def go(page: Page, app: App, place: str, id: str) -> None:
    page.goto(f"{app.url}/{place}?a={id}")
    settled(page)


def done(store: Store, id: str) -> Counter[str]:
    """How often each thing was done to an assessment since it was started."""
    return Counter(each.event.kind for each in store.history(id)[1:])


def test_activities_are_added_and_copied_once(page: Page, app: App, store: Store, pause: int) -> None:
    id = begun(page, app, "Activities")
    go(page, app, "activities", id)
    page.get_by_label(re.compile("Name, such as")).fill("A laboratory")
    press(page, app, "Add activity", pause)
    assert [each.name for each in store.record(id).record.activities] == ["A laboratory"]
    press(page, app, "Copy: A laboratory", pause)
    assert [each.name for each in store.record(id).record.activities] == ["A laboratory", "A laboratory (copy)"]
    press(page, app, "Remove: A laboratory (copy)", pause)
    assert [each.name for each in store.record(id).record.activities] == ["A laboratory"]
    press(page, app, "Bring back: A laboratory (copy)", pause)
    assert [each.name for each in store.record(id).record.activities] == ["A laboratory", "A laboratory (copy)"]
    assert page.get_by_role("alert").count() == 0


def test_an_assessment_is_started_once_and_its_page_stays(page: Page, app: App, store: Store, pause: int) -> None:
    title = f"Started after {pause}"
    page.goto(app.url)
    settled(page)
    page.get_by_label(re.compile("Name of the assessment")).fill(title)
    press(page, app, "Start", pause)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert [each.title for each in store.assessments()].count(title) == 1
    page.get_by_text("Start a new assessment from this one").click()
    press(page, app, "Start from this one", pause)
    expect(page.get_by_role("heading", level=1, name=re.compile(f"^{title}, from"))).to_be_visible()
    assert sum(each.title.startswith(f"{title}, from") for each in store.assessments()) == 1


def test_a_saved_assessment_is_opened_once(page: Page, app: App, store: Store, tmp_path: Path, pause: int) -> None:
    title = f"Opened after {pause}"
    choose_saved(page, app.url, tmp_path, title)
    press(page, app, "Open as a new assessment", pause)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert [each.title for each in store.assessments()].count(title) == 1


def test_it_is_opened_once_over_a_slow_line_too(page: Page, app: App, store: Store, tmp_path: Path) -> None:
    """The second click is on a page that the server has left long since."""
    title = "Opened over a slow line"
    with slow_line(app.port) as line:
        wire.HEARD[urlsplit(line.url).netloc] = app.heard
        choose_saved(page, line.url, tmp_path, title)
        line.round_trip = 6.0
        press(page, app, "Open as a new assessment", 5_000)
        line.round_trip = 0.0
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert [each.title for each in store.assessments()].count(title) == 1


def choose_saved(page: Page, address: str, folder: Path, title: str) -> None:
    example = read_record((ROOT / "examples" / "lowfell.json").read_bytes(), knowledge.load())
    saved = folder / "saved.json"
    saved.write_text(example.model_copy(update={"title": title}).to_json())
    page.goto(address)
    settled(page)
    page.locator("input[type=file]").set_input_files(saved)
    expect(page.get_by_text("saved.json")).to_be_visible()
    settled(page)


def test_an_assessment_is_taken_off_the_list_put_back_and_deleted_once(page: Page, app: App, store: Store, pause: int) -> None:
    title = f"Off after {pause}"
    id = begun(page, app, title)
    page.goto(app.url)
    settled(page)
    page.get_by_text("Take an assessment off the list, put one back, or delete one for good").click()
    page.get_by_role("radio", name=title, exact=True).check(force=True)
    press(page, app, "Take it off the list", pause)
    press(page, app, f"Put back: {title}", pause)
    assert done(store, id) == {"removed": 1, "restored": 1}
    page.get_by_role("radio", name=title, exact=True).check(force=True)
    press(page, app, "Take it off the list", pause)
    page.locator(f".st-key-removed-{id}").get_by_label("Who deletes it").fill("A. Officer")
    page.locator(f".st-key-removed-{id}").get_by_label("Why", exact=True).fill(f"no longer needed, {pause}")
    press(page, app, f"Delete for good: {title}", pause)
    assert [each.why for each in store.deletions()].count(f"no longer needed, {pause}") == 1
    expect(page.get_by_text("Deleted. Copies of the database")).to_be_visible()


def test_a_result_is_signed_once(page: Page, app: App, store: Store, pause: int) -> None:
    id = begun(page, app, "Signed")
    go(page, app, "result", id)
    page.get_by_text("Sign this result", exact=True).click()
    page.get_by_label("Your name").fill("A. Head")
    page.get_by_label("Your role").fill("Senior owner")
    press(page, app, "Sign", pause)
    assert [(each.name, each.role) for each in store.record(id).signatures] == [("A. Head", "Senior owner")]
    assert page.get_by_role("alert").count() == 0


def test_partners_and_lists_are_dealt_with_once(page: Page, app: App, store: Store, tmp_path: Path, pause: int) -> None:
    id = begun(page, app, "Partners")
    go(page, app, "partners", id)
    page.locator("[class*=st-key-register] input[type=file]").set_input_files(REGISTER)
    expect(page.get_by_text("What would be added")).to_be_visible(timeout=60_000)
    press(page, app, "Add 30 activities", pause)
    assert len(store.record(id).record.activities) == 30
    assert done(store, id) == {"register_imported": 1}
    page.get_by_label("Partner's name, in its own script if you have it").fill("Harbin Institute of Technology")
    press(page, app, "Look up", pause)
    assert done(store, id)["partner_looked_up"] == 1
    page.get_by_text("Add a list that you downloaded, or take one away").click()
    (tmp_path / "page.html").write_text(CANADA)
    page.locator("[class*=st-key-list] input[type=file]").set_input_files(tmp_path / "page.html")
    expect(page.get_by_text("of 02 October 2026, 2 entries, file page.html")).to_be_visible()
    press(page, app, page.get_by_role("button", name=re.compile("^Use (this list|it in place of)")).inner_text(), pause)
    assert len(list((app.folder / "lists").iterdir())) == 1
    press(page, app, "Look 30 partners up again in these lists", pause)
    looked_up = done(store, id)["partner_looked_up"] - 1
    assert 0 < looked_up <= 30
    assert page.get_by_role("alert").count() == 0
