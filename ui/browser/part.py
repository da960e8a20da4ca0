"""The part of a page that an answer on it changes. After an answer only that part runs again, in half the time of the whole."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from streamlit import fragment

from guidance.assessment import Assessment
from guidance.case.record import Record
from guidance.case.store import StoreError
from ui.browser import sidebar, state, trouble, turns, visitor
from ui.browser.drawing import st

P = ParamSpec("P")


def part(draw: Callable[Concatenate[Record, Assessment, P], None]) -> Callable[P, None]:
    """Draws something about the assessment that is in hand; give it no record, it takes the newest each time.

    The whole page runs after all when what stands around the part would look different now."""

    @fragment
    @wraps(draw)
    def run(*args: P.args, **more: P.kwargs) -> None:
        with trouble.told():
            if state.has_one():
                draw(*state.now(), *args, **more)
            else:
                with turns.turn():
                    _alone(*args, **more)

    def _alone(*args: P.args, **more: P.kwargs) -> None:
        try:
            visitor.signed_in()
            stored = state.opened()
        except StoreError:
            stored = None
        if stored is None:
            st.rerun()  # the whole page says what is wrong
        state.in_hand(stored)
        try:
            if sidebar.outdated(*state.now()) or not trouble.is_told():
                st.rerun()
            draw(*state.now(), *args, **more)
            trouble.messages()
        finally:
            state.put_down()

    return run
