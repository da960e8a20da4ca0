"""A list: entries, and where they come from. Absence from a list is never clearance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from guidance.partners.screening.gazetteer import Identity

FRESH_DAYS = {"UK-SL": 30, "US-CSL": 30, "US-SDN": 30, "US-OFAC-CONS": 30, "UN-SC": 30, "EU-FSF": 30, "OPENSANCTIONS": 30}
"""Sanctions lists change several times a week; the others about once a year."""
OTHERWISE_FRESH_DAYS = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `number`: as the list has it, unique in the list. `countries`: ISO codes. `listed`: day of listing, as published."""

    number: str
    name: str
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    names_zh: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    listed: str = ""
    note: str = ""
    parents: tuple[str, ...] = ()
    """The names of its parent companies, as the list gives them."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the list gives it."""
        return (self.name, *self.aliases, *self.acronyms, *self.names_zh)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: where (row of the file, from 1; column), what was read and what was expected."""

    row: int
    column: str
    read: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: read {self.read[:80]!r}, expected {self.expected}"


@dataclass(frozen=True)
class Provenance:
    """Where a list comes from. `dated`: the list's own day, None when the file does not say. `loaded`: when we read it."""

    file: str
    sha256: str
    dated: date | None
    loaded: datetime
    rows: int
    rejected: tuple[Rejected, ...] = ()
    licence: str = ""
    extract: str = ""
    """What part of the list the file holds, when it is not the whole."""
    left_out: str = ""
    """What of a whole list is not screened: persons, ships, aircraft."""


@dataclass(frozen=True, slots=True)
class Stake:
    """Who owns whom, as a source says. `share`: in per cent, None when it does not say; `dated`: the day of which it is said; `how`: what
    the owned body is said to be, before the owner's name."""

    owned: str
    owner: str
    share: float | None
    source: str
    dated: date | None
    how: str = "is owned by"


@dataclass(frozen=True)
class OfficialList:
    """A list as loaded. `code`: short and fixed, such as UK-SL; `title`: to show; `prefix`: of the ids of its entries.

    The registry of who is who (ROR), the user's file of who owns whom and GLEIF's two files are loaded in the same way: they have
    `bodies`, `stakes` or names, and are no lists on which anybody stands."""

    code: str
    title: str
    prefix: str
    entries: tuple[Entry, ...]
    provenance: Provenance
    bodies: tuple[Identity, ...] = ()
    stakes: tuple[Stake, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, self.provenance.sha256))  # it is asked for at each look-up, and entries are many

    @property
    def size(self) -> int:
        """How many entries it has, or bodies, or stakes."""
        return len(self.entries) or len(self.bodies) or len(self.stakes)

    def age(self, today: date) -> int | None:
        """Days since the list's own date; None when that is not known."""
        return (today - self.provenance.dated).days if self.provenance.dated else None

    def is_stale(self, today: date) -> bool:
        """Whether the list is too old to rely on, or does not say how old it is."""
        age = self.age(today)
        return age is None or age > FRESH_DAYS.get(self.code, OTHERWISE_FRESH_DAYS)


TITLES = {
    "UK-SL": ("UK Sanctions List", "uksl"),
    "US-CSL": ("US Consolidated Screening List", "csl"),
    "US-BIS-EL": ("US BIS Entity List (15 CFR 744 Supplement 4)", "bis"),
    "CA-NRO": ("Canada: Named Research Organizations", "nro"),
    "US-1260H": ("US Department of Defense: section 1260H, Chinese military companies", "1260h"),
    "US-1286": ("US Department of Defense: section 1286, problematic institutions", "1286"),
    "JP-METI": ("Japan: METI End User List", "meti"),
    "US-SDN": ("US OFAC: Specially Designated Nationals, bodies", "sdn"),
    "US-OFAC-CONS": ("US OFAC: consolidated list of sanctions other than SDN, bodies", "ofac"),
    "UN-SC": ("UN Security Council consolidated list, bodies", "un"),
    "OPENSANCTIONS": ("OpenSanctions, under the user's own licence", "os"),
    "OWNERSHIP": ("Who owns whom: the user's file", "own"),
    "LEI-NAMES": ("GLEIF level 1: who is who", "lei"),
    "LEI-OWNERS": ("GLEIF level 2: who consolidates whom", "lei-own"),
    "EU-FSF": ("EU consolidated list of financial sanctions", "fsf"),
    "AU-DFAT": ("Australia: DFAT consolidated list", "dfat"),
}
"""The lists we know, with the prefix of their ids. Others can be loaded by the template; these are named when they are missing."""


_OPTIONAL = frozenset({"OWNERSHIP", "LEI-NAMES", "LEI-OWNERS", "US-SDN", "US-OFAC-CONS", "UN-SC", "OPENSANCTIONS"})
"""Lists that others hold too (the UK's holds the UN's, the Consolidated Screening List holds OFAC's): not missed when absent."""


REGISTRY = "ROR"
"""The code of the registry of research organisations, which is no list."""
OWNERSHIP = "OWNERSHIP"
"""The code of the user's file of who owns whom, which is no list."""
LEI_NAMES = "LEI-NAMES"
"""The code of GLEIF's level 1, which is no list."""
LEI_OWNERS = "LEI-OWNERS"
"""The code of GLEIF's level 2, which is no list."""
SIZE_IN = {
    REGISTRY: ("body", "bodies"),
    OWNERSHIP: ("stake", "stakes"),
    LEI_NAMES: ("body", "bodies"),
    LEI_OWNERS: ("relation", "relations"),
}
"""What is counted in what is no list."""
NO_LISTS = frozenset(SIZE_IN)
"""What is loaded as lists are, and is none."""


def named(code: str) -> tuple[str, str]:
    """The title of a list and the prefix of its ids."""
    return TITLES.get(code, (code, "".join(char for char in code.casefold() if char.isalnum() or char == "-")))


def newest(lists: Iterable[OfficialList]) -> tuple[OfficialList, ...]:
    """One list of each code: the later in the order given takes the place of the earlier."""
    return tuple({each.code: each for each in lists}.values())


def not_loaded(lists: Iterable[OfficialList]) -> tuple[str, ...]:
    """The codes of the lists we know that were not looked at."""
    loaded = {each.code for each in lists}
    return tuple(code for code in TITLES if code not in loaded and code not in _OPTIONAL)
