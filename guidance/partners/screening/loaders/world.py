"""The consolidated lists of the United Nations and of the European Union. Bodies only: persons are not screened."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from guidance.partners.screening import names
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Row, Source, day, day_in_name, listed, table, xml
from guidance.partners.screening.loaders.us import sorted_names

UN_LICENCE = "United Nations; a copy made by the user"
EU_BODIES = ("e", "enterprise", "entity")
"""How the files of the EU say that an entry is a body."""
EU_LICENCE = "European Union, reuse under Commission Decision 2011/833/EU; a copy made by the user"


def _left(count: int) -> str:
    return f"bodies only: {count} persons are left out" if count else ""


def load_un(source: Source) -> OfficialList:
    """The XML of the UN list: `ENTITIES/ENTITY` with its aliases and addresses."""
    root = xml(source)
    taken: list[tuple[int, Entry]] = []
    for position, each in enumerate(root.iter("ENTITY"), 1):
        others = [name for alias in each.iter("ENTITY_ALIAS") for name in _pieces(alias.findtext("ALIAS_NAME"))]
        others += _pieces(each.findtext("NAME_ORIGINAL_SCRIPT"))
        places = {names.country_code(place.text) for place in each.iter("COUNTRY")} - {"", "??"}
        number = (each.findtext("REFERENCE_NUMBER") or each.findtext("DATAID") or "").strip()
        name = " ".join((each.findtext("FIRST_NAME") or "").split())
        listed_on = (each.findtext("LISTED_ON") or "").strip()
        taken.append((position, sorted_names(number, name, others, frozenset(places), listed_on, "")))
    dated = day((root.get("dateGenerated") or "")[:10]) or day_in_name(source.file)
    left = sum(1 for _ in root.iter("INDIVIDUAL"))
    return listed("UN-SC", source, taken, dated, name_column="FIRST_NAME", licence=UN_LICENCE, left_out=_left(left))


def _pieces(text: str | None) -> list[str]:
    return [part for part in (" ".join(piece.split()) for piece in (text or "").split(";")) if part]


def load_eu_xml(source: Source) -> OfficialList:
    """The XML of the EU list: a `sanctionEntity` for each, with its names and addresses."""
    root = xml(source)
    space = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
    left = 0
    taken: list[tuple[int, Entry]] = []
    for position, each in enumerate(root.iter(f"{space}sanctionEntity"), 1):
        kind = each.find(f"{space}subjectType")
        if kind is None or (kind.get("classificationCode") or kind.get("code") or "").casefold() not in EU_BODIES:
            left += 1
            continue
        texts = [name for alias in each.iter(f"{space}nameAlias") if (name := " ".join((alias.get("wholeName") or "").split()))]
        places = frozenset(code.upper() for code in _countries(each, space))
        number = each.get("euReferenceNumber") or each.get("logicalId") or ""
        taken.append((position, sorted_names(number, texts[0] if texts else "", texts[1:], places, "", "")))
    dated = day((root.get("generationDate") or "")[:10]) or day_in_name(source.file)
    return listed("EU-FSF", source, taken, dated, name_column="wholeName", licence=EU_LICENCE, left_out=_left(left))


def _countries(each: Element, space: str) -> Iterator[str]:
    for place in (*each.iter(f"{space}address"), *each.iter(f"{space}citizenship")):
        code = place.get("countryIso2Code") or ""
        if re.fullmatch("[A-Za-z]{2}", code) and code != "00":
            yield code


EU_COLUMNS = ("Entity_LogicalId", "Entity_SubjectType", "NameAlias_WholeName")


def load_eu_csv(source: Source) -> OfficialList:
    """The CSV of the EU list: one row for each name, address or number, put together by the entity's id."""
    groups: dict[str, list[Row]] = {}
    persons: set[str] = set()
    first = None
    for row in table(source, EU_COLUMNS):
        first = first or row
        if row["Entity_SubjectType"].casefold() in EU_BODIES:
            groups.setdefault(row["Entity_LogicalId"], []).append(row)
        else:
            persons.add(row["Entity_LogicalId"])

    def entries() -> Iterator[tuple[int, Entry]]:
        for number, group in groups.items():
            texts = list(dict.fromkeys(name for row in group if (name := " ".join(row["NameAlias_WholeName"].split()))))
            places = frozenset(code for row in group if re.fullmatch("[A-Z]{2}", code := row["Address_CountryIso2Code"]))
            yield group[0].number, sorted_names(number, texts[0] if texts else "", texts[1:], places, "", "")

    if first is None:
        raise ListError(source.file, "entries")
    dated = day(first["fileGenerationDate"][:10]) or day_in_name(source.file)
    left = len(persons - set(groups))
    return listed(
        "EU-FSF", source, entries(), dated, name_column="NameAlias_WholeName", licence=EU_LICENCE, left_out=_left(left)
    )
