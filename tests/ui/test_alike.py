"""Many answers at once: carried over from another activity, chosen and pasted in a table; what is shown is what is stored."""

import re

import pytest
from playwright.sync_api import Page, expect

from guidance import knowledge
from guidance.case.record import Confidence, read_record
from guidance.case.store import ActivityAdded, Store, ValueGiven
from tests.ui.conftest import ROOT, App
from tests.ui.officer import settled

pytestmark = pytest.mark.browser
FIELD = "activity.field"
TEXTS = {option.id: option.text for option in knowledge.load().questions[FIELD].options}
ROW, HEAD = 35, 36
"""Pixels of the table."""


@pytest.fixture
def id(store: Store) -> str:
    """Northmoor with its first activity answered and the others not."""
    record = read_record((ROOT / "examples" / "northmoor.json").read_bytes(), knowledge.load())
    first, *others = record.activities
    bare = [each.model_copy(update={"answers": {}}) for each in others]
    return store.open_record(record.model_copy(update={"activities": [first, *bare]}), "R. Ashworth")


def go(page: Page, app: App, place: str, id: str, more: str = "") -> None:
    page.set_viewport_size({"width": 1600, "height": 900})  # the fourth question of the table is in the window
    page.goto(f"{app.url}/{place}?a={id}{more}")
    settled(page)


def fields(store: Store, id: str) -> list[object]:
    return [each.answers[FIELD].value if FIELD in each.answers else None for each in store.record(id).record.activities]


def stored(page: Page, store: Store, id: str, *said: object) -> None:
    """Waits until the activities after the first have these fields: a table takes what is pasted in its own time, and tells nobody."""
    for _ in range(200):
        if fields(store, id)[1 : len(said) + 1] == list(said):
            break
        page.wait_for_timeout(100)
    assert fields(store, id)[1 : len(said) + 1] == list(said)
    settled(page)


def cell(page: Page, row: int) -> tuple[float, float]:
    """The middle of a cell of the fourth question, scrolled into the window."""
    table = page.locator("[data-testid=stDataFrame]")
    table.evaluate("it => it.scrollIntoView({block: 'center'})")
    settled(page)
    box = table.bounding_box()
    assert box
    return box["x"] + 990, box["y"] + HEAD + ROW * (row + 0.5)


def press(page: Page, row: int) -> None:
    page.mouse.click(*cell(page, row))
    page.wait_for_timeout(300)  # the canvas draws the cell as chosen in its next frames, and tells nobody


def paste(page: Page, row: int, text: str) -> None:
    press(page, row)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_answers_are_carried_over_and_confirmed_a_page_at_a_time(page: Page, app: App, store: Store, id: str) -> None:
    go(page, app, "alike", id)
    page.get_by_role("button", name=re.compile("^Carry [0-9]+ answers over$")).click()
    expect(page.get_by_text(re.compile("carried over to 9 activities"))).to_be_visible()
    expect(page.get_by_role("button", name="Carry 0 answers over")).to_be_disabled()
    second = store.record(id).record.activities[1]
    assert len(second.answers) > 40
    assert {said.confidence for said in second.answers.values()} == {Confidence.UNCONFIRMED}
    go(page, app, "technology", id, f"&act={second.id}")
    waiting = page.get_by_role("button", name=re.compile("^Confirm [0-9]+ answers on this page"))
    waiting.click()
    expect(page.get_by_role("button", name="All is confirmed here")).to_be_disabled()
    settled(page)
    said = store.record(id).record.activities[1].answers
    assert said["technology.published"].confidence is Confidence.BELIEVED
    go(page, app, "alike", id)
    page.get_by_role("button", name=re.compile("^Confirm [0-9]+ answers of this table")).click()
    expect(page.get_by_role("button", name="All is confirmed here")).to_be_disabled()
    settled(page)
    assert {each.answers[FIELD].confidence for each in store.record(id).record.activities[1:]} == {Confidence.BELIEVED}


def test_a_table_is_filled_by_pasting_and_every_cell_is_stored(page: Page, app: App, store: Store, id: str) -> None:
    go(page, app, "alike", id)
    paste(page, 1, "\n".join([TEXTS["climate"], TEXTS["food"], "No such field", TEXTS["health"]]))
    stored(page, store, id, "climate", "food", None, "health")
    press(page, 2)
    page.keyboard.press("Delete")
    stored(page, store, id, "climate", None)


def test_what_a_colleague_changed_meanwhile_is_said_and_not_undone(page: Page, app: App, store: Store, id: str) -> None:
    go(page, app, "alike", id)
    second = store.record(id).record.activities[1].id
    paste(page, 1, TEXTS["climate"])
    stored(page, store, id, "climate")
    event = ValueGiven(activity=second, question=FIELD, value="food", made_on=store.record(id).version)
    store.append(id, event, "P. Malik")
    store.append(id, ActivityAdded(id="late", name="Late"), "P. Malik")
    paste(page, 2, TEXTS["health"])
    expect(page.get_by_text(re.compile("changed elsewhere since. Stored is Agriculture"))).to_be_visible()
    stored(page, store, id, "food", "health")
    page.get_by_role("button", name="Draw the table anew").click()
    settled(page)
    expect(page.get_by_text(re.compile("changed elsewhere since"))).to_have_count(0)
    press(page, 1)
    page.keyboard.press("Control+C")
    assert page.evaluate("() => navigator.clipboard.readText()").strip() == TEXTS["food"]
