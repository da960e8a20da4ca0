"""Who is on the other side: a partner's name looked up, what the lists say, and the answers that follow from it."""

from collections.abc import Iterable, Mapping
from datetime import date

from guidance.case.record import (
    LOOKED_UP,
    Candidate,
    Confidence,
    ListHit,
    ListLooked,
    Partner,
    Recorded,
    Screening,
    taken_from_look_up,
)
from guidance.partners import countries
from guidance.partners.screening import library, lists, match, names, ownership
from guidance.partners.screening.index import Index
from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.match import Decision, Hit
from guidance.partners.screening.ownership import Owner

MOST_CANDIDATES = 20
INDUSTRY_MINISTRY = "工业和信息化部"
"""The supervising authority, in the register of the Ministry of Education, of the seven universities of national defence."""
MOST_NOTE = 1_000
"""Characters of the note that a look-up writes."""
_HALF = 50.0
_US_LISTS = ("US-BIS-EL", "US-CSL", "US-SDN")
HONG_KONG_MACAO = {"HK", "MO"}


def look_up(loaded: tuple[OfficialList, ...], name: str, country: str, day: date) -> Screening:
    """What a name means and what the lists say of that body, on a day."""
    index = library.index(loaded)
    found = _screening(index, loaded, match.resolve(index, name, countries.read(country).evidence), day)
    if not_a_country(country):
        found = found.model_copy(
            update={
                "reasons": [
                    *found.reasons,
                    f"the country as written, “{country[:80]}”, is none known here: it counted for nothing",
                ]
            }
        )
    return found


def not_a_country(text: str) -> bool:
    """Whether something is written where a country should be, and none is understood."""
    return bool(text.strip()) and not names.is_unnamed(text) and not countries.read(text).codes


def choose(loaded: tuple[OfficialList, ...], screening: Screening, identity: str, day: date) -> Screening:
    """An officer's choice among the candidates, or none of them (""). Raises KeyError for an id that is no candidate."""
    index = library.index(loaded)
    chosen = {each.id: each for each in screening.candidates}[identity] if identity else None
    update: dict[str, object] = {
        "day": day,
        "decision": "settled",
        "identity": identity,
        "name": chosen.name if chosen else "",
        "evidence": "an officer's choice",
        "reasons": [],
        "hits": _hits(match.screen(index, identity)) if identity else [],
        "looked": _looked(loaded, day),
        "not_loaded": _not_loaded(loaded),
    }
    return screening.model_copy(update=update)


def again(loaded: tuple[OfficialList, ...], partner: Partner, day: date) -> Partner:
    """A partner looked up anew; what an officer has chosen stays chosen."""
    known = partner.screening
    if known and known.decision == "settled":
        return partner.model_copy(update={"screening": choose(loaded, known, known.identity, day)})
    return partner.model_copy(update={"screening": look_up(loaded, partner.name, partner.country, day)})


def is_known(loaded: tuple[OfficialList, ...], name: str, country: str) -> bool:
    """Whether a name can be looked up at all."""
    return match.resolve(library.index(loaded), name, countries.read(country).evidence).decision != "none"


def bears_a_name(loaded: tuple[OfficialList, ...], text: str) -> bool:
    """Whether a text, or a part of it, is to the letter the name of a listed body or one of Greater China: quick, for many rows."""
    index = library.index(loaded)
    for part in (text, *names.segments(text)):
        keys = index.bags.get(names.bag(names.words(names.latin(part))), []), index.hanzi.get(names.hanzi_name(part), [])
        for id, _ in (pair for pairs in keys for pair in pairs):
            if id in index.listings or index.identities[id].countries & countries.GREATER_CHINA:
                return True
    return False


def _screening(index: Index, loaded: tuple[OfficialList, ...], found: Decision, day: date) -> Screening:
    first = found.candidates[0] if found.candidates else None
    candidates = {each.id: Candidate(id=each.id, name=each.name, evidence=each.evidence) for each in reversed(found.candidates)}
    return Screening(
        day=day,
        decision=found.decision,
        identity=first.id if first else "",
        name=first.name if first else "",
        evidence=str(found.evidence or ""),
        matched=found.matched,
        candidates=[candidates[each.id] for each in found.candidates if each.id in candidates][:MOST_CANDIDATES],
        reasons=list(found.reasons),
        hits=_hits(hit for each in _meant(found) for hit in match.screen(index, each)),
        looked=_looked(loaded, day),
        not_loaded=_not_loaded(loaded),
    )


def _meant(found: Decision) -> list[str]:
    """The bodies whose entries concern the partner: of a match the one body, else every candidate."""
    ids = list(dict.fromkeys(each.id for each in found.candidates))
    return ids[:1] if found.decision == "match" else ids


def _hits(hits: Iterable[Hit]) -> list[ListHit]:
    told = [
        ListHit(
            list=hit.code,
            title=hit.listing.list.title,
            entry=hit.listing.entry.number,
            name=hit.listing.entry.name,
            relation=hit.relation,
            dated=hit.listing.list.provenance.dated,
        )
        for hit in hits
    ]
    return list({(hit.list, hit.entry): hit for hit in told}.values())[:100]


def _looked(loaded: tuple[OfficialList, ...], day: date) -> list[ListLooked]:
    return [
        ListLooked(
            code=each.code,
            title=each.title,
            dated=each.provenance.dated,
            stale=each.is_stale(day),
            extract=bool(each.provenance.extract),
        )
        for each in library.looked_at(loaded)
    ]


def _not_loaded(loaded: tuple[OfficialList, ...]) -> list[str]:
    return list(lists.not_loaded(library.looked_at(loaded)))


def answers(loaded: tuple[OfficialList, ...], partner: Partner, given: Mapping[str, Recorded]) -> dict[str, Recorded]:
    """The answers that looking a partner up gives and that nobody has given: facts about the body and the lists, never "no".

    A hit on the sanctions list is a confirmed match only where the body itself was found beyond doubt."""
    screening = partner.screening
    if screening is None:
        return {}
    sure = screening.decision in ("match", "settled") and bool(screening.identity)
    found: dict[str, str] = {"partner.identity": _identity(screening), "partner.lists_age": _age(screening)}
    index = library.index(loaded)
    owners = ownership.owners(index, loaded, screening.identity) if sure else ()
    if said := _sanctions(index, screening, owners, sure=sure):
        found["partner.sanctions"] = said
    if sure and (said := _us_lists(index, screening, owners)):
        found["partner.us_lists"] = said
    body = index.identities.get(screening.identity) if sure else None
    if body:
        if body.authority == INDUSTRY_MINISTRY:
            found["partner.defence"] = "seven_sons"
        if body.countries:
            found |= _location(body.countries)
    note = f"{screening.name or partner.name}: {screening.evidence or 'no body of that name is known'}"
    note = "; ".join([note, *map(str, owners)])[:MOST_NOTE]
    lists_used = ", ".join(f"{each.code} of {each.dated or 'unknown date'}" for each in screening.looked)
    evidence = f"{LOOKED_UP} {screening.day}: {lists_used}"
    return {
        id: Recorded(value=value, note=note, evidence=evidence, confidence=Confidence.BELIEVED)
        for id, value in found.items()
        if id not in given or taken_from_look_up(given[id])
    }


def _sanctions(index: Index, screening: Screening, owners: tuple[Owner, ...], *, sure: bool) -> str:
    """What the UK Sanctions List says: of the partner itself, or of a listed owner at the share that the law asks for, at each level
    up to it. A listed body above it whose share somewhere nobody tells is a possible match and no more."""
    relations = {hit.relation for hit in screening.hits if hit.list == "UK-SL"}
    if "same" in relations and sure:
        return "match"
    listed = [owner for owner in owners if _is_listed(index, owner, ("UK-SL",))]
    if any(owner.is_majority for owner in listed):
        return "controls"
    if relations or any(not owner.is_minority for owner in listed):
        return "possible"
    return "minority" if listed else ""


def _us_lists(index: Index, screening: Screening, owners: tuple[Owner, ...]) -> str:
    """What the lists of the United States say: of the partner or the institution that it belongs to, or of its listed owners,
    at any level, whose shares are added up."""
    if any(hit.list in _US_LISTS and hit.relation in ("same", "parent") for hit in screening.hits):
        return "listed"
    listed = [owner for owner in owners if _is_listed(index, owner, _US_LISTS)]
    if not listed:
        return ""
    share = ownership.listed_share(owners, lambda owner: _is_listed(index, owner, _US_LISTS))
    return "half" if share >= _HALF else "some"


def _is_listed(index: Index, owner: Owner, codes: tuple[str, ...]) -> bool:
    return bool(owner.id) and any(hit.code in codes and hit.relation == "same" for hit in match.screen(index, owner.id))


def _identity(screening: Screening) -> str:
    if screening.decision in ("match", "settled"):
        return "known" if screening.identity else "unknown"
    return "several" if screening.decision == "review" else "unknown"


def _age(screening: Screening) -> str:
    sanctions = [each for each in screening.looked if each.code == "UK-SL"]
    if not sanctions or any(each.extract for each in sanctions):
        return "missing"
    return "old" if any(each.stale for each in screening.looked) else "current"


def _location(countries: frozenset[str]) -> dict[str, str]:
    if countries <= {"CN"}:
        return {"partner.location": "mainland"}
    return {"partner.location": "hong_kong_macao"} if countries <= HONG_KONG_MACAO else {}
