"""Rows of a register as partnerships. Every row is accounted for: taken, split, merged with another, or rejected."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from rapidfuzz import fuzz

from guidance.partners import countries
from guidance.partners.register import cells
from guidance.partners.register.cells import Money, Remark
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.mapping import Columns
from guidance.partners.register.reading import Line, Sheet

Known: TypeAlias = Callable[[str, str], bool]
"""Whether a name, with the country column, is one that can be looked up."""

LeftOut: TypeAlias = Callable[[str, str], str]
"""Why a row of this partner and this country is left out, "" for one that stays."""

MAX_NAMED: Final = 150_000
"""Partners that the cells of a register name together, before rows that say the same are merged."""
TOLD: Final = 100
"""Rows of which each thousandth part is told to whoever waits."""
NAMED: Final = 200
"""The most characters of a partner's name."""
_TELLING: Final = ("subject", "data", "export_check", "trl", "doctoral", "visitors_in", "visitors_out")
"""Fields in which two rows about the same arrangement do not contradict each other."""
COMPARED: Final = 50
"""A row is compared with so many rows of the same partner, project and kind, the latest of them."""
COMPARED_IN_ALL: Final = 200_000
"""So many comparisons are made in one register; rows that say nearly the same stay apart after that, and none is lost."""
COMPARABLE: Final = 500
"""Characters beyond which two texts are the same only if they are so to the letter."""
SAME: Final = 90
"""The rapidfuzz ratio, 0 to 100, from which two texts of duplicates count as the same."""
_NO_PARTNER: Final = {
    "",
    "n/a",
    "na",
    "-",
    "tbc",
    "tba",
    "various",
    "various partners",
    "none",
    "unknown",
    "see notes",
    "multiple",
}
_TOTALS: Final = re.compile(r"^(grand )?(sub-?)?total\b", re.IGNORECASE)
_DIVIDERS: Final = tuple(map(re.compile, (r"\s*\n\s*", r"\s*/\s+|\s+/\s*", r"\s+(?:and|&)\s+")))


@dataclass(frozen=True, slots=True)
class Partnership:
    """One arrangement with one partner. `row` is its row in the file; of a cell that named several partners, `part` counts
    from 1 (otherwise 0). `said` holds every cell as written, by field."""

    row: int
    part: int
    partner: str
    country: str
    project: str
    kind: str
    department: str
    subject: str
    starts: date | None
    ends: date | None
    value: Money | None
    visitors_in: int | None
    visitors_out: int | None
    doctoral: int | None
    trl: tuple[int, int] | None
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A row that says again what another says."""

    row: int
    into: int
    exact: bool

    def __str__(self) -> str:
        return f"row {self.row} says again what row {self.into} says{'' if self.exact else ', with small differences'}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken."""

    row: int
    column: str
    read: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: read {self.read[:80]!r}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Filtered:
    """A row that was left out because whoever imports the register chose so."""

    row: int
    why: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.why}"


@dataclass(frozen=True, slots=True)
class Noted:
    """A cell that was repaired or not understood."""

    row: int
    column: str
    remark: Remark

    def __str__(self) -> str:
        did = "took it for" if self.remark.repaired else "took nothing from it:"
        return f"row {self.row}, column {self.column}: read {self.remark.read[:80]!r}, {did} {self.remark.made}"


@dataclass(frozen=True)
class Register:
    """What a register holds. The account adds up: rows read are rows taken, merged, rejected, left out or blank; each is listed."""

    file: str
    rows: int
    blank: tuple[int, ...]
    partnerships: tuple[Partnership, ...]
    merged: tuple[Merged, ...]
    rejected: tuple[Rejected, ...]
    noted: tuple[Noted, ...]
    filtered: tuple[Filtered, ...] = ()

    @property
    def taken(self) -> int:
        """Rows that became partnerships."""
        return len({each.row for each in self.partnerships})

    def not_taken(self) -> Iterator[str]:
        """Each row that gave no activity, in words: those left out for one reason together."""
        yield from (f"rejected: {each}" for each in self.rejected)
        yield from map(str, self.merged)
        together: dict[str, list[int]] = {}
        for each in self.filtered:
            together.setdefault(each.why, []).append(each.row)
        yield from (f"left out, {why}: {_ranges(rows)}" for why, rows in together.items())
        if self.blank:
            yield f"blank: {_ranges(self.blank)}"

    @property
    def accounted(self) -> int:
        """Rows of which it is said what became of them: all that were read."""
        return self.taken + len(self.merged) + len(self.rejected) + len(self.filtered) + len(self.blank)

    @property
    def account(self) -> str:
        """One line that proves that no row was lost."""
        split = len(self.partnerships) - self.taken
        return (
            f"{self.rows} rows read = {self.taken} taken + {len(self.merged)} merged with another + {len(self.rejected)} rejected "
            f"+ {len(self.filtered)} left out + {len(self.blank)} blank; {split} more activities come from cells with several partners, "
            f"so {len(self.partnerships)} in all"
        )


def interpret(
    sheet: Sheet,
    mapping: Columns,
    known: Known | None = None,
    left_out: LeftOut | None = None,
    progress: Callable[[float], object] = lambda _: None,
) -> Register:
    """The partnerships of a register. Raises RegisterError for a mapping that does not fit it, and for too many of them.

    `known` decides whether a new line, "and" or "/" stands between two partners; without it only ";" does. `left_out` decides which
    rows are not wanted. `progress` is told the share that is done, 0 to 1."""
    problems = mapping.problems(sheet.head)
    if problems:
        raise RegisterError(f"{sheet.file}: {'; '.join(problems)}. Correct the columns")
    at = {field: sheet.head.index(title) for field, title in mapping.columns.items()}
    partnerships: list[Partnership] = []
    rejected: list[Rejected] = []
    filtered: list[Filtered] = []
    noted: list[Noted] = []
    blank: list[int] = []
    for number, line in enumerate(sheet.rows, 1):
        said = {field: line.cells[place].strip() for field, place in at.items()}
        if not any(cell.strip() for cell in line.cells):
            blank.append(line.number)
        elif why := _refused(line, said, sheet.column(mapping.columns["partner"])):
            rejected.append(why)
        elif left_out and (choice := left_out(said["partner"], said.get("country", ""))):
            filtered.append(Filtered(line.number, choice))
        else:
            partnerships += _partnerships(sheet, mapping, line.number, said, known, noted)
        if len(partnerships) > MAX_NAMED:
            raise RegisterError(
                f"{sheet.file}: row {line.number}: more than {MAX_NAMED:,} partners are named up to there. Split the register"
            )
        if number % TOLD == 0:
            progress(number / len(sheet.rows))
    kept, merged = _merged(partnerships)
    register = Register(
        sheet.file, len(sheet.rows), tuple(blank), tuple(kept), tuple(merged), tuple(rejected), tuple(noted), tuple(filtered)
    )
    assert register.rows == register.accounted, register.account
    return register


def _refused(line: Line, said: dict[str, str], column: str) -> Rejected | None:
    partner = said["partner"]
    if _TOTALS.match(partner) and not said.get("project"):
        return Rejected(line.number, column, partner, "a partner; a line of totals is no arrangement")
    where = countries.read(partner)
    if where.codes and where.whole and sum(bool(cell.strip()) for cell in line.cells) == 1 and len(line.cells) > 1:
        return Rejected(
            line.number, column, partner, "a partner; a country alone is a heading between rows, and no arrangement"
        )
    if len(partner) > NAMED * 2:
        return Rejected(line.number, column, partner, f"names of at most {NAMED} characters")
    if partner.casefold() in _NO_PARTNER and not said.get("project") and not said.get("kind"):
        return Rejected(line.number, column, partner, "a partner, or at least a project or a type of arrangement")
    return None


def _partnerships(
    sheet: Sheet, mapping: Columns, row: int, said: dict[str, str], known: Known | None, noted: list[Noted]
) -> Iterator[Partnership]:
    def take(field: str, found: "tuple[object, Remark | None]") -> object:
        value, remark = found
        if remark:
            noted.append(Noted(row, sheet.column(mapping.columns[field]), remark))
        return value

    def cell(field: str) -> str:
        return said.get(field, "")

    whole = "" if cell("partner").casefold() in _NO_PARTNER else cell("partner")
    if not whole:
        noted.append(
            Noted(row, sheet.column(mapping.columns["partner"]), Remark(cell("partner"), "no partner named", repaired=False))
        )
    if country_is_unknown(cell("country")):
        noted.append(
            Noted(
                row,
                sheet.column(mapping.columns["country"]),
                Remark(cell("country"), "no country known here; it is no evidence", False),
            )
        )
    formula = [field for field, text in said.items() if text.startswith("=")]
    noted += [
        Noted(row, sheet.column(mapping.columns[field]), Remark(said[field], "text; formulas are not worked out", True))
        for field in formula
    ]
    shared = {
        "starts": take("starts", cells.day(cell("starts"), last=False)),
        "ends": take("ends", cells.day(cell("ends"), last=True)),
        "value": take("value", cells.money(cell("value"))),
        "visitors_in": take("visitors_in", cells.number(cell("visitors_in"))),
        "visitors_out": take("visitors_out", cells.number(cell("visitors_out"))),
        "doctoral": take("doctoral", cells.number(cell("doctoral"))),
        "trl": take("trl", cells.readiness(cell("trl"))),
    }
    names = _split(whole, cell("country"), known)
    if len(names) > 1:
        noted.append(
            Noted(
                row, sheet.column(mapping.columns["partner"]), Remark(whole, f"{len(names)} partners: {'; '.join(names)}", True)
            )
        )
    for part, name in enumerate(names, 1):
        yield Partnership(
            row=row,
            part=part if len(names) > 1 else 0,
            partner=" ".join(name.split())[:NAMED],
            country=cell("country"),
            project=" ".join(cell("project").split()),
            kind=" ".join(cell("kind").split()),
            department=cell("department"),
            subject=cell("subject"),
            said=said,
            **shared,  # type: ignore[arg-type]
        )


def _ranges(rows: Sequence[int]) -> str:
    """Row numbers in words, those that follow each other together: "rows 2, 4-7"."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    told = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"{'row' if len(rows) == 1 else 'rows'} {told}"


def country_is_unknown(text: str) -> bool:
    """Whether something stands where a country should, and none is understood."""
    return bool(text.strip()) and text.strip().casefold() not in _NO_PARTNER and not countries.read(text).codes


def _split(name: str, country: str, known: Known | None) -> list[str]:
    """The partners that a cell names: what ";" divides, and what a new line, "/" or "and" divides if each part is known."""
    hard = [part.strip() for part in name.split(";") if part.strip()]
    if len(hard) > 1:
        return hard
    if known is None:
        return [name]
    for divider in _DIVIDERS:
        parts = [part for part in divider.split(name) if part]
        if len(parts) > 1 and all(known(part, country) for part in parts):
            return parts
    return [name]


def _merged(partnerships: list[Partnership]) -> tuple[list[Partnership], list[Merged]]:
    """Rows that say again what an earlier one says are merged into it, whole rows at a time."""
    by_row: dict[int, list[Partnership]] = {}
    for each in partnerships:
        by_row.setdefault(each.row, []).append(each)
    first_of: dict[tuple[str, ...], list[list[Partnership]]] = {}
    to_the_letter: dict[tuple[object, ...], tuple[int, bool]] = {}
    merged: list[Merged] = []
    compared = 0
    for row, those in by_row.items():
        letters = tuple(tuple(each.said.values()) for each in those)
        if letters in to_the_letter and all(each.partner for each in those):
            merged.append(Merged(row, *to_the_letter[letters]))
            continue
        to_the_letter[letters] = row, True
        key = (_plain(those[0].partner), _plain(those[0].project), _plain(those[0].kind))
        near = first_of.setdefault(key, [])[-COMPARED:] if compared < COMPARED_IN_ALL else []
        compared += len(near)
        for earlier in near:
            if _again(earlier, those):
                merged.append(Merged(row, earlier[0].row, exact=False))
                to_the_letter[letters] = earlier[0].row, False
                break
        else:
            first_of.setdefault(key, []).append(those)
    gone = {each.row for each in merged}
    return [each for each in partnerships if each.row not in gone], merged


def _again(earlier: list[Partnership], later: list[Partnership]) -> bool:
    """Whether two rows are the same arrangement: same partners, places and dates, and no other cell contradicts."""
    if len(earlier) != len(later):
        return False
    for one, other in zip(earlier, later, strict=True):
        if not one.partner or _plain(one.partner) != _plain(other.partner) or _apart(one.country, other.country):
            return False
        if one.value != other.value or not all(
            cells.overlap(one.said.get(f, ""), other.said.get(f, "")) for f in ("starts", "ends")
        ):
            return False
        for field in _TELLING:
            if not _agree(one.said.get(field, ""), other.said.get(field, "")):
                return False
    return True


def _apart(one: str, other: str) -> bool:
    """Whether two cells name countries, and none of them the same."""
    mine, theirs = countries.read(one).codes, countries.read(other).codes
    return bool(mine and theirs and not mine & theirs)


def _agree(one: str, other: str) -> bool:
    """Whether two texts can be the same: an empty one agrees with any."""
    if one == other or not one or not other:
        return True
    mine, theirs = _plain(one), _plain(other)
    if max(len(mine), len(theirs)) > COMPARABLE:
        return mine == theirs
    return not mine or not theirs or fuzz.ratio(mine, theirs, score_cutoff=SAME) >= SAME


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    if len(text) > COMPARABLE:
        return text
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()
