"""The three ways in lead where they say, and one case is asked no more than was promised."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import App
from tests.ui.officer import settled

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("way", "heading"),
    [
        ("One case", "Ten-minute triage"),
        ("A register of partnerships", "Partners and register"),
        ("The whole organisation", "By the whole organisation"),
    ],
)
def test_each_way_leads_where_it_says(page: Page, app: App, way: str, heading: str) -> None:
    page.goto(app.url)
    settled(page)
    title = f"By {way[0].lower()}{way[1:]}"
    page.get_by_label(re.compile("Name of the assessment")).fill(title)
    page.get_by_role("radio", name=re.compile(f"^{way}")).check(force=True)
    most = int(re.findall(r"At most (\d+) questions", page.locator("form, [data-testid=stForm]").first.inner_text())[0])
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_focused()
    settled(page)
    if way == "One case":
        expect(page.get_by_text(f"About: {title}")).to_be_visible()
        assert 8 < page.locator("[class*=st-key-q-]").count() <= most
