"""The whole journey in a real browser: by mouse, by keyboard, through a crash, and with hostile text."""

import re
import signal
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from guidance import knowledge
from guidance.case.record import Marking, read_record
from guidance.case.store import Answered, Described, Removed, Store
from tests.ui import wire
from tests.ui.conftest import App
from tests.ui.officer import (
    _text,
    add_activity,
    choose,
    continue_to,
    follow,
    key_class,
    question,
    settled,
    show_beside,
    start,
    tick,
    unfold,
    write,
)

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror=alert(1)> **bold** :red[x] [a](javascript:alert(1)) =HYPERLINK("http://e.invalid") ![i](http://e.invalid/i.png)'


def seen_elsewhere(page: Page) -> list[str]:
    """Every address outside this machine that the page asks for."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: (
            asked.append(request.url) if "127.0.0.1" not in request.url and request.url.startswith("http") else None
        ),
    )
    return asked


def test_an_officer_gets_from_questions_to_a_report(page: Page, app: App, tmp_path: Path) -> None:
    asked = seen_elsewhere(page)
    start(page, app.url, "Northmoor University, autumn")
    continue_to(page, "Your organisation")
    write(page, "profile.name", "Northmoor University")
    choose(page, "profile.kind", "he_england")
    follow(page, "Activities")
    activity = add_activity(page, "Quantum sensing with diamond defects")
    choose(page, "activity.field", "engineering", activity)
    choose(page, "activity.stage", "negotiating", activity)
    follow(page, "The partner")
    choose(page, "partner.location", "mainland", activity)
    choose(page, "partner.defence", "seven_sons", activity)
    choose(page, "partner.sanctions", "not_checked", activity)
    expect(page.get_by_text("Settle the sanctions check before money or goods move")).to_be_visible()
    follow(page, "Technology and exports")
    tick(page, "technology.areas", ["quantum"], activity)
    choose(page, "technology.control_list", "dual_use", activity)
    tick(page, "technology.leaves", ["files"], activity)
    choose(page, "technology.published", "some", activity)
    choose(page, "technology.licence", "none", activity)
    expect(page.get_by_text("Get a licence before anything listed leaves")).to_be_visible()
    follow(page, "Check your answers")
    unfold(page, "Quantum sensing with diamond defects")
    expect(page.get_by_role("definition").filter(has_text="Neither a licence nor a recorded decision")).to_be_visible()
    follow(page, "Result and report")
    expect(page.get_by_role("heading", name="What to do now")).to_be_visible()
    page.get_by_text("Findings by activity and topic").first.click()
    row = page.locator(".g-row").filter(has_text="Quantum sensing with diamond defects")
    wire.reached(row.get_by_text("Quantum sensing with diamond defects")).click()
    expect(row.locator(".g-finding").filter(has_text="Get a licence before anything listed leaves")).to_be_visible()
    for name in ("PDF", "HTML", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=re.compile(f"Download {name}")).click()
        waiting.value.save_as(tmp_path / f"report.{name.lower()}")
    text = " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(tmp_path / "report.pdf").pages).split())
    assert "Get a licence before anything listed leaves" in text
    assert "Northmoor University" in text
    assert "Get a licence before anything listed leaves" in (tmp_path / "report.html").read_text()
    record = read_record((tmp_path / "report.json").read_bytes(), knowledge.load())
    assert record.activity(activity).answers["technology.licence"].value == "none"
    assert asked == []


def test_answers_survive_a_crash_of_the_server(page: Page, app: App) -> None:
    start(page, app.url, "Crash")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_scotland")
    app.stop(signal.SIGKILL)
    app.start()
    page.reload()
    settled(page)
    expect(
        question(page, "profile.kind").get_by_role("radio", name="University or higher-education provider in Scotland")
    ).to_be_checked()


def test_the_keyboard_alone_is_enough(page: Page, app: App) -> None:
    page.goto(app.url)
    settled(page)
    page.get_by_label(re.compile("Name of the assessment")).focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="By keyboard")).to_be_focused()
    _tab_to(page, re.compile("^Continue"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Your organisation")).to_be_focused()
    _tab_to(page, None, "input[type=radio]")
    page.keyboard.press("Space")
    settled(page)
    radios = question(page, "profile.kind").get_by_role("radio")
    expect(radios.first).to_be_checked()
    expect(radios.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    settled(page)
    expect(radios.nth(1)).to_be_checked()
    _tab_to(page, re.compile("^Continue"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Your organisation")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def _tab_to(page: Page, name: re.Pattern[str] | None, css: str = "button, a") -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(css) => { const e = document.activeElement; return e && e.matches(css) ? e.innerText || e.type : null }", css
        )
        if focused is not None and (name is None or name.search(focused.strip())):
            return
    raise AssertionError(f"no {css} named {name} can be reached with the Tab key")


def test_hostile_text_stays_text(page: Page, app: App) -> None:
    asked = seen_elsewhere(page)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    start(page, app.url, HOSTILE)
    continue_to(page, "Your organisation")
    write(page, "profile.name", HOSTILE)
    choose(page, "profile.kind", "company")
    show_beside(page)
    note = question(page, "profile.kind").get_by_label("Note")
    note.fill(HOSTILE)
    note.press("Control+Enter")
    settled(page)
    follow(page, "Activities")
    add_activity(page, HOSTILE)
    for link in ("Activities", "Overview", "Check your answers", "Result and report"):
        follow(page, link, HOSTILE if link == "Overview" else None)
        expect(page.get_by_text("onerror=alert(1)").first).to_be_attached()
        assert page.locator(".stMain img, .stSidebar img, .stMain a[href^=javascript]").count() == 0
    assert asked == []


def test_a_file_that_is_no_assessment_is_refused(page: Page, app: App, tmp_path: Path) -> None:
    for content, said in (
        ('{"format": 2}', "newer version"),
        ("{", "not a saved assessment"),
        (
            '{"format": 1, "id": "x", "title": "t", "as_at": "2026-01-01", "answers": {"profile.kind": {"value": "king"}}}',
            "expected one of",
        ),
    ):
        file = tmp_path / "saved.json"
        file.write_text(content)
        page.goto(app.url)
        settled(page)
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("saved.json")).to_be_visible()
        page.get_by_role("button", name="Open as a new assessment").click()
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()


def test_going_back_loses_nothing(page: Page, app: App) -> None:
    start(page, app.url, "Back")
    follow(page, "Activities")
    activity = add_activity(page, "A project")
    follow(page, "The partner")
    choose(page, "partner.location", "mainland", activity)
    choose(page, "partner.defence", "industry", activity)
    choose(page, "partner.designated", "no", activity)
    choose(page, "partner.location", "elsewhere", activity)
    expect(question(page, "partner.designated", activity)).to_contain_text("Not asked now")
    expect(page.get_by_text(re.compile("Set aside: 1 earlier answer"))).to_be_visible()
    page.reload()
    settled(page)
    expect(page.locator(key_class("partner.designated", activity))).to_have_count(0)
    choose(page, "partner.location", "mainland", activity)
    expect(
        question(page, "partner.designated", activity).get_by_role(
            "radio", name="No, we looked at the list and noted the date", exact=True
        )
    ).to_be_checked()


def test_two_presses_in_one_breath_are_both_carried_out(page: Page, app: App) -> None:
    start(page, app.url, "In one breath")
    for name in ("One", "Two"):
        follow(page, "Activities")
        add_activity(page, name)
    follow(page, "Activities")
    page.get_by_role("button", name=re.compile("^Remove: ")).evaluate_all("all => all.forEach(each => each.click())")
    expect(page.get_by_role("button", name=re.compile("^Bring back: "))).to_have_count(2)
    settled(page)
    expect(page.get_by_role("button", name=re.compile("^Remove: "))).to_have_count(0)


def test_why_a_question_is_asked_or_not_and_answering_it_anyway(page: Page, app: App) -> None:
    start(page, app.url, "Reasons")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "company")
    page.get_by_text("Why we ask, who can answer").nth(2).click()
    expect(page.get_by_text(re.compile("It can still decide [0-9]+ findings")).first).to_be_visible()
    follow(page, "Campus and community")
    page.get_by_text(re.compile("Show the questions that are not asked here")).click()
    reason = re.compile("Not asked because of: The kind of organisation")
    of_a_university = page.locator("details").filter(has_text=reason).first
    of_a_university.get_by_text("Not asked now: why, who can answer").click()
    expect(of_a_university.get_by_text(reason)).to_be_visible()
    choose(page, "campus.lists", "none")
    page.reload()
    settled(page)
    expect(page.get_by_text(re.compile("Set aside: 1 earlier answer"))).to_be_visible()


def test_the_side_bar_tells_when_a_page_is_done(page: Page, app: App) -> None:
    start(page, app.url, "Side bar")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_scotland")
    link = page.locator(".stSidebar").get_by_role("link", name=re.compile("^People and appointments"))
    expect(link).not_to_contain_text("✓")
    follow(page, "People and appointments")
    choose(page, "people.sanctioned_by_china", "not sure")
    expect(link).to_contain_text("✓")


def test_what_a_colleague_answered_is_shown_with_the_next_answer(page: Page, app: App) -> None:
    start(page, app.url, "Together")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_scotland")
    store = Store.open(app.database, knowledge.load())
    [summary] = [each for each in store.assessments() if each.title == "Together"]
    store.append(summary.id, Answered(question="profile.kind", value="he_wales"), "a colleague")
    store.append(summary.id, Described(marking=Marking.CONFIDENTIAL), "a colleague")
    store.close()
    write(page, "profile.name", "Northmoor University")
    wales = question(page, "profile.kind").get_by_role("radio", name=_text("profile.kind", "he_wales"), exact=True)
    expect(wales).to_be_checked()
    expect(page.get_by_text("Changed elsewhere")).to_be_visible()
    expect(question(page, "profile.name").get_by_role("textbox")).to_have_value("Northmoor University")
    expect(page.locator(".stSidebar .g-mark")).to_have_text("CONFIDENTIAL")


def test_an_assessment_that_was_removed_meanwhile_is_named_and_nothing_is_written(page: Page, app: App) -> None:
    start(page, app.url, "Removed")
    continue_to(page, "Your organisation")
    store = Store.open(app.database, knowledge.load())
    [summary] = [each for each in store.assessments() if each.title == "Removed"]
    store.append(summary.id, Removed(), "somebody else")
    question(page, "profile.kind").get_by_role("radio").first.check(force=True)
    expect(page.get_by_role("heading", level=1, name="The assessment cannot be opened")).to_be_visible()
    expect(page.get_by_text(re.compile("was removed; restore it first")).first).to_be_visible()
    assert not any(isinstance(each.event, Answered) for each in store.history(summary.id))
    store.close()


def test_answers_that_cannot_all_be_right_are_named_on_the_check_page(page: Page, app: App) -> None:
    start(page, app.url, "Contradiction")
    continue_to(page, "Your organisation")
    tick(page, "profile.exposures", ["none"])
    follow(page, "Activities")
    activity = add_activity(page, "A project")
    follow(page, "The partner")
    choose(page, "partner.location", "mainland", activity)
    follow(page, "Check your answers")
    expect(page.get_by_role("alert")).to_contain_text("Answers that cannot all be right")
    expect(page.get_by_role("alert")).to_contain_text("ticked no link with China")
