"""The published JSON Schema of every kind of file, so that editors complete and check them."""

import json
from typing import Any

from pydantic import BaseModel, TypeAdapter

from guidance.case.record import Record
from guidance.curation.cases import Case
from guidance.curation.controls import Control
from guidance.curation.organisation_cases import OrganisationCase
from guidance.curation.vignettes import Vignette
from guidance.knowledge.entries import (
    Advice,
    Door,
    Exemption,
    Knowledge,
    Question,
    Role,
    Rules,
    Section,
    Source,
    Switch,
    Terms,
    Topic,
    WordList,
)

_LISTS: dict[str, type[BaseModel]] = {
    "questions": Question,
    "findings": Advice,
    "sources": Source,
    "doors": Door,
    "roles": Role,
    "sections": Section,
    "switches": Switch,
    "exemptions": Exemption,
    "words": WordList,
    "cases": Case,
    "organisations": OrganisationCase,
    "controls": Control,
    "vignettes": Vignette,
}
_WHOLE: dict[str, type[BaseModel]] = {
    "knowledge": Knowledge,
    "topic": Topic,
    "rules": Rules,
    "terms": Terms,
    "assessment": Record,
}


def all_schemas() -> dict[str, str]:
    """File name to the text of its schema."""
    schemas = {f"{key}.json": _of_list(key, entry) for key, entry in _LISTS.items()}
    return schemas | {f"{key}.json": _text(key, TypeAdapter(kind).json_schema()) for key, kind in _WHOLE.items()}


def _of_list(key: str, entry: type[BaseModel]) -> str:
    items = TypeAdapter(list[entry]).json_schema()  # type: ignore[valid-type]
    definitions = items.pop("$defs")
    whole = {
        "type": "object",
        "properties": {key: items},
        "required": [key],
        "additionalProperties": False,
        "$defs": definitions,
    }
    return _text(key, whole)


def _text(key: str, schema: dict[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": key}
    return json.dumps(head | {k: v for k, v in schema.items() if k != "title"}, indent=2, sort_keys=True) + "\n"
