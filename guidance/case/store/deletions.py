"""The log of what was deleted: who did it, when and why, each row with the hash of the one before; nothing of what an assessment said."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import StringConstraints
from pydantic import dataclasses as checked
from sqlalchemy import Connection, func, insert, inspect, select

from guidance.case.record import Name, Reference
from guidance.case.store import chain
from guidance.case.store.events import StoreError
from guidance.case.store.schema import DELETION

_SEALED: Final = ("seq", "assessment", "at", "by", "why")
_SAID = StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00]*$")


@checked.dataclass(frozen=True)
class Deletion:
    """An assessment that was deleted: its id, when (UTC), by whom and why. `wiped`: nothing of it is left in the file."""

    assessment: str
    at: datetime
    by: Annotated[Name, _SAID]
    why: Annotated[Reference, _SAID]
    wiped: bool = False

    @property
    def left(self) -> str:
        """Where something of it may still be."""
        here = "" if self.wiped else "Its bytes stay in the database until that is vacuumed; docs/deploy.md says how. "
        return f"{here}Copies of the database and files that were downloaded still hold it"


def add(connection: Connection, made: Deletion) -> None:
    """Writes down a deletion, in a transaction that writes."""
    seq = (connection.scalar(select(func.max(DELETION.c.seq))) or 0) + 1
    last = connection.scalar(select(DELETION.c.hash).where(DELETION.c.seq == seq - 1))
    row = {"assessment": made.assessment, "at": chain.written(made.at), "by": made.by, "why": made.why}
    connection.execute(insert(DELETION), row | {"wiped": made.wiped} | sealed(row, seq, last or ""))


def sealed(row: Mapping[Any, Any], seq: int, previous: str) -> dict[str, Any]:
    """What ties a row to the one before it."""
    tie = {"seq": seq, "previous": previous}
    return tie | {"hash": _seal({**row, **tie})}


def read(row: Mapping[Any, Any]) -> Deletion:
    """A row as it was written. Raises StoreError where it cannot be read."""
    try:
        return Deletion(row["assessment"], datetime.fromisoformat(row["at"]), row["by"], row["why"], row["wiped"])
    except (TypeError, ValueError):
        raise StoreError(
            f"assessment {row['assessment']!a} was deleted; who did it, when and why was changed after it was stored"
        ) from None


def changed(connection: Connection) -> Iterator[str]:
    """What cannot be relied on, a row each. Rows that an older version of the program wrote are not tied to each other."""
    columns = {each["name"] for each in inspect(connection).get_columns(DELETION.name)}
    if DELETION.c.hash.name in columns:
        yield from _untied(connection)
    elif columns:
        yield from _unreadable(connection)


def _untied(connection: Connection) -> Iterator[str]:
    seq, previous = 0, ""
    for row in connection.execute(select(DELETION).order_by(DELETION.c.seq, DELETION.c.at)).mappings():
        if row["hash"] != _seal(row):
            yield _named(row["seq"], f"(assessment {row['assessment']!a}) was changed after it was stored")
        elif (row["seq"], row["previous"]) != (seq + 1, previous):
            yield _named(seq + 1, "is missing or was changed after it was stored")
        seq = row["seq"] if isinstance(row["seq"], int) else seq + 1
        previous = row["hash"]


def _unreadable(connection: Connection) -> Iterator[str]:
    known = [each for each in DELETION.c if each.name not in ("seq", "previous", "hash")]
    for row in connection.execute(select(*known)).mappings():
        try:
            read(row)
        except StoreError as error:
            yield str(error)


def _named(seq: object, what: str) -> str:
    return f"the log of deletions: row {seq} {what}; restore a copy"


def _seal(row: Mapping[Any, Any]) -> str:
    try:
        return chain.seal({**row, "previous": row["previous"] or "", "person": None}, _SEALED)
    except UnicodeError:  # what ties it is damaged itself
        return ""
