"""Names turned into keys, once, so that a look-up costs microseconds: the gazetteer and the lists in one table."""

from collections import defaultdict

from rapidfuzz import process
from rapidfuzz.distance import OSA

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Gazetteer, Identity, Kind, Name, zh_places
from guidance.partners.screening.joining import join
from guidance.partners.screening.lists import OfficialList, newest
from guidance.partners.screening.words import COUNTRY_MARKS, ELSEWHERE, LEGAL_FORMS, UNITS, WEAK_COMPANY, ZH_WEAK

Pairs = dict[str, list[tuple[str, Name]]]
_TYPES = frozenset(["university", "college", "institute"])
_PLACE_KINDS = frozenset(["city", "county", "district", "province", "new", "of"])
_COMMON = 6
"""A word that so many bodies share says little by itself."""
_EVERYDAY = 40
"""A word that so many bodies share is an everyday word: northwest, normal, medical."""
_SHARED = 8
_SHORT_JOIN = 8
_LONG_JOIN = 16
_SHORT_WORD = 4
_LONG_WORD = 8
_SHORT_BRAND = 4


class Index:
    """Every name under its keys. Built once; looked up, never changed (the spelling corrections it finds are kept)."""

    def __init__(self, gazetteer: Gazetteer, lists: tuple[OfficialList, ...]) -> None:
        self.lists = newest(lists)
        self._merged = gazetteer.merged
        self.identities, self.listings = join(gazetteer, self.lists)
        self.latin: Pairs = defaultdict(list)
        self.bags: Pairs = defaultdict(list)
        self.joins: Pairs = defaultdict(list)
        self.tight: Pairs = defaultdict(list)
        self.forms: Pairs = defaultdict(list)
        self.stems: Pairs = defaultdict(list)
        self.brands: Pairs = defaultdict(list)
        self.acronyms: Pairs = defaultdict(list)
        self.hanzi: Pairs = defaultdict(list)
        self.zh_brands: Pairs = defaultdict(list)
        self.pinyin: Pairs = defaultdict(list)
        self.places: set[str] = set()
        self.mainland: set[str] = set()
        self._holders: dict[str, set[str]] = defaultdict(set)
        self._corrections: dict[str, tuple[str, ...]] = {}
        self._as_long: dict[tuple[int, int], list[str]] = {}
        for identity in self.identities.values():
            self._add_places(identity)
            for name in identity.names:
                self._add(identity, name)
        for identity in self.identities.values():
            self._add_brands(identity)
        self.children: dict[str, list[str]] = defaultdict(list)
        for identity in self.identities.values():
            for parent in identity.parents:
                self.children[parent].append(identity.id)
        self.under: dict[str, list[str]] = defaultdict(list)
        for identity in self.identities.values():
            for over in dict.fromkeys((*identity.parents, *identity.related)):
                self.under[over].append(identity.id)
        self._universities: dict[str, list[str]] = defaultdict(list)
        for key in self.hanzi:
            if key.endswith("大学") and len(key) > 3:
                self._universities[key[0]].append(key)
        self._joined = [key for key in self.joins if len(key) >= _LONG_JOIN - 1]
        self._longest = max(map(len, self._joined), default=0)
        self._words: dict[str, list[str]] = defaultdict(list)
        for word in self._holders:
            self._words[word[0]].append(word)

    def _add_places(self, identity: Identity) -> None:
        for place in (identity.city, identity.region):
            if not names.hanzi_runs(place):
                found = {word for word in names.words(place) if word not in _PLACE_KINDS}
                self.places |= found
                if identity.countries == {"CN"}:
                    self.mainland |= found - COUNTRY_MARKS

    def _add(self, identity: Identity, name: Name) -> None:
        pair = (identity.id, name)
        if key := names.hanzi_name(name.text):
            self.hanzi[key].append(pair)
            if len(key) > 3:
                self.pinyin[names.pinyin(key)].append(pair)
        read = names.words(names.latin(name.text))
        if not read or set(read) <= COUNTRY_MARKS:
            return
        if name.kind is Kind.ACRONYM:
            self.acronyms["".join(read)].append(pair)
            self.latin[" ".join(read)].append(pair)
            return
        if acronym := names.acronym(name.text):
            self.acronyms[acronym].append(pair)
        for word in read:
            self._holders[word].add(identity.id)
        self._add_keys(read, pair)

    def _add_keys(self, read: tuple[str, ...], pair: tuple[str, Name]) -> None:
        self.latin[" ".join(read)].append(pair)
        self.bags[names.bag(read)].append(pair)
        if len(key := names.joined(read)) >= _SHORT_JOIN:
            self.joins[key].append(pair)
            if (tight := "".join(read)) != key:
                self.tight[tight].append(pair)
        self.forms[names.bag(names.without_form(read))].append(pair)
        if pair[1].kind in (Kind.DISPLAY, Kind.NATIVE, Kind.ALIAS):
            self.stems[names.stems(read)].append(pair)
        if read[0] == "pla" and len(read) > 3:
            self.bags[names.bag(read[1:])].append((pair[0], Name(f"(PLA) {' '.join(read[1:])}", Kind.MADE)))

    def _add_brands(self, identity: Identity) -> None:
        for name in identity.names:
            if name.kind in (Kind.ACRONYM, Kind.MADE):
                continue
            key = names.hanzi_name(name.text)
            bare = names.zh_without_form(key)
            if bare != key and len(short := ZH_WEAK.sub("", bare)) >= 2:
                self.zh_brands[short].append((identity.id, name))
            if short := names.leading_capitals(name.text):
                rest = names.words(name.text)[1:]
                if all(word in LEGAL_FORMS or word in WEAK_COMPANY or word in COUNTRY_MARKS or word in UNITS for word in rest):
                    self.acronyms[short].append((identity.id, name))
            if key := self.brand(names.words(names.latin(name.text)), "education" in identity.kinds):
                self.brands[key].append((identity.id, name))

    def brand(self, read: tuple[str, ...], teaches: bool) -> str:
        """What is left of a name when legal form, country and the everyday words of firms are gone, if that says who it is."""
        left = tuple(
            word for word in read if word not in LEGAL_FORMS and word not in WEAK_COMPANY and word not in COUNTRY_MARKS
        )
        if teaches:
            left = tuple(word for word in left if word not in _TYPES) if len(left) == 2 else ()
        telling = [word for word in left if len(word) >= _SHORT_BRAND and self.is_telling(word, alone=len(left) == 1)]
        return names.bag(left) if telling and len(left) <= 4 else ""

    def gazetteer_id(self, id: str) -> str:
        """The id under which a body stands here: a body of ours that the registry has come to know stands under the registry's."""
        return self._merged.get(id, id)

    def holders(self, word: str) -> set[str]:
        """The bodies that have the word in a name."""
        return self._holders.get(word, set())

    def is_known(self, word: str) -> bool:
        """Whether a word is one of the gazetteer's, or a place elsewhere: it is then never explained away as a slip."""
        return word in self._holders or word in ELSEWHERE or word in UNITS

    def is_common(self, word: str) -> bool:
        """Whether the word alone says little: a place, or a word of many names."""
        return word in self.places or word in ELSEWHERE or len(self.holders(word)) >= _COMMON

    def is_shared(self, read: tuple[str, ...], besides: str) -> bool:
        """Whether the same words, among others, stand in the names of many bodies: "University of Science and Technology"."""
        if any(word in self.places for word in read):
            return False
        sets = sorted((self.holders(word) for word in set(read)), key=len)
        return bool(sets) and len(sets[0].intersection(*sets[1:]) - {besides}) >= _SHARED

    def abbreviated(self, short: str) -> list[tuple[str, Name]]:
        """The universities that a few hanzi may stand for: 华科 for 华中科技大学; never a place alone."""
        if short in zh_places():
            return []
        return [
            pair for key in self._universities.get(short[0], ()) if names.abbreviates(short, key) for pair in self.hanzi[key]
        ]

    def is_telling(self, word: str, *, alone: bool) -> bool:
        """Whether a word says who it is: no place, and few share it (alone, it may be the first name of many units)."""
        if word in self.places or word in ELSEWHERE or word in UNITS:
            return False
        return len(self.holders(word)) < (_EVERYDAY if alone else _COMMON)

    def is_own_word(self, word: str, id: str) -> bool:
        """Whether a word says of which body it is said, its hospitals and institutes left aside: "Fudan"."""
        if word in ELSEWHERE or word in UNITS:
            return False
        return len(self.holders(word) - {id, *self.under.get(id, ())}) < _COMMON

    def corrections(self, word: str) -> tuple[str, ...]:
        """The known words that an unknown one may be a slip for, or cut short from; "" when it is a slip for "of" or the like."""
        if word not in self._corrections:
            if len(self._corrections) > 100_000:
                self._corrections.clear()
            self._corrections[word] = self._correct(word)
        return self._corrections[word]

    def _correct(self, word: str) -> tuple[str, ...]:
        if len(word) <= _SHORT_WORD and any(
            OSA.distance(word, small, score_cutoff=1) <= 1 for small in ("of", "and", "the", "for")
        ):
            return ("",)
        if len(word) < _SHORT_WORD or not word.isalpha():
            return ()
        stem = word.removesuffix("s")
        cut = tuple(other for other in self._words[word[0]] if other.startswith(stem) and self.is_common(other))
        if cut:
            return cut[:6]
        if len(word) == _SHORT_WORD:
            return ()
        allowed = 1 if len(word) < _LONG_WORD else 2
        found = process.extract(word, self._words[word[0]], scorer=OSA.distance, score_cutoff=allowed, limit=8)
        nearest = min((distance for _, distance, _ in found), default=0)
        return tuple(other for other, distance, _ in found if distance == nearest)

    def near(self, key: str) -> list[tuple[str, Name]]:
        """The names whose letters, joined, are one letter away from some; two when they are many."""
        if len(key) < _LONG_JOIN:
            return []
        allowed = 1 if len(key) < 2 * _LONG_JOIN else 2
        found = process.extract(key, self._of_length(len(key), allowed), scorer=OSA.distance, score_cutoff=allowed, limit=8)
        return [pair for other, _, _ in found for pair in self.joins[other]]

    def _of_length(self, length: int, allowed: int) -> list[str]:
        """The joined names whose length is at most so many letters away: no other is that near."""
        if length > self._longest + allowed:
            return []
        found = self._as_long.get((length, allowed))
        if found is None:
            found = [each for each in self._joined if abs(len(each) - length) <= allowed]
            self._as_long[length, allowed] = found
        return found
