"""The register that Northmoor's activities come from, and what its report has to offer an officer."""

import csv
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Record, read_record
from guidance.language.conditions import Severity

EXAMPLES = Path(__file__).parents[1] / "examples"
ROWS = {
    "rotor-blades": "DEMO-0001",
    "traffic-graphs": "DEMO-0002",
    "diamond-sensing": "DEMO-0003",
    "tesol-doctorates": "DEMO-0004",
    "treaty-ports": "DEMO-0006",
    "urban-drainage": "DEMO-0007",
    "stroke-trial": "DEMO-0009",
    "family-firms": "DEMO-0010",
    "drivetrain-seals": "DEMO-0020",
    "soil-carbon": "DEMO-0029",
}
"""Activity to row."""


def record(name: str) -> Record:
    return read_record((EXAMPLES / f"{name}.json").read_bytes(), knowledge.load())


def rows() -> dict[str, dict[str, str]]:
    with (EXAMPLES / "northmoor_register.csv").open(encoding="utf-8", newline="") as file:
        return {row["partnership_id"]: row for row in csv.DictReader(file)}


def test_each_activity_has_its_row_and_each_row_its_activity() -> None:
    assert {activity.id for activity in record("northmoor").activities} == set(ROWS)
    assert sorted(ROWS.values()) == list(rows())


@pytest.mark.parametrize("activity", ROWS)
def test_the_row_is_about_the_same_project(activity: str) -> None:
    """The name of the activity shares its telling words with the title in the register."""
    title = rows()[ROWS[activity]]["project_title"].casefold()
    words = {
        word.rstrip("s")
        for word in record("northmoor").activity(activity).name.casefold().replace(":", "").split()
        if len(word) > 4
    }
    assert any(word in title for word in words), (words, title)


def test_the_rows_are_clean() -> None:
    for row in rows().values():
        assert None not in row
        assert date.fromisoformat(row["start_date"]) < date.fromisoformat(row["end_date"])
        assert float(row["total_value_gbp"]) >= float(row["income_to_uk_gbp"]) >= 0


def test_everything_is_said_to_be_invented() -> None:
    notice = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for words in (
        "Everything here is invented",
        "used only as names",
        "nothing alleges wrongdoing",
        "CC0",
        "northmoor_register.csv",
    ):
        assert words in " ".join(notice.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["northmoor", "lowfell"])
def test_an_example_is_settled_or_says_what_is_not_sure(name: str) -> None:
    catalogue = knowledge.load()
    given = record(name)
    assessment = conclude(catalogue, given.facts(catalogue)).assessment
    assert not assessment.live, "every question that can matter is answered"
    for finding in assessment.possible:
        assert finding.settled_by
        for question, activity in finding.settled_by:
            assert catalogue.answer(question, given.of(activity)[question].value) == "Not sure"
    assert given.knowledge.startswith(catalogue.knowledge.version)
    assert given.to_json() == (EXAMPLES / f"{name}.json").read_text(encoding="utf-8"), "saved as the program saves it"


@pytest.mark.slow
def test_northmoor_is_told_whom_to_call_who_acts_and_by_when() -> None:
    catalogue = knowledge.load()
    assessment = conclude(catalogue, record("northmoor").facts(catalogue)).assessment
    assert {finding.severity for finding in assessment.certain} == set(Severity)
    doors = {door for finding in assessment.certain for door in finding.doors}
    assert len(doors) >= 4
    assert all(catalogue.doors[door].clock and catalogue.doors[door].signs for door in doors)
    advice = [catalogue.advice[finding.id] for finding in assessment.certain]
    assert len({said.owner for said in advice}) >= 4
    assert any(said.deadline.days is not None for said in advice)
    assert any(said.deadline.statutory for said in advice)
