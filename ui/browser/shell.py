"""What surrounds every page: the way in, the side bar, what went wrong."""

from collections.abc import Callable
from functools import partial

from streamlit import Page

from guidance.assessment import Assessment
from guidance.case.journey import Place
from guidance.case.record import Record
from guidance.case.store import StoreError
from guidance.knowledge import KnowledgeError
from ui import settings
from ui.browser import a11y, mended, press, settle, sidebar, state, trouble, turns, visit, visitor
from ui.browser.drawing import Label, st
from ui.browser.pages import activities, check, home, mine, overview, questions, roles, triage
from ui.browser.places import PAGES, link, register, registered
from ui.browser.warm import warm


def _alike(record: Record, assessment: Assessment) -> None:
    from ui.browser.pages import alike  # what makes tables takes a third of a second to load

    alike.draw(record, assessment)


def _partners(record: Record, assessment: Assessment) -> None:
    from ui.browser.pages import partners  # reading registers takes half a second to load, and few pages need it

    partners.draw(record, assessment)


def _others(record: Record, assessment: Assessment) -> None:
    from ui.browser.pages import others  # as above

    others.draw(record, assessment)


def _result(record: Record, assessment: Assessment) -> None:
    from ui.browser.pages import result  # what writes reports takes as long

    result.draw(record, assessment)


def _versions(record: Record, assessment: Assessment) -> None:
    from ui.browser.pages import versions  # as above

    versions.draw(record, assessment)


mended.keep_what_was_given()
mended.send_what_was_drawn()
mended.finish_what_a_click_began()
mended.hear_what_comes_late()

DRAW: dict[str, Callable[[Record, Assessment], None]] = {
    "overview": overview.draw,
    "triage": triage.draw,
    "activities": activities.draw,
    "alike": _alike,
    "partners": _partners,
    "others": _others,
    "check": check.draw,
    "result": _result,
    "versions": _versions,
}


def run() -> None:
    """Draws the page that the address names."""
    with visitor.drawing():
        _run()


def _run() -> None:
    person = None
    try:
        person = visitor.signed_in()
        settings.catalogue()
        state.store()
        stored = state.opened()
    except (KnowledgeError, StoreError) as error:
        trouble.stopped(error)
        visitor.draw(person)
        a11y.style()
        press.answered()
        return
    warm()
    if not registered():
        register(_pages())
    current = st.navigation(list(registered().values()), position="hidden")
    press.follow(current.url_path)
    place = "/".join([current.url_path, *(st.query_params.get(part, "") for part in ("a", "act", "q", "from"))])
    visit.begin(place)
    try:
        with turns.turn(current.url_path), trouble.told():
            try:
                if stored:
                    state.in_hand(stored)
                    sidebar.draw(*state.now())
            finally:
                visitor.draw(person)
            current.run()
    finally:
        state.put_down()
    a11y.style()
    trouble.messages()
    press.answered()


def _pages() -> dict[str, Page]:
    """The pages of a session."""
    titles = PAGES | {section.id: section.title for section in settings.catalogue().sections.values()}
    made = {"home": Page(home.draw, title="Your assessments", url_path="home", default=True)}
    made["mine"] = Page(mine.draw, title="My questions", url_path="mine")
    made["roles"] = Page(roles.draw, title="Roles", url_path="roles")
    return made | {name: Page(_page(name), title=title, url_path=name) for name, title in titles.items()}


def _page(name: str) -> Callable[[], None]:
    def draw() -> None:
        if not state.has_one():
            a11y.title("Choose an assessment")
            st.write(Label("This page belongs to an assessment. Start or open one first."))
            link("home", Label("Your assessments"))
            return
        with st.container(
            key="told"
        ):  # what comes into it moves nothing to another place, where the browser would draw it anew
            trouble.broken()
            trouble.only_read()
            settle.elsewhere(*state.now(), Place(name, st.query_params.get("act")))
        DRAW.get(name, partial(questions.draw, name))(*state.now())

    draw.__name__ = name
    return draw
