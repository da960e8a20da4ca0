"""Working on one assessment: assigned, answered, handed in, sent back, commented, prepared, reviewed and approved by different people."""

import pytest

from guidance.case.store import (
    ActivityRemoved,
    ActivityRestored,
    Assigned,
    Commented,
    CommentSettled,
    HandedIn,
    NoteWritten,
    Prepared,
    Reviewed,
    SentBack,
    Signed,
    Stage,
    StoreError,
    Unassigned,
    ValueGiven,
)
from guidance.case.store.events import MAX_CONDITIONS
from guidance.team.desk import RefusedError
from guidance.team.log import Grant, Granted, grantee, id_of
from guidance.team.permissions import Role
from guidance.team.person import Person
from guidance.team.reminders import due
from reports import pack
from tests.team.world import DAY, ISSUER, OTHER, OWN, PEOPLE, World

CONTRIBUTOR = PEOPLE[Role.CONTRIBUTOR]


def given(world: World, question: str, activity: str | None, value: str = "not sure") -> ValueGiven:
    return ValueGiven(activity=activity, question=question, made_on=world.version, value=value)


def test_a_contributor_sees_the_assigned_answer_and_nothing_else(world: World) -> None:
    world.answer(Role.OFFICER, world.question, OWN, "not sure", "for the contributor")
    world.answer(Role.OFFICER, world.another, OWN, "not sure", "not for the contributor")
    world.answer(Role.OFFICER, world.at_home, None, "not sure", "not for the contributor")
    part = world.desk(Role.CONTRIBUTOR).part(world.id)
    assert [each.id for each in part.record.activities] == [OWN]
    assert part.record.activities[0].answers.keys() == {world.question}
    assert part.record.answers == {}
    assert "not for the contributor" not in repr(part)
    assert [part.record.id for part in world.desk(Role.CONTRIBUTOR).mine()] == [world.id]
    assert world.desk(Role.CONTRIBUTOR).assessments() == ()


def test_an_assignment_is_its_persons_whoever_gets_the_address_later(world: World) -> None:
    world.desk(Role.CONTRIBUTOR).part(world.id)
    assert world.store.record(world.id).together.assignments["a0"].person == id_of(CONTRIBUTOR)
    successor = Person(issuer=ISSUER, subject="successor", name="Successor", email=CONTRIBUTOR.email)
    with pytest.raises(RefusedError):
        world.desk(successor).part(world.id)
    renamed = CONTRIBUTOR.model_copy(update={"email": "married@northmoor.example"})
    assert world.desk(renamed).part(world.id).record.id == world.id


def test_what_was_handed_in_is_not_changed_until_it_is_sent_back(world: World) -> None:
    desk, officer = world.desk(Role.CONTRIBUTOR), world.desk(Role.OFFICER)
    desk.append(world.id, given(world, world.question, OWN), "")
    desk.append(world.id, HandedIn(id="a0"), "")
    with pytest.raises(RefusedError):
        desk.append(world.id, NoteWritten(activity=OWN, question=world.question, made_on=world.version, note="late"), "")
    officer.append(world.id, SentBack(id="a0", why="which laboratory?"), "")
    sent_back = desk.part(world.id).together.assignments["a0"]
    assert (sent_back.stage, sent_back.why) == (Stage.BACK, "which laboratory?")
    desk.append(world.id, NoteWritten(activity=OWN, question=world.question, made_on=world.version, note="the second"), "")
    desk.append(world.id, HandedIn(id="a0"), "")
    officer.append(world.id, Unassigned(id="a0"), "")
    for refused in (given(world, world.question, OWN), HandedIn(id="a0")):
        with pytest.raises(RefusedError):
            desk.append(world.id, refused, "")


@pytest.mark.parametrize(("event", "why"), [
    (HandedIn(id="a9"), "no such assignment"),
    (SentBack(id="a0", why="x"), "was not handed in"),
    (CommentSettled(id="c9"), "no such comment"),
    (Assigned(id="a0", to="z@n.example", activity=OWN, questions=("activity.field",), due=DAY), "already"),
    (Assigned(id="a8", to="z@n.example", activity="gone", questions=("activity.field",), due=DAY), "no activity gone"),
    (Assigned(id="a8", to="z@n.example", activity=OWN, questions=("no.such",), due=DAY), "no question"),
    (Assigned(id="a8", to="z@n.example", activity=None, questions=("activity.field",), due=DAY), "asked of the activity"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_changes_nothing(world: World, event: object, why: str) -> None:
    before = world.version
    with pytest.raises(StoreError, match=why):
        world.store.append(world.id, event, "me")  # type: ignore[arg-type]
    assert world.version == before


def test_two_hand_ins_at_once_are_one(world: World) -> None:
    world.desk(Role.CONTRIBUTOR).append(world.id, HandedIn(id="a0"), "")
    with pytest.raises(StoreError, match="handed in already"):
        world.desk(Role.CONTRIBUTOR).append(world.id, HandedIn(id="a0"), "")


def test_a_comment_and_an_assignment_leave_the_hash_that_signatures_name(world: World) -> None:
    before = world.store.record(world.id).record.hash
    world.desk(Role.LEGAL).append(world.id, Commented(id="c1", activity=OWN, question=world.question, text="Which law?"), "")
    world.desk(Role.OFFICER).append(world.id, CommentSettled(id="c1"), "")
    stored = world.store.record(world.id)
    assert stored.record.hash == before
    assert stored.together.comments["c1"].settled == "The officer"
    assert world.desk(Role.CONTRIBUTOR).part(world.id).together.comments["c1"].text == "Which law?"


def test_a_head_reads_and_answers_the_department_and_no_other(world: World) -> None:
    head = world.desk(Role.HEAD)
    head.append(world.id, given(world, world.another, OWN), "")
    assert [each.id for each in head.part(world.id).record.activities] == [OWN]
    for refused in (given(world, world.another, OTHER), given(world, world.at_home, None)):
        with pytest.raises(RefusedError):
            head.append(world.id, refused, "")


def test_questions_can_be_assigned_to_whoever_has_a_role(world: World) -> None:
    given_to = Assigned(id="a5", to="legal", activity=OTHER, questions=(world.another,), due=DAY)
    world.desk(Role.OFFICER).append(world.id, given_to, "")
    world.desk(Role.LEGAL).append(world.id, given(world, world.another, OTHER), "")
    with pytest.raises(RefusedError):
        world.desk(Role.LEGAL).append(world.id, given(world, world.question, OTHER), "")


def seen(world: World) -> dict[str, str]:
    return {"answers": world.store.record(world.id).record.hash, "knowledge": "2026.1 abc"}


def test_a_result_is_prepared_reviewed_and_approved_by_three_people(world: World) -> None:
    world.answer(Role.OFFICER, world.question, OWN, "not sure")
    approve = Signed(name="Somebody else", role="Vice-Chancellor", conditions="no export before March", **seen(world))
    with pytest.raises(StoreError, match="nobody has said yet that this result is ready"):
        world.desk(Role.APPROVER).append(world.id, approve, "")
    world.desk(Role.OFFICER).append(world.id, Prepared(**seen(world)), "")
    world.desk(Role.LEGAL).append(world.id, Reviewed(**seen(world)), "")
    world.desk(Role.APPROVER).append(world.id, approve, "")
    signatures = world.store.record(world.id).signatures
    assert [(each.step, each.name) for each in signatures] == [
        ("prepared", "The officer"),
        ("reviewed", "The legal"),
        ("signed", "The approver"),
    ]
    assert signatures[-1].role == "Approved, on conditions: no export before March"
    world.answer(Role.OFFICER, world.question, OWN, "not sure", "a note that bears on it")
    assert not any(each.stands(world.store.record(world.id).record, "2026.1 abc") for each in signatures)


@pytest.mark.parametrize("hand", ["answered", "prepared", "reviewed"])
def test_nobody_approves_what_he_had_a_hand_in(world: World, hand: str) -> None:
    approver = PEOPLE[Role.APPROVER]
    for role in (Role.OFFICER, Role.LEGAL):
        world.log.append(Granted(grant=Grant(role=role, to=grantee(approver))), "the test")
    if hand == "answered":
        world.desk(approver).append(world.id, given(world, world.question, OTHER), "")
    world.desk(approver if hand == "prepared" else Role.OFFICER).append(world.id, Prepared(**seen(world)), "")
    if hand == "reviewed":
        world.desk(approver).append(world.id, Reviewed(**seen(world)), "")
    for event in (Signed(name="x", role="x", **seen(world)), Reviewed(**seen(world))):
        with pytest.raises(StoreError, match="ask somebody else"):
            world.desk(approver).append(world.id, event, "")


def test_questions_about_an_activity_that_was_removed_wait_for_nobody(world: World) -> None:
    world.desk(Role.OFFICER).append(world.id, ActivityRemoved(id=OWN), "")
    with pytest.raises(RefusedError):
        world.desk(Role.CONTRIBUTOR).part(world.id)
    assert world.desk(Role.CONTRIBUTOR).mine() == ()
    assert "a0" not in {each.assignment.id for each in due(world.store, DAY)}
    world.desk(Role.OFFICER).append(world.id, ActivityRestored(id=OWN), "")
    assert world.desk(Role.CONTRIBUTOR).part(world.id).together.assignments.keys() == {"a0"}
    assert "a0" in {each.assignment.id for each in due(world.store, DAY)}


def test_the_longest_conditions_stand_in_a_sign_off_pack(world: World) -> None:
    world.desk(Role.OFFICER).append(world.id, Prepared(**seen(world)), "")
    approve = Signed(name="x", role="x", conditions="x" * MAX_CONDITIONS, **seen(world))
    world.desk(Role.APPROVER).append(world.id, approve, "")
    for each in world.store.record(world.id).signatures:
        assert pack.Signed(name=each.name, role=each.role, at=each.at).role == each.role
