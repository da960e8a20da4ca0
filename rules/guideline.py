"""The decorator that makes an experta rule and keeps its condition.

    class ExportControl(Topic):
        @guideline(when=listed("dual_use") & ~licence("held"), finds="licence-missing", severity=CRITICAL, …)
        def licence_missing(self):
            '''Sending listed technology out of the UK without a licence is an offence, whatever the means of sending.'''

The method has no body: what a rule does is data too. The docstring is the reason, printed on the rule card.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from rules import inference as engine
from rules.conditions import Concern, Condition, Scope, Severity, activity, organisation, scope_of
from rules.readings.pattern import THIS, WHOLE, left_hand_side


class Obligation(StrEnum):
    """What a finding rests on."""

    LEGAL = "legal duty"
    TERM = "regulator, funder or contract term"
    PRACTICE = "good practice"
    JUDGEMENT = "our judgement"


LEGAL, TERM, PRACTICE, JUDGEMENT = Obligation
ENABLING, LOW, MEDIUM, HIGH, CRITICAL = Severity


class Topic:
    """Base of a topic: a mixin of guidelines, all of which make up one experta engine. Its docstring is its title."""


@dataclass(frozen=True)
class Guideline:
    """One rule: a condition and exactly one effect (a concern raised, a finding made, a level concluded, or answers held to
    contradict each other)."""

    when: Condition
    raises: Concern | None = None
    finds: str | None = None
    severity: Severity | None = None
    level: int | None = None
    contradicts: bool = False
    obligation: Obligation = Obligation.JUDGEMENT
    bound: str = "the organisation"
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


@dataclass(frozen=True)
class guideline:  # noqa: N801  (a decorator)
    """Makes an experta rule of a method of a topic.

    `finds` (with `severity`), `raises`, `level` or `contradicts` is the effect. `obligation` says what it rests on and `bound` whose
    duty it is; `sources` and `doors` are ids of the catalogue, a source with its paragraph after a space
    ("eco-2008 art.18"). `adds` is a sentence for the card when this rule is met: how a fact of the case sharpens a general step.
    `step` (1 to 20) is the place of the finding among the steps that an expert takes in a case of this kind. `starts` and `ends` are the first and last day the rule applies.

    Raises TypeError when the effect is missing, doubled, incomplete or about somebody else than the condition, when a
    finding names no source, or when the reason is missing.
    """

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
    adds: str = ""
    step: int | None = None
    starts: date | None = None
    ends: date | None = None

    def __call__(self, method: Callable[[Any], None]) -> Any:
        """Returns the experta rule; its condition and effect are its `guideline`."""
        name = method.__name__
        for mistake in self._mistakes(method):
            raise TypeError(f"{name}: {mistake}")
        known = Guideline(
            **{**self.__dict__, "sources": tuple(self.sources), "doors": tuple(self.doors)},
            name=name,
            topic=method.__module__.rpartition(".")[2],
            reason=" ".join((method.__doc__ or "").split()),
        )
        rule = engine.Rule(*left_hand_side(self.when, known.scope, name if known.dated else None))(_action(known))
        rule.guideline = known
        return rule

    def _mistakes(self, method: Callable[[Any], None]) -> Iterator[str]:
        effects = [effect for effect in (self.raises, self.finds, self.level, self.contradicts or None) if effect is not None]
        if len(effects) != 1:
            yield f"a guideline has one effect, either raises=, finds=, level= or contradicts=True; it has {len(effects)}"
        if (self.finds is None) != (self.severity is None):
            yield "finds= and severity= go together"
        if self.finds is not None and not self.sources:
            yield "no finding without a source; add sources=[…]"
        if self.finds is None and (self.adds or self.step is not None):
            yield "adds= and step= go with finds="
        if self.step is not None and self.step not in range(1, 21):
            yield f"step= is 1 to 20, not {self.step}"
        if self.level is not None and self.level not in range(1, 5):
            yield f"level= is 1, 2, 3 or 4, not {self.level}; level 0 is where no rule concludes a level"
        if self.starts is not None and self.ends is not None and self.starts > self.ends:
            yield f"it ends ({self.ends}) before it starts ({self.starts})"
        if not (method.__doc__ or "").strip():
            yield "the docstring is the reason on the rule card; write one"
        if not isinstance(self.when, Condition):
            yield f"when= is no condition but {self.when!r}; call a question with its options, as in question('yes')"
        elif self.raises is not None and self.raises.scope is not scope_of(self.when):
            yield (
                f"the condition is about the {scope_of(self.when)} but raises a concern about the {self.raises.scope}; "
                "declare the concern with the other subject, or wrap the condition in some_activity(…)"
            )


def _action(known: Guideline) -> Callable[..., None]:
    """What the rule does when it fires: records the firing and declares the concerns that others build on."""

    def fire(self: engine.Engine, **bound: Any) -> None:
        which = bound[THIS] if known.scope is Scope.ACTIVITY else None
        self.fired(known.name, which)
        for concern in known.concerns:
            self.declare(engine.Concern(name=concern.id, standing=engine.HOLDS, **{THIS: which or WHOLE}))

    fire.__name__ = known.name
    fire.__doc__ = known.reason
    return fire
