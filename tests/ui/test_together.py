"""Several officers, or one who is quick, on one assessment: nothing is undone unseen, and what is not saved is said."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from guidance import knowledge
from guidance.case.record import Recorded
from guidance.case.store import Store
from tests.ui import wire
from tests.ui.conftest import App
from tests.ui.officer import _text, choose, continue_to, follow, question, settled, show_beside, start, write

pytestmark = pytest.mark.browser
KIND = "profile.kind"
LEAVE_OUT = "Leave this out of a version that is disclosed"


@pytest.fixture
def other(browser: Browser, page: Page) -> Iterator[Page]:
    """The page of a second officer."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    fresh = context.new_page()
    wire.watch(fresh)
    fresh.set_default_timeout(20_000)
    yield fresh
    context.close()


def stored(store: Store, title: str) -> Recorded:
    [summary] = [each for each in store.assessments() if each.title == title]
    return store.record(summary.id).record.answers[KIND]


def begin(page: Page, app: App, title: str) -> None:
    start(page, app.url, title)
    continue_to(page, "Your organisation")
    choose(page, KIND, "he_england")


def join(other: Page, page: Page) -> None:
    other.goto(page.url)
    expect(other.get_by_role("heading", level=1, name="Your organisation")).to_be_visible()
    settled(other)


def radio(page: Page, option: str) -> Locator:
    return question(page, KIND).get_by_role("radio", name=_text(KIND, option), exact=True)


@pytest.mark.parametrize("field", ["Note", "Evidence: where it is kept"])
def test_a_text_and_the_mark_that_is_clicked_next_are_both_stored(page: Page, app: App, store: Store, field: str) -> None:
    title = f"Quick {field}"
    begin(page, app, title)
    show_beside(page)
    box = question(page, KIND)
    box.get_by_label(field).fill("told in confidence")
    box.get_by_text(LEAVE_OUT).click(delay=80)
    expect(box.get_by_role("checkbox", name=LEAVE_OUT)).to_be_checked()
    settled(page)
    box.get_by_text("To be looked at again").click()
    expect(box.get_by_role("checkbox", name="To be looked at again")).to_be_checked()
    settled(page)
    page.reload()
    settled(page)
    answer = stored(store, title)
    assert (answer.note or answer.evidence, answer.withhold, answer.review) == ("told in confidence", True, True)


def test_a_note_and_the_option_that_is_clicked_next_are_both_stored(page: Page, app: App, store: Store) -> None:
    begin(page, app, "Quick option")
    show_beside(page)
    question(page, KIND).get_by_label("Note").fill("told in confidence")
    question(page, KIND).get_by_text(_text(KIND, "he_wales"), exact=True).click(delay=80)
    expect(radio(page, "he_wales")).to_be_checked()
    settled(page)
    page.reload()
    settled(page)
    expect(radio(page, "he_wales")).to_be_checked()
    assert (stored(store, "Quick option").value, stored(store, "Quick option").note) == ("he_wales", "told in confidence")


def test_two_officers_answer_at_once_and_the_second_settles_it(page: Page, other: Page, app: App, store: Store) -> None:
    begin(page, app, "At once")
    join(other, page)
    choose(other, KIND, "company")
    radio(page, "he_wales").check(force=True)
    told = question(page, KIND).get_by_role("alert")
    expect(told).to_contain_text("The answer: not saved")
    expect(told).to_contain_text("was changed by local officer")
    expect(told.locator("dd").nth(0)).to_have_text(_text(KIND, "company"))
    expect(told.locator("dd").nth(1)).to_have_text(_text(KIND, "he_wales"))
    expect(radio(page, "company")).to_be_checked()
    assert stored(store, "At once").value == "company"
    question(page, KIND).get_by_role("button", name="Save mine").click()
    expect(told).to_have_count(0)
    expect(radio(page, "he_wales")).to_be_checked()
    settled(page)
    assert (stored(store, "At once").value, stored(store, "At once").by) == ("he_wales", "A. Officer")


def test_a_text_that_is_not_saved_stays_on_the_page_until_it_is_settled(
    page: Page, other: Page, app: App, store: Store
) -> None:
    begin(page, app, "Two notes")
    show_beside(page)
    join(other, page)
    show_beside(other)
    for officer, text in ((other, "Theirs"), (page, "Mine\nin two lines")):
        note = question(officer, KIND).get_by_label("Note")
        note.fill(text)
        note.press("Control+Enter")
        settled(officer)
    told = question(page, KIND).get_by_role("alert")
    expect(told.locator("dd").nth(1)).to_have_text("Mine\nin two lines")
    expect(question(page, KIND).get_by_label("Note")).to_have_value("Theirs")
    follow(page, "Overview", "Two notes")
    expect(page.get_by_role("alert").locator("dd").nth(1)).to_have_text("Mine\nin two lines")
    page.get_by_role("button", name="Keep what is stored").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert stored(store, "Two notes").note == "Theirs"


def test_a_mark_of_one_officer_stays_when_another_changes_the_answer(page: Page, other: Page, app: App, store: Store) -> None:
    begin(page, app, "Mark and answer")
    join(other, page)
    show_beside(other)
    question(other, KIND).get_by_text(LEAVE_OUT).click()
    expect(question(other, KIND).get_by_role("checkbox", name=LEAVE_OUT)).to_be_checked()
    settled(other)
    choose(page, KIND, "company")
    assert (stored(store, "Mark and answer").value, stored(store, "Mark and answer").withhold) == ("company", True)


def test_what_stands_beside_an_answer_that_is_taken_back_is_kept(page: Page, app: App, store: Store) -> None:
    start(page, app.url, "Taken back")
    continue_to(page, "Your organisation")
    write(page, "profile.name", "Northmoor")
    show_beside(page)
    box = question(page, "profile.name")
    box.get_by_text(LEAVE_OUT).click()
    expect(box.get_by_role("checkbox", name=LEAVE_OUT)).to_be_checked()
    settled(page)
    box.get_by_label(knowledge.load().questions["profile.name"].text).fill("")
    box.get_by_label(knowledge.load().questions["profile.name"].text).press("Enter")
    expect(box.get_by_text("Kept until the question is answered")).to_contain_text("Left out of a version that is disclosed")
    box.get_by_label(knowledge.load().questions["profile.name"].text).fill("Northmoor")
    box.get_by_label(knowledge.load().questions["profile.name"].text).press("Enter")
    expect(box.get_by_role("checkbox", name=LEAVE_OUT)).to_be_checked()


def test_a_note_beside_a_question_that_is_not_answered_is_kept(page: Page, app: App, store: Store) -> None:
    begin(page, app, "Asked of legal")
    show_beside(page)
    note = question(page, "profile.name").get_by_label("Note")
    note.fill("Asked the registrar.")
    note.press("Control+Enter")
    expect(question(page, "profile.name").get_by_text("Kept until the question is answered")).to_contain_text("The note")
    name = question(page, "profile.name").get_by_label(knowledge.load().questions["profile.name"].text)
    name.fill("Northmoor")
    name.press("Enter")
    settled(page)
    (id,) = (each.id for each in store.assessments() if each.title == "Asked of legal")
    assert store.record(id).record.answers["profile.name"].note == "Asked the registrar."
    expect(note).to_have_value("Asked the registrar.")


def test_an_answer_that_is_given_while_the_page_comes_in_is_stored_and_shown(page: Page, app: App, store: Store) -> None:
    start(page, app.url, "While it comes in")
    page.get_by_role("button", name=re.compile("^Continue")).first.click()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(question(page, KIND).locator("details")).to_contain_text("Answered by")
    settled(page)
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    assert stored(store, "While it comes in").value == [each.id for each in knowledge.load().questions[KIND].options][1]


def test_an_officer_who_reads_does_not_wait_for_those_who_write(page: Page, other: Page, browser: Browser, app: App) -> None:
    begin(page, app, "Locked")
    context = browser.new_context()
    join(other, page)
    with closing(sqlite3.connect(app.folder / "guidance.sqlite3", isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        for officer in (page, other):
            radio(officer, "company").check(force=True)
            expect(officer.locator("[data-test-script-state=running]")).to_have_count(1)
        third = context.new_page()
        wire.watch(third)
        third.goto(page.url)
        expect(third.get_by_role("heading", level=1, name="Your organisation")).to_be_visible()
        lock.execute("ROLLBACK")
    context.close()


def test_a_changed_log_is_named_on_the_page_and_the_rest_is_shown(page: Page, app: App, store: Store) -> None:
    begin(page, app, "Tampered")
    write(page, "profile.name", "Northmoor")
    id = re.search("a=([a-z0-9]+)", page.url).group(1)  # type: ignore[union-attr]
    app.stop()
    with closing(sqlite3.connect(app.folder / "guidance.sqlite3")) as connection:
        connection.execute("UPDATE event SET payload = replace(payload, 'Northmoor', 'Lowfell') WHERE seq = 3")
        connection.commit()
    app.start()
    page.goto(app.url)
    expect(page.get_by_role("link", name=re.compile("Tampered – .* damaged: a part cannot be relied on"))).to_be_visible()
    page.goto(f"{app.url}/profile?a={id}")
    broken = page.get_by_role("alert").filter(has_text="A part of this assessment cannot be relied on")
    expect(broken).to_contain_text("event 3 is missing or was changed after it was stored")
    expect(radio(page, "he_england")).to_be_checked()
    expect(question(page, "profile.name").get_by_role("textbox")).to_have_value("")
    radio(page, "company").check(force=True)
    expect(question(page, KIND).get_by_role("alert")).to_contain_text("Nothing more is stored in it")
    expect(radio(page, "he_england")).to_be_checked()


def test_a_database_that_was_put_back_is_said_on_the_page(page: Page, app: App, store: Store) -> None:
    begin(page, app, "Put back")
    database, copy = app.folder / "guidance.sqlite3", app.folder / "copy.sqlite3"
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(copy)) as saved:
        live.backup(saved)
    choose(page, KIND, "company")
    shutil.move(copy, database)
    radio(page, "he_wales").check(force=True)
    told = page.get_by_role("alert").filter(has_text=re.compile("^The database was put back to an earlier state"))
    expect(told).to_be_visible()
    expect(radio(page, "he_england")).to_be_checked()
    question(page, KIND).get_by_role("button", name="Save mine").click()
    expect(radio(page, "he_wales")).to_be_checked()
    settled(page)
    assert stored(store, "Put back").value == "he_wales"


def test_an_assessment_is_taken_off_the_list_and_then_deleted(page: Page, app: App, store: Store) -> None:
    begin(page, app, "No longer needed")
    page.goto(app.url)
    settled(page)
    page.get_by_text("Take an assessment off the list, put one back, or delete one for good").click()
    settled(page)
    page.get_by_role("radio", name="No longer needed", exact=True).check(force=True)
    page.get_by_role("button", name="Take it off the list").click()
    expect(page.get_by_role("button", name="Put back: No longer needed")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^No longer needed"))).to_have_count(0)
    page.get_by_role("button", name="Delete for good: No longer needed").click()
    expect(page.get_by_role("alert")).to_contain_text("say who deletes it, and why")
    page.get_by_label("Who deletes it").fill("A. Officer")
    page.get_by_label("Why", exact=True).fill("retention period")
    page.get_by_role("button", name="Delete for good: No longer needed").click()
    expect(page.get_by_text("Deleted. Copies of the database")).to_be_visible()
    assert "retention period" in {each.why for each in store.deletions()}
    data = b"".join(file.read_bytes() for file in Path(app.folder).iterdir() if file.name.startswith("guidance.sqlite3"))
    assert b"No longer needed" not in data
