"""The published JSON Schema of the columns of datasets and results: what one row of each table says, whatever the knowledge asks."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from guidance.inference.bits import STANDINGS
from guidance.language.conditions import Scope
from guidance.sector.counting import LEVELS, Cell
from guidance.sector.dataset import ABOUT, FOLDERS, UNSURE, Described
from guidance.sector.job import TABLES
from guidance.sector.law import AT_LEAST, AT_MOST, DOOR, TREAT_AS

_PSEUDONYM: Final = {"assessment", "organisation", "activity", "as_at", "owner", "knowledge"}
"""Columns that have a value in every row."""
_QUESTION: Final = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"
_STANDING: Final = {"type": "integer", "minimum": 0, "maximum": len(STANDINGS) - 1}
_LEVEL: Final = {"type": "integer", "minimum": 0, "maximum": LEVELS.index("none") - 1}


def all_schemas() -> dict[str, str]:
    """File name to the text of its schema."""
    made = {"dataset": Described.model_json_schema()}
    made |= {f"dataset-{FOLDERS[scope]}": _answers(scope) for scope in Scope}
    made |= {f"result-{TABLES[scope]}": _conclusions(scope) for scope in Scope}
    made["result-counts"] = _row({name: {"type": kind} for name, kind in _cell().items()}, {})
    return {f"{name}.json": _text(name, schema) for name, schema in made.items()}


def _answers(scope: Scope) -> dict[str, Any]:
    """A row of answers: what a question says is text or a number, and of a number beside it whether it is "not sure"."""
    questions = {
        f"{_QUESTION}$": {"type": ["string", "number", "null"]},
        f"{_QUESTION}{re.escape(UNSURE)}$": {"type": ["boolean", "null"]},
    }
    return _row({name: _of(name, type) for name, type in ABOUT[scope].items()}, questions)


def _conclusions(scope: Scope) -> dict[str, Any]:
    """A row of what follows: a column a finding and a door, 0 excluded, 1 possible, 2 presumed, 3 certain."""
    named = ("assessment", "organisation", "group", *(("activity",) if scope is Scope.ACTIVITY else ()))
    types = {**ABOUT[Scope.ORGANISATION], **ABOUT[Scope.ACTIVITY]}
    whose = {name: _of(name, types[name]) for name in named}
    its = {rf"^(?!({'|'.join(named)})$)({re.escape(DOOR)})?[a-z][a-z0-9_-]*$": _STANDING}
    made = _row({**whose, AT_LEAST: _LEVEL, AT_MOST: _LEVEL}, its)
    made["properties"][TREAT_AS] = _LEVEL | {"type": ["integer", "null"]}  # where it was asked
    return made


def _of(name: str, type: pa.DataType) -> dict[str, Any]:
    if type == pa.date32():
        return {"type": "string", "format": "date"}
    kind = "integer" if type == pa.int32() else "string"
    return {"type": kind} if name in _PSEUDONYM else {"type": [kind, "null"]}


def _cell() -> Mapping[str, str]:
    return {name: "integer" if kind is int else "string" for name, kind in Cell.__annotations__.items()}


def _row(columns: Mapping[str, Any], patterns: Mapping[str, Any]) -> dict[str, Any]:
    rest = {"patternProperties": dict(patterns)} if patterns else {}
    return {"type": "object", "properties": dict(columns), **rest, "required": list(columns), "additionalProperties": False}


def _text(name: str, schema: Mapping[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name}
    return json.dumps(head | {key: said for key, said in schema.items() if key != "title"}, indent=2, sort_keys=True) + "\n"
