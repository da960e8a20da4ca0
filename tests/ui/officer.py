"""What an officer does in the browser, in their words."""

import re

from playwright.sync_api import Locator, Page, expect

from guidance import knowledge


def settled(page: Page) -> None:
    """Waits until the page has stopped changing."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def key_class(question: str, activity: str | None) -> str:
    return f".st-key-q-{activity or 'org'}-{question.replace('.', '-')}"


def question(page: Page, id: str, activity: str | None = None) -> Locator:
    return page.locator(key_class(id, activity))


def choose(page: Page, id: str, option: str, activity: str | None = None) -> None:
    """Chooses an option and waits until the answer is saved."""
    asked = knowledge.load().questions[id]
    text = "Not sure" if option == "not sure" else asked.option(option).text
    box = question(page, id, activity)
    box.get_by_role("radio", name=text, exact=True).check(force=True)
    settled(page)


def start(page: Page, url: str, title: str) -> None:
    page.goto(url)
    settled(page)
    page.get_by_label(re.compile("Name of the assessment")).fill(title)
    page.get_by_label(re.compile("Your name")).fill("A. Officer")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    settled(page)
