"""Exposure is counted as each assessment by itself says it, by organisation, and written without a name."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.record import Record, Recorded, RecordedActivity
from guidance.case.store import Store
from guidance.disclosure.exposure import KIND, TOGETHER, UNSAID, YEAR, exposure
from guidance.disclosure.tables import ALL, Policy, published
from guidance.knowledge.catalogue import Catalogue
from tests import small
from ui.cli.main import main

NAMES = [f"Northmoor {number}" for number in range(30)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.write(tmp_path / "knowledge")


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return knowledge.load_from(folder)


def record(number: int, kind: str | None, year: int, *leaves: str, partners: int = 1) -> Record:
    activities = [
        RecordedActivity(
            id=f"a{place}",
            name="Secret",
            answers={"activity.leaves": Recorded(value=[each]), "activity.partners": Recorded(value=partners)},
        )
        for place, each in enumerate(leaves)
    ]
    answers = {"profile.name": Recorded(value=NAMES[number])}
    if kind:
        answers["profile.kind"] = Recorded(value=kind)
    return Record(id=f"r{number}", title="Secret", as_at=date(year, 7, 1), answers=answers, activities=activities)


RECORDS = [
    *(record(number, "university", 2026, "goods", "goods", "nothing") for number in range(16)),
    *(record(number, "university", 2027, "goods") for number in range(12)),
    *(record(number, "company", 2026, "goods", partners=7) for number in range(16, 28)),
    record(28, None, 2026, "goods", "files"),
]


def test_it_counts_what_each_assessment_says(catalogue: Catalogue) -> None:
    cells = {(count.breakdown, count.group): count for count in exposure(catalogue, RECORDS).counts}
    by_year: Counter[str] = Counter()
    behind: dict[str, set[str]] = {}
    for each in RECORDS:
        found = assess(catalogue, each.facts(catalogue))
        exposed = [about for about in found.levels if any(finding.stands and finding.warns for finding in found.about(about))]
        if exposed:
            by_year[str(each.as_at.year)] += len(exposed)
            behind.setdefault(str(each.as_at.year), set()).add(str(each.answers["profile.name"].value))
    assert {group: count.activities for (breakdown, group), count in cells.items() if breakdown == YEAR} == by_year
    assert {group: count.organisations for (breakdown, group), count in cells.items() if breakdown == YEAR} == {
        year: len(names) for year, names in behind.items()
    }
    assert cells[ALL, ALL].activities == by_year.total()
    assert cells[ALL, ALL].organisations == 29


def test_an_organisation_with_two_assessments_is_one(catalogue: Catalogue) -> None:
    cells = {(count.breakdown, count.group): count for count in exposure(catalogue, RECORDS).counts}
    universities = cells[KIND, "University"]
    assert (universities.activities, universities.organisations, universities.most) == (16 * 2 + 12, 16, 3)
    assert cells[KIND, UNSAID].organisations == 1


def test_assessments_without_a_name_are_not_taken_for_many_organisations(catalogue: Catalogue) -> None:
    """Twelve of one organisation that never wrote its name: counted apart they would pass for twelve, and be published."""
    nameless = [
        each.model_copy(update={"answers": {id: said for id, said in each.answers.items() if id != "profile.name"}})
        for each in RECORDS[16:28]
    ]
    counted = exposure(catalogue, [*RECORDS[:16], *nameless])
    cells = {(count.breakdown, count.group): count for count in counted.counts}
    assert (counted.organisations, counted.unnamed) == (17, 12)
    assert cells[ALL, ALL].organisations == 17
    assert cells[ALL, ALL].most == cells[KIND, UNSAID].activities > 10
    assert (KIND, "Company") not in cells
    assert published(counted.counts, Policy(), TOGETHER).cells["small", KIND, UNSAID] is None


def test_the_group_of_one_organisation_is_withheld_with_another_one(catalogue: Catalogue) -> None:
    found = published(exposure(catalogue, RECORDS).counts, Policy(), TOGETHER)
    assert found.cells["small", KIND, UNSAID] is None
    assert found.cells["small", KIND, "Company"] is None
    assert found.cells["small", KIND, "University"] == 45
    assert found.cells["small", ALL, ALL] is not None


@pytest.mark.slow
def test_the_command_writes_a_page_and_a_file_without_a_name(folder: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    for number, each in enumerate(RECORDS[:20]):
        (saved / f"{number}.json").write_text(each.to_json(), encoding="utf-8")
    store = Store.open(tmp_path / "store.sqlite3", catalogue)
    for each in RECORDS[20:]:
        store.open_record(each, "A. Officer")
    words = [
        "sector",
        "tables",
        saved,
        tmp_path / "store.sqlite3",
        "--out",
        tmp_path / "out",
        "--knowledge",
        folder,
        "--day",
        "2027-08-01",
    ]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "tables.html").read_text(encoding="utf-8")
    rows = list(csv.DictReader((tmp_path / "out" / "tables.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["group"]: row["activities"] for row in rows if row["breakdown"] == KIND} == {
        "University": "45",
        "Company": "[c]",
        UNSAID: "[c]",
    }
    assert "[c] is a cell that is withheld: fewer than 10 organisations" in " ".join(page.split())
    assert "data:image/svg+xml;base64," in page
    for secret in ("Northmoor", "Secret", "r28"):
        assert secret not in page
        assert secret not in "".join(map(str, rows))


def test_what_cannot_be_read_is_named_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
    words = ["sector", "tables", tmp_path / "wrong.json", "--out", tmp_path / "out", "--knowledge", folder]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 1
    assert "wrong.json: id: is missing" in result.stderr
    assert not (tmp_path / "out").exists()
