"""What a page shows is what is stored, whatever the speed of the hand and of the line. `python -m tests.ui.fast_officer` does more."""

import pytest
from playwright.sync_api import Browser

from tests.ui.fast_officer import FAULTS, Desk, desk, listening

pytestmark = pytest.mark.browser

CLICKS = 60
SEED = 20_261_129


@pytest.fixture
def at(tmp_path, browser: Browser):
    with listening(tmp_path) as app, desk(SEED, app, browser) as opened:
        yield opened


def test_a_fast_officer_loses_nothing(at: Desk) -> None:
    tally = at.work(CLICKS)
    assert tally.wrong == []
    assert tally.counts["questions compared"] > tally.counts["questions acted on"] > 0
    assert not any(tally.counts[fault] for fault in FAULTS)
