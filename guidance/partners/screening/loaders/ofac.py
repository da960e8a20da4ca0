"""The lists of the US Treasury (OFAC) as they are downloaded: SDN and the consolidated list of other sanctions, XML or CSV.

United States government work. Bodies only: persons, vessels and aircraft are not screened."""

import csv
import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from guidance.partners.screening import names
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Source, day, day_in_name, listed, xml
from guidance.partners.screening.loaders.us import LICENCE, sorted_names

_PARTS = 12
_NOTHING = "-0-"


def _code(source: Source) -> str:
    return "US-OFAC-CONS" if "cons" in source.file.casefold() else "US-SDN"


def _left(count: int) -> str:
    return f"bodies only: {count} persons, vessels and aircraft are left out" if count else ""


def load_xml(source: Source) -> OfficialList:
    """`sdn.xml` or `consolidated.xml`: an `sdnEntry` for each, with its aliases and addresses."""
    root = xml(source)
    space = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
    left = 0
    taken: list[tuple[int, Entry]] = []
    for position, each in enumerate(root.findall(f"{space}sdnEntry"), 1):
        if _text(each, f"{space}sdnType").casefold() != "entity":
            left += 1
            continue
        others = [_text(aka, f"{space}lastName") for aka in each.iter(f"{space}aka")]
        places = {names.country_code(place.text) for place in each.iter(f"{space}country")} - {"", "??"}
        programs = "; ".join(filter(None, (program.text for program in each.iter(f"{space}program"))))
        entry = sorted_names(
            _text(each, f"{space}uid"), _text(each, f"{space}lastName"), others, frozenset(places), "", programs
        )
        taken.append((position, entry))
    published = root.findtext(f"{space}publshInformation/{space}Publish_Date") or ""
    dated = day(published, "%m/%d/%Y") or day_in_name(source.file)
    return listed(_code(source), source, taken, dated, name_column="lastName", licence=LICENCE, left_out=_left(left))


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def load_csv(source: Source) -> OfficialList:
    """`sdn.csv` or `cons_prim.csv`: twelve columns without titles. Aliases stand in another file, so this is only a part."""
    left = 0
    taken: list[tuple[int, Entry]] = []
    for number, cells in _rows(source):
        name, kind, program, remarks = cells[1], cells[2], cells[3], cells[11]
        if kind.casefold() not in ("", "entity"):
            left += 1
            continue
        others = re.findall(r"a\.k\.a\. '([^']+)'", remarks)
        taken.append((number, sorted_names(cells[0], name, others, frozenset(), "", program)))
    return listed(
        _code(source), source, taken, day_in_name(source.file), licence=LICENCE, left_out=_left(left),
        extract="names without their aliases, which stand in another file: sdn.xml or consolidated.xml of the same page holds both",
    )  # fmt: skip


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(source.text(), newline="")), 1):
            cells = ["" if cell.strip() == _NOTHING else cell.strip() for cell in row]
            if cells and cells[0].isdigit():
                if len(cells) != _PARTS:
                    raise ListError(source.file, f"{_PARTS} cells, as OFAC has them", row=number, read=", ".join(row))
                yield number, cells
    except csv.Error as error:
        raise ListError(source.file, f"a CSV row ({error})") from None
