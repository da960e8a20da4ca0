"""`guidance team`: grants, the log, the trail; and deleting from the command line."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.case.store import Described, Prepared, Signed, Store
from guidance.team.permissions import Role
from guidance.team.person import Person
from guidance.team.sign_ins import SignIns
from tests.team.world import ISSUER, World
from ui.cli.main import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "team.db"


def run(file: Path, *words: str) -> Result:
    command, *more = words
    return CliRunner().invoke(main, [*command.split(), *more, "--database", str(file)])


def test_a_role_is_granted_listed_and_ended(file: Path) -> None:
    whom = ("auditor", "--person", ISSUER, "zoe", "--by", "Head of IT")
    assert run(file, "team grant", *whom).output == f"granted: auditor  person:{ISSUER} zoe  institution\n"
    assert "granted already" in run(file, "team grant", *whom).output
    run(file, "team grant", "head of department", "--group", "physics", "--department", "Physics", "--by", "IT")
    listed = run(file, "team list").output.splitlines()
    assert listed == [f"auditor  person:{ISSUER} zoe  institution", "head of department  group:physics  department:Physics"]
    assert run(file, "team revoke", *whom).exit_code == 0
    assert "not granted" in run(file, "team revoke", *whom).output
    logged = run(file, "team log").output
    assert logged.count("Head of IT (command line)") == 2
    assert "grant_ended" in logged
    assert "The chain holds. Its last hash: " in logged


def test_who_signed_in_is_listed_as_a_grant_names_them(file: Path) -> None:
    rows = SignIns(f"sqlite:///{file}")
    rows.start(Person(issuer=ISSUER, subject="4f1c", name="Ada Osei", email="ada@northmoor.example"))
    rows.start(Person(issuer=ISSUER, subject="77b0", name="Zoë 李"))
    rows.close()
    listed = run(file, "team people").output.splitlines()
    assert listed == [f"{ISSUER} 4f1c  Ada Osei  ada@northmoor.example", f"{ISSUER} 77b0  Zoë 李"]
    whom = listed[0].partition("  ")[0].split()
    assert run(file, "team grant", "administrator", "--person", *whom, "--by", "IT").exit_code == 0


@pytest.mark.parametrize(("words", "why"), [
    (("officer",), "--person ISSUER SUBJECT or --group"),
    (("officer", "--group", "a", "--person", "b", "c"), "--person ISSUER SUBJECT or --group"),
    (("head of department", "--group", "a"), "give the department"),
    (("officer", "--group", "a", "--department", "Physics"), "only a head of department"),
    (("contributor", "--group", "a"), "whoever is assigned questions"),
    (("auditor", "--group", "a", "--assessment", "NO/SUCH"), "holds what no name does"),
])  # fmt: skip
def test_what_no_grant_can_be_is_refused(file: Path, words: tuple[str, ...], why: str) -> None:
    refused = run(file, "team grant", *words, "--by", "IT")
    assert refused.exit_code == 2
    assert why in refused.output


def test_the_trail_holds_everything_and_a_spreadsheet_runs_none_of_it(file: Path, tmp_path: Path) -> None:
    world = World.of(Store.open(file, knowledge.load()))
    world.desk(Role.OFFICER).append(world.id, Described(title="=cmd|' /C calc'!A0"), "")
    history = world.store.history(world.id)
    told = json.loads(run(file, "team trail", world.id).output)
    assert (told["events"], told["last_hash"]) == (len(history), history[-1].hash)
    assert [each["person"] for each in told["trail"]] == [f"{ISSUER} officer"] * len(history)
    assert told["trail"][-1]["event"] == {"title": "=cmd|' /C calc'!A0"}
    out = tmp_path / "trail.csv"
    run(file, "team trail", world.id, "--format", "csv", "--out", str(out))
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert rows[-1][-1] == history[-1].hash
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]
    assert run(file, "team trail", "nosuch").exit_code == 1


def test_the_command_line_deletes_what_two_people_agreed_on_and_nothing_else(file: Path) -> None:
    world = World.of(Store.open(file, knowledge.load()))
    words = ("store delete", world.id, "--by", "Head of IT", "--why", "in a hurry")
    early = run(file, *words)
    assert early.exit_code == 1
    assert "once somebody asked for it and another person confirmed it" in early.output
    world.desk(Role.OFFICER).ask_purge(world.id, "six years are over")
    world.desk(Role.APPROVER).confirm_purge(world.id)
    assert run(file, *words).exit_code == 0
    assert "six years are over" in run(file, "store deletions").output
    assert "purged" in run(file, "team log").output
    world.store.close()


@pytest.mark.slow
def test_the_register_of_decisions_names_who_and_whether_it_stands(file: Path) -> None:
    world = World.of(Store.open(file, knowledge.load()))
    seen = {"answers": world.store.record(world.id).record.hash, "knowledge": knowledge.load().version}
    world.desk(Role.OFFICER).append(world.id, Prepared(**seen), "")
    world.desk(Role.APPROVER).append(world.id, Signed(name="x", role="x", conditions="=no export", **seen), "")
    rows = list(csv.DictReader(io.StringIO(run(file, "team decisions").output)))
    assert [(each["step"], each["name"], each["stands"]) for each in rows] == [
        ("prepared", "The officer", "yes"),
        ("signed", "The approver", "yes"),
    ]
    assert rows[1]["said"] == "Approved, on conditions: =no export"
    world.desk(Role.OFFICER).append(world.id, Described(title="Another"), "")
    assert run(file, "team decisions").output.count("no: the answers or the knowledge changed since") == 2
    world.store.close()


def test_looking_a_database_over_reads_the_log_of_the_team_too(file: Path) -> None:
    run(file, "team grant", "auditor", "--group", "a", "--by", "IT")
    World.of(Store.open(file, knowledge.load())).store.close()
    assert ", 8 events of the team: every chain holds" in run(file, "store verify").output
    with Store.open(file, knowledge.load()).database.transaction(write=True) as connection:
        connection.exec_driver_sql("DELETE FROM team_event WHERE seq = 3")
    broken = run(file, "store verify")
    assert broken.exit_code == 1
    assert "the team's log: event 3 is missing" in broken.output
