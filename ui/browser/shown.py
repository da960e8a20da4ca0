"""What a widget shows is what is stored, whatever the hand and the line do meanwhile.

A value stands in three places: the store, this session, the browser. While a click is under way to the session, a value may be under
way to the browser. So a widget is handed a value only when the browser is not known to hold it, and each handing has a number. With
every message the browser tells the number that has arrived there (`echo`). What it says of a widget to which a later one is under way
is compared with what stood there before: the same means that nobody clicked; anything else the officer gave, and it is handed anew,
because what is under way will undo it on the screen.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from ui.browser.drawing import Label, st

ECHO: Final = "arrived"


class _Ours(str):
    """A number that this session has put into the echo. What the browser tells is plain text."""

    __slots__ = ()


@dataclass(slots=True)
class _Handed:
    """A value, the number under which it went to the browser, and the newest version of the assessment that it was drawn on.

    A widget begins empty, whatever kind it is of: that is number 0."""

    number: int
    value: Any
    version: int

    def is_it(self, said: Any) -> bool:
        return bool(said == self.value) or (self.number == 0 and (said is False or said in ("", [])))


@dataclass(slots=True)
class _Widget:
    """What the browser holds, then what is under way to it; and what was given last, by the officer or by us."""

    handed: list[_Handed]
    now: Any


@dataclass
class _Page:
    """The widgets of the page that is open. `last`: the number that was sent last, `arrived`: the one that the browser told last."""

    name: str = field(default_factory=lambda: secrets.token_hex(4))
    last: int = 0
    arrived: int = 0
    widgets: dict[str, _Widget] = field(default_factory=dict)


def put(name: str, stored: Any, version: int) -> None:
    """Lets a widget show what is stored as of a version, before it is drawn."""
    page = _page()
    widget = page.widgets.get(name)
    if widget is None or name not in st.session_state:
        widget = page.widgets[name] = _Widget([_Handed(0, None, version)], stored)
    else:
        given(name)
        if len(widget.handed) == 1 and widget.now == stored:
            widget.handed[0].version = version
            return
    widget.handed.append(_Handed(page.last + 1, stored, version))
    widget.now = st.session_state[name] = stored


def given(name: str) -> bool:
    """Whether the officer has given the widget another value since this was asked last."""
    widget = _page().widgets.get(name)
    if widget is None:
        return False
    arrived, handed, said = _arrived(), widget.handed, st.session_state[name]
    while len(handed) > 1 and handed[1].number <= arrived:
        del handed[0]
    if any(each.is_it(said) for each in handed):
        return False
    widget.now = handed[0].value = said
    return True


def value(name: str) -> Any:
    """What the widget is to hold: what the officer or we gave it last."""
    return _page().widgets[name].now


def made_on(*names: str) -> int:
    """The version of the assessment that the officer saw in these widgets."""
    return min(_page().widgets[name].handed[0].version for name in names)


def stored(version: int, *names: str) -> None:
    """Notes that what the officer gave these widgets is stored: what he gives next is made on that version."""
    for each in (each for name in names for each in _page().widgets[name].handed):
        each.version = max(each.version, version)


def echo() -> None:
    """Ends a page: from now on the browser tells that all of it has arrived. Nobody sees it."""
    page = _page()
    page.last = max((widget.handed[-1].number for widget in page.widgets.values()), default=page.last)
    if _arrived() < page.last:
        st.session_state[ECHO] = _Ours(f"{page.name} {page.last}")
    with st.container(key=f"{ECHO}-unseen"):
        st.text_input(Label("Arrived"), key=ECHO, label_visibility="collapsed")


def leave() -> None:
    """Forgets the widgets of a page that was left."""
    _page().widgets.clear()


def _arrived() -> int:
    page, told = _page(), st.session_state.get(ECHO, "")
    name, _, number = told.partition(" ")
    if not isinstance(told, _Ours) and name == page.name:
        page.arrived = int(number)
    return page.arrived


def _page() -> _Page:
    page: _Page = st.session_state.setdefault("shown", _Page())
    return page
