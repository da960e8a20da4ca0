"""Of a made sector, masks and bits agree on every rule and row."""

import pytest

from benchmarks.sector.making import made
from benchmarks.sector.ways import digest

ACTIVITIES = 3_000


@pytest.mark.nightly
def test_masks_and_bits_agree_on_every_rule_and_row(tmp_path):
    made(tmp_path / "dataset", ACTIVITIES)
    assert digest(tmp_path / "dataset", tmp_path) >= ACTIVITIES
