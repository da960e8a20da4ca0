"""The table of many assessments says what each assessment says by itself."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from guidance import knowledge
from guidance.assessment import assess
from guidance.case import bulk
from guidance.case.record import Record, Recorded, RecordedActivity, read_record
from tests import small

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


@pytest.mark.slow
def test_the_table_agrees_with_each_assessment() -> None:
    catalogue = knowledge.load()
    records = [read_record(file.read_bytes(), catalogue) for file in EXAMPLES]
    records.append(records[0].model_copy(update={"id": "later", "as_at": date(2027, 5, 1)}))
    records.append(Record(id="empty", title="Empty", as_at=date(2026, 1, 1)))
    table = bulk.findings(catalogue, records)
    said = {tuple(row) for row in table[["assessment", "activity", "finding", "severity", "standing"]].itertuples(index=False)}
    expected = {
        (record.id, finding.activity or "", finding.id, str(finding.severity), str(finding.standing))
        for record in records
        for finding in assess(catalogue, record.facts(catalogue)).findings
    }
    assert said == expected


def test_two_assessments_of_one_id_keep_what_each_says(tmp_path: Path) -> None:
    """Two organisations that began with the same saved assessment: none of their findings may hide the other's."""
    catalogue = knowledge.load_from(small.write(tmp_path / "knowledge"))
    activity = RecordedActivity(id="a1", name="One", answers={"activity.leaves": Recorded(value=["goods"])})
    records = [Record(id="same", title=title, as_at=date(2026, 7, 1), activities=[activity]) for title in ("East", "West")]
    table = bulk.findings(catalogue, records)
    alone = [bulk.findings(catalogue, [each]) for each in records]
    assert not alone[0].empty
    pd.testing.assert_frame_equal(table, pd.concat(alone, ignore_index=True))


def test_no_cell_is_a_formula() -> None:
    table = bulk.safe_for_spreadsheets(pd.DataFrame({"title": ["=1+1", "@x", "-2", "plain", ""], "number": [1, 2, 3, 4, 5]}))
    assert list(table["title"]) == ["'=1+1", "'@x", "'-2", "plain", ""]
    assert list(table["number"]) == [1, 2, 3, 4, 5]
