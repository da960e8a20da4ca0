"""What people settled about the actions that findings ask for: whose each is, by when, and how far it has got.

It is no answer and moves no conclusion, so it stands beside the record and outlives a finding that no longer follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic import dataclasses as checked

from guidance.case.record import (
    MAX_BYTES,
    LawDay,
    Person,
    Record,
    RecordError,
    Reference,
    check_record,
    data_in,
    record_in,
    within_limits,
)
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import mistake

MAX_ACTIONS: Final = 10_000
"""Actions of one assessment about which something is settled."""

ActionKey = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9-]{0,39}/)?[a-z0-9][a-z0-9_.-]{0,119}$")]
"""The key of the finding that asks for an action: the activity, if it is about one, and the finding."""


class Status(StrEnum):
    """How far an action has got."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    NOT_NEEDED = "not needed"

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do."""
        return self in (Status.DONE, Status.NOT_NEEDED)


@checked.dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Settled:
    """What is settled about one action; an empty owner and no day leave what we suggest. `reason` is why it is not needed.

    `by` and `at` say who settled it last, and when."""

    owner: Person = ""
    due: LawDay | None = None
    status: Status = Status.OPEN
    reason: Reference = ""
    by: Person = ""
    at: datetime | None = None


NOTHING: Final = Settled()
"""What is settled about an action before anybody has settled anything."""

Plan: TypeAlias = Mapping[str, Settled]
"""What is settled, by the key of the action."""
_PLAN = TypeAdapter(Annotated[dict[ActionKey, Settled], Field(max_length=MAX_ACTIONS)])


def parted(key: str) -> tuple[str | None, str]:
    """The activity that an action is about, or None, and the finding that asks for it."""
    activity, _, finding = key.rpartition("/")
    return activity or None, finding


def plan_in(data: Mapping[str, Any]) -> Plan:
    """The plan in a JSON report; empty for one that has none. Raises RecordError."""
    lines = data.get("plan", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) and isinstance(line.get("key"), str) for line in lines):
        raise RecordError("plan: expected a list of actions, each with its key")
    parts = Settled.__dataclass_fields__
    try:
        return _PLAN.validate_python({line["key"]: {part: line[part] for part in parts if part in line} for line in lines})
    except ValidationError as error:
        raise RecordError("; ".join(f"plan: {mistake(each)}" for each in error.errors()[:5])) from None


def read_saved(text: bytes, catalogue: Catalogue) -> tuple[Record, Plan]:
    """A record from JSON as `read_record` reads it, and what is settled about its actions. Raises RecordError."""
    if len(text) > MAX_BYTES:
        raise RecordError(f"the file has {len(text):,} bytes; the most that is read is {MAX_BYTES:,}")
    record, plan, _ = within_limits(parse_report, text)
    check_record(catalogue, record)
    return record, plan


@dataclass(frozen=True)
class MadeUnder:
    """The knowledge base of a report."""

    version: str
    hash: str


def parse_report(_: str, data: bytes) -> tuple[Record, Plan, MadeUnder | None]:
    """The record in a JSON report, its plan, and what it was made under; None for a record alone. Raises RecordError."""
    read = data_in(data)
    record, plan, knowledge = record_in(read), plan_in(read), read.get("knowledge")
    if not isinstance(knowledge, dict):
        return record, plan, None
    return record, plan, MadeUnder(str(knowledge.get("version"))[:80], str(knowledge.get("hash"))[:64])
