"""A name looked up as one piece: in hanzi, in letters, abbreviated, in pinyin, misspelt, or by the short name of a firm."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice, product

from guidance.partners.screening import names
from guidance.partners.screening.decision import (
    BRANDED,
    GENERAL,
    MISSPELT,
    RENAMED,
    SHARED,
    SHORT,
    TRANSLATED,
    UNCONFIRMED,
    WEAK,
    Candidate,
    Evidence,
    Found,
)
from guidance.partners.screening.gazetteer import Kind, Name
from guidance.partners.screening.index import Index
from guidance.partners.screening.words import (
    ELSEWHERE,
    HONG_KONG_MARKS,
    LEGAL_FORMS,
    STOP_WORDS,
    TAIWAN_MARKS,
    UNITS,
    ZH_HOSPITALS,
    ZH_INSTITUTES,
    ZH_TAIWAN,
    ZH_UNITS,
    ZH_WEAK,
)

_CLAIMS = {
    Kind.DISPLAY: 0,
    Kind.NATIVE: 0,
    Kind.UNCONFIRMED: 0,
    Kind.ALIAS: 1,
    Kind.MADE: 2,
    Kind.TRANSLATED: 2,
    Kind.RENAMED: 2,
    Kind.ACRONYM: 3,
}
"""How good a claim to a name is, by the kind of name."""
_ONE_COUNTRY = frozenset({"CN", "HK", "MO"})
"""What a register may call China, and where universities of Hong Kong have campuses."""
_IN_CHINA = re.compile(
    r"[,;(\[.\s-]\s*(?:(?:the\s+)?people.?s\s+republic\s+of\s+|p\.?\s?r\.?\s?(?:of\s+)?)?china\W*$", re.IGNORECASE
)
"""A name with the country behind it."""
_SHORT_ZH = 4
SHORT_ACRONYM = 3
_MAX_CORRECTED = 3
_MAX_SPELLINGS = 24
_MAX_WORDS = 25


@dataclass(frozen=True)
class Asked:
    """The name as asked, with what its words and the country column say about where the body is."""

    text: str
    words: str
    countries: frozenset[str]
    country: str


def asked(text: str, country: str | None) -> Asked:
    """The question as its words read. `country`: as the register has it."""
    words = names.words(text)
    read = set(words)
    said = {"TW"} if read & TAIWAN_MARKS or ZH_TAIWAN.search(text) else set()
    said |= {"CN"} if not said and _IN_CHINA.search(text) else set()
    said |= {"HK"} if read & HONG_KONG_MARKS or "hong kong" in " ".join(words) else set()
    return Asked(text, f" {' '.join(words)} ", frozenset(said), names.country_code(country))


class OneName:
    """One question put to an index."""

    def __init__(self, index: Index, question: Asked) -> None:
        self.index = index
        self.asked = question

    def fits(self, id: str) -> bool:
        """Whether the body may be where the name and the country column say."""
        where = self.index.identities[id].countries
        wanted = self.asked.countries or frozenset({self.asked.country} - {""})
        if wanted & _ONE_COUNTRY:
            wanted = _ONE_COUNTRY
        return not where or not wanted or bool(where & wanted)

    def order(self, pair: tuple[str, Name]) -> tuple[object, ...]:
        """Best claim first; then the fitting country and city, the very same characters, the listed, the greater body."""
        id, name = pair
        return (
            not self.fits(id),
            not self.is_city_said(id),
            _CLAIMS[name.kind],
            name.text not in self.asked.text,
            id not in self.index.listings,
            -self.index.identities[id].weight,
            id,
        )

    def found(self, pairs: Iterable[tuple[str, Name]], evidence: Evidence, read: str) -> Found | None:
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
        if first.kind is Kind.RENAMED:
            doubts.append(RENAMED)
        return Found(candidates, tuple(doubts))

    def is_city_said(self, id: str) -> bool:
        """Whether the name says the city where the body is, besides the city in the body's own name."""
        city = self.index.identities[id].city
        return bool(city) and f" {' '.join(names.words(city))} " in self.asked.words

    def placed(self, id: str, rivals: list[str]) -> bool:
        """Whether the name itself says where, and so which of the bodies is meant."""
        said = self.asked.countries
        if self.is_city_said(id) and not any(self.is_city_said(rival) for rival in rivals):
            return True
        return (
            bool(said)
            and bool(self.index.identities[id].countries & said)
            and not any(self.index.identities[rival].countries & said for rival in rivals)
        )

    def hanzi(self, run: str) -> Found | None:
        """A run of hanzi: the whole, without brackets, as a part, without its legal form."""
        key = names.hanzi_key(run)
        if found := self.found(self.index.hanzi.get(key, ()), Evidence.HANZI, run):
            return found.doubted(SHORT) if len(key) < 5 and not key.endswith(("大学", "学院")) else found
        for end in range(len(key) - 1, 1, -1):
            start, rest = key[:end], key[end:]
            if start in self.index.hanzi and (self.is_zh_part(rest, run)):
                whole = self.found(self.index.hanzi[start], Evidence.PART, run)
                assert whole
                if self.is_zh_body(rest, whole.id):
                    whole = whole.doubted(WEAK)
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

    def is_zh_body(self, rest: str, whole: str) -> bool:
        """Whether what follows a name can be a body of its own: a hospital, or an institute of what is no university."""
        return bool(ZH_HOSPITALS.search(rest)) or (
            "education" not in self.index.identities[whole].kinds and bool(ZH_INSTITUTES.search(rest))
        )

    def latin(self, text: str) -> Found | None:
        """A name in letters that is looked up as one piece, strongest evidence first."""
        read = names.words(text)
        if not read:
            return None
        return (
            self.spelt(read, text, Evidence.NAME)
            or self.spelt(names.expanded(read), text, Evidence.ABBREVIATED)
            or self.formless(read, text)
            or self.shortened(read, text)
            or self.pinyin(read, text)
            or self.acronym(text)
            or self.pla(read, text)
        )

    def spelt(self, read: tuple[str, ...], text: str, evidence: Evidence) -> Found | None:
        """The words as they stand, in another order, or divided otherwise."""
        tight = "".join(read)
        index, plain = self.index, evidence is Evidence.NAME
        tries = (
            (index.latin.get(" ".join(read)), evidence),
            (index.bags.get(names.bag(read)) if len(read) > 1 else None, Evidence.ORDER if plain else evidence),
            (index.joins.get(names.joined(read)), Evidence.SPACING if plain else evidence),
            (index.joins.get(tight) or index.tight.get(tight), Evidence.SPACING if plain else evidence),
        )
        for pairs, why in tries:
            if pairs and (found := self.found(pairs, why, text)):
                return self.guarded(found, read)
        return None

    def guarded(self, found: Found, read: tuple[str, ...]) -> Found | None:
        """Doubts that come from the sort of name that fits."""
        kind = self.name_of(found.candidates[0]).kind
        if kind is Kind.ACRONYM or (len(read) == 1 and len(read[0]) <= SHORT_ACRONYM):
            return found if len("".join(read)) > SHORT_ACRONYM else found.doubted(SHORT)
        carrying = names.content(read)
        if kind is Kind.MADE and self.index.is_shared(carrying, besides=found.id):
            return None
        if carrying[0] in UNITS and len(carrying) <= 2 and self.index.identities[found.id].parents:
            return found.doubted(GENERAL) if self.asked.country or "CN" in self.asked.countries else None
        if kind is Kind.ALIAS and len(carrying) == 1:
            return found.doubted(SHORT)
        if found.candidates[0].evidence is Evidence.SPACING and not self.says_who(found.candidates[0].matched):
            return found.doubted(GENERAL)
        general = len(carrying) <= 2 or carrying[0] == "ministry"  # every state has one of science and technology
        if kind is Kind.ALIAS and general and not any(self.index.is_telling(word, alone=False) for word in carrying):
            return found.doubted(GENERAL)
        return found

    def formless(self, read: tuple[str, ...], text: str) -> Found | None:
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

    def shortened(self, read: tuple[str, ...], text: str) -> Found | None:
        """Abbreviated and without "Co., Ltd." at once."""
        written = names.expanded(read)
        found = self.formless(written, text) if written != read else None
        return found.doubted(BRANDED) if found and not found.doubts else found

    def says_who(self, name: str) -> bool:
        """Whether a name has a word that is a place, or that few bodies share."""
        return any(
            word in self.index.places or self.index.is_telling(word, alone=False) for word in names.content(names.words(name))
        )

    def pinyin(self, read: tuple[str, ...], text: str) -> Found | None:
        """Letters that spell hanzi."""
        key = names.as_pinyin(read)
        return self.found(self.index.pinyin.get(key, ()), Evidence.PINYIN, text) if key else None

    def acronym(self, text: str) -> Found | None:
        """Capital letters that stand for a name."""
        key = names.acronym(text)
        found = self.found(self.index.acronyms.get(key, ()), Evidence.ACRONYM, text) if key else None
        return found.doubted(SHORT) if found and len(key) <= SHORT_ACRONYM else found

    def pla(self, read: tuple[str, ...], text: str) -> Found | None:
        """ "PLA" before a name that is known without it; never a body outside the mainland."""
        if read[0] != "pla" or len(read) < 3:
            return None
        pairs = self.index.joins.get(names.joined(read[1:]), ())
        return self.found([pair for pair in pairs if self.index.identities[pair[0]].countries <= {"CN"}], Evidence.NAME, text)

    def misspelt(self, text: str) -> Found | None:
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

    def nearly(self, text: str) -> Found | None:
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
        """The name of a candidate that fits."""
        found = (name for name in self.index.identities[candidate.id].names if name.text == candidate.matched)
        return next(found, Name(candidate.matched, Kind.MADE))

    def brand(self, text: str) -> Found | None:
        """The short name of a firm, or of a university that nobody shares."""
        read = names.words(text)
        if any(word in ELSEWHERE for word in read) or names.is_foreign_form(read):
            return None
        key = self.index.brand(read, teaches=False)
        if not key or (found := self.found(self.index.brands.get(key, ()), Evidence.BRAND, text)) is None:
            return None
        return found.doubted(BRANDED)

    def loosely(self, text: str) -> Found | None:
        """The same words in other forms: "Agriculture" for "Agricultural"."""
        key = names.stems(names.expanded(names.words(text)))
        found = self.found(self.index.stems.get(key, ()), Evidence.LOOSE, text) if key else None
        return found.doubted(WEAK) if found and self.says_who(found.candidates[0].matched) else None

    def telling(self, read: set[str]) -> set[str]:
        """The words that are no place and no unit."""
        return {
            word for word in read if not (word in self.index.places or word in ELSEWHERE or word in UNITS or word == "china")
        }

    def rare(self, text: str) -> Found | None:
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
                told, asked = self.telling(own), self.telling(read)
                elsewhere = any(place in self.index.places and place not in read for place in own)
                if (
                    word in own
                    and not elsewhere
                    and len(own & read) > 1
                    and len(told & asked) >= 0.75 * max(len(told), len(asked))
                ):
                    candidate = Candidate(identity.id, identity.name, Evidence.RARE, name.text, text)
                    return Found((candidate,), (WEAK,))
        return None
