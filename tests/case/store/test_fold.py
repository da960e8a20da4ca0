"""Events fold into the record, whatever their order, and the log replays to the same bytes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.record import MAX_ACTIVITIES, Record, Recorded, read_record
from guidance.case.store import (
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    ActivityRestored,
    Answered,
    Described,
    Event,
    Removed,
    Restored,
    Signed,
    Started,
    Store,
    StoredEvent,
    StoreError,
    Withdrawn,
    Withheld,
    fold,
)
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Scope

CATALOGUE = knowledge.load()
START = Started(title="Assessment", as_at=date(2026, 3, 1))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def log(*events: Event) -> list[StoredEvent]:
    return [StoredEvent("a", n, NOON + timedelta(minutes=n), "me", event, "") for n, event in enumerate([START, *events], 1)]


def record_of(*events: Event) -> Record:
    return fold(log(*events)).record


def without_stamps(record: Record) -> Record:
    def bare(answers: dict[str, Recorded]) -> dict[str, Recorded]:
        return {id: replace(answer, by="", at=None) for id, answer in answers.items()}

    activities = [activity.model_copy(update={"answers": bare(activity.answers)}) for activity in record.activities]
    return record.model_copy(update={"answers": bare(record.answers), "activities": activities})


@st.composite
def answered(draw: st.DrawFn, activity: str | None) -> Answered:
    scope = Scope.ORGANISATION if activity is None else Scope.ACTIVITY
    question = draw(st.sampled_from(list(CATALOGUE.asked_of(scope))))
    options = [option.id for option in question.options if not option.alone]
    values = {
        Kind.TEXT: texts,
        Kind.ONE: st.sampled_from([*options, "not sure"]),
        Kind.MANY: st.lists(st.sampled_from(options), min_size=1, unique=True) if options else st.nothing(),
        Kind.NUMBER: st.just(question.minimum or 0),
    }
    return Answered(
        activity=activity, question=question.id, value=draw(values[question.kind]), note=draw(texts), evidence=draw(texts)
    )


ADDED = [ActivityAdded(id="one", name="One"), ActivityAdded(id="two", name="Two")]
answers = st.lists(
    st.sampled_from([None, "one", "two"]).flatmap(answered),
    max_size=8,
    unique_by=lambda event: (event.activity, event.question),
)


@given(answers, st.sampled_from([None, "one", "two"]).flatmap(answered))
def test_answering_then_withdrawing_leaves_no_trace_in_the_record(before: list[Answered], event: Answered) -> None:
    before = [other for other in before if (other.activity, other.question) != (event.activity, event.question)]
    withdrawn = Withdrawn(activity=event.activity, question=event.question)
    assert record_of(*ADDED, *before, event, withdrawn).to_json() == record_of(*ADDED, *before).to_json()


@given(answers, st.sampled_from(["one", "two"]))
def test_a_restored_activity_is_back_with_its_answers_in_its_place(events: list[Answered], id: str) -> None:
    before = record_of(*ADDED, *events)
    gone = record_of(*ADDED, *events, ActivityRemoved(id=id))
    assert [activity.id for activity in gone.activities] == [{"one": "two", "two": "one"}[id]]
    assert record_of(*ADDED, *events, ActivityRemoved(id=id), ActivityRestored(id=id)).to_json() == before.to_json()


@given(answers.flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_the_order_of_answering_changes_only_the_stamps(both: tuple[list[Answered], list[Answered]]) -> None:
    one, other = (without_stamps(record_of(*ADDED, *events)) for events in both)
    assert one.to_json() == other.to_json()


@given(answers)
def test_an_answer_is_recorded_with_who_and_when(events: list[Answered]) -> None:
    stored = log(*ADDED, *events)
    record = fold(stored).record
    for each in stored[3:]:
        event = each.event
        assert isinstance(event, Answered)
        assert record.of(event.activity)[event.question] == event.recorded(by="me", at=each.at)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("store") / "store.db", CATALOGUE)
    yield store
    store.close()


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(answers, st.data())
def test_the_history_replays_to_the_record_and_the_file_reads_back(
    shared: Store, events: list[Answered], data: st.DataObject
) -> None:
    id = shared.start("Assessment", date(2026, 3, 1), "me")
    more: list[Event] = [ActivityRenamed(id="two", name="Second"), ActivityRemoved(id="one"), Described(title="Renamed")]
    for event in [*ADDED, *events, *more]:
        shared.append(id, event, data.draw(st.sampled_from(["me", "you"])))
    record = shared.record(id).record
    assert fold(shared.history(id)).record.to_json() == record.to_json()
    assert read_record(record.to_json(), CATALOGUE).to_json() == record.to_json()
    opened = shared.open_record(record, "me")
    assert shared.record(opened).record.model_copy(update={"id": id}).to_json() == record.to_json()
    shared.verify(id)


def test_a_shorter_history_gives_it_as_it_stood_then(shared: Store) -> None:
    id = shared.start("Before", date(2026, 3, 1), "me")
    then = shared.record(id)
    shared.append(id, Described(title="After", as_at=date(2026, 4, 1)), "me")
    assert fold(shared.history(id)[: then.version]).record == then.record


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([START], "started already"),
        ([Answered(activity="gone", question="activity.field", value="climate")], "no activity gone"),
        ([*ADDED, ActivityRemoved(id="one"), ActivityRenamed(id="one", name="New")], "no activity one"),
        ([*ADDED, ActivityRemoved(id="one"), ActivityAdded(id="one", name="New")], "is taken"),
        ([*ADDED, ActivityRestored(id="one")], "nothing to restore"),
        ([Withdrawn(question="profile.name")], "not answered"),
        ([Restored()], "nothing to restore"),
        ([Removed(), Described(title="New")], "restore it first"),
    ],
)
def test_an_event_that_does_not_fit_is_refused(events: list[Event], says: str) -> None:
    with pytest.raises(StoreError, match=says):
        record_of(*events)


def test_an_assessment_begins_with_a_start_and_with_nothing_else() -> None:
    with pytest.raises(StoreError, match="no assessment"):
        fold([StoredEvent("a", 1, NOON, "me", Removed(), "")])
    with pytest.raises(StoreError, match="no events"):
        fold([])


def test_there_is_room_for_so_many_activities_and_no_more() -> None:
    full = [ActivityAdded(id=f"a{n}", name="Name") for n in range(MAX_ACTIVITIES)]
    assert len(record_of(*full).activities) == MAX_ACTIVITIES
    with pytest.raises(StoreError, match=f"at most {MAX_ACTIVITIES}"):
        record_of(*full, ActivityAdded(id="more", name="Name"))
    with pytest.raises(StoreError, match=f"at most {MAX_ACTIVITIES}"):
        record_of(*full, ActivityRemoved(id="a0"), ActivityAdded(id="more", name="Name"), ActivityRestored(id="a0"))


def test_a_description_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one of"):
        Described()


def test_a_signature_stands_until_an_answer_changes() -> None:
    answer = Answered(question="profile.name", value="Northmoor")
    record = record_of(answer)
    sign = Signed(name="A. Head", role="Senior owner", answers=record.hash, knowledge=CATALOGUE.version)
    state = fold(log(answer, sign))
    (signature,) = state.signatures
    assert signature.stands(state.record, assess(CATALOGUE, state.record.facts(CATALOGUE)))
    later = fold(log(answer, sign, Answered(question="profile.name", value="Lowfell")))
    assert not later.signatures[0].stands(later.record, assess(CATALOGUE, later.record.facts(CATALOGUE)))


def test_answers_that_have_changed_since_cannot_be_signed() -> None:
    old = record_of(Answered(question="profile.name", value="Northmoor")).hash
    sign = Signed(name="A. Head", role="Senior owner", answers=old, knowledge="2026.11.1 (abc)")
    with pytest.raises(StoreError, match="the answers have changed since this report was made; look at the result again"):
        fold(log(Answered(question="profile.name", value="Lowfell"), sign))


def test_marks_are_put_and_taken_off() -> None:
    added = ActivityAdded(id="lab", name="Laboratory")
    marked = record_of(added, Withheld(activity="lab"), Withheld(finding="lab/licence-missing"), Withheld(finding="count"))
    assert marked.activity("lab").withhold
    assert marked.withhold == ["lab/licence-missing", "count"]
    off = record_of(added, Withheld(activity="lab"), Withheld(activity="lab", withhold=False), Withheld(finding="count"),
                    Withheld(finding="count", withhold=False))  # fmt: skip
    assert off == record_of(added)


@pytest.mark.parametrize("given", [{}, {"activity": "lab", "finding": "count"}])
def test_a_mark_is_on_one_thing(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="give either an activity or the key of a finding"):
        Withheld(**given)
