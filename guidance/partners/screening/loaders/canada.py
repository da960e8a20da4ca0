"""Canada's Named Research Organizations: the official page as the user saves it. Crown copyright, so never a part of the program."""

import re
from html.parser import HTMLParser

from guidance.partners.screening import names
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Source, day, day_in_name, listed

MAX_PAGE = 2_000_000
"""Bytes of a saved page; the official one has some 200 kB."""
_ALIASES = re.compile(r"(?:Known alias(?:\(es\)|es)?|(?:Alias|Pseudonymes?) connus?(?:\(s\))?)\s*:?\s*", re.IGNORECASE)
_FRENCH = {"république populaire de chine": "CN", "chine": "CN", "iran": "IR", "russie": "RU", "fédération de russie": "RU"}
"""Countries as the French page writes them, which puts the English name in square brackets behind the French one."""


class _Page(HTMLParser):
    """Collects, of each list item that begins with a bold name, its line, the name and the rest; and the page's date."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[tuple[int, str, str]] = []
        self.dated = ""
        self._item: list[str] | None = None
        self._row = 0
        self._bold = ""
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes where an item, its name and the date begin."""
        if tag == "li":
            self._item, self._bold, self._row = [], "", self.getpos()[0]
        elif tag in ("strong", "b", "time"):
            self._in = tag
        elif tag == "meta" and dict(attrs).get("name") in ("dcterms.modified", "dateModified"):
            self.dated = self.dated or dict(attrs).get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        """Keeps an item that has a name."""
        if tag == self._in:
            self._in = ""
        if tag == "li" and self._item is not None:
            if self._bold:
                self.items.append((self._row, " ".join(self._bold.split()), " ".join(" ".join(self._item).split())))
            self._item = None

    def handle_data(self, data: str) -> None:
        """Sorts text into date, name and rest."""
        if self._in == "time":
            self.dated = data.strip()
        elif self._item is not None and self._in and not self._item:
            self._bold += data
        elif self._item is not None and data.strip():
            self._item.append(data)


def load(source: Source) -> OfficialList:
    """The saved page: items `<strong>name</strong> (country) Known alias(es): a; b`, numbered in their order."""
    if len(source.data) > MAX_PAGE:
        raise ListError(source.file, f"a saved page of at most {MAX_PAGE:,} bytes", read=f"{len(source.data):,} bytes")
    page = _Page()
    text = source.text()
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:  # html.parser's word for markup that it cannot follow
        raise ListError(source.file, f"the saved page as HTML ({error}); save it again") from None
    found = [item for item in page.items if re.match(r"\([^)]+\)", item[2])]
    entries = [(row, _entry(f"{number:03}", name, rest)) for number, (row, name, rest) in enumerate(found, 1)]
    return listed(
        "CA-NRO", source, entries, day(page.dated[:10]) or day_in_name(source.file),
        licence="Crown copyright; a copy made by the user, not an official version",
        empty=f"list items of the form 'name (country)', as Canada's page has them{_titled(text)}",
    )  # fmt: skip


def _titled(text: str) -> str:
    """What page it is that is not Canada's, where it says so: of most lists the page where they are downloaded is no list."""
    title = re.search(r"<title[^>]{0,200}>([^<]{1,500})</title", text, re.IGNORECASE)
    named = f" with the title {' '.join(title[1].split())[:80]!r}" if title else ""
    return f"; this is another web page{named}. Of other lists take the CSV or XML"


def _entry(number: str, name: str, rest: str) -> Entry:
    country, _, tail = rest.removeprefix("(").partition(")")
    code = _FRENCH.get(country.casefold()) or names.country_code(country)
    name, _, english = name.partition("[")
    text = _ALIASES.split(tail, maxsplit=1)
    aliases = [part.strip(" .") for part in re.split(r"[;]", text[1])] if len(text) > 1 else []
    aliases = [each for each in (english.strip(" ]"), *aliases) if each]
    short = tuple(part for part in aliases if names.acronym(part))
    return Entry(
        number,
        name.strip(),
        tuple(part for part in aliases if part and part not in short),
        short,
        (),
        frozenset({code}) - {"", "??"},
        note=country,
    )
