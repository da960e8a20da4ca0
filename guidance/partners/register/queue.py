"""In which order the partnerships of a register are looked at: whom to settle, what works in a sensitive field, of whom nothing
is known, what is ordinary."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guidance.case.record import Screening
from guidance.knowledge.catalogue import Catalogue
from guidance.partners.countries import read
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.rows import Partnership


class Rank(StrEnum):
    """How soon somebody must look at an arrangement. It orders work; it is no level and clears nobody."""

    SETTLE = "must be settled"
    SENSITIVE = "sensitive field"
    UNKNOWN = "partner not recognised"
    ORDINARY = "ordinary"


ORDER: Final = tuple(Rank)

WORDS, SUBJECTS = "sensitive_work", "sensitive_subjects"
"""The lists of words in the knowledge base that say which field is sensitive."""
_SHORT: Final = 4


@dataclass(frozen=True)
class Sensitive:
    """Which fields are sensitive, as the knowledge base says: how they are called, and the groups of subjects."""

    words: re.Pattern[str]
    subjects: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Sensitive":
        """Those of a knowledge base. Raises RegisterError when it does not say: then no order would be right."""
        if missing := [each for each in (WORDS, SUBJECTS) if each not in catalogue.words]:
            raise RegisterError(f"the knowledge base has no list of words {missing[0]!r}; add it to words.yaml")
        parts = "|".join(map(_read, catalogue.words[WORDS].words))
        return cls(re.compile(parts, re.IGNORECASE), tuple(catalogue.words[SUBJECTS].words))


def _read(word: str) -> str:
    """A word wherever it stands, a short one whole; where a hyphen joins, a space or nothing may stand."""
    text = r"[\s-]*".join(map(re.escape, word.split("-")))
    return rf"\b{text}s?\b" if len(word) <= _SHORT else text


_TELLING: Final = ("subject", "project", "department", "kind", "notes", "data")
_CHECKED: Final = re.compile(r"\b(?:yes|y|licen[cs]|controlled|required|refer)", re.IGNORECASE)


def rank(each: Partnership, screening: Screening | None, sensitive: Sensitive) -> Rank:
    """How soon to look at a partnership."""
    if screening is None or screening.hits or screening.decision == "review":
        return Rank.SETTLE
    words = " ".join(each.said.get(field, "")[:500] for field in _TELLING)
    coded = any(code in each.subject for code in sensitive.subjects)
    if coded or sensitive.words.search(words) or _CHECKED.search(each.said.get("export_check", "")):
        return Rank.SENSITIVE
    if screening.decision == "none" and not read(each.country).elsewhere:
        return Rank.UNKNOWN
    return Rank.ORDINARY
