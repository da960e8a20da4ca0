"""The glossary has the words that the program uses, each once."""

import re
from pathlib import Path

from guidance.assessment.levels import LEVELS
from guidance.inference.three_valued import Standing
from guidance.knowledge.entries import About, Confidence
from guidance.language.conditions import Severity
from guidance.language.rule import Obligation

PAGE = (Path(__file__).parents[1] / "docs/glossary.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE))


def test_each_word_stands_once_and_has_a_meaning() -> None:
    words = [word for row in ROWS for word in row.split(", ")]
    assert len(words) == len(set(words))
    assert all(ROWS.values())


def test_every_value_that_the_officer_reads_is_told() -> None:
    assert all(str(standing) in ROWS["standing"] for standing in Standing)
    assert all(str(severity) in ROWS["severity"] for severity in Severity)
    assert all(str(obligation) in ROWS["obligation"] for obligation in Obligation)
    assert all(str(confidence) in ROWS["source, citation"] for confidence in Confidence)
    assert [str(about) for about in About] == ["circumstance", "control"]
    assert all(f"L{level}" in ROWS["level"] for level in range(len(LEVELS)))
