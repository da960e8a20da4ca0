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


def firm(facts: Facts, kept: str) -> Facts:
    """The facts without the answers "not sure", but for those to questions that begin as `kept` says."""

    def known(answers: Answers) -> dict[str, Answer]:
        return {id: answer for id, answer in answers.items() if answer != NOT_SURE or id.startswith(kept)}

    return Facts(known(facts.organisation), {name: known(its) for name, its in facts.activities.items()}, facts.as_at)


@dataclass(frozen=True, eq=False, slots=True)
class Presumptions:
    """What each question is taken to say while nobody has answered it, and what it says in the ordinary case."""

    taken: Answers = field(default_factory=dict)
    ordinary: Answers = field(default_factory=dict)


NOTHING_PRESUMED: Final = Presumptions()
