"""A messy register in a real browser: imported whole, three partners settled, and what the lists say in findings and report."""

import re
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.partners.screening.test_loaders import CANADA
from tests.ui.conftest import App
from tests.ui.officer import add_activity, follow, settled, start

pytestmark = pytest.mark.browser

MESSY = Path(__file__).parents[1] / "partners" / "register" / "data" / "partnerships_messy.xlsx"


def imported(page: Page, file: Path, says: str, count: int) -> None:
    follow(page, "Partners and register")
    page.locator("[class*=st-key-register] input[type=file]").set_input_files(file)
    expect(page.get_by_text(says)).to_be_visible(timeout=60_000)
    settled(page)
    page.get_by_role("button", name=f"Add {count} activities").click()
    expect(page.get_by_text("What adds up").first).to_be_visible(timeout=60_000)
    settled(page)


def in_pdf(page: Page, folder: Path) -> str:
    page.get_by_role("link", name=re.compile("^Result and report")).first.click(delay=120)
    expect(page.get_by_role("heading", name="What to do now")).to_be_visible(timeout=180_000)
    with page.expect_download(timeout=240_000) as waiting:
        page.get_by_role("button", name=re.compile("^Download PDF")).click()
    waiting.value.save_as(folder / "report.pdf")
    return " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(folder / "report.pdf").pages).split())


def test_a_register_becomes_activities_and_its_list_hits_are_in_the_report(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "Register")
    imported(page, MESSY.with_name("partnerships_sample.xlsx"), "30 rows read = 30 taken", 30)
    text = in_pdf(page, tmp_path)
    assert "US BIS Entity List (15 CFR 744 Supplement 4): " in text
    assert "only a part of the list, OUT OF DATE: load the current list" in text
    assert "CA-NRO" in text


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_a_messy_register_is_imported_whole_and_three_partners_are_settled(
    page: Page, app: App, tmp_path: Path, whole: bool
) -> None:
    start(page, app.url, "Messy register")
    imported(page, MESSY, "300 rows read = 283 taken + 17 merged", 297)
    cards = page.locator("[class*=st-key-settle-]")
    for number, left in enumerate((25, 24, 23)):
        expect(page.get_by_role("heading", name=f"To settle: {left}")).to_be_visible(timeout=60_000)
        settled(page)
        cards.nth(number).get_by_role("radio").first.scroll_into_view_if_needed()
        place = cards.nth(number + 1).bounding_box()
        cards.nth(number).get_by_role("radio").first.check(force=True)
        expect(cards.nth(number).get_by_role("radio").first).to_be_disabled(timeout=60_000)
        assert cards.nth(number + 1).bounding_box() == place
    expect(page.get_by_role("heading", name="To settle: 22")).to_be_visible(timeout=60_000)
    settled(page)
    if whole:
        assert "settled by an officer" in in_pdf(page, tmp_path).lower()


def test_a_file_that_is_no_register_changes_nothing(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "Bad file")
    follow(page, "Partners and register")
    bad = tmp_path / "cut.xlsx"
    bad.write_bytes(MESSY.read_bytes()[: MESSY.stat().st_size // 2])
    page.locator("[class*=st-key-register] input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text("the file is damaged or cut off")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    follow(page, "Activities")
    expect(page.get_by_role("button", name=re.compile("^Answer questions"))).to_have_count(0)


def test_a_list_that_was_downloaded_is_added_looked_at_and_taken_away(page: Page, app: App, tmp_path: Path) -> None:
    start(page, app.url, "Lists")
    follow(page, "Activities")
    add_activity(page, "Optics")
    follow(page, "Partners and register")
    page.get_by_text("Add a list that you downloaded, or take one away").click()
    chooser = page.locator("[class*=st-key-list] input[type=file]")
    bad, good = tmp_path / "page.txt", tmp_path / "page.html"
    bad.write_text("no list")
    good.write_text(CANADA)
    chooser.set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text("expected a list in one of the forms we know")
    chooser.set_input_files(good)
    expect(page.get_by_text("of 02 October 2026, 2 entries, file page.html")).to_be_visible()
    page.get_by_role("button", name="Use this list").click()
    settled(page)
    expect(page.get_by_text("Not loaded:").last).not_to_contain_text("Canada")
    page.get_by_label("Partner's name, in its own script if you have it").fill("Harbin Institute of Technology")
    page.get_by_role("button", name="Look up", exact=True).click()
    settled(page)
    page.get_by_text("The lists that were looked at").click()
    expect(page.get_by_text("Canada: Named Research Organizations, 02 October 2026")).to_be_visible()
    page.reload()
    settled(page)
    page.get_by_text("Add a list that you downloaded, or take one away").click()
    page.get_by_role("button", name="Take away: Canada: Named Research Organizations").click()
    page.get_by_role(
        "button", name="Look 1 partner up again in these lists"
    ).click()  # at once: on a page that still has the list
    settled(page)
    page.get_by_text("The lists that were looked at").click()
    expect(page.get_by_text("Canada: Named Research Organizations, 02 October 2026")).to_have_count(0)
