"""What people settled about actions is in every edition, in the workbook and in JSON, and in no version that is disclosed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from report_text import texts

from guidance import knowledge
from guidance.assessment import Conclusion, conclude
from guidance.case.plan import Plan, Settled, Status, plan_in
from guidance.case.record import Disclosure, Record, read_record
from reports import editions, model
from reports import json as report_json
from reports.blocks import Report
from reports.case import Case
from reports.editions import Edition
from reports.plan import NO_LONGER, grouped
from reports.verify import verify

pytestmark = pytest.mark.slow

WHEN = datetime(2026, 12, 3, 9, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "northmoor.json"


@pytest.fixture(scope="module")
def case() -> Case:
    catalogue = knowledge.load()
    record = read_record(EXAMPLE.read_bytes(), catalogue)
    return Case.of(conclude(catalogue, record.facts(catalogue)), record)


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    """Something settled about each of four actions, and about one that does not follow."""
    keys = [action.first.key for action in grouped(case, case.warnings)][:4]
    gone = next(id for id in case.catalogue.advice if all(each.id != id for each in case.assessment.findings))
    said = (
        Settled(owner="Zadie Quill", by="Ann", at=WHEN),
        Settled(due=date(2027, 2, 14), status=Status.DOING, by="Ann", at=WHEN),
        Settled(status=Status.DONE, by="Bartholomew", at=WHEN),
        Settled(status=Status.NOT_NEEDED, reason="the visit fell through", by="Ann", at=WHEN),
        Settled(owner="Former Owner", by="Ann", at=WHEN),
    )
    return dict(zip([*keys, gone], said, strict=True))


def _text(conclusion: Conclusion, record: Record, edition: Edition, plan: Plan) -> str:
    return "\n".join(texts(editions.build(edition, conclusion, record, (), plan)))


@pytest.mark.parametrize("edition", [Edition.OFFICER, Edition.RECORD])
def test_owner_day_and_status_are_printed_as_set(case: Case, plan: Plan, edition: Edition) -> None:
    text = _text(case.conclusion, case.record, edition, plan)
    for said in (
        "Zadie Quill",
        "14 February 2027 as set",
        "; under way",
        "Done (Bartholomew, 3 December 2026)",
        "Not needed (Ann, 3 December 2026): the visit fell through",
        NO_LONGER,
        "Former Owner",
    ):
        assert said in text, said


def test_the_committee_sees_who_has_an_action_and_none_that_is_closed(case: Case, plan: Plan) -> None:
    every = {finding.key: Settled(owner="Zadie Quill", by="Ann", at=WHEN) for finding in case.warnings}
    assert "Zadie Quill" in _text(case.conclusion, case.record, Edition.COMMITTEE, every)
    closed = {key: replace(said, status=Status.DONE) for key, said in every.items()}
    text = _text(case.conclusion, case.record, Edition.COMMITTEE, closed)
    assert "done or not needed" in text
    assert "Every further action is closed" in text


def test_a_day_that_was_set_moves_an_action_and_a_closed_one_goes_last(case: Case, plan: Plan) -> None:
    first = grouped(case, case.warnings)[0]
    far = replace(case, plan={key: Settled(due=date(2090, 1, 1)) for key in first.keys})
    moved = [action for action in grouped(far, far.warnings) if action.open]
    assert moved[-1].keys == first.keys
    shut = replace(case, plan=dict.fromkeys(first.keys, Settled(status=Status.DONE)))
    assert grouped(shut, shut.warnings)[-1].keys == first.keys


def test_one_action_of_several_activities_parts_where_something_else_is_settled(case: Case) -> None:
    several = next(each for each in grouped(case, case.warnings) if len(each.keys) > 1)
    one = replace(case, plan={several.keys[0]: Settled(owner="Zadie Quill")})
    lines = [each for each in grouped(one, one.warnings) if each.first.id == several.first.id]
    assert sorted(key for each in lines for key in each.keys) == sorted(several.keys)
    assert {each.owner for each in lines} == {"Zadie Quill", several.owner}


def test_the_plan_in_json_is_read_again_and_verified(case: Case, plan: Plan) -> None:
    data = report_json.to_bytes(report_json.document(case.assessment, case.record, plan))
    assert plan_in(json.loads(data)) == plan
    follows = {each["key"]: each["follows"] for each in json.loads(data)["plan"]}
    assert [follows[key] for key in plan] == [True] * 4 + [False]
    assert "Proved" in verify(data, case.catalogue)


def test_a_report_takes_a_plan_as_if_it_had_been_built_with_it(case: Case, plan: Plan) -> None:
    base = model.build(case.conclusion, case.record)
    built = model.build(case.conclusion, case.record, (), plan)
    assert isinstance(base, Report)
    assert model.with_plan(base, Case.of(case.conclusion, case.record, (), plan)) == built
    assert base != built


def test_a_version_that_is_disclosed_names_nobody_of_the_plan(case: Case, plan: Plan) -> None:
    record = case.record.model_copy(update={"disclosure": Disclosure(answers=0, activities=0, findings=0)})
    for edition in Edition:
        text = _text(case.conclusion, record, edition, plan)
        assert not [name for name in ("Zadie", "Bartholomew", "Former Owner", "fell through") if name in text]
