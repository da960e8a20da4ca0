"""Which column of a register is which field. A mapping is proposed, shown, corrected by the officer, and remembered."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from guidance.files import strict_json

MAX_BYTES: Final = 100_000
"""Bytes of a remembered mapping."""
CLOSE: Final = 88
"""The rapidfuzz ratio, 0 to 100, from which a misspelt title is taken for a synonym."""

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "partner": ("partner name", "partner", "partner institution", "partner organisation", "organisation", "institution", "name of partner"),
    "partner_local": ("partner name local", "local name", "name in chinese", "chinese name"),
    "partner_id": ("ror id", "ror", "partner id"),
    "country": ("country", "partner country", "country or region", "location", "territory"),
    "kind": ("type of arrangement", "arrangement type", "arrangement", "agreement type", "type", "type of agreement", "activity type"),
    "project": ("project programme", "project title", "project", "programme", "title", "description", "activity"),
    "department": ("dept", "department", "uk department", "school", "faculty", "unit"),
    "lead": ("uk lead", "lead", "pi", "principal investigator", "owner", "contact"),
    "subject": ("cah hecos", "subject cah", "subject", "cah", "hecos", "discipline", "field"),
    "starts": ("start", "start date", "starts", "from", "begin", "commencement"),
    "ends": ("end date", "end", "ends", "to", "expiry", "expiry date", "until"),
    "value": ("funding", "total value gbp", "value", "total value", "amount", "budget", "income", "contract value"),
    "visitors_in": ("visitors in", "personnel visiting in", "inbound visitors", "visitors inbound"),
    "visitors_out": ("visitors out", "personnel visiting out", "outbound visitors", "visitors outbound"),
    "doctoral": ("pgrs", "joint pgr students", "pgr", "phd students", "doctoral students"),
    "data": ("data shared", "data", "data exchanged"),
    "trl": ("trl", "technology readiness level", "readiness"),
    "export_check": ("export ctrl chk", "export control check", "export check", "export control", "ecju check"),
    "reference": ("ref", "reference", "partnership id", "id", "agreement no", "contract number"),
    "notes": ("notes", "comments", "remarks", "note"),
}  # fmt: skip
"""Field to the titles by which registers call it, without case and punctuation."""


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
        titles, used = set(head), list(self.columns.values())
        found = [f"there is no field {field!r}; use {', '.join(FIELDS)}" for field in self.columns if field not in FIELDS]
        found += [f"there is no column {title!r}" for title in used if title not in titles]
        found += [f"the column {title!r} is used twice" for title in sorted(set(used)) if used.count(title) > 1]
        if "partner" not in self.columns:
            found.append("no column is chosen for the partner's name")
        return found


def propose(head: Iterable[str]) -> Columns:
    """The mapping that the titles suggest: exact synonyms first, then close ones; each column once."""
    titles = {title: _plain(title) for title in head if title.strip()}
    known = {synonym: field for field, synonyms in FIELDS.items() for synonym in synonyms}
    found: dict[str, str] = {}
    for title, plain in titles.items():
        if plain in known:
            found.setdefault(known[plain], title)
    for title, plain in titles.items():
        if title not in found.values() and len(plain) > 3:
            close = process.extractOne(plain, list(known), scorer=fuzz.ratio, score_cutoff=CLOSE)
            if close:
                found.setdefault(known[close[0]], title)
    return Columns({field: " ".join(found[field].split()) for field in FIELDS if field in found})


def _plain(title: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", title.casefold()).split())
