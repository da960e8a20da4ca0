"""One question on the page: its words, its widget, its note. One table says which widget a kind of question has."""

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup

from guidance.assessment import Assessment, ledger
from guidance.case.record import BESIDE as STANDS_BESIDE
from guidance.case.record import MAX_NOTE, MAX_TEXT, Confidence, Record, Recorded
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE
from guidance.language.rule import Guideline
from reports.words import capital, count, moment
from ui.browser import evidence, html, settle, shown, state, visit
from ui.browser.drawing import ONE_BY_ONE, Label, plain, show, spoken, st

NOT_SURE_TEXT = "Not sure"
RULES = 3
"""Rules told under "why we ask"."""
BESIDE = "beside"
"""The switch for what stands beside answers, in the session."""
MANY_AS_BOXES = 9
"""Up to so many options are ticked in boxes; a longer list is searched."""
CHANGES_NOTHING = "As things stand it can change nothing. An answer is kept, and counts again when it can matter."
AT_ONCE = "you ticked options that cannot stand together, too quickly one after the other to tell which was the last"


def ask(assessment: Assessment, record: Record, question: Question, activity: str | None, aside: str = "") -> None:
    """Draws a question with its answer; a change is saved at once. `aside`: why it is not asked as things stand."""
    with st.container(key=f"q-{activity or 'org'}-{question.id.replace('.', '-')}"):
        recorded = record.of(activity).get(question.id)
        show(_words(assessment, question, activity, recorded, aside))
        _WIDGETS[question.kind](record, question, activity)
        _beside(record, question, activity, recorded)
        settle.draw(record, question, activity)


def alone(record: Record, question: Question, activity: str | None, said: Recorded) -> None:
    """The widget of a question and the note beside it, and nothing that the rest of the assessment bears on."""
    _WIDGETS[question.kind](record, question, activity)
    _part(record, question, activity, "note", said)


def beside_switch() -> None:
    """Shows what can stand beside each answer. It stays as it was on the next page; one a page is one stop for the keyboard."""
    st.toggle(Label("Show notes, evidence and marks for every answer"), key=BESIDE, persist_state="session")


def _words(assessment: Assessment, question: Question, activity: str | None, recorded: Recorded | None, aside: str) -> Markup:
    roles = ", ".join(assessment.catalogue.roles[role].title for role in question.ask)
    hint = Markup('<p class="g-hint">{}</p>').format(question.help) if question.help else ""
    kept = settle.kept(question, activity)
    summary = f"{'Not asked now: why' if aside else 'Why we ask'}, who can answer{', what is kept' if kept else ''}"
    return Markup(
        '<div class="g-q{}" data-alone="{}"><h2 id="{}">{}</h2>{}<details '
        'id="why-{}-{}"><summary>{}</summary>{}<p>{}</p><p>Who can answer: {}.</p>{}{}</details></div>'
    ).format(
        " g-aside" if aside else "",
        html.numbers(_alone(question)),
        question.id,
        question.text,
        hint,
        activity or "",
        question.id,
        summary,
        Markup("").join(map(html.paragraph, filter(None, (aside, kept)))),
        question.why,
        roles,
        _settles(assessment, question, activity),
        _answered(recorded),
    )


def _alone(question: Question) -> list[int]:
    """Which of its boxes stand alone, counted from 0; the browser keeps the others out."""
    if question.kind is Kind.NUMBER:
        return [0]
    if question.kind is not Kind.MANY or len(question.options) > MANY_AS_BOXES:
        return []
    return [n for n, option in enumerate(question.options) if option.alone] + [len(question.options)]


def _answered(recorded: Recorded | None) -> Markup | str:
    """Who answered, and when."""
    if not (recorded and recorded.at):
        return ""
    return Markup("<p>Answered by {}, {}.</p>").format(recorded.by, moment(recorded.at))


def _settles(assessment: Assessment, question: Question, activity: str | None) -> Markup | str:
    """What an open question can still decide, with the rules and their sources."""
    if (question.id, activity) not in assessment.live:
        return ""
    catalogue = assessment.catalogue
    rules = ledger.affected(assessment, question.id, activity)
    if not rules:
        return ""
    heaviest = html.bullets(_rule(catalogue, rule) for rule in rules[:RULES])
    return Markup("<p>It can still decide {}, the heaviest first:</p>{}").format(count(len(rules), "finding"), heaviest)


def _rule(catalogue: Catalogue, rule: Guideline) -> str:
    sources = "; ".join(f"{c.source.title} {c.paragraph}".strip() for c in catalogue.citations(rule))
    return f"“{catalogue.advice[rule.finds or ''].title}”: {catalogue.in_words(rule)} Source: {sources}."


def _choose(record: Record, question: Question, activity: str | None) -> None:
    name = state.key(record, question.id, activity)
    texts = {option.id: option.text for option in question.options} | {NOT_SURE: NOT_SURE_TEXT}
    recorded = record.of(activity).get(question.id)

    def changed() -> None:
        if shown.given(name):
            state.save_value(record, question, activity, shown.value(name), name)

    def draw(key: str, first: Any) -> None:
        st.radio(
            spoken(question.text),
            list(texts),
            format_func=lambda id: plain(texts[id]),
            key=key,
            index=None if first is None else list(texts).index(first),
            on_change=changed,
            label_visibility="collapsed",
        )

    state.view(name, recorded.value if recorded else None, draw)


def _tick(record: Record, question: Question, activity: str | None) -> None:
    texts = {option.id: option.text for option in question.options} | {NOT_SURE: NOT_SURE_TEXT}
    if len(question.options) > MANY_AS_BOXES:
        _search(record, question, activity, texts)
    else:
        _boxes(record, question, activity, texts)


def _boxes(record: Record, question: Question, activity: str | None, texts: dict[str, str]) -> None:
    boxes = {id: f"{state.key(record, question.id, activity)}:{id}" for id in texts}
    ticked = _ticked(record, question, activity)

    def changed() -> None:
        new = {id for id, box in boxes.items() if shown.given(box)}
        if new:
            _save_ticked(
                record, question, activity, [id for id, box in boxes.items() if shown.value(box)], new, *boxes.values()
            )

    for id, box in boxes.items():
        state.view(box, id in ticked, partial(_box, spoken(texts[id]), changed))


def _box(label: Label, changed: Callable[[], None], key: str, first: bool) -> None:
    st.checkbox(label, value=first, key=key, on_change=changed)


def _search(record: Record, question: Question, activity: str | None, texts: dict[str, str]) -> None:
    name = state.key(record, question.id, activity)

    def changed() -> None:
        newest = shown.value(name)
        if shown.given(name):
            stood, made = shown.stood(name), shown.value(name)
            new = [id for id in made if id not in stood]
            others = [id for id in newest if (id in made or id not in stood) and id not in new]
            _save_ticked(record, question, activity, [*others, *new], set(new), name)

    def draw(key: str, first: list[str]) -> None:
        st.multiselect(
            spoken(question.text),
            list(texts),
            default=first,
            format_func=texts.__getitem__,
            key=key,
            on_change=changed,
            label_visibility="collapsed",
            placeholder="Choose all that apply",
            **ONE_BY_ONE,
        )

    state.view(name, _ticked(record, question, activity), draw)


def _ticked(record: Record, question: Question, activity: str | None) -> list[str]:
    recorded = record.of(activity).get(question.id)
    if recorded is None or not isinstance(recorded.value, list):
        return [NOT_SURE] if recorded else []
    return recorded.value


def _save_ticked(
    record: Record, question: Question, activity: str | None, ticked: list[str], new: set[str], *widgets: str
) -> None:
    """An option that stands alone drives out the others, and they drive it out: the newest tick wins."""
    alone = {option.id for option in question.options if option.alone} | {NOT_SURE}
    newest = [id for id in ticked if id in new and id in alone]
    together = [id for id in ticked if id not in alone]
    kept = newest[:1] or together or ticked
    value = NOT_SURE if kept == [NOT_SURE] else kept
    if (newest and new & set(together)) or len(newest) > 1:
        state.not_saved(record, question, activity, value, AT_ONCE)
    else:
        state.save_value(record, question, activity, value, *widgets)


def _count(record: Record, question: Question, activity: str | None) -> None:
    name = state.key(record, question.id, activity)
    unsure = f"{name}:unsure"
    recorded = record.of(activity).get(question.id)
    not_sure = recorded is not None and recorded.value == NOT_SURE

    def changed() -> None:
        count, gave_up = shown.given(name), shown.given(unsure)
        if count or gave_up:
            value = NOT_SURE if shown.value(unsure) and (gave_up or not count) else shown.value(name)
            state.save_value(record, question, activity, value, name, unsure)

    def draw(key: str, first: float | None) -> None:
        st.number_input(
            spoken(question.text),
            min_value=question.minimum,
            max_value=question.maximum,
            key=key,
            value=None if first is None else float(first),
            on_change=changed,
            label_visibility="collapsed",
        )

    state.view(name, recorded.value if recorded and not not_sure else None, draw)
    state.view(unsure, not_sure, partial(_box, spoken(NOT_SURE_TEXT), changed))


def _write(record: Record, question: Question, activity: str | None) -> None:
    name = state.key(record, question.id, activity)
    recorded = record.of(activity).get(question.id)

    def changed() -> None:
        if shown.given(name):
            state.save_value(record, question, activity, shown.value(name), name)

    def draw(key: str, first: str) -> None:
        st.text_input(
            spoken(question.text), value=first, key=key, max_chars=MAX_TEXT, on_change=changed, label_visibility="collapsed"
        )

    state.view(name, recorded.value if recorded else "", draw)


_WIDGETS: dict[Kind, Callable[[Record, Question, str | None], None]] = {
    Kind.ONE: _choose,
    Kind.MANY: _tick,
    Kind.NUMBER: _count,
    Kind.TEXT: _write,
}


def _beside(record: Record, question: Question, activity: str | None, recorded: Recorded | None) -> None:
    """Note, evidence, how sure, and the two marks: where one of them is used, and everywhere when that is switched on."""
    asked, unconfirmed = (question.id, activity), recorded is not None and recorded.confidence is Confidence.UNCONFIRMED
    if visit.to_confirm(asked, unconfirmed):
        st.button(
            Label("Confirm this answer: it was carried over") if unconfirmed else Label("This answer is confirmed"),
            key=state.key(record, question.id, activity, "confirm"),
            on_click=state.confirm,
            args=(record, question, activity),
            disabled=not unconfirmed,
        )
    said = recorded or state.kept(*asked) or _NOTHING
    used = any(getattr(said, part) for part in STANDS_BESIDE)
    if not visit.beside(asked, used, st.session_state.get(BESIDE, False)):
        return
    for part in _BESIDE:
        _part(record, question, activity, part, said)
    evidence.draw(record, question, activity, said.files)


def _part(record: Record, question: Question, activity: str | None, part: str, said: Recorded) -> None:
    name = state.key(record, question.id, activity, part)
    given = partial(_BESIDE[part], on_change=_said, args=(record, question, activity, part, name))
    state.view(name, getattr(said, part), given)


def _said(record: Record, question: Question, activity: str | None, part: str, name: str) -> None:
    if shown.given(name):
        state.save_beside(record, question, activity, part, name)


_NOTHING = Recorded(value="")


def _text(widget: Callable[..., object], label: Label, key: str, first: str, **more: Any) -> None:
    widget(label, value=first, key=key, **more)


def _sure(key: str, first: Confidence | None, **more: Any) -> None:
    options = [None, *Confidence]
    st.selectbox(
        Label("How sure"),
        options,
        index=None if first is None else options.index(first),
        format_func=lambda each: capital(each) if each else "Not stated",
        key=key,
        **more,
    )


def _mark(label: Label, key: str, first: bool, **more: Any) -> None:
    st.checkbox(label, value=first, key=key, **more)


_BESIDE: dict[str, Callable[..., None]] = {
    "note": partial(_text, st.text_area, Label("Note"), max_chars=MAX_NOTE),
    "evidence": partial(_text, st.text_input, Label("Evidence: where it is kept"), max_chars=MAX_TEXT),
    "confidence": _sure,
    "review": partial(_mark, Label("To be looked at again")),
    "withhold": partial(_mark, Label("Leave this out of a version that is disclosed")),
}
