"""The activities of an assessment as a queue: first what waits for somebody, and by when. Some of many are found and shown at a time."""

from datetime import date
from typing import Final

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey, waiting
from guidance.case.journey import Place
from guidance.case.record import Record
from guidance.case.waiting import Wait, Waiting
from reports import words
from reports.words import count
from ui.browser import html, state
from ui.browser.drawing import Label, show, st
from ui.browser.part import part
from ui.browser.places import link, link_to

SHOWN: Final = 25
"""Activities shown at a time."""
EVERY: Final = "All activities"
DUE: Final = "Overdue"
SAYS: Final = {
    Wait.SETTLE: "Settle who the partner is",
    Wait.DECIDE: "Decide: nothing more can change its level, and nobody has signed",
    Wait.ANSWER: "Answer",
    Wait.LOOK_AGAIN: "Look again at",
    Wait.NOTHING: "Nothing waits",
}


@part
def draw(record: Record, assessment: Assessment) -> None:
    """The queue, with a filter and a search."""
    stored = state.stored()
    signed = any(each.stands(record, assessment) for each in stored.signatures)
    rows = {row.activity: row for row in waiting.queue(assessment, record, stored.plan, signed)}
    names = {each.id: each.name for each in record.activities}
    wanted = _wanted(record, list(rows.values()))
    places = _places(record, assessment, wanted[:SHOWN])
    for row in wanted[:SHOWN]:
        _row(record, assessment, names[row.activity], row, places.get(row.activity))
    if len(wanted) > SHOWN:
        show(
            html.paragraph(
                f"{count(len(wanted) - SHOWN, 'more activity', 'more activities')}: choose what they wait for, or write a part of a name."
            )
        )
    if not wanted:
        show(html.paragraph("No activity is like that.", "hint"))


def _wanted(record: Record, rows: list[Waiting]) -> list[Waiting]:
    kinds = {EVERY: rows, **{wait.value: [row for row in rows if wait in row.waits] for wait in Wait}}
    kinds[DUE] = [row for row in rows if row.due and row.due < date.today()]
    with st.container(horizontal=True, key="queue-filter"):
        kind = st.selectbox(
            Label("What it waits for"),
            list(kinds),
            key=f"queue-show:{record.id}",
            format_func=lambda kind: f"{kind} ({len(kinds[kind]):,})",
        )
        said = st.text_input(Label("Find an activity by its name or partner"), key=f"queue-find:{record.id}").casefold()
    texts = {each.id: f"{each.name} {each.partner.name if each.partner else ''}".casefold() for each in record.activities}
    return [row for row in kinds[kind] if said in texts[row.activity]]


def _places(record: Record, assessment: Assessment, rows: list[Waiting]) -> dict[str, Place]:
    """The first page of each with an open question."""
    here = {row.activity for row in rows}
    places: dict[str, Place] = {}
    for place in journey.unfinished(assessment, record):
        if place.activity in here and place.activity is not None:
            places.setdefault(place.activity, place)
    return places


def _row(record: Record, assessment: Assessment, name: str, row: Waiting, place: Place | None) -> None:
    with st.container(key=f"queue-{row.activity}"):
        due = f" · next action due {words.day(row.due)}" if row.due else ""
        late = Markup(' <strong class="g-late">Overdue</strong>') if row.due and row.due < date.today() else ""
        show(
            Markup('<div class="g-action"><h3>{}</h3><p>{} {}{}{}</p></div>').format(
                name, html.mark(assessment.levels[row.activity]), "; ".join(_says(row)), due, late
            )
        )
        with st.container(horizontal=True, key=f"queue-ways-{row.activity}"):
            _ways(record, name, row, place)


def _says(row: Waiting) -> list[str]:
    more = {
        Wait.ANSWER: f" {count(row.questions, 'open question')}",
        Wait.LOOK_AGAIN: f" {count(row.again, 'answer')}",
    }
    return [f"{SAYS[wait]}{more.get(wait, '')}" for wait in row.waits]


def _ways(record: Record, name: str, row: Waiting, place: Place | None) -> None:
    """A link for each thing that it waits for; to its questions in any case."""
    if Wait.SETTLE in row.waits:
        link("partners", Label("Settle the partner of {}").format(name), record.id)
    if Wait.DECIDE in row.waits:
        link("result", Label("See the result for {}").format(name), record.id)
    if Wait.LOOK_AGAIN in row.waits:
        link("check", Label("Check the answers about {}").format(name), record.id, act=row.activity)
    if place:
        link_to(place, Label("Answer about {}").format(name), record.id)
    elif row.first is Wait.NOTHING:
        link("check", Label("See the answers about {}").format(name), record.id, act=row.activity)
