"""Buttons that do something: it is done before the page runs again, where no later click cuts it short, and a double click does it once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from guidance.case.journey import Place
from guidance.case.store import StoreError
from ui.browser import visit
from ui.browser.drawing import Label, show, st
from ui.browser.places import about, go

TWICE: Final = 0.5
"""Seconds after the page has answered a press. Another press of the same button within them is the second half of a double click. Where
the first leads to another page no clock is asked: on a busy machine the second can come later than that, and stands on a page that has
not been drawn again since."""


@dataclass
class _Pressed:
    """The last press in this session: the button, its place, what its form said, what was wrong with that, where it leads,
    when the page that answers it was drawn, and whether its own page was drawn again after that."""

    key: str
    place: str
    said: tuple[object, ...]
    wrong: str = ""
    leads: dict[str, str] | None = None
    answered: float | None = None
    returned: bool = False

    def is_it(self, key: str, place: str, said: tuple[object, ...]) -> bool:
        """Whether a press belongs to this one. A form that was emptied meanwhile says nothing."""
        same = self.key == key and (said == self.said or not any(said))
        return same and (self.is_recent or (self.place == place and self.was_left))

    @property
    def page(self) -> str:
        return self.place.partition("/")[0]

    @property
    def is_recent(self) -> bool:
        return self.answered is None or time.monotonic() - self.answered < TWICE

    @property
    def was_left(self) -> bool:
        return self.leads is not None and self.leads["page"] != self.page and not self.returned


def button(label: Label, act: Callable[..., object], *args: object, key: str, **look: Any) -> None:
    """A button that does something. What `act` returns as text is what was wrong; it stands below the button."""
    _drawn(key, st.button(label, key=key, on_click=_press, args=(key, visit.place(), (), (), act, args), **look))


def submit(
    label: Label,
    act: Callable[..., object],
    *args: object,
    key: str,
    says: Sequence[str],
    empties: Sequence[str] = (),
    **look: Any,
) -> None:
    """The same for a form. `says`: the keys of the widgets whose values `act` is given, after `args`; texts without the space around.
    `empties`: the texts that are emptied when it is done. The browser must not empty them: of two presses that share a run only the
    second is heard."""
    given = (key, visit.place(), tuple(says), tuple(empties), act, args)
    _drawn(key, st.form_submit_button(label, key=key, on_click=_press, args=given, **look))


def tell(text: str) -> None:
    """What an act tells, for the page to show until the officer goes to another or is told something else."""
    st.session_state["tells"] = visit.place(), text


def told() -> str:
    """What was told on this page."""
    where, text = st.session_state.get("tells", ("", ""))
    return text if where == visit.place() else ""


def lead(page: str, assessment: str, **more: str) -> None:
    """What an act does that leads to a page of an assessment. `more`: what else its address says."""
    if pressed := _last():
        pressed.leads = {"page": page, "assessment": assessment, **more}


def lead_to(place: Place, assessment: str) -> None:
    """The same to a page of questions."""
    lead(place.section, assessment, **about(place))


def follow(here: str) -> None:
    """Goes where the last press leads, until that page has been drawn: the second press of a double click asks for the page before."""
    pressed = _last()
    if pressed and pressed.leads and pressed.answered is None and pressed.page == here and not _are_at(here, **pressed.leads):
        go(**pressed.leads)


def _are_at(here: str, page: str, assessment: str, **more: str) -> bool:
    return here == page and {"a": assessment, **more} == st.query_params.to_dict()


def answered() -> None:
    """Notes that the page was drawn whole that answers the last press, or that its own page is back."""
    pressed = _last()
    if pressed and pressed.answered is None:
        pressed.answered = time.monotonic()
    elif pressed and visit.place() == pressed.place:
        pressed.returned = True


def forget() -> None:
    """Lets go of the last press, and with it of what was wrong: the officer has begun something else.

    A press that led away from a page which was not drawn since is kept: what looks like something else is the second half of a double
    click, which brings along what stood in the fields of the page that was left."""
    pressed = _last()
    if pressed and not pressed.was_left:
        del st.session_state["pressed"]


def _press(
    key: str,
    place: str,
    says: tuple[str, ...],
    empties: tuple[str, ...],
    act: Callable[..., object],
    args: tuple[object, ...],
) -> None:
    said = tuple(_stripped(st.session_state[each]) for each in says)
    before = _last()
    if before and before.is_it(key, place, said):
        before.answered = None
    else:
        _do(_Pressed(key, place, said), act, args)
    if not st.session_state["pressed"].wrong:
        for each in empties:
            st.session_state[each] = ""


def _do(pressed: _Pressed, act: Callable[..., object], args: tuple[object, ...]) -> None:
    st.session_state["pressed"] = pressed
    try:
        outcome = act(*args, *pressed.said)
    except (StoreError, OSError) as error:
        outcome = str(error)
    pressed.wrong = outcome if isinstance(outcome, str) else ""


def _stripped(said: object) -> object:
    return said.strip() if isinstance(said, str) else said


def _drawn(key: str, is_pressed: bool) -> None:
    pressed = _last()
    if not pressed or pressed.key != key:
        return
    if is_pressed and pressed.leads and pressed.is_recent:
        go(**pressed.leads)
    if pressed.wrong:
        show(Markup('<div class="g-error" role="alert"><p>{}</p></div>').format(pressed.wrong))


def _last() -> _Pressed | None:
    pressed: _Pressed | None = st.session_state.get("pressed")
    return pressed
