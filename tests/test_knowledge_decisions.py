"""The table of candidates names rules that exist, and leaves no candidate out."""

import re
from pathlib import Path

from guidance import knowledge
from guidance.curation.complete import unknown_rules

TABLE = (Path(__file__).parents[1] / "docs" / "knowledge-decisions.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:3] for line in TABLE.splitlines() if line.startswith("| ")]
CANDIDATES = {"research": 111, "people": 86, "data": 88}
"""How many candidates each dossier numbered."""


def numbers(dossier: str) -> set[int]:
    pattern = r"\bRS-(\d{3})\b" if dossier == "research" else r"\bR(\d{2})\b"
    cells = [cell for cell, _ in ROWS if dossier == "research" or dossier in cell]
    return {int(number) for cell in cells for number in re.findall(pattern, cell)}


def test_every_rule_named_exists() -> None:
    """A name with underscores that is no question, topic or switch of the knowledge base is meant to be a rule."""
    assert unknown_rules(knowledge.load(), TABLE) == []


def test_no_candidate_is_left_out() -> None:
    for dossier, count in CANDIDATES.items():
        assert sorted(set(range(1, count + 1)) - numbers(dossier)) == [], dossier
