"""Of a made sector, every standing, level and door of sampled rows is what `assess` says of it."""

import pytest

from benchmarks.sector.making import made
from guidance import knowledge
from guidance.language.facts import Facts
from guidance.sector import dataset
from tests.sector.test_conclusions import agree

SAMPLED = 2_000


@pytest.mark.nightly
def test_sampled_rows_of_a_made_sector_come_out_as_they_do_one_by_one(tmp_path):
    catalogue = knowledge.load()
    described = made(tmp_path / "made", SAMPLED)
    cases = [
        Facts({**case.organisation, **catalogue.switched(case.as_at)}, case.activities, case.as_at)
        for part in described.parts
        for _, case in dataset.facts(described.questions, dataset.read_part(tmp_path / "made", part))
    ]
    rows = sum(len(case.activities) for case in cases)
    assert rows >= SAMPLED
    agree(tmp_path, cases)
    print(f"{rows:,} activities of {len(cases):,} assessments: every standing, level and door is what assess() says")
