"""One section: its questions on the left, what follows from them on the right."""

from markupsafe import Markup

from guidance.assessment import Assessment, ahead, asking, ledger
from guidance.assessment.order import first_screen
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Confidence, Record
from guidance.inference.three_valued import Asked
from reports import standings
from reports.words import count
from ui.browser import a11y, html, shown, state, visit
from ui.browser.drawing import Label, show, st
from ui.browser.onward import back_to_check, next_step
from ui.browser.part import part
from ui.browser.places import link, link_to
from ui.browser.widgets import CHANGES_NOTHING, ask, beside_switch

SHOWN = 6
"""Findings shown beside the questions; the rest are on the result page."""
AHEAD = 3
"""Cards shown there that say what may go ahead."""


def draw(section: str, record: Record, assessment: Assessment) -> None:
    """The page of a section; for one of an activity, ?act= names which."""
    place = Place(section, st.query_params.get("act"))
    if place not in journey.places(assessment, record):
        a11y.title("This page does not exist")
        link("overview", Label("Overview"), record.id)
        return
    words = assessment.catalogue.sections[section]
    a11y.title(words.title)
    whose = (
        Markup("<p>Activity: <strong>{}</strong></p>").format(record.activity(place.activity).name) if place.activity else ""
    )
    show(Markup('{}<p class="g-hint">{}</p>').format(whose, words.intro))
    _answers(place)


@part
def _answers(record: Record, assessment: Assessment, place: Place) -> None:
    """The questions and what follows from them."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        every = [(question.id, place.activity) for question in journey.questions(assessment, place)]
        only = _only(every)
        asked = [*only, *visit.new_since(every)] if only else every
        beside_switch()
        aside = {} if only else _not_asked(record, assessment, place)
        drawn = visit.in_place(asked, aside)
        with st.container(key="questions"):
            for each in drawn:
                why = "" if each in asked else aside.get(each, CHANGES_NOTHING)
                ask(assessment, record, assessment.catalogue.questions[each[0]], place.activity, why)
            if not drawn:
                st.write(Label("Nothing here can change the result as things stand, so nothing is asked."))
            if only:
                link_to(place, Label("All questions of this page"), record.id)
            else:
                _set_aside(record, assessment, place)
        with st.container(key="onward"):
            _confirm_all(record, drawn)
            if only:
                back_to_check(record, place, only[0][0])
            else:
                next_step(record, assessment, place)
        shown.echo()
    with right, st.container(key="follows"):
        _findings(record, assessment, place)


def _confirm_all(record: Record, drawn: list[Asked]) -> None:
    """A button that confirms what was carried over to the questions above; it stays when it is used."""
    waiting = [
        (id, about) for id, about in drawn if (said := record.of(about).get(id)) and said.confidence is Confidence.UNCONFIRMED
    ]
    if visit.to_confirm(("", drawn[0][1] if drawn else None), len(waiting) > 1):
        number = count(len(waiting), "answer")
        label = Label("Confirm {} on this page: carried over").format(number) if waiting else Label("All is confirmed here")
        st.button(label, key="confirm-all", on_click=state.confirm_all, args=(record, waiting), disabled=not waiting)


def _only(asked: list[Asked]) -> list[Asked]:
    """The one question that ?q= names: the officer came from the check of all answers to change it."""
    return [each for each in asked if each[0] == st.query_params.get("q")]


def _not_asked(record: Record, assessment: Assessment, here: Place) -> dict[Asked, str]:
    """The questions of this page that are not asked, with the reason, if the officer wants to answer them nevertheless."""
    catalogue = assessment.catalogue
    asked = {question.id for question in journey.questions(assessment, here)}
    left = {each.id for each in catalogue.in_section[here.section]} - asked
    label = Label("Show the questions that are not asked here ({}), and answer them anyway").format(len(left))
    if not st.toggle(label, key=f"anyway:{record.id}:{here.activity or ''}:{here.section}", disabled=not left):
        return {}
    from reports.reasons import because  # loads what reports need, and few ask for it

    reasons = {
        (question, here.activity): f"Not asked because of: {because(assessment, record, entry)}."
        for entry in ledger.skipped(assessment, [here.activity])
        for question in entry.questions
    }
    return {each: why for each, why in reasons.items() if each[0] in left}


def _set_aside(record: Record, assessment: Assessment, here: Place) -> None:
    parked = journey.parked(assessment, record, here.activity)
    if parked:
        names = ", ".join(f"“{assessment.catalogue.questions[id].text}”" for id in parked)
        show(
            Markup(
                '<p class="g-hint">Set aside: {} that can change nothing as things stand ({}). They are kept, and come back if '
                "they can matter again.</p>"
            ).format(count(len(parked), "earlier answer"), names)
        )


def _findings(record: Record, assessment: Assessment, place: Place) -> None:
    """How to treat what is in hand, the first warnings, what the rest is, and what to answer next."""
    catalogue = assessment.catalogue
    level = assessment.levels[place.activity]
    screen = first_screen(assessment, (place.activity,))
    whose = "this activity" if place.activity else "the organisation"
    show(
        Markup('<div class="g-panel" role="status"><h2>What follows so far</h2>{}<p>{}</p></div>{}{}').format(
            html.treated(catalogue, level),
            html.more(asking.about_more(assessment, place.activity), whose),
            html.findings(catalogue, [entry.first for entry in screen.warnings[:SHOWN]]),
            html.rest(catalogue, screen),
        )
    )
    for said in standings.together(catalogue, ahead.may_go_ahead(assessment, place.activity)[:AHEAD]):
        show(html.paragraph(said))
    if len(screen.warnings) > SHOWN:
        link("result", Label("{} more on the result page").format(len(screen.warnings) + len(screen.more) - SHOWN), record.id)
