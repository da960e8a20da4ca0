"""The English reading: a condition as a sentence, in the catalogue's own words."""

from typing import Protocol

from rules.conditions import Absent, All, Any, AtLeast, Below, Concern, Condition, Is, IsNot, SomeActivity, Unsure


class Words(Protocol):
    """Where the words come from."""

    def question(self, question: str) -> str:
        """A question as a noun phrase or in quotes."""
        ...

    def option(self, question: str, option: str) -> str:
        """An option as the officer reads it."""
        ...


def english(condition: Condition, words: Words) -> str:
    """One sentence, without its full stop: "A is one of … and (B or C)"."""
    match condition:
        case All(parts):
            return " and ".join(_bracketed(part, words, Any) for part in parts)
        case Any(parts):
            return " or ".join(_bracketed(part, words, All) for part in parts)
        case SomeActivity(inner):
            return f"for at least one activity ({english(inner, words)})"
        case Concern(words=said):
            return said
        case Absent(concern):
            return f"it is not the case that {concern.words}"
        case Unsure(question):
            return f"{words.question(question.id)} was answered “not sure”"
        case AtLeast(question, least):
            return f"{words.question(question.id)} is {least:g} or more"
        case Below(question, limit):
            return f"{words.question(question.id)} is below {limit:g}"
        case Is(question, values):
            return f"{words.question(question.id)} is {_options(question.id, values, words)}"
        case IsNot(question, values):
            return f"{words.question(question.id)} is answered and is not {_options(question.id, values, words)}"


def _bracketed(part: Condition, words: Words, joined: type[All] | type[Any]) -> str:
    said = english(part, words)
    return f"({said})" if isinstance(part, joined) else said


def _options(question: str, values: tuple[str, ...], words: Words) -> str:
    said = [f"“{words.option(question, value)}”" for value in values]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"
