"""Assessments to report on: every rule's case at once, nothing at all, a hostile one, one in six scripts, a crowded one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from report_text import HOSTILE

from guidance import knowledge
from guidance.assessment import conclude
from guidance.cases import read_cases
from guidance.record import Confidence, Record, Recorded, RecordedActivity
from reports.blocks import Report
from reports.model import build
from rules.conditions import Scope

CASES = Path(__file__).parents[1] / "cases"
DAY = date(2026, 11, 25)
SCRIPTS = "清华大学 國立臺灣大學 한국과학기술원 МГУ имени Ломоносова جامعة طهران دانشگاه Εθνικό Μετσόβιο Łódź"


@pytest.fixture(scope="session")
def golden() -> Report:
    """One activity for each case of every topic, so that every finding is printed at least once."""
    catalogue = knowledge.load()
    organisation = {"profile.name": _answer("University of Northbridge")}
    activities = []
    for number, (_, case) in enumerate(read_cases(CASES), 1):
        answers = {id: value for id, value in case.fires.items() if value is not None and id in catalogue.questions}
        about = {id: _answer(value) for id, value in answers.items() if catalogue.scope(id) is Scope.ACTIVITY}
        organisation |= {id: _answer(value) for id, value in answers.items() if catalogue.scope(id) is Scope.ORGANISATION}
        activities.append(RecordedActivity(id=f"a{number}", name=case.says[:200], answers=about))
    return _report(Record(id="golden", title="All cases", as_at=DAY, answers=organisation, activities=activities))


@pytest.fixture(scope="session")
def some(golden: Report) -> Report:
    """A report of ordinary size: five of those activities."""
    record = golden.record
    return _report(record.model_copy(update={"activities": record.activities[4:9]}))


@pytest.fixture(scope="session")
def one(golden: Report) -> Report:
    """A report on a single activity."""
    record = golden.record
    return _report(record.model_copy(update={"activities": record.activities[4:5]}))


@pytest.fixture(scope="session")
def empty() -> Report:
    """Nothing answered."""
    return _report(Record(id="empty", title="Nothing yet", as_at=DAY))


@pytest.fixture(scope="session")
def hostile(some: Report) -> Report:
    """Every text a user can enter is hostile; one note is as long as a note may be."""
    return _report(_written(some.record, HOSTILE, long="A" * 50_000 + "\n" + "#" * 49_999))


@pytest.fixture(scope="session")
def scripts(some: Report) -> Report:
    """Every text in six scripts."""
    return _report(_written(some.record, SCRIPTS))


@pytest.fixture(scope="session")
def crowded(golden: Report) -> Report:
    """As many activities as there are cases, each with the longest name there may be."""
    activities = [each.model_copy(update={"name": "Wide W" * 33}) for each in golden.record.activities]
    return _report(golden.record.model_copy(update={"activities": activities, "title": "W" * 200, "prepared_by": "W" * 200}))


@pytest.fixture(scope="session", params=["golden", "some", "empty", "hostile", "scripts", "crowded"])
def report(request: pytest.FixtureRequest) -> Report:
    """Each of them."""
    made: Report = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="session")
def rebuilt() -> Callable[[Report], Report]:
    """Builds the report again from its record."""
    return lambda report: _report(report.record)


def _answer(value: object) -> Recorded:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    return Recorded(
        value=value, note="See the minutes.", evidence="minutes.pdf", confidence=Confidence.EVIDENCED, by="A. Officer", at=at
    )


def _written(record: Record, text: str, long: str = "") -> Record:
    """The record with the text in every place where a user writes."""
    notes = {"note": long or text, "evidence": text, "by": text[:200]}
    activities = [
        activity.model_copy(
            update={
                "name": text[:200],
                "answers": {
                    id: recorded.model_copy(update={**notes, "note": text}) for id, recorded in activity.answers.items()
                },
            }
        )
        for activity in record.activities
    ]
    answers = {id: recorded.model_copy(update={**notes, "note": text}) for id, recorded in record.answers.items()}
    answers["profile.name"] = Recorded(value=text, **notes)
    return record.model_copy(
        update={"title": text[:200], "prepared_by": text[:200], "answers": answers, "activities": activities}
    )


def _report(record: Record) -> Report:
    catalogue = knowledge.load()
    return build(conclude(catalogue, record.facts(catalogue)), record)
