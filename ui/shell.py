"""What surrounds every page: the way in, the side bar, what went wrong."""

import logging
from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from guidance import journey, knowledge
from guidance.assessment import Assessment
from guidance.knowledge import KnowledgeError
from guidance.record import Record
from guidance.store import StoreError
from ui import a11y, state
from ui.html import plain, show
from ui.pages import activities, check, home, overview, questions, triage
from ui.places import PAGES, link, link_to, register, registered
from ui.warm import warm

_log = logging.getLogger(__name__)


def _partners(record: Record, assessment: Assessment) -> None:
    from ui.pages import partners  # reading registers takes half a second to load, and few pages need it

    partners.draw(record, assessment)


def _others(record: Record, assessment: Assessment) -> None:
    from ui.pages import others  # as above

    others.draw(record, assessment)


def _result(record: Record, assessment: Assessment) -> None:
    from ui.pages import result  # what writes reports takes as long

    result.draw(record, assessment)


ASIDE = ("overview", "activities", "check", "result")
"""The pages in the side bar besides those of questions; the overview leads to the rest."""

DRAW: dict[str, Callable[[Record, Assessment], None]] = {
    "overview": overview.draw,
    "triage": triage.draw,
    "activities": activities.draw,
    "partners": _partners,
    "others": _others,
    "check": check.draw,
    "result": _result,
}


def run() -> None:
    """Draws the page that the address names."""
    try:
        knowledge.load()
        state.store()
        stored = state.opened()
    except (KnowledgeError, StoreError) as error:
        _stopped(error)
        a11y.finish("stopped")
        return
    warm()
    if not registered():
        register(_pages())
    current = st.navigation(list(registered().values()), position="hidden")
    if stored:
        state.in_hand(stored.record)
        _side_bar(*state.now())
    try:
        current.run()
    except StoreError as error:
        _stopped(error)
    except Exception:
        _log.exception("a page failed")
        _failed()
    finally:
        state.put_down()
    place = "/".join([current.url_path, *(st.query_params.get(part, "") for part in ("a", "act"))])
    a11y.finish(escape(place))


def _pages() -> dict[str, st.Page]:
    """The pages of a session."""
    titles = PAGES | {section.id: section.title for section in knowledge.load().sections.values()}
    made = {"home": st.Page(home.draw, title="Your assessments", url_path="home", default=True)}
    return made | {name: st.Page(_page(name), title=title, url_path=name) for name, title in titles.items()}


def _page(name: str) -> Callable[[], None]:
    def draw() -> None:
        if not state.has_one():
            a11y.title("Choose an assessment")
            st.write("This page belongs to an assessment. Start or open one first.")
            link("home", "Your assessments")
            return
        _messages()
        DRAW.get(name, partial(questions.draw, name))(*state.now())

    draw.__name__ = name
    return draw


def _side_bar(record: Record, assessment: Assessment) -> None:
    """The way to the pages of what is in hand, the organisation or one activity, and out of it."""
    done = journey.progress(assessment, record)
    about = st.query_params.get("act")
    about = about if about in assessment.facts.activities else None
    whose = f"<p>{escape(record.activity(about).name)}</p>" if about else ""
    with st.sidebar:
        show(
            f'<p class="g-mark">{escape(record.marking)}</p><p><strong>{escape(record.title)}</strong></p>'
            f"<p>{done.answered} answered, {done.open} can still change the result</p>{whose}"
        )
        for place in journey.places(assessment, record):
            if place.activity == about:
                how_far = journey.status(assessment, record, place)
                title = plain(assessment.catalogue.sections[place.section].title)
                if how_far is not journey.Status.EMPTY:
                    link_to(place, f"{title} ✓" if how_far is journey.Status.COMPLETED else title, record.id)
        with st.container(key="aside"):
            for name in ASIDE:
                link(name, PAGES[name], record.id)
            link("home", "Your assessments")


def _messages() -> None:
    if st.session_state.pop("elsewhere", False):
        st.info("Changed elsewhere: the answers below are the newest.")
    problem = st.session_state.pop("not_saved", None)
    if problem:
        show(f'<div class="g-error" role="alert"><h2>Not saved</h2><p>{escape(problem)}</p></div>')


def _failed() -> None:
    show(
        '<div class="g-error" role="alert"><h2>Something went wrong</h2><p>Your answers are saved. Reload the page to go on. '
        "If it happens again, the reason stands in the program's log.</p></div>"
    )


def _stopped(error: Exception) -> None:
    a11y.title("The assessment cannot be opened", error=True)
    show(f'<div class="g-error" role="alert"><p>{escape(str(error))}</p><p>Nothing was changed.</p></div>')
    st.link_button("Your assessments", "/")
