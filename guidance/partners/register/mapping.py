"""Which column of a register is which field. A mapping is proposed, shown, corrected by the officer, and remembered."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from guidance.files import strict_json
from guidance.partners import countries
from guidance.partners.register import titles
from guidance.partners.register.cells import day
from guidance.partners.register.titles import COUNTRY, FIELDS, PARTNER

MAX_BYTES: Final = 100_000
"""Bytes of a remembered mapping."""
LOOKED_AT: Final = 200
"""Filled cells of a column that are looked at."""
FEW: Final = 3
"""Filled cells below which a column without a telling title is not guessed at."""


@dataclass(frozen=True)
class Columns:
    """Field to column title."""

    columns: Mapping[str, str]

    def to_json(self) -> str:
        """The mapping as JSON, to be remembered."""
        return json.dumps(dict(self.columns), indent=2, ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Columns":
        """A remembered mapping. Raises ValueError."""
        if len(text) > MAX_BYTES:
            raise ValueError(f"a mapping has at most {MAX_BYTES:,} bytes; this is another file")
        data = strict_json.loads(text)
        if not isinstance(data, dict) or not all(isinstance(each, str) for pair in data.items() for each in pair):
            raise ValueError("expected one JSON object from field to column title")
        return cls(data)

    def problems(self, head: Iterable[str]) -> list[str]:
        """What is wrong with it for a register with these titles, in words; empty when it can be used."""
        there, used = set(head), list(self.columns.values())
        found = [f"there is no field {field!r}; use {', '.join(FIELDS)}" for field in self.columns if field not in FIELDS]
        found += [f"there is no column {title!r}" for title in used if title not in there]
        found += [f"the column {title!r} is used twice" for title in sorted(set(used)) if used.count(title) > 1]
        if "partner" not in self.columns:
            found.append("no column is chosen for the partner's name")
        return found

    def changed(self, field: str, title: str) -> "Columns":
        """The mapping with another column for a field, "" for none; a column that gave another field gives that no longer."""
        kept = {each: its for each, its in self.columns.items() if each != field and its != title}
        return Columns(kept | ({field: title} if title else {}))

    def missing(self) -> list[str]:
        """The fields that no column gives."""
        return [field for field in FIELDS if field not in self.columns]

    def unused(self, head: Iterable[str]) -> list[str]:
        """The titles of columns that give no field: their cells are not read."""
        return [title for title in head if title.strip() and title not in self.columns.values()]


def propose(head: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Columns:
    """The mapping that the titles and the first cells under them suggest; each column once. `rows`: cells in the order of the head."""
    seen = [_Column(title, titles.meaning(title), _under(rows, place)) for place, title in enumerate(head) if title.strip()]
    found: dict[str, str] = {}
    for _, field, column in sorted(_fitting(seen), key=lambda each: -each[0]):
        if field not in found and column.title not in found.values():
            found[field] = column.title
    if PARTNER not in found and "partner_local" in found:
        found[PARTNER] = found.pop("partner_local")
    for field, tells, least in ((COUNTRY, _is_country, 0.8), (PARTNER, titles.names_a_body, 0.5)):
        untold = [
            column for column in seen if column.title not in found.values() and not titles.tells_nationality(column.title)
        ]
        left = [column for column in untold if len(column.cells) >= FEW]
        best = max(left, key=lambda column: column.share(tells), default=None)
        if field not in found and best and best.share(tells) >= least:
            found[field] = best.title
    return Columns({field: found[field] for field in FIELDS if field in found})


@dataclass(frozen=True)
class _Column:
    """A column: its title, what that means, and what stands under it."""

    title: str
    meaning: titles.Meaning
    cells: tuple[str, ...]

    def share(self, tells: Callable[[str], bool]) -> float:
        """The share of its filled cells of which something can be told, 0 to 1."""
        return sum(map(tells, self.cells)) / len(self.cells) if self.cells else 0.0


def _under(rows: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    filled = (row[place] for row in rows if place < len(row) and row[place].strip())
    return tuple(islice(filled, LOOKED_AT))


def _fitting(columns: Iterable[_Column]) -> Iterator[tuple[float, str, _Column]]:
    """How well each column fits each field that its title may mean, what stands under it considered."""
    for column in columns:
        for field, fits in column.meaning.fields.items():
            if field == PARTNER and column.share(_is_nobody) >= _NOBODY:
                continue
            tells, least = _CELLS.get(field, (None, 0.0))
            if tells and column.cells and column.meaning.vague and column.share(tells) < least:
                continue
            several = len(set(column.cells)) / (len(column.cells) + 1) if field == PARTNER else 0.0
            yield fits + several, field, column


def _is_country(cell: str) -> bool:
    return bool(countries.read(cell).codes)


def _is_date(cell: str) -> bool:
    return day(cell, last=False)[0] is not None


_TITLED: Final = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|professor)\b", re.IGNORECASE)


def _is_nobody(cell: str) -> bool:
    """Whether a cell is the name of no partner whatever stands over it: a day, or a person with a title."""
    return _is_date(cell) or bool(_TITLED.match(cell))


_NOBODY: Final = 0.5
"""The share of such cells from which a column is not the partner's."""

_CELLS: Final[Mapping[str, tuple[Callable[[str], bool], float]]] = {
    COUNTRY: (_is_country, 0.5),
    "starts": (_is_date, 0.3),
    "ends": (_is_date, 0.3),
}
"""Fields whose cells tell a vague title from another, and the share of them that must."""
