"""Who is meant by a name.

`resolve` gives *match*, *review* (with every candidate) or *none*, with the kind of evidence and the text that matched.
*None* is not clearance: it says that we do not know the body.
"""

from collections.abc import Iterable, Iterator

from guidance.partners.countries import GREATER_CHINA
from guidance.partners.screening import names
from guidance.partners.screening.address import Address
from guidance.partners.screening.decision import (
    BELONGS,
    BORNE_ELSEWHERE,
    CAMPUS,
    COLLEGE,
    DIFFERENT,
    ELSEWHERE_SAID,
    PERSON,
    UNKNOWN,
    UNNAMED,
    WEAK,
    Candidate,
    Decision,
    Evidence,
    Found,
)
from guidance.partners.screening.gazetteer import Kind
from guidance.partners.screening.hits import Hit, parents_of, screen
from guidance.partners.screening.index import Index
from guidance.partners.screening.one_name import SHORT_ACRONYM, asked
from guidance.partners.screening.words import COUNTRY_MARKS, ELSEWHERE, ELSEWHERE_TOO, LEGAL_FORMS, UNITS, WEAK_COMPANY

__all__ = ["UNKNOWN", "Candidate", "Decision", "Evidence", "Hit", "resolve", "screen"]

_OWN = frozenset({BELONGS, CAMPUS, COLLEGE, WEAK})
"""The doubts that the text may mean a part of the body, which is a body of its own."""
_BY_THE_WAY = frozenset({"university", "college", "institute", "of", "the", "and", *COUNTRY_MARKS})


class Resolver(Address):
    """All that a partner's cell says, in hanzi and in letters."""

    def is_person(self) -> bool:
        """Whether the cell has the form of a person's name, and none of its words says that it is a body."""
        read = names.person(names.latin(self.asked.text))
        if not read or names.sounds_like_body(self.asked.text) or self.latin(self.asked.text):
            return False
        telling = (*UNITS, *WEAK_COMPANY, *LEGAL_FORMS, *COUNTRY_MARKS)
        if any(word in self.index.places or word in ELSEWHERE or word in telling for word in read):
            return False
        is_short_name = len(read[0]) > SHORT_ACRONYM and read[0] in self.index.acronyms
        return not is_short_name and names.bag(read[:1]) not in self.index.brands

    def is_borne_elsewhere(self, found: Found) -> bool:
        """Whether nothing tells the body from one of the same name elsewhere."""
        told = self.asked.countries or self.asked.country or self.is_city_said(found.id)
        return not told and bool(ELSEWHERE_TOO & {found.candidates[0].matched.casefold(), found.candidates[0].read})

    def pieces(self) -> Iterator[Found]:
        """What the hanzi say, and what the letters say."""
        runs = names.hanzi_runs(self.asked.text)
        whole = names.hanzi_name(self.asked.text)
        for run in (whole,) if len(runs) > 1 and whole in self.index.hanzi else runs:
            if found := self.hanzi(run):
                yield found
        text = names.latin(self.asked.text).strip(" ()（）-–,;/")
        whole, text = text, names.without_mark(text)
        if text and (
            found := self.latin(whole)
            or self.latin(text)
            or self.misspelt(text)
            or self.parts(text)
            or self.pair(text)
            or self.nearly(text)
            or self.brand(text)
            or self.rare(text)
            or self.loosely_in(text)
        ):
            yield found

    def whole(self) -> Found | None:
        """The pieces together: they agree, or the officer sees them all."""
        found = list(self.pieces())
        if not found:
            return None
        first = min(found, key=lambda hit: bool(hit.doubts))
        ids = {hit.id for hit in found if not self.shares(hit, {first.id})}
        if any(set(self.index.identities[id].parents) & {first.id} for id in ids) or not ids:
            return first
        several = {each.id: each for hit in (first, *found) for each in hit.candidates}
        return Found(tuple(several.values()), (DIFFERENT,))


def resolve(index: Index, name: str, country: str | None = None) -> Decision:
    """Who is meant by a partner's name. `country`: as the register has it; evidence against, never for."""
    if names.is_unnamed(name):
        return Decision("none", reasons=(UNNAMED,))
    resolver = Resolver(index, asked(names.clean(name), country))
    if resolver.is_person():
        return Decision("none", reasons=(PERSON, UNKNOWN))
    found = resolver.whole()
    if found is None:
        return Decision("none", reasons=(UNKNOWN,))
    if not resolver.fits(found.id):
        certain = found.candidates[0].evidence in (Evidence.HANZI, Evidence.NAME, Evidence.ORDER) and not found.doubts
        if not certain and resolver.asked.country not in {"", *GREATER_CHINA}:
            return Decision("none", reasons=(ELSEWHERE_SAID, UNKNOWN))
        found = found.doubted(ELSEWHERE_SAID)
    elif resolver.asked.countries == {"HK"} and index.identities[found.id].countries == {"CN"}:
        found = found.doubted(ELSEWHERE_SAID)
    elif resolver.is_borne_elsewhere(found):
        found = found.doubted(BORNE_ELSEWHERE)
    if not found.doubts:
        return Decision("match", found.candidates)
    more = _each_once((*found.candidates, *_under(index, found, resolver.asked.text), *_over(index, found)))
    return Decision("review", more, tuple(dict.fromkeys(found.doubts)))


def _each_once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple({each.id: each for each in reversed(tuple(candidates))}.values())[::-1]


def _under(index: Index, found: Found, text: str) -> Iterator[Candidate]:
    """The parts of the likeliest body that bear a name of their own, where the text has all the words of that: a campus, a hospital."""
    if not _OWN & set(found.doubts):
        return
    said, over = set(names.words(names.latin(text))), _words(index, found.id)
    for id in index.under.get(found.id, ()):
        for name in index.identities[id].names:
            own = set(names.words(names.latin(name.text))) - over - _BY_THE_WAY
            if own and own <= said and name.kind is not Kind.ACRONYM:
                yield Candidate(id, index.identities[id].name, Evidence.PART, name.text, text)
                break


def _words(index: Index, id: str) -> set[str]:
    return {word for name in index.identities[id].names for word in names.words(names.latin(name.text))}


def _over(index: Index, found: Found) -> Iterator[Candidate]:
    """What the likeliest body belongs to: the officer may mean that."""
    first, known = found.candidates[0], {each.id for each in found.candidates}
    for id in parents_of(index, first.id):
        if id in index.identities and id not in known:
            yield Candidate(id, index.identities[id].name, Evidence.OVER, first.matched, first.read)
