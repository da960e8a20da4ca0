"""A text that was pasted: what it seems to say waits in the session until the officer takes or leaves it. The text is not kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from markupsafe import Markup

from guidance.case.record import Record
from guidance.case.store import AnswersTaken
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope
from guidance.reading.proposing import KIND, Lexicon, Proposal, Reading
from guidance.reading.taking import answer, taken
from reports.words import count, visible
from ui import settings
from ui.browser import press, state, turns
from ui.browser.drawing import Label, show, spoken, st

TEXT: Final = "new-text"
"""The widget that a text is pasted into."""
KEEP: Final = "pasted-keep"
MARKED: Final = Markup("<mark>{}</mark>")
PLAIN: Final = Markup("{}")


@dataclass(frozen=True)
class _Waiting:
    """Proposals of one assessment, about the activity of that id."""

    activity: str
    reading: Reading


@cache
def _lexicon(_version: str) -> Lexicon:
    return Lexicon(settings.catalogue())


def read(text: str) -> Reading:
    """What a text says of one case. Raises ReadingError."""
    with turns.given_back():
        return _lexicon(settings.catalogue().version).read(text)


def wait(assessment: str, activity: str, reading: Reading) -> None:
    """Keeps what was read until the officer takes or leaves it."""
    _waiting()[assessment] = _Waiting(activity, reading)


def _waiting() -> dict[str, _Waiting]:
    waiting: dict[str, _Waiting] = st.session_state.setdefault("pasted", {})
    return waiting


def draw(record: Record) -> None:
    """What waits of this assessment, each with its sentence, to be taken or left."""
    waiting = _waiting().get(record.id)
    if waiting is None:
        return
    reading = waiting.reading
    st.header(Label("What the text seems to say"), anchor=False)
    if not (reading.proposals or reading.mentioned):
        st.write(Label("No answer was found in the text. Answer the questions below."))
        return
    st.write(
        Label(
            "Tick what is right: Tab goes to the next, the space bar ticks. Nothing follows from what is not taken. "
            "The text itself is not kept."
        )
    )
    offered = (*reading.proposals, *reading.mentioned)
    keys = [f"take-{record.id}-{number}" for number in range(len(offered))]
    kind_is_open = not any(each.question == KIND for each in reading.proposals)
    each = list(zip(keys, offered, strict=True))
    kinds = [(key, one) for key, one in each[len(reading.proposals) :] if kind_is_open and one.question == KIND]
    folded = [(key, one) for key, one in each[len(reading.proposals) :] if (key, one) not in kinds]
    with st.form("taking", border=False):
        for key, proposal in each[: len(reading.proposals)]:
            _offer(key, proposal)
        if kinds:
            st.write(Label("The kind of case is not clear. It may be one of these, or another."))
        for key, proposal in kinds:
            _offer(key, proposal)
        if folded:
            with st.expander(Label("What it only mentions ({})").format(len(folded)), expanded=not reading.proposals):
                st.write(
                    Label("Look twice: it can be a fact of somebody else, or a word in another sense. Most of it is not right.")
                )
                for key, proposal in folded:
                    _offer(key, proposal)
        st.checkbox(Label("Keep each sentence in the note beside its answer"), key=KEEP)
        says = [*keys, KEEP]
        press.submit(Label("Take all that are ticked"), _take, record.id, key="take-ticked", says=says, type="primary")
    press.button(Label("Leave all"), _leave, record.id, key="leave-all")


def _offer(key: str, proposal: Proposal) -> None:
    catalogue = settings.catalogue()
    st.checkbox(spoken(f"{catalogue.questions[proposal.question].text} {answer(catalogue, proposal)}"), key=key)
    show(_sentence(proposal))


def _sentence(proposal: Proposal) -> Markup:
    pieces = (MARKED.format(visible(piece)) if marked else PLAIN.format(visible(piece)) for piece, marked in proposal.marked)
    return Markup('<blockquote class="g-hint">{}</blockquote>').format(Markup("").join(pieces))


def _take(assessment: str, *ticked: bool) -> str:
    """Takes the proposals that are ticked; what was wrong with that. The last tick says whether sentences are kept."""
    *each, keep = ticked
    waiting = _waiting()[assessment]
    offered = (*waiting.reading.proposals, *waiting.reading.mentioned)
    chosen = [proposal for proposal, is_taken in zip(offered, each, strict=True) if is_taken]
    if not chosen:
        return "Tick what is right, or leave all."
    return _taken(assessment, waiting.activity, chosen, keep)


def _taken(assessment: str, activity: str, chosen: list[Proposal], keep: bool) -> str:
    catalogue: Catalogue = settings.catalogue()
    now = datetime.now().astimezone()
    own, case = taken(catalogue, chosen, now.date(), state.who(), keep, now)
    answers = {about: given for about, given in (("", own), (activity, case)) if given}
    if state.append(assessment, AnswersTaken(file="A text that was pasted", answers=answers, made_on=state.drawn())):
        _waiting().pop(assessment, None)
        scopes = {catalogue.scope(each.question) for each in chosen}
        whom = (
            "the organisation and the case"
            if len(scopes) > 1
            else "the case"
            if Scope.ACTIVITY in scopes
            else "the organisation"
        )
        press.tell(f"{count(len(own) + len(case), 'answer')} taken from the text, about {whom}. Change what is not right.")
    return ""


def _leave(assessment: str) -> None:
    _waiting().pop(assessment, None)
    press.tell("Nothing was taken from the text.")
