"""Signing a result where people sign in: one says that it is ready, another may review it, another approves it."""

from typing import Any

from guidance.assessment import Assessment
from guidance.assessment.held import held
from guidance.case.record import Record, Signature
from guidance.case.store import Event, Prepared, Reviewed, Signed
from guidance.case.store.events import MAX_CONDITIONS
from guidance.team.permissions import May
from reports import words
from ui.browser import html, press, state
from ui.browser.drawing import Label, show, st

NAMES = {"prepared": "Ready, says", "reviewed": "Reviewed by", "signed": "Approved by"}


def draw(record: Record, assessment: Assessment, signatures: tuple[Signature, ...]) -> None:
    """What was said of the result as it stands, and what the person at the page may say of it."""
    seen: dict[str, Any] = {"answers": record.hash, "knowledge": assessment.catalogue.version, "held": held(assessment)}
    with st.expander(Label("Sign-off"), key=f"sign-off:{record.id}", on_change="rerun"):
        standing = [each for each in signatures if each.stands(record, assessment)]
        show(html.bullets(_told(each) for each in standing))
        st.write(
            Label(
                "Somebody who prepared or answered cannot review, and whoever reviewed cannot approve. All of it lapses when an answer changes, or "
                "what bears on the result in the knowledge base."
            )
        )
        if state.may(May.PREPARE, record.id):
            _button(record, Label("This result is ready"), Prepared(**seen))
        if state.may(May.REVIEW, record.id):
            _button(record, Label("I have reviewed this result, and accept it"), Reviewed(**seen))
        if state.may(May.SIGN, record.id):
            _approve(record, seen)


def _told(signature: Signature) -> str:
    said = NAMES.get(signature.step, "Signed by")
    conditions = signature.role.partition(", on conditions: ")[2]
    return f"{said} {signature.name}, {words.moment(signature.at)}{f', on conditions: {conditions}' if conditions else ''}"


def _button(record: Record, label: Label, event: Event) -> None:
    press.button(label, state.append, record.id, event, key=f"sign-off-{event.kind}")


def _approve(record: Record, seen: dict[str, Any]) -> None:
    name = f"conditions:{record.id}"
    with st.form("approve", border=False):
        st.text_input(Label("On what conditions; may be empty"), max_chars=MAX_CONDITIONS, key=name)
        press.submit(Label("Approve"), _approved, record.id, seen, key="sign-off-signed", says=[name], empties=[name])


def _approved(id: str, seen: dict[str, Any], conditions: str) -> None:
    state.append(id, Signed(name="whoever signed in", role="Approved", conditions=conditions, **seen))
