"""What a cell of a register says. Each reader gives a value and, where it had to choose or could not read, a remark."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from dateutil import parser as dates


@dataclass(frozen=True, slots=True)
class Remark:
    """What was read and what was made of it. `repaired`: a choice was made; otherwise nothing was taken from the cell."""

    read: str
    made: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class Money:
    """An amount or a range, in pounds unless `currency` says otherwise; amounts of other currencies are not converted."""

    low: float
    high: float
    currency: str = "GBP"
    per_year: bool = False
    about: bool = False

    @property
    def pounds(self) -> float | None:
        """The amount in pounds, where it is one, exact and for the whole term."""
        exact = self.low == self.high and self.currency == "GBP" and not self.per_year and not self.about
        return self.low if exact else None


Found: TypeAlias = tuple[date | None, Remark | None]

LONG: Final = 100
"""Characters beyond which no cell is a date, an amount or a number."""

FIRST: Final = date(1990, 1, 1)
LAST: Final = date(2100, 12, 31)
EXCEL_EPOCH: Final = date(1899, 12, 30)
_OPEN: Final = {"tbc", "tba", "ongoing", "rolling", "n/a", "na", "-", "open", "open-ended", "unknown", "?", "none"}
_MONTH: Final = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{4})$|^(\d{1,2})[/.-](\d{4})$|^(\d{4})-(\d{1,2})$")
_ACADEMIC: Final = re.compile(r"^(?:AY|academic year)\s*(\d{4})\s*[/-]\s*(\d{2,4})$", re.IGNORECASE)
_YEAR_STARTS: Final = 8
"""The month in which a British academic year starts."""


def day(text: str, last: bool) -> Found:
    """A date, day first. A month, a year or an academic year stands for its first day or, with `last`, its last."""
    said = text.strip()
    if not said or said.casefold() in _OPEN:
        return None, Remark(said, "no date", repaired=False) if said else None
    if len(said) > LONG:
        return None, _no_date(said)
    span = _span(said)
    if span:
        chosen = span[1] if last else span[0]
        return _within(chosen, said, Remark(said, f"{chosen:%-d %B %Y}", repaired=True))
    try:
        return _within(date.fromisoformat(said), said, None)
    except ValueError:
        pass
    if re.fullmatch(r"\d{5}", said):
        serial = EXCEL_EPOCH + timedelta(days=int(said))
        return _within(serial, said, Remark(said, f"{serial:%-d %B %Y}, taken for a day number of Excel", repaired=True))
    if not re.search(r"\d", said) or not re.fullmatch(r"[\w\s/.,:-]{6,40}", said):
        return None, _no_date(said)
    try:
        return _within(dates.parse(said, dayfirst=True, yearfirst=False).date(), said, None)
    except (ValueError, OverflowError):
        return None, _no_date(said)


def overlap(one: str, other: str) -> bool:
    """Whether two cells can name the same day: a year meets each of its days, an academic year both of its years, and no date
    meets any."""
    first, second = _wide(one), _wide(other)
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _wide(text: str) -> tuple[date, date] | None:
    if academic := _ACADEMIC.match(text.strip()):
        return date(int(academic[1]), 1, 1), date(int(academic[1]) + 1, 12, 31)
    first, last = day(text, last=False)[0], day(text, last=True)[0]
    return (first, last) if first and last else None


def _span(said: str) -> tuple[date, date] | None:
    """The first and last day of a month, a year or an academic year."""
    try:
        if academic := _ACADEMIC.match(said):
            year = int(academic[1])
            return date(year, _YEAR_STARTS, 1), date(year + 1, _YEAR_STARTS - 1, 31)
        if re.fullmatch(r"\d{4}", said):
            return date(int(said), 1, 1), date(int(said), 12, 31)
        if found := _MONTH.match(said):
            named, of_named, month, of_month, of_iso, iso = found.groups()
            first = (
                dates.parse(f"1 {named} {of_named}").date() if named else date(int(of_month or of_iso), int(month or iso), 1)
            )
            return first, first.replace(day=monthrange(first.year, first.month)[1])
    except (ValueError, OverflowError):
        return None
    return None


def _within(when: date, said: str, remark: Remark | None) -> Found:
    return (when, remark) if FIRST <= when <= LAST else (None, _no_date(said))


def _no_date(said: str) -> Remark:
    return Remark(said, f"no date; expected one from {FIRST.year} to {LAST.year}, such as 31/07/2027", repaired=False)


_CURRENCIES: Final = {"£": "GBP", "gbp": "GBP", "€": "EUR", "eur": "EUR", "$": "USD", "usd": "USD", "us$": "USD", "rmb": "CNY",
                      "cny": "CNY", "¥": "CNY", "hkd": "HKD", "hk$": "HKD"}  # fmt: skip
_AMOUNT: Final = re.compile(
    r"^(?P<about>approx\.?|about|circa|c\.|~)?\s*(?P<before>£|€|us\$|hk\$|\$|¥|gbp|eur|usd|rmb|cny|hkd)?\s*"
    r"(?P<low>\d[\d,]*(?:\.\d+)?)\s*(?P<low_unit>k|m|bn)?"
    r"(?:\s*(?:-|–|to)\s*(?:£|€|\$)?\s*(?P<high>\d[\d,]*(?:\.\d+)?)\s*(?P<high_unit>k|m|bn)?)?"
    r"\s*(?P<after>gbp|eur|usd|rmb|cny|hkd)?\s*(?P<year>pa|p\.a\.|per annum|per year|/\s*year)?$"
)  # fmt: skip
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_UNITS: Final = {None: 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
_NOTHING: Final = {"nil", "none", "zero"}
_NO_AMOUNT: Final = {"n/a", "na", "-", "tbc", "in kind", "?", "see finance", "unknown"}


def money(text: str) -> tuple[Money | None, Remark | None]:
    """An amount. What is not plain pounds for the whole term carries a remark; "in kind" is no amount."""
    said = " ".join(text.split())
    plain = said.casefold()
    if not said:
        return None, None
    if plain in _NOTHING:
        return Money(0, 0), None
    if plain in _NO_AMOUNT:
        return None, Remark(said, "no amount", repaired=False)
    found = _AMOUNT.match(plain) if len(plain) <= LONG else None
    if not found:
        return None, Remark(said, "no amount; expected one such as £120,000 or 0.5m", repaired=False)
    if not found["low_unit"] and not found["high"] and _THOUSANDS.fullmatch(found["low"]):
        return None, Remark(
            said, "no amount; a full stop before three digits may divide thousands. Write 3000 or 3,000", repaired=False
        )
    low = float(found["low"].replace(",", "")) * _UNITS[found["low_unit"] or (found["high_unit"] if found["high"] else None)]
    high = float(found["high"].replace(",", "")) * _UNITS[found["high_unit"]] if found["high"] else low
    currency = _CURRENCIES.get(found["before"] or found["after"] or "£", "GBP")
    amount = Money(low, high, currency, per_year=bool(found["year"]), about=bool(found["about"]))
    if amount.pounds is not None:
        return amount, None
    kind = "a range" if low != high else "in another currency" if currency != "GBP" else "a year" if found["year"] else "about"
    return amount, Remark(said, f"{low:,.0f} to {high:,.0f} {currency}, {kind}; not converted or added up", repaired=True)


_WORDS: Final = {
    word: number
    for number, word in enumerate(["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}


def number(text: str) -> tuple[int | None, Remark | None]:
    """A count of people: the first number, or a word up to ten."""
    said = " ".join(text.split())
    if not said or said in ("-", "?"):
        return None, Remark(said, "no number", repaired=False) if said else None
    if re.fullmatch(r"\d{1,6}", said):
        return int(said), None
    first = re.match(r"(\d{1,6})\b|([A-Za-z]+)", said)
    count = int(first[1]) if first and first[1] else _WORDS.get(first[2].casefold()) if first else None
    if count is None:
        return None, Remark(said, "no number; expected one such as 3", repaired=False)
    return count, Remark(said, str(count), repaired=True)


def readiness(text: str) -> tuple[tuple[int, int] | None, Remark | None]:
    """A technology readiness level from 1 to 9, or a range of them."""
    said = " ".join(text.split())
    if not said:
        return None, None
    found = re.fullmatch(r"(?:TRL)?\s*([1-9])(?:\s*(?:-|–|to)\s*([1-9]))?", said, re.IGNORECASE)
    if not found:
        return None, Remark(said, "no readiness level; expected 1 to 9, such as 4 or 3-5", repaired=False)
    return (int(found[1]), int(found[2] or found[1])), None


def subject_code(text: str) -> str:
    """The code of the Common Aggregation Hierarchy in a text, or nothing."""
    found = re.search(r"CAH\d{2}-\d{2}-\d{2}", text)
    return found[0] if found else ""
