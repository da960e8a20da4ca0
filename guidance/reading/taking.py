"""Proposals that an officer took, as answers that say where they came from. The text itself is not kept; a sentence is when asked."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from guidance.case.record import Confidence, Record, Recorded, RecordedActivity, slug
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer
from guidance.reading.proposing import Proposal, answers

READ: Final = "Read in a text that was pasted"
"""How the evidence of an answer begins that came from reading a text."""
TITLE: Final = "A case from a text"


def taken(
    catalogue: Catalogue, proposals: Iterable[Proposal], day: date, by: str, keep: bool = False, at: datetime | None = None
) -> tuple[dict[str, Recorded], dict[str, Recorded]]:
    """Answers about the organisation and about the case. `keep`: each has the sentences that it rests on in its note."""
    proposals = list(proposals)
    own, case = answers(catalogue, proposals)
    sentences = {
        each.question: [other.sentence for other in proposals if other.question == each.question] for each in proposals
    }

    def recorded(id: str, value: Answer) -> Recorded:
        note = "\n".join(f"“{sentence}”" for sentence in dict.fromkeys(sentences[id])) if keep else ""
        kept = "the sentence stands in the note" if keep else "the text was not kept"
        chosen = _in_order(catalogue, id, value)
        return Recorded(chosen, note=note, evidence=f"{READ}, {day}; {kept}", confidence=Confidence.BELIEVED, by=by, at=at)

    return {id: recorded(id, value) for id, value in own.items()}, {id: recorded(id, value) for id, value in case.items()}


def _in_order(catalogue: Catalogue, question: str, value: Answer) -> str | int | float | list[str]:
    """A value as it is recorded: options in the order of the question."""
    if not isinstance(value, frozenset):
        return value
    return [option.id for option in catalogue.questions[question].options if option.id in value]


def record_of(
    catalogue: Catalogue, proposals: Iterable[Proposal], title: str, day: date, by: str, keep: bool = False
) -> Record:
    """An assessment of one case, with the proposals that were taken as its answers."""
    own, case = taken(catalogue, proposals, day, by, keep)
    activity = RecordedActivity(id=slug(title, set()), name=title, answers=case)
    return Record(
        id=slug(title, set()),
        title=title,
        as_at=day,
        prepared_by=by,
        knowledge=catalogue.version,
        answers=own,
        activities=[activity],
    )


def about(catalogue: Catalogue, proposal: Proposal) -> str:
    """Whom a proposal is about, in words."""
    return "the organisation" if catalogue.scope(proposal.question) is Scope.ORGANISATION else "the case"


def answer(catalogue: Catalogue, proposal: Proposal) -> str:
    """The answer that is proposed, in words."""
    return catalogue.answer(proposal.question, proposal.option if proposal.option == NOT_SURE else [proposal.option])
