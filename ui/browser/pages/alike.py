"""Answer many at once: activities as another one, or a theme of many activities as a table."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd

from guidance.assessment import Assessment
from guidance.case import alike, journey
from guidance.case.journey import Place
from guidance.case.record import Confidence, Record, Recorded, Value, check_value
from guidance.case.store import AnswersTaken, ValueGiven, ValueWithdrawn
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE
from reports.words import capital, count
from ui import settings
from ui.browser import a11y, html, press, state, visit
from ui.browser.drawing import Label, chosen_in, plain, show, st
from ui.browser.part import part
from ui.browser.places import link
from ui.browser.widgets import NOT_SURE_TEXT

ACTIVITY: Final = "activity"
"""The column that names the activity; no question has that id."""
HIGH: Final = 460
"""The most pixels of the table; of more rows it is scrolled."""


def draw(record: Record, assessment: Assessment) -> None:
    """The page."""
    a11y.title("Answer many at once")
    if len(record.activities) < 2:
        st.write(Label("This page is for an assessment of two activities or more."))
        link("activities", Label("Add or change activities"), record.id)
        return
    _as_for(record, assessment)
    _table()
    link("check", Label("Check your answers"), record.id)


def _as_for(record: Record, assessment: Assessment) -> None:
    st.header(Label("The same as for another activity"), anchor=False)
    st.write(
        Label(
            "Answer one activity, then say which others are like it. What they have not answered is carried over and marked as not "
            "confirmed. What must be said of each is left out: texts, what is not sure, that a check found nothing, and answers about "
            "a partner who is another."
        )
    )
    names = {each.id: each.name for each in record.activities}
    like = st.selectbox(
        Label("The activity that is answered"), list(names), format_func=names.__getitem__, key=f"like:{record.id}"
    )
    chosen = st.multiselect(
        Label("The activities that are like it"),
        [id for id in names if id != like],
        format_func=names.__getitem__,
        key=f"others:{record.id}:{like}",
        placeholder="All the others",
    )
    others = tuple(chosen or (id for id in names if id != like))
    would = alike.as_for(assessment.catalogue, record, like, others)
    label = Label("Carry {} over").format(count(sum(map(len, would.values())), "answer"))
    press.button(label, _carry, record.id, like, others, key="as-for", type="primary", disabled=not would)
    with st.container(key="carried"):
        show(html.paragraph(press.told()))


def _carry(id: str, like: str, others: tuple[str, ...]) -> None:
    """Carries over what is still to be answered in what is stored now."""
    stored = state.store().record(id)
    here = [each.id for each in stored.record.activities if each.id in others]
    said = alike.as_for(settings.catalogue(), stored.record, like, here)
    name = stored.record.activity(like).name
    if said and state.append(id, AnswersTaken(file=f"As for {name}"[:200], answers=_signed(said), made_on=stored.version)):
        number = count(sum(map(len, said.values())), "answer")
        activities = count(len(said), "activity", "activities")
        press.tell(f"{number} carried over to {activities}. Confirm them on the pages of each, or change what differs.")


def _signed(said: alike.Carried) -> dict[str, dict[str, Recorded]]:
    by, at = state.who(), datetime.now(UTC)
    return {id: {asked: replace(each, by=by, at=at) for asked, each in answers.items()} for id, answers in said.items()}


@dataclass
class _Table:
    """A table as it was drawn: nothing in it moves until it is drawn anew. `given`: what the officer chose in it, and the version that
    was stored under, 0 when it was refused."""

    key: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    given: dict[Asked, tuple[Any, int]] = field(default_factory=dict)


@part
def _table(record: Record, assessment: Assessment) -> None:
    st.header(Label("As a table"), anchor=False)
    st.write(
        Label(
            "One theme of every activity. Choose in the cells, drag an answer down, or paste from a spreadsheet with the words of the "
            "options. Each answer is saved at once."
        )
    )
    catalogue = assessment.catalogue
    themes = [id for id, section in catalogue.sections.items() if section.scope is Scope.ACTIVITY]
    theme = st.selectbox(Label("Theme"), themes, format_func=lambda id: catalogue.sections[id].title, key=f"theme:{record.id}")
    table = _drawn(record, assessment, theme)
    if table.columns:
        st.data_editor(
            _frame(catalogue, record, table),
            key=table.key,
            on_change=_chosen,
            args=(record.id, table),
            column_config={ACTIVITY: "Activity"} | {id: _column(catalogue.questions[id]) for id in table.columns},
            disabled=[ACTIVITY],
            hide_index=True,
            num_rows="fixed",
            height=min(HIGH, 36 * (len(table.rows) + 1) + 3),
        )
    else:
        st.write(Label("Nothing is asked about this theme that is answered by choosing."))
    waiting = list(_carried(record, table))
    number = count(len(waiting), "answer")
    label = Label("Confirm {} of this table: carried over").format(number) if waiting else Label("All is confirmed here")
    st.button(label, on_click=state.confirm_all, args=(record, waiting), key="table-confirm", disabled=not waiting)
    with st.container(key="table-told"):
        show(html.bullets(_differs(catalogue, record, table)))
    st.button(Label("Draw the table anew"), on_click=_anew, key="table-anew")


def _carried(record: Record, table: _Table) -> Iterator[Asked]:
    """The cells whose answer was carried over and not confirmed."""
    for about in record.activities:
        for asked in table.columns if about.id in table.rows else ():
            if (said := about.answers.get(asked)) and said.confidence is Confidence.UNCONFIRMED:
                yield asked, about.id


def _drawn(record: Record, assessment: Assessment, theme: str) -> _Table:
    tables: dict[tuple[str, str], _Table] = st.session_state.setdefault("tables", {})
    at = (visit.place(), theme)
    if at not in tables:
        for other in [each for each in tables if each[0] != at[0]]:
            del tables[other]
        number = st.session_state["table-number"] = st.session_state.get("table-number", 0) + 1
        rows = tuple(each.id for each in record.activities)
        tables[at] = _Table(f"table-{number}", rows, tuple(_columns(record, assessment, theme)))
    return tables[at]


def _anew() -> None:
    st.session_state.pop("tables", None)


def _columns(record: Record, assessment: Assessment, theme: str) -> Iterator[str]:
    """The questions of a theme that are asked of an activity and answered by choosing."""
    asked = {each.id for about in record.activities for each in journey.questions(assessment, Place(theme, about.id))}
    for question in assessment.catalogue.in_section[theme]:
        if question.id in asked and question.kind in (Kind.ONE, Kind.MANY):
            yield question.id


def _column(question: Question) -> Any:
    return chosen_in(capital(question.label), list(_texts(question).values()), question.kind is Kind.MANY, plain(question.text))


def _texts(question: Question) -> dict[str, str]:
    return {option.id: option.text for option in question.options} | {NOT_SURE: NOT_SURE_TEXT}


def _frame(catalogue: Catalogue, record: Record, table: _Table) -> pd.DataFrame:
    here = {each.id: each for each in record.activities}
    lines = [
        {ACTIVITY: here[row].name if row in here else "(removed)"}
        | {id: _shown(catalogue.questions[id], here[row].answers.get(id) if row in here else None) for id in table.columns}
        for row in table.rows
    ]
    return pd.DataFrame(lines, columns=[ACTIVITY, *table.columns], dtype=object)


def _shown(question: Question, said: Recorded | None) -> Any:
    """An answer as its cell holds it."""
    if said is None:
        return [] if question.kind is Kind.MANY else None
    texts = _texts(question)
    if question.kind is Kind.MANY:
        return [texts[id] for id in (said.value if isinstance(said.value, list) else [NOT_SURE])]
    return texts.get(str(said.value))


def _chosen(id: str, table: _Table) -> None:
    """Stores each cell that holds another choice than when this was asked last."""
    edited: dict[int, dict[str, Any]] = st.session_state[table.key]["edited_rows"]
    for row, cells in edited.items():
        for column, said in cells.items():
            cell = (column, table.rows[int(row)])
            if cell not in table.given or table.given[cell][0] != said:
                _store(id, table, cell, said)


def _store(id: str, table: _Table, cell: Asked, said: Any) -> None:
    asked, activity = cell
    question = settings.catalogue().questions[asked]
    made_on = max(state.drawn(), table.given[cell][1] if cell in table.given else 0)
    about: dict[str, Any] = {"activity": activity, "question": asked, "made_on": made_on}
    stored = False
    try:
        value = _value(question, said)
        event = ValueWithdrawn(**about) if value is None else ValueGiven(**about, value=value)
        stored = state.append(id, event)
    except ValueError as error:
        st.session_state["not_saved"] = str(error)
    table.given[cell] = said, state.store().record(id).version if stored else 0


def _value(question: Question, said: Any) -> Value | None:
    """What a cell says. Raises ValueError for what is no option, or for options that cannot stand together."""
    ids = {text: id for id, text in _texts(question).items()}
    texts = said if isinstance(said, list) else [said] if said else []
    unknown = [text for text in texts if text not in ids]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is no answer to “{question.text}”; choose one of its options")
    chosen = [ids[text] for text in texts]
    if not chosen:
        return None
    value: Value = NOT_SURE if chosen == [NOT_SURE] else chosen if question.kind is Kind.MANY else chosen[0]
    check_value(question, value, "this answer")
    return value


def _differs(catalogue: Catalogue, record: Record, table: _Table) -> Iterator[str]:
    """The cells whose choice is not what is stored: refused, or changed by somebody else since."""
    here = {each.id: each for each in record.activities}
    for (asked, activity), (said, version) in table.given.items():
        if activity is None or activity not in here:
            continue
        question, stored = catalogue.questions[asked], here[activity].answers.get(asked)
        if _shown(question, stored) != (said or ([] if question.kind is Kind.MANY else None)):
            held = catalogue.answer(asked, stored.value) if stored else "no answer"
            why = "changed elsewhere since" if version else "not saved"
            yield f"{here[activity].name}, {question.label}: {why}. Stored is {held}."
