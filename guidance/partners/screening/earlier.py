"""Bodies of the registry of which only the name is known: those of its edition of May 2021 that it has not changed since.

They make a partner known that would be nobody else. What the other tables say of a body goes before, and the registry that a
user loads takes the place of them all."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Gazetteer, Identity, Kind, Name, rows, split
from guidance.partners.screening.words import STOP_WORDS

TABLE = "ror_2021_names.csv"
_TEACHES = frozenset({"education", "government"})
_LEADING = frozenset({"of", "to", "at", "with"})


def added(gazetteer: Gazetteer) -> Gazetteer:
    """The gazetteer with these bodies, save those whose name somebody bears in it already."""
    known = dict(gazetteer.identities)
    taken = {names.bag(names.words(name.text)) for identity in known.values() for name in identity.names}
    entries = {key for _, key in gazetteer.crosswalk}
    over = _by_name(known)
    for row in rows(TABLE):
        id, name = row["id"], row["name"]
        if id.startswith("moe:"):
            known.update(_confirmed(known, gazetteer.merged.get(id, id), name))
        elif id not in known and names.bag(names.words(name)) not in taken and names.name_key(name) not in entries:
            known[id] = _body(row, tuple(_over(name, over)))
    return replace(gazetteer, identities=MappingProxyType(known))


def with_hospitals(gazetteer: Gazetteer) -> Gazetteer:
    """The gazetteer with each hospital related to the university that one of its names says it belongs to."""
    known = dict(gazetteer.identities)
    over = _by_name(known)
    for id, body in gazetteer.identities.items():
        if "healthcare" in body.kinds and not body.kinds & _TEACHES:
            above = {other for name in body.names if name.kind is not Kind.ACRONYM for other in _over(name.text, over)}
            if more := sorted(above - {id, *body.parents, *body.related}):
                known[id] = replace(body, related=(*body.related, *more))
    return replace(gazetteer, identities=MappingProxyType(known))


def _confirmed(known: dict[str, Identity], id: str, name: str) -> Iterator[tuple[str, Identity]]:
    """A body whose English name was our translation only, and is the registry's too."""
    if body := known.get(id):
        key = names.bag(names.words(name))
        left = tuple(
            each for each in body.names if each.kind is not Kind.TRANSLATED or names.bag(names.words(each.text)) != key
        )
        yield id, replace(body, names=left).with_names([Name(name, Kind.ALIAS)])


def _body(row: dict[str, str], related: tuple[str, ...]) -> Identity:
    kinds = frozenset(split(row["types"]))
    return Identity(
        id=row["id"],
        names=(Name(row["name"], Kind.DISPLAY),),
        countries=frozenset(split(row["country_code"])),
        kinds=kinds,
        parents=tuple(f"ror:{id}" for id in split(row["parent_ids"])),
        related=related,
        weight=150 if kinds & _TEACHES else 0,
    )


def _by_name(known: dict[str, Identity]) -> dict[str, str]:
    """The words of a name → the id, where one university or ministry alone is called so."""
    found: dict[str, set[str]] = {}
    for identity in known.values():
        if identity.kinds & _TEACHES:
            for name in identity.names:
                if name.kind is not Kind.ACRONYM and len(read := names.words(names.latin(name.text))) > 1:
                    found.setdefault(" ".join(read), set()).add(identity.id)
    return {key: min(ids) for key, ids in found.items() if len(ids) == 1}


def _over(name: str, by_name: dict[str, str]) -> Iterator[str]:
    """The body that another's name says it belongs to: "Children's Hospital of Fudan University", "Fudan University Hospital". Not
    Tianjin University in "Hospital of Tianjin University of Chinese Medicine"."""
    read = names.words(names.latin(name))
    ends = [(0, end) for end in range(len(read) - 1, 1, -1) if read[end] not in STOP_WORDS]
    starts = [(start, len(read)) for start in range(1, len(read) - 1) if read[start - 1] in _LEADING]
    for start, end in (*ends, *starts):
        if id := by_name.get(" ".join(read[start:end])):
            yield id
            return
