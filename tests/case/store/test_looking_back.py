"""Versions with a name, and events that are undone by another event."""

from collections.abc import Callable
from datetime import date

import pytest

from guidance.case.evidence import attached
from guidance.case.plan import Status
from guidance.case.record import Confidence, Marking, Partner, Recorded, RecordedActivity
from guidance.case.store import (
    ActionMoved,
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    ActivityRestored,
    AnswersTaken,
    Confirmed,
    Conflict,
    Described,
    Event,
    FileAdded,
    FileRemoved,
    NoteWritten,
    PartnerLookedUp,
    RegisterImported,
    Signed,
    Store,
    StoreError,
    Undone,
    ValueGiven,
    ValueWithdrawn,
    VersionNamed,
    Withheld,
    WithholdMarked,
)
from guidance.case.store.undoing import concerned
from guidance.disclosure.redaction import disclosed

DAY = date(2026, 11, 25)
KIND, SIZE = "profile.kind", "profile.nation"
PDF = b"%PDF-1.4 evidence"
FILE = attached("a.pdf", PDF)


@pytest.fixture
def id(store: Store) -> str:
    id = store.start("Northmoor", DAY, "Ada")
    store.append(id, ActivityAdded(id="lab", name="Laboratory"), "Ada")
    store.append(id, give("he_wales", 2), "Ada")
    store.append(id, NoteWritten(question=KIND, note="seen", made_on=3), "Ada")
    return id


def give(value: str, made_on: int, question: str = KIND) -> ValueGiven:
    return ValueGiven(question=question, value=value, made_on=made_on)


EVENTS: dict[str, Callable[[int], Event]] = {
    "a value": lambda on: give("company", on),
    "no value": lambda on: ValueWithdrawn(question=KIND, made_on=on),
    "a note": lambda on: NoteWritten(question=KIND, note="other", made_on=on),
    "a note beside nothing": lambda on: NoteWritten(question=SIZE, note="other", made_on=on),
    "a mark": lambda on: WithholdMarked(question=KIND, withhold=True, made_on=on),
    "a description": lambda on: Described(title="Other", as_at=date(2026, 12, 1)),
    "an activity": lambda on: ActivityAdded(id="new", name="New"),
    "no activity": lambda on: ActivityRemoved(id="lab"),
    "a finding": lambda on: Withheld(finding="x.y"),
    "an activity's mark": lambda on: Withheld(activity="lab"),
    "answers of others": lambda on: AnswersTaken(
        file="a.xlsx", made_on=on, answers={"": {KIND: Recorded(value="company", by="Zoe", note="theirs")}}
    ),
    "a partner": lambda on: PartnerLookedUp(activity="lab", partner=Partner(name="Somebody"), made_on=on),
    "a register": lambda on: RegisterImported(
        file="r.csv",
        sha256="0" * 64,
        account="2 rows",
        activities=[RecordedActivity(id=each, name=each, answers={}) for each in ("one", "two")],
    ),
}


LEAVE_OUT = ("a mark", "a finding", "an activity's mark")
"""What leaves something out of what is disclosed."""


@pytest.mark.parametrize("what", [each for each in EVENTS if each not in LEAVE_OUT])
def test_an_event_is_undone_by_another_and_the_log_keeps_both(store: Store, id: str, what: str) -> None:
    before = store.record(id)
    seq = store.append(id, EVENTS[what](before.version), "Bo")
    changed = store.record(id)
    assert (changed.record, changed.kept) != (before.record, before.kept)
    assert store.append(id, Undone(event=seq), "Cy") == seq + 1
    after = store.record(id)
    assert (after.record.hash, after.kept, after.plan) == (before.record.hash, before.kept, before.plan)
    assert [each.event.kind for each in store.history(id)][-2:] == [EVENTS[what](1).kind, "undone"]
    assert store.history(id)[-1].by == "Cy"
    store.verify(id)
    store.append(id, Undone(event=seq + 1), "Cy")  # and what was undone can be done again
    again = store.record(id)
    assert (again.record.hash, again.kept) == (changed.record.hash, changed.kept)
    store.verify(id)


def test_who_gave_an_answer_stands_beside_it_again(store: Store, id: str) -> None:
    before = store.record(id).record.answers[KIND]
    seq = store.append(id, give("company", 4), "Bo")
    store.append(id, Undone(event=seq), "Cy")
    assert store.record(id).record.answers[KIND] == before
    assert before.by == "Ada"


def test_an_answer_that_was_confirmed_by_mistake_is_to_be_confirmed_again(store: Store, id: str) -> None:
    new = store.carry_over(id, date(2027, 11, 25), "Ada")
    seq = store.append(new, Confirmed(question=KIND, made_on=1), "Bo")
    store.append(new, Undone(event=seq), "Bo")
    assert store.record(new).record.answers[KIND].confidence is Confidence.UNCONFIRMED


def test_what_is_settled_about_an_action_is_undone(store: Store, id: str) -> None:
    key = next(iter(store._catalogue.advice))
    seq = store.append(id, ActionMoved(actions=(key,), status=Status.DOING, made_on=4), "Bo")
    store.append(id, Undone(event=seq), "Bo")
    assert store.record(id).plan == {}


def test_what_was_changed_again_since_is_not_touched(store: Store, id: str) -> None:
    first = store.append(id, give("company", 4), "Bo")
    store.append(id, give("he_england", first), "Cy")
    with pytest.raises(StoreError, match=f"what event {first} changed was changed again since"):
        store.append(id, Undone(event=first), "Bo")
    assert store.record(id).record.answers[KIND].value == "he_england"
    store.append(id, NoteWritten(question=SIZE, note="x", made_on=6), "Bo")
    store.append(id, Undone(event=6), "Cy")  # the later one first
    store.append(id, Undone(event=first), "Cy")
    assert store.record(id).record.answers[KIND].value == "he_wales"
    assert store.record(id).kept[SIZE, None].note == "x"


MARKS: dict[str, Callable[[bool, int], Event]] = {
    "an answer": lambda on, made_on: WithholdMarked(question=KIND, withhold=on, made_on=made_on),
    "what is kept": lambda on, made_on: WithholdMarked(question=SIZE, withhold=on, made_on=made_on),
    "an activity": lambda on, _: Withheld(activity="lab", withhold=on),
    "a finding": lambda on, _: Withheld(finding="x.y", withhold=on),
    "the marking": lambda on, _: Described(marking=Marking.CONFIDENTIAL if on else Marking.OFFICIAL),
    "the title": lambda on, _: Described(title="One" if on else "Other"),
    "a name": lambda on, _: ActivityRenamed(id="lab", name="One" if on else "Other"),
    "a partner": lambda on, made_on: PartnerLookedUp(
        activity="lab", partner=Partner(name="One" if on else "Other"), made_on=made_on
    ),
    "what is removed": lambda on, _: ActivityRemoved(id="lab") if on else ActivityRestored(id="lab"),
    "an action": lambda on, made_on: ActionMoved(
        actions=("review-animal-work-abroad",), status=Status.DOING if on else Status.OPEN, made_on=made_on
    ),
}


@pytest.mark.parametrize("what", MARKS)
def test_what_somebody_set_again_is_not_taken_away_with_what_was_set_first(store: Store, id: str, what: str) -> None:
    seq = 0
    for on, who in ((True, "Ada"), (False, "Ada"), (True, "Legal")):
        seq = store.append(id, MARKS[what](on, store.record(id).version), who)
    before = store.record(id)
    with pytest.raises(StoreError, match=f"what event {seq - 2} changed was changed again since"):
        store.append(id, Undone(event=seq - 2), "Ada")
    assert store.record(id) == before
    for each in (seq, seq - 1, seq - 2) if what not in ("an answer", "what is kept", "an activity", "a finding") else ():
        store.append(id, Undone(event=each), "Ada")  # the newest first, all but marks can be undone
    store.verify(id)


@pytest.mark.parametrize(
    "what", [each for each in MARKS if each not in ("an answer", "what is kept", "what is removed", "an action")]
)
def test_what_somebody_said_once_more_stands_though_it_changed_nothing(store: Store, id: str, what: str) -> None:
    seq = store.append(id, MARKS[what](True, 4), "Ada")
    assert store.append(id, MARKS[what](True, seq), "Legal") == seq + 1
    before = store.record(id)
    with pytest.raises(StoreError, match="was changed again since"):
        store.append(id, Undone(event=seq), "Ada")
    assert store.record(id) == before


@pytest.mark.slow
def test_a_text_that_is_marked_again_stays_out_of_the_disclosed_version(store: Store, id: str) -> None:
    seq = store.append(id, WithholdMarked(question=KIND, withhold=True, made_on=4), "Ada")
    store.append(id, WithholdMarked(question=KIND, withhold=False, made_on=5), "Ada")
    store.append(id, WithholdMarked(question=KIND, withhold=True, made_on=6), "Legal")
    with pytest.raises(StoreError):
        store.append(id, Undone(event=seq), "Ada")
    assert "seen" not in disclosed(store._catalogue, store.record(id).record, ()).record.to_json()


def test_what_was_undone_and_done_again_is_in_the_way_again(store: Store, id: str) -> None:
    seq = store.append(id, give("company", 4), "Bo")
    later = store.append(id, give("he_england", seq), "Cy")
    store.append(id, Undone(event=later), "Cy")
    store.append(id, Undone(event=later + 1), "Cy")
    with pytest.raises(StoreError, match="was changed again since"):
        store.append(id, Undone(event=seq), "Bo")
    store.append(id, Undone(event=later + 2), "Cy")
    store.append(id, Undone(event=seq), "Bo")
    assert store.record(id).record.answers[KIND].value == "he_wales"


@pytest.mark.parametrize("what", LEAVE_OUT)
def test_a_mark_that_leaves_something_out_is_taken_off_by_hand_alone(store: Store, id: str, what: str) -> None:
    seq = store.append(id, EVENTS[what](4), "Ada")
    before = store.record(id)
    with pytest.raises(StoreError, match="take that mark off where it stands"):
        store.append(id, Undone(event=seq), "Ada")
    assert store.record(id) == before


@pytest.mark.parametrize("what", [each for each in EVENTS if each not in LEAVE_OUT])
def test_an_event_speaks_of_all_that_it_changes(store: Store, id: str, what: str) -> None:
    seq = store.append(id, EVENTS[what](4), "Bo")
    event = store.history(id)[-1].event
    store.append(id, Undone(event=seq), "Bo")
    undone = store.history(id)[-1].event
    added = {each[1] for each in concerned(event) if each[0] == "activity"}
    assert set(concerned(undone)) <= set(concerned(event))
    assert {each for each in concerned(event) if each[0] != "said" or each[2] not in added} == set(concerned(undone))


def test_a_page_that_did_not_see_the_undoing_is_told(store: Store, id: str) -> None:
    seq = store.append(id, give("company", 4), "Bo")
    store.append(id, Undone(event=seq), "Cy")
    with pytest.raises(Conflict, match="was changed by Cy"):
        store.append(id, give("he_england", seq), "Bo")


@pytest.mark.parametrize(("seq", "why"), [
    (1, "the first began the assessment"),
    (99, "expected one from 2 to 5"),
    (5, "event 5 changed no answer, activity, action or description"),
])  # fmt: skip
def test_what_cannot_be_undone_is_refused(store: Store, id: str, seq: int, why: str) -> None:
    store.append(id, Signed(name="A", role="B", answers=store.record(id).record.hash, knowledge="k"), "Ada")
    with pytest.raises(StoreError, match=why):
        store.append(id, Undone(event=seq), "Bo")
    assert store.record(id).version == 5


def test_whoever_undoes_says_which_and_nothing_else(store: Store, id: str) -> None:
    seq = store.append(id, give("company", 4), "Bo")
    store.append(id, Undone(event=seq, title="Forged", answers={"": {KIND: Recorded(value="not sure", by="Ada")}}), "Mallory")
    stored = store.record(id).record
    assert (stored.title, stored.answers[KIND].value) == ("Northmoor", "he_wales")


def test_a_file_goes_when_it_is_undone_and_one_that_is_gone_does_not_come_back(store: Store, id: str) -> None:
    seq = store.attach(id, FileAdded(question=KIND, made_on=4, file=FILE), PDF, "Ada")
    assert store.holds(id, FILE.sha256)
    store.append(id, Undone(event=seq), "Ada")
    assert not store.holds(id, FILE.sha256)
    with pytest.raises(StoreError, match="its bytes are gone"):
        store.append(id, Undone(event=seq + 1), "Ada")
    seq = store.attach(id, FileAdded(question=KIND, made_on=6, file=FILE), PDF, "Ada")
    removed = store.append(id, FileRemoved(question=KIND, made_on=seq, sha256=FILE.sha256), "Ada")
    with pytest.raises(StoreError, match="its bytes are gone"):
        store.append(id, Undone(event=removed), "Ada")


def test_a_version_has_a_name_and_a_signature_stands_beside_it(store: Store, id: str) -> None:
    store.append(id, Signed(name="A", role="B", answers=store.record(id).record.hash, knowledge="k"), "Ada")
    hash = store.record(id).record.hash
    store.append(id, VersionNamed(name="Autumn committee 2026", number=5), "Ada")
    store.append(id, give("company", 6), "Bo")
    stored = store.record(id)
    assert [(each.name, each.number, each.by) for each in stored.versions] == [("Autumn committee 2026", 5, "Ada")]
    assert store.as_of(id, 5).hash == hash == stored.signatures[0].answers
    assert store.as_of(id, 5).answers[KIND].value == "he_wales"


@pytest.mark.parametrize(("name", "number", "why"), [
    ("AUTUMN", 1, "there is a version “AUTUMN” already"),
    ("Spring", 99, "there is no event 99 yet; the newest one is 5"),
])  # fmt: skip
def test_a_name_is_given_once_and_to_what_is_there(store: Store, id: str, name: str, number: int, why: str) -> None:
    store.append(id, VersionNamed(name="Autumn", number=4), "Ada")
    with pytest.raises(StoreError, match=why):
        store.append(id, VersionNamed(name=name, number=number), "Ada")


def test_a_version_is_carried_over_as_it_stood(store: Store, id: str) -> None:
    store.append(id, give("company", 4), "Bo")
    new = store.record(store.carry_over(id, date(2027, 11, 25), "Ada", number=4)).record
    assert (new.answers[KIND].value, new.answers[KIND].confidence) == ("he_wales", Confidence.UNCONFIRMED)
    assert (new.as_at, new.title) == (date(2027, 11, 25), "Northmoor, from November 2026")
    with pytest.raises(StoreError, match="has no event 9; its events are 1 to 5"):
        store.carry_over(id, DAY, "Ada", number=9)


@pytest.mark.slow
def test_what_is_left_out_today_is_left_out_of_an_earlier_version_that_is_carried_over(store: Store, id: str) -> None:
    store.append(id, NoteWritten(question=SIZE, note="kept", made_on=4), "Ada")
    store.append(id, ValueGiven(question=SIZE, value="england", made_on=5), "Ada")
    store.append(id, ActivityAdded(id="gone", name="Removed"), "Ada")
    store.append(id, WithholdMarked(question=KIND, withhold=True, made_on=7), "Legal")
    store.append(id, WithholdMarked(question=SIZE, withhold=True, made_on=8), "Legal")
    store.append(id, ValueWithdrawn(question=SIZE, made_on=9), "Ada")
    store.append(id, Withheld(activity="lab"), "Legal")
    store.append(id, Withheld(activity="gone"), "Legal")
    store.append(id, ActivityRemoved(id="gone"), "Ada")
    store.append(id, Withheld(finding="review-animal-work-abroad"), "Legal")
    new = store.record(store.carry_over(id, date(2027, 11, 25), "Ada", number=7)).record
    assert {each: said.withhold for each, said in new.answers.items()} == {KIND: True, SIZE: True}
    assert {each.id: each.withhold for each in new.activities} == {"lab": True, "gone": True}
    assert new.withhold == ["review-animal-work-abroad"]
    shown = disclosed(store._catalogue, new, ()).record.to_json()
    assert "seen" not in shown
    assert "kept" not in shown


@pytest.mark.parametrize(
    "name", [" ", "now", " NOW ", "3", "٣", "a\nb", "\u202egnp", "Autu\u200bmn", " autumn  2026", "Cafe\u0301"]
)
def test_a_name_that_hides_another_version_is_refused(store: Store, id: str, name: str) -> None:
    store.append(id, VersionNamed(name=" Autumn 2026 ", number=4), "Ada")
    store.append(id, VersionNamed(name="Café", number=4), "Ada")
    with pytest.raises(StoreError, match="version"):
        store.append(id, VersionNamed(name=name, number=4), "Ada")
    assert [each.name for each in store.record(id).versions] == ["Autumn 2026", "Café"]
