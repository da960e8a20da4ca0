"""The page that checks all answers: short at first, what is doubtful is one choice away, a change leads back to it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guidance import knowledge
from guidance.case.record import read_record
from guidance.case.store import Store
from tests.ui.conftest import ROOT, App
from tests.ui.officer import add_activity, choose, continue_to, follow, question, settled, start, unfold

pytestmark = pytest.mark.browser

SCREENS = 2
"""Screens of 900 pixels that a whole university may fill before anything is opened."""


def test_a_doubtful_answer_is_found_changed_and_seen_again(page: Page, app: App) -> None:
    start(page, app.url, "To be checked")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "not sure")
    follow(page, "Check your answers")
    page.get_by_role("radio", name="Not sure: 1", exact=True).check(force=True)
    settled(page)
    rows = page.locator("[class*=st-key-row-]")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click(delay=120)
    expect(page.get_by_role("heading", level=1, name="Your organisation")).to_be_focused()
    settled(page)
    expect(page.locator("[class*=st-key-q-]")).to_have_count(1)
    asked = knowledge.load().questions["profile.kind"]
    choose(page, asked.id, asked.options[0].id)
    continue_to(page, "Check your answers")
    expect(page.get_by_role("status").filter(has_text=f"{asked.text} Now: {asked.options[0].text}")).to_be_visible()
    expect(page.get_by_role("radio", name="Not sure: 0", exact=True)).to_be_checked()
    expect(page.get_by_text("There is none.")).to_be_visible()


def test_what_one_change_opens_is_asked_beside_it(page: Page, app: App) -> None:
    start(page, app.url, "To be followed up")
    follow(page, "Activities")
    activity = add_activity(page, "A project")
    follow(page, "The partner")
    choose(page, "partner.location", "mainland", activity)
    choose(page, "partner.defence", "none_found", activity)
    follow(page, "Check your answers")
    unfold(page, "A project")
    page.get_by_role("link", name=f"Change: {knowledge.load().questions['partner.defence'].label}").click(delay=120)
    expect(page.get_by_role("heading", level=1, name="The partner")).to_be_focused()
    settled(page)
    expect(page.locator("[class*=st-key-q-]")).to_have_count(1)
    choose(page, "partner.defence", "industry", activity)
    expect(question(page, "partner.designated", activity)).to_be_visible()
    expect(page.locator("[class*=st-key-q-]")).to_have_count(2)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_whole_university_is_short(page: Page, app: App, width: int) -> None:
    store = Store.open(app.database, knowledge.load())
    id = store.open_record(
        read_record(Path(ROOT / "examples" / "northmoor.json").read_bytes(), knowledge.load()), "R. Ashworth"
    )
    store.close()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{app.url}/check?a={id}")
    settled(page)
    assert page.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight") <= SCREENS * 900
    expect(page.locator("[class*=st-key-row-]")).to_have_count(0)
    unfold(page, "Quantum sensing with diamond defects")
    assert page.locator("[class*=st-key-row-]").count() > 40
