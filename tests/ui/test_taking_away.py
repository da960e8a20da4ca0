"""What leaves the program: a result that is signed, and a version that is disclosed."""

import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.record import read_record
from guidance.case.store import ActivityRenamed, Store, Withheld
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Severity
from tests.ui.conftest import App
from tests.ui.officer import add_activity, choose, continue_to, follow, question, settled, show_beside, start, unfold, write

pytestmark = pytest.mark.browser

LOWFELL = Path(__file__).parents[2] / "examples" / "lowfell.json"


def opened(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).click()
    settled(page)


def test_a_signature_lapses_when_an_answer_changes(page: Page, app: App) -> None:
    start(page, app.url, "To be signed")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    follow(page, "Result and report")
    opened(page, "Sign this result")
    page.get_by_label("Your name").fill("A. Head")
    page.get_by_label("Your role").fill("Senior owner")
    page.get_by_role("button", name="Sign", exact=True).click()
    settled(page)
    expect(page.get_by_text("A. Head, Senior owner: signed")).to_be_attached()
    follow(page, "Your organisation")
    choose(page, "profile.kind", "company")
    follow(page, "Result and report")
    expect(page.get_by_role("alert")).to_contain_text("Out of date")
    expect(page.get_by_role("alert")).to_contain_text("A. Head, Senior owner")


def test_what_is_marked_is_not_in_the_version_to_disclose(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "To be disclosed")
    continue_to(page, "Your organisation")
    write(page, "profile.name", "Northmoor University")
    choose(page, "profile.kind", "he_england")
    box = question(page, "profile.kind")
    show_beside(page)
    box.get_by_label("Note").fill("Told in confidence by the registrar")
    box.get_by_label("Note").press("Control+Enter")
    settled(page)
    box.get_by_role("checkbox", name="Leave this out of a version that is disclosed").check(force=True)
    settled(page)
    follow(page, "Activities")
    add_activity(page, "Project Quokka")
    follow(page, "Activities")
    opened(page, "Rename or mark: Project Quokka")
    page.get_by_role("checkbox", name="Leave this activity out of a version that is disclosed").check(force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    settled(page)
    follow(page, "Result and report")
    opened(page, DISCLOSURE)
    expect(page.get_by_text("Marked to be left out: 1 answer, 1 activity and 0 findings.")).to_be_visible()
    data = redacted(page, tmp_path)
    assert b"Quokka" not in data
    assert b"in confidence" not in data
    record = read_record(data, knowledge.load())
    assert not record.activities
    assert "profile.kind" not in record.answers
    assert record.disclosure


DISCLOSURE = "A version to disclose, such as for a freedom of information request"


def redacted(page: Page, folder: Path) -> bytes:
    """The version to disclose as JSON."""
    version = page.get_by_text("This is a redacted version")
    if not version.is_visible():
        page.get_by_text("Make the version to disclose").click()
    expect(version).to_be_visible()
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Download redacted JSON")).click()
    waiting.value.save_as(folder / "redacted.json")
    return (folder / "redacted.json").read_bytes()


def test_the_version_to_disclose_is_made_of_the_newest_marks(page: Page, app: App, tmp_path: Path) -> None:
    """Even of those that somebody made after the page was drawn."""
    start(page, app.url, "To be marked late")
    follow(page, "Activities")
    first = add_activity(page, "Project Quokka")
    follow(page, "Activities")
    add_activity(page, "A falcon count")
    follow(page, "Result and report")
    opened(page, DISCLOSURE)
    assert b"Quokka" in redacted(page, tmp_path)
    store = Store.open(app.database, knowledge.load())
    id = parse_qs(urlsplit(page.url).query)["a"][0]
    store.append(id, Withheld(activity=first), by="B. Colleague")
    assert b"Quokka" not in redacted(page, tmp_path)


def test_any_finding_is_marked_and_what_to_look_at_is_listed(page: Page, app: App) -> None:
    """What may go ahead, too; a mark that a colleague made meanwhile stays."""
    store = Store.open(app.database, knowledge.load())
    id = store.open_record(read_record(LOWFELL.read_bytes(), knowledge.load()), by="A. Officer")
    record = store.record(id).record
    first, second = (activity.id for activity in record.activities[:2])
    store.append(id, ActivityRenamed(id=first, name="Falcon"), by="A. Officer")
    store.append(id, Withheld(activity=first), by="A. Officer")
    store.append(id, ActivityRenamed(id=second, name="A falcon count"), by="A. Officer")
    certain = assess(knowledge.load(), record.facts(knowledge.load())).about(second)
    enabling, other, *_ = (each for each in certain if each.certain and each.severity is Severity.ENABLING)
    page.goto(f"{app.url}/result?a={id}")
    settled(page)
    opened(page, DISCLOSURE)
    store.append(id, Withheld(finding=other.key), by="B. Colleague")
    box = page.get_by_role("combobox", name="Findings to leave out, with what proves them")
    box.click()
    box.fill(knowledge.load().advice[enabling.id].title)
    page.get_by_role("option", name=f"A falcon count: {knowledge.load().advice[enabling.id].title}").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Marked to be left out: 0 answers, 1 activity and 2 findings.")).to_be_visible()
    assert set(store.record(id).record.withhold) == {enabling.key, other.key}
    page.get_by_text("Make the version to disclose").click()
    expect(page.get_by_text("1 activity and 2 findings. All that it says follows")).to_be_visible()
    expect(page.get_by_text("“falcon” (the withheld name “Falcon”): the name of A falcon count")).to_be_visible()


def test_last_years_answers_are_carried_over_and_confirmed(page: Page, app: App) -> None:
    start(page, app.url, "Last year")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    follow(page, "Overview", "Last year")
    opened(page, "Start a new assessment from this one")
    page.get_by_role("button", name="Start from this one").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Last year, from"))).to_be_visible()
    settled(page)
    follow(page, "Your organisation")
    box = question(page, "profile.kind")
    box.get_by_role("button", name="Confirm this answer: it was carried over").click()
    expect(box.get_by_role("button", name="Confirm this answer: it was carried over")).to_have_count(0)
    settled(page)
    expect(box.get_by_label("How sure")).to_be_visible()


def test_the_triage_asks_what_decides_most(page: Page, app: App) -> None:
    start(page, app.url, "Triage")
    follow(page, "Ten-minute triage")
    expect(page.get_by_role("status").filter(has_text="What can be told so far")).to_be_visible()
    choose(page, "profile.kind", "he_england")
    follow(page, "Activities")
    add_activity(page, "A laboratory")
    follow(page, "Ten-minute triage")
    expect(page.get_by_text("About: A laboratory")).to_be_visible()


def test_a_colleague_answers_in_a_workbook(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "Ask others")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    follow(page, "Ask others")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the questions for Excel").click()
    waiting.value.save_as(tmp_path / "questions.xlsx")
    book = openpyxl.load_workbook(tmp_path / "questions.xlsx")
    rows = list(book.active.iter_rows(min_row=5))
    row = next(row for row in rows if row[3].value and "several" not in row[1].value)
    row[4].value = row[3].value.splitlines()[0]
    book.active["B2"] = "R. Ashworth"
    book.save(tmp_path / "answered.xlsx")
    page.locator("input[type=file]").set_input_files(tmp_path / "answered.xlsx")
    expect(page.get_by_text("From R. Ashworth: 1 answer to open questions")).to_be_visible()
    page.get_by_role("button", name="Take these answers").click()
    settled(page)
    expect(page.get_by_text("From R. Ashworth")).to_have_count(0)
    follow(page, "Check your answers")
    unfold(page, "Your organisation")
    expect(page.get_by_role("definition").filter(has_text=re.compile(f"^{re.escape(row[4].value)}")).first).to_be_visible()


def test_two_colleagues_differ_in_a_document_and_the_officer_settles_it(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "Ask others in Word")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    follow(page, "Ask others")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the questions for Word").click()
    waiting.value.save_as(tmp_path / "questions.docx")
    keys = [table.cell(3, 1).text for table in docx.Document(str(tmp_path / "questions.docx")).tables[1:]]
    questions = [knowledge.load().questions[key.partition("|")[2]] for key in keys]
    number, asked = next((n, each) for n, each in enumerate(questions, 1) if each.kind is Kind.ONE)
    texts = [option.text for option in asked.options]
    for who, text in (("R. Ashworth", texts[0]), ("P. Malik", texts[1])):
        filled = docx.Document(str(tmp_path / "questions.docx"))
        filled.tables[0].cell(0, 1).text = who
        filled.tables[number].cell(0, 1).text = text
        filled.save(str(tmp_path / f"{who}.docx"))
        page.locator("input[type=file]").set_input_files(tmp_path / f"{who}.docx")
        expect(page.get_by_text(re.compile(f"From {who}: "))).to_be_visible()
        if who == "P. Malik":
            expect(page.get_by_text("1 that differs from yours")).to_be_visible()
            expect(page.get_by_text(f"R. Ashworth: {texts[0]}")).to_be_visible()
            page.get_by_text(f"P. Malik: {texts[1]}").click()
            settled(page)
        page.get_by_role("button", name="Take these answers").click()
        settled(page)
        expect(page.get_by_text(re.compile(f"From {who}: "))).to_have_count(0)
    follow(page, "Check your answers")
    unfold(page, "Your organisation")
    row = page.locator("[class*=st-key-row-]").filter(has_text=asked.text)
    expect(row.get_by_role("definition").filter(has_text=texts[1])).to_be_visible()


def test_a_file_of_evidence_is_attached_downloaded_and_taken_away(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "Evidence")
    continue_to(page, "Your organisation")
    choose(page, "profile.kind", "he_england")
    show_beside(page)
    box = question(page, "profile.kind")
    bad, good = tmp_path / "minutes.pdf", tmp_path / "minutes of the <b>board.pdf"
    bad.write_bytes(b"no pdf")
    good.write_bytes(b"%PDF-1.7 the minutes")
    files = box.get_by_role("button", name=re.compile("^Evidence files"))
    files.click()
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text("minutes.pdf: is no .pdf inside")
    settled(page)
    page.locator("input[type=file]").set_input_files(good)
    download = page.get_by_role("button", name="Download minutes of the -b-board.pdf (20 bytes)")
    expect(download).to_be_visible()
    page.reload()
    settled(page)
    files.click()
    with page.expect_download() as waiting:
        download.click()
    assert Path(waiting.value.path()).read_bytes() == good.read_bytes()
    page.keyboard.press("Escape")
    choose(page, "profile.kind", "he_scotland")
    expect(files).to_have_text(re.compile("Evidence files: 1"))
    follow(page, "Result and report")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Download sign-off pack")).click()
    with zipfile.ZipFile(waiting.value.path()) as pack:
        (name,) = [name for name in pack.namelist() if name.startswith("evidence/")]
        assert pack.read(name) == good.read_bytes()
    follow(page, "Your organisation")
    files.click()
    page.get_by_role("button", name=re.compile("^Take .* away")).click()
    expect(download).to_have_count(0)
    expect(files).to_have_text(re.compile("Evidence files: 0"))
