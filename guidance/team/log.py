"""The log of the team: who may do what, what was taken away, what was deleted. Chained as the log of an assessment is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic import Field, StringConstraints, ValidationError
from sqlalchemy import Connection, insert, inspect, select

from guidance.case.record import Id, Name, Reference
from guidance.case.store import StoreError, chain
from guidance.case.store.base import EventBase
from guidance.case.store.database import Database
from guidance.case.store.schema import TEAM_EVENT
from guidance.team.permissions import Role
from guidance.team.person import Person

_SEALED: Final = ("seq", "at", "by", "kind", "payload")
INSTITUTION: Final = "institution"
Scope = Annotated[str, StringConstraints(pattern=r"^(institution|department:[^\x00]{1,100}|assessment:[a-z0-9-]{1,40})$")]
"""How far a role reaches."""
Grantee = Annotated[str, StringConstraints(pattern=r"^(person|group):[^\x00]+$", max_length=1_000)]
"""Whom a role is granted: somebody by issuer and subject, or whoever has a group."""


Taken: TypeAlias = Literal["result read", "report", "disclosed version", "evidence", "questions", "history"]
"""What is read or taken away of an assessment."""


class Grant(EventBase):
    """A role of a person or a group, and how far it reaches."""

    role: Role
    to: Grantee
    scope: Scope = INSTITUTION


class Granted(EventBase):
    """A role was granted. `name` says who it is, for people to read."""

    kind: Literal["granted"] = "granted"
    grant: Grant
    name: Reference = ""


class GrantEnded(EventBase):
    """A role was ended."""

    kind: Literal["grant_ended"] = "grant_ended"
    grant: Grant


class Exported(EventBase):
    """Something of an assessment was read or taken away. `sha256` is of the file, where there is one."""

    kind: Literal["exported"] = "exported"
    assessment: Id
    what: Taken
    file: Reference = ""
    sha256: str = ""


class PurgeAsked(EventBase):
    """Somebody asks that an assessment is deleted for good."""

    kind: Literal["purge_asked"] = "purge_asked"
    assessment: Id
    why: Name


class PurgeConfirmed(EventBase):
    """Somebody else confirms that."""

    kind: Literal["purge_confirmed"] = "purge_confirmed"
    assessment: Id


class Purged(EventBase):
    """An assessment was deleted: how many events it had, and the hash of the last one."""

    kind: Literal["purged"] = "purged"
    assessment: Id
    events: int
    last: str
    why: Name
    asked_by: str
    confirmed_by: str


class HandedOver(EventBase):
    """What somebody had who left is somebody else's: open assignments, and actions that are not closed, of so many assessments.

    `left` names assessments that could not be changed, because they are damaged; older events may have been changed in part."""

    kind: Literal["handed_over"] = "handed_over"
    gone: Reference
    comes: Reference
    gone_name: Reference = ""
    comes_name: Reference = ""
    assessments: Annotated[list[Id], Field(max_length=100_000)]
    assignments: int
    actions: int
    left: tuple[Id, ...] = ()


TeamEvent: TypeAlias = Granted | GrantEnded | HandedOver | Exported | PurgeAsked | PurgeConfirmed | Purged
_NEWEST: Final = select(TEAM_EVENT.c.hash).order_by(TEAM_EVENT.c.seq.desc()).limit(1)
KINDS: Final[Mapping[str, type[TeamEvent]]] = {each.model_fields["kind"].default: each for each in get_args(TeamEvent)}


def id_of(person: Person) -> str:
    """Who somebody is in a log: issuer and subject, which no address and no name can stand for."""
    return f"{person.issuer} {person.subject}"


def granting(role: Role, to: str, department: str = "", assessment: str = "") -> Grant:
    """A role as it can be granted: for the institution, one department or one assessment. Raises ValueError with what to give instead."""
    if department and assessment:
        raise ValueError("give either a department or an assessment")
    if role is Role.HEAD and not department:
        raise ValueError("a head of department is one of a department: give the department")
    if department and role is not Role.HEAD:
        raise ValueError("only a head of department has a department; leave the department out")
    if role is Role.CONTRIBUTOR:
        raise ValueError("a contributor is whoever is assigned questions; assign some, on the page “Ask others”")
    scope = f"department:{department}" if department else f"assessment:{assessment}" if assessment else INSTITUTION
    try:
        return Grant(role=role, to=to, scope=scope)
    except ValidationError:
        raise ValueError("a name is too long, or holds what no name does") from None


def grantee(person: Person) -> str:
    """Somebody as a role is granted to them."""
    return f"person:{id_of(person)}"


@dataclass(frozen=True)
class Logged:
    """An event of the team with its place in the log, as `StoredEvent`."""

    seq: int
    at: datetime
    by: str
    person: str | None
    event: TeamEvent
    hash: str


class TeamLog:
    """The log of the team in one database. Raises StoreError when that cannot be read or written, or the chain does not hold."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._granted: tuple[str, frozenset[Grant]] = ("", frozenset())

    def is_there(self) -> bool:
        """Whether the database has one; an older one has none."""
        with self._database.transaction() as connection:
            return inspect(connection).has_table(TEAM_EVENT.name)

    def append(self, event: TeamEvent, by: str, person: str | None = None) -> None:
        """Stores one event; it is on disk when this returns."""
        with self._database.transaction(write=True) as connection:
            self.append_in(connection, event, by, person)

    def append_in(self, connection: Connection, event: TeamEvent, by: str, person: str | None = None) -> None:
        """Stores one event in a transaction that writes; it is on disk when that ends."""
        last = connection.execute(select(TEAM_EVENT).order_by(TEAM_EVENT.c.seq.desc()).limit(1)).mappings().first()
        if last is not None and last["hash"] != chain.seal(last, _SEALED):
            raise StoreError(_changed(last["seq"]))
        made: dict[str, Any] = {
            "seq": last["seq"] + 1 if last else 1,
            "at": chain.written(datetime.now(UTC)),
            "by": chain.person(by),
            "person": person,
            "kind": event.kind,
            "payload": json.dumps(event.model_dump(mode="json", exclude={"kind"}), sort_keys=True, ensure_ascii=False),
            "previous": last["hash"] if last else "",
        }
        connection.execute(insert(TEAM_EVENT), made | {"hash": chain.seal(made, _SEALED)})

    def events(self) -> tuple[Logged, ...]:
        """Everything, the first one first. Raises StoreError where an event was changed after it was stored."""
        with self._database.transaction() as connection:
            return tuple(_read(connection))

    def granted(self) -> tuple[Granted, ...]:
        """The roles that are granted now, each as it was granted last, with who it is said to be."""
        standing = self.grants()
        events = (each.event for each in self.events())
        last = {event.grant: event for event in events if isinstance(event, Granted) and event.grant in standing}
        return tuple(last[grant] for grant in sorted(last, key=lambda each: (each.role, last[each].name, each.to, each.scope)))

    def grants(self) -> frozenset[Grant]:
        """The roles that are granted now."""
        with self._database.transaction(single=True) as connection:  # with each answer: one statement, and nothing to end
            newest = connection.scalar(_NEWEST) or ""  # its hash: a database that was put back may have as many events
        if newest != self._granted[0]:
            with self._database.transaction() as connection:
                self._granted = newest, _standing(_read(connection))
        return self._granted[1]

    @staticmethod
    def grants_in(connection: Connection) -> frozenset[Grant]:
        """The same in a transaction that writes, in which nobody else changes them."""
        return _standing(_read(connection))


def _changed(seq: object) -> str:
    return f"the team's log: event {seq} is missing or was changed after it was stored; restore a copy"


def _read(connection: Connection) -> Iterator[Logged]:
    previous = ""
    for seq, row in enumerate(connection.execute(select(TEAM_EVENT).order_by(TEAM_EVENT.c.seq)).mappings(), 1):
        if row["seq"] != seq or row["previous"] != previous or row["hash"] != chain.seal(row, _SEALED):
            raise StoreError(_changed(seq))
        previous = row["hash"]
        try:
            event = KINDS[row["kind"]].model_validate_json(row["payload"])
        except (KeyError, ValueError):
            raise StoreError(f"the team's log: event {seq} comes from a newer version of the program") from None
        yield Logged(seq, datetime.fromisoformat(row["at"]), row["by"], row["person"], event, row["hash"])


def _standing(events: Iterable[Logged]) -> frozenset[Grant]:
    grants: set[Grant] = set()
    for logged in events:
        if isinstance(logged.event, Granted):
            grants.add(logged.event.grant)
        elif isinstance(logged.event, GrantEnded):
            grants.discard(logged.event.grant)
    return frozenset(grants)
