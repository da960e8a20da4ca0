"""The whole questionnaire by keyboard alone: Tab, Space, Enter, the arrows and letters; the mouse is never touched."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Download, Page, expect

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.record import Record, read_record
from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE
from tests.ui.conftest import App
from tests.ui.officer import key_class, settled
from ui.browser.widgets import MANY_AS_BOXES, NOT_SURE_TEXT

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST_STOPS = 600
"""Tab presses after which a thing counts as out of reach."""
REACTION = 120
"""Milliseconds in which the page begins to answer a key."""

FOCUSED = """() => {
    const it = document.activeElement;
    const label = it.labels && it.labels[0] ? it.labels[0].innerText : it.innerText || it.ariaLabel || "";
    const box = it.closest("[class*=st-key-q-]");
    return [it.tagName, it.type || it.role || "", label.trim(), box ? [...box.classList].filter(name => name.startsWith("st-key-q-")) : []];
}"""


class Keyboard:
    """An officer who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        """Presses a key and waits for what it sets off."""
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(REACTION)
        settled(self.page)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def reach(self, *, kind: str = "", name: str = "", box: str = "") -> None:
        """Tabs to the next thing of a kind, with a name (a pattern) or in a question's box."""
        for _ in range(MOST_STOPS):
            _, its_kind, label, boxes = self.page.evaluate(FOCUSED)
            if (not kind or its_kind == kind) and re.search(name, label) and (not box or box in boxes):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no {kind or 'thing'} {name or box} can be reached with the Tab key on {self.page.url}")

    def follow(self, name: str) -> None:
        """Presses a button or link and waits for the next page's heading to have the focus."""
        before = self.page.url
        self.reach(name=name)
        self.page.keyboard.press("Enter")
        expect(self.page).not_to_have_url(before)
        expect(self.page.get_by_role("heading", level=1)).to_be_focused()
        settled(self.page)

    def answer(self, question: Question, value: object, box: str) -> None:
        match question.kind:
            case Kind.ONE:
                wanted = [*(option.id for option in question.options), NOT_SURE].index(str(value))
                self.reach(kind="radio", box=box)
                self.press("Space")
                for _ in range(wanted):
                    self.press("ArrowDown")
            case Kind.MANY:
                for text in _texts(question, value):
                    if len(question.options) > MANY_AS_BOXES:
                        self.reach(kind="text", box=box)
                        self.type(text)
                        self.press("Enter")
                        self.press("Escape")
                    else:
                        self.reach(kind="checkbox", name=f"^{re.escape(text)}$", box=box)
                        self.press("Space")
            case Kind.NUMBER if value == NOT_SURE:
                self.reach(kind="checkbox", box=box)
                self.press("Space")
            case Kind.NUMBER | Kind.TEXT:
                self.reach(kind="number" if question.kind is Kind.NUMBER else "text", box=box)
                self.type(str(value))
                self.press("Enter")


def _texts(question: Question, value: object) -> list[str]:
    assert isinstance(value, list) or value == NOT_SURE
    return [question.option(id).text for id in value] if isinstance(value, list) else [NOT_SURE_TEXT]


def fill_page(keys: Keyboard, record: Record, about: dict[str, str]) -> None:
    """Answers every open question on the page that the record answers, in the order of the page."""
    done: set[str] = set()
    activity = _activity(keys.page)
    recorded = record.of(about[activity] if activity else None)
    while left := [id for id in _unanswered(keys.page) if id not in done and id in recorded]:
        done.add(left[0])
        keys.answer(knowledge.load().questions[left[0]], recorded[left[0]].value, key_class(left[0], activity)[1:])


def _activity(page: Page) -> str | None:
    return parse_qs(urlsplit(page.url).query).get("act", [None])[0]


def _unanswered(page: Page) -> list[str]:
    """The questions on the page whose answer is not saved: a saved one says who gave it."""
    boxes = page.locator("[class*=st-key-q-]").filter(has_not_text="Answered by")
    return boxes.locator(".g-q h2").evaluate_all("headings => headings.map(each => each.id)")


def fill_by_keyboard(page: Page, app: App, record: Record) -> Download:
    """From the first page to the PDF."""
    keys = Keyboard(page)
    page.goto(app.url)
    settled(page)
    keys.reach(kind="text", name="Name of the assessment")
    keys.type(record.title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=record.title)).to_be_focused()
    settled(page)
    keys.follow("^Continue")
    while "/activities" not in page.url:
        fill_page(keys, record, {})
        keys.follow("^Continue")
    about: dict[str, str] = {}
    for activity in record.activities:
        keys.reach(kind="text", name="Name, such as")
        keys.type(activity.name)
        keys.press("Enter")
        expect(page.get_by_role("heading", level=2, name=activity.name, exact=True)).to_be_visible()
    keys.follow(f"^Answer questions: {re.escape(record.activities[0].name)}")
    while "/check" not in page.url:
        if here := _activity(page):
            name = page.locator(".stMain p strong").first.inner_text()
            about[here] = next(each.id for each in record.activities if each.name == name)
        fill_page(keys, record, about)
        keys.follow("^Continue")
    keys.follow("^Result and report")
    keys.reach(name="^Download JSON")
    with page.expect_download(timeout=60_000) as waiting:
        page.keyboard.press("Enter")
    return waiting.value


@pytest.mark.browser
@pytest.mark.parametrize("name", ["lowfell", pytest.param("northmoor", marks=pytest.mark.nightly)])
def test_the_whole_questionnaire(page: Page, app: App, tmp_path: Path, name: str) -> None:
    catalogue = knowledge.load()
    example = read_record((EXAMPLES / f"{name}.json").read_bytes(), catalogue)
    saved = tmp_path / "saved.json"
    fill_by_keyboard(page, app, example).save_as(saved)
    typed = assess(catalogue, read_record(saved.read_bytes(), catalogue).facts(catalogue))
    meant = assess(catalogue, example.facts(catalogue))
    assert Counter((f.id, f.certain) for f in typed.findings) == Counter((f.id, f.certain) for f in meant.findings)
    assert [str(level) for level in typed.levels.values()] == [str(level) for level in meant.levels.values()]
