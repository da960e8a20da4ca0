"""Ask others: a file of questions for each role, and the answers that come back."""

from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import rolepack
from guidance.case.record import Record, Recorded
from guidance.case.rolepack import Conflict, Returned, RolePackError
from guidance.case.store import AnswersTaken
from reports import words
from reports.words import count
from ui.browser import a11y, assigning, html, offers, state, taking_away, uploads
from ui.browser.drawing import Label, plain, show, spoken, st
from ui.browser.places import link

PROGRAMS = {".xlsx": "Excel", ".docx": "Word"}


def draw(record: Record, assessment: Assessment) -> None:
    """The page."""
    a11y.title("Ask others")
    st.write(
        Label(
            "Give each colleague the questions that they can answer, as an Excel or Word file. They fill in their name and "
            "the answers, and you take the file back here. The file holds names of partners and projects: send it as you "
            "would send the assessment."
        )
    )
    _hand_out(record, assessment)
    _take_back(record, assessment)
    assigning.draw(record, assessment)
    link("check", Label("Check your answers"), record.id)


def _hand_out(record: Record, assessment: Assessment) -> None:
    catalogue = assessment.catalogue
    counts = {role: len(rolepack.questions_for(assessment, record, role)) for role in catalogue.roles}
    roles = sorted((role for role in counts if counts[role]), key=lambda role: -counts[role])
    if not roles:
        st.write(Label("No question is open that somebody else could answer."))
        return
    role = st.selectbox(
        Label("Role"), roles, format_func=lambda role: f"{catalogue.roles[role].title}: {count(counts[role], 'question')}"
    )
    for suffix, program in PROGRAMS.items():
        label = Label("Download the questions for {}").format(program)
        taking_away.button(offers.questions(state.stored(), role, suffix), label, f"questions{suffix[1:]}")


def _take_back(record: Record, assessment: Assessment) -> None:
    st.header(Label("Take answers back"), anchor=False)
    file = st.file_uploader(Label("A filled-in file (.xlsx or .docx)"), type=["xlsx", "docx"], key=f"back:{record.id}")
    if file is None:
        uploads.forget("back")
        return
    try:
        filled = uploads.read("back", file, rolepack.read, RolePackError)
        returned = rolepack.beside(assessment.catalogue, record, filled, datetime.now(UTC))
    except RolePackError as error:
        html.alert("The file cannot be taken back", f"{error} Nothing was changed.")
        return
    told = (
        f"From {returned.who}: {count(len(returned.new), 'answer')} to open questions, "
        f"{count(returned.same, 'that says', 'that say')} the same, {count(len(returned.conflicts), 'that differs', 'that differ')} from yours."
    )
    show(Markup("<p>{}</p>").format(told))
    if returned.problems:
        html.alert("Not understood, and left out", "; ".join(returned.problems))
    theirs = frozenset(each.asked for each in returned.conflicts if _takes_theirs(record, assessment, returned, each))
    # what is shown is what is taken: an answer that comes in between is a conflict of its own
    taken: dict[str, Any] = {"on_click": _merge, "args": (record, file.name, returned, theirs, state.drawn())}
    st.button(Label("Take these answers"), type="primary", **taken)


def _takes_theirs(record: Record, assessment: Assessment, returned: Returned, conflict: Conflict) -> bool:
    """An answer that differs, side by side; the officer's stays unless the other is chosen."""
    question, about = conflict.asked
    name = record.activity(about).name if about else "The organisation"
    chosen = st.radio(
        spoken(f"{name}: {assessment.catalogue.questions[question].text}"),
        [False, True],
        format_func=lambda other: plain(
            f"{returned.who}: {_said(assessment, question, conflict.theirs)}"
            if other
            else f"{conflict.ours.by or 'Here'}: {_said(assessment, question, conflict.ours)}"
        ),
        key=f"settle:{record.id}:{about or ''}:{question}",
    )
    return bool(chosen)


def _said(assessment: Assessment, question: str, recorded: Recorded) -> str:
    return words.answer(assessment.catalogue, question, recorded.value)


def _merge(record: Record, name: str, returned: Returned, theirs: frozenset[tuple[str, str | None]], made_on: int) -> None:
    answers: dict[str, dict[str, Recorded]] = {}
    for (id, about), recorded in rolepack.changes(returned, theirs):
        answers.setdefault(about or "", {})[id] = recorded
    if not answers or state.append(record.id, AnswersTaken(file=name[:200], answers=answers, made_on=made_on)):
        st.session_state.pop(f"back:{record.id}", None)
