"""What an officer said and the store did not take: both stand beside the question until the officer settles which is kept."""

from typing import Any

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Record
from guidance.knowledge.entries import Question
from ui import settings
from ui.browser import state, visit
from ui.browser.drawing import Label, show, st

PARTS = {
    "value": "The answer",
    "note": "The note",
    "evidence": "Where the evidence is kept",
    "confidence": "How sure",
    "review": "To be looked at again",
    "withhold": "Left out of a version that is disclosed",
}
KEPT = PARTS | {"files": "Files of evidence"}


def draw(record: Record, question: Question, activity: str | None) -> None:
    """What is not saved of a question; mostly nothing. It stands over the question, so that no other is moved."""
    _unsaved(record, question, activity)


def kept(question: Question, activity: str | None) -> str:
    """What is kept beside a question while it is not answered, in words; mostly nothing."""
    recorded = state.kept(question.id, activity)
    if not recorded:
        return ""
    names = "; ".join(title for part, title in KEPT.items() if getattr(recorded, part))
    return f"Kept until the question is answered, and in no report before that: {names}."


def elsewhere(record: Record, assessment: Assessment, here: Place) -> None:
    """What is not saved of questions that this page does not show: it is not forgotten when the officer goes on."""
    asked = state.unsaved_about(record.id)
    shown = (
        {each.id for each in journey.questions(assessment, here)}
        if asked and here in journey.places(assessment, record)
        else set()
    )
    for id, activity in asked:
        if not visit.has((id, activity)) and (activity != here.activity or id not in shown):
            question = assessment.catalogue.questions[id]
            show(Markup("<p><strong>{}</strong></p>").format(question.text))
            _unsaved(record, question, activity, "elsewhere")


def _unsaved(record: Record, question: Question, activity: str | None, where: str = "") -> None:
    here = activity is None or activity in {each.id for each in record.activities}
    answered = record.of(activity).get(question.id) if here else None
    beside = answered or state.kept(question.id, activity)
    names = {part: state.key(record, question.id, activity, part) for part in PARTS}
    waiting = {part: state.unsaved()[name] for part, name in names.items() if name in state.unsaved()}
    if waiting:
        with st.container(key=f"{where or 'unsaved'}-{names['value']}"):
            for part, each in waiting.items():
                stored = getattr(answered if part == "value" else beside, part, None)
                _one(record, question, names[part], part, each, stored, where)


def _one(record: Record, question: Question, name: str, part: str, waiting: state.Unsaved, stored: object, where: str) -> None:
    show(
        Markup(
            '<div class="g-error" role="alert"><h3>{}: not saved</h3><p>{}.</p><dl><dt>Stored</dt><dd '
            'class="g-said">{}</dd><dt>Yours</dt><dd class="g-said">{}</dd></dl></div>'
        ).format(PARTS[part], waiting.why, _words(question, part, stored), _words(question, part, waiting.said))
    )
    with st.container(horizontal=True, key=f"{name}:settle{where}"):
        mine: dict[str, Any] = {"on_click": state.take_mine, "args": (record.id, name, state.drawn())}
        st.button(Label("Save mine"), key=f"{name}:mine{where}", **mine)
        st.button(Label("Keep what is stored"), key=f"{name}:stored{where}", on_click=state.keep_stored, args=(name,))


def _words(question: Question, part: str, said: object) -> str:
    if part == "value":
        return settings.catalogue().answer(question.id, said) if said else "no answer"
    if isinstance(said, bool):
        return "yes" if said else "no"
    return str(said) if said else "nothing"
