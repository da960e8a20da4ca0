"""What an officer does in the browser, in their words."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from guidance import knowledge
from tests.ui.wire import reached, settled
from ui.browser.widgets import MANY_AS_BOXES


def key_class(question: str, activity: str | None) -> str:
    return f".st-key-q-{activity or 'org'}-{question.replace('.', '-')}"


def question(page: Page, id: str, activity: str | None = None) -> Locator:
    return page.locator(key_class(id, activity))


def choose(page: Page, id: str, option: str, activity: str | None = None) -> None:
    """Chooses one option and waits until the answer is saved."""
    radio = question(page, id, activity).get_by_role("radio", name=_text(id, option), exact=True)
    radio.check(force=True)
    _saved(page, id, activity)
    expect(radio).to_be_checked()


def tick(page: Page, id: str, options: list[str], activity: str | None = None) -> None:
    """Ticks options and waits until the answer is saved."""
    box = question(page, id, activity)
    for option in options:
        if len(knowledge.load().questions[id].options) > MANY_AS_BOXES:
            searched = box.get_by_role("combobox", name=knowledge.load().questions[id].text)
            searched.click()
            searched.fill(_text(id, option))
            page.get_by_role("option", name=_text(id, option), exact=True).click()
            page.keyboard.press("Escape")
        else:
            box.get_by_role("checkbox", name=_text(id, option), exact=True).check(force=True)
        _saved(page, id, activity)


def show_beside(page: Page) -> None:
    """Shows notes, evidence and marks for every answer."""
    page.get_by_text("Show notes, evidence and marks for every answer").click()
    settled(page)


def _saved(page: Page, id: str, activity: str | None) -> None:
    """An answer that is saved says who gave it."""
    expect(question(page, id, activity).locator("details")).to_contain_text("Answered by")
    settled(page)


def write(page: Page, id: str, text: str) -> None:
    field = question(page, id).get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    settled(page)


def _text(id: str, option: str) -> str:
    return "Not sure" if option == "not sure" else knowledge.load().questions[id].option(option).text


def follow(page: Page, name: str, heading: str | None = None) -> None:
    """Follows a link with the press of a human hand, by way of the overview where need be, and waits for its page."""
    link = page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first
    if not link.is_visible():
        page.get_by_role("link", name="Overview").click(delay=120)
    link.click(delay=120)
    expect(page.get_by_role("heading", level=1, name=heading or name)).to_be_focused()
    settled(page)


def continue_to(page: Page, heading: str) -> None:
    page.get_by_role("button", name=re.compile("^Continue")).first.click()
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_focused()
    settled(page)


def start(page: Page, url: str, title: str) -> None:
    page.goto(url)
    settled(page)
    page.get_by_label(re.compile("Name of the assessment")).fill(title)
    page.get_by_label(re.compile("Your name")).fill("A. Officer")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_focused()
    settled(page)


def add_activity(page: Page, name: str) -> str:
    """Adds an activity, opens its questions, and returns its id."""
    page.get_by_label(re.compile("Name, such as")).fill(name)
    page.get_by_role("button", name="Add activity").click()
    page.get_by_role("button", name=f"Answer questions: {name}", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="The activity")).to_be_focused()
    settled(page)
    return parse_qs(urlsplit(page.url).query)["act"][0]


def unfold(page: Page, name: str) -> None:
    """Opens the answers about the organisation or an activity on the page that checks them; a few are open as it is."""
    fold = page.locator("[data-testid=stExpander] details").filter(has=page.locator("summary", has_text=f"{name}: "))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    expect(fold.locator("[class*=st-key-row-]").first).to_be_visible()
    settled(page)


def unfold_all(page: Page) -> None:
    """Opens every fold, each once the page has come to rest after the one before, as a hand does: a press on what an opening fold pushes
    along lands where it was."""
    shut = page.locator("[data-testid=stExpander] details:not([open])")
    while (left := shut.count()) > 0:
        reached(shut.first.locator("summary").first).click()
        settled(page)
        expect(shut).not_to_have_count(left)
