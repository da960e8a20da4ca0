"""What a provider says of a person, as it can be kept and printed."""

from typing import Final

from guidance.case.record import MAX_NAME, MAX_TEXT

MOST_GROUPS: Final = 1_000


def clean(said: object) -> str:
    """A text without signs that cannot be printed, and not longer than any other text here."""
    return "".join(sign for sign in str(said or "") if sign.isprintable()).strip()[:MAX_TEXT]


def named(*said: object) -> str:
    """The first of these that says something, to be printed as the name."""
    return next(filter(None, map(clean, said)), "")[:MAX_NAME]


def groups(said: object) -> frozenset[str]:
    """The groups or roles that a provider names: a list of texts, or one text."""
    listed = said if isinstance(said, list) else [said]
    return frozenset(filter(None, (clean(each) for each in listed[:MOST_GROUPS] if isinstance(each, str))))
