"""Start, resume, open a saved file."""

from markupsafe import Markup

from guidance.case.record import MAX_BYTES, MAX_TEXT, RecordError, read_record
from guidance.case.store import Removed, Restored, StoreError, Summary
from ui import settings
from ui.browser import a11y, state, trouble, turns
from ui.browser.drawing import Label, plain, show, st
from ui.browser.html import alert, counted
from ui.browser.places import go, link

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
            "when.</p><p>This is guidance, not legal advice. Nothing you type leaves this machine.</p><p "
            'class="g-hint">Knowledge base {}.</p></div>'
        ).format(catalogue.version)
    )
    trouble.messages()
    if left := st.session_state.pop("deleted", None):
        show(Markup('<p role="status">Deleted. {}.</p>').format(left))
    listed = state.store().assessments()
    _due()
    _existing(listed)
    _new()
    _file()
    _keeping(listed)


def _existing(assessments: tuple[Summary, ...]) -> None:
    if not assessments:
        return
    st.header(Label("Continue"), anchor=False)
    for summary in assessments:
        link("overview", Label("{} – {}").format(summary.title, _how_far(summary)), summary.id)


def _how_far(summary: Summary) -> str:
    if not summary.readable:
        return "damaged: nothing of it can be read"
    damage = ", damaged: a part cannot be relied on" if summary.broken else ""
    return f"{counted(summary.activities, 'activity', 'activities')}, changed {summary.changed:%d %B %Y, %H:%M} UTC{damage}"


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
        title = st.text_input(
            Label("Name of the assessment, such as “Northmoor University, autumn 2026” (required)"), max_chars=200
        )
        name = st.text_input(Label("Your name, printed with your answers"), max_chars=200)
        if st.form_submit_button(Label("Start"), type="primary"):
            _start(title.strip(), name.strip())


def _start(title: str, name: str) -> None:
    if not title:
        alert("There is a problem", "Give the assessment a name.")
        return
    try:
        go("overview", state.start(title, name))
    except StoreError as error:
        alert("Not started", str(error))


def _file() -> None:
    st.header(Label("Open a saved assessment"), anchor=False)
    file = st.file_uploader(Label("A .json file downloaded here"), type="json", max_upload_size=MAX_BYTES // 1_000_000)
    if file is None or not st.button(Label("Open as a new assessment")):
        return
    try:
        if file.size > MAX_BYTES:
            raise RecordError(f"the file has {file.size:,} bytes; the most that is read is {MAX_BYTES:,}")
        with turns.given_back():
            record = read_record(file.getvalue(), settings.catalogue())
        go("overview", state.store().open_record(record, state.who()))
    except (RecordError, StoreError) as error:
        show(
            Markup('<div class="g-error" role="alert"><h2>Not opened</h2><p>{}</p><p>Nothing was changed.</p></div>').format(
                str(error)
            )
        )


def _keeping(listed: tuple[Summary, ...]) -> None:
    """Taking an assessment off the list, which can be undone, and then deleting it, which cannot."""
    removed = state.store().assessments(removed=True)
    if not listed and not removed:
        return
    st.header(Label("Remove or delete"), anchor=False)
    with st.expander(Label("Take an assessment off the list, put one back, or delete one for good"), expanded=bool(removed)):
        if listed:
            _take_off(listed)
        for summary in removed:
            _removed(summary)


def _take_off(listed: tuple[Summary, ...]) -> None:
    titles = {each.id: each.title for each in listed}
    with st.form("take-off", border=False):
        id = st.radio(Label("Assessment"), list(titles), index=None, format_func=lambda id: plain(titles[id]))
        if st.form_submit_button(Label("Take it off the list")) and id and state.append(id, Removed()):
            st.rerun()


def _removed(summary: Summary) -> None:
    name = plain(summary.title)
    with st.container(border=True, key=f"removed-{summary.id}"):
        show(Markup("<p><strong>{}</strong>: off the list since {:%d %B %Y}</p>").format(summary.title, summary.changed))
        if st.button(Label("Put back: {}").format(name), key=f"put-back-{summary.id}") and state.append(summary.id, Restored()):
            st.rerun()
        with st.form(f"delete-{summary.id}", border=False):
            st.write(
                Label("What is deleted cannot be brought back. Who did it, when and why is kept, so name nothing that it says.")
            )
            by = st.text_input(Label("Who deletes it"), max_chars=200)
            why = st.text_input(Label("Why"), max_chars=MAX_TEXT)
            if st.form_submit_button(Label("Delete for good: {}").format(name)):
                _delete(summary.id, by, why)


def _delete(id: str, by: str, why: str) -> None:
    try:
        gone = state.store().delete(id, by, why)
    except StoreError as error:
        alert("Not deleted", str(error))
        return
    st.session_state["deleted"] = gone.left
    st.rerun()
