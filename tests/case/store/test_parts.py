"""Each part of an answer is an event of its own: what somebody else gave stays, and two who give the same part are told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.record import (
    BESIDE,
    LOOKED_UP,
    MAX_FILES,
    MAX_NOTE,
    Attached,
    Confidence,
    Partner,
    Record,
    Recorded,
    carried_over,
)
from guidance.case.store import (
    ActivityAdded,
    Answered,
    AnswersTaken,
    ConfidenceStated,
    Confirmed,
    Conflict,
    Event,
    EvidenceWritten,
    FileAdded,
    FileRemoved,
    NoteWritten,
    PartnerLookedUp,
    PartSaid,
    ReviewMarked,
    Started,
    Store,
    StoredEvent,
    StoreError,
    ValueGiven,
    ValueWithdrawn,
    WithholdMarked,
    fold,
)
from guidance.case.store.fold import changes_nothing
from guidance.disclosure import redaction

CATALOGUE = knowledge.load()
DAY = date(2026, 3, 1)
KIND = "profile.kind"
PDF = b"%PDF-1.7 minutes"
MINUTES = attached("minutes.pdf", PDF)
OTHER = attached("other.pdf", PDF + b" other")
WHEN = datetime(2026, 2, 1, tzinfo=UTC)


def value(given: str, on: int, question: str = KIND) -> ValueGiven:
    return ValueGiven(question=question, value=given, made_on=on)


def note(text: str, on: int, question: str = KIND) -> NoteWritten:
    return NoteWritten(question=question, note=text, made_on=on)


def withhold(on: int, mark: bool = True) -> WithholdMarked:
    return WithholdMarked(question=KIND, withhold=mark, made_on=on)


@pytest.fixture
def id(store: Store) -> str:
    """An assessment whose version 2 is an answer of Ann's."""
    id = store.start("Title", DAY, "Ann")
    store.append(id, value("he_england", 1), "Ann")
    return id


def answer(store: Store, id: str, question: str = KIND) -> Recorded:
    return store.record(id).record.answers[question]


WRITES: dict[str, Callable[[int], PartSaid]] = {
    "note": lambda on: note("told in confidence", on),
    "evidence": lambda on: EvidenceWritten(question=KIND, evidence="CONTRACT-7", made_on=on),
    "files": lambda on: FileAdded(question=KIND, file=MINUTES, made_on=on),
    "confidence": lambda on: ConfidenceStated(question=KIND, confidence=Confidence.EVIDENCED, made_on=on),
    "review": lambda on: ReviewMarked(question=KIND, review=True, made_on=on),
    "withhold": withhold,
    "value": lambda on: value("company", on),
}


@pytest.mark.slow
@pytest.mark.parametrize("first", WRITES)
@pytest.mark.parametrize("second", WRITES)
def test_two_parts_that_are_given_on_the_same_page_both_stand(store: Store, id: str, first: str, second: str) -> None:
    if first == second:
        return
    store.append(id, WRITES[first](2), "Ann")
    store.append(id, WRITES[second](2), "Ben")
    now, alone = answer(store, id), {}
    for part in (first, second):
        fresh = store.start("Title", DAY, "Ann")
        store.append(fresh, value("he_england", 1), "Ann")
        store.append(fresh, WRITES[part](2), "Ann")
        alone[part] = getattr(answer(store, fresh), part)
    assert {part: getattr(now, part) for part in (first, second)} == alone
    store.verify(id)


def test_the_value_says_who_answered_and_what_stands_beside_it_does_not(store: Store, id: str) -> None:
    at = answer(store, id).at
    for number, part in enumerate(BESIDE, 2):
        store.append(id, WRITES[part](number), "Ben")
    assert (answer(store, id).by, answer(store, id).at) == ("Ann", at)
    store.append(id, value("company", store.record(id).version), "Ben")
    assert answer(store, id).by == "Ben"
    assert answer(store, id).withhold


@pytest.mark.parametrize(
    ("one", "other", "stored", "said"),
    [
        (value("company", 2), value("he_wales", 2), "company", "he_wales"),
        (ValueWithdrawn(question=KIND, made_on=2), value("he_wales", 2), None, "he_wales"),
        (value("company", 2), ValueWithdrawn(question=KIND, made_on=2), "company", None),
        (note("Ben's", 2), note("Ann's", 2), "Ben's", "Ann's"),
        (note("Ben's", 2), note("", 2), "Ben's", ""),
        (
            EvidenceWritten(question=KIND, evidence="B", made_on=2),
            EvidenceWritten(question=KIND, evidence="A", made_on=2),
            "B",
            "A",
        ),
    ],
    ids=["values", "withdrawn", "withdrawing", "notes", "emptied", "evidence"],
)
def test_two_who_give_one_part_are_told_and_nothing_is_stored(
    store: Store, id: str, one: PartSaid, other: PartSaid, stored: object, said: object
) -> None:
    store.append(id, one, "Ben")
    before = store.history(id)
    with pytest.raises(Conflict, match="was changed by Ben") as caught:
        store.append(id, other, "Ann")
    assert (caught.value.stored, caught.value.said, caught.value.version) == (stored, said, 3)
    assert store.history(id) == before
    settled = store.append(id, other.model_copy(update={"made_on": caught.value.version}), "Ann")
    assert settled == 4


def test_a_conflict_holds_all_of_a_long_text_and_its_message_the_beginning(store: Store, id: str) -> None:
    store.append(id, note("b" * 5000, 2), "Ben")
    with pytest.raises(Conflict) as caught:
        store.append(id, note("a" * 5000, 2), "Ann")
    assert (caught.value.stored, caught.value.said) == ("b" * 5000, "a" * 5000)
    assert len(str(caught.value)) < 800
    assert f"the note beside “{CATALOGUE.questions[KIND].label}” was changed by Ben" in str(caught.value)


def test_who_says_the_same_is_no_conflict_and_nothing_is_stored_twice(store: Store, id: str) -> None:
    store.append(id, value("company", 2), "Ben")
    assert store.append(id, value("company", 2), "Ann") == 3
    assert answer(store, id).by == "Ben"
    for event in (withhold(3, False), ValueWithdrawn(question="profile.name", made_on=3), Confirmed(question=KIND, made_on=3)):
        assert store.append(id, event, "Ann") == 3
    assert len(store.history(id)) == 3


def test_answers_to_other_questions_meanwhile_are_no_conflict(store: Store, id: str) -> None:
    store.append(id, value("Northmoor", 2, "profile.name"), "Ben")
    store.append(id, note("beside another", 3, "profile.name"), "Ben")
    assert store.append(id, value("company", 2), "Ann") == 5


@pytest.mark.parametrize(
    ("one", "other", "part", "stands"),
    [
        (withhold(2), withhold(2, False), "withhold", False),
        (ReviewMarked(question=KIND, review=True, made_on=2), ReviewMarked(question=KIND, review=False, made_on=2), "review", False),
        (
            ConfidenceStated(question=KIND, confidence=Confidence.BELIEVED, made_on=2),
            ConfidenceStated(question=KIND, confidence=Confidence.EVIDENCED, made_on=2),
            "confidence",
            Confidence.EVIDENCED,
        ),
        (FileAdded(question=KIND, file=MINUTES, made_on=2), FileAdded(question=KIND, file=OTHER, made_on=2), "files", (MINUTES, OTHER)),
    ],
    ids=["withhold", "review", "confidence", "files"],
)  # fmt: skip
def test_marks_and_files_merge(store: Store, id: str, one: PartSaid, other: PartSaid, part: str, stands: object) -> None:
    store.append(id, one, "Ben")
    store.append(id, other, "Ann")
    assert getattr(answer(store, id), part) == stands


def test_a_file_that_is_added_twice_is_one_and_one_that_is_gone_may_be_taken_away(store: Store, id: str) -> None:
    for _ in range(2):
        assert store.attach(id, FileAdded(question=KIND, file=MINUTES, made_on=2), PDF, "Ann") == 3
    assert answer(store, id).files == (MINUTES,)
    for _ in range(2):
        assert store.append(id, FileRemoved(question=KIND, sha256=MINUTES.sha256, made_on=3), "Ann") == 4
    assert answer(store, id).files == ()
    assert store.file(id, MINUTES.sha256) is None


def test_the_bytes_of_a_file_that_a_copy_only_names_are_taken_in(store: Store, id: str) -> None:
    store.attach(id, FileAdded(question=KIND, file=MINUTES, made_on=2), PDF, "Ann")
    copy = store.open_record(store.record(id).record, "Bea")
    assert store.attach(copy, FileAdded(question=KIND, file=MINUTES, made_on=1), PDF, "Bea") == 1
    assert store.file(copy, MINUTES.sha256) == PDF


def test_there_are_at_most_so_many_files(store: Store, id: str) -> None:
    for number in range(MAX_FILES):
        file = Attached(name="a.pdf", size=1, sha256=f"{number:064}")
        store.append(id, FileAdded(question=KIND, file=file, made_on=2), "Ann")
    with pytest.raises(StoreError, match="at most 10 files"):
        store.append(id, FileAdded(question=KIND, file=MINUTES, made_on=2), "Ann")


@pytest.mark.slow
def test_what_stood_beside_a_withdrawn_answer_is_kept_out_of_sight_and_comes_back(store: Store, id: str) -> None:
    store.attach(id, FileAdded(question=KIND, file=MINUTES, made_on=2), PDF, "Ann")
    for part in ("note", "evidence", "confidence", "review", "withhold"):
        store.append(id, WRITES[part](3), "Ann")
    before = answer(store, id)
    store.append(id, ValueWithdrawn(question=KIND, made_on=store.record(id).version), "Ben")
    stored = store.record(id)
    assert KIND not in stored.record.answers
    assert "told in confidence" not in stored.record.to_json()
    assert b"told in confidence" not in redaction.disclosed(CATALOGUE, stored.record).record.to_json().encode()
    assert {part: getattr(stored.kept[KIND, None], part) for part in BESIDE} == {part: getattr(before, part) for part in BESIDE}
    assert store.file(id, MINUTES.sha256) == PDF
    store.append(id, value("company", stored.version), "Ben")
    after = store.record(id)
    assert {part: getattr(after.record.answers[KIND], part) for part in BESIDE} == {
        part: getattr(before, part) for part in BESIDE
    }
    assert not after.kept
    assert redaction.disclosed(CATALOGUE, after.record).record.answers == {}
    store.verify(id)


def test_a_note_for_an_answer_that_was_withdrawn_meanwhile_is_kept(store: Store, id: str) -> None:
    store.append(id, ValueWithdrawn(question=KIND, made_on=2), "Ben")
    store.append(id, note("typed while Ben withdrew it", 2), "Ann")
    assert KIND not in store.record(id).record.answers
    store.append(id, value("company", 4), "Ben")
    assert answer(store, id).note == "typed while Ben withdrew it"


def test_an_answer_that_was_carried_over_is_confirmed_once(store: Store) -> None:
    record = Record(id="old", title="Old", as_at=DAY, answers={KIND: Recorded(value="company", by="Old", withhold=True)})
    id = store.open_record(carried_over(record, DAY), "Ann")
    store.append(id, Confirmed(question=KIND, made_on=1), "Ann")
    confirmed = answer(store, id)
    assert (confirmed.confidence, confirmed.by, confirmed.withhold) == (Confidence.BELIEVED, "Ann", True)
    again = store.open_record(carried_over(record, DAY), "Ann")
    store.append(again, value("he_wales", 1), "Ben")
    assert store.append(again, Confirmed(question=KIND, made_on=1), "Ann") == 2  # what Ann saw is no longer there
    assert (answer(store, again).value, answer(store, again).confidence) == ("he_wales", None)
    same = store.open_record(carried_over(record, DAY), "Ann")
    store.append(same, value("company", 1), "Ben")
    assert (answer(store, same).by, answer(store, same).confidence) == ("Ben", None)


def test_an_answer_given_whole_takes_nothing_away(store: Store, id: str) -> None:
    store.append(id, withhold(2), "Ann")
    store.append(id, note("in confidence", 3), "Ann")
    with pytest.raises(StoreError, match=r"would take away what stands beside it \(note, withhold\)"):
        store.append(id, Answered(question=KIND, value="company"), "program")
    store.append(id, Answered(question=KIND, value="company", note="in confidence", withhold=True), "program")
    assert (answer(store, id).value, answer(store, id).withhold) == ("company", True)


def test_an_event_that_was_made_on_a_version_that_is_not_there_is_refused(store: Store, id: str) -> None:
    with pytest.raises(StoreError, match="put back to an earlier state"):
        store.append(id, value("company", 9), "Ann")
    assert len(store.history(id)) == 2


def taken(on: int, question: str = KIND, **said: object) -> AnswersTaken:
    theirs = Recorded(**{"value": "company", "by": "R. Ashworth", "at": WHEN} | said)
    return AnswersTaken(file="back.xlsx", answers={"": {question: theirs}}, made_on=on)


@pytest.mark.slow
def test_a_colleagues_answer_takes_nothing_away(store: Store) -> None:
    """H1 of the review of November 2026: the file of a colleague wiped the mark, the note and the evidence."""
    id = store.start("Title", DAY, "Ann")
    store.append(id, value("not sure", 1), "Ann")
    store.attach(id, FileAdded(question=KIND, file=MINUTES, made_on=2), PDF, "Ann")
    for part in ("note", "evidence", "confidence", "review", "withhold"):
        store.append(id, WRITES[part](3), "Ann")
    store.append(id, taken(store.record(id).version, note="by telephone", evidence="SharePoint"), "Ann")
    now = answer(store, id)
    assert (now.value, now.by, now.at) == ("company", "R. Ashworth", WHEN)
    assert now.note == "told in confidence\n\nR. Ashworth: by telephone"
    assert now.evidence == "CONTRACT-7; R. Ashworth: SharePoint"
    assert (now.files, now.confidence, now.review, now.withhold) == ((MINUTES,), Confidence.EVIDENCED, True, True)
    assert store.file(id, MINUTES.sha256) == PDF
    assert KIND not in redaction.disclosed(CATALOGUE, store.record(id).record).record.answers
    again = store.append(id, taken(store.record(id).version, note="by telephone", evidence="SharePoint"), "Ann")
    assert answer(store, id) == now
    assert again


def test_a_colleague_who_says_the_same_adds_a_note_and_takes_no_credit(store: Store, id: str) -> None:
    store.append(id, taken(2, value="he_england", note="I agree"), "Ann")
    assert (answer(store, id).by, answer(store, id).note) == ("Ann", "I agree")


def test_an_answer_that_came_meanwhile_is_not_overwritten_by_a_colleagues_file(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")
    store.append(id, value("he_wales", 1), "Ben")
    with pytest.raises(Conflict, match="was changed by Ben"):
        store.append(id, taken(1), "Ann")
    assert answer(store, id).value == "he_wales"
    store.append(id, taken(2), "Ann")  # seen, and chosen
    assert answer(store, id).value == "company"


def test_a_note_that_a_colleagues_file_brought_is_not_undone_by_a_page_that_does_not_show_it(store: Store, id: str) -> None:
    store.append(id, taken(2, value="he_england", note="by telephone"), "Ben")
    with pytest.raises(Conflict, match="the note beside"):
        store.append(id, note("mine", 2), "Ann")
    assert answer(store, id).note == "by telephone"


def test_a_colleagues_answer_to_a_question_that_was_withdrawn_finds_what_was_kept(store: Store, id: str) -> None:
    store.append(id, withhold(2), "Ann")
    store.append(id, ValueWithdrawn(question=KIND, made_on=3), "Ann")
    store.append(id, taken(4), "Ann")
    assert answer(store, id).withhold


def test_notes_that_are_too_long_together_are_refused_and_nothing_is_lost(store: Store, id: str) -> None:
    store.append(id, note("x" * (MAX_NOTE - 5), 2), "Ann")
    with pytest.raises(StoreError, match=r"too long with what R\. Ashworth gives"):
        store.append(id, taken(3, value="he_england", note="longer"), "Ann")
    assert answer(store, id).note == "x" * (MAX_NOTE - 5)


def looked_up(
    on: int, value: str = "match", name: str = "Harbin Engineering University", day: str = "2026-03-01"
) -> PartnerLookedUp:
    found = Recorded(value=value, note="found", evidence=f"{LOOKED_UP} {day}: UK-SL", confidence=Confidence.BELIEVED)
    answers = {"partner.sanctions": found}
    return PartnerLookedUp(activity="lab", partner=Partner(name=name), answers=answers, made_on=on)


def lab(store: Store) -> str:
    id = store.start("Title", DAY, "Ann")
    store.append(id, ActivityAdded(id="lab", name="Lab"), "Ann")
    return id


def sanctions(store: Store, id: str) -> Recorded:
    return store.record(id).record.activity("lab").answers["partner.sanctions"]


def test_a_note_written_before_the_first_look_up_survives_the_next(store: Store) -> None:
    id = lab(store)
    store.append(id, NoteWritten(question="partner.sanctions", activity="lab", note="asked their office", made_on=2), "Ann")
    store.append(id, looked_up(3, name="Tsinghua University"), "Ann")
    store.append(id, looked_up(4, day="2026-03-02"), "Ann")
    assert sanctions(store, id).note.startswith("asked their office")


def test_looking_up_fills_only_what_nobody_has_answered_when_it_is_stored(store: Store) -> None:
    id = lab(store)
    given = ValueGiven(activity="lab", question="partner.sanctions", value="not_checked", made_on=2)
    store.append(id, given, "Ben")
    store.append(id, looked_up(2), "Ann")
    assert (sanctions(store, id).value, sanctions(store, id).by) == ("not_checked", "Ben")
    assert store.history(id)[-1].event.answers == {}  # type: ignore[union-attr]
    assert store.record(id).record.activity("lab").partner == Partner(name="Harbin Engineering University")


def test_looking_up_again_renews_what_it_gave_and_leaves_marks_alone(store: Store) -> None:
    id = lab(store)
    store.append(id, looked_up(2, "possible"), "Ann")
    store.append(id, WithholdMarked(activity="lab", question="partner.sanctions", withhold=True, made_on=3), "Ann")
    store.append(id, looked_up(4, "match", day="2026-04-01"), "Ben")
    now = sanctions(store, id)
    assert (now.value, now.withhold, now.evidence) == ("match", True, f"{LOOKED_UP} 2026-04-01: UK-SL")


@pytest.mark.parametrize(
    "touch",
    [
        ValueGiven(activity="lab", question="partner.sanctions", value="none_on_date", made_on=3),
        NoteWritten(activity="lab", question="partner.sanctions", note="asked the broker", made_on=3),
        EvidenceWritten(activity="lab", question="partner.sanctions", evidence=f"{LOOKED_UP} by hand", made_on=3),
    ],
    ids=["value", "note", "evidence"],
)
def test_looking_up_again_leaves_what_an_officer_has_touched(store: Store, touch: PartSaid) -> None:
    id = lab(store)
    store.append(id, looked_up(2, "possible"), "Ann")
    store.append(id, touch, "Ben")
    before = sanctions(store, id)
    store.append(id, looked_up(4), "Ann")
    assert sanctions(store, id) == before
    assert before.by == "Ben"


def test_two_who_choose_a_partner_at_once_are_told(store: Store) -> None:
    id = lab(store)
    store.append(id, looked_up(2, name="Harbin Engineering University"), "Ben")
    with pytest.raises(Conflict, match="the partner was changed by Ben"):
        store.append(id, looked_up(2, name="Harbin Institute of Technology"), "Ann")
    assert store.record(id).record.activity("lab").partner == Partner(name="Harbin Engineering University")


def test_an_answer_that_came_from_a_look_up_is_not_carried_over_and_an_officers_is() -> None:
    found = Recorded(value="match", evidence=f"{LOOKED_UP} 2026-01-01")
    answers = {"profile.name": found, KIND: replace(found, by="Ann")}
    assert set(carried_over(Record(id="a", title="T", as_at=DAY, answers=answers), DAY).answers) == {KIND}


SAYS: dict[type[PartSaid], dict[str, st.SearchStrategy[object]]] = {
    ValueGiven: {"value": st.sampled_from(["a", "b"])},
    ValueWithdrawn: {},
    NoteWritten: {"note": st.sampled_from(["", "n"])},
    EvidenceWritten: {"evidence": st.sampled_from(["", "e"])},
    ConfidenceStated: {"confidence": st.sampled_from([None, *Confidence])},
    ReviewMarked: {"review": st.booleans()},
    WithholdMarked: {"withhold": st.booleans()},
    FileAdded: {"file": st.sampled_from([MINUTES, OTHER])},
    FileRemoved: {"sha256": st.sampled_from([MINUTES.sha256, OTHER.sha256])},
    Confirmed: {},
}
parts = st.one_of(
    st.builds(
        kind,
        activity=st.sampled_from([None, "lab"]),
        question=st.sampled_from(["profile.name", KIND]),
        made_on=st.just(1),
        **says,
    )
    for kind, says in SAYS.items()
)


def test_every_part_is_tried() -> None:
    assert set(SAYS) == set(get_args(PartSaid))


@given(st.lists(parts, max_size=20))
def test_an_event_changes_its_own_part_and_no_other(events: list[PartSaid]) -> None:
    start: list[Event] = [Started(title="T", as_at=DAY), ActivityAdded(id="lab", name="Lab")]
    log = [StoredEvent("a", n, WHEN, "Ann", event, "") for n, event in enumerate(start, 1)]
    questions = [(question, about) for question in ("profile.name", KIND) for about in (None, "lab")]
    for event in events:
        before = fold(log)
        if changes_nothing(before, event):
            continue  # the store does not store it
        log.append(StoredEvent("a", len(log) + 1, WHEN, "Ann", event, ""))
        after = fold(log)
        for asked in questions:
            changed = {part for part in BESIDE if getattr(before.said(asked), part) != getattr(after.said(asked), part)}
            its = asked == (event.question, event.activity)
            allowed = {event.PART} if its else set()
            if its and isinstance(event, ValueGiven) and before.said(asked).confidence is Confidence.UNCONFIRMED:
                allowed |= {"confidence"}  # given anew, it is confirmed
            assert changed <= allowed
            if not its or event.PART != "value":
                assert after.answered(asked) == before.answered(asked)
                assert after.said(asked).value == before.said(asked).value
