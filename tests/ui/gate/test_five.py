"""Five people and one assessment, each in a browser of their own: assign, answer, comment, approve, read and take away."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Download, Page, Playwright, expect

from guidance import knowledge
from guidance.case.store import Stage, Store
from guidance.team.log import Exported, TeamLog
from tests.ui import wire
from tests.ui.conftest import CHROMIUM, FLAGS
from tests.ui.gate.conftest import Team
from tests.ui.gate.test_browser import enter
from tests.ui.officer import question
from tests.ui.wire import settled

pytestmark = pytest.mark.browser
ASKED = {"pia": "profile.kind", "ivo": "systems.flaw_handling"}
"""Whom the officer asks what."""


@pytest.fixture
def browser_of_five(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


def opened(browser: Browser, team: Team, name: str, path: str = "/") -> Page:
    """A page of somebody who signs in, in a browser that holds nothing of anybody else."""
    page = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 1000}).new_page()
    wire.watch(page)
    page.set_default_timeout(60_000)
    page.goto(f"{team.address}{path}")
    enter(page, name)
    page.wait_for_url(re.compile(re.escape(f"{team.address}{path}")))
    settled(page)
    return page


def go(page: Page, team: Team, path: str) -> None:
    page.goto(f"{team.address}{path}")
    settled(page)


def assign(page: Page, email: str, id: str) -> None:
    page.get_by_label("To, by e-mail address").fill(email)
    field = page.get_by_role("combobox", name=re.compile("Or questions"))
    text = knowledge.load().questions[id].text
    field.click()
    field.fill(text)
    page.get_by_role("option", name=text, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator("[class*=st-key-assignment-]").filter(has_text=email)).to_be_visible()
    settled(page)


def taken(page: Page, name: re.Pattern[str]) -> Download:
    """What a link gives: it opens a page that is gone when the file has come."""
    found: list[Download] = []
    page.on("download", lambda each: found.append(each))
    page.context.on("page", lambda tab: tab.on("download", lambda each: found.append(each)))
    page.get_by_role("link", name=name).click()
    for _ in range(1_200):
        if found:
            break
        page.wait_for_timeout(50)
    return found[0]


def test_five_people_on_one_assessment(browser_of_five: Browser, by_oidc: Team) -> None:
    browser, catalogue = browser_of_five, knowledge.load()
    zoe = opened(browser, by_oidc, "zoe")
    zoe.get_by_label(re.compile("Name of the assessment")).fill("Of five people")
    zoe.get_by_role("button", name="Start", exact=True).click()
    expect(zoe.get_by_role("heading", level=1, name="Of five people")).to_be_focused()
    with ExitStack() as stack:
        store = Store.open(by_oidc.database, catalogue)
        stack.callback(store.close)
        (id,) = [each.id for each in store.assessments() if each.title == "Of five people"]
        for name, asked in ASKED.items():
            go(zoe, by_oidc, f"/others?a={id}")
            assign(zoe, f"{name}@example.ac.uk", asked)

        for name, asked in ASKED.items():
            page = opened(browser, by_oidc, name, "/mine")
            expect(page.get_by_text("Of five people")).to_be_visible()
            expect(page.get_by_role("radio").first).to_be_attached()
            option = catalogue.questions[asked].options[0]
            question(page, asked).get_by_role("radio", name=option.text, exact=True).check(force=True)
            expect(question(page, asked)).to_contain_text("Answered by")
            settled(page)
            other = next(each for each in ASKED.values() if each != asked)
            expect(question(page, other)).to_have_count(0)
            page.get_by_role("button", name=re.compile("^Hand in")).click()
            expect(page.get_by_text("handed in")).to_be_visible()
            go(page, by_oidc, f"/result?a={id}")
            expect(page.get_by_text("Of five people")).to_have_count(0)
        stored = store.record(id)
        said = {asked: (stored.record.answers[asked].value, stored.record.answers[asked].by) for asked in ASKED.values()}
        assert said == {
            "profile.kind": (catalogue.questions["profile.kind"].options[0].id, "Pia Rao"),
            "systems.flaw_handling": (catalogue.questions["systems.flaw_handling"].options[0].id, "Ivo Lind"),
        }
        assert {each.stage for each in stored.together.assignments.values()} == {Stage.DONE}

        lea = opened(browser, by_oidc, "lea", f"/others?a={id}")
        expect(lea.get_by_role("button", name="Assign", exact=True)).to_have_count(0)
        lea.get_by_text("Comment on an answer", exact=True).click()
        lea.get_by_label("Comment", exact=True).fill("Ask for the charter.")
        lea.get_by_role("button", name="Add comment").click()
        expect(lea.locator(".g-hint", has_text="Lea Brandt")).to_contain_text("Ask for the charter.")
        (commented,) = store.record(id).together.comments.values()
        assert (commented.by, commented.text) == ("Lea Brandt", "Ask for the charter.")

        go(zoe, by_oidc, f"/result?a={id}")
        signed_off(zoe, "This result is ready")
        hal = opened(browser, by_oidc, "hal", f"/result?a={id}")
        signed_off(hal, "Approve")
        assert [(each.step, each.name) for each in store.record(id).signatures] == [
            ("prepared", "Zoë 李"),
            ("signed", "Hal Okoye"),
        ]

        aud = opened(browser, by_oidc, "aud", f"/result?a={id}")
        aud.get_by_text("Sign-off", exact=True).click()
        expect(aud.get_by_text("Approved by Hal Okoye")).to_be_visible()
        expect(aud.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
        file = taken(aud, re.compile("^Download JSON"))
        assert file.suggested_filename == "of-five-people.json"
        assert b"Pia Rao" in file.path().read_bytes()
        logged = [(each.by, each.event.what) for each in TeamLog(store.database).events() if isinstance(each.event, Exported)]
        assert logged == [
            ("Zoë 李", "result read"),
            ("Hal Okoye", "result read"),
            ("Aud Vik", "result read"),
            ("Aud Vik", "report"),
        ]


def signed_off(page: Page, label: str) -> None:
    page.get_by_text("Sign-off", exact=True).click()
    settled(page)
    page.get_by_role("button", name=label, exact=True).click()
    told = "^Approved by Hal" if label == "Approve" else "^Ready, says Zoë"
    expect(page.get_by_text(re.compile(told))).to_be_visible()
    settled(page)
