"""The plan on the page of results: what a line shows is what is stored, whatever the hand does, and two officers are told."""

import random
import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from guidance import knowledge
from guidance.case.plan import Status
from guidance.case.record import read_record
from guidance.case.store import ActionMoved, ActionOwned, Store
from reports.plan import STATUS
from tests.ui import wire
from tests.ui.conftest import ROOT, App

pytestmark = pytest.mark.browser

SEED = 20_261_129
CLICKS = 12


@pytest.fixture
def id(store: Store) -> str:
    return store.open_record(read_record((ROOT / "examples" / "northmoor.json").read_bytes(), knowledge.load()), "R. Ashworth")


def result(page: Page, app: App, id: str) -> Locator:
    """The lines of the plan on the page of results."""
    page.goto(f"{app.url}/result?a={id}")
    expect(page.get_by_role("heading", name=re.compile("^Action plan"))).to_be_visible(timeout=60_000)
    wire.settled(page)
    return page.locator("[class*=st-key-action-]")


def unfolded(line: Locator) -> Locator:
    line.locator("summary").click()
    expect(line.get_by_role("button", name=re.compile("^Save"))).to_be_visible()
    return line


def save(page: Page, app: App, line: Locator) -> None:
    line.get_by_role("button", name=re.compile("^Save")).click()
    wire.settled(page)


def test_owner_day_and_status_are_stored_and_shown(page: Page, app: App, store: Store, id: str) -> None:
    line = unfolded(result(page, app, id).first)
    line.get_by_label(re.compile("^Owner")).fill("Zadie Quill")
    line.get_by_role("radio", name="Doing", exact=True).check(force=True)
    day = line.get_by_role("group", name=re.compile("^Due day")).or_(line.locator("[data-testid=stDateInput]")).first
    day.get_by_role("spinbutton").first.click()
    page.keyboard.type("14022027")
    save(page, app, line)
    (said,) = set(store.record(id).plan.values())
    assert (said.owner, said.due, said.status) == ("Zadie Quill", date(2027, 2, 14), Status.DOING)
    expect(line.locator(".g-action")).to_contain_text("Doing · Zadie Quill · 14 February 2027 as set")
    expect(page.get_by_text("1 doing")).to_be_visible()
    kinds = [each.event.kind for each in store.history(id)[1:]]
    assert sorted(kinds) == ["action_due", "action_moved", "action_owned"]
    again = result(page, app, id)
    page.get_by_label(re.compile("^Find an action")).fill("Zadie Quill")
    page.keyboard.press("Enter")
    wire.settled(page)
    expect(again).to_have_count(1)
    expect(again.locator(".g-action")).to_contain_text("Zadie Quill")


def test_what_is_not_needed_says_why(page: Page, app: App, store: Store, id: str) -> None:
    line = unfolded(result(page, app, id).first)
    line.get_by_role("radio", name="Not needed", exact=True).check(force=True)
    save(page, app, line)
    expect(line.get_by_role("alert")).to_contain_text("say why it is not needed")
    assert store.record(id).plan == {}
    line.get_by_label("Why it is not needed, if it is not").fill("the visit fell through")
    save(page, app, line)
    expect(line.locator(".g-action")).to_contain_text("the visit fell through")
    assert {said.reason for said in store.record(id).plan.values()} == {"the visit fell through"}
    expect(line.get_by_role("alert")).to_have_count(0)


def test_a_fast_hand_leaves_what_it_did_last(page: Page, app: App, store: Store, id: str) -> None:
    """Status after status, saved in one breath, on two lines by turns: the page shows what is stored, and that is the last of each."""
    lines, chance = result(page, app, id), random.Random(SEED)
    two = [unfolded(lines.nth(0)), unfolded(lines.nth(1))]
    last: dict[int, Status] = {}
    for _ in range(CLICKS):
        number = chance.randrange(2)
        last[number] = chance.choice([Status.OPEN, Status.DOING, Status.DONE])
        two[number].get_by_role("radio", name=STATUS[last[number]], exact=True).check(force=True)
        two[number].get_by_role("button", name=re.compile("^Save")).click()
        page.wait_for_timeout(chance.choice([0, 20, 80, 200]))
    wire.settled(page)
    plan = store.record(id).plan
    for number, status in last.items():
        title = two[number].locator("h3").inner_text()
        keys = [key for key in plan if knowledge.load().advice[key.rpartition("/")[2]].title == title]
        assert {plan[key].status for key in keys} <= {status}
        assert keys or status is Status.OPEN
        expect(two[number].locator(".g-action strong").first).to_have_text(STATUS[status])
        expect(two[number].get_by_role("radio", name=STATUS[status], exact=True)).to_be_checked()
    assert page.get_by_role("alert").count() == 0


def test_a_colleague_who_was_quicker_is_named_and_the_second_try_stands(page: Page, app: App, store: Store, id: str) -> None:
    line = unfolded(result(page, app, id).first)
    line.get_by_label(re.compile("^Owner")).fill("Mine")
    line.get_by_role("button", name=re.compile("^Save")).click()
    wire.settled(page)
    (key,) = store.record(id).plan
    store.append(id, ActionOwned(actions=(key,), owner="Theirs", made_on=store.record(id).version), "B. Colleague")
    line.get_by_label(re.compile("^Owner")).fill("Mine again")
    save(page, app, line)
    expect(line.get_by_role("alert")).to_contain_text("was changed by B. Colleague")
    expect(line.get_by_role("alert")).to_contain_text("Stored is “Theirs”; you gave “Mine again”")
    assert store.record(id).plan[key].owner == "Theirs"
    expect(line.locator(".g-action")).to_contain_text("Theirs")
    line.get_by_label(re.compile("^Owner")).fill("Mine again")
    save(page, app, line)
    assert store.record(id).plan[key].owner == "Mine again"
    expect(line.get_by_role("alert")).to_have_count(0)


def test_an_action_that_no_longer_follows_is_kept_and_can_be_found(page: Page, app: App, store: Store, id: str) -> None:
    gone = next(key for key in knowledge.load().advice if key.startswith("report-"))
    here = {"actions": (gone,), "made_on": store.record(id).version}
    store.append(id, ActionMoved(**here, status=Status.DOING), "R. Ashworth")
    lines = result(page, app, id)
    title = knowledge.load().advice[gone].title
    wire.reached(page.get_by_role("combobox", name=re.compile("Show"))).click()
    page.get_by_role("option", name="No longer follows from the answers").click()
    wire.settled(page)
    expect(lines).to_have_count(1)
    expect(lines.filter(has_text=title)).to_contain_text("No longer follows from the answers")


def test_the_file_that_is_taken_away_after_a_change_has_it(page: Page, app: App, store: Store, id: str, tmp_path) -> None:
    line = unfolded(result(page, app, id).first)
    line.get_by_label(re.compile("^Owner")).fill("Zadie Quill")
    save(page, app, line)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Download JSON")).click()
    waiting.value.save_as(tmp_path / "report.json")
    assert "Zadie Quill" in (tmp_path / "report.json").read_text(encoding="utf-8")
