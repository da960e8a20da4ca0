"""Add, copy, rename, remove and restore activities."""

from html import escape
from typing import Any

import streamlit as st

from guidance import journey
from guidance.assessment import Assessment
from guidance.record import MAX_ACTIVITIES, Record, RecordedActivity, slug
from guidance.store import ActivityAdded, ActivityRemoved, ActivityRenamed, ActivityRestored, Withheld
from ui import a11y, html, state, visit
from ui.html import plain, show
from ui.places import go_to, link

SHOWN = 25
"""Activities shown at a time."""


def draw(record: Record, assessment: Assessment) -> None:
    """The list of activities: a new one at its end, a removed one in its place, so that no button moves under the hand."""
    a11y.title("Activities")
    st.write(
        "One partnership, project, deal, appointment scheme or programme each. "
        "Begin with those in technical fields, with money from abroad, or with a partner you know little about."
    )
    _add(record)
    link("check", "Check your answers", record.id)
    here = {activity.id: activity for activity in record.activities}
    gone = {activity.id: activity for activity in state.store().record(record.id).removed_activities}
    shown = [id for id in visit.listed(each.id for each in _found(record)) if id in here or id in gone]
    for id in shown:
        if id in here:
            _activity(record, assessment, here[id])
        else:
            _removed(record, gone[id])
    _to_restore(record, [activity for id, activity in gone.items() if id not in shown])


def _found(record: Record) -> list[RecordedActivity]:
    """The activities to show: of many, those whose name or partner holds what is looked for, and only some at a time."""
    if len(record.activities) <= SHOWN:
        return list(record.activities)
    words = st.text_input(
        "Find an activity by its name or partner", key=f"find-{record.id}", on_change=visit.list_anew
    ).casefold()
    names = {each.id: f"{each.name} {each.partner.name if each.partner else ''}".casefold() for each in record.activities}
    found = [each for each in record.activities if words in names[each.id]]
    if len(found) > SHOWN:
        st.write(f"{len(found)} activities; {len(found[:SHOWN])} are shown. Write a part of a name to find others.")
    return found[:SHOWN]


def _activity(record: Record, assessment: Assessment, activity: RecordedActivity) -> None:
    with st.container(border=True, key=f"activity-{activity.id}"):
        show(f"<h2>{escape(activity.name)}</h2><p>{html.level(assessment.levels[activity.id])}</p>")
        name = plain(activity.name)
        with st.container(horizontal=True):
            if st.button(f"Answer questions: {name}", key=f"open-{activity.id}", type="primary"):
                places = [place for place in journey.places(assessment, record) if place.activity == activity.id]
                go_to(next(place for place in places if journey.questions(assessment, place)), record.id)
            if st.button(f"Copy: {name}", key=f"copy-{activity.id}"):
                _append_new(record, f"{activity.name} (copy)"[:200], activity)
            _stores(f"Remove: {name}", f"remove-{activity.id}", record, ActivityRemoved(id=activity.id))
        with st.expander(f"Rename or mark: {name}"), st.form(f"rename-{activity.id}", border=False):
            state.view(_key(record, activity, "name"), activity.name)
            st.text_input("Name of the activity", key=_key(record, activity, "name"), max_chars=200)
            state.view(_key(record, activity, "withhold"), activity.withhold)
            st.checkbox("Leave this activity out of a version that is disclosed", key=_key(record, activity, "withhold"))
            st.form_submit_button("Save", on_click=_described, args=(record, activity))


def _key(record: Record, activity: RecordedActivity, part: str) -> str:
    return f"w:{record.id}:{activity.id}::{part}"


def _described(record: Record, drawn: RecordedActivity) -> None:
    """Stores what was changed in the form, and nothing else: a colleague may have changed the rest."""
    name = st.session_state[_key(record, drawn, "name")].strip()
    withhold = st.session_state[_key(record, drawn, "withhold")]
    if withhold != drawn.withhold:
        state.append(record.id, Withheld(activity=drawn.id, withhold=withhold))
    if name not in ("", drawn.name):
        state.append(record.id, ActivityRenamed(id=drawn.id, name=name))


def _removed(record: Record, activity: RecordedActivity) -> None:
    """An activity that was just removed, as high as it was before."""
    with st.container(border=True, key=f"removed-{activity.id}"):
        show(f"<h2>{escape(activity.name)}</h2><p>Removed</p>")
        _bring_back(record, activity)


def _to_restore(record: Record, removed: list[RecordedActivity]) -> None:
    if removed:
        st.header("Removed", anchor=False)
    for activity in removed:
        _bring_back(record, activity)


def _bring_back(record: Record, activity: RecordedActivity) -> None:
    _stores(f"Bring back: {plain(activity.name)}", f"restore-{activity.id}", record, ActivityRestored(id=activity.id))


def _stores(label: str, key: str, record: Record, event: object) -> None:
    """A button that stores something before its page runs again: the next click cannot cut that run short."""
    press: dict[str, Any] = {"on_click": state.append, "args": (record.id, event)}
    st.button(label, key=key, **press)


def _add(record: Record) -> None:
    st.header("Add an activity", anchor=False)
    with st.form("add", border=False, clear_on_submit=True):
        name = st.text_input("Name, such as “Joint laboratory on rotor noise” (required)", max_chars=200)
        if st.form_submit_button("Add activity", type="primary"):
            if name.strip():
                _append_new(record, name.strip(), None)
            else:
                show('<div class="g-error" role="alert"><p>Give the activity a name.</p></div>')


def _append_new(record: Record, name: str, like: RecordedActivity | None) -> None:
    if len(record.activities) >= MAX_ACTIVITIES:
        show(f'<div class="g-error" role="alert"><p>An assessment holds at most {MAX_ACTIVITIES} activities.</p></div>')
        return
    taken = {activity.id for activity in (*record.activities, *state.store().record(record.id).removed_activities)}
    _save(record, ActivityAdded(id=slug(name, taken), name=name, answers=like.answers if like else {}))


def _save(record: Record, event: object) -> None:
    state.append(record.id, event)
    st.rerun()
