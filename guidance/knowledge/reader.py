"""Reads content files: YAML in which only true and false are truth values, with every mistake named."""

import re
import reprlib
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 500_000
MAX_ENTRIES = 5_000
"""Entries of one file."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80


@dataclass(frozen=True)
class Problem:
    """A mistake in a knowledge folder: where, what, and what to do. `place` is a line, or a line and a column, where it is known."""

    file: str
    id: str
    problem: str
    remedy: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{': '.join(filter(None, (where, self.id, self.problem)))}{f'; {self.remedy}' if self.remedy else ''}"


class ContentError(ValueError):
    """A file cannot be read; `problems` say file, place, what was read and what was expected."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Table(dict[Any, Any]):
    """A mapping as it was read. `line` is where it begins, `lines` where the value of each key does."""

    line = 0
    lines: Mapping[Any, int] = {}


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


def _table(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> Iterator[Table]:
    table = Table()
    table.line = node.start_mark.line + 1
    table.lines = {key.value: _begins(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    yield table
    table.update(loader.construct_mapping(node))


def _begins(value: yaml.Node) -> int:
    """The line on which a value begins; that of a text in a block is the one below its mark."""
    return value.start_mark.line + (2 if isinstance(value, yaml.ScalarNode) and value.style in ("|", ">") else 1)


_Loader.add_constructor("tag:yaml.org,2002:map", _table)
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


def read_yaml(path: Path, name: str | None = None) -> Any:
    """The data of one file. Raises ContentError for a file that is too large, unreadable, not UTF-8 or not YAML.

    `name` is what messages call the file."""

    def wrong(problem: str, remedy: str, mark: Any = None) -> ContentError:
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        return ContentError(Problem(name or path.name, "", problem, remedy, place))

    try:
        if path.stat().st_size > MAX_BYTES:
            raise wrong(f"larger than {MAX_BYTES:,} bytes", "split it")
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a safe loader)
    except OSError as error:
        raise wrong(str(error.strerror), "make the file readable or take it away") from None
    except UnicodeDecodeError as error:
        raise wrong(f"byte {error.start} is not UTF-8", "save the file as UTF-8") from None
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        raise wrong(problem, "mend the YAML there", getattr(error, "problem_mark", None)) from None
    except ContentError:
        raise
    except ValueError as error:  # a date such as 2026-13-45, or a number without end
        raise wrong(str(error), "correct the value, or put it in quotation marks") from None


Entry = TypeVar("Entry", bound=BaseModel)


def read_entries(path: Path, key: str, kind: type[Entry], name: str | None = None) -> list[Entry]:
    """The entries under the one key of a file. Raises ContentError that names each entry, field and mistake."""
    return [entry for entry, _ in read_list(path, key, kind, name)]


def read_list(path: Path, key: str, kind: type[Entry], name: str | None = None) -> list[tuple[Entry, Table]]:
    """The same, each entry with the table that it was read from."""
    read, wrong = read_what_fits(path, key, kind, name)
    if wrong:
        raise ContentError(*(problem for _, problems in wrong for problem in problems))
    return read


Wrong = list[tuple[Any, tuple[Problem, ...]]]
"""What does not fit, as it was read, each with what is wrong with it."""


def read_what_fits(path: Path, key: str, kind: type[Entry], name: str | None = None) -> tuple[list[tuple[Entry, Table]], Wrong]:
    """The entries that fit, and those that do not. Raises ContentError for a file that has no list of entries."""
    name = name or path.name
    data = read_yaml(path, name)
    if not isinstance(data, dict) or set(data) != {key} or not isinstance(data[key], list):
        raise ContentError(Problem(name, "", f"expected one key at the top, {key!r}, with a list under it"))
    if len(data[key]) > MAX_ENTRIES:
        raise ContentError(Problem(name, "", f"holds {len(data[key]):,} entries; expected at most {MAX_ENTRIES:,}", "split it"))
    read: list[tuple[Entry, Table]] = []
    wrong: Wrong = []
    for number, item in enumerate(data[key], 1):
        try:
            read.append((_entry(name, item, f"entry {number}", kind), item))
        except ContentError as error:
            wrong.append((item, error.problems))
    return read, wrong


def read_entry(path: Path, kind: type[Entry], name: str | None = None) -> Entry:
    """The one entry that a whole file is. Raises ContentError."""
    return read_whole(path, kind, name)[0]


def read_whole(path: Path, kind: type[Entry], name: str | None = None) -> tuple[Entry, Table]:
    """The same, with the table that it was read from."""
    name = name or path.name
    data = read_yaml(path, name)
    return _entry(name, data, "", kind), data


def read_parts(path: Path, kind: type[Entry], name: str | None = None) -> tuple[Entry, Table, Wrong]:
    """The same of what fits of its lists and tables, with the parts that do not: for each its key and what was read.

    Raises ContentError for a file that is wrong as a whole."""
    name = name or path.name
    data = read_yaml(path, name)
    try:
        return kind.model_validate(data), data, []
    except ValidationError as error:
        problems = [(each["loc"][:2], _problem(name, data, "", each)) for each in error.errors()]
    places = list(dict.fromkeys(place for place, _ in problems))
    whole = ContentError(*(problem for _, problem in problems))
    if any(len(place) < 2 for place in places):
        raise whole
    fitting = Table({key: _without(key, part, places) for key, part in data.items()})
    fitting.lines = data.lines
    wrong = [
        ((key, _part(data[key], part)), tuple(problem for place, problem in problems if place == (key, part)))
        for key, part in places
    ]
    try:
        return kind.model_validate(fitting), fitting, wrong
    except ValidationError:  # a key of a table that is no text
        raise whole from None


def _without(key: str, part: Any, places: list[Any]) -> Any:
    if isinstance(part, list):
        return [item for number, item in enumerate(part) if (key, number) not in places]
    fitting = Table({name: item for name, item in part.items() if (key, name) not in places})
    fitting.lines = part.lines
    return fitting


def _part(whole: Any, part: Any) -> Any:
    """An entry of a list, or the name and text of a table's."""
    return whole[part] if isinstance(whole, list) else {"id": part, "when": whole.get(part)}


def _entry(file: str, item: Any, name: str, kind: type[Entry]) -> Entry:
    try:
        return kind.model_validate(item)
    except ValidationError as error:
        raise ContentError(*(_problem(file, item, name, each) for each in error.errors())) from None


def _problem(file: str, item: Any, name: str, error: Any) -> Problem:
    """A mistake with its line, as near as the file says, and the id of the entry that it is in."""
    line, id, within = 0, None, item
    for step in (*error["loc"], None):
        if isinstance(within, Table):
            line = within.lines.get(step, within.line)
            id = id or within.get("id", within.get("rule"))
        try:
            within = within[step]
        except (KeyError, IndexError, TypeError):
            break
    return Problem(file, name if id is None else shown_id(id), mistake(error), place=f"line {line}" if line else "")


def shown_id(id: object) -> str:
    """An id as it was read, cut short."""
    return id if isinstance(id, str) and len(id) <= 80 and id.isprintable() else shown(id)


EXPECTED: Final = {
    r"^[^\n]*$": "one line",
    r"^[0-9a-f]{12}$": "twelve digits and letters from a to f, as knowledge check prints them",
    r"^[a-z0-9][a-z0-9_-]*$": "small letters, digits, - and _, such as northmoor-policy",
    r"^[a-z0-9][a-z0-9-]{0,39}$": "up to 40 small letters, digits and -, such as rotor-noise",
    r"^[a-z0-9_]+$": "small letters, digits and _, such as in_place",
    r"^[a-z][a-z0-9_]*$": "small letters, digits and _, a letter first, such as licence_is_held",
    r"^[a-z][a-z_]*$": "small letters and _, such as people",
    r"^[a-z][a-z_]*\.[a-z0-9_]+$": "a page and a name with a dot between them, such as activity.stage",
    r"^\d{4}\.\d{1,2}\.\d+$": "a year, a month and a number, such as 2026.11.1",
}
"""What a text that is held to a pattern should be, in words: who keeps the knowledge reads no patterns."""


def mistake(error: Any) -> str:
    """One pydantic error as a sentence: the field, what was read, what was expected."""
    parts = map(str, error["loc"])
    field = ".".join(part if part.isprintable() else repr(part) for part in parts) or "the entry"
    if error["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{field}: no such key; take it out or correct its spelling"
    if error["type"] == "missing":
        return f"{field}: is missing; add it"
    if error["type"] == "string_pattern_mismatch" and (expected := EXPECTED.get(error["ctx"]["pattern"])):
        return f"{field}: should be {expected}; read {shown(error['input'])}"
    return f"{field}: {error['msg'].removeprefix('Value error, ')}; read {shown(error['input'])}"


def shown(value: object) -> str:
    """A value as it was read, cut short, however long or deep it is."""
    return _SHORT.repr(value)
