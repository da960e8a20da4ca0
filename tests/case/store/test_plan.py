"""What is settled about actions: each part an event of its own, kept whatever becomes of the finding, and two who differ are told."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from guidance import knowledge
from guidance.case.plan import NOTHING, Plan, Settled, Status, parse_report, plan_in
from guidance.case.record import RecordError
from guidance.case.store import (
    ActionDue,
    ActionMoved,
    ActionOwned,
    ActivityAdded,
    ActivityRemoved,
    Conflict,
    Imported,
    Started,
    Store,
    StoreError,
    ValueGiven,
    fold,
)
from guidance.case.store.settling import settled, settles_nothing
from tests.case.store.test_old_logs import NOON

CATALOGUE = knowledge.load()
FINDING, OTHER = list(CATALOGUE.advice)[:2]
DAY, DUE = date(2026, 3, 1), date(2026, 4, 1)
HERE = (FINDING,)


@pytest.fixture
def id(store: Store) -> str:
    id = store.start("Title", DAY, "Ann")
    store.append(id, ActivityAdded(id="one", name="One"), "Ann")
    return id


def plan(store: Store, id: str) -> Plan:
    return store.record(id).plan


def parts(said: Settled) -> tuple[object, ...]:
    return said.owner, said.due, said.status, said.reason


def test_each_part_is_settled_by_itself_and_says_who_and_when(store: Store, id: str) -> None:
    store.append(id, ActionOwned(actions=HERE, owner="Cyd", made_on=2), "Ann")
    store.append(id, ActionDue(actions=HERE, due=DUE, made_on=2), "Ben")
    store.append(id, ActionMoved(actions=HERE, status=Status.DOING, made_on=2), "Dee")
    said = plan(store, id)[FINDING]
    assert parts(said) == ("Cyd", DUE, Status.DOING, "")
    assert (said.by, said.at) == ("Dee", store.history(id)[-1].at)
    assert [each.by for each in store.history(id)[2:]] == ["Ann", "Ben", "Dee"]
    store.verify(id)
    assert fold(store.history(id)).plan == plan(store, id)


@pytest.mark.slow
def test_a_plan_is_in_no_record_and_moves_no_hash(store: Store, id: str) -> None:
    before = store.record(id).record
    store.append(id, ActionOwned(actions=HERE, owner="Cyd", made_on=2), "Ann")
    assert store.record(id).record.hash == before.hash
    assert "Cyd" not in store.record(id).record.to_json()


def test_one_event_settles_the_same_action_of_several_activities(store: Store, id: str) -> None:
    both = (FINDING, f"one/{FINDING}")
    store.append(id, ActionMoved(actions=both, status=Status.DONE, made_on=2), "Ann")
    assert {key: said.status for key, said in plan(store, id).items()} == dict.fromkeys(both, Status.DONE)


def test_what_is_so_already_is_not_stored(store: Store, id: str) -> None:
    version = store.append(id, ActionMoved(actions=HERE, status=Status.NOT_NEEDED, reason="sold", made_on=2), "Ann")
    again = ActionMoved(actions=HERE, status=Status.NOT_NEEDED, reason="sold", made_on=version)
    assert store.append(id, again, "Ben") == version
    other = ActionMoved(actions=HERE, status=Status.NOT_NEEDED, reason="stopped", made_on=version)
    assert store.append(id, other, "Ben") == version + 1
    assert store.append(id, ActionOwned(actions=(OTHER,), owner="", made_on=version), "Ben") == version + 1


PAIRS = [
    (ActionOwned(actions=HERE, owner="Cyd", made_on=2), ActionOwned(actions=HERE, owner="Dee", made_on=2), "the owner of"),
    (ActionDue(actions=HERE, due=DUE, made_on=2), ActionDue(actions=HERE, due=DAY, made_on=2), "1 April 2026”; you gave “1 March"),
    (
        ActionMoved(actions=HERE, status=Status.DONE, made_on=2),
        ActionMoved(actions=HERE, status=Status.NOT_NEEDED, reason="sold", made_on=2),
        "“done”; you gave “not needed: sold”",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "told"), PAIRS)
def test_two_who_change_one_part_are_told_and_nothing_is_stored(store: Store, id: str, first, second, told: str) -> None:
    store.append(id, first, "Ann")
    stands = plan(store, id)
    with pytest.raises(Conflict, match=told) as refused:
        store.append(id, second, "Ben")
    assert CATALOGUE.advice[FINDING].title in str(refused.value)
    assert plan(store, id) == stands
    store.append(id, second.model_copy(update={"made_on": refused.value.version}), "Ben")
    assert plan(store, id)[FINDING].by == "Ben"


@pytest.mark.parametrize(("first", "second", "told"), PAIRS)
def test_two_who_say_the_same_or_of_different_actions_are_not_told(store: Store, id: str, first, second, told: str) -> None:
    version = store.append(id, first, "Ann")
    assert store.append(id, first, "Ben") == version
    store.append(id, second.model_copy(update={"actions": (OTHER,)}), "Ben")
    assert set(plan(store, id)) == {FINDING, OTHER}


def test_different_parts_of_one_action_and_an_answer_collide_with_nothing(store: Store, id: str) -> None:
    store.append(id, PAIRS[0][0], "Ann")
    store.append(id, ValueGiven(question="profile.kind", value="he_wales", made_on=2), "Ben")
    store.append(id, PAIRS[1][0], "Cyd")
    assert parts(plan(store, id)[FINDING])[:2] == ("Cyd", DUE)


def test_an_action_outlives_the_activity_and_can_be_closed_after_it(store: Store, id: str) -> None:
    key = f"one/{FINDING}"
    store.append(id, ActionOwned(actions=(key,), owner="Cyd", made_on=2), "Ann")
    version = store.append(id, ActivityRemoved(id="one"), "Ann")
    assert plan(store, id)[key].owner == "Cyd"
    store.append(id, ActionMoved(actions=(key,), status=Status.NOT_NEEDED, reason="ended", made_on=version), "Ann")
    assert plan(store, id)[key].status is Status.NOT_NEEDED


@pytest.mark.parametrize("key", ["no-such-finding", f"nobody/{FINDING}"])
def test_an_action_that_no_finding_asks_for_is_refused(store: Store, id: str, key: str) -> None:
    with pytest.raises(StoreError, match="no finding asks for"):
        store.append(id, ActionOwned(actions=(key,), owner="Cyd", made_on=2), "Ann")
    assert plan(store, id) == {}


@pytest.mark.parametrize(("status", "reason"), [(Status.NOT_NEEDED, ""), (Status.NOT_NEEDED, " "), (Status.DONE, "why")])
def test_a_reason_stands_where_an_action_is_not_needed_and_only_there(status: Status, reason: str) -> None:
    with pytest.raises(ValidationError, match="say why"):
        ActionMoved(actions=HERE, status=status, reason=reason, made_on=1)


def test_a_saved_plan_comes_back_with_its_record(store: Store, id: str) -> None:
    store.append(id, PAIRS[0][0], "Ann")
    stored = store.record(id)
    copy = store.open_record(stored.record, "Ben", stored.plan)
    assert plan(store, copy) == stored.plan
    assert isinstance(store.history(copy)[0].event, Imported)
    saved = {
        "record": json.loads(stored.record.to_json()),
        "plan": [{"key": FINDING, "owner": "Cyd", "title": "…", "by": "Ann"}],
    }
    _, read, _ = parse_report("", json.dumps(saved).encode())
    assert read == {FINDING: Settled(owner="Cyd", by="Ann")}


@pytest.mark.parametrize("lines", [3, [3], [{"owner": "Cyd"}], [{"key": "A B"}], [{"key": FINDING, "status": "lost"}]])
def test_a_plan_that_cannot_be_read_is_named(lines: object) -> None:
    with pytest.raises(RecordError, match=r"^plan: "):
        plan_in({"plan": lines})


owned = st.builds(ActionOwned, actions=st.just(HERE), owner=st.sampled_from(["", "Cyd", "Dee"]), made_on=st.just(1))
due = st.builds(ActionDue, actions=st.just(HERE), due=st.sampled_from([None, DAY, DUE]), made_on=st.just(1))
moved = st.sampled_from([PAIRS[2][0], PAIRS[2][1], ActionMoved(actions=HERE, status=Status.OPEN, made_on=1)])


@given(st.lists(st.one_of(owned, due, moved), max_size=12))
def test_the_newest_of_each_part_stands_and_no_event_touches_another_part(events) -> None:
    state: Plan = {}
    for event in events:
        before, silent = state.get(FINDING, NOTHING), settles_nothing(state, event)
        state = settled(state, event, "Ann", NOON)
        after = state[FINDING]
        assert silent is (parts(before) == parts(after))
        changed = {"owner": 0, "due": 1, "status": 2}[event.PART]
        assert all(a == b for n, (a, b) in enumerate(zip(parts(before), parts(after), strict=True)) if min(n, 2) != changed)
    for part in ("owner", "due", "status"):
        last = next((each for each in reversed(events) if part == each.PART), None)
        if last:
            assert getattr(state[FINDING], part) == getattr(last, part)


def test_a_log_without_a_plan_has_an_empty_one(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")
    assert isinstance(store.history(id)[0].event, Started)
    assert plan(store, id) == {}
