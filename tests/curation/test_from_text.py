"""How far the words carry by which a pasted text is read: what docs/reading.md says is what is measured."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation.from_text import Read, read_stages, total_read
from guidance.curation.vignettes import read_vignettes
from guidance.reading.proposing import Lexicon

ROOT = Path(__file__).parents[2]


PAPERS = [*sorted((ROOT / "tests/vignettes").glob("*.yaml")), ROOT / "tests/reading/texts.yaml"]


@pytest.mark.slow
def test_the_page_says_how_often_it_is_right() -> None:
    lexicon = Lexicon(knowledge.load())
    told: dict[str, list[Read]] = defaultdict(list)
    for vignette in read_vignettes(PAPERS):
        told[f"{vignette.paper}, {'held' if vignette.held else 'open'}"] += read_stages(lexicon, vignette)
    page = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+, (?:open|held)) \| (\d+)/(\d+) \| (\d+)/(\d+) \| (\d+)/(\d+) \|$", page, re.MULTILINE)
    said = {name: [[int(a), int(b)] for a, b in zip(figures[::2], figures[1::2], strict=True)] for name, *figures in rows}
    assert said == {name: list(total_read(read).values()) for name, read in told.items()}
