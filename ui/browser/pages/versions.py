"""Versions: name one, compare two, begin a new assessment from one, and undo an event of the log."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case.record import Record
from guidance.case.store import StoredEvent, StoreError, Undone
from guidance.case.versions import NOW, Compared, compared, naming, side
from guidance.knowledge.catalogue import Catalogue
from guidance.team.permissions import May
from reports import versions as written
from reports import words
from ui import settings
from ui.browser import a11y, html, offers, press, state, taking_away
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import link

EVENTS: Final = 50
"""Events of the log that are listed, the newest first; `guidance versions log` lists all."""
LINES: Final = 100
"""Lines of a part of a comparison; `guidance versions compare` writes all."""
BEGUN: Final = "1"


def draw(record: Record, assessment: Assessment) -> None:
    """The page."""
    a11y.title("Versions")
    st.write(
        Label(
            "A version is the assessment as it stood at one moment. Name the one that a committee saw, and compare it later with what "
            "stands now. Nothing is ever erased from the log."
        )
    )
    try:
        history = state.store().history(record.id)
    except StoreError as error:
        html.alert("The log cannot be read", str(error))
        return
    state.read_result(record)  # a comparison tells the findings
    may = state.may(May.ARRANGE, record.id)
    _named(record, may)
    _compare(record, assessment.catalogue, history)
    _log(record, assessment.catalogue, history, may)
    link("result", Label("Result and report"), record.id)


def _named(record: Record, may: bool) -> None:
    rows = [
        [each.name, str(each.number), f"{each.by}, {words.moment(each.at)}", each.knowledge] for each in state.stored().versions
    ]
    show(
        html.table("Versions with a name", ["Name", "Last event", "Named by", "Knowledge"], rows)
        if rows
        else html.paragraph("No version has a name yet.")
    )
    if may:
        name = f"version-name:{record.id}"
        with st.form("name-version", border=False):
            st.text_input(Label("Name for what stands now, such as “Autumn committee 2026”"), max_chars=200, key=name)
            press.submit(
                Label("Name this version"), _name, record.id, state.drawn(), key="name-version-now", says=[name], empties=[name]
            )


def _name(id: str, number: int, name: str) -> str:
    """Names the version that the page showed; what was wrong with that."""
    if not name:
        return "Not named: write a name."
    seen = state.store().as_of(id, number)
    state.append(id, naming(settings.catalogue(), seen, name, number))
    return ""


def _compare(record: Record, catalogue: Catalogue, history: Sequence[StoredEvent]) -> None:
    st.header(Label("Compare"), anchor=False)
    names = [each.name for each in reversed(state.stored().versions)]
    called = {BEGUN: "as it was begun", NOW: "as it stands now"}
    before = st.selectbox(
        Label("From"),
        [*names, BEGUN],
        format_func=lambda each: called.get(each, each),
        key=f"compare-from:{record.id}",
    )
    after = st.selectbox(
        Label("To"), [NOW, *names], format_func=lambda each: called.get(each, each), key=f"compare-to:{record.id}"
    )
    one, other = (side(state.stored(), history, each) for each in (before, after))
    found = compared(catalogue, one, other)
    show(_answers(catalogue, found))
    for title, lines in list(written.parts(catalogue, found))[1:]:
        more = html.paragraph(f"And {len(lines) - LINES} more.") if len(lines) > LINES else ""
        show(Markup("<h3>{}</h3>{}{}").format(title, html.bullets(lines[:LINES]), more))
    if state.may(May.START):
        with st.expander(Label("Start a new assessment from this version: {}").format(called.get(before, before))):
            st.write(Label("Every answer is carried over and marked as not confirmed; partners are to be looked up anew."))
            press.button(Label("Start from this version"), _start_from, record.id, one.number, key="start-from-version")


def _answers(catalogue: Catalogue, found: Compared) -> Markup:
    if not found.answers:
        return html.paragraph("No answer differs.")
    rows = [
        [
            words.label(catalogue, each.asked[0]),
            written.about(found, each.asked[1]),
            written.value(catalogue, each.asked, each.before),
            written.value(catalogue, each.asked, each.after),
            ", ".join(part for part in each.parts if part != "value"),
            f"{each.by or 'nobody named'}, {words.moment(each.at)}" if each.at else "",
        ]
        for each in found.answers[:LINES]
    ]
    more = f", the first {LINES}" if len(found.answers) > LINES else ""
    caption = f"Answers that differ: {len(found.answers)}{more}"
    return html.table(caption, ["Question", "About", "Before", "After", "Also differs", "Changed by"], rows)


def _start_from(id: str, number: int) -> None:
    press.lead("overview", state.store().carry_over(id, date.today(), state.who(), number))


def _log(record: Record, catalogue: Catalogue, history: Sequence[StoredEvent], may: bool) -> None:
    st.header(Label("Log"), anchor=False)
    rows = [
        [str(each.seq), words.moment(each.at), each.by, written.event(catalogue, each.event)]
        for each in reversed(history[-EVENTS:])
    ]
    show(html.table(f"The newest events, of {len(history)}", ["Number", "When", "Who", "What"], rows))
    with st.container(horizontal=True, key="trail"):
        for suffix in offers.TRAILS:
            label = Label("Download the whole log, with its last hash ({})").format(suffix[1:].upper())
            taking_away.button(offers.trail(state.stored(), suffix), label, f"trail{suffix[1:]}")
    if may and len(history) > 1:
        number = f"undo:{record.id}"
        with st.form("undo-event", border=False):
            st.number_input(
                Label("Undo one event by its number; what was changed again since is not touched"),
                min_value=2,
                max_value=len(history),
                value=len(history),
                key=number,
            )
            press.submit(plain("Undo this event"), _undo, record.id, key="undo-event-now", says=[number])


def _undo(id: str, number: int) -> None:
    state.append(id, Undone(event=number))
