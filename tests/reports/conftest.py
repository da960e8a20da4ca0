"""Assessments to report on: every rule at once, five cases, nothing at all, a hostile one, one in six scripts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from every_rule import every_rule
from report_text import HOSTILE

from benchmarks.reports import larger
from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Confidence, Record, Recorded, RecordedActivity, read_record
from guidance.curation.cases import read_cases
from guidance.disclosure.redaction import disclosed
from guidance.language.conditions import Scope
from reports.blocks import Report
from reports.model import build, of

DAY = date(2026, 11, 25)
SCRIPTS = "清华大学 國立臺灣大學 한국과학기술원 МГУ имени Ломоносова جامعة طهران دانشگاه Εθνικό Μετσόβιο Łódź"


@pytest.fixture(scope="session")
def golden() -> Report:
    """Every rule of the knowledge base fires once, over fifty activities."""
    return of(every_rule(knowledge.load()))


@pytest.fixture(scope="session")
def some() -> Report:
    """A report of ordinary size: activities from five cases of the topics."""
    catalogue = knowledge.load()
    fires = [case for _, case in read_cases(knowledge.OWN) if catalogue.rules.by_name[case.rule].scope is Scope.ACTIVITY]
    activities = []
    for number, case in enumerate(fires[2 :: len(fires) // 5][:5], 1):
        known = {id: value for id, value in case.fires.items() if value is not None and id in catalogue.questions}
        answers = {id: _answer(value) for id, value in known.items() if catalogue.scope(id) is Scope.ACTIVITY}
        activities.append(RecordedActivity(id=f"a{number}", name=case.says[:200], answers=answers))
    organisation = {"profile.name": _answer("University of Northbridge"), "exports.records": _answer("none")}
    return _report(Record(id="some", title="Five cases", as_at=DAY, answers=organisation, activities=activities))


@pytest.fixture(scope="session")
def one(some: Report) -> Report:
    """A report on a single activity."""
    record = some.record
    return _report(record.model_copy(update={"activities": record.activities[:1]}))


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


def _northmoor() -> Record:
    path = Path(__file__).parents[2] / "examples" / "northmoor.json"
    return read_record(path.read_bytes(), knowledge.load())


@pytest.fixture(scope="session")
def northmoor() -> Report:
    """The larger example."""
    return _report(_northmoor())


@pytest.fixture(scope="session")
def hundred() -> Report:
    """The larger example with its ten activities ten times over."""
    return _report(larger(_northmoor(), 10))


@pytest.fixture(scope="session")
def redacted() -> Report:
    """The larger example as it may be disclosed, without its first activity."""
    record = _northmoor()
    first, *rest = record.activities
    marked = record.model_copy(update={"activities": [first.model_copy(update={"withhold": True}), *rest]})
    return _report(disclosed(knowledge.load(), marked, ["foia-43"]).record)


@pytest.fixture(scope="session", params=["some", "empty", "hostile", "scripts"])
def report(request: pytest.FixtureRequest) -> Report:
    """Each of those of ordinary size."""
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
                "answers": {id: replace(recorded, **{**notes, "note": text}) for id, recorded in activity.answers.items()},
            }
        )
        for activity in record.activities
    ]
    answers = {id: replace(recorded, **{**notes, "note": text}) for id, recorded in record.answers.items()}
    answers["profile.name"] = Recorded(value=text, **notes)
    return record.model_copy(
        update={"title": text[:200], "prepared_by": text[:200], "answers": answers, "activities": activities}
    )


def _report(record: Record) -> Report:
    catalogue = knowledge.load()
    return build(conclude(catalogue, record.facts(catalogue)), record)
