"""Decisions are numbered without a gap, stand in the index, and say what else was considered."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted((DOCS / "decisions").glob("*.md"))
PARTS = ["Context", "Decision", "Alternatives considered", "Consequences"]


def test_each_decision_has_its_parts_and_an_alternative() -> None:
    assert PAGES
    for number, page in enumerate(PAGES, 1):
        text = page.read_text(encoding="utf-8")
        assert page.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS, page.name
        considered = text.partition("## Alternatives considered")[2].partition("\n## ")[0]
        assert len(re.findall(r"^- \*\*", considered, re.MULTILINE)) >= 2, page.name


def test_the_index_names_each_by_its_title() -> None:
    index = (DOCS / "decisions.md").read_text(encoding="utf-8")
    for page in PAGES:
        title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        assert f"[{title}](decisions/{page.name})" in index
