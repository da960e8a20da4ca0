"""Reads content files: YAML in which only true and false are truth values, with every mistake named."""

import re
import reprlib
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 500_000
MAX_ENTRIES = 5_000
"""Entries of one file."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80


class ContentError(ValueError):
    """A content file cannot be read; the message says file, place, what was read and what was expected."""


class _Loader(yaml.CSafeLoader):
    """YAML's core schema: yes, no, on and off are words, 10:30 is no number of base sixty, and a key may stand once only."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=deep)
            if not isinstance(name, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "a key is one word, no list or table", key.start_mark)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} stands twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


_OURS = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float")}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OURS]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[-+]?[0-9]+$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?$"), list("-+0123456789")
)


def read_yaml(path: Path) -> Any:
    """The data of one file. Raises ContentError for a file that is too large, unreadable, not UTF-8 or not YAML."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError(f"{path.name}: larger than {MAX_BYTES:,} bytes; split it")
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a safe loader)
    except OSError as error:
        raise ContentError(f"{path.name}: {error.strerror}; make the file readable or take it away") from None
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        raise ContentError(f"{path.name}{place}: {problem}; mend the YAML there") from None
    except ContentError:
        raise
    except ValueError as error:  # a date such as 2026-13-45, or a number without end
        raise ContentError(f"{path.name}: {error}; correct the value, or put it in quotation marks") from None


Entry = TypeVar("Entry", bound=BaseModel)


def read_entries(path: Path, key: str, kind: type[Entry]) -> list[Entry]:
    """The entries under the one key of a file. Raises ContentError that names the entry, the field and the mistake."""
    data = read_yaml(path)
    if not isinstance(data, dict) or set(data) != {key} or not isinstance(data[key], list):
        raise ContentError(f"{path.name}: expected one key at the top, {key!r}, with a list under it")
    if len(data[key]) > MAX_ENTRIES:
        raise ContentError(f"{path.name}: holds {len(data[key]):,} entries; expected at most {MAX_ENTRIES:,}; split it")
    return [_entry(path, item, number, kind) for number, item in enumerate(data[key], 1)]


def read_entry(path: Path, kind: type[Entry]) -> Entry:
    """The one entry that a whole file is. Raises ContentError."""
    return _entry(path, read_yaml(path), 1, kind)


def _entry(path: Path, item: Any, number: int, kind: type[Entry]) -> Entry:
    name = item.get("id", item.get("rule", f"entry {number}")) if isinstance(item, dict) else f"entry {number}"
    try:
        return kind.model_validate(item)
    except ValidationError as error:
        raise ContentError("\n".join(f"{path.name}: {name}: {mistake(e)}" for e in error.errors())) from None


def mistake(error: Any) -> str:
    """One pydantic error as a sentence: the field, what was read, what was expected."""
    parts = map(str, error["loc"])
    field = ".".join(part if part.isprintable() else repr(part) for part in parts) or "the entry"
    if error["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{field}: no such key; take it out or correct its spelling"
    if error["type"] == "missing":
        return f"{field}: is missing; add it"
    return f"{field}: {error['msg'].removeprefix('Value error, ')}; read {shown(error['input'])}"


def shown(value: object) -> str:
    """A value as it was read, cut short, however long or deep it is."""
    return _SHORT.repr(value)
