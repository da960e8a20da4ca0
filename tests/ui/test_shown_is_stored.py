"""What a page shows is what is stored, whatever the speed of the hand and of the line. `python -m tests.ui.fast_officer` does more."""

import pytest
from playwright.sync_api import Browser, Page

from tests.ui.conftest import App
from tests.ui.fast_officer import FAULTS, Desk, desk, listening
from tests.ui.officer import question, start

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


MOVES = {
    "a successor comes": "older.after(newer)",
    "its predecessor is put elsewhere": "older.after(newer); await turn(); newer.after(older)",
    "both come at once, the newer first": "older.remove(); await turn(); box.prepend(newer, older)",
    "the successor goes again": "older.after(newer); await turn(); newer.remove(); newer = older",
    "the node of the predecessor becomes the successor": "older.after(newer); await turn(); newer.remove(); renamed(older, 9); newer = older",
    "it becomes something else": "older.after(newer); await turn(); newer.remove(); older.className = 'other'; newer = older",
}
"""What a browser's program may do with the nodes of a widget and of the one that takes its place."""


@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
def test_the_newest_widget_of_a_question_is_never_hidden(page: Page, app: App, moves: str) -> None:
    start(page, app.url, "Newest")
    page.goto(page.url.replace("/overview", "/profile"))
    question(page, "profile.kind").wait_for()
    shown = page.evaluate(
        """async (moves) => {
            const turn = () => new Promise(done => setTimeout(done, 50));
            const renamed = (it, n) => { it.className = it.className.replace(/(st-key-w-\\S*-)\\d+/, `$1${n}`); return it };
            let older = document.querySelector("[class*=st-key-w-]"), box = older.parentElement;
            let newer = renamed(older.cloneNode(true), 8);
            await eval(`(async () => { ${moves} })()`);
            await turn();
            const others = [...box.children].filter(it => it !== newer && /st-key-w-/.test(it.className));
            return [newer.checkVisibility(), others.filter(it => it.checkVisibility()).length];
        }""",
        moves,
    )
    assert shown == [True, 0]
