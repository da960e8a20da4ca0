"""How far the words carry by which a pasted text is read: what docs/reading.md says is what is measured."""

import re
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation.from_text import read_stages, total_read
from guidance.curation.vignettes import read_vignettes
from guidance.reading.proposing import Lexicon

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_page_says_how_often_it_is_right() -> None:
    lexicon = Lexicon(knowledge.load())
    paper = read_vignettes([ROOT / "tests/vignettes/third.yaml"])
    measured = total_read([each for vignette in paper for each in read_stages(lexicon, vignette)])
    said = re.sub(r"\s+", " ", (ROOT / "docs/reading.md").read_text(encoding="utf-8"))
    (right, proposed), (found, facts) = measured["right"], measured["found"]
    assert f"it proposes {proposed} answers, of which {right} are right, and finds {found} of {facts} facts" in said
