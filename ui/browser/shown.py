"""What a widget shows is what is stored, whatever the hand and the line do meanwhile.

A value stands in three places: the store, this session, the browser. While a click is under way to the session, a value may be under
way to the browser. So each value that we hand to the browser is a widget of its own there: what the browser says of it differs from
what was handed when the officer gave another value, and only then. The value is what the widget begins with there: put in afterwards, it
would come a moment after the widget, and a click in between would tell of an empty one. A widget whose successor is under way stays, unseen, until the
browser tells that the successor has arrived (`echo`): what was given to it until then counts.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeAlias

from ui.browser.drawing import Label, st

ECHO: Final = "arrived"


Draw: TypeAlias = Callable[[str, Any], object]
"""Draws a widget under a key, with the value that it begins with."""


class _Ours(str):
    """A number that this session has put into the echo. What the browser tells is plain text."""

    __slots__ = ()


@dataclass(slots=True)
class _Handed:
    """A value as it stands in the browser: at first what we handed, then what the officer gave. `key`: the widget's, in this session;
    `first`: what we handed; `version`: the newest of the assessment on which the value is known to be what is stored."""

    number: int
    key: str
    first: Any
    value: Any
    version: int


@dataclass(slots=True)
class _Widget:
    """What the browser may hold, the oldest first, how it is drawn, and what was given last, by the officer or by us. `stood`: what the
    officer had before him when he gave a value last."""

    handed: list[_Handed]
    draw: Draw
    now: Any
    stood: Any = None


@dataclass
class _Page:
    """The widgets of the page that is open, and of the one that was left, which the browser may show still. `last`: the number that was sent
    last, `arrived`: the one that the browser told last."""

    name: str = field(default_factory=lambda: secrets.token_hex(4))
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    last: int = 0
    arrived: int = 0
    widgets: dict[str, _Widget] = field(default_factory=dict)
    left: dict[str, _Widget] = field(default_factory=dict)


def put(name: str, stored: Any, version: int, draw: Draw) -> None:
    """Draws a widget that shows what is stored as of a version."""
    page = _page()
    given(name)
    widget = page.widgets.setdefault(name, _Widget([], draw, stored))
    widget.draw = draw
    newest = widget.handed[-1] if widget.handed else None
    if newest and newest.value == stored and newest.key in st.session_state:
        newest.version = version
    else:
        number = next(page.numbers)
        newest = _Handed(number, f"{name}:{page.name}-{number}", stored, stored, version)
        widget.handed.append(newest)
        widget.now = stored
    draw(newest.key, newest.first)


def given(name: str) -> bool:
    """Whether the officer has given the widget another value since this was asked last. One of the page that was left comes back then."""
    page = _page()
    if name in page.left and _given(page.left[name]):
        _come_back(page, name)
        return True
    return name in page.widgets and _given(page.widgets[name])


def _come_back(page: _Page, name: str) -> None:
    """A widget of the page that was left, to which something was given: what the page that is open handed of it stands behind that."""
    left, here = page.left.pop(name), page.widgets.get(name)
    if here:
        here.handed[:0] = left.handed
        here.now = left.now
    else:
        page.widgets[name] = left


def _given(widget: _Widget) -> bool:
    arrived, handed = _arrived(), widget.handed
    while len(handed) > 1 and handed[1].number <= arrived:
        del handed[0]
    for each in reversed(handed):
        said = st.session_state.get(each.key, each.value)
        if said != each.value:
            del handed[: handed.index(each)]  # whoever gives a value to a widget has it before him
            widget.stood = each.value
            widget.now = each.value = said
            return True
    return False


def value(name: str) -> Any:
    """What the widget is to hold: what the officer or we gave it last."""
    return _widget(name).now


def stood(name: str) -> Any:
    """What the officer had before him when he gave the widget a value last: it may be older than what was given before that."""
    return _widget(name).stood


def made_on(*names: str) -> int:
    """The version of the assessment that the officer saw in these widgets."""
    return min(_widget(name).handed[0].version for name in names)


def stored(version: int, *names: str) -> None:
    """Notes that what the officer gave these widgets is stored: what he gives next is made on that version."""
    for each in (each for name in names for each in _widget(name).handed):
        each.version = max(each.version, version)


def _widget(name: str) -> _Widget:
    """A widget of the page that is open, or else of the one that was left: of several that say one answer one alone may have come late."""
    page = _page()
    return page.widgets[name] if name in page.widgets else page.left[name]


def echo() -> None:
    """Ends a page: from now on the browser tells that all of it has arrived. Nobody sees it, nor the widgets that have a successor."""
    page = _page()
    page.last = max((widget.handed[-1].number for widget in page.widgets.values()), default=page.last)
    if _arrived() < page.last:
        st.session_state[ECHO] = _Ours(f"{page.name} {page.last}")
    with st.container(key=f"{ECHO}-unseen"):
        st.text_input(Label("Arrived"), key=ECHO, label_visibility="collapsed")
        for widget in page.widgets.values():
            for before in widget.handed[:-1]:
                widget.draw(before.key, before.first)


def leave() -> None:
    """Notes that a page was left. What is given to its widgets still comes, until another is left."""
    page = _page()
    page.left, page.widgets = page.widgets, {}


def _arrived() -> int:
    page, told = _page(), st.session_state.get(ECHO, "")
    name, _, number = told.partition(" ")
    if not isinstance(told, _Ours) and name == page.name:
        page.arrived = int(number)
    return page.arrived


def _page() -> _Page:
    page: _Page = st.session_state.setdefault("shown", _Page())
    return page
