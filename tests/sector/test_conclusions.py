"""What follows from a dataset is what `assess` says of each case: standings, levels and doors."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guidance import knowledge
from guidance.assessment import Assessment, assess
from guidance.case.record import read_record
from guidance.curation.organisation_cases import facts_of, read_organisations
from guidance.inference.bits import STANDINGS
from guidance.inference.three_valued import Standing
from guidance.language.facts import Facts
from guidance.sector.counting import LEVELS
from tests.sector.made import assessed, random_cases, written

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


def agree(folder: Path, cases: list[Facts], a_part: int = 40, day: date | None = None) -> None:
    catalogue = knowledge.load()
    parts = written(folder / "dataset", cases, a_part).parts
    outcome = assessed(folder / "dataset", folder / "result", day=day, treat_as=True)
    assert not outcome.failed
    for part in parts:
        wholes, activities = (
            pq.read_table(folder / "result" / name / part.file).to_pylist() for name in ("organisation", "activity")
        )
        for row in wholes:
            case = cases[int(row["assessment"].removeprefix("assessment-"))]
            case = case if day is None else Facts({**case.organisation, **catalogue.switched(day)}, case.activities, day)
            expected = assess(catalogue, case)
            same(row, expected, None)
            its = [each for each in activities if each["assessment"] == row["assessment"]]
            assert [each["activity"] for each in its] == list(case.activities)
            for each in its:
                same(each, expected, each["activity"])


def same(row: dict, expected: Assessment, about: str | None) -> None:
    found = {finding.id: str(finding.standing) for finding in expected.about(about)}
    catalogue = expected.catalogue
    said = {id: STANDINGS[row[id]] for id in catalogue.advice if row.get(id)}
    assert said == found, (row["assessment"], about)
    level = expected.levels[about]
    said_of_level = tuple(row[f"level.{name}"] for name in ("at_least", "at_most", "treat_as"))
    assert said_of_level == (level.at_least, level.at_most, level.treat_as), (row["assessment"], about)
    doors: dict[str, int] = {}
    for finding in expected.about(about):
        for door in finding.doors:
            doors[door] = max(doors.get(door, 0), STANDINGS.index(finding.standing))
    assert {door: row[f"door.{door}"] for door in catalogue.doors if row.get(f"door.{door}")} == doors, (
        row["assessment"],
        about,
    )


def test_the_whole_organisations_come_out_as_they_do_one_by_one(tmp_path):
    catalogue = knowledge.load()
    cases = [facts_of(catalogue, case) for case in read_organisations(knowledge.OWN)]
    cases += [read_record(file.read_bytes(), catalogue).facts(catalogue) for file in EXAMPLES]
    agree(tmp_path, cases)


@pytest.mark.slow
def test_random_cases_come_out_as_they_do_one_by_one(tmp_path):
    agree(tmp_path, random_cases(20261129, 300))


@pytest.mark.slow
def test_one_day_for_all_is_the_law_of_that_day(tmp_path):
    agree(tmp_path, random_cases(7, 60), day=date(2027, 4, 1))


def test_counts_are_those_of_the_tables(tmp_path):
    cases = random_cases(3, 30)
    written(tmp_path / "dataset", cases, 11)
    assessed(tmp_path / "dataset", tmp_path / "result", treat_as=True)
    cells = [row for file in (tmp_path / "result" / "counts").iterdir() for row in pq.read_table(file).to_pylist()]
    for scope in ("organisation", "activity"):
        rows = [row for file in (tmp_path / "result" / scope).iterdir() for row in pq.read_table(file).to_pylist()]
        for cell in [cell for cell in cells if cell["scope"] == scope][:200]:
            values = LEVELS if cell["what"].startswith("level.") else STANDINGS
            group, value = cell["group"] or None, None if cell["standing"] == "none" else values.index(cell["standing"])
            behind: dict[str, int] = {}
            for row in rows:
                if row["group"] == group and row[cell["what"]] == value:
                    behind[row["organisation"]] = behind.get(row["organisation"], 0) + 1
            those = [each for each in cells if all(each[key] == cell[key] for key in ("scope", "what", "standing", "group"))]
            assert sum(each["rows"] for each in those) == sum(behind.values())
            assert sum(each["organisations"] for each in those) == len(behind)
            assert max(each["most"] for each in those) == max(behind.values())


def test_standings_are_numbered_from_the_weakest():
    assert [Standing(name) for name in STANDINGS] == [*reversed(list(Standing))]
