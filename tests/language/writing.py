"""Rules written in a test, as short as can be."""

from typing import Any

from guidance.language.conditions import Condition
from guidance.language.rule import Guideline


def rule(name: str, reason: str, *, when: Condition, **effect: Any) -> Guideline:
    """A rule of the topic "written", sound unless the test says otherwise."""
    listed = {key: tuple(effect.pop(key)) for key in ("sources", "doors") if key in effect}
    return Guideline(when=when, name=name, reason=reason, **{"topic": "written", **listed, **effect})
