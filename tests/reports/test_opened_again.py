"""Whatever is written can be read again: a report as JSON, of as many activities as an assessment holds, opens as the assessment."""

from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import MAX_ACTIVITIES, MAX_BYTES, Partner, Record, Recorded, RecordedActivity, read_record
from guidance.knowledge.catalogue import Catalogue
from guidance.partners import lookup
from reports import json as as_json
from tests import small

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 25)
OPTIONS = {"activity.leaves": ["goods", "files"], "activity.partners": 3}


@pytest.fixture(scope="module")
def little() -> Catalogue:
    return knowledge.load_from(small.write(Path(mkdtemp())))


def reported(catalogue: Catalogue, record: Record) -> bytes:
    return as_json.to_bytes(as_json.document(conclude(catalogue, record.facts(catalogue)).assessment, record))


def of_a_register(number: int) -> Record:
    """As a register gives it: each partner looked up, and most questions open."""
    screening = lookup.look_up((), "HIT", "China", DAY)
    partner = Partner(name="HIT", country="China", origin="register.xlsx, row 2", screening=screening)
    answers = {
        "activity.kind": Recorded(value=["research"], note="From the register: research", evidence="register.xlsx, row 2")
    }
    activities = [
        RecordedActivity(
            id=f"activity-of-the-register-{n:04}", name=f"Project number {n} with HIT", partner=partner, answers=answers
        )
        for n in range(number)
    ]
    return Record(id="r", title="Register", as_at=DAY, activities=activities)


def test_a_report_of_as_many_activities_as_there_may_be_opens_again(little: Catalogue) -> None:
    activities = [
        RecordedActivity(id=f"a{n}", name=f"Project {n}", answers={id: Recorded(value=value) for id, value in OPTIONS.items()})
        for n in range(MAX_ACTIVITIES)
    ]
    record = Record(id="r", title="Register", as_at=DAY, activities=activities)
    assert read_record(record.to_json(), little) == record
    assert read_record(reported(little, record), little) == record


def test_a_report_of_all_activities_of_a_register_is_small_enough_to_be_opened_again() -> None:
    catalogue = knowledge.load()
    few, more = (len(reported(catalogue, of_a_register(number))) for number in (2, 4))
    assert few + (more - few) / 2 * MAX_ACTIVITIES < MAX_BYTES


def test_every_finding_is_in_the_report_in_full_or_by_its_id() -> None:
    catalogue = knowledge.load()
    record = of_a_register(2)
    assessment = conclude(catalogue, record.facts(catalogue)).assessment
    document = as_json.document(assessment, record)
    told = {(each.activity, each.id) for each in document.findings}
    possible = {(activity, each.id) for group in document.possible for activity in group.activities for each in group.findings}
    assert not told & possible
    assert told | possible == {(each.activity, each.id) for each in assessment.findings}
    assert {finding.key for finding in assessment.findings if finding.stands} <= {each.key for each in document.findings}


@pytest.mark.nightly
def test_a_report_of_three_hundred_activities_opens_again() -> None:
    catalogue, record = knowledge.load(), of_a_register(300)
    assert read_record(reported(catalogue, record), catalogue) == record


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(texts, texts.filter(bool), st.lists(st.sampled_from(["goods", "files"]), min_size=1, unique=True), st.integers(0, 40))
@settings(max_examples=25)
def test_whatever_is_said_is_read_again(little: Catalogue, note: str, name: str, leaves: list[str], number: int) -> None:
    answers = {"activity.leaves": Recorded(value=leaves, note=note, evidence=note)}
    activities = [RecordedActivity(id=f"a{n}", name=name, answers=answers) for n in range(number)]
    record = Record(id="r", title=name, as_at=DAY, activities=activities)
    assert read_record(reported(little, record), little) == record
