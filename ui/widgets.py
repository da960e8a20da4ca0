"""One question on the page: its words, its widget, its note. One table says which widget a kind of question has."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from guidance import ledger
from guidance.assessment import Assessment
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE
from guidance.language.rule import Guideline
from guidance.record import MAX_NOTE, MAX_TEXT, Confidence, Record, Recorded
from reports.words import capital, moment
from ui import evidence, html, settle, state
from ui.html import plain, show

NOT_SURE_TEXT = "Not sure"
RULES = 3
"""Rules told under "why we ask"."""
BESIDE = "beside"
"""The switch for what stands beside answers, in the session."""
MANY_AS_BOXES = 9
"""Up to so many options are ticked in boxes; a longer list is searched."""


def ask(assessment: Assessment, record: Record, question: Question, activity: str | None) -> None:
    """Draws a question with its answer; a change is saved at once."""
    with st.container(key=f"q-{activity or 'org'}-{question.id.replace('.', '-')}"):
        recorded = record.of(activity).get(question.id)
        show(_words(assessment, question, activity, recorded))
        _WIDGETS[question.kind](record, question, activity)
        settle.draw(record, question, activity)
        if recorded:
            _beside(record, question, activity, recorded)


def beside_switch() -> None:
    """Shows what can stand beside each answer. It stays as it was on the next page; one a page is one stop for the keyboard."""
    st.toggle("Show notes, evidence and marks for every answer", key=BESIDE, persist_state="session")


def _words(assessment: Assessment, question: Question, activity: str | None, recorded: Recorded | None) -> str:
    roles = ", ".join(assessment.catalogue.roles[role].title for role in question.ask)
    hint = f'<p class="g-hint">{escape(question.help)}</p>' if question.help else ""
    summary = "Why we ask, who can answer, who answered" if recorded else "Why we ask, and who can answer"
    return (
        f'<div class="g-q"><h2 id="{escape(question.id)}">{escape(question.text)}</h2>{hint}'
        f"<details><summary>{summary}</summary><p>{escape(question.why)}</p>"
        f"<p>Who can answer: {escape(roles)}.</p>{_settles(assessment, question, activity)}{_answered(recorded)}</details></div>"
    )


def _answered(recorded: Recorded | None) -> str:
    """Who answered, and when."""
    if not (recorded and recorded.at):
        return ""
    return f"<p>Answered by {escape(recorded.by)}, {escape(moment(recorded.at))}.</p>"


def _settles(assessment: Assessment, question: Question, activity: str | None) -> str:
    """What an open question can still decide, with the rules and their sources."""
    if (question.id, activity) not in assessment.live:
        return ""
    catalogue = assessment.catalogue
    rules = ledger.affected(assessment, question.id, activity)
    if not rules:
        return ""
    heaviest = html.bullets(_rule(catalogue, rule) for rule in rules[:RULES])
    return f"<p>It can still decide {len(rules)} findings, the heaviest first:</p>{heaviest}"


def _rule(catalogue: Catalogue, rule: Guideline) -> str:
    sources = "; ".join(f"{c.source.title} {c.paragraph}".strip() for c in catalogue.citations(rule))
    return f"“{catalogue.advice[rule.finds or ''].title}”: {catalogue.in_words(rule)} Source: {sources}."


def _choose(record: Record, question: Question, activity: str | None) -> None:
    name = state.seed(record, question, activity)
    texts = {option.id: option.text for option in question.options} | {NOT_SURE: NOT_SURE_TEXT}

    def changed() -> None:
        state.save_value(record, question, activity, st.session_state[name])

    st.radio(
        question.text,
        list(texts),
        format_func=lambda id: plain(texts[id]),
        key=name,
        index=None,
        on_change=changed,
        label_visibility="collapsed",
    )


def _tick(record: Record, question: Question, activity: str | None) -> None:
    name = state.seed(record, question, activity)
    texts = {option.id: option.text for option in question.options} | {NOT_SURE: NOT_SURE_TEXT}
    alone = {option.id for option in question.options if option.alone} | {NOT_SURE}

    def changed(ticked: list[str]) -> None:
        before = st.session_state[f"{name}:before"]
        kept = _one_sided(ticked, before, alone)
        st.session_state[name] = kept
        state.save_value(record, question, activity, NOT_SURE if kept == [NOT_SURE] else kept)

    st.session_state[f"{name}:before"] = list(st.session_state[name])
    if len(question.options) > MANY_AS_BOXES:
        st.multiselect(
            question.text,
            list(texts),
            format_func=lambda id: texts[id],
            key=name,
            on_change=lambda: changed(list(st.session_state[name])),
            label_visibility="collapsed",
            placeholder="Choose all that apply",
        )
        return
    for id, text in texts.items():
        box = f"{name}:{id}"
        state.view(box, id in st.session_state[name])
        st.checkbox(
            plain(text),
            key=box,
            on_change=lambda: changed([id for id in texts if st.session_state[f"{name}:{id}"]]),
        )


def _one_sided(ticked: list[str], before: list[str], alone: set[str]) -> list[str]:
    """An option that stands alone drives out the others, and they drive it out: the newest tick wins."""
    new = [id for id in ticked if id not in before]
    if any(id in alone for id in new):
        return [next(id for id in new if id in alone)]
    return [id for id in ticked if id not in alone] or ticked


def _count(record: Record, question: Question, activity: str | None) -> None:
    name = state.seed(record, question, activity)
    unsure = f"{name}:unsure"
    recorded = record.of(activity).get(question.id)
    not_sure = recorded is not None and recorded.value == NOT_SURE
    state.view(unsure, not_sure)

    def changed() -> None:
        state.save_value(record, question, activity, st.session_state[name])

    def gave_up() -> None:
        state.save_value(record, question, activity, NOT_SURE if st.session_state[unsure] else None)

    st.number_input(
        question.text,
        min_value=question.minimum,
        max_value=question.maximum,
        key=name,
        value=None,
        on_change=changed,
        label_visibility="collapsed",
    )
    st.checkbox(NOT_SURE_TEXT, key=unsure, on_change=gave_up)


def _write(record: Record, question: Question, activity: str | None) -> None:
    name = state.seed(record, question, activity)

    def changed() -> None:
        state.save_value(record, question, activity, st.session_state[name])

    st.text_input(question.text, key=name, max_chars=MAX_TEXT, on_change=changed, label_visibility="collapsed")


_WIDGETS: dict[Kind, Callable[[Record, Question, str | None], None]] = {
    Kind.ONE: _choose,
    Kind.MANY: _tick,
    Kind.NUMBER: _count,
    Kind.TEXT: _write,
}


def _beside(record: Record, question: Question, activity: str | None, recorded: Recorded) -> None:
    """Note, evidence, how sure, and the two marks: where one of them is used, and everywhere when that is switched on."""
    if recorded.confidence is Confidence.UNCONFIRMED:
        st.button(
            "Confirm this answer: it was carried over",
            key=state.key(record, question.id, activity, "confirm"),
            on_click=state.confirm,
            args=(record, question, activity),
        )
    used = any((recorded.note, recorded.evidence, recorded.files, recorded.confidence, recorded.review, recorded.withhold))
    if not (used or st.session_state.get(BESIDE)):
        return
    saved: Any = {"on_change": state.save_beside}
    for part, draw in _BESIDE.items():
        name = state.key(record, question.id, activity, part)
        state.view(name, getattr(recorded, part))
        draw(key=name, args=(record, question, activity, part), **saved)
    evidence.draw(record, question, activity, recorded)


_BESIDE: dict[str, Callable[..., object]] = {
    "note": partial(st.text_area, "Note", max_chars=MAX_NOTE),
    "evidence": partial(st.text_input, "Evidence: where it is kept", max_chars=MAX_TEXT),
    "confidence": partial(
        st.selectbox, "How sure", [None, *Confidence], format_func=lambda each: capital(each) if each else "Not stated"
    ),
    "review": partial(st.checkbox, "To be looked at again"),
    "withhold": partial(st.checkbox, "Leave this out of a version that is disclosed"),
}
