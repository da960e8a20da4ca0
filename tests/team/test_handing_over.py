"""Somebody leaves: what they were asked and what they own is somebody else's, and the log says so."""

import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.event import listen, remove

from guidance import knowledge
from guidance.case.plan import Status
from guidance.case.store import (
    ActionMoved,
    ActionOwned,
    Assigned,
    AtOnce,
    HandedIn,
    NoteWritten,
    Removed,
    Stage,
    Store,
    StoreError,
    TakenUp,
)
from guidance.case.store.schema import EVENT, TEAM_EVENT
from guidance.team.desk import RefusedError
from guidance.team.handing_over import Whom
from guidance.team.log import HandedOver
from guidance.team.permissions import Role
from guidance.team.person import Person
from tests.team.world import DAY, ISSUER, PEOPLE, World
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


def test_a_damaged_assessment_keeps_nobody_from_the_sound_ones(tmp_path: Path) -> None:
    file = tmp_path / "team.db"
    store = Store.open(file, knowledge.load())
    world, broken = World.of(store), store.start("Broken", DAY, "Ada")
    store.append(broken, Assigned(id="b", to=GONE, questions=(world.at_home,), due=DAY), "Ada")
    store.append(broken, NoteWritten(question=world.at_home, note="n", made_on=2), "Ada")
    with store.database.transaction(write=True) as connection:
        connection.execute(EVENT.update().where(EVENT.c.assessment == broken, EVENT.c.seq == 3).values(by="Mallory"))
    store.close()
    words = ("hand-over", GONE, ZOE.email, "--by", "IT")
    done = run(file, *words)
    assert done.exit_code == 1
    assert "handed over in 1 assessments: 1 assignments, 0 actions" in done.output
    assert f"left as it was, because it is damaged: {broken}" in done.output
    logged = world.log.events()[-1].event
    assert isinstance(logged, HandedOver)
    assert (logged.assessments, logged.left) == ([world.id], (broken,))
    again = run(file, *words)
    assert again.exit_code == 1
    assert f"could not be looked through: {broken}: assessment {broken}: event 3" in again.output
    assert world.log.events()[-1].event == logged


ROWS = 4
"""What is written: an assignment and an action here, an assignment of another assessment, and the line in the log."""


@pytest.fixture
def another(settled: World) -> str:
    """A second assessment, in which the one who leaves was asked something."""
    id = settled.store.start("Second", DAY, "Ada")
    settled.store.append(id, Assigned(id="b", to=GONE, questions=(settled.at_home,), due=DAY), "Ada")
    return id


def rows(world: World) -> list[tuple[object, ...]]:
    """All that the database holds of assessments and of the team."""
    with world.store.database.transaction() as connection:
        return [tuple(row) for table in (EVENT, TEAM_EVENT) for row in connection.execute(select(table).order_by("hash"))]


@pytest.mark.parametrize("after", [*range(1, ROWS + 1), "commit"])
def test_where_anything_is_raised_in_the_middle_nothing_is_done(settled: World, another: str, after: int | str) -> None:
    engine, before, written = settled.store.database.engine, rows(settled), []

    def fails(_: Any, __: Any = None, statement: str = "commit", *___: Any) -> None:
        written.extend([statement] if statement.startswith("INSERT") else [])
        if statement == after or len(written) == after:
            raise RuntimeError("it fails here")

    hook = "commit" if after == "commit" else "after_cursor_execute"
    listen(engine, hook, fails)
    with pytest.raises(RuntimeError, match="it fails here"):
        settled.desk(Role.OFFICER).hand_over(WHOM, "")
    remove(engine, hook, fails)
    assert rows(settled) == before
    assert settled.store.record(another).together.assignments["b"].to == GONE, "nor does the process remember it"
    done = settled.desk(Role.OFFICER).hand_over(WHOM, "")
    assert (set(done.assessments), done.assignments, done.actions) == ({settled.id, another}, 2, 1)
    assert len(rows(settled)) == len(before) + ROWS
    for id in (settled.id, another):
        settled.store.verify(id)


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, ROWS])
def test_where_the_program_is_killed_in_the_middle_nothing_is_done(settled: World, another: str, url: str, after: int) -> None:
    before = rows(settled)
    command = [sys.executable, "-m", "tests.team.leaver", url, str(after), *vars(WHOM).values()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as leaver:
        assert leaver.stdout is not None
        assert leaver.stdout.readline() == "written\n"
        leaver.kill()
    assert rows(settled) == before
    assert len(settled.desk(Role.OFFICER).hand_over(WHOM, "").assessments) == 2, "the lock is free, too"


def test_what_somebody_changed_meanwhile_is_handed_over_as_it_is_then(
    settled: World, another: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = Store.at_once

    def later(store: Store) -> AbstractContextManager[AtOnce]:
        settled.desk(Role.CONTRIBUTOR).append(settled.id, HandedIn(id="a0"), "")
        monkeypatch.undo()
        return at_once(store)

    monkeypatch.setattr(Store, "at_once", later)
    done = settled.desk(Role.OFFICER).hand_over(WHOM, "")
    assert (done.assignments, done.actions) == (1, 1)
    assert settled.store.record(settled.id).together.assignments["a0"].to == GONE


@pytest.mark.parametrize(
    "whom",
    [
        Whom(GONE, ZOE.email, "Ada Osei", "Z" * 201),
        Whom(GONE, "No Address", "Ada Osei", "Zoe Quill"),
        Whom("g" * 3_000, ZOE.email, "Ada Osei", "Zoe Quill"),
    ],
)
def test_a_name_that_cannot_be_written_moves_nothing(settled: World, whom: Whom) -> None:
    before = settled.version
    with pytest.raises(StoreError, match="read "):
        settled.desk(Role.OFFICER).hand_over(whom, "")
    assert settled.version == before


@pytest.mark.parametrize(
    ("comes", "name"), [("ADMINISTRATOR@northmoor.example", "Zoe"), ("administrator", "Zoe"), (ZOE.email, "the Administrator")]
)
def test_nobody_hands_over_to_himself(settled: World, comes: str, name: str) -> None:
    before = settled.version
    with pytest.raises(StoreError, match="nobody hands over to himself"):
        settled.desk(Role.ADMINISTRATOR).hand_over(Whom(GONE, comes, "Ada Osei", name), "")
    assert settled.version == before
    with pytest.raises(RefusedError):
        settled.desk(Role.ADMINISTRATOR).part(settled.id)
