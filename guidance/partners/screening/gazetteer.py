"""Who is who: the institutions and firms we know by name, listed or not.

Made of the embedded files in `data/` (their provenance stands in `data/provenance.yaml`). An identity is named by one id:
`ror:` (Research Organization Registry), `moe:` (the Ministry of Education's code), `sup:` (our supplement), or, for a body
that only a list names, the list's own prefix and number.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from guidance.partners.screening import names
from guidance.partners.screening.translation import english

DATA = files("guidance.partners.screening") / "data"


class Kind(IntEnum):
    """What sort of name it is; of two bodies with one name, the smaller kind has the better claim."""

    DISPLAY = 0
    NATIVE = 1
    ALIAS = 2
    MADE = 3
    ACRONYM = 4
    UNCONFIRMED = 5
    TRANSLATED = 6
    RENAMED = 7


@dataclass(frozen=True, slots=True)
class Name:
    """A name as published, and its kind. MADE: put together from the names of parent and child, or of pinyin;
    TRANSLATED: by our table; RENAMED: with a word changed or left
    out that many change or leave out."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Identity:
    """One body. `countries`: ISO codes, empty when not known. `authority`: who supervises it, in hanzi, from the MOE register.

    `parents`, `related`: ids. `weight` orders bodies that share a name: greater first. `independent`: a college under the
    name of a university that is a body of its own."""

    id: str
    names: tuple[Name, ...]
    countries: frozenset[str] = frozenset()
    city: str = ""
    region: str = ""
    kinds: frozenset[str] = frozenset()
    authority: str = ""
    parents: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    weight: int = 0
    independent: bool = False

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0].text

    def with_names(self, more: Iterable[Name]) -> "Identity":
        """The same body with further names, each text once."""
        known = {name.text for name in self.names}
        return replace(self, names=self.names + tuple({name.text: name for name in more if name.text not in known}.values()))


@dataclass(frozen=True)
class Gazetteer:
    """All identities by id, and the entries of lists that our crosswalk knows: (list, key of the entry's name) → id.

    `merged`: an id of ours → the registry's id of the same body."""

    identities: MappingProxyType[str, Identity]
    crosswalk: MappingProxyType[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    merged: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of an embedded table."""
    yield from csv.DictReader(io.StringIO((DATA / name).read_text(encoding="utf-8"), newline=""))


def split(cell: str) -> list[str]:
    """The parts of a cell that holds several, divided by `|`."""
    return [part for part in (part.strip() for part in cell.split("|")) if part]


_JUNK_ZH = ("播报", "编辑", "是")
_IN_COUNTRY = re.compile(r" \((?:China|Taiwan|Hong Kong|Macao|Macau)\)$")


def _native(text: str) -> str:
    text = text.strip()
    for junk in _JUNK_ZH:
        text = text.removesuffix(junk).strip()
    return text


def from_ror(row: dict[str, str]) -> Identity:
    """An identity of a row of ROR."""
    bare = _IN_COUNTRY.sub("", row["name"])
    texts = [Name(row["name"], Kind.DISPLAY)]
    texts += [Name(_native(text), Kind.NATIVE) for text in split(row["name_zh"])]
    if bare != row["name"]:
        texts.append(Name(bare, Kind.ALIAS))
    texts += [Name(_native(text), Kind.ALIAS) for text in split(row["other_names"])]
    texts += [Name(text, Kind.ACRONYM) for text in split(row["acronyms"])]
    kinds = frozenset(split(row["types"]))
    children = int(row.get("n_children") or 0)
    ids = {
        column: tuple(f"ror:{part}" for part in split(row.get(column, "")))
        for column in ("parent_ids", "related_ids", "successor_ids")
    }
    return Identity(
        id=f"ror:{row['ror_id']}",
        names=tuple({name.text: name for name in reversed(texts)}.values())[::-1],
        countries=frozenset(split(row["country_code"])),
        city=row["city"],
        region=row["region"],
        kinds=kinds,
        parents=ids["parent_ids"],
        related=ids["related_ids"],
        successors=ids["successor_ids"],
        weight=(200 if kinds & {"education", "government"} else 100 if "funder" in kinds else 0)
        + min(children, 90)
        - (50 if row["status"] == "inactive" else 0),
    )


def _add_supplement(known: dict[str, Identity]) -> None:
    for row in rows("institutions_supplement.csv"):
        texts = [Name(row["name_en"], Kind.DISPLAY), Name(row["name_zh"], Kind.NATIVE)]
        texts += [Name(text, Kind.ACRONYM) for text in split(row["acronyms"])]
        id = row["canonical_id"]
        if id in known:
            known[id] = known[id].with_names(texts)
        else:
            known[id] = Identity(id, tuple(texts), frozenset({"CN"}), kinds=frozenset({"education"}), weight=200)


def _crosswalk(known: dict[str, Identity]) -> dict[tuple[str, str], str]:
    pairs = {}
    for row in rows("crosswalk.csv"):
        pairs[row["list"], row["entry_key"]] = row["id"]
        texts = [Name(text, Kind.ACRONYM if names.acronym(text) else Kind.ALIAS) for text in split(row["names"])]
        texts += [Name(text, Kind.NATIVE) for text in split(row["name_zh"])]
        texts += [Name(text, Kind.UNCONFIRMED) for text in split(row["name_zh_unconfirmed"])]
        if row["id"] in known:
            known[row["id"]] = known[row["id"]].with_names(texts)
        elif texts:
            known[row["id"]] = Identity(row["id"], tuple(texts), frozenset({"CN"}), kinds=frozenset({"education"}), weight=200)
    return pairs


def _by_hanzi(known: dict[str, Identity]) -> dict[str, str]:
    """Hanzi key → id, where only one body bears it."""
    found: dict[str, set[str]] = {}
    for identity in known.values():
        for name in identity.names:
            if name.kind in (Kind.NATIVE, Kind.UNCONFIRMED) and (key := names.hanzi_name(name.text)):
                found.setdefault(key, set()).add(identity.id)
    return {key: min(ids) for key, ids in found.items() if len(ids) == 1}


def _add_moe(known: dict[str, Identity]) -> None:
    """The register gives a body its authority; a body that nothing else names comes in under its code."""
    by_hanzi = _by_hanzi(known)
    for row in rows("cn_moe_regular_heis_2017.csv"):
        key = names.hanzi_key(row["name_zh"])
        named = by_hanzi.get(key, "")
        id = named if named and not named.startswith("ror:") else f"ror:{row['ror_id']}" if row["ror_id"] else named
        authority = row["supervising_authority"]
        independent = row["private"] == "Y" and "大学" in key[:-2] and key.endswith("学院")
        if id in known:
            body = known[id]
            native = Name(row["name_zh"], Kind.NATIVE)
            confirmed = tuple(
                native if name.kind is Kind.UNCONFIRMED and name.text == native.text else name for name in body.names
            )
            known[id] = replace(body, names=confirmed, authority=authority, independent=independent).with_names([native])
        else:
            id = f"moe:{row['moe_code']}"
            weight = 150 if row["level"] == "undergraduate" else 120
            known[id] = Identity(
                id, (Name(row["name_zh"], Kind.NATIVE),), frozenset({"CN"}), row["city"], kinds=frozenset({"education"}), authority=authority,
                weight=weight, independent=independent,
            )  # fmt: skip


def _child_names(child: Identity, parent: Identity) -> Iterator[Name]:
    """ "Institute of Physics" of "Chinese Academy of Sciences" is also called by both names together."""
    short = [name.text for name in parent.names if name.kind is Kind.ACRONYM and len(name.text) >= 3][:2]
    for name in child.names:
        if name.kind in (Kind.DISPLAY, Kind.ALIAS) and not names.hanzi_runs(name.text):
            for over in [parent.name, *short]:
                if over.casefold() not in name.text.casefold():
                    yield Name(f"{name.text}, {over}", Kind.MADE)


def _college_names(college: Identity, by_hanzi: dict[str, str], known: dict[str, Identity]) -> tuple[list[Name], str]:
    """English names for 北京理工大学珠海学院 made of its university's name and pinyin, and the university's id."""
    from pypinyin import lazy_pinyin

    key = next(names.hanzi_key(name.text) for name in college.names if name.kind is Kind.NATIVE)
    for end in range(len(key) - 2, 3, -1):
        id = by_hanzi.get(key[:end], "")
        if id and id != college.id and key[:end].endswith(("大学", "学院")):
            own = "".join(lazy_pinyin(key[end:].removesuffix("学院"))).capitalize()
            over = known[id].names[0].text
            if names.hanzi_runs(over) or not own:
                return [], id
            made = [Name(f"{over} {own} College", Kind.MADE)]
            at_home = own.casefold() in names.words(known[id].city)
            return made if at_home else [*made, Name(f"{over}, {own}", Kind.MADE)], id
    return [], ""


@cache
def zh_places() -> frozenset[str]:
    """The cities of the MOE register and the provinces of its authorities, in hanzi, without "city" and "province"."""
    found = set()
    for row in rows("cn_moe_regular_heis_2017.csv"):
        found |= {row["city"].removesuffix("市"), row["supervising_authority"].removesuffix("教育厅").removesuffix("省")}
    return frozenset(found)


def _shorter(identity: Identity) -> Iterator[Name]:
    """ "China University of Petroleum" of "China University of Petroleum, Beijing"."""
    if "education" in identity.kinds and identity.names[0].kind is Kind.DISPLAY:
        base, comma, rest = identity.name.partition(",")
        if comma and "University" in base and len(rest.split()) <= 2:
            yield Name(base, Kind.MADE)


def _renamed(identity: Identity, taken: set[str]) -> Iterator[Name]:
    """ "Xuzhou Medical University" of "Xuzhou Medical College", and "Ocean University" of "National Ocean University", where nobody
    else is called so."""
    if identity.names[0].kind is not Kind.DISPLAY:
        return
    texts = []
    if "University" not in identity.name and "company" not in identity.kinds:
        texts.append(re.sub(r"\bCollege\b", "University", identity.name))
    if identity.countries == {"TW"}:
        texts.append(identity.name.removeprefix("National "))
    if not identity.name.endswith("and Technology of China"):
        texts.append(re.sub(r" (?:of )?China$", "", identity.name))
    for text in texts:
        if text != identity.name and len(text.split()) > 1 and names.bag(names.words(text)) not in taken:
            yield Name(text, Kind.RENAMED)


def _add_made_names(known: dict[str, Identity]) -> None:
    by_hanzi, places = _by_hanzi(known), zh_places()
    taken = {names.bag(names.words(name.text)) for identity in known.values() for name in identity.names}
    for identity in list(known.values()):
        for parent in identity.parents:
            if parent in known:
                identity = identity.with_names(_child_names(identity, known[parent]))
        identity = identity.with_names([*_shorter(identity), *_renamed(identity, taken)])
        if identity.id.startswith("moe:") and not identity.independent:
            translated = english(names.hanzi_key(identity.name), places)
            identity = identity.with_names(Name(text, Kind.TRANSLATED) for text in translated)
        if identity.independent:
            made, over = _college_names(identity, by_hanzi, known)
            identity = replace(identity.with_names(made), related=(*identity.related, over) if over else identity.related)
        known[identity.id] = identity


@cache
def load() -> Gazetteer:
    """The embedded gazetteer, read once (about half a second)."""
    return assemble(())


def assemble(records: Iterable[Identity]) -> Gazetteer:
    """The embedded gazetteer with newer records of ROR in the place of its own."""
    known = {identity.id: identity for identity in map(from_ror, rows("ror_greater_china.csv"))}
    known.update((identity.id, identity) for identity in records)
    _add_supplement(known)
    pairs = _crosswalk(known)
    _add_moe(known)
    merged = _merge(known)
    _add_made_names(known)
    pairs = {key: merged.get(id, id) for key, id in pairs.items()}
    return Gazetteer(MappingProxyType(known), MappingProxyType(pairs), MappingProxyType(merged))


def _merge(known: dict[str, Identity]) -> dict[str, str]:
    """Puts a body of ours to the record of the registry that bears its name, in hanzi or in letters, where there is just one:
    the id of ours → that of the record."""
    records: dict[str, set[str]] = {}
    for identity in known.values():
        if identity.id.startswith("ror:"):
            for key in _best_keys(identity):
                records.setdefault(key, set()).add(identity.id)
    merged = {}
    for identity in [each for each in known.values() if not each.id.startswith("ror:")]:
        found: set[str] = set().union(*(records.get(key, set()) for key in _best_keys(identity)))
        fitting = {id for id in found if not known[id].countries or known[id].countries & identity.countries}
        if len(fitting) == 1:
            id = fitting.pop()
            body = known[id].with_names(identity.names)
            known[id] = replace(body, authority=body.authority or identity.authority)
            merged[identity.id] = id
            del known[identity.id]
    return merged


def _best_keys(identity: Identity) -> Iterator[str]:
    """The keys of the names by which a body is best known."""
    for name in identity.names:
        if name.kind in (Kind.DISPLAY, Kind.NATIVE):
            if key := names.hanzi_name(name.text):
                yield key
            if len(read := names.words(names.latin(name.text))) > 1:
                yield names.bag(read)
