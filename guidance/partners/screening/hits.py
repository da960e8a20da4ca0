"""What the lists say about a body: its own entries, and those of its kin."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Identity, Kind
from guidance.partners.screening.index import Index
from guidance.partners.screening.joining import Listing


@dataclass(frozen=True)
class Hit:
    """An entry of a list that concerns a body.

    `relation`: same, or what the listed body is to the partner: its parent, its child, or related in another way.
    `alias`: the alias by which the entry names the partner, when the entry stands for another body."""

    listing: Listing
    relation: Literal["same", "parent", "child", "related"]
    identity: str
    alias: str = ""

    @property
    def code(self) -> str:
        """The code of the list."""
        return self.listing.list.code

    @property
    def is_direct(self) -> bool:
        """Whether the entry stands for the partner or its parent, or names the partner."""
        return self.relation in ("same", "parent") or bool(self.alias)


def _names_parent(identity: Identity, other: Identity) -> bool:
    """Whether the body's own names say that it belongs to the other: "West China Hospital of Sichuan University"."""
    over = f" {' '.join(names.words(other.name))} "
    zh = [key for name in other.names if name.kind is Kind.NATIVE and (key := names.hanzi_name(name.text))]
    for name in identity.names:
        if name.kind is not Kind.ACRONYM and over in f" {' '.join(names.words(names.latin(name.text)))} ":
            return True
        if any(names.hanzi_name(name.text).startswith(key) for key in zh):
            return True
    return False


def _kin(index: Index, identity: Identity) -> Iterator[tuple[str, Literal["parent", "child", "related"]]]:
    for id in identity.parents:
        yield id, "related" if identity.independent else "parent"
    for id in identity.related:
        if id in index.identities:
            yield id, "parent" if not identity.independent and _names_parent(identity, index.identities[id]) else "related"
    for id in identity.successors:
        yield id, "related"
    for id in index.children.get(identity.id, ()):
        yield id, "child"


def kin_of(index: Index, id: str) -> set[str]:
    """The ids of the bodies above and below one, and of those related to it."""
    body = index.identities.get(id)
    return {other for other, _ in _kin(index, body)} if body else set()


def parents_of(index: Index, id: str) -> list[str]:
    """The ids of what a body belongs to, as the registry says or its own names do."""
    body = index.identities.get(id)
    return [other for other, relation in _kin(index, body) if relation == "parent"] if body else []


def screen(index: Index, identity: str) -> tuple[Hit, ...]:
    """The entries of the loaded lists that concern a body: its own, and those of its parents, children and relations.

    No hit is not clearance: only the loaded lists were looked at, as they stood on their days. Unknown ids have no hits."""
    identity = index.gazetteer_id(identity)
    hits = [
        Hit(listing, "related" if listing.alias else "same", identity, listing.alias)
        for listing in index.listings.get(identity, ())
    ]
    body = index.identities.get(identity)
    for id, relation in _kin(index, body) if body else ():
        hits += [Hit(listing, relation, id) for listing in index.listings.get(id, ()) if not listing.alias]
    unique = {(hit.code, hit.listing.entry.number): hit for hit in reversed(hits)}
    return tuple(
        sorted(unique.values(), key=lambda hit: (("same", "parent", "related", "child").index(hit.relation), hit.code))
    )
