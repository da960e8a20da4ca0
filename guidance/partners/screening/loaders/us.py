"""Lists of the United States government, which are in the public domain (17 USC 105): the Consolidated Screening List, the
Entity List and the list under section 1260H. Bodies only: persons, vessels and aircraft are not screened."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

from guidance.partners.screening import names
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Source, day, day_in_name, json, listed, table, xml

LICENCE = "United States government work, public domain (17 USC 105)"
_NOT_BODIES = {"individual", "vessel", "aircraft"}


def sorted_names(number: str, name: str, others: list[str], countries: frozenset[str], day: str, note: str) -> Entry:
    """An entry, its other names sorted into aliases, acronyms and hanzi."""
    unique = [text for text in dict.fromkeys(text.strip() for text in others) if text and text != name]
    zh = tuple(text for text in unique if names.hanzi_runs(text))
    short = tuple(text for text in unique if text not in zh and names.acronym(text))
    return Entry(
        number, name, tuple(text for text in unique if text not in zh and text not in short), short, zh, countries, day, note
    )


_OF_BODIES = re.compile(r"Entity List|Military End User|Unverified List|Nonproliferation", re.IGNORECASE)
"""Parts of the Consolidated Screening List on which bodies stand, and few persons."""


def _is_body(kind: str, source: str, name: str, others: Iterable[str]) -> bool:
    """Whether an entry of the Consolidated Screening List is a body. The lists of Commerce and State do not say. Then a word that bodies
    have, in the name or an alias, tells one, and so does, on lists of bodies, a name of one word ("SenseTime") or with a number."""
    if kind:
        return kind.casefold() not in _NOT_BODIES
    if not name or any(map(names.sounds_like_body, (name, *others))):
        return True
    return bool(_OF_BODIES.search(source)) and (len(name.split()) == 1 or bool(re.search(r"\d", name)))


def load_csl_json(source: Source) -> OfficialList:
    """The Consolidated Screening List as JSON: an object with `results`, each with name, alt_names, addresses, source, type."""
    data = json(source)
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(results, list):
        raise ListError(source.file, "an object with a list named results", column="results", read=type(results).__name__)
    left = 0
    taken: list[tuple[int, Entry]] = []
    for position, each in enumerate(results, 1):
        if not isinstance(each, dict):
            raise ListError(source.file, "an object for each entry", row=position, column="results", read=str(each))
        others = [str(text) for text in _list(source, position, each, "alt_names")]
        if not _is_body(str(each.get("type") or ""), str(each.get("source") or ""), str(each.get("name") or ""), others):
            left += 1
            continue
        places = [place.get("country") for place in _list(source, position, each, "addresses") if isinstance(place, dict)]
        countries = frozenset(str(place).upper() for place in places if place)
        number = str(each.get("id") or each.get("entity_number") or position)
        taken.append(
            (
                position,
                sorted_names(
                    number,
                    str(each.get("name") or ""),
                    others,
                    countries,
                    str(each.get("start_date") or ""),
                    str(each.get("source") or ""),
                ),
            )
        )
    dated = day(str(data.get("search_performed_at") or "")[:10]) or day_in_name(source.file)
    return listed("US-CSL", source, taken, dated, licence=LICENCE, left_out=_left(left))


def _list(source: Source, position: int, entry: dict[str, Any], column: str) -> list[Any]:
    value = entry.get(column) or []
    if not isinstance(value, list):
        raise ListError(source.file, "a list", row=position, column=column, read=str(value))
    return value


_AS_PERSONS = ", or that do not say what they are and bear a name such as persons have"


def _left(count: int) -> str:
    return f"bodies only: {count} rows about persons, vessels and aircraft are left out{_AS_PERSONS}" if count else ""


def load_csl_csv(source: Source) -> OfficialList:
    """The Consolidated Screening List as CSV: the same fields, several values divided by `; `."""
    left = 0
    taken: list[tuple[int, Entry]] = []
    for row in table(source, ("source", "name", "alt_names", "addresses", "type")):
        if not _is_body(row["type"], row["source"], row["name"], row["alt_names"].split(";")):
            left += 1
            continue
        ends = [place.rsplit(",", 1)[-1].strip().upper() for place in row["addresses"].split(";")]
        countries = frozenset(end for end in ends if re.fullmatch("[A-Z]{2}", end))
        number = row["_id"] or row["id"] or row["entity_number"] or str(row.number)
        taken.append(
            (
                row.number,
                sorted_names(number, row["name"], row["alt_names"].split(";"), countries, row["start_date"], row["source"]),
            )
        )
    return listed("US-CSL", source, taken, day_in_name(source.file), licence=LICENCE, left_out=_left(left))


_AKA = re.compile(r",?\s*(?:a\.k\.a\.?,?|and) the following (?:\w+ )?alias(?:es)?:?", re.IGNORECASE)
_DASH = re.compile(r"\s*[—–]\s*")
_STREET = r"(?:Road|Rd\b|Street|St\b|Avenue|Ave\b|Lu\b)"
_STOPS = re.compile(
    rf"(?<!\bCo)(?<!\bLtd)(?<!\bInc)(?<!\bCorp)\.(?:\s+(?=[A-Z0-9#])|$)|,?\s+(?=No\.?\s*\d)|\s+(?=\d+ (?:\w+ ){{1,4}}{_STREET})"
)
"""Where a name ends and an address begins."""
_ADDRESS = re.compile(
    rf"^(?:No\.?\s*\d|Room|Rm\b|Unit|Floor|Building|P\.?O\.?|\d|Suite|Block|Flat)|{_STREET}|\b(?:District|China)\.?$",
    re.IGNORECASE,
)


def entity(text: str) -> tuple[str, list[str]]:
    """The name and the other names of an Entity List entry: "X, a.k.a., the following two aliases: —Y; and —Z. 1 Street, City."

    A name ends where an address seems to begin. An acronym in brackets at the end of a name is a name of its own."""
    text = " ".join(text.split())
    match = _AKA.search(text)
    found = [_before_address(text[: match.start()] if match else text)]
    for part in _DASH.split(text[match.end() :])[1:] if match else ():
        alias = _STOPS.split(part, maxsplit=1)[0].partition(";")[0]
        found.append(re.sub(r"[;.,]?\s*(?:\band)?\s*$", "", alias).strip())
    split = [names.and_acronym(name) for name in found]
    return split[0][0], [
        name for name in dict.fromkeys([*split[0][1:], *(name for parts in split[1:] for name in parts)]) if name
    ]


def _before_address(text: str) -> str:
    pieces = text.split(",")
    for at in range(1, len(pieces)):
        if _ADDRESS.search(pieces[at].strip()):
            return ",".join(pieces[:at]).strip(" ,.")
    return text.strip(" ,")


def load_entity_list(source: Source) -> OfficialList:
    """The Entity List (15 CFR 744, supplement 4) as eCFR XML: tables of country, entity, licence requirement, policy, citation."""
    root = xml(source)
    taken: list[tuple[int, Entry]] = []
    where = ""
    for position, row in enumerate(_entity_rows(root), 1):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("TD", "ENT", "td")]
        if len(cells) < 3:
            continue
        where = cells[0] or where
        if not cells[1] or cells[1].casefold() == "entity":
            continue
        taken.append((position, _of_entity_list(where, cells)))
    dated = day((root.findtext(".//AMDDATE") or "").strip(), "%b. %d, %Y", "%B %d, %Y") or day_in_name(source.file)
    return _entity_list(source, taken, dated)


def _entity_rows(root: Element) -> Iterator[Element]:
    """The rows of supplement 4 where the file says which supplement is which, else all rows."""
    for part in root.iter():
        head = part.findtext("HEAD") or ""
        if re.search(r"Supplement No\.? 4 to Part 744", head, re.IGNORECASE):
            yield from (row for row in part.iter() if row.tag in ("TR", "ROW"))
            return
    yield from (row for row in root.iter() if row.tag in ("TR", "ROW"))


class _Tables(HTMLParser):
    """Collects the rows of tables, each with the heading before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, str, list[str]]] = []
        self._heading = ""
        self._in_heading = False
        self._cells: list[str] | None = None
        self._row = 0
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (as its base has it)
        """Notes where a heading, a row or a cell begins."""
        if tag in _HEADINGS:
            self._heading, self._in_heading = "", True
        elif tag == "tr":
            self._cells, self._row = [], self.getpos()[0]
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """Keeps a cell or a row."""
        if tag in _HEADINGS:
            self._in_heading = False
        elif tag in ("td", "th") and self._cell is not None and self._cells is not None:
            self._cells.append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "tr" and self._cells is not None:
            self.rows.append((self._row, self._heading, self._cells))
            self._cells = None

    def handle_data(self, data: str) -> None:
        """Sorts text into heading and cell."""
        if self._in_heading:
            self._heading += data
        elif self._cell is not None:
            self._cell.append(data)


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "title")
_SUPPLEMENT = re.compile(r"Supplement No\.?\s*(\d+) to Part 744", re.IGNORECASE)


def load_entity_page(source: Source) -> OfficialList:
    """The Entity List as the saved page of eCFR: the same table as in the XML. Other supplements on the page are left alone."""
    page = _Tables()
    page.feed(source.text())
    page.close()
    taken: list[tuple[int, Entry]] = []
    where = ""
    for row, heading, cells in page.rows:
        supplement = _SUPPLEMENT.search(heading)
        if len(cells) < 3 or (supplement and supplement[1] != "4"):
            continue
        where = cells[0] or where
        if cells[1] and cells[1].casefold() != "entity":
            taken.append((row, _of_entity_list(where, cells)))
    return _entity_list(source, taken, _page_day(source))


def _page_day(source: Source) -> date | None:
    match = re.search(r"up to date as of (\d{1,2}/\d{1,2}/\d{4})", source.text()[:_PAGE_HEAD])
    return (day(match[1], "%m/%d/%Y") if match else None) or day_in_name(source.file)


_PAGE_HEAD = 1_000_000


def _of_entity_list(where: str, cells: list[str]) -> Entry:
    name, aliases = entity(cells[1])
    code = names.country_code(where.title().replace("'S", "'s").split(", People")[0])
    countries = frozenset({code}) - {"", "??"}
    return sorted_names(names.name_key(cells[1]), name, aliases, countries, cells[-1], cells[2])


def _entity_list(source: Source, taken: list[tuple[int, Entry]], dated: date | None) -> OfficialList:
    """The list without its persons: persons stand on it among the bodies, and nothing says which is which."""
    bodies = [(row, entry) for row, entry in taken if _is_body("", "Entity List", entry.name, entry.names)]
    return listed(
        "US-BIS-EL", source, bodies, dated, name_column="Entity", licence=LICENCE, empty="a table of country and entity",
        left_out=_left(len(taken) - len(bodies)),
    )  # fmt: skip


_START = re.compile(r"(?:chinese military compan|section 1260h)", re.IGNORECASE)
_BLOCK = re.compile(r"</(?:p|fp|li|div|tr|h\d)>(?!\s*\n)|<br\s*/?>(?!\s*\n)", re.IGNORECASE)
"""What ends a line in a saved page, or in the XML of the Federal Register, where no new line follows."""
_END = re.compile(r"^\s*(?:dated:|\[fr doc|billing code)", re.IGNORECASE)


def load_1260h(source: Source) -> OfficialList:
    """A Federal Register notice of section 1260H as text: the names after the sentence that ends with a colon, one a line, or
    divided by semicolons or bullets; a line that is set in further goes on with the name before."""
    lines = html.unescape(re.sub(r"<[^>]{0,200}>", "", _BLOCK.sub("\n", source.text()))).splitlines()
    start = next(
        (
            at
            for at, line in enumerate(lines)
            if line.rstrip().endswith(":") and _START.search(" ".join(lines[max(0, at - 6) : at + 1]))
        ),
        None,
    )
    if start is None:
        raise ListError(source.file, "a sentence about Chinese military companies that ends with a colon, then their names")
    dated = next(
        (
            found
            for line in lines
            if (match := re.search(r"\b([A-Z][a-z]+ \d{1,2}, 20\d\d)\b", line)) and (found := day(match[1]))
        ),
        None,
    )
    taken = [(row, _military(number, text)) for number, (row, text) in enumerate(_names_after(lines, start), 1)]
    return listed("US-1260H", source, taken, dated or day_in_name(source.file), licence=LICENCE)


def _names_after(lines: list[str], start: int) -> Iterator[tuple[int, str]]:
    row, text, margin = start + 2, "", None
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if _END.match(line):
            break
        depth = len(line) - len(line.lstrip())
        if line.strip() and margin is None:
            margin = depth
        if text and line.strip() and margin is not None and depth > margin and not line.lstrip().startswith(("•", "-")):
            text += " " + line.strip()
            continue
        yield from _pieces(row, text)
        row, text = at + 1, line.strip(" •-\t")
    yield from _pieces(row, text)


def _pieces(row: int, text: str) -> Iterator[tuple[int, str]]:
    for piece in re.split(r"[;•]", text):
        if any(char.isalpha() for char in piece):
            yield row, re.sub(r"^(?:and\s+)", "", piece.strip()).strip()


def _military(number: int, text: str) -> Entry:
    short = re.findall(r"\(([^()]{2,60})\)", text)
    name = " ".join(re.sub(r"\([^()]{2,60}\)", " ", text).split()).strip(" .,") if short else text.strip(" .")
    return sorted_names(str(number), name, short, frozenset({"CN"}), "", "")
