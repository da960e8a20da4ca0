"""GLEIF's files, or the part of them that a user needs: level 1, the legal names of bodies by their number (LEI), and level 2, in whose
accounts a body is consolidated, by numbers alone. Columns as in the golden copy (https://www.gleif.org/en/lei-data/gleif-golden-copy).

Level 2 tells no share of the capital or of the votes (its quantifier, where there is one, is of the accounts): it stays unknown."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from guidance.partners.screening.lists import LEI_NAMES, LEI_OWNERS, Entry, OfficialList, Provenance, Stake, named
from guidance.partners.screening.loaders.reading import MAX_ENTRIES, ListError, Row, Source, day, day_in_name, listed, table

LEI: Final = "LEI"
_LEGAL: Final = "Entity.LegalName"
_CATEGORY: Final = "Entity.EntityCategory"
_PERSON: Final = "SOLE_PROPRIETOR"
_OTHERS: Final = ("Entity.OtherEntityNames.", "Entity.TransliteratedOtherEntityNames.")
_OWNED: Final = "Relationship.StartNode.NodeID"
_OWNER: Final = "Relationship.EndNode.NodeID"
_KIND: Final = "Relationship.RelationshipType"
_STATUS: Final = "Relationship.RelationshipStatus"
_SAID: Final = "Registration.LastUpdateDate"
_CONSOLIDATED: Final = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "is consolidated by",
    "IS_ULTIMATELY_CONSOLIDATED_BY": "is consolidated in the end by",
}
_TITLE: Final = "GLEIF level 2"
_ALONE: Final = "numbers (LEI) alone: it tells something where GLEIF's level 1, with the names, is loaded too"
_SMALLER: Final = "save only the rows of the bodies that you need"


def load_names(source: Source) -> OfficialList:
    """Level 1: the names by their number. Raises ListError."""
    persons: list[int] = []
    rows = _bodies(source, persons)
    taken = listed(LEI_NAMES, source, rows, day_in_name(source.file), name_column=_LEGAL)
    if not persons:
        return taken
    left = f"persons in business by themselves: {len(persons):,}"
    return replace(taken, provenance=replace(taken.provenance, rows=taken.provenance.rows + len(persons), left_out=left))


def _bodies(source: Source, persons: list[int]) -> Iterator[tuple[int, Entry]]:
    for row in table(source, (LEI, _LEGAL, _CATEGORY)):  # without the category a person could not be told from a body
        if row[_CATEGORY] == _PERSON:
            persons.append(row.number)
        else:
            yield row.number, _body(row)


def _body(row: Row) -> Entry:
    others = (text.strip() for column, text in row.cells.items() if column.startswith(_OTHERS) and column[-1].isdigit())
    return Entry(row[LEI], row[_LEGAL], tuple(filter(None, others)))


def load_owners(source: Source) -> OfficialList:
    """Level 2: in whose accounts a body is consolidated today, by numbers. Raises ListError."""
    rows = 0
    stakes: list[Stake] = []
    for row in table(source, (_OWNED, _OWNER, _KIND, _STATUS)):
        rows += 1
        stakes += _stake(row)
        if len(stakes) > MAX_ENTRIES:
            raise ListError(source.file, f"at most {MAX_ENTRIES:,} relations; {_SMALLER}", row=row.number)
    if not stakes:
        raise ListError(source.file, f"relations with the status ACTIVE and a type of {' or '.join(_CONSOLIDATED)}")
    title, prefix = named(LEI_OWNERS)
    dated = day_in_name(source.file) or max((stake.dated for stake in stakes if stake.dated), default=None)
    left = f"{rows - len(stakes):,} relations that ended or are of another type" if rows > len(stakes) else ""
    provenance = Provenance(source.file, source.sha256, dated, source.read_at, rows, extract=_ALONE, left_out=left)
    return OfficialList(LEI_OWNERS, title, prefix, (), provenance, stakes=tuple(stakes))


def _stake(row: Row) -> Iterator[Stake]:
    how = _CONSOLIDATED.get(row[_KIND])
    if how and row[_STATUS] == "ACTIVE" and row[_OWNED] and row[_OWNER]:
        yield Stake(row[_OWNED], row[_OWNER], None, _TITLE, day(row[_SAID][:10]), how)
