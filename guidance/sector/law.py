"""The law that a sector is assessed under: a bundle of knowledge, the day that counts, and the switches of the law."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from guidance.inference.bits import Legend
from guidance.inference.nodes import Nodes, compiled
from guidance.knowledge.bundle import Bundle
from guidance.knowledge.catalogue import thrown
from guidance.language.conditions import Scope
from guidance.language.facts import Answer
from guidance.language.rule import Guideline

AT_LEAST: Final = "level.at_least"
AT_MOST: Final = "level.at_most"
TREAT_AS: Final = "level.treat_as"
DOOR: Final = "door."
"""How the name of a door's column begins: the strongest standing of a finding that names it."""


@dataclass(frozen=True, eq=False)
class Law:
    """A bundle made ready: what is worked out once and read on many parts.

    `day` None: the law of each assessment's own day. `thrown`: what switches are taken to say, whatever the bundle says of them."""

    bundle: Bundle
    day: date | None = None
    thrown: Mapping[str, str] = field(default_factory=dict)

    def switched(self, day: date) -> dict[str, Answer]:
        """The switches as answers on a day; an unknown one is "not sure"."""
        return self.bundle.switched(day) | thrown(self.thrown)

    @cached_property
    def legend(self) -> Legend:
        """How answers stand in columns."""
        return Legend(self.bundle.rules)

    @cached_property
    def nodes(self) -> Nodes:
        """The rules as the three-valued reading has them."""
        return compiled(self.bundle.rules, self.bundle.presumptions)

    @cached_property
    def findings(self) -> Mapping[Scope, Mapping[str, tuple[Guideline, ...]]]:
        """The rules that make each finding, about activities and about the organisation."""
        found: dict[Scope, defaultdict[str, list[Guideline]]] = {scope: defaultdict(list) for scope in Scope}
        for rule in self.bundle.rules.guidelines:
            if rule.finds:
                found[rule.scope][rule.finds].append(rule)
        return {scope: {id: tuple(rules) for id, rules in sorted(its.items())} for scope, its in found.items()}

    @cached_property
    def doors(self) -> tuple[str, ...]:
        """Every door that a rule names."""
        return tuple(sorted({door for rule in self.bundle.rules.guidelines for door in rule.doors}))

    def names(self, scope: Scope) -> tuple[str, ...]:
        """The columns of what follows about activities or about organisations."""
        return AT_LEAST, AT_MOST, *self.findings[scope], *(f"{DOOR}{door}" for door in self.doors)
