"""Who is at the page: the person who signed in, where people sign in."""

from guidance.team.person import Person


def signed_in() -> Person | None:
    """Who signed in; None where nobody needs to."""
    return None
