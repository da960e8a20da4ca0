"""Of a made sector, rows of every standing and level come out as `assess` says of each; masks and bits agree on every rule and row."""

import random
from collections import defaultdict

import pyarrow.parquet as pq
import pytest

from benchmarks.sector.making import made
from benchmarks.sector.ways import digest
from guidance import knowledge
from guidance.assessment import assess
from guidance.inference.bits import STANDINGS
from guidance.language.facts import Facts
from guidance.sector import dataset
from guidance.sector.counting import LEVELS
from tests.sector.made import assessed
from tests.sector.test_conclusions import same

EACH = 2_000
"""Rows of each standing and of each level."""


@pytest.fixture(scope="module")
def sector(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sector")
    made(folder / "dataset", 12_000)
    assert not assessed(folder / "dataset", folder / "result").failed
    return folder


@pytest.mark.nightly
def test_rows_of_every_standing_and_level_come_out_as_they_do_one_by_one(sector):
    catalogue = knowledge.load()
    described = dataset.described(sector / "dataset")
    (part,) = described.parts
    rows = pq.read_table(sector / "result" / "activity" / part.file).to_pylist()
    random.Random(20261129).shuffle(rows)
    of: defaultdict[str, list[dict]] = defaultdict(list)
    for row in rows:
        has = {STANDINGS[row[id]] for id in catalogue.advice if id in row}
        for kind in (*has, f"at least {row['level.at_least']}", f"at most {row['level.at_most']}"):
            of[kind].append(row)
    wanted = {row["activity"]: row for its in of.values() for row in its[:EACH]}
    assert {*STANDINGS, *(f"at least {level}" for level in LEVELS)} <= set(of)
    told = dict(dataset.facts(described.questions, dataset.read_part(sector / "dataset", part)))
    by_case: defaultdict[str, list[dict]] = defaultdict(list)
    for row in wanted.values():
        by_case[row["assessment"]].append(row)
    for id, its in by_case.items():
        case = told[id]
        # what is about an activity rests on it and on its organisation: the other activities say nothing of it
        few = {row["activity"]: case.activities[row["activity"]] for row in its}
        facts = Facts({**case.organisation, **catalogue.switched(case.as_at)}, few, case.as_at)
        found = assess(catalogue, facts)
        for row in its:
            same(row, found, row["activity"])


@pytest.mark.nightly
def test_masks_and_bits_agree_on_every_rule_and_row(sector):
    assert digest(sector / "dataset", sector) >= 12_000
