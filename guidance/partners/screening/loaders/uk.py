"""The UK Sanctions List (FCDO, Open Government Licence v3.0) as CSV or XML. Bodies only: persons and ships are not screened."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element

from guidance.partners.screening import names
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Row, Source, day, day_in_name, listed, table, xml

NEEDED = ("Unique ID", "Name 6", "Name type", "Designation Type")
LICENCE = "Open Government Licence v3.0. Contains public sector information licensed under the Open Government Licence v3.0."
_PARTS = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")


def _countries(text: str) -> frozenset[str]:
    return frozenset(code for part in re.split(r"[|;]", text) if (code := names.country_code(part)) not in ("", "??"))


def _entry(
    number: str,
    texts: list[tuple[str, str]],
    native: list[str],
    countries: frozenset[str],
    listed: str,
    regime: str,
    parents: Iterable[str],
) -> Entry:
    """An entry of (kind, name) pairs; the primary name stands first."""
    ordered = [name for kind, name in texts if kind.casefold() == "primary name"] + [name for _, name in texts]
    unique = list(dict.fromkeys(name for name in ordered if name))
    zh = tuple(dict.fromkeys(name for name in native if names.hanzi_runs(name)))
    short = tuple(name for name in unique[1:] if names.acronym(name))
    return Entry(
        number,
        unique[0] if unique else "",
        tuple(name for name in unique[1:] if name not in short),
        short,
        zh,
        countries,
        listed,
        regime,
        tuple(dict.fromkeys(name for text in parents for part in re.split(r"[|;]", text) if (name := part.strip()))),
    )


def load_csv(source: Source) -> OfficialList:
    """The CSV: row 1 is "Report Date: …" (or has been taken away), then the header; one row for each name and address, put together by Unique ID."""
    first = source.text().split("\n", 1)[0]
    has_date = "Report Date" in first
    dated = re.search(r"Report Date:\s*([\w/-]+)", first)
    if has_date and not dated:
        raise ListError(source.file, "'Report Date: dd-Mmm-yyyy'", column="1", read=first)
    bodies: dict[str, list[Row]] = {}
    left = 0
    for row in table(source, NEEDED, skip=int(has_date)):
        if row["Designation Type"].casefold() == "entity":
            bodies.setdefault(row["Unique ID"], []).append(row)
        else:
            left += 1

    def entries() -> Iterator[tuple[int, Entry]]:
        for number, group in bodies.items():
            texts = [(row["Name type"], " ".join(part for column in _PARTS if (part := row[column]))) for row in group]
            native = [row["Name non-latin script"] for row in group]
            countries = frozenset().union(*(_countries(row["Address Country"]) for row in group))
            yield (
                group[0].number,
                _entry(
                    number,
                    texts,
                    native,
                    countries,
                    group[0]["Date Designated"],
                    group[0]["Regime Name"],
                    (row["Parent company"] for row in group),
                ),
            )

    return listed(
        "UK-SL",
        source,
        entries(),
        day(dated[1]) if dated else day_in_name(source.file),
        name_column="Name 6",
        licence=LICENCE,
        left_out=_left(left),
    )


def _left(count: int) -> str:
    return f"bodies only: {count} rows about persons and ships are left out" if count else ""


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def load_xml(source: Source) -> OfficialList:
    """The XML: one `Designation` for each entry."""
    root = xml(source)
    found = root.findall(".//Designation")
    if not found:
        raise ListError(source.file, "elements named Designation", column=root.tag)
    left = 0
    taken: list[tuple[int, Entry]] = []
    for position, each in enumerate(found, 1):
        kind = _text(each, "IndividualEntityShip") or _text(each, "DesignationType")
        if kind.casefold() != "entity":
            left += 1
            continue
        texts = [
            (_text(name, "NameType"), " ".join(part for number in range(1, 7) if (part := _text(name, f"Name{number}"))))
            for name in each.findall("Names/Name")
        ]
        native = [(name.text or "").strip() for name in each.findall(".//NameNonLatinScript")]
        countries = frozenset().union(*(_countries(country.text or "") for country in each.findall(".//AddressCountry")))
        entry = _entry(
            _text(each, "UniqueID"), texts, native, countries, _text(each, "DateDesignated"), _text(each, "RegimeName"),
            (parent.text or "" for parent in each.iter("ParentCompany")),
        )  # fmt: skip
        taken.append((position, entry))
    dated = day(_text(root, "DateGenerated")[:10]) or max(_days(root), default=day_in_name(source.file))
    return listed("UK-SL", source, taken, dated, name_column="Name6", licence=LICENCE, left_out=_left(left))


def _days(root: Element) -> Iterator[date]:
    """The days on which entries were last changed."""
    for each in root.findall(".//Designation/LastUpdated"):
        if found := day((each.text or "")[:10]):
            yield found
