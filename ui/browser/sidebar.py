"""The side bar: the way to the pages of what is in hand, the organisation or one activity, and out of it."""

from dataclasses import dataclass

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place, Status
from guidance.case.record import Record
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import PAGES, link, link_to

OTHERS = ("overview", "activities", "check", "result")
"""The pages in it besides those of questions; the overview leads to the rest."""


def draw(record: Record, assessment: Assessment) -> None:
    """Draws the side bar."""
    st.session_state["aside"] = shown = _shown(record, assessment)
    with st.sidebar:
        whose = Markup("<p>{}</p>").format(shown.activity) if shown.activity else ""
        show(Markup('<p class="g-mark">{}</p><p><strong>{}</strong></p>{}').format(shown.marking, shown.title, whose))
        for place, status in shown.pages:
            title = plain(assessment.catalogue.sections[place.section].title)
            link_to(
                place,
                (Label("{} ✓") if status is Status.COMPLETED else Label("{}")).format(title),
                record.id,
                disabled=status is Status.EMPTY,
            )
        with st.container(key="aside"):
            for name in OTHERS:
                link(name, plain(PAGES[name]), record.id)
            link("home", Label("Your assessments"))


def outdated(record: Record, assessment: Assessment) -> bool:
    """Whether it would look different now from when it was drawn."""
    return bool(st.session_state.get("aside") != _shown(record, assessment))


@dataclass(frozen=True)
class _Shown:
    """What it shows of the assessment: the activity in hand, if any, and the pages of questions with how far each has got.

    Every page keeps its place, also while nothing is asked there."""

    marking: str
    title: str
    activity: str
    pages: tuple[tuple[Place, Status], ...]


def _shown(record: Record, assessment: Assessment) -> _Shown:
    asked = st.query_params.get("act")
    about = asked if asked in assessment.facts.activities else None
    places = [place for place in journey.places(assessment, record) if place.activity == about]
    pages = tuple((place, _shown_status(journey.status(assessment, record, place))) for place in places)
    return _Shown(record.marking, record.title, record.activity(about).name if about else "", pages)


def _shown_status(status: Status) -> Status:
    """A page that is begun looks like one that is not."""
    return Status.IN_PROGRESS if status is Status.NOT_STARTED else status
