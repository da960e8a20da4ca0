"""The published schemas of the columns are current, and every row that is written meets its own and no other."""

import json
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

from guidance.sector.schemas import all_schemas
from tests.sector.made import assessed, random_cases, written

pytestmark = pytest.mark.slow

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "sector"


def test_the_published_schemas_are_current():
    assert {file.name: file.read_text(encoding="utf-8") for file in PUBLISHED.iterdir()} == all_schemas()


def test_every_row_meets_the_schema_of_its_table(tmp_path):
    source, out = tmp_path / "dataset", tmp_path / "result"
    written(source, random_cases(23, 8), 5)
    assessed(source, out)
    validators = {name: jsonschema.Draft202012Validator(json.loads(text)) for name, text in all_schemas().items()}
    validators["dataset.json"].validate(json.loads((source / "dataset.json").read_bytes()))
    seen = set()
    for kind, folder in (("dataset", source), ("result", out)):
        for file in sorted(folder.rglob("*.parquet")):
            name = f"{kind}-{file.parent.name}.json"
            for row in pq.read_table(file).to_pylist():
                seen.add(name)
                plain = json.loads(json.dumps(row, default=str))
                validators[name].validate(plain)
                with pytest.raises(jsonschema.ValidationError):
                    validators[name].validate({**plain, "a name": "Ada"})
                first = next(iter(plain))
                with pytest.raises(jsonschema.ValidationError):
                    validators[name].validate({key: value for key, value in plain.items() if key != first})
    assert seen == set(all_schemas()) - {"dataset.json"}
