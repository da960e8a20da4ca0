"""How much a word tells: one that everybody uses gives nobody away, a word of one's own does.

`english.txt` holds the common words of English: SCOWL 2020.12.07 up to size 35, British and American, without proper names.
`grammar.txt` holds those that only join others.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.partners.screening import gazetteer, names
from guidance.partners.screening.words import ABBREVIATIONS, COUNTRY_MARKS, ELSEWHERE, FOREIGN_FORMS, LEGAL_FORMS, UNITS

CALENDAR: Final = frozenset(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
     "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
)  # fmt: skip
YEAR: Final = 4
"""Digits of a number that is a year or a count; a longer one is the mark of something."""


class Telling(IntEnum):
    """How much a word tells about whom a text means."""

    NOTHING = 0
    """It holds others together: an article, a legal form, a single letter."""
    FIELD = 1
    """The word of a field, a place or a month: this knowledge base uses it, or it stands in many names. A hanzi, too."""
    COMMON = 2
    """A common word of English. With a capital it may be a name."""
    OWN = 3
    """Neither: somebody's name, or a word that few use."""


class Vocabulary:
    """The words of a knowledge base, beside those that everybody uses."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._field = (
            _field(_texts(catalogue)) | _places() | CALENDAR | ELSEWHERE | COUNTRY_MARKS | UNITS | ABBREVIATIONS.keys()
        )

    def telling(self, word: str) -> Telling:
        """How much a word in small letters tells."""
        if (
            word in _words("grammar")
            or word in LEGAL_FORMS
            or word in FOREIGN_FORMS
            or (len(word) == 1 and word.isascii() and word.isalpha())
        ):
            return Telling.NOTHING
        if word in self._field or (word.isdigit() and len(word) <= YEAR) or _HANZI.match(word):
            return Telling.FIELD
        return Telling.COMMON if word in _words("english") else Telling.OWN


@cache
def _words(file: str) -> frozenset[str]:
    return frozenset((files("guidance.disclosure.vocabulary") / f"{file}.txt").read_text(encoding="utf-8").split())


@cache
def _places() -> frozenset[str]:
    places = (place for body in gazetteer.load().identities.values() for place in (body.city, body.region))
    return frozenset(word for place in places for word in names.words(names.latin(place)))


_HANZI = re.compile(f"[{names.HANZI}]")
_ADDRESS = re.compile(r"\S*[@/]\S*")
_SMALL = re.compile(r"\b[a-z]+\b")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


def _field(texts: Iterable[str]) -> frozenset[str]:
    """The words that the texts write small, and their acronyms. A word that they write with a capital may be a name."""
    whole = _ADDRESS.sub(" ", "\n".join(texts))
    return frozenset(_SMALL.findall(whole)) | {acronym.casefold() for acronym in _ACRONYM.findall(whole)}


def _texts(catalogue: Catalogue) -> Iterator[str]:
    for part in catalogue.parts().values():
        for entry in part.values():
            yield from _strings(entry.model_dump(mode="json"))
    for rule in catalogue.rules.guidelines:
        yield rule.reason


def _strings(value: object) -> Iterator[str]:
    match value:
        case str() if " " in value:
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
