"""Answers, dates and findings in words, for print."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from guidance.assessment import Assessment
from guidance.case.record import Record, Value
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.knowledge.entries import Confidence
from guidance.language.conditions import Severity
from guidance.language.facts import NOT_SURE, Answer

SEVERITY: Final = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.ENABLING: "May go ahead",
}
"""The word of each severity; colour is never alone."""

SEEN: Final = {
    Confidence.VERIFIED: "verified",
    Confidence.SECONDARY: "seen through another account",
    Confidence.RECALLED: "recalled; check before relying",
}
"""What each confidence of a source means in print."""

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
KEPT: Final = frozenset("\n\t\xad\u200c\u200d\u200e\u200f")
"""Invisible characters that stay: line breaks, soft hyphens, and what Arabic and Persian need to be written correctly."""

MOST_OF_AN_ANSWER: Final = 300
"""The most characters of an answer where it is named as a reason."""


def day(when: date) -> str:
    """A date as "25 November 2026", whatever the locale of the machine."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime | None) -> str:
    """A time as "25 November 2026, 14:05 UTC"; empty for none."""
    return f"{day(when)}, {when:%H:%M} {when.tzname() or ''}".strip() if when else ""


def short(text: str, most: int) -> str:
    """The text on one line, cut with an ellipsis after `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def cut(text: str, most: int) -> str:
    """The text, cut for print after `most` characters with a mark that says so."""
    if len(text) <= most:
        return text
    return f"{text[:most].rstrip()} [cut in print: {most:,} of {len(text):,} characters; the JSON file holds all of it]"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 finding", "3 findings"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def some(items: Iterable[str], most: int) -> str:
    """The first items joined by semicolons, and how many more there are."""
    every = list(items)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return "; ".join(every[:most]) + more


def fitting(items: Iterable[str], most: int) -> str:
    """As many of the first items as fit into `most` characters, one at least, joined by semicolons, and how many more there are."""
    every = list(items)
    for number in range(len(every), 1, -1):
        if len(joined := some(every, number)) <= most:
            return joined
    return some(every, 1)


def answer(catalogue: Catalogue, question: str, value: Answer | Value) -> str:
    """An answer in the words that the officer chose. Ticked options stand in the order of the questionnaire."""
    if isinstance(value, frozenset | list):
        known = catalogue.questions.get(question)
        order = [option.id for option in known.options] if known else []
        ticked = [id for id in order if id in value] + sorted(set(value) - set(order))
        return "; ".join(_option(catalogue, question, id) for id in ticked)
    if isinstance(value, str):
        return value if value == NOT_SURE else _option(catalogue, question, value)
    unit = catalogue.questions[question].unit if question in catalogue.questions else None
    return f"{value:,g} {unit}" if unit else f"{value:,g}"


def told(assessment: Assessment, record: Record, answers: Iterable[Asked], seen_from: str | None) -> tuple[str, ...]:
    """Answers in words. The same answer of several other activities is one fact, with their names."""
    whose: dict[str, list[str]] = {}
    catalogue = assessment.catalogue
    for question, about in dict.fromkeys(answers):
        given = answer(catalogue, question, assessment.facts.answers(about)[question])
        names = whose.setdefault(f"{label(catalogue, question)}: “{cut(given, MOST_OF_AN_ANSWER)}”", [])
        if about is not None and about != seen_from:
            names.append(record.activity(about).name)
    return tuple(f"{fact} ({some(names, 3)})" if names else fact for fact, names in whose.items())


def label(catalogue: Catalogue, question: str) -> str:
    """A question as a noun phrase with a capital letter; an id that the knowledge base does not know stays as it is."""
    known = question in catalogue.questions or question.startswith(f"{SWITCHES}.")
    return capital(catalogue.question(question)) if known else question


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def _option(catalogue: Catalogue, question: str, option: str) -> str:
    if question.startswith(f"{SWITCHES}."):
        return option
    known = catalogue.questions.get(question)
    return next((o.text for o in known.options if o.id == option), option) if known else option


def code(character: str) -> str:
    """A character that cannot be printed, as its code point: "[U+202E]"."""
    return f"[U+{ord(character):04X}]"


def visible(text: str) -> str:
    """The text with characters that would hide or reorder other text (controls, overrides) shown as their codes."""
    lines = text.replace("\r\n", "\n")
    return lines if lines.isprintable() else "".join(c if _harmless(c) else code(c) for c in lines)


def _harmless(character: str) -> bool:
    return character.isprintable() or character in KEPT or unicodedata.category(character) == "Zs"
