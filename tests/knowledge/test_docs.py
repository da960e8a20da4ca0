"""What docs/knowledge.md shows is knowledge that exists, in words that are read."""

import re
from pathlib import Path

import pytest
import yaml

from guidance import knowledge
from guidance.knowledge.entries import Rules
from guidance.knowledge.folder import LISTS, TABLES
from guidance.language.text import Vocabulary, parse, written

PAGE = (Path(__file__).parents[2] / "docs" / "knowledge.md").read_text(encoding="utf-8")
(EXAMPLE,) = (Rules.model_validate(yaml.safe_load(text)) for text in re.findall(r"```yaml\n(concerns:.*?)```", PAGE, re.DOTALL))
TABLE = PAGE[PAGE.index("| written | means |") : PAGE.index("* An option that is no plain word")]
ROWS = [row.split("|")[1] for row in TABLE.splitlines()[2:] if row.startswith("|")]
SHOWN = [text for row in ROWS for text in re.findall(r"`([^`]+)`", row)]


def words() -> Vocabulary:
    vocabulary = knowledge.load().vocabulary
    for name, text in EXAMPLE.terms.items():
        vocabulary |= {name: parse(text, vocabulary)}
    return vocabulary


def test_the_rule_that_is_shown_names_what_exists() -> None:
    catalogue = knowledge.load()
    (rule,) = EXAMPLE.rules
    (concern,) = EXAMPLE.concerns
    assert concern.words == next(each.words for each in catalogue.rules.raised_by if each.id == concern.id)
    parse(rule.when, words())
    assert rule.finds in catalogue.advice
    assert {source.partition(" ")[0] for source in rule.sources} <= catalogue.sources.keys()
    assert set(rule.doors) <= catalogue.doors.keys()


@pytest.mark.parametrize("text", [text for text in SHOWN if "…" not in text and text not in ("and", "or", "not")])
def test_each_condition_that_is_shown_is_one(text: str) -> None:
    condition = parse(text, words())
    assert parse(written(condition), words()) == condition


def test_the_files_that_are_named_are_those_that_are_read() -> None:
    named = set(re.findall(r"^rules/nsi/(\w+)\.yaml", PAGE, re.MULTILINE))
    assert named == {"topic", "rules", "questions", "findings", "sources", "doors", "cases"}
    assert named <= {*LISTS, *TABLES, "topic", "rules"}
