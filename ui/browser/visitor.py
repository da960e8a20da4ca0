"""Who is at the page: the person who signed in, where people sign in."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from markupsafe import Markup

from guidance.case.store import StoreError
from guidance.team.person import Person
from ui.browser.drawing import Label, show, st
from ui.gate import settings

_T = TypeVar("_T")
FRESH: Final = 0.1
"""Seconds: what was found when an answer was stored holds for the page that is drawn with it just after."""


@dataclass(frozen=True)
class _Asked:
    """Who was found to be signed in with a key, and when."""

    key: str
    person: Person | None
    at: float


class _Mine(threading.local):
    """What was found out for the page that this thread draws. `held`: what holds until it is drawn."""

    asked: _Asked | None = None
    held: dict[str, Any] | None = None


_mine = _Mine()


class SignedOutError(StoreError):
    """The sign-in behind a page has ended: nothing is shown or stored any more."""

    def __init__(self) -> None:
        super().__init__("you are signed out; sign in again, then do it once more")


def signed_in() -> Person | None:
    """Who signed in, as of now; None where nobody needs to. Raises SignedOutError when the sign-in has ended, and StoreError when that
    cannot be told."""
    if not settings.is_on():
        return None
    key = sign_in()
    asked = _mine.asked
    if asked is None or asked.key != key or (_mine.held is None and time.monotonic() - asked.at > FRESH):
        asked = _mine.asked = _Asked(key, settings.rows().person(key, used=True), time.monotonic())
    if asked.person is None:
        raise SignedOutError
    return asked.person


@contextmanager
def drawing() -> Iterator[None]:
    """While a page is drawn what is found out at its beginning holds: who is there, and what `once` made."""
    if _mine.asked and time.monotonic() - _mine.asked.at > FRESH:
        _mine.asked = None
    _mine.held = {}
    try:
        yield
    finally:
        _mine.held = None


def once(name: str, make: Callable[[], _T]) -> _T:
    """What `make` makes; while a page is drawn it is made once."""
    if _mine.held is None:
        return make()
    if name not in _mine.held:
        _mine.held[name] = make()
    made: _T = _mine.held[name]
    return made


def sign_in() -> str:
    """The digest of the key that the browser holds; empty where nobody signs in."""
    return str(st.user.get("sign_in") or "")


def known() -> tuple[Person, ...]:
    """Who has signed in lately. Raises StoreError."""
    person = signed_in()
    return settings.people_like(person) if person else ()


def named(typed: str) -> str:
    """The name to write down: of the person who signed in, or as typed where nobody does. Raises StoreError."""
    person = signed_in()
    return person.name if person else typed


def ask_name(label: Label, key: str) -> None:
    """Asks for a name where nobody signs in. Else the form holds the person's, and `named` is what is written down."""
    if person := signed_in():
        st.session_state[key] = person.name
    else:
        st.text_input(label, max_chars=200, key=key)


def where_it_stays() -> str:
    """Where what is typed goes."""
    if settings.is_on():
        return "What you type goes to your organisation's own server, and no further."
    return "Nothing you type leaves this machine."


def draw(person: Person | None) -> None:
    """Says in the side bar who is signed in, and how to sign out."""
    if person:
        with st.sidebar:
            said = Markup('<p class="g-signed">Signed in as {}. <a href="/sign-out">Sign out</a></p>')
            show(said.format(person.name))
