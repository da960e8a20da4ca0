"""What an officer's stay on a page remembers, so that nothing moves there under the hand.

What comes onto the page comes at its end, and what is no longer asked keeps its place until the officer goes to another page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from guidance.inference.three_valued import Asked
from ui.browser import shown
from ui.browser.drawing import st


@dataclass
class _Visit:
    """One stay on one page: its questions in their places, with whether they were asked at any time, what stands beside them, and
    what else it lists."""

    place: str
    questions: dict[Asked, bool] = field(default_factory=dict)
    beside: dict[Asked, bool] = field(default_factory=dict)
    all_beside: bool = False
    confirmed: dict[Asked, bool] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    words: dict[str, Markup] = field(default_factory=dict)


def begin(place: str) -> None:
    """Begins a stay, unless the officer is there already."""
    visit = st.session_state.get("visit")
    if visit is None or visit.place != place:
        st.session_state["visit"] = _Visit(place)
        shown.leave()


def place() -> str:
    """Where the officer is."""
    return _now().place


def in_place(asked: Iterable[Asked], besides: Iterable[Asked] = ()) -> list[Asked]:
    """The questions to draw, each where it came first: those asked at any time in this stay, and others that are wanted besides."""
    here, wanted = _now().questions, set(besides)
    here |= dict.fromkeys(asked, True)
    for each in besides:
        here.setdefault(each, False)
    return [each for each, was_asked in here.items() if was_asked or each in wanted]


def has(asked: Asked) -> bool:
    """Whether a question has its place on the page, be it that it is no longer asked."""
    return asked in _now().questions


def beside(asked: Asked, used: bool, all: bool) -> bool:
    """Whether notes and marks stand beside a question: as when it came onto the page, or when the officer last asked for all of them."""
    visit = _now()
    if visit.all_beside is not all:
        visit.all_beside = all
        visit.beside.clear()
    return visit.beside.setdefault(asked, used or all)


def to_confirm(asked: Asked, open_: bool) -> bool:
    """Whether a question has a button that confirms its answer; it stays when it is used."""
    return _now().confirmed.setdefault(asked, open_)


def listed(ids: Iterable[str]) -> list[str]:
    """What the page lists, each where it came first; also what has gone from the list."""
    here = _now().listed
    here.extend(id for id in ids if id not in here)
    return here


def as_first_drawn(id: str, words: Markup) -> Markup:
    """The words about something that the page lists, as high as they were when it came."""
    return _now().words.setdefault(id, words)


def list_anew() -> None:
    """Lists anew what the page lists: the officer looks for something."""
    _now().listed.clear()


def _now() -> _Visit:
    visit: _Visit = st.session_state["visit"]
    return visit
