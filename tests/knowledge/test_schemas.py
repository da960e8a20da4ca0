"""The published JSON Schemas are current, and every content file and case table meets its own."""

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from jsonschema.exceptions import best_match

from guidance.curation.schemas import all_schemas
from guidance.knowledge.reader import EXPECTED, read_yaml

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "schema"
FILES = sorted((ROOT / "rules").rglob("*.yaml"))


def test_the_published_schemas_are_current() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in PUBLISHED.glob("*.json")} == all_schemas()


@pytest.mark.slow
def test_each_file_names_and_meets_its_schema() -> None:
    """The first line names the schema, so that editors complete and check the file."""
    assert {file.relative_to(ROOT).as_posix(): wrong for file in FILES if (wrong := _wrong(file))} == {}


def _wrong(file: Path) -> str:
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text(encoding="utf-8"))
    if not named:
        return "names no schema"
    said = json.loads(json.dumps(read_yaml(file), default=str))
    found = best_match(_validator((file.parent / named[1]).resolve()).iter_errors(said))
    return f"{found.json_path}: {found.message}" if found else ""


@cache
def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("questions: []\n", "names no schema"),
        ("# yaml-language-server: $schema=SCHEMA\nquestions: [{id: 3}]\n", "$.questions[0]"),
    ],
)
def test_a_file_that_does_not_is_seen(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(text.replace("SCHEMA", str(PUBLISHED / "questions.json")), encoding="utf-8")
    assert wrong in _wrong(file)


def test_every_pattern_that_a_file_is_held_to_is_told_in_words() -> None:
    schemas = [text for name, text in all_schemas().items() if name != "assessment.json"]
    found = {json.loads(f'"{each}"') for text in schemas for each in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', text)}
    of_tests = {r"^[A-Z]\d{2}[a-z]?$", r"^[a-z0-9-]{1,40}$"}
    assert found - of_tests <= EXPECTED.keys()
