"""Whether an answer fits its question."""

import math

from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE

Said = str | int | float | list[str]


def expected(question: Question, value: Said) -> str | None:
    """What the question expects, when the value is not it; None when it fits. "Not sure" fits all but a text."""
    if value == NOT_SURE and question.kind is not Kind.TEXT:
        return None
    return _FITS[question.kind](question, value)


def _text(_: Question, value: Said) -> str | None:
    return None if isinstance(value, str) else "text"


def _one(question: Question, value: Said) -> str | None:
    options = [option.id for option in question.options]
    return None if value in options else f"one of {', '.join(options)}"


def _many(question: Question, value: Said) -> str | None:
    options = [option.id for option in question.options]
    if not isinstance(value, list) or not value or not set(value) <= set(options) or len(set(value)) < len(value):
        return f"a list of one or more of {', '.join(options)}, each once"
    if len(value) > 1 and any(question.option(id).alone for id in value):
        return "either the option that stands alone, or others without it"
    return None


def _number(question: Question, value: Said) -> str | None:
    low = -math.inf if question.minimum is None else question.minimum
    high = math.inf if question.maximum is None else question.maximum
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high or abs(value) == math.inf:
        return f"a number from {low:g} to {high:g}"
    return None


_FITS = {Kind.TEXT: _text, Kind.ONE: _one, Kind.MANY: _many, Kind.NUMBER: _number}
