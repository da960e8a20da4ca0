"""Ten-minute triage: the few questions that decide most, and what can be told from them."""

from markupsafe import Markup

from guidance.assessment import Assessment, asking
from guidance.assessment.ahead import may_go_ahead
from guidance.assessment.order import first_screen
from guidance.case import journey
from guidance.case.record import Record
from guidance.inference.three_valued import Asked
from reports import standings
from ui.browser import a11y, html, pasted, press, shown, visit
from ui.browser.drawing import Label, show, st
from ui.browser.part import part
from ui.browser.places import go, link
from ui.browser.widgets import CHANGES_NOTHING, ask, beside_switch

NEXT = 2
"""Questions named as those to ask next about an activity."""
AHEAD = 2
"""Cards that say what may go ahead, named for each activity."""
ACTIVITIES = 5
"""Activities asked about here; a triage of more would take longer than ten minutes."""


def draw(record: Record, _assessment: Assessment) -> None:
    """The page of triage."""
    a11y.title("Ten-minute triage")
    st.write(
        Label(
            "At most eight questions about each activity. Stop when you like: what is said rests on what you told, and "
            "says what it presumes."
        )
    )
    if told := press.told():
        show(Markup('<p role="status">{}</p>').format(told))
    pasted.draw(record)
    _answers()


@part
def _answers(record: Record, assessment: Assessment) -> None:
    """The questions and what follows from them."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        beside_switch()
        among = {None, *(activity.id for activity in record.activities[:ACTIVITIES])}
        asked = [(question.id, about) for question, about in journey.triage(assessment, record) if about in among]
        with st.container(key="questions"):
            _questions(record, assessment, asked, [each for each in visit.in_place(asked) if each[1] in among])
        with st.container(key="onward"):
            if st.button(Label("Continue: overview"), type="primary"):
                go("overview", record.id)
        shown.echo()
    with right, st.container(key="follows"):
        _so_far(record, assessment)


def _questions(record: Record, assessment: Assessment, asked: list[Asked], drawn: list[Asked]) -> None:
    before: str | None = None
    for id, about in drawn:
        if about != before:
            before = about
            name = record.activity(about).name if about else "the organisation"
            show(Markup("<p>About: <strong>{}</strong></p>").format(name))
        ask(assessment, record, assessment.catalogue.questions[id], about, _why(assessment, (id, about), asked))
    if not record.activities:
        link("activities", Label("Add an activity, to be asked about it here"), record.id)


def _why(assessment: Assessment, each: Asked, asked: list[Asked]) -> str:
    """Why a question that keeps its place is not asked; one that weightier ones came before is."""
    stands = journey.stands(assessment, assessment.catalogue.questions[each[0]], each[1])
    return "" if stands or each in asked else CHANGES_NOTHING


def _so_far(record: Record, assessment: Assessment) -> None:
    """How to treat each activity, the first warnings and what to ask next."""
    catalogue = assessment.catalogue
    show(
        Markup('<div class="g-panel" role="status"><h2>What can be told so far</h2>{}</div>').format(
            html.treated(catalogue, assessment.level)
        )
    )
    for activity in record.activities[:ACTIVITIES]:
        level = html.level(assessment.levels[activity.id]) if len(record.activities) > 1 else ""
        following = [catalogue.questions[each.question].text for each in asking.next_questions(assessment, activity.id, NEXT)]
        ask_next = f"Ask next: {' '.join(following)} " if following else ""
        more = html.more(asking.about_more(assessment, activity.id), "this activity")
        show(Markup('<p><strong>{}</strong> {}</p><p class="g-hint">{}{}</p>').format(activity.name, level, ask_next, more))
        _may_go_ahead(assessment, activity.id)
    screen = first_screen(assessment)
    show(Markup("<h3>First warnings</h3>") if screen.warnings else html.paragraph("No warning follows from what was told."))
    for entry in screen.warnings[:ACTIVITIES]:
        show(html.finding(catalogue, entry.first))
    show(html.rest(catalogue, screen))


def _may_go_ahead(assessment: Assessment, about: str) -> None:
    """What of an activity may go ahead on what was told."""
    if cards := may_go_ahead(assessment, about)[:AHEAD]:
        said = html.bullets(standings.together(assessment.catalogue, cards))
        show(Markup("<h3>What may go ahead</h3>{}").format(said))
