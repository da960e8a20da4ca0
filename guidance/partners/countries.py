"""Which countries a register's cell means: names, codes, former names, common spellings, several at once, or a city.

What is not understood is no evidence: not that a body is in China, and not that it is elsewhere.

>>> sorted(read("China (PRC)").codes), sorted(read("UK/China").codes), sorted(read("Xi'an, China").codes)
(['CN'], ['CN', 'GB'], ['CN'])
>>> sorted(read("Taiwan, Republic of China").codes), sorted(read("Overseas").codes)
(['TW'], [])
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

GREATER_CHINA: Final = frozenset({"CN", "HK", "MO", "TW"})
LONG: Final = 200
"""Characters beyond which no cell is a country."""
_MARKS: Final = (
    (re.compile(r"\b(?:mainland|china|chinese|chine|prc)\b|中国|中國"), "CN"),
    (re.compile(r"\bhong ?kong\b|\bhk(?:sar)?\b|香港"), "HK"),
    (re.compile(r"\bmaca[ou]\b|澳门|澳門"), "MO"),
    (re.compile(r"\btaiwan\b|\btaipei\b|台湾|臺灣|台灣"), "TW"),
)
_SEVERAL: Final = re.compile(r"[/;|+\n]")
_ANDS: Final = r"\s(?:and|&|und|et|y|en|e)\s"
_AND: Final = re.compile(_ANDS, re.IGNORECASE)
"""What divides countries that are named together; the words may stand in the name of one."""
_ADDRESS: Final = re.compile(r"[,()\[\]:]|\s[-–—]\s")
"""What divides a place from the country that it is in, or a country from another name of it."""
_JOINED: Final = re.compile(r"[-–—]")
_LISTED: Final = re.compile(f",|{_ANDS}", re.IGNORECASE)
_WITHOUT: Final = re.compile(
    r"[\s,(\[（]*(?:\b(?:excl(?:ud(?:ing|es))?|exclusive of|except(?:ing)?|without|other than|outside|not|non|ex|exkl|ohne|außer|hors|sauf|excepto)\b"
    r"|不含|不包括|除)[^)\]）;|\n]*[)\]）]?",
    re.IGNORECASE,
)
"""What a cell says is not meant: "China (excluding Hong Kong)" is China, and "Non-China" is no country."""
_STATES: Final = frozenset({
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA",
    "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI",
    "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY",
})  # fmt: skip
"""States of the United States as addresses have them; many are codes of countries too, and St. Louis, MO, is not in Macao."""
_SPLITS: Final = 20
"""Parts of a cell that are looked at."""


@dataclass(frozen=True, slots=True)
class Where:
    """Codes of ISO 3166-1, none where nothing was understood. `whole`: nothing that was written stayed without a meaning."""

    codes: frozenset[str] = frozenset()
    whole: bool = False

    @property
    def evidence(self) -> str:
        """The one code that a look-up may hold against a body, "" for none: a body fits if it may be in any of the countries."""
        here = self.codes & GREATER_CHINA
        if here:
            return "" if len(here) > 1 and "TW" in here else "CN" if "CN" in here else min(here)
        return min(self.codes) if self.codes and self.whole else ""

    @property
    def elsewhere(self) -> bool:
        """Whether countries were named, all of them understood, and none of them of Greater China."""
        return self.whole and bool(self.codes) and not self.codes & GREATER_CHINA


@lru_cache(maxsize=10_000)
def read(text: str) -> Where:
    """The countries that a cell names."""
    return _read(_WITHOUT.sub("", text)) if len(text) <= LONG else Where()


def name(code: str) -> str:
    """What a country is called. Raises KeyError for what is no code."""
    return _names()[code]


def _read(text: str) -> Where:
    if several := _parts(_SEVERAL, text):
        return _together(several)
    if code := _code(text):
        return Where(frozenset({code}), whole=True)
    if each := _understood(_LISTED, text, 3):
        return _address(each)
    if several := _parts(_AND, text):
        return _together(several)
    if address := _parts(_ADDRESS, text):
        return _address([Where() if part.strip() in _STATES else _read(part) for part in address])
    if each := _understood(_JOINED, text, 2):
        return _address(each)
    return _marked(text)


def _parts(divider: re.Pattern[str], text: str) -> list[str]:
    """The parts that a divider leaves, none if it leaves only one."""
    parts = [part for part in divider.split(text, _SPLITS) if _plain(part)]
    return parts if len(parts) > 1 else []


def _understood(divider: re.Pattern[str], text: str, least: int) -> list[Where]:
    """What the parts are that a divider leaves, where it leaves so many and each is a country or a place; otherwise none."""
    codes = [_code(part) for part in _parts(divider, text) if part.strip() not in _STATES]
    return [Where(frozenset({code}), whole=True) for code in codes] if len(codes) >= least and all(codes) else []


def _together(parts: list[str]) -> Where:
    found = [_read(part) for part in parts]
    return Where(frozenset().union(*(each.codes for each in found)), all(each.whole for each in found))


def _address(parts: list[Where]) -> Where:
    """Places and the country that they are in, which stands last or first. "Hong Kong, China" is Hong Kong; "China, Hong Kong,
    Macao" names three."""
    codes: frozenset[str] = frozenset().union(*(each.codes for each in parts))
    beside = frozenset().union(*(each.codes for each in parts if each.whole)) & GREATER_CHINA - {"CN"}
    if len(beside) == 1:
        codes -= {"CN"}
    return Where(codes, parts[0].whole or parts[-1].whole)


def _marked(text: str) -> Where:
    """A text that only bears a mark of China, Hong Kong, Macao or Taiwan: enough not to be held against a body there."""
    plain = _plain(text)
    return Where(frozenset(code for mark, code in _MARKS if mark.search(plain)))


def _code(text: str) -> str:
    written = text.strip()
    if written in _codes():
        return _codes()[written]
    return _spellings().get(_plain(text), "")


def _plain(text: str) -> str:
    """Without case, accents, full stops, apostrophes and the article; single letters joined, so that "P. R. China" is "pr china"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))
    words = " ".join(word for word in re.sub(r"[\W_]+", " ", re.sub(r"[.'’`´]", "", bare)).split() if word != "the")
    return re.sub(r"(?<=\b[a-z]) (?=[a-z]\b)", "", words)


@cache
def _table() -> tuple[dict[str, str], ...]:
    text = (files("guidance.partners") / "data" / "countries.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _table()}


@cache
def _codes() -> dict[str, str]:
    """Codes, which count only in capitals: "no" is not Norway."""
    return {code: row["code"] for row in _table() for code in (row["code"], row["code3"])}


@cache
def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _table():
        for spelling in (row["name"], *row["also"].split("|"), *row["places"].split("|")):
            if plain := _plain(spelling):
                found[plain] = row["code"]
    for code in sorted(GREATER_CHINA):
        found[code.casefold()] = code
    return found
