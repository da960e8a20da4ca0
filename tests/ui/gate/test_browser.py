"""One journey in a real browser: sign in by a deep address, sign out in one of two tabs."""

import re

import pytest
from playwright.sync_api import Page, Playwright, expect

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
