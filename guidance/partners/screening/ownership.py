"""Who owns or runs a body, where a loaded source says so: a fact with its source and its day, never a guess.

The registry says what a body belongs to, the Ministry of Education's register who supervises it, an entry of a list its parent
company, and the user's own file who holds which share. A share that no source tells stays unknown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guidance.partners.screening import library, names
from guidance.partners.screening.index import Index
from guidance.partners.screening.lists import OWNERSHIP, OfficialList, Stake
from guidance.partners.screening.match import resolve

_HALF = 50.0


@dataclass(frozen=True)
class Owner:
    """Who owns or runs a body. `id`: "" when the body is not known here; `how`: belongs to, is supervised by, is a subsidiary of, is
    owned by; `share`: in per cent, None when no source tells it; `source` and `dated`: who says so, and of which day."""

    id: str
    name: str
    how: str
    source: str
    dated: date | None
    share: float | None = None

    @property
    def is_majority(self) -> bool:
        """Whether it is known to hold more than half, as the United Kingdom's law of sanctions asks."""
        return self.share is not None and self.share > _HALF

    def __str__(self) -> str:
        share = f" ({self.share:g} %)" if self.share is not None else ""
        return f"{self.how} {self.name}{share}, by {self.source} of {self.dated or 'unknown date'}"


def owners(index: Index, loaded: tuple[OfficialList, ...], id: str) -> tuple[Owner, ...]:
    """Who owns or runs a body, as the sources in use say. Unknown ids have no owners."""
    body = index.identities.get(id)
    if body is None:
        return ()
    found = list(_in_registry(index, loaded, id))
    if body.authority:
        source, dated = _embedded("cn_moe_regular_heis_2017.csv")
        found.append(Owner("", body.authority, "is supervised by", source, dated))
    for listing in index.listings.get(id, ()):
        about = listing.list
        if not listing.alias:
            for name in listing.entry.parents:
                found.append(Owner(_known(index, name), name, "is a subsidiary of", about.title, about.provenance.dated))
    for stake in _stakes(loaded, {key for name in body.names for key in _keys(name.text)}):
        found.append(Owner(_known(index, stake.owner), stake.owner, "is owned by", stake.source, stake.dated, stake.share))
    return tuple(found)


def _in_registry(index: Index, loaded: tuple[OfficialList, ...], id: str) -> Iterator[Owner]:
    newer = library.registry(loaded)
    source, dated = (newer.title, newer.provenance.dated) if newer else _embedded("ror_greater_china.csv")
    for over in index.identities[id].parents:
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


def _stakes(loaded: tuple[OfficialList, ...], keys: set[str]) -> Iterator[Stake]:
    for each in loaded:
        if each.code == OWNERSHIP:
            yield from (stake for stake in each.stakes if keys & set(_keys(stake.owned)))
