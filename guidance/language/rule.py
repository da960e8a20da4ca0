"""A rule: a condition and what follows from it. What a rule does is data too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from guidance.language.conditions import Concern, Condition, Scope, Severity, activity, organisation, scope_of


class Obligation(StrEnum):
    """What a finding rests on."""

    LEGAL = "legal duty"
    TERM = "regulator, funder or contract term"
    OTHERS = "somebody else's duty"
    PRACTICE = "good practice"
    JUDGEMENT = "our judgement"


DUTIES: Final = frozenset({Obligation.LEGAL, Obligation.TERM, Obligation.OTHERS})
"""What binds somebody; practice and judgement bind nobody."""
ORGANISATION: Final = "the organisation"
"""Who is bound where a rule says nothing else: the reader."""


@dataclass(frozen=True)
class Guideline:
    """One rule: a condition and exactly one effect (a concern raised, a finding made, a level concluded, or answers held to
    contradict each other).

    `finds` goes with `severity`. `obligation` says what it rests on and `bound` whose duty it is; `sources` and `doors` are ids of
    the catalogue, a source with its paragraph after a space ("eco-2008 art.18"). `starts` and `ends` are the first and last day
    the rule applies. `adds` is a sentence for the card when this rule is met: how a fact of the case sharpens a general step; of a rule that
    raises a concern, for every card that names the concern under `details:`. `step`
    (1 to 20) is the place of the finding among the steps that an expert takes in a case of this kind. `reason` is printed on the
    rule card."""

    when: Condition
    raises: Concern | None = None
    finds: str | None = None
    severity: Severity | None = None
    level: int | None = None
    contradicts: bool = False
    obligation: Obligation = Obligation.JUDGEMENT
    bound: str = ORGANISATION
    sources: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    adds: str = ""
    step: int | None = None
    starts: date | None = None
    ends: date | None = None
    name: str = ""
    topic: str = ""
    reason: str = ""

    @cached_property
    def scope(self) -> Scope:
        """Whether the rule concludes about the organisation or about each activity."""
        return scope_of(self.when)

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """What other rules may build on once this one is met: its concern, or that a finding of its severity was made."""
        if self.raises is not None:
            return (self.raises,)
        if self.severity is not None:
            subject = activity if self.scope is Scope.ACTIVITY else organisation
            return (subject.found(self.severity),)
        return ()

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    @property
    def dated(self) -> bool:
        """Whether the rule starts or ends on a known day."""
        return self.starts is not None or self.ends is not None

    def _mistakes_of_cards(self) -> Iterator[str]:
        """What is wrong with its sentence for cards, and with its place among the steps."""
        if self.adds and self.finds is None and self.raises is None:
            yield "adds: goes with finds: or raises:"
        if self.adds and not self.sources:
            yield "what a rule adds is said with its source; add sources:"
        if self.finds is None and self.step is not None:
            yield "step: goes with finds:"
        if self.step is not None and self.step not in range(1, 21):
            yield f"step: is 1 to 20, not {self.step}"

    def mistakes(self) -> Iterator[str]:
        """What is missing, doubled, incomplete or about somebody else than the condition, each with what to do."""
        effects = [each for each in (self.raises, self.finds, self.level, self.contradicts or None) if each is not None]
        if len(effects) != 1:
            yield f"a rule has one effect, either raises:, finds:, level: or contradicts: true; it has {len(effects)}"
        if (self.finds is None) != (self.severity is None):
            yield "finds: and severity: go together"
        if self.finds is not None and not self.sources:
            yield "no finding without a source; add sources:"
        if self.obligation is Obligation.OTHERS and self.bound == ORGANISATION:
            yield "it rests on somebody else's duty and does not say whose; add bound:"
        yield from self._mistakes_of_cards()
        if self.level is not None and self.level not in range(1, 5):
            yield f"level: is 1, 2, 3 or 4, not {self.level}; level 0 is where no rule concludes a level"
        if self.starts is not None and self.ends is not None and self.starts > self.ends:
            yield f"it ends ({self.ends}) before it starts ({self.starts})"
        if not self.reason:
            yield "the reason is printed on the rule card; write one"
        if self.raises is not None and self.raises.scope is not self.scope:
            yield (
                f"the condition is about the {self.scope} but raises a concern about the {self.raises.scope}; "
                f"declare the concern with about: {self.scope}, or wrap the condition in some_activity(…)"
            )


@dataclass(frozen=True)
class Firing:
    """A rule that fired, for one activity or (None) for the organisation."""

    rule: str
    activity: str | None
