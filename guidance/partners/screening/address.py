"""A name among other words: the parts of an address, a unit before it, a place behind it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from guidance.partners.screening import names
from guidance.partners.screening.decision import (
    BELONGS,
    CAMPUS,
    COLLEGE,
    DIFFERENT,
    ELSEWHERE_SAID,
    GENERAL,
    WEAK,
    Candidate,
    Evidence,
    Found,
)
from guidance.partners.screening.one_name import SHORT_ACRONYM
from guidance.partners.screening.spans import Spans
from guidance.partners.screening.words import CHINA_MARKS, COUNTRY_MARKS, ELSEWHERE, INNER_UNITS, LEGAL_FORMS, STOP_WORDS, UNITS

_OWN = (("institute", "of"), ("academy", "of"), ("university", "of"))
_MAX_PARTS = 14
_MANY_CHILDREN = 8
"""A body with so many bodies under it is an academy, a ministry or a group, and what stands under it a body of its own."""
_GENERATIONS = 4
_LONG_NAME = 5
"""Words of a name that says who it is even where each of them is a word of many."""
_ISLANDS = frozenset({"HK", "MO"})


class Address(Spans):
    """A name with the parts of an address around it."""

    def parts(self, text: str) -> Found | None:
        """A body named in one part of an address, the other parts being its unit, its place or another name of it."""
        pieces = names.segments(text)[:_MAX_PARTS]
        each = {at: hit for at, piece in enumerate(pieces) if (hit := self.part(piece, alone=len(pieces) == 1))}
        divided = {(first, last): hit for first, last, hit in self.divided(pieces, each)}
        over = {at for first, last in divided for at in range(first, last + 1)}
        hits = [*divided.values(), *each.values()]
        found = {at: hit for at, hit in each.items() if at not in over and self.stands(hit.candidates[0].read, hit, hits)}
        rest = [piece for at, piece in enumerate(pieces) if at not in found and at not in over]
        told = [*divided.values(), *found.values()] or [hit.doubted(GENERAL) for hit in each.values() if self.is_placed()]
        if any(names.words(piece)[:1] == ("of",) for piece in rest):
            told = [hit.doubted(WEAK) for hit in told]
        return self.agreed(told, rest) if told else None

    def loosely_in(self, text: str) -> Found | None:
        """The same words in other forms, or a rare word, in one part of an address."""
        for piece in names.segments(text)[:_MAX_PARTS]:
            if (hit := self.loosely(piece) or self.rare(piece)) and (found := self.settled(hit, [])):
                return found
        return None

    def divided(self, pieces: tuple[str, ...], each: dict[int, Found]) -> Iterator[tuple[int, int, Found]]:
        """The names that go across parts, unless a part names the same body by itself."""
        for first, last, hit in self.across(pieces):
            if not any(at in each and self.shares(each[at], {hit.id}) for at in range(first, last + 1)):
                yield first, last, hit

    def part(self, piece: str, *, alone: bool) -> Found | None:
        """What one part of an address names. `alone`: it is the whole text, which was looked up as one name before."""
        whole = None if alone else self.latin(piece) or self.misspelt(piece)
        return whole or self.within(piece) or self.around(piece) or (None if alone else self.brand(piece))

    def within(self, piece: str) -> Found | None:
        """What names inside a part say together."""
        read, spans = self.best_spans(piece)
        framed = [self.framed(span, read) for span in spans]
        hits = [hit for hit in framed if self.stands(hit.candidates[0].read, hit, framed)]
        hits = hits or [hit.doubted(GENERAL) for hit in framed if self.is_placed()]
        if not hits:
            return None
        rest, at = [], 0
        for span in spans:
            rest.append(" ".join(read[at : span.start]))
            at = span.end
        rest.append(" ".join(read[at:]))
        return self.settled(self.main(hits), [piece for piece in rest if piece])

    def stands(self, piece: str, hit: Found, others: Iterable[Found]) -> bool:
        """Whether a part may speak for the whole: a general unit name only beside the body that it belongs to."""
        read = names.content(names.words(piece))
        if not read or (len(read) == 1 and self.index.is_common(read[0]) and not names.acronym(piece)):
            return False
        if read[0] in UNITS and len(read) < _LONG_NAME and self.is_general(read):
            over = self.ancestors(hit.id) | {hit.id}
            return any(other is not hit and self.shares(other, over) for other in others)
        return True

    def is_placed(self) -> bool:
        """Whether the name or the register says that the body is in Greater China."""
        return "CN" in self.asked.countries or bool(self.asked.country)

    def is_general(self, read: tuple[str, ...]) -> bool:
        """Whether all words are such as many bodies have, and no place among them."""
        return all(self.index.is_common(word) or word in UNITS for word in read) and not any(
            word in self.index.places for word in read
        )

    def ancestors(self, id: str) -> set[str]:
        """What a body belongs to, and what that belongs to."""
        found: set[str] = set()
        level = {id}
        for _ in range(_GENERATIONS):
            level = {over for each in level if each in self.index.identities for over in self.index.identities[each].parents}
            found |= level
        return found - {id}

    def is_unit(self, id: str) -> bool:
        """Whether a body is a laboratory that others run: the body that runs it is the partner."""
        read = set(names.words(self.index.identities[id].name))
        return "laboratory" in read and bool(read & {"key", "national", "joint", "engineering"})

    def is_ministry(self, id: str) -> bool:
        """Whether a body is a ministry: it is named as the sponsor of another body's laboratory."""
        body = self.index.identities[id]
        return "government" in body.kinds and "ministry" in names.words(body.name)

    def main(self, hits: list[Found]) -> Found:
        """The body that several finds mean: the institution before its laboratory, the part before the whole; or all of them."""
        telling = [hit for hit in hits if GENERAL not in hit.doubts] or hits
        strong = [hit for hit in telling if not self.is_weak(hit)] or telling
        whole = [hit for hit in strong if not self.is_unit(hit.id)] or strong
        whole = [hit for hit in whole if not self.is_ministry(hit.id)] or whole
        lowest = [hit for hit in whole if not any(hit.id in self.ancestors(other.id) for other in whole)]
        ids = {hit.id for hit in lowest}
        best = min(lowest, key=lambda hit: (bool(hit.doubts), list(Evidence).index(hit.candidates[0].evidence)))
        if not all(self.shares(hit, {best.id}) for hit in lowest if hit.id != best.id):
            lowest.sort(key=lambda hit: "education" not in self.index.identities[hit.id].kinds)
            return Found(_together(lowest, whole, hits), (DIFFERENT,))
        over = self.ancestors(best.id)
        strange = [hit for hit in hits if self.is_weak(hit) and not hit.doubts and not self.shares(hit, ids | over)]
        also = [hit for hit in hits if hit.id in over or self.is_unit(hit.id) or self.is_ministry(hit.id)]
        found = replace(best, candidates=_together([best], also, strange))
        return found.doubted(DIFFERENT) if strange else found

    def agreed(self, found: list[Found], rest: list[str]) -> Found | None:
        """What the parts say together, and what the rest does to it."""
        main = self.main(found)
        main = replace(main, candidates=_together([main], [Found(tuple(self.said_over(main)))]))
        if any(hit.id == main.id and BELONGS in hit.doubts for hit in found) and not main.doubts:
            main = main.doubted(BELONGS)
        return self.settled(main.as_part() if rest else main, rest)

    def said_over(self, found: Found) -> Iterator[Candidate]:
        """What the likeliest body belongs to, where the text names it too."""
        first = found.candidates[0]
        for id in sorted(over for over in self.ancestors(first.id) if over in self.index.identities):
            name = self.index.identities[id].name
            if f" {' '.join(names.words(name))} " in self.asked.words:
                yield Candidate(id, name, Evidence.OVER, name, self.asked.text)

    def shares(self, hit: Found, ids: set[str]) -> bool:
        """Whether one of some bodies is among the candidates."""
        return any(each.id in ids for each in hit.candidates)

    def is_weak(self, hit: Found) -> bool:
        """Whether the evidence is a short form."""
        return hit.candidates[0].evidence in (Evidence.ACRONYM, Evidence.BRAND)

    def settled(self, found: Found, rest: list[str]) -> Found | None:
        """What the rest of the name, which nothing explains, does to a find."""
        left = [word for piece in rest for word in names.words(piece)]
        if not left:
            return found
        body = self.index.identities[found.id]
        if CHINA_MARKS & set(left) and body.countries == {"TW"} and "TW" not in self.asked.countries:
            return None
        if any(word in ELSEWHERE for word in left) or names.is_foreign_form(names.words(rest[-1])):
            return found.doubted(ELSEWHERE_SAID) if self.is_own(found) and any(word in UNITS for word in left) else None
        if body.countries and body.countries <= _ISLANDS and any(word in self.index.mainland for word in left):
            return found.doubted(CAMPUS)
        if any(self.is_own_body(names.words(piece)) for piece in rest):
            return found.doubted(COLLEGE)
        has_parts = len(self.index.children.get(found.id, ())) >= _MANY_CHILDREN
        if "education" not in body.kinds and any(word in UNITS and (has_parts or word not in INNER_UNITS) for word in left):
            return found.doubted(WEAK)
        if self.may_be_own(found.id, rest):
            return found.doubted(BELONGS)
        return found

    def is_own(self, found: Found) -> bool:
        """Whether the name found is one that hardly anybody else has."""
        matched = found.candidates[0].matched
        own = any(self.index.is_own_word(word, found.id) for word in names.content(names.words(matched)))
        return own or self.says_who(matched) or len(names.acronym(matched)) > SHORT_ACRONYM

    def may_be_own(self, id: str, rest: list[str]) -> bool:
        """Whether what nothing explains may be a body of its own under the one found: a hospital, an institute of an academy."""
        body = self.index.identities[id]
        own = {"hospital"} if "healthcare" not in body.kinds else set()
        return any(own & set(names.expanded(names.words(piece))) for piece in rest)

    def is_own_body(self, read: tuple[str, ...]) -> bool:
        """Whether what stands beside a university's name sounds like a body of its own: "Kangda College", "Taizhou Institute of
        Science"; not "College of Law"."""
        if "college" in read[1:]:
            return True
        return bool(read) and read[0] in self.index.places and any(pair in pairwise(read) for pair in _OWN)

    def around(self, text: str) -> Found | None:
        """A name with a unit or place after it ("HIT Shenzhen"), or a unit before it ("School of Law of …")."""
        read = names.words(text)
        for end in range(len(read) - 1, 0, -1):
            if found := self.before(read[:end], read[end:], text):
                return found
        for start in range(2, len(read)):
            if (
                read[start - 1] in ("of", "at", "in")
                and len(read) - start > 1
                and any(word in UNITS for word in read[: start - 1])
            ):
                hit = self.exact(read[start:], text)
                if hit and not self.is_weak(hit):
                    return self.settled(hit.as_part(), [" ".join(read[: start - 1])])
        last = text.split()[-1]
        if len(read) > 2 and any(word in UNITS for word in read[:-1]) and len(names.acronym(last)) > SHORT_ACRONYM:
            hit = self.acronym(last)
            return self.settled(hit.as_part(), [" ".join(read[:-1])]) if hit else None
        return None

    def exact(self, read: tuple[str, ...], text: str) -> Found | None:
        """The words as a name, written out if need be."""
        return self.spelt(read, text, Evidence.PART) or self.spelt(names.expanded(read), text, Evidence.PART)

    def before(self, head: tuple[str, ...], rest: tuple[str, ...], text: str) -> Found | None:
        """A name with a unit or a place after it."""
        while head and head[-1] in STOP_WORDS and all(word in COUNTRY_MARKS for word in rest):
            head = head[:-1]
        if not head or head[-1] in STOP_WORDS or rest[0] in STOP_WORDS or all(word in LEGAL_FORMS for word in rest):
            return None
        has_unit, all_places = any(word in UNITS for word in rest), all(self.is_place(word) for word in rest)
        if not has_unit and not all_places:
            return None
        if len(head) == 1:
            first = re.split(r"[\s/-]", text.strip())[0]
            hit = self.acronym(first) if names.words(first) == head else None
        else:
            hit = self.exact(head, text)
        if not hit or (len(head) > 1 and self.is_weak(hit)):
            return None
        return self.settled(hit.as_part(), [" ".join(rest)])

    def pair(self, text: str) -> Found | None:
        """Two bodies in one cell: both, for the officer to see."""
        first, joint, second = text.partition(" and ")
        if not joint:
            return None
        found = [hit for part in (first, second) if (hit := self.latin(part))]
        if len({hit.id for hit in found}) < 2:
            return None
        return Found(_together(found), (DIFFERENT,))


def _together(*finds: list[Found]) -> tuple[Candidate, ...]:
    """All candidates of some finds, each body once, the first as it came."""
    each: dict[str, Candidate] = {}
    for found in finds:
        for hit in found:
            for candidate in hit.candidates:
                each.setdefault(candidate.id, candidate)
    return tuple(each.values())
