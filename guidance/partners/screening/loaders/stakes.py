"""The user's own file of who owns whom, in our template: owned, owner; and, where known, share (per cent), source, dated."""

from collections.abc import Iterator
from datetime import date

from guidance.partners.screening.lists import OWNERSHIP, OfficialList, Provenance, Rejected, Stake, named
from guidance.partners.screening.loaders.reading import MAX_ENTRIES, MAX_NAME, ListError, Row, Source, day, day_in_name, table

NEEDED = ("owned", "owner")
_WHOLE = 100.0


def load(source: Source) -> OfficialList:
    """The stakes of a file. Raises ListError."""
    rejected: list[Rejected] = []
    fallback = day_in_name(source.file)
    stakes = tuple(_stakes(source, rejected, fallback))
    if not stakes:
        raise ListError(source.file, "rows with owned and owner")
    dated = max((stake.dated for stake in stakes if stake.dated), default=fallback)
    title, prefix = named(OWNERSHIP)
    rows = len(stakes) + len(rejected)
    provenance = Provenance(source.file, source.sha256, dated, source.read_at, rows, tuple(rejected))
    return OfficialList(OWNERSHIP, title, prefix, (), provenance, stakes=stakes)


def _stakes(source: Source, rejected: list[Rejected], fallback: date | None) -> Iterator[Stake]:
    for count, row in enumerate(table(source, NEEDED), 1):
        if count > MAX_ENTRIES:
            raise ListError(source.file, f"at most {MAX_ENTRIES:,} rows", row=row.number)
        why = _unusable(row)
        if why:
            rejected.append(why)
            continue
        share = row["share"].rstrip(" %")
        told = day(row["dated"]) or fallback
        yield Stake(row["owned"], row["owner"], float(share) if share else None, row["source"] or source.file, told)


def _unusable(row: Row) -> Rejected | None:
    for column in NEEDED:
        if not row[column] or len(row[column]) > MAX_NAME:
            return Rejected(row.number, column, row[column], f"a name of at most {MAX_NAME:,} characters")
    share = row["share"].rstrip(" %")
    try:
        fits = not share or 0 < float(share) <= _WHOLE
    except ValueError:
        fits = False
    return (
        None
        if fits
        else Rejected(
            row.number, "share", row["share"], "per cent, more than 0 and at most 100, or nothing when it is not known"
        )
    )
