"""axe-core finds nothing serious on any page or state, nothing is lost at 320 pixels, and the report is as good."""

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import App
from tests.ui.officer import (
    add_activity,
    choose,
    continue_to,
    follow,
    question,
    settled,
    show_beside,
    start,
    tick,
    unfold,
    unfold_all,
)

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SAMPLE = Path(__file__).parents[1] / "partners" / "register" / "data" / "partnerships_sample.xlsx"
NORTHMOOR = Path(__file__).parents[2] / "examples" / "northmoor.json"
STREAMLITS_OWN = "minor presentation-role-conflict"
"""Left as it is: the file uploader's drop zone is a presentational section that can take the focus."""


def violations(page: Page) -> list[str]:
    """What axe-core finds, serious and critical first."""
    page.evaluate(AXE)
    found = page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations)", TAGS)
    return [f"{v['impact']} {v['id']}: {json.dumps([n['target'] for n in v['nodes']][:3])}" for v in found]


def misspoken(page: Page) -> list[str]:
    """Names that a screen reader would read out with the signs by which Markdown is escaped."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [name for node in nodes if "\\" in (name := str(node.get("name", {}).get("value", "")))]


def test_every_page_and_state(page: Page, app: App) -> None:
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        settled(page)
        found[state] = violations(page) + misspoken(page)

    page.goto(app.url)
    look("home, empty")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("home, error")
    start(page, app.url, "For everyone")
    look("overview, empty")
    page.get_by_text("Name, date, marking, prepared by").click()
    look("overview, details open")
    continue_to(page, "Your organisation")
    look("organisation")
    choose(page, "profile.kind", "he_england")
    show_beside(page)
    expect(question(page, "profile.kind").get_by_label("Note")).to_be_visible()
    page.get_by_text("Why we ask").first.click()
    look("organisation, note and reason open")
    follow(page, "Activities")
    look("activities, empty")
    activity = add_activity(page, "Rotor noise")
    follow(page, "The partner")
    choose(page, "partner.location", "mainland", activity)
    choose(page, "partner.sanctions", "not_checked", activity)
    page.get_by_text("Settle the sanctions check").first.click()
    look("activity, finding open")
    follow(page, "Technology and exports")
    tick(page, "technology.areas", ["quantum"], activity)
    look("activity, many options")
    follow(page, "Activities")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.get_by_role("button", name=re.compile("^Bring back"))).to_be_visible()
    look("activities, one removed")
    page.get_by_role("button", name=re.compile("^Bring back")).click()
    expect(page.get_by_role("button", name=re.compile("^Remove"))).to_be_visible()
    follow(page, "Ten-minute triage")
    look("triage")
    follow(page, "Partners and register")
    page.get_by_label("Partner's name, in its own script if you have it").fill("HIT")
    page.get_by_role("button", name="Look up", exact=True).click()
    expect(page.get_by_role("heading", name="To settle: 1")).to_be_visible(timeout=30_000)
    look("partners, one to settle")
    page.locator("[class*=st-key-register] input[type=file]").set_input_files(SAMPLE)
    expect(page.get_by_text("What would be added")).to_be_visible(timeout=30_000)
    settled(page)
    unfold_all(page)
    look("partners, a register before it is added")
    follow(page, "Ask others")
    look("ask others")
    follow(page, "Answer many at once")
    look("many at once, one activity")
    follow(page, "Activities")
    add_activity(page, "Rotor noise again")
    follow(page, "Answer many at once")
    look("many at once")
    page.get_by_role("button", name=re.compile("^Carry")).click()
    expect(page.get_by_text(re.compile("carried over to 1 activity"))).to_be_visible()
    look("many at once, carried over")
    follow(page, "Check your answers")
    look("check")
    unfold(page, "Rotor noise")
    look("check, a fold open")
    page.get_by_role("link", name=re.compile("^Change: ")).first.click()
    expect(page.get_by_role("link", name="All questions of this page")).to_be_visible()
    look("one question to change")
    continue_to(page, "Check your answers")
    look("check, one changed")
    follow(page, "Result and report")
    expect(page.get_by_role("heading", name="What to do now")).to_be_visible()
    look("result")
    unfold_all(page)
    look("result, all open")
    page.goto(f"{app.url}/partner?a=nosuchone")
    settled(page)
    look("no such assessment")
    own = {state: [each for each in some if not each.startswith(STREAMLITS_OWN)] for state, some in found.items()}
    assert {state: some for state, some in own.items() if some} == {}


def test_an_organisation_with_many_activities(page: Page, app: App) -> None:
    page.goto(app.url)
    settled(page)
    page.locator("input[type=file]").first.set_input_files(NORTHMOOR)
    page.get_by_role("button", name="Open as a new assessment").click()
    found: dict[str, list[str]] = {}
    for heading in ("Activities", "What to do now"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=60_000)
        settled(page)
        found[heading] = violations(page) + misspoken(page)
        assert "\\" not in page.locator("[data-testid=stMain]").inner_text()
        if heading == "Activities":
            follow(page, "Result and report")
    assert {name: some for name, some in found.items() if some} == {}


def test_the_report_is_accessible(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "A report")
    follow(page, "Result and report")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Download HTML")).click()
    waiting.value.save_as(tmp_path / "report.html")
    page.goto((tmp_path / "report.html").as_uri())
    assert violations(page) == []


CUT_SHORT = """() => [...document.querySelectorAll(".stMain p")].map(text => text.parentElement).filter(box => {
    const style = getComputedStyle(box);
    return style.overflow === "hidden" && style.textOverflow === "ellipsis" && box.scrollWidth > box.clientWidth + 1;
}).map(box => box.innerText)"""
"""The texts that end in dots because their place is narrow."""


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_lost_on_a_narrow_screen(page: Page, app: App, width: int) -> None:
    start(page, app.url, "Narrow")
    continue_to(page, "Your organisation")
    page.set_viewport_size({"width": width, "height": 640})
    for place in (
        page.url,
        *(page.url.replace("profile", name) for name in ("result", "check", "triage", "alike", "partners", "others")),
    ):
        page.goto(place)
        settled(page)
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
        wide = "e => [...document.querySelectorAll('.stMain p, .stMain h1, .stMain h2, .stMain button')].filter(x => x.getBoundingClientRect().right > innerWidth + 1 && !x.closest('[tabindex]')).length"
        assert page.evaluate(wide) == 0
        assert page.evaluate(CUT_SHORT) == []
