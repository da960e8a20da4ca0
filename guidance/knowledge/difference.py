"""What differs between two knowledge bases: entries added, removed and changed, field by field. It needs no data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from guidance.knowledge.catalogue import Catalogue
from guidance.language.rule import Guideline
from guidance.language.text import written

RULES: Final = "rules"
"""The kind of entry that rules are."""
NOT_COMPARED: Final = {"name", "id"}


@dataclass(frozen=True)
class Field:
    """A field that was changed; None where it says nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """An entry that is not alike. Of one that is new or gone there are no fields."""

    kind: str
    id: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Two knowledge bases, and the entries that are new, gone or changed, by kind in the order of the files."""

    before: Catalogue
    after: Catalogue
    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[Entry, ...]

    @property
    def nothing(self) -> bool:
        """Whether every entry is alike."""
        return not (self.added or self.removed or self.changed)


def difference(before: Catalogue, after: Catalogue) -> Difference:
    """What differs from one knowledge base to another."""
    one, other = _entries(before), _entries(after)
    return Difference(
        before,
        after,
        tuple(Entry(kind, id) for kind in other for id in other[kind] if id not in one.get(kind, {})),
        tuple(Entry(kind, id) for kind in one for id in one[kind] if id not in other.get(kind, {})),
        tuple(each for kind in other for each in _changed(kind, one.get(kind, {}), other[kind])),
    )


def _changed(kind: str, one: Mapping[str, dict[str, Any]], other: Mapping[str, dict[str, Any]]) -> Iterator[Entry]:
    for id, now in other.items():
        was = one.get(id, now)
        found = [
            Field(name, was.get(name), now.get(name))
            for name in dict.fromkeys((*was, *now))
            if name not in NOT_COMPARED and was.get(name) != now.get(name)
        ]
        if found:
            yield Entry(kind, id, tuple(found))


def _entries(catalogue: Catalogue) -> dict[str, dict[str, dict[str, Any]]]:
    """Every entry by kind and id, as plain data."""
    rules = {rule.name: _plain(rule) for rule in catalogue.rules.guidelines}
    parts = {
        kind: {id: entry.model_dump(mode="json") for id, entry in part.items()} for kind, part in catalogue.parts().items()
    }
    concerns = {
        concern.id: {"about": concern.scope, "words": concern.words, "absent": concern.absent}
        for concern in catalogue.rules.raised_by
        if not concern.of_findings
    }
    topics = {id: {"title": topic.title, "summary": topic.summary} for id, topic in catalogue.topics.items()}
    return {"topics": topics, RULES: rules, "concerns": concerns, **parts}


def _plain(rule: Guideline) -> dict[str, Any]:
    plain = {each.name: getattr(rule, each.name) for each in fields(rule)}
    return plain | {"when": written(rule.when), "raises": None if rule.raises is None else rule.raises.id}
