"""Case tables: how a case and its near misses become facts."""

from datetime import date
from pathlib import Path

import pytest

from guidance.assessment import assess
from guidance.case.record import RecordError
from guidance.curation.cases import THE_ACTIVITY, Case, facts_of, outcome, read_cases, with_ordinary_answers
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.reader import ContentError
from guidance.language.facts import NOT_SURE, Facts


def case(**fields: object) -> Case:
    return Case.model_validate({"rule": "goods_leave", "says": "A case", "fires": {}, "near_misses": [{}], **fields})


def test_answers_go_to_whom_they_are_about(catalogue: Catalogue) -> None:
    facts = facts_of(catalogue, case(fires={"profile.kind": "company", "activity.leaves": ["goods"]}))
    assert facts.organisation == {"profile.kind": "company", "switch.amended": "no"}
    assert facts.activities == {THE_ACTIVITY: {"activity.leaves": frozenset({"goods"})}}
    assert facts.as_at == catalogue.knowledge.published


def test_a_near_miss_changes_adds_and_takes_away(catalogue: Catalogue) -> None:
    one = case(fires={"activity.leaves": ["goods"], "activity.partners": 5})
    assert facts_of(catalogue, one, {"activity.leaves": ["files"], "profile.kind": NOT_SURE}).activities[THE_ACTIVITY] == {
        "activity.leaves": frozenset({"files"}),
        "activity.partners": 5,
    }
    assert facts_of(catalogue, one, {"activity.leaves": None}).activities[THE_ACTIVITY] == {"activity.partners": 5}
    assert facts_of(catalogue, one, {"profile.kind": NOT_SURE}).organisation["profile.kind"] == NOT_SURE


def test_switches_follow_the_day_unless_the_case_sets_them(catalogue: Catalogue) -> None:
    later = case(as_at=date(2026, 6, 1))
    assert facts_of(catalogue, later).organisation["switch.amended"] == "yes"
    assert facts_of(catalogue, later, {"switch.amended": "no"}).organisation["switch.amended"] == "no"
    assert facts_of(catalogue, later, {"switch.amended": "unknown"}).organisation["switch.amended"] == NOT_SURE


def test_further_activities_stand_beside_the_first(catalogue: Catalogue) -> None:
    facts = facts_of(catalogue, case(rule="some_goods_leave", also=[{"activity.leaves": ["goods"]}, {}]))
    assert facts.activities == {THE_ACTIVITY: {}, "also-1": {"activity.leaves": frozenset({"goods"})}, "also-2": {}}
    assert outcome(catalogue, catalogue.rules.by_name["some_goods_leave"], facts) is True


def test_there_is_an_activity_only_where_the_case_needs_one(catalogue: Catalogue) -> None:
    assert facts_of(catalogue, case(rule="some_goods_leave", fires={"profile.kind": "company"})).activities == {}
    of_activity = facts_of(catalogue, case(fires={"profile.kind": "company"}))
    assert of_activity.activities == {THE_ACTIVITY: {}}
    assert outcome(catalogue, catalogue.rules.by_name["goods_leave"], of_activity) is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"fires": {"activity.nothing": 1}}, "there is no question 'activity.nothing'"),
        ({"fires": {"switch.nothing": "yes"}}, "there is no switch 'switch.nothing'"),
        ({"fires": {"switch.amended": "true"}}, "switch.amended: read 'true'; expected yes, no or unknown"),
        ({"fires": {"activity.partners": "five"}}, "goods_leave: activity.partners: read 'five'; expected a number"),
        ({"also": [{"activity.nothing": 1}]}, "there is no question 'activity.nothing'"),
        ({"also": [{"switch.amended": "yes"}]}, "switch.amended is asked of the organisation; move it from also: to fires:"),
    ],
)
def test_a_case_that_does_not_fit_is_refused(catalogue: Catalogue, fields: dict[str, object], says: str) -> None:
    with pytest.raises(RecordError, match=says):
        facts_of(catalogue, case(**fields))


def test_ordinary_answers_fill_what_can_still_matter_and_nothing_else(catalogue: Catalogue) -> None:
    full = with_ordinary_answers(catalogue, Facts({"switch.amended": "no"}, {"a": {}}, date(2026, 1, 31)))
    assert not assess(catalogue, full).live
    assert full.activities["a"] == {"activity.leaves": frozenset({"nothing"})}, "partners cannot matter before the amendment"
    given = facts_of(catalogue, case(ordinary=True, fires={"activity.leaves": ["goods"]}))
    assert given.activities[THE_ACTIVITY]["activity.leaves"] == frozenset({"goods"})
    assert given.organisation["profile.kind"] == "university"


def test_a_case_starts_from_an_earlier_one(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    (tmp_path / "b" / "cases.yaml").write_text(
        "cases:\n"
        "  - {rule: first, says: x, ordinary: true, fires: {a.a: yes, a.b: yes}, near_misses: [{a.a: no}]}\n"
        "  - {rule: second, like: first, says: x, fires: {a.b: no}, near_misses: [{a.a: no}]}\n"
        "  - {rule: third, like: second, says: x, fires: {a.c: 1}, near_misses: [{a.a: no}]}\n"
        "  - {rule: first, says: another, fires: {a.a: other}, near_misses: [{a.a: no}]}\n"
        "  - {rule: fourth, like: first, says: x, fires: {}, near_misses: [{a.a: no}]}\n"
    )
    (tmp_path / "a" / "cases.yaml").write_text("cases: []\n")
    read = [case for _, case in read_cases(tmp_path)]
    assert read[2].fires == {"a.a": "yes", "a.b": "no", "a.c": 1}
    assert [case.ordinary for case in read] == [True, True, True, False, True]
    assert read[4].fires == {"a.a": "yes", "a.b": "yes"}, "the first case of a rule is the one that others are like"
    (tmp_path / "c" / "cases.yaml").write_text(
        "cases: [{rule: fifth, like: first, says: x, fires: {}, near_misses: [{a.a: no}]}]\n"
    )
    with pytest.raises(ContentError, match=r"c/cases.yaml: fifth: like: no earlier case of 'first'"):
        list(read_cases(tmp_path))
