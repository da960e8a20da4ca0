"""What one activity says, said of others: what may be carried over, and what must be said of each."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import knowledge
from guidance.case import alike
from guidance.case.record import LOOKED_UP, Confidence, Partner, Record, Recorded, RecordedActivity, read_record
from guidance.knowledge.entries import Kind

ROOT = Path(__file__).parents[2]
CATALOGUE = knowledge.load()
NORTHMOOR = read_record((ROOT / "examples" / "northmoor.json").read_bytes(), CATALOGUE)
KIND = CATALOGUE.questions["partner.kind"].options[0].id
CLAIM = next(each for each in CATALOGUE.questions.values() if each.presumed and each.section == "partner")


def record(one: dict[str, Recorded], other: dict[str, Recorded], partners: tuple[str, str] = ("", "")) -> Record:
    activities = [
        RecordedActivity(id=id, name=id, answers=answers, partner=Partner(name=name) if name else None)
        for id, answers, name in zip(("one", "other"), (one, other), partners, strict=True)
    ]
    return Record(id="x", title="x", as_at=date(2026, 11, 25), activities=activities)


def carried(*given: object, **more: object) -> dict[str, object]:
    answers = alike.as_for(CATALOGUE, record(*given, **more), "one", ["other"])  # type: ignore[arg-type]
    return {id: said.value for id, said in answers.get("other", {}).items()}


def test_what_the_other_lacks_is_carried_over_and_waits_to_be_confirmed() -> None:
    one = {"technology.published": Recorded("all", note="mine", evidence="a file", review=True, by="A")}
    assert alike.as_for(CATALOGUE, record(one, {}), "one", ["other"]) == {
        "other": {"technology.published": Recorded("all", confidence=Confidence.UNCONFIRMED)}
    }
    assert carried(one, {"technology.published": Recorded("not sure")}) == {}, "an answer that is there stays"
    assert alike.as_for(CATALOGUE, record(one, {}), "one", ["one"]) == {}


def test_what_must_be_said_of_each_is_left_out() -> None:
    text = next(each.id for each in CATALOGUE.questions.values() if each.kind is Kind.TEXT)
    one = {
        "technology.published": Recorded("not sure"),
        text: Recorded("words"),
        CLAIM.id: Recorded(CLAIM.ordinary),
        "partner.location": Recorded("mainland", evidence=LOOKED_UP),
        "partner.kind": Recorded(KIND),
        "unknown.question": Recorded("yes"),
    }
    assert carried(one, {}, partners=("Fudan", "Tsinghua")) == {}
    assert carried(one, {}) == {}, "two partners that nobody has named are not the same"
    assert carried(one, {}, partners=("Fudan", "Fudan")) == {"partner.kind": KIND}


@given(st.sampled_from([each.id for each in NORTHMOOR.activities]), st.data())
def test_nothing_that_is_said_is_changed(like: str, data: st.DataObject) -> None:
    others = data.draw(st.lists(st.sampled_from([each.id for each in NORTHMOOR.activities]), unique=True))
    for id, answers in alike.as_for(CATALOGUE, NORTHMOOR, like, others).items():
        assert id in others
        assert answers.keys().isdisjoint(NORTHMOOR.of(id))
        assert all(NORTHMOOR.of(like)[each].value == said.value for each, said in answers.items())
        assert all(said.confidence is Confidence.UNCONFIRMED for said in answers.values())


def test_an_activity_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        alike.as_for(CATALOGUE, NORTHMOOR, "none", [])
