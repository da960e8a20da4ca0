"""The team's log and the person beside each event: chained, and true to who signed in."""

import hashlib

import pytest
from sqlalchemy import insert, select, text, update

from guidance.case.record import Recorded
from guidance.case.store import AnswersTaken, BrokenError, Described, Removed, Restored, StoreError, chain
from guidance.case.store.schema import EVENT, TEAM_EVENT
from guidance.team.log import INSTITUTION, Exported, Grant, Granted, GrantEnded, Purged, TeamLog, grantee, id_of
from guidance.team.own import CLAIMED
from guidance.team.permissions import May, Role
from guidance.team.person import Person
from tests.team.world import ISSUER, NOBODY, OWN, PEOPLE, World
from ui.browser import offers


def test_a_role_holds_from_its_grant_to_its_end_also_of_a_group(world: World) -> None:
    student = Person(issuer=ISSUER, subject="late", name="Late", groups=frozenset({"auditors"}))
    grant = Grant(role=Role.AUDITOR, to="group:auditors")
    with pytest.raises(StoreError):
        world.desk(student).record(world.id)
    world.desk(Role.ADMINISTRATOR).grant(grant, "External auditors")
    assert world.desk(student).record(world.id).record.title == "Northmoor"
    same_address = student.model_copy(update={"subject": "other", "groups": frozenset()})
    assert world.desk(same_address).assessments() == ()
    world.desk(Role.ADMINISTRATOR).end_grant(grant)
    with pytest.raises(StoreError):
        world.desk(student).record(world.id)


def test_nobody_grants_to_himself_nor_to_a_group_that_he_is_in(world: World) -> None:
    administrator = PEOPLE[Role.ADMINISTRATOR].model_copy(update={"groups": frozenset({"it"})})
    for to in (grantee(administrator), "group:it"):
        with pytest.raises(StoreError, match="nobody grants a role to himself"):
            world.desk(administrator).grant(Grant(role=Role.OFFICER, to=to))
    with pytest.raises(StoreError):
        world.desk(Role.OFFICER).grant(Grant(role=Role.APPROVER, to=grantee(NOBODY)))


def test_of_two_administrators_who_end_each_others_role_at_once_one_stays(world: World) -> None:
    """Each page was drawn while both had it: else the second click would leave nobody."""
    second = PEOPLE[Role.ADMINISTRATOR].model_copy(update={"subject": "second"})
    roles = [Grant(role=Role.ADMINISTRATOR, to=grantee(each)) for each in (PEOPLE[Role.ADMINISTRATOR], second)]
    world.desk(Role.ADMINISTRATOR).grant(roles[1])
    one, other = world.desk(Role.ADMINISTRATOR), world.desk(second)
    assert one.may(May.GRANT)
    assert other.may(May.GRANT)
    one.end_grant(roles[1])
    for late in (other.end_grant, other.grant):
        with pytest.raises(StoreError):
            late(roles[0])
    assert set(roles) & world.log.grants() == {roles[0]}
    world.desk(Role.ADMINISTRATOR).grant(roles[1])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONTRIBUTOR])
def test_a_role_that_moves_is_held_by_two_between_and_never_by_nobody(world: World, role: Role) -> None:
    """Granted first, then ended: each of the two events is whole, and what lies between is an ordinary state. `docs/team.md` says so."""

    def held(by: Person) -> set[str]:
        here = world.desk(by)
        own = {activity.name for each in here.mine() for activity in each.record.activities}
        return own | {each.id for each in here.assessments()} | {may.name for may in May if here.may(may, world.id)}

    scope = "department:Physics" if role is Role.HEAD else INSTITUTION
    before, after = (Grant(role=role, to=grantee(each), scope=scope) for each in (PEOPLE[role], NOBODY))
    boss = PEOPLE[Role.ADMINISTRATOR].model_copy(update={"subject": "boss"})
    world.log.append(Granted(grant=Grant(role=Role.ADMINISTRATOR, to=grantee(boss))), "the test")
    gives = held(PEOPLE[role])
    assert not held(NOBODY)
    world.desk(boss).grant(after)
    assert held(PEOPLE[role]) == held(NOBODY) == gives
    world.desk(boss).end_grant(before)
    assert held(NOBODY) == gives
    assert not held(PEOPLE[role])
    assert bool(gives) is (role is not Role.KEEPER)  # who looks after the rules is told, and needs nothing here


def test_a_changed_event_of_the_team_is_found(world: World) -> None:
    with world.store.database.transaction(write=True) as connection:
        connection.execute(update(TEAM_EVENT).where(TEAM_EVENT.c.seq == 2).values(person="somebody else"))
    with pytest.raises(StoreError, match="event 2 is missing or was changed"):
        world.log.events()
    with pytest.raises(StoreError):
        TeamLog(world.store.database).grants()


def test_a_role_that_a_copy_put_back_does_not_know_is_none(world: World) -> None:
    """Though the database has as many events again."""
    running, granted = TeamLog(world.store.database), Granted(grant=Grant(role=Role.OFFICER, to="group:eve"))
    world.log.append(granted, "Ann")
    assert granted.grant in running.grants()
    with world.store.database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM team_event WHERE seq = (SELECT max(seq) FROM team_event)"))
    world.log.append(Granted(grant=Grant(role=Role.AUDITOR, to="group:auditors")), "Ann")
    assert granted.grant not in running.grants()


@pytest.mark.parametrize("value", ["'x'", "x'ff'"])
def test_nothing_is_stored_behind_a_changed_event_of_the_team(world: World, value: str) -> None:
    with world.store.database.transaction(write=True) as connection:
        connection.execute(text(f"UPDATE team_event SET hash = {value} WHERE seq = (SELECT max(seq) FROM team_event)"))
    with pytest.raises(StoreError, match=r"event \d+ is missing or was changed"):
        world.log.append(Granted(grant=Grant(role=Role.AUDITOR, to="group:auditors")), "Eve")


def test_each_event_carries_who_signed_in_whatever_was_typed(world: World) -> None:
    world.answer(Role.OFFICER, world.question, OWN, "not sure")
    event = world.store.history(world.id)[-1]
    assert (event.by, event.person) == ("The officer", id_of(PEOPLE[Role.OFFICER]))
    answered = world.store.record(world.id).record.activity(OWN).answers[world.question]
    assert answered.by == "The officer"


def test_who_signed_in_is_sealed(world: World) -> None:
    with world.store.database.transaction(write=True) as connection:
        connection.execute(update(EVENT).where(EVENT.c.seq == 2).values(person="somebody else"))
    with pytest.raises(BrokenError, match="event 2 is missing or was changed"):
        world.store.verify(world.id)


def test_a_chain_from_before_there_were_people_holds(world: World) -> None:
    row = {"assessment": "old", "seq": 1, "at": "2026-11-01T09:00:00.000000+00:00", "by": "me", "kind": "started"}
    row |= {"payload": '{"as_at":"2026-11-01","marking":"OFFICIAL","prepared_by":"","title":"Old"}', "previous": ""}
    row["hash"] = _sealed_as_in_0004(row)
    with world.store.database.transaction(write=True) as connection:
        connection.execute(insert(EVENT), row)
    world.store.verify("old")
    assert world.store.history("old")[0].person is None
    with world.store.database.transaction(write=True) as connection:
        assert connection.scalar(select(EVENT.c.person).where(EVENT.c.assessment == "old")) is None
        connection.execute(text("UPDATE event SET person = 'x' WHERE assessment = 'old'"))
    with pytest.raises(BrokenError):
        world.store.verify("old")


def _sealed_as_in_0004(row: dict[str, object]) -> str:
    import hashlib
    import json

    content = json.dumps([row[each] for each in ("assessment", "seq", "at", "by", "kind", "payload")], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def test_a_name_in_a_file_is_a_claim_and_says_so(world: World) -> None:
    said = {OWN: {world.question: Recorded(value="not sure", by="The approver")}}
    world.desk(Role.OFFICER).append(world.id, AnswersTaken(file="a.xlsx", answers=said, made_on=world.version), "")
    record = world.store.record(world.id).record
    assert record.activity(OWN).answers[world.question].by == f"The approver{CLAIMED}"
    again = world.desk(Role.OFFICER).open_record(record, "")
    assert world.store.record(again).record.activity(OWN).answers[world.question].by == f"The approver{CLAIMED}"


def test_who_brings_answers_is_no_claim(world: World) -> None:
    """As on the page where answers are carried over from one activity to others."""
    said = {OWN: {world.question: Recorded(value="not sure", by="The officer")}}
    world.desk(Role.OFFICER).append(world.id, AnswersTaken(file="As for", answers=said, made_on=world.version), "")
    assert world.store.record(world.id).record.activity(OWN).answers[world.question].by == "The officer"


@pytest.mark.parametrize("suffix", offers.TRAILS)
def test_an_auditor_takes_the_log_away_with_its_last_hash_and_whoever_may_not_read_it_does_not(
    world: World, suffix: str
) -> None:
    last = world.store.history(world.id)[-1].hash
    for who in (Role.AUDITOR, Role.OFFICER, Role.LEGAL, Role.APPROVER):
        desk = world.desk(who)
        taken = offers.found(desk, world.id, "trail", (suffix,)).given(desk)
        assert last in taken.decode()
        logged = world.log.events()[-1]
        assert isinstance(logged.event, Exported)
        assert (logged.event.what, logged.event.sha256) == ("history", hashlib.sha256(taken).hexdigest())
        assert logged.person == id_of(PEOPLE[who])
    for who in (Role.CONTRIBUTOR, Role.HEAD, Role.KEEPER, Role.ADMINISTRATOR, NOBODY):
        with pytest.raises(StoreError):
            offers.trail(world.store.record(world.id), suffix).given(world.desk(who))
    with pytest.raises(offers.NoSuchFileError):
        offers.found(world.desk(Role.AUDITOR), world.id, "trail", (".exe",))


def test_what_is_read_and_taken_away_is_logged(world: World) -> None:
    assert world.desk(Role.AUDITOR).taken_away(world.id, "report", "northmoor.pdf", b"bytes") == b"bytes"
    logged = world.log.events()[-1]
    assert isinstance(logged.event, Exported)
    assert (logged.event.what, logged.event.file, logged.person) == ("report", "northmoor.pdf", id_of(PEOPLE[Role.AUDITOR]))
    assert logged.event.sha256
    assert logged in world.desk(Role.AUDITOR).logged()
    kinds = {type(each.event) for each in world.desk(Role.ADMINISTRATOR).logged()}
    assert kinds == {Granted}
    for who in (Role.CONTRIBUTOR, Role.KEEPER, NOBODY):
        with pytest.raises(StoreError):
            world.desk(who).logged()


def test_an_assessment_is_deleted_by_two_people_and_a_third_hand(world: World) -> None:
    approver = grantee(PEOPLE[Role.APPROVER])
    world.log.append(Granted(grant=Grant(role=Role.OFFICER, to=approver)), "the test")
    administrator = world.desk(Role.ADMINISTRATOR)
    for hasten in (
        lambda: administrator.delete(world.id, "", "now"),
        lambda: world.desk(Role.APPROVER).confirm_purge(world.id),
    ):
        with pytest.raises(StoreError):
            hasten()
    world.desk(Role.APPROVER).ask_purge(world.id, "six years are over")
    with pytest.raises(StoreError, match="another person"):
        world.desk(Role.APPROVER).confirm_purge(world.id)
    world.desk(Role.OFFICER).ask_purge(world.id, "six years are over")
    world.desk(Role.APPROVER).confirm_purge(world.id)
    events = world.store.history(world.id)
    administrator.delete(world.id, "", "")
    purged = world.log.events()[-1].event
    assert isinstance(purged, Purged)
    assert (purged.events, purged.last, purged.asked_by, purged.confirmed_by) == (
        len(events), events[-1].hash, "The officer", "The approver",
    )  # fmt: skip
    assert world.store.assessments() == ()


@pytest.mark.parametrize("confirmed", [False, True])
def test_what_was_changed_since_is_not_deleted_until_it_is_asked_for_anew(world: World, confirmed: bool) -> None:
    """Put back, worked on and taken off again: nobody agreed to delete that."""
    officer, approver = world.desk(Role.OFFICER), world.desk(Role.APPROVER)
    officer.append(world.id, Removed(), "")
    officer.ask_purge(world.id, "six years are over")
    if confirmed:
        approver.confirm_purge(world.id)
    officer.append(world.id, Restored(), "")
    world.answer(Role.OFFICER, world.question, OWN, "not sure")
    officer.append(world.id, Removed(), "")
    with pytest.raises(StoreError, match="changed after somebody asked"):
        world.desk(Role.ADMINISTRATOR).delete(world.id, "", "") if confirmed else approver.confirm_purge(world.id)
    officer.ask_purge(world.id, "six years are over")
    approver.confirm_purge(world.id)
    world.desk(Role.ADMINISTRATOR).delete(world.id, "", "")
    assert world.store.assessments(removed=True) == ()


def test_what_cannot_be_logged_is_not_deleted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.desk(Role.OFFICER).ask_purge(world.id, "six years are over")
    world.desk(Role.APPROVER).confirm_purge(world.id)
    events = world.store.history(world.id)

    def fails(*_: object) -> None:
        raise StoreError("the log cannot be written")

    monkeypatch.setattr(TeamLog, "append_in", fails)
    with pytest.raises(StoreError, match="the log cannot be written"):
        world.desk(Role.ADMINISTRATOR).delete(world.id, "", "")
    assert world.store.history(world.id) == events
    assert world.store.deletions() == ()


def test_the_ended_grant_is_in_the_log(world: World) -> None:
    ended = Grant(role=Role.LEGAL, to=grantee(PEOPLE[Role.LEGAL]))
    world.desk(Role.ADMINISTRATOR).end_grant(ended)
    assert world.log.events()[-1].event == GrantEnded(grant=ended)
    with pytest.raises(StoreError):
        world.desk(Role.LEGAL).append(world.id, Described(title="x"), "")
    assert chain.person("Zoë 李") == "Zoë 李"
