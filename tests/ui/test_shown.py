"""What the last hand gave is stored and shown, in whatever order clicks and pages meet on the line between a browser and a session."""

from collections import deque
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as draws
from streamlit.testing.v1 import AppTest

from ui.browser import shown

FIELDS = ("one", "two")
VALUES = (None, "a", "b")


class Session:
    """The program's side. It takes messages in their order, and what it draws is sent piece by piece."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}
        self.store: dict[str, Any] = dict.fromkeys(FIELDS)
        self.version = 0
        self._drawn: list[str] = []
        self.page = SimpleNamespace(container=lambda **_: nullcontext(), text_input=self.text_input, session_state=self.state)

    def draw(self, key: str, first: Any) -> None:
        """A widget is made with the value that it begins with; one that is there already keeps what it holds."""
        self._drawn.append(key)
        self.state.setdefault(key, first)

    def text_input(self, *_words: Any, key: str, **_more: Any) -> None:
        self._drawn.append(key)

    def hear(self, said: dict[str, Any]) -> None:
        self.state |= {key: value for key, value in said.items() if key in self.state}
        for field in FIELDS:
            if shown.given(field):
                self.write(field, shown.value(field))
                shown.stored(self.version, field)

    def write(self, field: str, value: Any) -> None:
        self.version += 1
        self.store[field] = value

    def run(self) -> list[tuple[Any, ...]]:
        """The pieces of a page: what stands where, and at the end all that there is."""
        self._drawn = []
        pieces: list[tuple[Any, ...]] = []
        for field in FIELDS:
            shown.put(field, self.store[field], self.version, self.draw)
            pieces.append((field, self._drawn[-1], self.state[self._drawn[-1]]))
        shown.echo()
        pieces.append(("echo", shown.ECHO, self.state[shown.ECHO]))
        self.state = {key: value for key, value in self.state.items() if key in self._drawn or key == "shown"}
        self.page.session_state = self.state
        return [*pieces, ("all", tuple(self._drawn))]


class Browser:
    """The officer's side: what stands where, and what each thing holds that was ever drawn and still is."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.holds: dict[str, Any] = {}

    def take(self, piece: tuple[Any, ...]) -> None:
        if piece[0] == "all":
            self.holds = {key: value for key, value in self.holds.items() if key in piece[1]}
        else:
            place, key, value = piece
            self.places[place] = key
            self.holds[key] = value if place == "echo" else self.holds.get(key, value)

    def shows(self, field: str) -> Any:
        return self.holds[self.places[field]]

    def click(self, field: str, value: Any) -> dict[str, Any]:
        self.holds[self.places[field]] = value
        return {key: str(each) if key == shown.ECHO else each for key, each in self.holds.items()}


class Line:
    """Both sides, what is under way between them, and what the officer gave last, until a colleague gave something else."""

    def __init__(self) -> None:
        self.session, self.browser = Session(), Browser()
        self.said: deque[dict[str, Any]] = deque()
        self.drawn: deque[tuple[Any, ...]] = deque()
        self.last: dict[str, Any] = {}

    def click(self, field: str, value: Any) -> None:
        """A click that goes back to what the session was told last may share a run with the one before it, and then says nothing."""
        if value == self.session.state.get(self.browser.places[field], value):
            self.last.pop(field, None)
        else:
            self.last[field] = value
        self.said.append(self.browser.click(field, value))

    def colleague(self, field: str, value: Any) -> None:
        self.session.write(field, value)
        self.last.pop(field, None)

    def run(self, shared: bool = False) -> None:
        """Answers the next message; `shared`: all that wait, of which the newest says what every earlier one said."""
        said: dict[str, Any] = {}
        for _ in range(len(self.said) if shared else min(1, len(self.said))):
            said |= self.said.popleft()
        self.session.hear(said)
        self.drawn.extend(self.session.run())

    def arrive(self, pieces: int) -> None:
        for _ in range(min(pieces, len(self.drawn))):
            self.browser.take(self.drawn.popleft())

    def rest(self) -> None:
        """Waits until nothing is under way, and asks once more."""
        while self.said:
            self.run()
        self.run()
        self.arrive(len(self.drawn))


ANY = draws.sampled_from(FIELDS), draws.sampled_from(VALUES)
STEPS = draws.lists(
    draws.one_of(
        draws.tuples(draws.just("click"), *ANY),
        draws.tuples(draws.just("colleague"), *ANY),
        draws.tuples(draws.just("run"), draws.booleans()),
        draws.tuples(draws.just("arrive"), draws.integers(1, 5)),
    ),
    max_size=40,
)


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=400)
def test_what_was_given_last_is_stored_and_shown(steps: list[tuple[Any, ...]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        line = Line()
        patch.setattr(shown, "st", line.session.page)
        line.rest()
        for what, *how in steps:
            if what != "run" or line.said:
                getattr(line, what)(*how)
        line.rest()
        assert {field: line.browser.shows(field) for field in FIELDS} == line.session.store
        assert {field: line.session.store[field] for field in line.last} == line.last


def _widgets() -> None:
    import streamlit as st

    from ui.browser import shown

    shown.put("box", True, 1, lambda key, first: st.checkbox("box", value=first, key=key))
    shown.put("text", "said", 1, lambda key, first: st.text_input("text", value=first, key=key))
    shown.echo()


def test_a_widget_is_sent_with_the_value_that_it_begins_with() -> None:
    """A value that is put in afterwards comes a moment after the widget, and a click in between would tell of an empty one."""
    page = AppTest.from_function(_widgets).run()
    assert not page.exception
    [box], [text] = page.checkbox, [each for each in page.text_input if each.label == "text"]
    assert (box.proto.default, box.proto.set_value) == (True, False)
    assert (text.proto.default, text.proto.set_value) == ("said", False)
