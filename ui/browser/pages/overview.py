"""The assessment as a list of tasks, with one clear next step."""

from datetime import date

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Status
from guidance.case.record import MAX_TEXT, Marking, Record
from guidance.case.store import Described
from reports import standings
from reports.words import count
from ui.browser import a11y, html, press, shown, state, visitor, work_queue
from ui.browser.drawing import Label, plain, show, st
from ui.browser.onward import next_step
from ui.browser.places import PAGES, link, link_to

FEW = 3
"""Activities of which each page is listed here; of more, the page to go on with."""


def draw(record: Record, assessment: Assessment) -> None:
    """The overview."""
    a11y.title(record.title)
    done = journey.progress(assessment, record)
    show(
        Markup('<div class="g-panel"><p>{}</p><p>{} answered. {}</p></div>').format(
            html.level(assessment.level), count(done.answered, "question"), standings.left(assessment)
        )
    )
    next_step(record, assessment)
    st.header(Label("Your organisation"), anchor=False)
    _tasks(record, assessment, None)
    st.header(Label("Activities"), anchor=False)
    if not record.activities:
        st.write(Label("An activity is one partnership, project, deal, appointment scheme or programme."))
    elif len(record.activities) <= FEW:
        for activity in record.activities:
            show(Markup("<p><strong>{}</strong> {}</p>").format(activity.name, html.level(assessment.levels[activity.id])))
            _tasks(record, assessment, activity.id)
    if len(record.activities) > FEW:
        work_queue.draw()
    link("activities", Label("Add or change activities"), record.id)
    st.header(Label("Other ways to answer"), anchor=False)
    for page in ("triage", "alike", "partners", "others"):
        link(page, plain(PAGES[page]), record.id)
    _details(record)
    _next_year(record)
    link("versions", Label("Versions, comparison and log"), record.id)


def _tasks(record: Record, assessment: Assessment, activity: str | None) -> None:
    for place in journey.places(assessment, record):
        how_far = journey.status(assessment, record, place)
        if place.activity == activity and how_far is not Status.EMPTY:
            title = assessment.catalogue.sections[place.section].title
            link_to(place, Label("{} – {}").format(title, how_far), record.id)


def _next_year(record: Record) -> None:
    with st.expander(Label("Start a new assessment from this one")):
        st.write(
            Label(
                "Every answer is carried over and marked as not confirmed; you confirm or change each. Partners are to be "
                "looked up anew."
            )
        )
        press.button(Label("Start from this one"), _start_from, record.id, key="start-from")


def _start_from(id: str) -> None:
    press.lead("overview", state.store().carry_over(id, date.today(), state.who()))


def _details(record: Record) -> None:
    markings = list(Marking)
    fields: dict[str, shown.Draw] = {
        "title": lambda key, first: st.text_input(Label("Name of the assessment"), value=first, max_chars=200, key=key),
        "as_at": lambda key, first: st.date_input(
            Label("As at (the law of this day applies)"), value=first, format="DD/MM/YYYY", key=key
        ),
        "marking": lambda key, first: st.selectbox(
            Label("Marking, printed on every page"), markings, index=markings.index(first), key=key
        ),
        "prepared_by": lambda key, first: st.text_input(
            Label("Prepared by"), value=first, max_chars=min(200, MAX_TEXT), key=key
        ),
    }
    with st.expander(Label("Name, date, marking, prepared by")), st.form("details", border=False):
        for part in _described_by_hand():
            state.view(f"w:{record.id}:::{part}", getattr(record, part), fields[part])
        st.form_submit_button(Label("Save"), on_click=_described, args=(record,))


def _described_by_hand() -> tuple[str, ...]:
    """What the form asks for; who prepared it is known where people sign in."""
    return ("title", "as_at", "marking") if visitor.signed_in() else ("title", "as_at", "marking", "prepared_by")


def _described(drawn: Record) -> None:
    """Stores what was changed in the form, and nothing else: a colleague may have changed the rest."""
    said = {part: state.said(f"w:{drawn.id}:::{part}") for part in _described_by_hand()}
    said |= {part: said[part].strip() for part in ("title", "prepared_by") if part in said}
    changed = {part: now for part, now in said.items() if now != getattr(drawn, part) and (now or part == "prepared_by")}
    if changed:
        state.append(drawn.id, Described(**changed))
