"""What an officer said and the store did not take: both stand beside the question until the officer settles which is kept."""

from html import escape
from typing import Any

import streamlit as st

from guidance import knowledge
from guidance.entries import Question
from guidance.record import Record
from guidance.store import ValueWithdrawn
from ui import state
from ui.html import show

PARTS = {
    "value": "The answer",
    "note": "The note",
    "evidence": "Where the evidence is kept",
    "confidence": "How sure",
    "review": "To be looked at again",
    "withhold": "Left out of a version that is disclosed",
}


def draw(record: Record, question: Question, activity: str | None) -> None:
    """What is not saved of a question; mostly nothing. It stands over the question, so that no other is moved."""
    names = {part: state.key(record, question.id, activity, part) for part in PARTS}
    waiting = {part: state.unsaved()[name] for part, name in names.items() if name in state.unsaved()}
    if waiting:
        recorded = record.of(activity).get(question.id)
        with st.container(key=f"unsaved-{names['value']}"):
            for part, each in waiting.items():
                _one(record, question, names[part], PARTS[part], each, getattr(recorded, part, None))


def _one(record: Record, question: Question, name: str, title: str, waiting: state.Unsaved, stored: object) -> None:
    part = waiting.event.PART
    yours = None if isinstance(waiting.event, ValueWithdrawn) else getattr(waiting.event, part)
    show(
        f'<div class="g-error" role="alert"><h3>{escape(title)}: not saved</h3><p>{escape(waiting.why)}.</p>'
        f'<dl><dt>Stored</dt><dd class="g-said">{escape(_words(question, part, stored))}</dd>'
        f'<dt>Yours</dt><dd class="g-said">{escape(_words(question, part, yours))}</dd></dl></div>'
    )
    with st.container(horizontal=True, key=f"{name}:settle"):
        mine: dict[str, Any] = {"on_click": state.take_mine, "args": (record.id, name, state.drawn())}
        st.button("Save mine", key=f"{name}:mine", **mine)
        st.button("Keep what is stored", key=f"{name}:stored", on_click=state.keep_stored, args=(name,))


def _words(question: Question, part: str, said: object) -> str:
    if part == "value":
        return knowledge.load().answer(question.id, said) if said else "no answer"
    if isinstance(said, bool):
        return "yes" if said else "no"
    return str(said) if said else "nothing"
