"""Start, resume, open a saved file."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from guidance.assessment import asking
from guidance.case.plan import read_saved
from guidance.case.record import MAX_BYTES, MAX_TEXT, RecordError, slug
from guidance.case.store import ActivityAdded, Removed, Restored, StoreError, Summary
from guidance.language.conditions import Scope
from guidance.reading.proposing import MOST_CHARACTERS, ReadingError
from guidance.team.permissions import May
from reports import words
from reports.words import count
from ui import settings
from ui.browser import a11y, pasted, press, purging, state, trouble, turns, visitor
from ui.browser.drawing import Label, plain, show, st
from ui.browser.html import alert
from ui.browser.places import link

SAVED = "saved"
"""The uploader of a saved assessment, in the session."""
FIND = 10
"""From more assessments than these, one is looked for by its name."""
MOST = 20
"""Assessments that are due for deletion, named at a time."""


def draw() -> None:
    """The first page."""
    a11y.title("China exposure guidance")
    catalogue = settings.catalogue()
    show(
        Markup(
            '<div class="g-q"><p>Answer questions about your organisation and what it does with partners in China. You get '
            "findings as you answer, and a report: what may go ahead, what needs care, what must stop, whom to call and by "
            "when.</p><p>You need not know everything: leave out what you do not know, or say that you are not sure. Each answer is saved "
            "at once, and you can stop and come back. This is guidance, not legal advice. {}</p><p "
            'class="g-hint">Knowledge base {}.</p></div>'
        ).format(visitor.where_it_stays(), catalogue.version)
    )
    trouble.messages()
    if told := press.told():
        show(Markup('<p role="status">{}</p>').format(told))
    listed = state.store().assessments()
    _due()
    _mine()
    _existing(listed)
    if state.may(May.START):
        _new()
        _file()
    _keeping(listed)


def _mine() -> None:
    """The way to the questions that the person at the page was asked."""
    if state.signed_in():
        link("mine", Label("My questions: what others ask of you"))
        if state.may(May.GRANT):
            link("roles", Label("Roles: who may do what"))


def _existing(assessments: tuple[Summary, ...]) -> None:
    if not assessments:
        return
    st.header(Label("Continue"), anchor=False)
    wanted = ""
    if len(assessments) > FIND:
        wanted = st.text_input(Label("Find an assessment by its name"), key="find-assessment").casefold()
    for summary in sorted(assessments, key=_rank):
        if wanted in summary.title.casefold():
            link("overview", Label("{} – {}").format(summary.title, _how_far(summary)), summary.id)


def _rank(summary: Summary) -> tuple[bool, date, bool]:
    """What waits first: a partner to settle, the nearest day of an action, an answer to look at again; then what was changed last."""
    return not summary.to_settle, summary.due or date.max, not summary.again


def _how_far(summary: Summary) -> str:
    if not summary.readable:
        return "damaged: nothing of it can be read"
    damage = ", damaged: a part cannot be relied on" if summary.broken else ""
    waits = [
        count(summary.to_settle, "partner to settle", "partners to settle") if summary.to_settle else "",
        f"next action due {words.day(summary.due)}" if summary.due else "",
        count(summary.again, "answer to look at again", "answers to look at again") if summary.again else "",
    ]
    told = "".join(f", {each}" for each in waits if each)
    return f"{count(summary.activities, 'activity', 'activities')}{told}, changed {summary.changed:%d %B %Y, %H:%M} UTC{damage}"


def _due() -> None:
    """The assessments that are due for deletion, where a period is set."""
    try:
        days = settings.retention_days()
    except ValueError as error:
        alert("The period for keeping assessments is not understood", str(error))
        return
    due = state.store().due(days) if days else ()
    if due:
        names = "; ".join(each.title for each in due[:MOST]) + (f"; and {len(due) - MOST} more" if len(due) > MOST else "")
        show(Markup('<p role="status">Due for deletion, not changed for {} days: {}.</p>').format(str(days), names))


def _new() -> None:
    st.header(Label("Start an assessment"), anchor=False)
    with st.form("new", border=False):
        st.text_input(
            Label("Name of the assessment, such as “Northmoor University, autumn 2026” (required)"),
            max_chars=200,
            key="new-title",
        )
        visitor.ask_name(Label("Your name, printed with your answers"), key="new-who")
        st.radio(
            Label("Where do you begin? The other ways stay open"),
            list(WAYS),
            index=None,
            format_func=lambda way: WAYS[way].title,
            captions=[way.told.format(_few()) for way in WAYS.values()],
            key="new-way",
        )
        pasted_here = Label("For one case: paste the e-mail, if one came")
        st.text_area(pasted_here, max_chars=MOST_CHARACTERS, key=pasted.TEXT)
        st.write(
            Label(
                "This program reads it for answers, which you then take or leave. Who a person is is not read, and the text is not kept."
            )
        )
        says = ["new-title", "new-who", "new-way"]
        press.submit(Label("Start"), _start, key="start", says=says, empties=[pasted.TEXT], type="primary")


@dataclass(frozen=True)
class _Way:
    """A way into an assessment: what it is for, how long it takes, what to have ready, and the page that it leads to."""

    title: Label
    told: Label
    page: str


CASE = "case"
WAYS = {
    CASE: _Way(
        Label("One case"),
        Label(
            "Somebody asks what may go ahead. At most {} questions, about ten minutes. Have ready: the e-mail, who the partner is, what "
            "goes to them and comes back, and who pays."
        ),
        "triage",
    ),
    "register": _Way(
        Label("A register of partnerships"),
        Label(
            "Each row becomes an activity, and each partner is looked up. About half an hour for the first look. Have ready: the CSV or "
            "Excel file, and official lists if you downloaded any."
        ),
        "partners",
    ),
    "whole": _Way(
        Label("The whole organisation"),
        Label(
            "Everything that bears on it, then each activity. About an hour for the organisation and a quarter of an hour for each activity, in "
            "as many sittings as you like. Have ready: your policies, and who knows about contracts, exports, data and staff."
        ),
        "overview",
    ),
}


def _few() -> int:
    """The most questions that one case is asked about: those of the organisation that come first, and those of the triage."""
    return sum(question.early for question in settings.catalogue().asked_of(Scope.ORGANISATION)) + asking.TRIAGE


def _start(title: str, name: str, way: str | None) -> str:
    """Starts an assessment and goes to where the officer begins; what was wrong with that. One case is an activity of that name; what a
    pasted text says of it waits there."""
    text = st.session_state[pasted.TEXT].strip()
    if not title:
        return "Give the assessment a name."
    way = CASE if text and way is None else way
    if text and way != CASE:
        return "A text is read for one case: choose One case, or take the text out."
    try:
        reading = pasted.read(text) if text else None
    except ReadingError as error:
        return f"Not started: {error}"
    id = state.start(title, name)
    if way == CASE:
        activity = slug(title, set())
        state.append(id, ActivityAdded(id=activity, name=title))
        if reading:
            pasted.wait(id, activity, reading)
    press.lead(WAYS[way].page if way else "overview", id)
    return ""


def _file() -> None:
    st.header(Label("Open a saved assessment"), anchor=False)
    file = st.file_uploader(
        Label("A .json file downloaded here"),
        type="json",
        max_upload_size=MAX_BYTES // 1_000_000,
        key=SAVED,
        on_change=press.forget,
    )
    if file is not None:
        press.button(Label("Open as a new assessment"), _open, key="open-saved")


def _open() -> str:
    """Opens the file that was chosen and goes to it; what was wrong with that."""
    file = st.session_state[SAVED]
    try:
        if file.size > MAX_BYTES:
            raise RecordError(f"the file has {file.size:,} bytes; the most that is read is {MAX_BYTES:,}")
        with turns.given_back():
            record, plan = read_saved(file.getvalue(), settings.catalogue())
        press.lead("overview", state.store().open_record(record, state.who(), plan))
    except (RecordError, StoreError) as error:
        return f"Not opened: {error}. Nothing was changed."
    return ""


def _keeping(listed: tuple[Summary, ...]) -> None:
    """Taking an assessment off the list, which can be undone, and then deleting it, which cannot."""
    removed = state.store().assessments(removed=True)
    if not (listed or removed) or not any(map(state.may, (May.REMOVE, May.CONFIRM_PURGE, May.PURGE))):
        return
    st.header(Label("Remove or delete"), anchor=False)
    label = Label("Take an assessment off the list, put one back, or delete one for good")
    with st.expander(label, key="keeping", on_change="rerun"):  # the server remembers that it is open: what is above it moves
        if listed and state.may(May.REMOVE):
            _take_off(listed)
        for summary in removed:
            _removed(summary)


def _take_off(listed: tuple[Summary, ...]) -> None:
    titles = {each.id: each.title for each in listed}
    with st.form("take-off", border=False):
        st.radio(Label("Assessment"), list(titles), index=None, format_func=lambda id: plain(titles[id]), key="off")
        press.submit(Label("Take it off the list"), _taken_off, key="take-it-off", says=["off"])


def _taken_off(id: str | None) -> str:
    """Takes an assessment off the list; what was wrong with that."""
    if not id:
        return "Choose the assessment to take off the list."
    state.append(id, Removed())
    return ""


def _removed(summary: Summary) -> None:
    name = plain(summary.title)
    with st.container(border=True, key=f"removed-{summary.id}"):
        show(Markup("<p><strong>{}</strong>: off the list since {:%d %B %Y}</p>").format(summary.title, summary.changed))
        if state.may(May.REMOVE):
            press.button(Label("Put back: {}").format(name), state.append, summary.id, Restored(), key=f"put-back-{summary.id}")
        if state.signed_in():
            purging.draw(summary)
            return
        with st.form(f"delete-{summary.id}", border=False):
            st.write(
                Label("What is deleted cannot be brought back. Who did it, when and why is kept, so name nothing that it says.")
            )
            by, why = f"by-{summary.id}", f"why-{summary.id}"
            visitor.ask_name(Label("Who deletes it"), key=by)
            st.text_input(Label("Why"), max_chars=MAX_TEXT, key=why)
            gone = Label("Delete for good: {}").format(name)
            press.submit(gone, _delete, summary.id, key=f"for-good-{summary.id}", says=[by, why])


def _delete(id: str, by: str, why: str) -> str:
    """Deletes an assessment; what was wrong with that."""
    try:
        press.tell(f"Deleted. {state.store().delete(id, visitor.named(by), why).left}.")
    except StoreError as error:
        return f"Not deleted: {error}"
    return ""
