"""The facts a rule may test: what the organisation and each of its activities answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

NOT_SURE: Final = "not sure"
"""The answer of somebody who was asked and could not say. It is not a value: every condition but `unsure` reads it as
unknown."""

Answer: TypeAlias = str | int | float | frozenset[str]
"""One option, a number, or the set of options ticked; text answers are kept too, but no rule reads them."""

Answers: TypeAlias = Mapping[str, Answer]
"""Question id to answer. A question that is missing was not answered."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One case in hand. `as_at` is the date whose law applies."""

    organisation: Answers = field(default_factory=dict)
    activities: Mapping[str, Answers] = field(default_factory=dict)
    as_at: date = field(default_factory=date.today)

    def answers(self, activity: str | None) -> Answers:
        """The answers of one activity, or the organisation's own when `activity` is None."""
        return self.organisation if activity is None else self.activities[activity]
