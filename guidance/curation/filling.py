"""Completes an assessment or a case with what is ordinary: every question that can still matter gets its own `ordinary:`."""

from collections.abc import Mapping
from typing import Any

from guidance.case.record import Record, Recorded, Value
from guidance.curation.cases import Case, facts_of, with_ordinary_answers
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.facts import Answer


def completed(catalogue: Catalogue, record: Record) -> Record:
    """The assessment with ordinary answers to whatever can still change its result; what was answered stays as it is.

    A question that is not asked once those that stand before it are answered gets none."""
    facts = with_ordinary_answers(catalogue, record.facts(catalogue))
    asked = catalogue.reading(facts).interview()

    def added(recorded: Mapping[str, Recorded], about: str | None) -> dict[str, Recorded]:
        ordinary = {id: answer for id, answer in facts.answers(about).items() if (id, about) in asked and _asks(id)}
        return {id: Recorded(_written(catalogue, id, answer)) for id, answer in ordinary.items()} | dict(recorded)

    activities = [each.model_copy(update={"answers": added(each.answers, each.id)}) for each in record.activities]
    return record.model_copy(update={"answers": added(record.answers, None), "activities": activities})


def completed_case(catalogue: Catalogue, case: Case) -> dict[str, Any]:
    """A case of one rule, as it is written in `cases.yaml`, with every answer that counts. Raises RecordError."""
    facts = facts_of(catalogue, case.model_copy(update={"ordinary": True}))
    own, *also = (
        {id: _written(catalogue, id, each[id]) for id in sorted(each) if _asks(id)} for each in facts.activities.values()
    )
    whole = {id: _written(catalogue, id, answer) for id, answer in sorted(facts.organisation.items()) if _asks(id)}
    switches = {id: value for id, value in case.fires.items() if not _asks(id)}
    rest = case.model_dump(mode="json", exclude_defaults=True, exclude={"like", "ordinary", "fires", "also"})
    return {**rest, "fires": {**switches, **whole, **own}} | ({"also": also} if also else {})


def _asks(id: str) -> bool:
    return not id.startswith(f"{SWITCHES}.")


def _written(catalogue: Catalogue, id: str, answer: Answer) -> Value:
    """An answer as it is recorded: ticked options in the order of the question."""
    if isinstance(answer, frozenset):
        return [option.id for option in catalogue.questions[id].options if option.id in answer]
    return answer
