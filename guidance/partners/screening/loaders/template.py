"""Our own CSV template, for lists that no other reader reads (section 1286, METI), and for the embedded extracts.

Columns: list, entry_id, name; and, where known, aliases, acronyms, name_zh (several divided by `|`), country_code (ISO,
several divided by `|`), date_listed, list_date, source_url, note. Other columns are left alone.
"""

from collections.abc import Iterator

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import split
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Row, Source, day, day_in_name, listed, table

NEEDED = ("list", "entry_id", "name")


def _entry(row: Row) -> Entry:
    return Entry(
        number=row["entry_id"],
        name=row["name"],
        aliases=tuple(split(row["aliases"])),
        acronyms=tuple(split(row["acronyms"])),
        names_zh=tuple(split(row["name_zh"])),
        countries=frozenset(split(row["country_code"].upper())),
        listed=row["date_listed"] or row["date_designated"],
        note=row["note"] or row["regime"],
    )


def load(source: Source) -> OfficialList:
    """One list in the template. Its day is that of the column list_date, or else the one in the file name."""
    rows = list(table(source, NEEDED))
    codes = {row["list"] for row in rows}
    if len(codes) > 1:
        other = next(row for row in rows if row["list"] != rows[0]["list"])
        raise ListError(
            source.file, f"one list in a file, {rows[0]['list']}", row=other.number, column="list", read=other["list"]
        )
    if codes == {""}:
        raise ListError(source.file, "the short name of the list", row=rows[0].number, column="list")
    days = [found for row in rows if (found := day(row["list_date"]))]
    bodies = [row for row in rows if not _is_person(row["name"])]
    left = len(rows) - len(bodies)
    return listed(
        codes.pop() if codes else "", source, _numbered(bodies), max(days, default=day_in_name(source.file)),
        left_out=f"bodies only: {left} rows with a name in the form of a person's are left out" if left else "",
    )  # fmt: skip


def _is_person(name: str) -> bool:
    """Whether a name has the form of a person's, "Surname, Given" or with a title, and no word that bodies have."""
    return bool(names.person(name)) and not names.sounds_like_body(name)


def _numbered(rows: list[Row]) -> Iterator[tuple[int, Entry]]:
    for row in rows:
        yield row.number, _entry(row)
