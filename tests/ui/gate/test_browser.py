"""Journeys in a real browser: sign in by a deep address, sign out in one of two tabs; another person in the same tab."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Playwright, expect

from guidance import knowledge
from guidance.case.store import NoteWritten, Store
from guidance.team.sign_ins import SignIns
from tests.ui import wire
from tests.ui.conftest import CHROMIUM, FLAGS
from tests.ui.gate.conftest import Team
from tests.ui.officer import choose, continue_to
from tests.ui.wire import settled

pytestmark = pytest.mark.browser


def enter(page: Page, name: str) -> None:
    """Signs in on the provider's page."""
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()


def test_signing_in_and_out_with_two_tabs(playwright: Playwright, by_oidc: Team) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    context = browser.new_context(ignore_https_errors=True)
    said: list[str] = []
    page, second = context.new_page(), context.new_page()
    for each in (page, second):
        wire.watch(each)
        each.set_default_timeout(60_000)
        each.on("console", lambda message: said.append(message.text))

    page.goto(f"{by_oidc.address}/?asked=for")
    enter(page, "zoe")
    page.wait_for_url(re.compile(re.escape(by_oidc.address) + r"/\?asked=for"))
    settled(page)
    expect(page.get_by_text("Signed in as Zoë 李")).to_be_visible()
    expect(page.get_by_label(re.compile("Your name"))).to_have_count(0)
    page.get_by_label(re.compile("Name of the assessment")).fill("By the gate")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="By the gate")).to_be_focused()
    settled(page)
    continue_to(page, "Your organisation")
    expect(page.get_by_role("radio").first).to_be_visible()
    choose(page, "profile.kind", "he_england")
    expect(page.get_by_text(re.compile("Answered by Zoë 李")).first).to_be_attached()

    second.goto(page.url)
    settled(second)
    expect(second.get_by_role("heading", level=1, name="Your organisation")).to_be_visible()

    page.get_by_role("link", name="Sign out").click()
    page.wait_for_url(re.compile("/session/end"))
    expect(second.get_by_role("heading", level=1, name="You are signed out.")).to_be_visible()
    assert "Northmoor" not in second.content()
    assert "By the gate" not in second.content()
    second.go_back()
    expect(second.get_by_text("By the gate")).to_have_count(0)
    assert not [line for line in said if "Content Security Policy" in line]
    context.close()
    browser.close()


WORDS = ("Northmoor of the first", "wordnoteofthefirst", "Zoë 李")
"""What only the first of two people may see."""


@pytest.mark.parametrize("signs_out", [True, False], ids=["who signed out", "whose sign-in ended"])
def test_another_person_in_the_same_tab_sees_nothing_of_the_first(
    playwright: Playwright, by_oidc: Team, signs_out: bool
) -> None:
    """They open the very address that the first one was at, and go back through what the tab remembers."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    wire.watch(page)
    page.set_default_timeout(60_000)
    page.goto(by_oidc.address)
    enter(page, "zoe")
    settled(page)
    page.get_by_label(re.compile("Name of the assessment")).fill(WORDS[0])
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=WORDS[0])).to_be_focused()
    settled(page)
    continue_to(page, "Your organisation")
    at = page.url
    assert WORDS[0] in page.content() or WORDS[0] in page.title()
    write_note(by_oidc, at)
    page.reload()
    settled(page)
    assert all(word in page.content() for word in WORDS[1:]), "the search is not blind"

    if signs_out:
        page.get_by_role("link", name="Sign out").click()
        page.get_by_role("button", name="Yes, sign me out").click()
        page.wait_for_url(re.compile("/signed-out"))
    else:
        SignIns(by_oidc.database).end_all(by_oidc.provider, subject="zoe")
        expect(page.get_by_role("heading", level=1, name="You are signed out.")).to_be_visible()
        context.clear_cookies(name="_session")  # the provider would let the first one in again
    sent: list[bytes] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: sent.append(as_bytes(frame))))
    page.goto(at)
    enter(page, "pia")
    page.wait_for_url(at)
    settled(page)
    expect(page.get_by_role("heading", level=1, name="The assessment cannot be opened")).to_be_visible()
    expect(page.get_by_text("Signed in as Pia Rao")).to_be_visible()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    refused = page.content()
    page.goto(by_oidc.address)
    settled(page)
    expect(page.get_by_text("Signed in as Pia Rao")).to_be_visible()
    shown = [refused, page.content(), page.title(), page.evaluate("JSON.stringify([localStorage, sessionStorage])")]
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        shown.append(page.content())
    everything = "".join(shown) + b"".join(sent).decode("utf-8", "replace")
    assert "Pia Rao" in everything
    assert [word for word in WORDS if word in everything] == []
    context.close()
    browser.close()


def write_note(team: Team, at: str) -> None:
    """A note beside the first question of the page, as somebody else would store it."""
    (id,) = parse_qs(urlsplit(at).query)["a"]
    store = Store.open(team.database, knowledge.load())
    version = store.record(id).version
    store.append(id, NoteWritten(activity=None, question="profile.kind", made_on=version, note=WORDS[1]), WORDS[2])
    store.close()


def as_bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
