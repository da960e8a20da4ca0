"""Assigning questions to people who sign in, what became of that, and comments that wait to be settled."""

import secrets
from datetime import date, timedelta

from markupsafe import Markup
from pydantic import ValidationError

from guidance.assessment import Assessment
from guidance.case.record import MAX_TEXT, Record
from guidance.case.store import Assigned, Assignment, DepartmentNamed, SentBack, Stage, Unassigned
from guidance.case.store.together import Together, is_address
from guidance.team.permissions import May, Role
from reports import words
from reports.words import count
from ui.browser import html, press, state
from ui.browser.drawing import Label, plain, show, spoken, st
from ui.browser.pages.mine import comment, commented

WEEKS = timedelta(weeks=2)
"""How long somebody has, unless another day is chosen."""
ORGANISATION = ""


def draw(record: Record, assessment: Assessment) -> None:
    """Nothing where nobody signs in: a file goes to them."""
    if not state.signed_in():
        return
    together = state.together()
    if state.may(May.ASSIGN, record.id):
        st.header(Label("Assign questions to people who sign in"), anchor=False)
        _assign(record, assessment)
        for each in together.assignments.values():
            _assignment(record, each)
        _departments(record, together)
    _comments(record, assessment, together)


def _assign(record: Record, assessment: Assessment) -> None:
    names = {ORGANISATION: "The organisation"} | {each.id: each.name for each in record.activities}
    about = st.selectbox(Label("About"), list(names), format_func=names.__getitem__, key=f"assign-about:{record.id}")
    asked = _asked(assessment, about or None)
    sections = {id: assessment.catalogue.sections[id].title for id in dict.fromkeys(asked.values())}
    with st.form("assign", border=False):
        said = [f"assign-{each}:{record.id}" for each in ("to", "role", "themes", "questions", "due", "message")]
        st.text_input(Label("To, by e-mail address"), max_chars=200, key=said[0])
        st.selectbox(
            Label("Or to whoever has the role"),
            [None, Role.LEGAL, Role.APPROVER],
            format_func=lambda role: role or "–",
            key=said[1],
        )
        st.multiselect(Label("Whole themes"), list(sections), format_func=sections.__getitem__, key=said[2])
        texts = assessment.catalogue.questions
        st.multiselect(Label("Or questions"), list(asked), format_func=lambda id: texts[id].text, key=said[3])
        if said[4] not in st.session_state:
            st.session_state[said[4]] = date.today() + WEEKS
        st.date_input(Label("Due"), format="DD/MM/YYYY", key=said[4])
        st.text_input(Label("Message"), max_chars=MAX_TEXT, key=said[5])
        given = (record.id, about or None, asked)
        press.submit(Label("Assign"), _assigned, *given, key="assign-them", says=said, empties=[said[0], said[5]])


def _asked(assessment: Assessment, about: str | None) -> dict[str, str]:
    """The questions that are answered or that can matter now, each with its theme."""
    known, facts = assessment.catalogue, assessment.facts
    here = facts.activities[about] if about else facts.organisation
    return {
        question.id: section.id
        for section in known.sections.values()
        for question in known.questions.values()
        if question.section == section.id and (question.id in here or (question.id, about) in assessment.live)
    }


def _assigned(
    id: str,
    about: str | None,
    asked: dict[str, str],
    to: str,
    role: Role | None,
    themes: list[str],
    questions: list[str],
    due: date,
    message: str,
) -> str:
    """Assigns; what was wrong with that."""
    chosen = tuple(each for each, theme in asked.items() if each in questions or theme in themes)
    if bool(to) is bool(role):
        return "Not assigned: give an e-mail address, or choose a role."
    if not chosen:
        return "Not assigned: choose a theme or a question."
    try:
        event = Assigned(
            id=secrets.token_hex(8), to=role or to.casefold(), activity=about, questions=chosen, due=due, message=message
        )
    except ValidationError:
        return _no_address(to)
    if to and not is_address(to):
        return _no_address(to)
    state.append(id, event)
    return ""


def _no_address(to: str) -> str:
    return f"Not assigned: read {to!r} as the address; expected one such as zoe@northmoor.ac.uk."


def _assignment(record: Record, each: Assignment) -> None:
    names = {activity.id: activity.name for activity in record.activities}
    about = names.get(each.activity, "a removed activity") if each.activity else "The organisation"
    with st.container(border=True, key=f"assignment-{each.id}"):
        show(
            Markup("<p><strong>{}</strong>: {}, {}, due {}. {}. {}</p>").format(
                each.to,
                about,
                count(len(each.questions), "question"),
                words.day(each.due),
                each.stage.capitalize(),
                each.message,
            )
        )
        if each.stage is Stage.DONE:
            with st.form(f"send-back-{each.id}", border=False):
                why = f"send-back-why-{each.id}"
                st.text_input(Label("What is to be done again"), max_chars=MAX_TEXT, key=why)
                press.submit(
                    Label("Send back to {}").format(each.to), _sent_back, record.id, each.id, key=f"back-{each.id}", says=[why]
                )
        gone = Label("Take back from {}").format(each.to)
        press.button(gone, state.append, record.id, Unassigned(id=each.id), key=f"unassign-{each.id}")


def _sent_back(id: str, assignment: str, why: str) -> str:
    """Sends an assignment back; what was wrong with that."""
    if not why:
        return "Not sent back: say what is to be done again."
    state.append(id, SentBack(id=assignment, why=why))
    return ""


def _departments(record: Record, together: Together) -> None:
    if not record.activities:
        return
    names = {each.id: each.name for each in record.activities}
    with st.expander(Label("Departments of activities")), st.form("departments", border=False):
        told = (f"{names[id]}: {department}" for id, department in together.departments.items() if id in names)
        show(html.bullets(told))
        said = [f"department-{each}:{record.id}" for each in ("of", "name")]
        st.radio(Label("Activity"), list(names), format_func=lambda id: plain(names[id]), index=None, key=said[0])
        st.text_input(Label("Department; its head then reads and answers it"), max_chars=100, key=said[1])
        press.submit(Label("Save department"), _department, record.id, key="department-save", says=said, empties=said[1:])


def _department(id: str, activity: str | None, department: str) -> str:
    """Says to which department an activity belongs; what was wrong with that."""
    if not activity:
        return "Choose the activity."
    state.append(id, DepartmentNamed(activity=activity, department=department))
    return ""


def _comments(record: Record, assessment: Assessment, together: Together) -> None:
    waiting = [each for each in together.comments.values() if not each.settled]
    st.header(Label("Comments"), anchor=False)
    if not waiting:
        st.write(Label("No comment waits to be settled."))
    for each in waiting:
        show(Markup("<p>{}</p>").format(assessment.catalogue.questions[each.asked[0]].text))
        comment(record.id, each)
    if state.may(May.COMMENT, record.id):
        _comment(record, assessment)


def _comment(record: Record, assessment: Assessment) -> None:
    """The way to comment on any question that is answered."""
    names = {None: "The organisation"} | {each.id: each.name for each in record.activities}
    asked = [(question, about) for about in names for question in record.of(about)]
    if not asked:
        return
    texts = assessment.catalogue.questions
    with st.expander(Label("Comment on an answer")):
        on = st.selectbox(
            Label("Question"),
            asked,
            format_func=lambda each: f"{names[each[1]]}: {texts[each[0]].text}",
            key=f"comment-on:{record.id}",
        )
        with st.form("comment", border=False):
            name = f"comment:{record.id}"
            st.text_area(spoken("Comment"), max_chars=MAX_TEXT, key=name)
            press.submit(Label("Add comment"), commented, record.id, on, key="comment-add", says=[name], empties=[name])
