"""Who owns or runs a body, where a loaded source says so: a fact with its source and its day, never a guess.

The registry says what a body belongs to, the Ministry of Education's register who supervises it, an entry of a list its parent
company, the user's own file who holds which share, and GLEIF in whose accounts a body is. A share that no source tells stays unknown."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from guidance.partners.screening import library, names
from guidance.partners.screening.gazetteer import Identity
from guidance.partners.screening.index import Index
from guidance.partners.screening.lists import LEI_NAMES, LEI_OWNERS, OWNERSHIP, OfficialList, Stake
from guidance.partners.screening.match import resolve

_HALF = 50.0
_LEVELS = 10
"""Levels of owners that are looked at."""
_MOST = 200
"""Owners that are looked at: what owns a body is seldom more than a few dozen."""


@dataclass(frozen=True)
class Owner:
    """Who owns or runs a body. `id`: "" when the body is not known here; `how`: belongs to, is supervised by, is a subsidiary of, is
    owned by, is consolidated by; `share`: in per cent, None when no source tells it; `source` and `dated`: who says so, and of which day."""

    id: str
    name: str
    how: str
    source: str
    dated: date | None
    share: float | None = None
    through: tuple["Owner", ...] = ()
    """Those between it and the body, the nearest first."""

    @property
    def key(self) -> str:
        """What tells it from others: its id, or its name where the body is not known here."""
        return self.id or self.name.casefold()

    @property
    def line(self) -> tuple["Owner", ...]:
        """All owners from the body up to it."""
        return (*self.through, self)

    @property
    def is_majority(self) -> bool:
        """Whether it is known to hold more than half, at each level, as the United Kingdom's law of sanctions asks."""
        return all(each.share is not None and each.share > _HALF for each in self.line)

    @property
    def is_minority(self) -> bool:
        """Whether at some level no more than half is held, as a source says."""
        return any(each.share is not None and each.share <= _HALF for each in self.line)

    def __str__(self) -> str:
        share = f" ({self.share:g} %)" if self.share is not None else ""
        by = f"{self.how} {self.name}{share}, by {self.source} of {self.dated or 'unknown date'}"
        return f"{self.through[-1].name}, above it, {by}" if self.through else by


def owners(index: Index, loaded: tuple[OfficialList, ...], id: str) -> tuple[Owner, ...]:
    """Who owns or runs a body, and who owns or runs those, as the sources in use say: the nearest first. Unknown ids have no owners."""
    body = index.identities.get(id)
    level = _direct(index, loaded, body, body.name) if body else ()
    found: list[Owner] = []
    for _ in range(_LEVELS):
        found += level
        if len(found) >= _MOST:
            break
        level = tuple(over for owner in level for over in _over(index, loaded, owner, id))
    return tuple(found[:_MOST])


def _over(index: Index, loaded: tuple[OfficialList, ...], owner: Owner, id: str) -> Iterator[Owner]:
    """The owners of an owner, save those that stand in its own line: a ring of owners ends."""
    passed = {id, *(each.key for each in owner.line)}
    for over in _direct(index, loaded, index.identities.get(owner.id), owner.name):
        if over.key not in passed:
            yield replace(over, through=owner.line)


def _direct(index: Index, loaded: tuple[OfficialList, ...], body: Identity | None, name: str) -> tuple[Owner, ...]:
    """The owners of a body, or of one of which only the name is known."""
    found = list(_told(index, loaded, body)) if body else []
    called = [each.text for each in body.names] if body else [name]
    stakes = dict.fromkeys(stake for key in {key for text in called for key in _keys(text)} for stake in _stakes(loaded, key))
    found += [
        Owner(_known(index, stake.owner), stake.owner, stake.how, stake.source, stake.dated, stake.share) for stake in stakes
    ]
    return tuple(found)


def _told(index: Index, loaded: tuple[OfficialList, ...], body: Identity) -> Iterator[Owner]:
    """What the registry, the Ministry of Education's register and the lists say is above a body."""
    yield from _in_registry(index, loaded, body)
    if body.authority:
        source, dated = _embedded("cn_moe_regular_heis_2017.csv")
        yield Owner("", body.authority, "is supervised by", source, dated)
    for listing in index.listings.get(body.id, ()):
        about = listing.list
        if not listing.alias:
            for name in listing.entry.parents:
                yield Owner(_known(index, name), name, "is a subsidiary of", about.title, about.provenance.dated)


def listed_share(owners: tuple[Owner, ...], is_listed: Callable[[Owner], bool]) -> float:
    """How many per cent of a body are known to be owned by those that are listed, or that are owned so by half or more: added up,
    as the United States do. `owners`: all above the body."""
    above: dict[tuple[str, ...], dict[str, Owner]] = defaultdict(dict)
    for owner in owners:
        held = above[tuple(each.key for each in owner.through)]
        if owner.key not in held or (held[owner.key].share or 0) < (owner.share or 0):
            held[owner.key] = owner

    def share(line: tuple[str, ...]) -> float:
        found = above.get(line, {}).items()
        return sum(each.share or 0 for key, each in found if is_listed(each) or share((*line, key)) >= _HALF)

    return share(())


def _in_registry(index: Index, loaded: tuple[OfficialList, ...], body: Identity) -> Iterator[Owner]:
    newer = library.registry(loaded)
    source, dated = (newer.title, newer.provenance.dated) if newer else _embedded("ror_greater_china.csv")
    for over in body.parents:
        if over in index.identities:
            yield Owner(over, index.identities[over].name, "belongs to", source, dated)


def _embedded(file: str) -> tuple[str, date | None]:
    about = next(each for each in library.provenance() if each["file"] == file)
    dated = about["dated"]
    return str(about["publisher"]), dated if isinstance(dated, date) else None


def _known(index: Index, name: str) -> str:
    found = resolve(index, name)
    return found.identity or "" if found.decision == "match" else ""


def _keys(text: str) -> Iterator[str]:
    """What a name in an ownership file and a name of a body share when they are the same."""
    if key := names.hanzi_name(text):
        yield key
    if read := names.words(names.latin(text)):
        yield " ".join(read)


def _stakes(loaded: tuple[OfficialList, ...], key: str) -> Iterator[Stake]:
    called = next((each for each in reversed(loaded) if each.code == LEI_NAMES), None)
    for each in loaded:
        if each.code == OWNERSHIP:
            yield from _by_owned(each).get(key, ())
        elif each.code == LEI_OWNERS and called:
            yield from _by_name(each, called).get(key, ())


@lru_cache(maxsize=2)
def _by_owned(file: OfficialList) -> dict[str, list[Stake]]:
    found: dict[str, list[Stake]] = defaultdict(list)
    for stake in file.stakes:
        for key in _keys(stake.owned):
            found[key].append(stake)
    return found


@lru_cache(maxsize=2)
def _by_name(relations: OfficialList, called: OfficialList) -> dict[str, list[Stake]]:
    """Relations between numbers by the names of the owned body, with the owner's name; by its number where the names have none."""
    bodies = {entry.number: entry for entry in called.entries}
    found: dict[str, list[Stake]] = defaultdict(list)
    for stake in relations.stakes:
        if owned := bodies.get(stake.owned):
            owner = bodies[stake.owner].name if stake.owner in bodies else f"the body with the LEI {stake.owner}"
            for key in {key for name in owned.names for key in _keys(name)}:
                found[key].append(replace(stake, owned=owned.name, owner=owner))
    return found
