"""Add, copy, rename, remove and restore activities."""

from collections.abc import Mapping

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.record import MAX_ACTIVITIES, Record, Recorded, RecordedActivity, slug
from guidance.case.store import ActivityAdded, ActivityRemoved, ActivityRenamed, ActivityRestored, Withheld
from ui.browser import a11y, html, press, state, visit
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import link

SHOWN = 25
"""Activities shown at a time."""


def draw(record: Record, assessment: Assessment) -> None:
    """The list of activities: a new one at its end, a removed one in its place, so that no button moves under the hand."""
    a11y.title("Activities")
    st.write(
        Label(
            "One partnership, project, deal, appointment scheme or programme each. Begin with those in technical fields, "
            "with money from abroad, or with a partner you know little about."
        )
    )
    _add(record)
    link("check", Label("Check your answers"), record.id)
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
        Label("Find an activity by its name or partner"), key=f"find-{record.id}", on_change=visit.list_anew
    ).casefold()
    names = {each.id: f"{each.name} {each.partner.name if each.partner else ''}".casefold() for each in record.activities}
    found = [each for each in record.activities if words in names[each.id]]
    if len(found) > SHOWN:
        st.write(
            Label("{} activities; {} are shown. Write a part of a name to find others.").format(len(found), len(found[:SHOWN]))
        )
    return found[:SHOWN]


def _activity(record: Record, assessment: Assessment, activity: RecordedActivity) -> None:
    with st.container(border=True, key=f"activity-{activity.id}"):
        show(Markup("<h2>{}</h2><p>{}</p>").format(activity.name, html.level(assessment.levels[activity.id])))
        name = plain(activity.name)
        with st.container(horizontal=True):
            places = [place for place in journey.places(assessment, record) if place.activity == activity.id]
            first = next(place for place in places if journey.questions(assessment, place))
            open_ = Label("Answer questions: {}").format(name)
            press.button(open_, press.lead_to, first, record.id, key=f"open-{activity.id}", type="primary")
            press.button(Label("Copy: {}").format(name), _copy, record.id, activity.id, key=f"copy-{activity.id}")
            removed = ActivityRemoved(id=activity.id)
            press.button(Label("Remove: {}").format(name), state.append, record.id, removed, key=f"remove-{activity.id}")
        with st.expander(Label("Rename or mark: {}").format(name)), st.form(f"rename-{activity.id}", border=False):
            state.view(_key(record, activity, "name"), activity.name, _named)
            state.view(_key(record, activity, "withhold"), activity.withhold, _withheld)
            st.form_submit_button(Label("Save"), on_click=_described, args=(record, activity))


def _named(key: str, first: str) -> None:
    st.text_input(Label("Name of the activity"), value=first, key=key, max_chars=200)


def _withheld(key: str, first: bool) -> None:
    st.checkbox(Label("Leave this activity out of a version that is disclosed"), value=first, key=key)


def _key(record: Record, activity: RecordedActivity, part: str) -> str:
    return f"w:{record.id}:{activity.id}::{part}"


def _described(record: Record, drawn: RecordedActivity) -> None:
    """Stores what was changed in the form, and nothing else: a colleague may have changed the rest."""
    name = state.said(_key(record, drawn, "name")).strip()
    withhold = state.said(_key(record, drawn, "withhold"))
    if withhold != drawn.withhold:
        state.append(record.id, Withheld(activity=drawn.id, withhold=withhold))
    if name not in ("", drawn.name):
        state.append(record.id, ActivityRenamed(id=drawn.id, name=name))


def _removed(record: Record, activity: RecordedActivity) -> None:
    """An activity that was just removed, as high as it was before."""
    with st.container(border=True, key=f"removed-{activity.id}"):
        show(Markup("<h2>{}</h2><p>Removed</p>").format(activity.name))
        _bring_back(record, activity)


def _to_restore(record: Record, removed: list[RecordedActivity]) -> None:
    if removed:
        st.header(Label("Removed"), anchor=False)
    for activity in removed:
        _bring_back(record, activity)


def _bring_back(record: Record, activity: RecordedActivity) -> None:
    back, restored = Label("Bring back: {}").format(activity.name), ActivityRestored(id=activity.id)
    press.button(back, state.append, record.id, restored, key=f"restore-{activity.id}")


def _add(record: Record) -> None:
    st.header(Label("Add an activity"), anchor=False)
    name = f"add-name:{record.id}"
    with st.form("add", border=False):
        st.text_input(Label("Name, such as “Joint laboratory on rotor noise” (required)"), max_chars=200, key=name)
        press.submit(
            Label("Add activity"), _add_new, record.id, key="add-activity", says=[name], empties=[name], type="primary"
        )


def _add_new(id: str, name: str) -> str:
    """Adds an activity; what was wrong with it."""
    return _append_new(id, name, {}) if name else "Give the activity a name."


def _copy(id: str, activity: str) -> str:
    """Adds an activity with the answers of another, as they are stored now."""
    like = state.store().record(id).record.activity(activity)
    return _append_new(id, f"{like.name} (copy)"[:200], like.answers)


def _append_new(id: str, name: str, answers: Mapping[str, Recorded]) -> str:
    stored = state.store().record(id)
    if len(stored.record.activities) >= MAX_ACTIVITIES:
        return f"An assessment holds at most {MAX_ACTIVITIES} activities."
    taken = {activity.id for activity in (*stored.record.activities, *stored.removed_activities)}
    state.append(id, ActivityAdded(id=slug(name, taken), name=name, answers=dict(answers)))
    return ""
