"""The English reading: a condition as a sentence, in the catalogue's own words."""

import re
from typing import Protocol

from guidance.language.conditions import Absent, All, Any, AtLeast, Below, Concern, Condition, Is, IsNot, SomeActivity, Unsure


class Words(Protocol):
    """Where the words come from."""

    def question(self, question: str) -> str:
        """A question as a noun phrase or in quotes."""
        ...

    def option(self, question: str, option: str) -> str:
        """An option as the officer reads it."""
        ...


def english(condition: Condition, words: Words) -> str:
    """One sentence, without its full stop: "A is either … or … and (B or C)". Brackets leave one way to read it."""
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
            return concern.absent or f"it is not the case that {concern.words}"
        case Unsure(question):
            return f"{words.question(question.id)} was answered “not sure”"
        case AtLeast(question, least):
            return f"{words.question(question.id)} is at least {least:g}"
        case Below(question, limit):
            return f"{words.question(question.id)} is below {limit:g}"
        case Is(question):
            return f"{words.question(question.id)} is {_one_of(_options(condition, words), 'either', 'or', 'one of')}"
        case IsNot(question):
            options = _options(condition, words)
            chosen = f"not {options[0]}" if len(options) == 1 else _one_of(options, "neither", "nor", "none of")
            return f"{words.question(question.id)} has an answer that is {chosen}"


def _bracketed(part: Condition, words: Words, joined: type[All] | type[Any]) -> str:
    """A part of a join, in brackets where an "and", "or" or "not" of its own could be taken to reach further."""
    said = english(part, words)
    match part:
        case All() | Any():
            far = isinstance(part, joined)
        case SomeActivity():
            far = False
        case Concern() | Absent():
            far = bool(_REACHES.search(said))
        case _:
            far = bool(_REACHES.search(words.question(part.question.id)))
    return f"({said})" if far else said


_REACHES = re.compile(r"\b(and|or|it is not the case)\b")


def _options(atom: Is | IsNot, words: Words) -> list[str]:
    return [f"“{words.option(atom.question.id, value)}”" for value in atom.values]


def _one_of(options: list[str], either: str, between: str, several: str) -> str:
    match options:
        case [only]:
            return only
        case [one, other]:
            return f"{either} {one} {between} {other}"
        case _:
            return f"{several} {', '.join(options[:-1])} or {options[-1]}"
