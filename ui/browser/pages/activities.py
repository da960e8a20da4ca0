"""Add, copy, rename, remove and restore activities."""

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.record import MAX_ACTIVITIES, Record, RecordedActivity, slug
from guidance.case.store import ActivityAdded, ActivityRemoved, ActivityRenamed, ActivityRestored, Withheld
from ui.browser import a11y, html, state, visit
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import go_to, link

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
            if st.button(Label("Answer questions: {}").format(name), key=f"open-{activity.id}", type="primary"):
                places = [place for place in journey.places(assessment, record) if place.activity == activity.id]
                go_to(next(place for place in places if journey.questions(assessment, place)), record.id)
            if st.button(Label("Copy: {}").format(name), key=f"copy-{activity.id}"):
                _append_new(record, f"{activity.name} (copy)"[:200], activity)
            _stores(Label("Remove: {}").format(name), f"remove-{activity.id}", record, ActivityRemoved(id=activity.id))
        with st.expander(Label("Rename or mark: {}").format(name)), st.form(f"rename-{activity.id}", border=False):
            state.view(_key(record, activity, "name"), activity.name, _named)
            state.view(_key(record, activity, "withhold"), activity.withhold, _withheld)
            st.form_submit_button(Label("Save"), on_click=_described, args=(record, activity))


def _named(key: str) -> None:
    st.text_input(Label("Name of the activity"), key=key, max_chars=200)


def _withheld(key: str) -> None:
    st.checkbox(Label("Leave this activity out of a version that is disclosed"), key=key)


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
    restored = ActivityRestored(id=activity.id)
    _stores(Label("Bring back: {}").format(activity.name), f"restore-{activity.id}", record, restored)


def _stores(label: Label, key: str, record: Record, event: object) -> None:
    """A button that stores something before its page runs again: the next click cannot cut that run short."""
    st.button(label, key=key, on_click=state.append, args=(record.id, event))


def _add(record: Record) -> None:
    st.header(Label("Add an activity"), anchor=False)
    with st.form("add", border=False, clear_on_submit=True):
        name = st.text_input(Label("Name, such as “Joint laboratory on rotor noise” (required)"), max_chars=200)
        if st.form_submit_button(Label("Add activity"), type="primary"):
            if name.strip():
                _append_new(record, name.strip(), None)
            else:
                show(Markup('<div class="g-error" role="alert"><p>Give the activity a name.</p></div>'))


def _append_new(record: Record, name: str, like: RecordedActivity | None) -> None:
    if len(record.activities) >= MAX_ACTIVITIES:
        show(
            Markup('<div class="g-error" role="alert"><p>An assessment holds at most {} activities.</p></div>').format(
                MAX_ACTIVITIES
            )
        )
        return
    taken = {activity.id for activity in (*record.activities, *state.store().record(record.id).removed_activities)}
    _save(record, ActivityAdded(id=slug(name, taken), name=name, answers=like.answers if like else {}))


def _save(record: Record, event: object) -> None:
    state.append(record.id, event)
    st.rerun()
