"""One section: its questions on the left, what follows from them on the right."""

from html import escape

import streamlit as st

from guidance.assessment import Assessment, ahead, asking, ledger
from guidance.assessment.order import first_screen
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Record
from guidance.inference.three_valued import Asked
from reports import standings
from ui.browser import a11y, html, shown, visit
from ui.browser.html import counted, show
from ui.browser.onward import next_step
from ui.browser.part import part
from ui.browser.places import link
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
        link("overview", "Overview", record.id)
        return
    words = assessment.catalogue.sections[section]
    a11y.title(words.title)
    whose = f"<p>Activity: <strong>{escape(record.activity(place.activity).name)}</strong></p>" if place.activity else ""
    show(f'{whose}<p class="g-hint">{escape(words.intro)}</p>')
    _answers(place)


@part
def _answers(record: Record, assessment: Assessment, place: Place) -> None:
    """The questions and what follows from them."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        asked = [(question.id, place.activity) for question in journey.questions(assessment, place)]
        beside_switch()
        aside = _not_asked(record, assessment, place)
        drawn = visit.in_place(asked, aside)
        with st.container(key="questions"):
            for each in drawn:
                why = "" if each in asked else aside.get(each, CHANGES_NOTHING)
                ask(assessment, record, assessment.catalogue.questions[each[0]], place.activity, why)
            if not drawn:
                st.write("Nothing here can change the result as things stand, so nothing is asked.")
            _set_aside(record, assessment, place)
        with st.container(key="onward"):
            next_step(record, assessment, place)
        shown.echo()
    with right, st.container(key="follows"):
        _findings(record, assessment, place)


def _not_asked(record: Record, assessment: Assessment, here: Place) -> dict[Asked, str]:
    """The questions of this page that are not asked, with the reason, if the officer wants to answer them nevertheless."""
    catalogue = assessment.catalogue
    asked = {question.id for question in journey.questions(assessment, here)}
    left = {each.id for each in catalogue.in_section[here.section]} - asked
    label = f"Show the questions that are not asked here ({len(left)}), and answer them anyway"
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
            f'<p class="g-hint">Set aside: {counted(len(parked), "earlier answer")} that can change nothing as things stand '
            f"({escape(names)}). They are kept, and come back if they can matter again.</p>"
        )


def _findings(record: Record, assessment: Assessment, place: Place) -> None:
    """How to treat what is in hand, the first warnings, what the rest is, and what to answer next."""
    catalogue = assessment.catalogue
    level = assessment.levels[place.activity]
    screen = first_screen(assessment, (place.activity,))
    whose = "this activity" if place.activity else "the organisation"
    more = asking.about_more(assessment, place.activity)
    show(
        f'<div class="g-panel" role="status"><h2>What follows so far</h2><p>{html.level(level)}</p>'
        f"<p>{escape(standings.level(catalogue, level))}</p><p>About {more} more questions for {whose}.</p></div>"
        f"{html.findings(catalogue, [entry.first for entry in screen.warnings[:SHOWN]])}"
        f'<p class="g-hint">{escape(standings.rest(catalogue, screen))}</p>'
    )
    for card in ahead.may_go_ahead(assessment, place.activity)[:AHEAD]:
        show(html.paragraph(standings.ahead(catalogue, card)))
    if len(screen.warnings) > SHOWN:
        link("result", f"{len(screen.warnings) + len(screen.more) - SHOWN} more on the result page", record.id)
