"""Deleting an assessment for good where people sign in: one asks, another confirms, an administrator carries it out."""

from guidance.case.store import StoreError, Summary
from guidance.team.permissions import May
from ui.browser import press, state
from ui.browser.drawing import Label, plain, st


def draw(summary: Summary) -> None:
    """What the person at the page may do towards it."""
    name = plain(summary.title)
    if state.may(May.ASK_PURGE, summary.id):
        with st.form(f"ask-purge-{summary.id}", border=False):
            why = f"purge-why-{summary.id}"
            st.text_input(Label("Why it is to be deleted for good; name nothing that it says"), max_chars=200, key=why)
            ask = Label("Ask that it is deleted: {}").format(name)
            press.submit(ask, _ask, summary.id, key=f"purge-ask-{summary.id}", says=[why], empties=[why])
    if state.may(May.CONFIRM_PURGE, summary.id):
        press.button(
            Label("Confirm that it is deleted: {}").format(name), _confirm, summary.id, key=f"purge-confirm-{summary.id}"
        )
    if state.may(May.PURGE, summary.id):
        gone = Label("Delete for good: {}").format(name)
        press.button(gone, _delete, summary.id, key=f"purge-{summary.id}")


def _ask(id: str, why: str) -> None:
    state.store().ask_purge(id, why)
    press.tell("Asked. It is deleted once another person has confirmed it.")


def _confirm(id: str) -> None:
    state.store().confirm_purge(id)
    press.tell("Confirmed. An administrator can delete it now.")


def _delete(id: str) -> str:
    """Deletes it; what was wrong with that."""
    try:
        press.tell(f"Deleted. {state.store().delete(id, '', '').left}.")
    except StoreError as error:
        return f"Not deleted: {error}"
    return ""
