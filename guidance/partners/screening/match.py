"""Who is meant by a name, and what the lists say about that body.

`resolve` gives *match*, *review* (with every candidate) or *none*, with the kind of evidence and the text that matched.
*None* is not clearance: it says that we do not know the body. `screen` gives the hits of an identity.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice, pairwise, product
from typing import Literal

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Identity, Kind, Name
from guidance.partners.screening.index import Index
from guidance.partners.screening.joining import Listing
from guidance.partners.screening.words import (
    CHINA_MARKS,
    COUNTRY_MARKS,
    ELSEWHERE,
    HONG_KONG_MARKS,
    LEGAL_FORMS,
    STOP_WORDS,
    TAIWAN_MARKS,
    UNITS,
    ZH_TAIWAN,
    ZH_UNITS,
    ZH_WEAK,
)


class Evidence(StrEnum):
    """Why we think that it is this body, strongest first."""

    HANZI = "the name in hanzi"
    NAME = "the name"
    ORDER = "the same words in another order"
    SPACING = "the same letters, divided otherwise"
    FORM = "the name without its legal form"
    ABBREVIATED = "the name, abbreviated"
    PINYIN = "the name in pinyin"
    PART = "a part of the body"
    ACRONYM = "an acronym"
    SPELLING = "the name, with another spelling"
    BRAND = "the short name of a firm or university"
    RARE = "a rare word of the name"


@dataclass(frozen=True)
class Candidate:
    """A body that may be meant. `matched`: its name that fits; `read`: the part of the partner's name that it fits."""

    id: str
    name: str
    evidence: Evidence
    matched: str
    read: str


@dataclass(frozen=True)
class Decision:
    """What a name resolves to. `identity` and `candidates` are empty for *none*; the first candidate is `identity`.

    `reasons`: why it is not a match, in words for the officer."""

    decision: Literal["match", "review", "none"]
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def identity(self) -> str | None:
        """The id of the likeliest body."""
        return self.candidates[0].id if self.candidates else None

    @property
    def evidence(self) -> Evidence | None:
        """Why that one."""
        return self.candidates[0].evidence if self.candidates else None

    @property
    def matched(self) -> str:
        """The name that fits."""
        return self.candidates[0].matched if self.candidates else ""


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


@dataclass(frozen=True)
class _Found:
    """What one part of a name gave: candidates, best first, and why it is not a match (empty: it is)."""

    candidates: tuple[Candidate, ...]
    doubts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.candidates[0].id

    def doubted(self, why: str) -> "_Found":
        return replace(self, doubts=(*self.doubts, why))

    def as_part(self) -> "_Found":
        return replace(self, candidates=tuple(replace(each, evidence=Evidence.PART) for each in self.candidates))


@dataclass(frozen=True)
class _Asked:
    """The name as asked, with what its words and the country column say about where the body is."""

    text: str
    countries: frozenset[str]
    country: str


SHARED = "several bodies bear this name"
SHORT = "short names and acronyms are shared by many"
UNCONFIRMED = "this name in hanzi is from general knowledge and not confirmed"
TRANSLATED = "the English name is our translation"
MISSPELT = "the word that says who it is, is spelt otherwise"
WEAK = "only a part of the name fits"
ELSEWHERE_SAID = "the country given, or a place in the name, does not fit"
GENERAL = "the name is made of general words"
DIFFERENT = "parts of the name point to different bodies"
BRANDED = "only the short name fits"
COLLEGE = "a college or institute under a university's name can be a body of its own"
UNNAMED = "no partner is named"
UNKNOWN = "no body of this name is known here; that is not clearance"
_CLAIMS = {
    Kind.DISPLAY: 0,
    Kind.NATIVE: 0,
    Kind.UNCONFIRMED: 0,
    Kind.ALIAS: 1,
    Kind.MADE: 2,
    Kind.TRANSLATED: 2,
    Kind.ACRONYM: 3,
}
"""How good a claim to a name is, by the kind of name."""
_ONE_COUNTRY = frozenset({"CN", "HK", "MO"})
"""What a register may call China, and where universities of Hong Kong have campuses."""
_GREATER_CHINA = frozenset({"CN", "HK", "MO", "TW"})
_SHORT_ZH = 4
_OWN = (("institute", "of"), ("academy", "of"), ("university", "of"))
_SHORT_ACRONYM = 3
_MAX_CORRECTED = 3
_MAX_SPELLINGS = 24
_MAX_WORDS = 25
_MAX_PARTS = 12


def _asked(text: str, country: str | None) -> _Asked:
    read = set(names.words(text))
    said = {"TW"} if read & TAIWAN_MARKS or ZH_TAIWAN.search(text) else set()
    said |= {"HK"} if read & HONG_KONG_MARKS or "hong kong" in " ".join(names.words(text)) else set()
    return _Asked(text, frozenset(said), names.country_code(country))


class _Resolver:
    """One question put to an index."""

    def __init__(self, index: Index, asked: _Asked) -> None:
        self.index = index
        self.asked = asked

    def fits(self, id: str) -> bool:
        """Whether the body may be where the name and the country column say."""
        where = self.index.identities[id].countries
        wanted = self.asked.countries or frozenset({self.asked.country} - {""})
        if wanted & _ONE_COUNTRY:
            wanted = _ONE_COUNTRY
        return not where or not wanted or bool(where & wanted)

    def order(self, pair: tuple[str, Name]) -> tuple[object, ...]:
        """Best claim first; then the fitting country, the very same characters, the listed, the greater body."""
        id, name = pair
        return (
            not self.fits(id),
            _CLAIMS[name.kind],
            name.text not in self.asked.text,
            id not in self.index.listings,
            -self.index.identities[id].weight,
            id,
        )

    def found(self, pairs: Iterable[tuple[str, Name]], evidence: Evidence, read: str) -> _Found | None:
        """The candidates among some (id, name), and whether one of them has the best claim alone."""
        ordered = sorted(pairs, key=self.order)
        if not ordered:
            return None
        best = dict(reversed(ordered))
        ids = list(dict.fromkeys(id for id, _ in ordered))
        candidates = tuple(Candidate(id, self.index.identities[id].name, evidence, best[id].text, read) for id in ids)
        first = best[ids[0]]
        rivals = [id for id in ids[1:] if _CLAIMS[best[id].kind] <= _CLAIMS[first.kind]]
        doubts = [SHARED] if rivals and not self.placed(ids[0], rivals) else []
        if first.kind is Kind.UNCONFIRMED:
            doubts.append(UNCONFIRMED)
        if first.kind is Kind.TRANSLATED:
            doubts.append(TRANSLATED)
        return _Found(candidates, tuple(doubts))

    def placed(self, id: str, rivals: list[str]) -> bool:
        """Whether the name itself says where, and so which of the bodies is meant."""
        said = self.asked.countries
        return (
            bool(said)
            and bool(self.index.identities[id].countries & said)
            and not any(self.index.identities[rival].countries & said for rival in rivals)
        )

    # hanzi

    def hanzi(self, run: str) -> _Found | None:
        """A run of hanzi: the whole, without brackets, as a part, without its legal form."""
        key = names.hanzi_key(run)
        if found := self.found(self.index.hanzi.get(key, ()), Evidence.HANZI, run):
            return found.doubted(SHORT) if len(key) < 5 and not key.endswith(("大学", "学院")) else found
        for end in range(len(key) - 1, 1, -1):
            start, rest = key[:end], key[end:]
            if start in self.index.hanzi and (self.is_zh_part(rest, run)):
                whole = self.found(self.index.hanzi[start], Evidence.PART, run)
                assert whole
                return whole.doubted(SHORT) if len(start) < 5 and not start.endswith(("大学", "学院")) else whole
        bare = names.zh_without_form(key)
        if bare != key and bare in self.index.hanzi:
            return self.found(self.index.hanzi[bare], Evidence.FORM, run)
        if key.startswith("国立"):
            pairs = self.index.hanzi.get(key.removeprefix("国立"), ())
            return self.found(
                [pair for pair in pairs if self.index.identities[pair[0]].countries == {"TW"}], Evidence.HANZI, run
            )
        if 2 <= len(key) <= _SHORT_ZH and (found := self.found(self.index.abbreviated(key), Evidence.ACRONYM, run)):
            return found.doubted(SHORT)
        short = ZH_WEAK.sub("", bare)
        if found := self.found(self.index.zh_brands.get(short, ()), Evidence.BRAND, run):
            return found.doubted(BRANDED)
        return None

    def is_zh_part(self, rest: str, run: str) -> bool:
        """Whether what follows a name is a unit or, in brackets, a place."""
        return bool(ZH_UNITS.search(rest)) or f"（{rest}）" in run or f"({rest})" in run

    # latin

    def latin(self, text: str) -> _Found | None:
        """A name in letters that is looked up as one piece, strongest evidence first."""
        read = names.words(text)
        if not read:
            return None
        return (
            self.spelt(read, text, Evidence.NAME)
            or self.spelt(names.expanded(read), text, Evidence.ABBREVIATED)
            or self.formless(read, text)
            or self.pinyin(read, text)
            or self.acronym(text)
            or self.pla(read, text)
        )

    def spelt(self, read: tuple[str, ...], text: str, evidence: Evidence) -> _Found | None:
        """The words as they stand, in another order, or divided otherwise."""
        index, plain = self.index, evidence is Evidence.NAME
        tries = (
            (index.latin.get(" ".join(read)), evidence),
            (index.bags.get(names.bag(read)) if len(read) > 1 else None, Evidence.ORDER if plain else evidence),
            (index.joins.get(names.joined(read)), Evidence.SPACING if plain else evidence),
        )
        for pairs, why in tries:
            if pairs and (found := self.found(pairs, why, text)):
                return self.guarded(found, read)
        return None

    def guarded(self, found: _Found, read: tuple[str, ...]) -> _Found | None:
        """Doubts that come from the sort of name that fits."""
        kind = self.name_of(found.candidates[0]).kind
        if kind is Kind.ACRONYM or (len(read) == 1 and len(read[0]) <= _SHORT_ACRONYM):
            return found if len("".join(read)) > _SHORT_ACRONYM else found.doubted(SHORT)
        carrying = names.content(read)
        if kind is Kind.MADE and self.index.is_shared(carrying, besides=found.id):
            return None
        if carrying[0] in UNITS and len(carrying) <= 2 and self.index.identities[found.id].parents:
            return found.doubted(GENERAL) if self.asked.country else None
        if kind is Kind.ALIAS and len(carrying) == 1:
            return found.doubted(SHORT)
        if found.candidates[0].evidence is Evidence.SPACING and not self.says_who(found.candidates[0].matched):
            return found.doubted(GENERAL)
        if kind is Kind.ALIAS and len(carrying) <= 2 and not any(self.index.is_telling(word, alone=False) for word in carrying):
            return found.doubted(GENERAL)
        return found

    def formless(self, read: tuple[str, ...], text: str) -> _Found | None:
        """Without "Co., Ltd." on either side."""
        bare = names.without_form(read)
        if names.is_foreign_form(read) or (len(bare) == 1 and self.index.is_common(bare[0])):
            return None
        pairs = self.index.forms.get(names.bag(bare), ())
        if bare == read:
            pairs = [(id, name) for id, name in pairs if names.words(name.text)[-1] in LEGAL_FORMS]
        found = self.found(pairs, Evidence.FORM, text)
        if not found:
            return None
        if bare != read and "education" in self.index.identities[found.id].kinds:
            return found.doubted(WEAK)
        if len(names.content(bare)) <= 2:
            return found.doubted(BRANDED)
        return found

    def says_who(self, name: str) -> bool:
        """Whether a name has a word that is a place, or that few bodies share."""
        return any(
            word in self.index.places or self.index.is_telling(word, alone=False) for word in names.content(names.words(name))
        )

    def pinyin(self, read: tuple[str, ...], text: str) -> _Found | None:
        """Letters that spell hanzi."""
        key = names.as_pinyin(read)
        return self.found(self.index.pinyin.get(key, ()), Evidence.PINYIN, text) if key else None

    def acronym(self, text: str) -> _Found | None:
        """Capital letters that stand for a name."""
        key = names.acronym(text)
        found = self.found(self.index.acronyms.get(key, ()), Evidence.ACRONYM, text) if key else None
        return found.doubted(SHORT) if found and len(key) <= _SHORT_ACRONYM else found

    def pla(self, read: tuple[str, ...], text: str) -> _Found | None:
        """ "PLA" before a name that is known without it; never a body outside the mainland."""
        if read[0] != "pla" or len(read) < 3:
            return None
        pairs = self.index.bags.get(names.bag(read[1:]), ())
        return self.found([pair for pair in pairs if self.index.identities[pair[0]].countries <= {"CN"}], Evidence.NAME, text)

    def misspelt(self, text: str) -> _Found | None:
        """With words that are nobody's known word put right. A known word is never explained away as a slip."""
        read = names.expanded(names.words(text))
        strange = {word for word in read if not self.index.is_known(word) and word not in STOP_WORDS and not word.isdigit()}
        if not strange or len(strange) > _MAX_CORRECTED or len(read) < 2 or len(read) > _MAX_WORDS:
            return None
        hits: dict[str, tuple[str, Name]] = {}
        choices = [self.index.corrections(word) if word in strange else (word,) for word in read]
        for corrected in islice(product(*choices), _MAX_SPELLINGS):
            put_right = tuple(word for word in corrected if word)
            if put_right and (found := self.spelt(put_right, text, Evidence.SPELLING) or self.pinyin(put_right, text)):
                for each in found.candidates:
                    hits.setdefault(each.id, (each.id, self.name_of(each)))
        found = self.found(hits.values(), Evidence.SPELLING, text)
        if found and len(hits) > 1:
            return replace(found, doubts=(SHARED,))
        if found and all(word in strange or word in UNITS or word == "university" for word in names.content(read)):
            return found.doubted(MISSPELT)
        return found

    def nearly(self, text: str) -> _Found | None:
        """One or two letters away from a long name, wherever the gaps are; only when a word is nobody's known word."""
        read = names.words(text)
        if not any(not self.index.is_known(word) and word not in STOP_WORDS for word in read) or any(
            word in ELSEWHERE for word in read
        ):
            return None
        numbers = [word for word in read if any(char.isdigit() for char in word)]
        pairs = (
            pair for pair in self.index.near(names.joined(read)) if all(word in names.words(pair[1].text) for word in numbers)
        )
        found = self.found(pairs, Evidence.SPELLING, text)
        return found.doubted(WEAK) if found else None

    def name_of(self, candidate: Candidate) -> Name:
        found = (name for name in self.index.identities[candidate.id].names if name.text == candidate.matched)
        return next(found, Name(candidate.matched, Kind.MADE))

    # parts of a name

    def parts(self, text: str) -> _Found | None:
        """A body named in one part of an address, the other parts being its unit, its place or another name of it."""
        pieces = names.segments(text)[:_MAX_PARTS]
        if len(pieces) < 2:
            return None
        found = {
            piece: hit
            for piece in pieces
            if (hit := self.latin(piece) or self.misspelt(piece) or self.around(piece) or self.brand(piece))
        }
        found = {piece: hit for piece, hit in found.items() if self.stands(piece, pieces, found)}
        return self.agreed(found, pieces) if found else None

    def stands(self, piece: str, pieces: tuple[str, ...], found: dict[str, _Found]) -> bool:
        """Whether a part may speak for the whole: no general unit name of somebody else's, no place that forbids it."""
        read = names.content(names.words(piece))
        if len(read) == 1 and self.index.is_common(read[0]) and not names.acronym(piece):
            return False
        others = [each for each in pieces if each != piece]
        if names.words(piece)[0] in UNITS and self.is_general(read):
            parents = self.index.identities[found[piece].id].parents
            return any(other in found and found[other].id in (*parents, found[piece].id) for other in others)
        return True

    def is_general(self, read: tuple[str, ...]) -> bool:
        return all(self.index.is_common(word) or word in UNITS for word in read) and not any(
            word in self.index.places for word in read
        )

    def agreed(self, found: dict[str, _Found], pieces: tuple[str, ...]) -> _Found | None:
        """What the parts say together."""
        rest = [piece for piece in pieces if piece not in found]
        main = {piece: hit for piece, hit in found.items() if not self.is_weak(hit)} or found
        ids = {hit.id for hit in main.values()}
        best = min(main.values(), key=lambda hit: (bool(hit.doubts), list(Evidence).index(hit.candidates[0].evidence)))
        if len(ids) > 1:
            child = next((hit for hit in main.values() if set(self.index.identities[hit.id].parents) & ids), None)
            if not child:
                wholes = sorted(main.values(), key=lambda hit: "education" not in self.index.identities[hit.id].kinds)
                several = tuple({each.id: each for hit in wholes for each in hit.candidates}.values())
                return self.settled(_Found(several, (DIFFERENT,)), rest)
            best = child
        weak = [hit for hit in found.values() if hit.id not in ids and not self.shares(hit, ids)]
        if weak and any(not hit.doubts for hit in weak):
            best = replace(best, candidates=best.candidates + weak[0].candidates).doubted(DIFFERENT)
        return self.settled(best.as_part() if rest else best, rest)

    def shares(self, hit: _Found, ids: set[str]) -> bool:
        return any(each.id in ids for each in hit.candidates)

    def is_weak(self, hit: _Found) -> bool:
        return hit.candidates[0].evidence in (Evidence.ACRONYM, Evidence.BRAND)

    def settled(self, found: _Found, rest: list[str]) -> _Found | None:
        """What the rest of the name, which nothing explains, does to a find."""
        left = [word for piece in rest for word in names.words(piece)]
        if not left:
            return found
        body = self.index.identities[found.id]
        if CHINA_MARKS & set(left) and body.countries == {"TW"}:
            return None
        if any(word in ELSEWHERE for word in left) or names.is_foreign_form(names.words(rest[-1])):
            own = self.says_who(found.candidates[0].matched) or len(names.acronym(found.candidates[0].matched)) > _SHORT_ACRONYM
            return found.doubted(ELSEWHERE_SAID) if own and any(word in UNITS for word in left) else None
        if any(self.is_own_body(names.words(piece)) for piece in rest):
            return found.doubted(COLLEGE)
        if "education" not in body.kinds and any(word in UNITS for word in left):
            return found.doubted(WEAK)
        return found

    def is_own_body(self, read: tuple[str, ...]) -> bool:
        """Whether what stands beside a university's name sounds like a body of its own: "Kangda College", "Taizhou Institute of
        Science"; not "College of Law"."""
        if "college" in read[1:]:
            return True
        return bool(read) and read[0] in self.index.places and any(pair in pairwise(read) for pair in _OWN)

    def around(self, text: str) -> _Found | None:
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
        if len(read) > 2 and any(word in UNITS for word in read[:-1]) and len(names.acronym(last)) > _SHORT_ACRONYM:
            hit = self.acronym(last)
            return self.settled(hit.as_part(), [" ".join(read[:-1])]) if hit else None
        return None

    def exact(self, read: tuple[str, ...], text: str) -> _Found | None:
        return self.spelt(read, text, Evidence.PART) or self.spelt(names.expanded(read), text, Evidence.PART)

    def before(self, head: tuple[str, ...], rest: tuple[str, ...], text: str) -> _Found | None:
        while head and head[-1] in STOP_WORDS and all(word in COUNTRY_MARKS for word in rest):
            head = head[:-1]
        if not head or head[-1] in STOP_WORDS or rest[0] in STOP_WORDS or all(word in LEGAL_FORMS for word in rest):
            return None
        has_unit, all_places = any(word in UNITS for word in rest), all(self.is_place(word) for word in rest)
        if not has_unit and not all_places:
            return None
        if len(head) == 1:
            first = text.split()[0]
            hit = self.acronym(first) if names.words(first) == head else None
        else:
            hit = self.exact(head, text)
        if not hit or (len(head) > 1 and self.is_weak(hit)):
            return None
        return self.settled(hit.as_part(), [" ".join(rest)])

    def is_place(self, word: str) -> bool:
        return word in self.index.places or word in COUNTRY_MARKS or word in ELSEWHERE or word.isdigit() or word == "campus"

    # weak evidence, for review only

    def brand(self, text: str) -> _Found | None:
        """The short name of a firm, or of a university that nobody shares."""
        read = names.words(text)
        if any(word in ELSEWHERE for word in read) or names.is_foreign_form(read):
            return None
        key = self.index.brand(read, teaches=False)
        if not key or (found := self.found(self.index.brands.get(key, ()), Evidence.BRAND, text)) is None:
            return None
        return found.doubted(BRANDED)

    def rare(self, text: str) -> _Found | None:
        """A body with which the name shares a word that no other has, and most of the others."""
        read = set(names.content(names.without_form(names.words(text))))
        if read & ELSEWHERE:
            return None
        for word in sorted(read, key=len, reverse=True):
            holders = self.index.holders(word)
            if len(word) < 5 or len(holders) != 1 or self.index.is_common(word):
                continue
            identity = self.index.identities[next(iter(holders))]
            for name in identity.names:
                own = set(names.content(names.without_form(names.words(names.latin(name.text)))))
                if word in own and len(own & read) >= max(2, 0.75 * max(len(own), len(read))):
                    candidate = Candidate(identity.id, identity.name, Evidence.RARE, name.text, text)
                    return _Found((candidate,), (WEAK,))
        return None

    def pair(self, text: str) -> _Found | None:
        """Two bodies in one cell: both, for the officer to see."""
        first, joint, second = text.partition(" and ")
        if not joint:
            return None
        found = [hit for part in (first, second) if (hit := self.latin(part))]
        if len({hit.id for hit in found}) < 2:
            return None
        return _Found(tuple({each.id: each for hit in found for each in hit.candidates}.values()), (DIFFERENT,))

    # all of it

    def pieces(self) -> Iterator[_Found]:
        """What the hanzi say, and what the letters say."""
        runs = names.hanzi_runs(self.asked.text)
        whole = names.hanzi_name(self.asked.text)
        for run in (whole,) if len(runs) > 1 and whole in self.index.hanzi else runs:
            if found := self.hanzi(run):
                yield found
        text = names.latin(self.asked.text).strip(" ()（）-–,;/")
        if text and (
            found := self.latin(text)
            or self.misspelt(text)
            or self.parts(text)
            or self.around(text)
            or self.pair(text)
            or self.nearly(text)
            or self.brand(text)
            or self.rare(text)
        ):
            yield found

    def whole(self) -> _Found | None:
        """The pieces together: they agree, or the officer sees them all."""
        found = list(self.pieces())
        if not found:
            return None
        first = min(found, key=lambda hit: bool(hit.doubts))
        ids = {hit.id for hit in found if not self.shares(hit, {first.id})}
        if any(set(self.index.identities[id].parents) & {first.id} for id in ids) or not ids:
            return first
        several = {each.id: each for hit in (first, *found) for each in hit.candidates}
        return _Found(tuple(several.values()), (DIFFERENT,))


def resolve(index: Index, name: str, country: str | None = None) -> Decision:
    """Who is meant by a partner's name. `country`: as the register has it; evidence against, never for."""
    if names.is_unnamed(name):
        return Decision("none", reasons=(UNNAMED,))
    resolver = _Resolver(index, _asked(names.clean(name), country))
    found = resolver.whole()
    if found is None:
        return Decision("none", reasons=(UNKNOWN,))
    if not resolver.fits(found.id):
        certain = found.candidates[0].evidence in (Evidence.HANZI, Evidence.NAME, Evidence.ORDER) and not found.doubts
        if not certain and resolver.asked.country not in {"", *_GREATER_CHINA}:
            return Decision("none", reasons=(ELSEWHERE_SAID, UNKNOWN))
        found = found.doubted(ELSEWHERE_SAID)
    return Decision("review" if found.doubts else "match", found.candidates, tuple(dict.fromkeys(found.doubts)))


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


def screen(index: Index, identity: str) -> tuple[Hit, ...]:
    """The entries of the loaded lists that concern a body: its own, and those of its parents, children and relations.

    No hit is not clearance: only the loaded lists were looked at, as they stood on their days. Unknown ids have no hits."""
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
