"""Activities that agree: what one of them says, said of others too."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from guidance.case.record import Confidence, Record, Recorded, RecordedActivity, taken_from_look_up
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE

PARTNER: Final = "partner"
"""The section about the other side: it is the same only where the partner is."""

Carried: TypeAlias = Mapping[str, Mapping[str, Recorded]]
"""Answers by activity and question."""


def as_for(catalogue: Catalogue, record: Record, like: str, others: Iterable[str]) -> Carried:
    """What other activities have not answered and one has, by activity and question, marked as carried over and not confirmed.

    Left out is what must be said of each: texts, "not sure", what looking up a partner gave, that a check found nothing, and answers
    about a partner who is another. Raises KeyError for an activity that is not there."""
    one = record.activity(like)
    carried = {each.id: _carried(catalogue, one, each) for each in map(record.activity, others) if each.id != like}
    return {id: answers for id, answers in carried.items() if answers}


def _carried(catalogue: Catalogue, one: RecordedActivity, other: RecordedActivity) -> Mapping[str, Recorded]:
    same_partner = one.partner is not None and other.partner is not None and one.partner.name == other.partner.name
    return {
        id: Recorded(said.value, confidence=Confidence.UNCONFIRMED)
        for id, said in one.answers.items()
        if id not in other.answers
        and (question := catalogue.questions.get(id))
        and (same_partner or question.section != PARTNER)
        and _is_of_its_kind(question, said)
    }


def _is_of_its_kind(question: Question, said: Recorded) -> bool:
    """Whether an answer can hold for activities of a kind, and not only for the one that it was given for."""
    claims_a_check = question.presumed is not None and said.value == question.ordinary
    return not (question.kind is Kind.TEXT or said.value == NOT_SURE or claims_a_check or taken_from_look_up(said))
