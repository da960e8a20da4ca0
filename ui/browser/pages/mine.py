"""My questions: what the person at the page was asked by an officer, and nothing else of the assessment."""

import secrets
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from guidance.case.record import Recorded
from guidance.case.store import Assignment, Comment, Commented, CommentSettled, HandedIn, Stage, Stored
from guidance.inference.three_valued import Asked
from guidance.team.desk import RefusedError
from reports import words
from reports.words import count
from ui import settings
from ui.browser import a11y, evidence, html, press, settle, state, trouble, widgets
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import link

SHOWN = 20
"""Questions on a page: what drawing one costs grows with how many are drawn beside it."""
_NOTHING = Recorded(value="")


def draw() -> None:
    """The page: of one assessment, or the choice of one."""
    a11y.title("My questions")
    trouble.messages()
    if chosen := st.query_params.get("of"):
        _one(chosen)
        return
    parts = state.store().mine()
    if not parts:
        show(html.paragraph("No question is assigned to you."))
    if len(parts) == 1:
        st.query_params["of"] = parts[0].record.id  # the next run looks at this one alone
        _one(parts[0].record.id)
        return
    for part in parts:
        link("mine", Label("{} – {}").format(part.record.title, _how_many(part)), of=part.record.id)
    link("home", Label("Your assessments"))


def _how_many(part: Stored) -> str:
    open_ = sum(len(each.questions) for each in part.together.assignments.values() if each.stage is not Stage.DONE)
    return count(open_, "question") + " to answer"


def _one(id: str) -> None:
    try:
        part = state.my_part(id)
    except RefusedError as error:
        show(html.paragraph(f"No page here for you: {error}."))
        link("home", Label("Your assessments"))
        return
    show(Markup("<p><strong>{}</strong></p>").format(part.record.title))
    all = list(_all(part))
    first = _first(len(all))
    here = all[first : first + SHOWN]
    for assignment in part.together.assignments.values():
        if theirs := [asked for by, asked in here if by == assignment.id]:
            _assignment(part, assignment, theirs)
    for activity in part.record.activities:
        if theirs := [asked for by, asked in here if by is None and asked[1] == activity.id]:
            st.header(plain(activity.name), anchor=False)
            show(html.paragraph(f"Of your department, {part.together.departments[activity.id]}. What is answered so far:"))
            for asked in theirs:
                _question(part, asked, closed=False)
    _elsewhere(id, first, len(all))
    link("mine", Label("All my questions"))


def _all(part: Stored) -> Iterator[tuple[str | None, Asked]]:
    """Every question once, under the first assignment that holds it, or under its department."""
    drawn: set[Asked] = set()
    given = [(each.id, (question, each.activity)) for each in part.together.assignments.values() for question in each.questions]
    of_department = [each for each in part.record.activities if each.id in part.together.departments]
    for by, asked in (*given, *((None, (question, each.id)) for each in of_department for question in each.answers)):
        if asked not in drawn:
            drawn.add(asked)
            yield by, asked


def _first(count: int) -> int:
    """The place of the first question to show, as the address says; the first of all for what is none."""
    said = st.query_params.get("from", "1")
    place = int(said) - 1 if said.isascii() and said.isdigit() and len(said) < 6 else 0
    return place - place % SHOWN if 0 <= place < count else 0


def _elsewhere(id: str, first: int, count: int) -> None:
    """The ways to the questions that are not on this page."""
    for start in range(0, count, SHOWN) if count > SHOWN else ():
        label = Label("Questions {} to {} of {}").format(start + 1, min(start + SHOWN, count), count)
        link("mine", label, disabled=start == first, of=id, **{"from": str(start + 1)})


def _assignment(part: Stored, assignment: Assignment, asked: Sequence[Asked]) -> None:
    about = part.record.activity(assignment.activity).name if assignment.activity else "The organisation"
    closed = assignment.stage is Stage.DONE
    st.header(plain(about), anchor=False)
    said = f"From {assignment.by}, by {words.day(assignment.due)}: {assignment.stage}."
    show(Markup('<div class="g-panel"><p>{}</p>{}{}</div>').format(said, _said(assignment.message), _said(assignment.why)))
    for each in asked:
        _question(part, each, closed)
    if not closed:
        event = HandedIn(id=assignment.id)
        press.button(
            Label("Hand in: {}").format(about),
            state.append,
            part.record.id,
            event,
            key=f"hand-in-{assignment.id}",
            type="primary",
        )


def _said(text: str) -> Markup | str:
    return html.paragraph(text) if text else ""


def _question(part: Stored, asked: Asked, closed: bool) -> None:
    """A question with its answer, a note, files and comments; what was handed in is shown, and not changed."""
    question, activity = settings.catalogue().questions[asked[0]], asked[1]
    recorded = part.record.of(activity).get(question.id)
    said = recorded or part.kept.get(asked, _NOTHING)
    with st.container(key=f"q-{activity or 'org'}-{question.id.replace('.', '-')}"):
        hint = Markup('<p class="g-hint">{}</p>').format(question.help) if question.help else ""
        by = html.paragraph(f"Answered by {recorded.by}", "hint") if recorded and recorded.by else ""
        show(Markup('<div class="g-q"><h3>{}</h3>{}<p>{}</p>{}</div>').format(question.text, hint, question.why, by))
        if closed:
            answer = words.answer(settings.catalogue(), question.id, recorded.value) if recorded else "no answer"
            show(html.paragraph(f"{answer}. {said.note}".strip()))
        else:
            widgets.alone(part.record, question, activity, said)
            settle.draw(part.record, question, activity)
            evidence.draw(part.record, question, activity, said.files)
        comments(part, asked)


def comments(part: Stored, asked: Asked) -> None:
    """The comments on a question, and the way to add and settle one."""
    for each in part.together.comments.values():
        if each.asked == asked:
            comment(part.record.id, each)
    name = f"comment:{part.record.id}:{asked[1] or ''}:{asked[0]}"
    with st.expander(Label("Comment on this question")), st.form(f"{name}:form", border=False):
        st.text_area(Label("Comment"), max_chars=2_000, key=name)
        press.submit(Label("Add comment"), commented, part.record.id, asked, key=f"{name}:add", says=[name], empties=[name])


def comment(id: str, each: Comment) -> None:
    """A comment, with the way to settle it."""
    settled = f" Settled by {each.settled}." if each.settled else ""
    show(
        Markup('<p class="g-hint"><strong>{}</strong>, {}: {}{}</p>').format(each.by, words.moment(each.at), each.text, settled)
    )
    if not each.settled:
        press.button(
            Label("Settle this comment"), state.append, id, CommentSettled(id=each.id), key=f"settle-comment-{each.id}"
        )


def commented(id: str, asked: Asked, text: str) -> str:
    """Stores a comment; what was wrong with it."""
    if not text:
        return "Write the comment first."
    state.append(id, Commented(id=secrets.token_hex(8), activity=asked[1], question=asked[0], text=text))
    return ""
