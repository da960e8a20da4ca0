"""Files of evidence beside an answer: attach, take away again, download. They open over the page, so that none moves what is below."""

from collections.abc import Sequence

from guidance.case.evidence import MAX_FILE, MEDIA
from guidance.case.record import MAX_FILES, Attached, Record
from guidance.knowledge.entries import Question
from ui.browser import state, taking_away
from ui.browser.drawing import Label, spoken, st


def draw(record: Record, question: Question, activity: str | None, files: Sequence[Attached]) -> None:
    """The files beside a question, and the way to add one."""
    with st.popover(Label("Evidence files: {}").format(len(files)), key=state.key(record, question.id, activity, "files")):
        for file in files:
            _file(record, question, activity, file)
        if len(files) < MAX_FILES:
            name = state.uploader(record, question, activity)
            st.file_uploader(
                spoken(f"Evidence file: {question.label}"),
                max_upload_size=MAX_FILE // 1_000_000,
                type=[suffix[1:] for suffix in MEDIA],
                key=name,
                on_change=state.attach,
                args=(record, question, activity, name),
            )


def _file(record: Record, question: Question, activity: str | None, file: Attached) -> None:
    from ui.browser import offers  # it takes half a second to load, and few answers have files

    name, desk = state.key(record, question.id, activity, file.sha256), state.store()
    with st.container(horizontal=True, key=f"{name}:file"):
        if desk.holds(record.id, file.sha256):
            label = Label("Download {} ({:,} bytes)").format(file.name, file.size)
            taking_away.button(offers.evidence(state.stored(), file.sha256), label, f"{name}:download")
        else:
            st.write(Label("{}: this copy of the assessment does not hold the file").format(file.name))
        st.button(
            Label("Take {} away").format(file.name),
            key=f"{name}:away",
            type="tertiary",
            on_click=state.detach,
            args=(record, question, activity, file.sha256),
        )
