"""Whom to remind of what, and the words: how many questions wait and until when, no title, no partner, no answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from guidance.case.store import Assignment, Stage, Store, StoreError
from guidance.case.store.together import is_address

STEPS: Final = ((-1, "overdue"), (1, "1 day"), (7, "7 days"))
"""Reminders by how many days are left at most; before all of them it is told that questions were assigned."""
ASSIGNED: Final = "assigned"
LINE: Final = 75
"""Bytes of a line in a calendar file."""


@dataclass(frozen=True)
class Reminder:
    """One message to one person about one assignment. `step` says how near the day is; each is sent once."""

    assessment: str
    assignment: Assignment
    step: str

    @property
    def to(self) -> str:
        """The address; "" for whoever has a role, who has none here, and where it is none that mail can go to."""
        return self.assignment.to if is_address(self.assignment.to) else ""

    @property
    def subject(self) -> str:
        """The subject line."""
        return f"{_count(self.assignment)}, due {_day(self.assignment.due)}"

    def text(self, address: str) -> str:
        """The message; `address` is where the program is opened."""
        late = "This was due. " if self.step == "overdue" else ""
        return (
            f"{late}{self.subject}. Open them here, with your usual sign-in:\n\n{self.link(address)}\n\n"
            "If this is not for you, tell whoever asked you; nobody else sees what you were asked.\n"
        )

    def link(self, address: str) -> str:
        """Where the questions are."""
        return f"{address.rstrip('/')}/mine?of={self.assessment}"

    def calendar(self, address: str) -> str:
        """An entry for a calendar, on the day on which it is due."""
        due = self.assignment.due
        lines = (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//china-exposure-guidance//reminders//EN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            f"UID:{self.assignment.id}@{self.assessment}",
            f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_count(self.assignment)}",
            f"URL:{self.link(address)}",
            "END:VEVENT",
            "END:VCALENDAR",
        )
        return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def due(store: Store, today: date) -> Iterator[Reminder]:
    """What is to be sent and was not, of assignments that are not handed in. An assessment that cannot be read is left out."""
    for summary in store.assessments():
        try:
            stored = store.record(summary.id)
        except StoreError:
            continue
        here = {None, *(each.id for each in stored.record.activities)}
        for each in stored.together.assignments.values():
            step = _step((each.due - today).days)
            if each.activity in here and each.stage is not Stage.DONE and step not in each.reminded:
                yield Reminder(summary.id, each, step)


def _step(left: int) -> str:
    return next((step for most, step in STEPS if left <= most), ASSIGNED)


def _count(assignment: Assignment) -> str:
    number = len(assignment.questions)
    return "1 question waits" if number == 1 else f"{number} questions wait"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _folded(line: str) -> Iterator[str]:
    """A line as calendars want it: what goes on begins with a space. All of it is ASCII but an address, which is percent-encoded."""
    yield line[:LINE]
    for start in range(LINE, len(line), LINE - 1):
        yield f" {line[start : start + LINE - 1]}"
