"""What a name resolves to: a decision, its candidates, the evidence for them, and the doubts against them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal


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
    LOOSE = "the same words in other forms"
    OVER = "the body that it belongs to"


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
class Found:
    """What one part of a name gave: candidates, best first, and why it is not a match (empty: it is)."""

    candidates: tuple[Candidate, ...]
    doubts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the likeliest body."""
        return self.candidates[0].id

    def doubted(self, why: str) -> "Found":
        """The same, and why it is not a match."""
        return replace(self, doubts=(*self.doubts, why))

    def as_part(self) -> "Found":
        """The same, found in a part of the name."""
        return replace(self, candidates=tuple(replace(each, evidence=Evidence.PART) for each in self.candidates))


SHARED = "several bodies bear this name"
SHORT = "short names and acronyms are shared by many"
UNCONFIRMED = "this name in hanzi is from general knowledge and not confirmed"
TRANSLATED = "the English name is our translation"
MISSPELT = "the word that says who it is, is spelt otherwise"
WEAK = "only a part of the name fits"
ELSEWHERE_SAID = "the country given, or a place in the name, does not fit"
BORNE_ELSEWHERE = "a body elsewhere bears this name too, and no country or city is given"
GENERAL = "the name is made of general words"
DIFFERENT = "parts of the name point to different bodies"
BRANDED = "only the short name fits"
COLLEGE = "a college or institute under a university's name can be a body of its own"
BELONGS = "a hospital or institute under this body's name can be a body of its own"
CAMPUS = "a campus elsewhere can be a body of its own"
RENAMED = "the name fits but for a word such as 'National', 'China' or 'College'"
UNNAMED = "no partner is named"
PERSON = "this reads as the name of a person; persons are not screened"
UNKNOWN = "no body of this name is known here; that is not clearance"
