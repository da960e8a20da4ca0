"""What waits for the officer: in which order, of how many things, and by when."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, assess
from guidance.case.plan import Settled, Status
from guidance.case.record import Confidence, Partner, Record, Recorded, Screening, read_record
from guidance.case.waiting import DECIDES, ORDER, Wait, Waiting, queue

CATALOGUE = knowledge.load()
EXAMPLE = Path(__file__).parents[2] / "examples" / "northmoor.json"


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(EXAMPLE.read_bytes(), CATALOGUE)


@pytest.fixture(scope="module")
def assessment(record: Record) -> Assessment:
    return assess(CATALOGUE, record.facts(CATALOGUE))


def rows(assessment: Assessment, record: Record, plan=None, signed: bool = False) -> dict[str, Waiting]:
    return {row.activity: row for row in queue(assessment, record, plan or {}, signed)}


def test_every_activity_has_one_row_and_the_most_pressing_come_first(assessment: Assessment, record: Record) -> None:
    queued = queue(assessment, record, {}, signed=False)
    assert sorted(row.activity for row in queued) == sorted(each.id for each in record.activities)
    assert [ORDER[row.first] for row in queued] == sorted(ORDER[row.first] for row in queued)


def test_what_a_row_waits_for_is_what_is_open_there(assessment: Assessment, record: Record) -> None:
    for row in queue(assessment, record, {}, signed=False):
        level = assessment.levels[row.activity]
        assert (Wait.ANSWER in row.waits) is any(about == row.activity for _, about in assessment.live)
        assert (Wait.DECIDE in row.waits) is (level.settled and (level.now or 0) >= DECIDES)
    assert not [row for row in queue(assessment, record, {}, signed=True) if Wait.DECIDE in row.waits]


def test_a_partner_to_settle_comes_before_all_and_marks_are_counted(assessment: Assessment, record: Record) -> None:
    last = queue(assessment, record, {}, signed=False)[-1].activity
    one = record.activity(last)
    question, other = list(one.answers)[:2]
    answers = {
        **one.answers,
        question: Recorded(one.answers[question].value, review=True),
        other: Recorded(one.answers[other].value, confidence=Confidence.UNCONFIRMED),
    }
    screening = Screening(day=record.as_at, decision="review")
    changed = one.model_copy(update={"answers": answers, "partner": Partner(name="Somebody", screening=screening)})
    now = record.model_copy(update={"activities": [changed if each.id == last else each for each in record.activities]})
    first = queue(assessment, now, {}, signed=False)[0]
    assert (first.activity, first.first, first.again) == (last, Wait.SETTLE, 2)
    assert Wait.LOOK_AGAIN in first.waits


def test_the_day_is_the_nearest_of_an_action_that_is_not_closed(assessment: Assessment, record: Record) -> None:
    activity = next(
        each.id for each in record.activities if any(found.certain and found.warns for found in assessment.found[each.id])
    )
    keys = [found.key for found in assessment.found[activity] if found.warns and found.stands]
    early = record.as_at - timedelta(days=3)
    assert rows(assessment, record, {keys[0]: Settled(due=early)})[activity].due == early
    closed = {key: Settled(due=early, status=Status.DONE) for key in keys}
    assert rows(assessment, record, closed)[activity].due is None
    late = {key: Settled(due=date(2090, 1, 1)) for key in keys}
    assert rows(assessment, record, late)[activity].due == date(2090, 1, 1)
