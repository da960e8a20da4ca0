"""Whose entry is it: each entry of a list is put to the body it stands for, or becomes a body of its own."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Gazetteer, Identity, Kind, Name
from guidance.partners.screening.lists import Entry, OfficialList

_STRONG = (Kind.DISPLAY, Kind.NATIVE)


@dataclass(frozen=True)
class Listing:
    """An entry and the list it stands in. `alias`: "" when the entry stands for the body; else the alias by which an entry
    that stands for another body names this one."""

    list: OfficialList
    entry: Entry
    alias: str = ""


Keys = dict[str, set[str]]


def _keys(text: str) -> Iterator[str]:
    if key := names.hanzi_name(text):
        yield key
    read = names.words(text)
    if len(read) > 1:
        yield names.bag(names.without_form(read))


def _bodies(identities: dict[str, Identity]) -> Keys:
    """Keys of the names by which a body is best known → ids."""
    found: Keys = defaultdict(set)
    for identity in identities.values():
        for name in identity.names:
            if name.kind in _STRONG:
                for key in _keys(name.text):
                    found[key].add(identity.id)
    return found


def _agree(identity: Identity, entry: Entry) -> bool:
    return not identity.countries or not entry.countries or bool(identity.countries & entry.countries)


def _known(text: str, entry: Entry, bodies: Keys, identities: dict[str, Identity]) -> str:
    """The one body that bears this name as its best known, in a country that agrees; or ""."""
    for key in _keys(text):
        ids = bodies.get(key, set())
        if len(ids) == 1 and _agree(identities[next(iter(ids))], entry):
            return next(iter(ids))
    return ""


def _own_id(listed: OfficialList, entry: Entry) -> str:
    return f"{listed.prefix}:{entry.number.removeprefix(f'{listed.code}-')}"


def _names_of(entry: Entry) -> list[Name]:
    texts = [Name(entry.name, Kind.DISPLAY)]
    texts += [Name(text, Kind.NATIVE) for text in entry.names_zh]
    for text in entry.aliases:
        whole, *short = names.and_acronym(text)
        texts.append(Name(whole, Kind.NATIVE if names.hanzi_runs(whole) else Kind.ALIAS))
        texts += [Name(acronym, Kind.ACRONYM) for acronym in short]
    return texts + [Name(text, Kind.ACRONYM) for text in entry.acronyms]


def join(gazetteer: Gazetteer, lists: tuple[OfficialList, ...]) -> tuple[dict[str, Identity], dict[str, list[Listing]]]:
    """All bodies, those of the lists included, and the listings of each by its id.

    An alias of an entry that is another body's best-known name is a listing of that body too, marked with the alias, and no
    name of the entry's own body."""
    identities = dict(gazetteer.identities)
    bodies = _bodies(identities)
    listings: dict[str, list[Listing]] = defaultdict(list)
    for listed in lists:
        for entry in listed.entries:
            id = gazetteer.crosswalk.get((listed.code, names.name_key(entry.name)), "")
            id = id or next(
                (found for text in (*entry.names_zh, entry.name) if (found := _known(text, entry, bodies, identities))), ""
            )
            id = id or _own_id(listed, entry)
            others = {
                alias: other for alias in entry.aliases if (other := _known(alias, entry, bodies, identities)) not in ("", id)
            }
            texts = [name for name in _names_of(entry) if name.text not in others]
            if id in identities:
                identities[id] = identities[id].with_names(texts)
            else:
                identities[id] = Identity(id, tuple(texts), entry.countries, weight=50)
                for key in (key for text in (entry.name, *entry.names_zh) for key in _keys(text)):
                    bodies[key].add(id)
            listings[id].append(Listing(listed, entry))
            for alias, other in others.items():
                listings[other].append(Listing(listed, entry, alias))
    return identities, dict(listings)
