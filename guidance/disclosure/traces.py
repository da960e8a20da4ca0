"""What of a withheld name or text stands in other texts: as it is, written otherwise, in part, or nearly.

What surely gives it away is taken out. What may be an everyday word is left, and named as a doubt for somebody to look at.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape
from itertools import combinations, pairwise
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from guidance.disclosure.vocabulary import Telling, Vocabulary
from guidance.partners.screening.names import HANZI, simplified, zh_without_form
from guidance.partners.screening.words import ABBREVIATIONS, SPELLINGS, ZH_WEAK

BLANK: Final = "[withheld]"
RUN: Final = 4
"""So many words on end of a withheld text are taken out wherever they stand, articles and the like not counted."""
SHORT: Final = 3
"""A name or acronym of so few letters is looked for only as it is written."""
LONG: Final = 6
"""A name of so many letters is found inside longer words, and with one letter wrong. A shorter one inside a word is a doubt."""
_GAPS: Final = " \t\r\n\xa0-‐‑–—/_"
_LONGEST_WORD: Final = 60
_LONGEST_NAME: Final = 400
_LONGEST_HANZI: Final = 16
"""Of a longer name in hanzi no short forms are made; there are hundreds of a name of this length."""


class Kind(StrEnum):
    """What a secret is, as an officer calls it."""

    NAME = "name"
    ALIAS = "name found when a withheld partner was looked up"
    PERSON = "name of a person"
    FILE = "file name"
    TEXT = "text"


@dataclass(frozen=True)
class Secret:
    """A name or text that must stand nowhere."""

    text: str
    kind: Kind


class Trace(NamedTuple):
    """A place in a text, from `start` up to `end`. Taken out, or, when not `sure`, for somebody to look at."""

    start: int
    end: int
    sure: bool
    why: str


class Word(NamedTuple):
    """A word of a text: `plain` without accents and hidden characters, `key` in small letters too."""

    plain: str
    key: str
    start: int
    end: int


_LETTERS = {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe",
            "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ŋ": "ng", "Ŋ": "Ng", "ə": "e", "Ə": "E"}  # fmt: skip
_STROKED = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z]) WITH .+")
"""What Unicode calls a letter whose accent is a part of it, such as ħ."""
_HIDDEN = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters of Hangul that show nothing."""
_WORD = re.compile(rf"[{HANZI}]|\d+(?:,\d{{3}})+|\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z{HANZI}]+")
"""A word ends where small letters, capitals, digits or hanzi follow each other."""
_CODE = re.compile(r"&(?:#\d{1,7};?|#[xX][\da-fA-F]{1,6};?|[A-Za-z][A-Za-z\d]{1,31};)|(?:%[\da-fA-F]{2})+")
"""Letters as web pages (&#81;, &uuml;) and addresses (%C3%BC) write them."""
_TAG = re.compile(r"<[/!A-Za-z][^<>]*>")
_LATIN: Final = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
"""The bytes that are no UTF-8, as Python decodes them, and the letters that they are in Latin-1."""
_NUMBER = re.compile(r"\d[\d ().-]{7,}\d")
_SPELT_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)
"""Letters that a keyboard without them writes as two."""
_CODED_OVER: Final = 4
"""So many times over a text is looked through for letters that are written so."""


@lru_cache(maxsize=20_000)
def _evened(character: str) -> str:
    """A character without its accent; nothing for a hidden one."""
    if character in _HIDDEN:
        return ""
    plain = (c for c in unicodedata.normalize("NFKD", character) if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(_LETTERS.get(c) or _unstroked(c) for c in plain)


def _unstroked(character: str) -> str:
    stroked = _STROKED.fullmatch(unicodedata.name(character, ""))
    if not stroked:
        return simplified(character)
    return stroked[2] if stroked[1] == "CAPITAL" else stroked[2].lower()


def words(text: str, tags: bool = True) -> list[Word]:
    """The words of a text with their places, whatever stands between them. `tags`: what stands in the tags of a web page too."""
    if text.isascii() and tags and not _CODE.search(text):
        return [Word(each[0], _key(each[0]), each.start(), each.end()) for each in _WORD.finditer(text)]
    read = _characters(text) if tags else _untagged(_characters(text))
    evened = [(c, start, end) for character, start, end in read for c in _evened(character)]
    found = _WORD.finditer("".join(c for c, *_ in evened))
    return [Word(each[0], _key(each[0]), evened[each.start()][1], evened[each.end() - 1][2]) for each in found]


def _characters(text: str) -> list[tuple[str, int, int]]:
    """The characters that somebody reads in a text, each with the place where it is written."""
    read = [(character, at, at + 1) for at, character in enumerate(text)]
    for _ in range(_CODED_OVER):
        joined, left, end = "".join(character for character, *_ in read), [], 0
        for code in _CODE.finditer(joined):
            left += read[end : code.start()]
            start, end = read[code.start()][1], code.end()
            left += [(character, start, read[end - 1][2]) for character in _meant(code[0])]
        if not end:
            break
        read = left + read[end:]
    return read


def _untagged(read: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """What a browser shows of a text: a tag in the middle of a word parts nothing."""
    left, end = [], 0
    for tag in _TAG.finditer("".join(character for character, *_ in read)):
        left += read[end : tag.start()]
        end = tag.end()
    return left + read[end:]


def _meant(code: str) -> str:
    """What a code stands for. A byte of an address that is no UTF-8 is Latin-1, as older ones write it."""
    if code[0] == "&":
        return unescape(code)
    return unquote_to_bytes(code).decode(errors="surrogateescape").translate(_LATIN)


def _key(plain: str) -> str:
    return plain.replace(",", "").casefold()


def _is_hanzi(key: str) -> bool:
    return re.match(f"[{HANZI}]", key) is not None


class When(StrEnum):
    """How a word must be written to count."""

    NEVER = "never"
    SAME = "as in the name, capitals and small letters"
    UPPER = "in capitals"
    CAPITAL = "with a capital"
    ANY = "anyhow"


_SURELY: Final = (When.ANY, When.NEVER)
_PERHAPS: Final = (When.NEVER, When.ANY)
_NOT: Final = (When.NEVER, When.NEVER)
"""When words are taken out, and when they are a doubt."""

_WRITTEN: Final[dict[When, Callable[[str, str], bool]]] = {
    When.NEVER: lambda _plain, _own: False,
    When.SAME: lambda plain, own: plain == own,
    When.UPPER: lambda plain, _own: plain.isupper(),
    When.CAPITAL: lambda plain, _own: not plain[0].islower(),
    When.ANY: lambda _plain, _own: True,
}


class _Rule(NamedTuple):
    """When words with one key are taken out, and when they are a doubt. `own`: how the secret writes them."""

    taken: When
    doubt: When
    own: str
    why: str
    kind: Kind

    def of(self, plain: str, start: int, end: int) -> Trace | None:
        if _WRITTEN[self.taken](plain, self.own):
            return Trace(start, end, True, self.why)
        return Trace(start, end, False, self.why) if _WRITTEN[self.doubt](plain, self.own) else None


class Finder:
    """Finds the traces of all secrets. Built once for a record, then asked about each of its texts."""

    def __init__(self, vocabulary: Vocabulary, secrets: Iterable[Secret]) -> None:
        self._telling = lru_cache(maxsize=100_000)(vocabulary.telling)
        self._rules: dict[str, list[_Rule]] = {}
        self._names: dict[frozenset[str], Secret] = {}
        self._grams: set[int] = set()
        for secret in dict.fromkeys(secrets):
            self._add(secret)
        self._ordered = sorted(self._rules)
        self._inside = {
            key: rule.why
            for key, rules in self._rules.items()
            for rule in rules
            if rule.taken is When.ANY and SHORT < len(key) <= _LONGEST_WORD and not _is_hanzi(key)
        }
        self._lengths = sorted(set(map(len, self._inside)))
        self._nearly = {
            cut: key
            for key in self._inside
            if len(key) >= LONG and any(rule.kind in (Kind.NAME, Kind.PERSON) for rule in self._rules[key])
            for cut in _cuts(key)
        }
        self._holding: dict[str, list[frozenset[str]]] = {}
        for name in self._names:
            for word in name:
                self._holding.setdefault(word, []).append(name)

    def find(self, text: str) -> list[Trace]:
        """All traces in a text, in order; of doubts that overlap, the longest."""
        found = self._found(words(text))
        if "<" in text or _CODE.search(text):
            found += self._found(words(text, tags=False))
        sure = _merged(text, (trace for trace in found if trace.sure))
        return sorted([*sure, *_widest((trace for trace in found if not trace.sure), sure)])

    def _found(self, read: list[Word]) -> list[Trace]:
        return [*self._joined(read), *self._within(read), *self._rearranged(read), *self._quoted(read)]

    # what is looked for

    def _add(self, secret: Secret) -> None:
        read = words(secret.text)
        if secret.kind is Kind.TEXT:
            self._add_text(secret, read)
        elif read:
            self._add_name(secret, read)

    def _add_name(self, secret: Secret, read: list[Word]) -> None:
        why = f"the withheld {secret.kind} “{secret.text}”"
        if secret.kind is Kind.FILE:
            self._rule(secret.kind, read, _SURELY, why)
            secret = Secret(secret.text.rpartition(".")[0] or secret.text, secret.kind)
            read = words(secret.text)
        else:
            self._add_acronyms(secret, read)
        self._add_whole(secret, read)
        self._add_as_one(secret, read)
        self._add_parts(secret, read)
        self._add_hanzi_short(secret, read)
        self._add_set(secret, read)
        spelt = unicodedata.normalize("NFC", secret.text).translate(_SPELT_OUT)
        if spelt != secret.text:
            self._add(Secret(spelt, secret.kind))

    def _rule(self, kind: Kind, read: Iterable[Word] | str, when: tuple[When, When], why: str) -> None:
        plain = read if isinstance(read, str) else "".join(word.plain for word in read)
        rule = _Rule(*when, plain, why, kind)
        if 0 < len(plain) <= _LONGEST_NAME and rule not in self._rules.setdefault(_key(plain), []):
            self._rules[_key(plain)].append(rule)

    def _add_text(self, secret: Secret, read: list[Word]) -> None:
        units = self._units(read)
        self._grams.update(map(hash, _grams(units)))
        most = max((self._telling(unit.key) for unit in units), default=Telling.NOTHING)
        if most is Telling.OWN and len(units) < RUN:
            self._rule(secret.kind, read, _SURELY, f"the withheld text “{secret.text}”")
        elif 1 < len(units) < RUN:
            self._rule(secret.kind, read, _PERHAPS, f"the withheld text “{secret.text}”, of everyday words")
        for part in _solid(secret.text):
            key = "".join(word.key for word in part)
            if self._telling(key) is Telling.OWN and len(key) > SHORT:
                self._rule(secret.kind, part, _PERHAPS, "a word of a withheld text")
        for number in _numbers(secret.text):
            self._rule(secret.kind, number, _PERHAPS, "a number or reference of a withheld text")

    def _add_whole(self, secret: Secret, read: list[Word]) -> None:
        why = f"the withheld {secret.kind} “{secret.text}”"
        if secret.kind is not Kind.FILE or len(read) > SHORT or self._most(read) is Telling.OWN:
            self._rule(secret.kind, read, self._whole(read), why)
        bare = zh_without_form("".join(word.key for word in read if _is_hanzi(word.key)))
        for name in {bare, ZH_WEAK.sub("", bare)}:
            if len(name) > 1:
                self._rule(secret.kind, name, _SURELY if len(name) >= SHORT else _PERHAPS, why)
        if bare:
            self._grams.update(map(hash, _grams(self._units(read))))

    def _whole(self, read: list[Word]) -> tuple[When, When]:
        """When a whole name is taken out, and when it is a doubt."""
        letters, most = sum(len(word.key) for word in read), self._most(read)
        if letters == 1:
            return When.NEVER, When.SAME
        if _is_hanzi(read[0].key):
            return _SURELY if letters >= SHORT else _PERHAPS
        if letters <= SHORT:
            marked = any(word.key.isdigit() for word in read)
            return (When.SAME, When.ANY) if most is Telling.OWN else (When.NEVER, When.ANY if marked else When.SAME)
        if most is Telling.OWN or (most is Telling.COMMON and len(read) > 1):
            return _SURELY
        return (When.CAPITAL if most is Telling.COMMON or len(read) > 1 else When.NEVER), When.ANY

    def _add_as_one(self, secret: Secret, read: list[Word]) -> None:
        """The words that tell, written as one, as addresses do: all, most of a name on end, and two the other way round."""
        tell = [word for word in read if self._telling(word.key) > Telling.NOTHING]
        if len(tell) < 2 or secret.kind is Kind.FILE or any(_is_hanzi(word.key) for word in tell):
            return
        least = len(tell) // 2 + 1 if secret.kind is Kind.NAME else len(tell)
        runs = [tell[at : at + long] for long in range(max(least, 2), len(tell) + 1) for at in range(len(tell) - long + 1)]
        why = f"words of the withheld {secret.kind} “{secret.text}”"
        for run in (*runs, *([tell[::-1]] if len(tell) == 2 else [])):
            if self._most(run) > Telling.FIELD:
                sure = self._tells("".join(word.key for word in run))
                self._rule(secret.kind, run, _SURELY if sure else _PERHAPS, why)

    def _most(self, read: Iterable[Word]) -> Telling:
        return max((self._telling(word.key) for word in read), default=Telling.NOTHING)

    def _add_acronyms(self, secret: Secret, read: list[Word]) -> None:
        """The initials, with all, some or none of those of articles and the like."""
        letters = [word for word in read if word.plain[0].isalpha() and not _is_hanzi(word.key)]
        small = [word for word in letters if self._telling(word.key) is Telling.NOTHING]
        some = range(len(small) + 1) if len(small) <= RUN else (0, len(small))
        for left in (left for more in some for left in combinations(small, more)):
            taken = [word for word in letters if word not in left]
            acronym = "".join(word.plain[0] for word in taken).upper()
            if 1 < len(acronym) <= 2 * RUN and len(letters) == len(read):
                sure = len(acronym) >= SHORT and secret.kind is not Kind.PERSON and self._tells(acronym)
                why = f"the initials of the withheld {secret.kind} “{secret.text}”"
                self._rule(secret.kind, acronym, (When.UPPER, When.ANY) if sure else (When.NEVER, When.UPPER), why)

    def _tells(self, acronym: str) -> bool:
        return self._telling(acronym.casefold()) is Telling.OWN

    def _add_parts(self, secret: Secret, read: list[Word]) -> None:
        ordinary = self._ordinary(read)
        why = f"a word of the withheld {secret.kind} “{secret.text}”"
        parts = (*_solid(secret.text), *([word] for word in read if len(word.key) > SHORT))
        for part in (part for part in parts if part != read):
            self._rule(secret.kind, part, self._part(secret.kind, part, any(word in ordinary for word in part)), why)

    def _ordinary(self, read: list[Word]) -> list[Word]:
        """The words of a name that a writer of sentences does not capitalise, and the one that begins the sentence."""
        telling = [word for word in read if self._telling(word.key) > Telling.NOTHING and word.plain[0].isalpha()]
        small = [word for word in telling if word.plain[0].islower()]
        if not small or len(small) == len(telling):
            return []
        return small + [word for word in telling[:1] if self._telling(word.key) < Telling.OWN]

    def _part(self, kind: Kind, part: list[Word], ordinary: bool) -> tuple[When, When]:
        """When a word of a name is taken out, and when it is a doubt."""
        letters = sum(len(word.key) for word in part)
        most = self._telling("".join(word.key for word in part))
        if most is Telling.NOTHING or letters == 1 or _is_hanzi(part[0].key):
            return _NOT
        if most is Telling.OWN and letters > SHORT:
            return _PERHAPS if kind is Kind.ALIAS or ordinary else _SURELY
        if kind in (Kind.ALIAS, Kind.FILE) or ordinary:
            return _NOT
        if letters <= SHORT and most > Telling.FIELD:
            return When.SAME, When.NEVER
        if most is Telling.COMMON:
            return When.CAPITAL, When.ANY
        return _NOT if kind is Kind.PERSON else (When.NEVER, When.CAPITAL)

    def _add_hanzi_short(self, secret: Secret, read: list[Word]) -> None:
        """What a name in hanzi is called for short: its first character and up to three of those after it (北航, 哈工大, 国防科大)."""
        hanzi = "".join(word.key for word in read if _is_hanzi(word.key))
        if secret.kind in (Kind.PERSON, Kind.FILE) or not RUN <= len(hanzi) <= _LONGEST_HANZI:
            return
        rest = {short for more in range(1, RUN) for short in combinations(hanzi[1:], more)}
        for short in (f"{hanzi[0]}{''.join(each)}" for each in rest):
            if short not in hanzi:
                self._rule(secret.kind, short, _PERHAPS, f"may be short for the withheld {secret.kind} “{secret.text}”")

    def _add_set(self, secret: Secret, read: list[Word]) -> None:
        name = frozenset(_usual(word.key) for word in read if self._telling(word.key) > Telling.NOTHING)
        if len(name) > 1 and not any(map(_is_hanzi, name)):
            self._names.setdefault(name, secret)

    # where it stands

    def _joined(self, read: list[Word]) -> Iterator[Trace]:
        """Whole names and words, whatever stands between their letters: spaces, hyphens, nothing."""
        for first in range(len(read)):
            plain = ""
            for last in range(first, len(read)):
                plain += read[last].plain
                key = _key(plain)
                for rule in (*self._rules.get(key, ()), *self._rules.get(_singular(key), ())):
                    if trace := rule.of(plain, self._from(read, first, rule), read[last].end):
                        yield trace
                at = bisect_left(self._ordered, key)
                if not any(longer != key and longer.startswith(key) for longer in self._ordered[at : at + 2]):
                    break

    def _from(self, read: list[Word], first: int, rule: _Rule) -> int:
        """Where to begin: the initials before a person's name go with it."""
        if rule.kind is Kind.PERSON:
            while first and len(read[first - 1].plain) == 1 and read[first - 1].plain.isupper():
                first -= 1
        return read[first].start

    def _within(self, read: list[Word]) -> Iterator[Trace]:
        """Names inside longer words ("quokkas", "projectquokka2"), and with a letter wrong."""
        for word in read:
            if len(word.key) > SHORT and self._telling(word.key) is Telling.OWN:
                yield from (Trace(word.start, word.end, sure, why) for sure, why in self._hidden_in(word.key))

    def _hidden_in(self, key: str) -> Iterator[tuple[bool, str]]:
        parts = (key[at : at + length] for length in self._lengths for at in range(len(key) - length + 1))
        yield from ((len(part) >= LONG, self._inside[part]) for part in parts if part in self._inside)
        for cut in _cuts(key) if self._nearly and len(key) <= _LONGEST_WORD else ():
            if cut in self._nearly and self._nearly[cut] != key:
                yield False, f"written nearly like {self._inside[self._nearly[cut]]}"

    def _rearranged(self, read: list[Word]) -> Iterator[Trace]:
        """Names with their words in another order, abbreviated, or with some left out."""
        places: dict[frozenset[str], list[int]] = {}
        for at, word in enumerate(read):
            for name in self._holding.get(_usual(word.key), ()):
                places.setdefault(name, []).append(at)
        for name, standing in places.items():
            for run in self._runs(read, standing):
                covered = {_usual(read[at].key) for at in run}
                sure = self._gives_away(name, covered, read[run[0]])
                if sure is not None:
                    secret = self._names[name]
                    why = f"words of the withheld {secret.kind} “{secret.text}”"
                    yield Trace(read[run[0]].start, read[run[-1]].end, sure, why)

    def _runs(self, read: list[Word], standing: list[int]) -> Iterator[list[int]]:
        """Places that follow each other with nothing but articles and the like between them."""
        run = standing[:1]
        for before, at in pairwise(standing):
            if any(self._telling(word.key) > Telling.NOTHING for word in read[before + 1 : at]):
                yield run
                run = []
            run.append(at)
        yield run

    def _gives_away(self, name: frozenset[str], covered: set[str], first: Word) -> bool | None:
        """Whether some words of a name surely give it away, may do so, or do not (None)."""
        tells = max(map(self._telling, covered)) > Telling.FIELD
        kind = self._names[name].kind
        if len(covered) == len(name) and (kind is not Kind.FILE or len(name) >= SHORT):
            return tells or first.plain[0].isupper()
        if len(covered) < 2 or kind is not Kind.NAME:
            return None
        most = 2 * len(covered) > len(name)
        return tells and most if tells or most else None

    def _quoted(self, read: list[Word]) -> Iterator[Trace]:
        """Runs of words of a withheld text."""
        units = self._units(read)
        run: list[Word] = []
        hits = [hash(gram) in self._grams for gram in _grams(units)]
        for at, hit in enumerate([*hits, False]):
            if hit:
                run += units[at + 2 : at + 3] if run else units[at : at + 3]
            elif run:
                sure = len(run) >= RUN or self._most(run) > Telling.FIELD
                yield Trace(run[0].start, run[-1].end, sure, "words of a withheld text")
                run = []

    def _units(self, read: list[Word]) -> list[Word]:
        """The words that count in a run; two hanzi on end count as one."""
        units = []
        for at, word in enumerate(read):
            after = read[at + 1] if at + 1 < len(read) else None
            if not _is_hanzi(word.key):
                units += [word] if self._telling(word.key) > Telling.NOTHING else []
            elif after and _is_hanzi(after.key):
                units.append(Word(word.plain + after.plain, word.key + after.key, word.start, after.end))
        return units


def _grams(units: list[Word]) -> Iterator[tuple[str, ...]]:
    """Each three words on end."""
    return zip(*([unit.key for unit in units[shift:]] for shift in range(SHORT)), strict=False)


def _solid(text: str) -> Iterator[list[Word]]:
    """The words as they are written, without a gap in them: McDonald, not Mc and Donald."""
    run: list[Word] = []
    for word in words(text):
        if run and run[-1].end != word.start:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _numbers(text: str) -> Iterator[list[Word]]:
    """References of letters and digits, and long numbers, that another writer may space otherwise: HEU-2026/42, 0451 8251 9213."""
    found = (
        *(each for each in text.split() if any(map(str.isdigit, each)) and any(map(str.isalpha, each))),
        *_NUMBER.findall(text),
    )
    yield from (read for each in found if len(read := words(each)) > 1 and sum(len(word.key) for word in read) >= LONG)


def _singular(key: str) -> str:
    return key[:-1] if key.endswith("s") and len(key) > SHORT else ""


def _usual(key: str) -> str:
    written_out = ABBREVIATIONS.get(key, key)
    return SPELLINGS.get(written_out, written_out)


def _cuts(key: str) -> set[str]:
    """A word, and it with any one letter left out: two words one slip apart share one of these."""
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def _merged(text: str, traces: Iterable[Trace]) -> list[Trace]:
    """The traces in order, those with nothing or only space and hyphens between them as one."""
    merged: list[Trace] = []
    for trace in sorted(traces):
        if merged and not text[merged[-1].end : trace.start].strip(_GAPS):
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, trace.end))
        else:
            merged.append(trace)
    return merged


def _widest(doubts: Iterable[Trace], sure: list[Trace]) -> Iterator[Trace]:
    """The doubts that touch nothing that is taken out; of those that overlap, the longest."""
    ends = [each.end for each in sure]
    kept: Trace | None = None
    for doubt in sorted(doubts):
        after = bisect_right(ends, doubt.start)
        if after < len(sure) and sure[after].start < doubt.end:
            continue
        if kept and doubt.start < kept.end:
            kept = max(kept, doubt, key=lambda trace: trace.end - trace.start)
            continue
        if kept:
            yield kept
        kept = doubt
    if kept:
        yield kept


def without(text: str, traces: Iterable[Trace], most: int) -> str:
    """The text with what is sure taken out, in at most so many characters."""
    left, end = "", 0
    for trace in traces:
        if trace.sure:
            left, end = f"{left}{text[end : trace.start]}{BLANK}", trace.end
    left += text[end:]
    return left if len(left) <= most else f"{left[: most - 1]}…"
