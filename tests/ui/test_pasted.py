"""A pasted e-mail becomes proposals that wait to be taken with the keyboard; what is taken is stored, and nothing of the text."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from guidance.reading.taking import READ
from tests.ui.conftest import App
from tests.ui.officer import settled
from tests.ui.test_accessibility import misspoken, violations

pytestmark = pytest.mark.browser

MAIL = (
    "A Hong Kong distributor wants 40 units of our zebra cameras <img src=x onerror=document.title='broken'> **now**. "
    "It will not say who the end users are."
)


def paste(page: Page, app: App, title: str, text: str, way: str = "One case") -> None:
    page.goto(app.url)
    settled(page)
    page.get_by_label(re.compile("Name of the assessment")).fill(title)
    if way:
        page.get_by_role("radio", name=re.compile(f"^{way}")).check(force=True)
    page.get_by_role("textbox", name=re.compile("paste the e-mail")).fill(text)
    page.get_by_role("button", name="Start", exact=True).click()


def stored(app: App) -> str:
    with sqlite3.connect(app.folder / "guidance.sqlite3") as database:
        return "\n".join(database.iterdump())


def test_what_a_mail_says_is_taken_with_the_keyboard_and_the_text_is_not_kept(page: Page, app: App) -> None:
    paste(page, app, "Cameras", MAIL)
    expect(page.get_by_role("heading", name="What the text seems to say")).to_be_visible()
    settled(page)
    assert page.locator("blockquote mark").count() > 3
    assert page.locator("blockquote img").count() == 0
    assert violations(page) + misspoken(page) == []
    expect(page.get_by_text("The kind of case is not clear.")).to_be_visible()
    expect(page.get_by_text(re.compile("What it only mentions"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile("Being negotiated"))).to_be_hidden()
    tick = page.get_by_role("checkbox", name=re.compile("In Hong Kong or Macao"))
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_be_checked()
    page.get_by_role("button", name="Take all that are ticked").press("Enter")
    expect(page.get_by_text("1 answer taken from the text")).to_be_visible()
    settled(page)
    expect(page.get_by_role("heading", name="What the text seems to say")).to_have_count(0)
    kept = stored(app)
    assert READ in kept
    assert "hong_kong_macao" in kept
    assert "zebra" not in kept
    assert "end users" not in kept


def test_a_text_alone_is_one_case_and_what_is_sought_in_a_list_is_taken_one_by_one(page: Page, app: App) -> None:
    paste(page, app, "Sought", MAIL, way="")
    page.get_by_role("button", name="Leave all").click()
    settled(page)
    sought = page.get_by_role("combobox", name="What kind of case is it?")
    sought.press_sequentially("PhD place")
    sought.press("Enter")
    settled(page)
    assert '["applicant"]' in stored(app), "the one kind in which that stands"


def test_nothing_is_taken_that_is_left(page: Page, app: App) -> None:
    paste(page, app, "Left alone", MAIL)
    page.get_by_role("button", name="Leave all").click()
    expect(page.get_by_text("Nothing was taken from the text.")).to_be_visible()
    settled(page)
    assert "zebra" not in stored(app)


def test_a_text_is_for_one_case(page: Page, app: App) -> None:
    paste(page, app, "Wrong way", MAIL, way="The whole organisation")
    expect(page.get_by_text("A text is read for one case")).to_be_visible()
    assert "Wrong way" not in stored(app)
