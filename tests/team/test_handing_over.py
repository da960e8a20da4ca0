"""Somebody leaves: what they were asked and what they own is somebody else's, and the log says so."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.case.plan import Status
from guidance.case.store import ActionMoved, ActionOwned, HandedIn, Removed, Stage, Store, StoreError, TakenUp
from guidance.team.desk import RefusedError
from guidance.team.handing_over import Whom
from guidance.team.log import HandedOver
from guidance.team.permissions import Role
from guidance.team.person import Person
from tests.team.world import ISSUER, PEOPLE, World
from ui.cli.main import main

GONE = PEOPLE[Role.CONTRIBUTOR].email
ZOE = Person(issuer=ISSUER, subject="zoe", name="Zoe", email="zoe@northmoor.example")
WHOM = Whom(GONE.upper(), "Zoe@northmoor.example", "Ada Osei", "Zoe Quill")


@pytest.fixture
def settled(world: World) -> World:
    """The contributor took up what they were asked; Ada Osei owns two actions, one of them done."""
    first, second = list(knowledge.load().advice)[:2]
    world.desk(Role.CONTRIBUTOR).part(world.id)
    officer = world.desk(Role.OFFICER)
    officer.append(world.id, ActionOwned(actions=(first, second), owner="Ada Osei", made_on=world.version), "")
    officer.append(world.id, ActionMoved(actions=(second,), status=Status.DONE, made_on=world.version), "")
    return world


@pytest.mark.parametrize("who", [Role.OFFICER, Role.ADMINISTRATOR])
def test_what_is_open_goes_to_whoever_comes(settled: World, who: Role) -> None:
    assert settled.desk(who).hand_over(WHOM, "").actions == 1
    stored = settled.store.record(settled.id)
    moved = stored.together.assignments["a0"]
    assert (moved.to, moved.person, moved.stage) == ("zoe@northmoor.example", None, Stage.OPEN)
    assert stored.together.assignments["a1"].to == "somebody@northmoor.example"
    assert [said.owner for said in stored.plan.values()] == ["Zoe Quill", "Ada Osei"]
    with pytest.raises(RefusedError):
        settled.desk(Role.CONTRIBUTOR).part(settled.id)
    assert settled.desk(ZOE).part(settled.id).together.assignments["a0"].person == f"{ISSUER} zoe"
    assert isinstance(settled.store.history(settled.id)[-1].event, TakenUp)
    logged = settled.log.events()[-1]
    assert isinstance(logged.event, HandedOver)
    assert (logged.event.assessments, logged.event.assignments, logged.event.actions) == ([settled.id], 1, 1)
    assert logged.person == f"{ISSUER} {PEOPLE[who].subject}"
    settled.store.verify(settled.id)


def test_it_is_done_once_and_what_was_handed_in_stays(settled: World) -> None:
    settled.desk(Role.CONTRIBUTOR).append(settled.id, HandedIn(id="a0"), "")
    settled.desk(Role.OFFICER).hand_over(WHOM, "")  # the action
    assert settled.store.record(settled.id).together.assignments["a0"].to == GONE
    before = settled.version
    with pytest.raises(StoreError, match="nothing that is open is assigned to"):
        settled.desk(Role.OFFICER).hand_over(WHOM, "")
    assert settled.version == before


@pytest.mark.parametrize("who", [role for role in Role if role not in (Role.OFFICER, Role.ADMINISTRATOR)])
def test_nobody_else_hands_over(settled: World, who: Role) -> None:
    with pytest.raises(RefusedError):
        settled.desk(who).hand_over(WHOM, "")


def run(file: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["team", *words, "--database", str(file)])


def test_the_command_hands_over_and_logs_who_decided(tmp_path: Path) -> None:
    file = tmp_path / "team.db"
    world = World.of(Store.open(file, knowledge.load()))
    words = ("hand-over", GONE, "zoe@northmoor.example", "--names", "Ada Osei", "Zoe Quill", "--by", "Head of IT")
    assert run(file, *words).output.startswith(
        "handed over in 1 assessments: 1 assignments, 0 actions\nRoles are not handed over"
    )
    assert "Head of IT (command line) (command line)  handed_over" in run(file, "log").output
    refused = run(file, *words)
    assert refused.exit_code == 1
    assert "nothing that is open" in refused.output
    wrong = run(file, "hand-over", "zoe@northmoor.example", "No Address", "--by", "IT")
    assert wrong.exit_code == 1
    assert "String should match pattern" in wrong.output
    world.store.append(world.id, Removed(), "Ada")
    assert run(file, *words).exit_code == 1
    world.store.close()
