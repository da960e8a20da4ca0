"""The decorator that makes a rule of a method of a topic. The docstring is the reason."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guidance.language.conditions import Concern, Condition, Severity
from guidance.language.rule import Guideline, Obligation

LEGAL, TERM, PRACTICE, JUDGEMENT = Obligation
ENABLING, LOW, MEDIUM, HIGH, CRITICAL = Severity


class Topic:
    """Base of a topic. Its docstring is its title."""


@dataclass(frozen=True)
class guideline:  # noqa: N801  (a decorator)
    """Makes a rule of a method of a topic."""

    when: Condition
    raises: Concern | None = None
    finds: str | None = None
    severity: Severity | None = None
    level: int | None = None
    contradicts: bool = False
    obligation: Obligation = Obligation.JUDGEMENT
    bound: str = "the organisation"
    sources: list[str] = field(default_factory=list)
    doors: list[str] = field(default_factory=list)
    starts: date | None = None
    ends: date | None = None

    def __call__(self, method: Any) -> Guideline:
        """The rule."""
        return Guideline(
            **{**self.__dict__, "sources": tuple(self.sources), "doors": tuple(self.doors)},
            name=method.__name__,
            topic=method.__module__.rpartition(".")[2],
            reason=" ".join((method.__doc__ or "").split()),
        )
