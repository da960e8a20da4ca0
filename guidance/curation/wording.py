"""How the texts of the knowledge base may be worded: plainly, and never about what a person is."""

import re
from collections.abc import Iterator
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import Problem

PERSONAL: Final = re.compile(
    r"nationalit|\bnationals\b|\b(?:chinese|prc|foreign) national\b|ethnic|\brac(?:e|es|ial|ist|ism)\b|citizen|passport|\bborn\b|birth|ancestr|descent\b|diaspora"
    r"|native speaker|mother tongue|first language|surname|family name|given name|forename|\baccents?\b|\bskin\b|\b(?:im)?migrants?\b|foreigner"
    r"|\borigins?\b|\bchinese (?:people|person|student|staff|researcher|academic|scholar|employee|colleague|visitor|applicant|name)s?\b",
    re.IGNORECASE,
)
ALLOWED: Final = {
    "denials: the text says that it is not asked or does not count": (
        r"nobody's (?:nationality|origin)|never about (?:origins|a person's nationality)|not about anyone's origin|not on origin"
        r"|\bnot (?:how something is sent or )?what passport|by origin (?:risk|risks|would be) |never anyone's citizenship"
        r"|sorts people by origin risks"
    ),
    "the law against discrimination, and its titles": (
        r"race relations|racial harassment|related to race|meaning of race|race-relations-ni|racial-harassment"
    ),
    "where data and goods come from, not people": r"data\.origin|tests of origin",
    "the name of an institution": r"its official Chinese name",
    "what somebody else does, and should not": r"test of politics, belief or origin",
}
"""What the words may still stand for, each with its reason. Anything else is a text, question or rule about people."""

GRADE: Final = 14.0
"""The highest Automated Readability Index of a text: about the years of school that it asks for."""
LONG_ENOUGH: Final = 25
"""Words from which an index means something."""


def check_persons(catalogue: Catalogue) -> Iterator[Problem]:
    """Texts, rules and concerns that speak of persons by what they are."""
    for key, text in (*_texts(catalogue), *_reasons(catalogue)):
        if lines := personal(text):
            yield catalogue.problem(
                key, f"it speaks of what a person is: {lines[0][:120]!r}", "speak of institutions, technology, terms or roles"
            )


def personal(text: str) -> list[str]:
    """The lines that speak of persons by what they are, save for what is allowed."""
    allowed = re.compile("|".join(ALLOWED.values()), re.IGNORECASE)
    return [line.strip() for line in text.splitlines() if PERSONAL.search(allowed.sub("", line))]


def check_readability(catalogue: Catalogue) -> Iterator[Problem]:
    """Content that is hard to read. Needs the package textstat, which is installed for development only."""
    import textstat

    for key, text in _texts(catalogue):
        if len(text.split()) >= LONG_ENOUGH and (grade := textstat.automated_readability_index(text)) > GRADE:
            problem = f"its text has a readability index of {grade:.1f}: {text[:60]!r}"
            yield catalogue.problem(key, problem, "use shorter sentences and words")


def _texts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Key and text of every entry, field by field."""
    for kind, entries in catalogue.parts().items():
        for id, entry in entries.items():
            for text in _strings(entry.model_dump(mode="json", exclude={"url"})):
                yield f"{kind}:{id}", text


def _reasons(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The same of rules and concerns."""
    for rule in catalogue.rules.guidelines:
        yield f"rules:{rule.name}", f"{rule.name.replace('_', ' ')}\n{rule.reason}"
    for concern in catalogue.rules.raised_by:
        yield f"concerns:{concern.id}", f"{concern.words}\n{concern.absent}"


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)
