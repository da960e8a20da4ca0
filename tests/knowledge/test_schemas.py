"""The published JSON Schemas are current, and every content file and case table meets its own."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from guidance.curation.schemas import all_schemas
from guidance.knowledge.reader import read_yaml

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "schema"
FILES = sorted((ROOT / "rules").rglob("*.yaml"))


def test_the_published_schemas_are_current() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in PUBLISHED.glob("*.json")} == all_schemas()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_each_file_names_and_meets_its_schema(file: Path) -> None:
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text(encoding="utf-8"))
    assert named, "the first line names the schema, so that editors complete and check the file"
    schema = json.loads((file.parent / named[1]).resolve().read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(read_yaml(file), default=str)))
