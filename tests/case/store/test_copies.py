"""Backup and restore by command, from either kind of database into either; every chain is checked on the way."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.store import FileAdded, NoteWritten, Store, StoreError, ValueGiven, copies
from guidance.case.store.database import Database
from guidance.case.store.schema import EVENT
from guidance.team.log import Grant, Granted, TeamLog
from guidance.team.permissions import Role
from tests.case.store.conftest import database_on
from ui.cli.main import main

pytestmark = pytest.mark.slow

PDF = b"%PDF-1.4 evidence"
FILE = attached("a.pdf", PDF)
New = Callable[[str], str]


@pytest.fixture
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[New]:
    """Makes empty databases of a kind."""
    numbers = count()
    with ExitStack() as opened:

        def made(kind: str) -> str:
            if kind == "sqlite":
                return f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"
            return str(opened.enter_context(database_on(request.getfixturevalue("postgresql_server"))))

        yield made


def filled(url: str) -> str:
    """Puts an assessment with a file, a deletion and a role into a database; the id of the assessment."""
    store = Store.open(url, knowledge.load())
    id = store.start("Zoë 李 “Northmoor”", date(2026, 11, 25), "Ada")
    store.append(id, ValueGiven(question="profile.kind", value="he_wales", made_on=1), "Ada", "https://issuer ada")
    store.attach(id, FileAdded(question="profile.kind", made_on=2, file=FILE), PDF, "Ada")
    store.delete(store.start("Gone", date(2026, 11, 25), "Ada"), "Ada", "a trial")
    TeamLog(store.database).append(Granted(grant=Grant(role=Role.AUDITOR, to="group:a")), "IT")
    store.close()
    return id


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["store", *words])


PG = pytest.param("postgresql", marks=pytest.mark.slow)


@pytest.mark.parametrize("here", ["sqlite", PG])
@pytest.mark.parametrize("there", ["sqlite", PG])
def test_what_is_backed_up_is_restored_whole(new: New, tmp_path: Path, here: str, there: str) -> None:
    source, target, file = new(here), new(there), tmp_path / "backup.db"
    id = filled(source)
    store = Store.open(source, knowledge.load())  # in use meanwhile
    written = run("backup", str(file), "--database", source)
    assert written.output.startswith("1 assessments, 3 events, 1 files of evidence, 1 events of the team: every chain holds"), written.output  # fmt: skip
    assert file.stat().st_mode & 0o077 == 0
    restored = run("restore", str(file), "--database", target)
    assert restored.exit_code == 0, restored.output
    assert restored.output == written.output * 2
    again = Store.open(target, knowledge.load())
    assert again.history(id) == store.history(id)
    assert again.record(id) == store.record(id)
    assert again.file(id, FILE.sha256) == PDF
    gone = [replace(each, wiped=True) for each in store.deletions()]  # what was deleted was never in a new file
    assert [replace(each, wiped=True) for each in again.deletions()] == gone
    assert TeamLog(again.database).events() == TeamLog(store.database).events()
    again.append(id, ValueGiven(question="profile.kind", value="company", made_on=3), "Bo")
    again.verify(id)
    again.close()
    store.close()


def test_what_is_stored_meanwhile_is_in_it_whole_or_not_at_all(url: str, tmp_path: Path) -> None:
    id = filled(url)
    database = Database(url)
    store = Store.open(url, knowledge.load())
    with database.snapshot() as seen:
        before = seen.execute(EVENT.select()).all()
        store.append(id, ValueGiven(question="profile.kind", value="company", made_on=3), "Bo")
        assert seen.execute(EVENT.select()).all() == before
    database.close()
    copies.backup(url, tmp_path / "backup.db")
    copy = Store.open(tmp_path / "backup.db", knowledge.load())
    assert copy.record(id).version == 4
    copy.close()
    store.close()


def test_a_backup_writes_over_nothing_and_leaves_nothing_of_a_failed_one(bare: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_bytes(b"mine")
    assert "a backup writes over nothing" in run("backup", str(file), "--database", bare).output
    assert file.read_bytes() == b"mine"
    Database(bare).close()  # empty, as nothing ever opened it
    other = tmp_path / "other.db"
    refused = run("backup", str(other), "--database", bare)
    assert refused.exit_code == 1
    assert "schema of another version" in refused.output
    assert not list(tmp_path.glob("other.db*"))


def test_a_copy_is_restored_into_an_empty_database_only(url: str, tmp_path: Path) -> None:
    filled(url)
    copies.backup(url, file := tmp_path / "backup.db")
    refused = run("restore", str(file), "--database", url)
    assert refused.exit_code == 1
    assert "is not empty; a copy is restored into a new database" in refused.output
    store = Store.open(url, knowledge.load())
    assert len(store.assessments()) == 1
    store.close()


def test_a_copy_that_was_changed_is_not_restored(url: str, tmp_path: Path) -> None:
    source = tmp_path / "source.db"
    filled(str(source))
    copies.backup(source, file := tmp_path / "backup.db")
    with Database(file).transaction(write=True) as connection:
        connection.exec_driver_sql("UPDATE event SET \"by\" = 'Mallory' WHERE seq = 2")
    refused = run("restore", str(file), "--database", url)
    assert refused.exit_code == 1
    assert "event 2 is missing or was changed after it was stored" in refused.output
    store = Store.open(url, knowledge.load())
    assert store.assessments() == ()
    store.close()


@pytest.mark.parametrize("what", [b"no database", None])
def test_what_is_no_backup_is_told(url: str, tmp_path: Path, what: bytes | None) -> None:
    file = tmp_path / "backup.db"
    if what:
        file.write_bytes(what)
    refused = run("restore", str(file), "--database", url)
    assert refused.exit_code == 1
    assert str(file) in refused.output
    assert "Traceback" not in refused.output


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Connection
from guidance.case.store import copies
copy = copies._copy
def until(here: Connection, there: Connection) -> None:
    copy(here, there)
    os.kill(os.getpid(), signal.SIGKILL)
copies._copy = until
copies.backup(sys.argv[1], Path(sys.argv[2]))
"""


def test_a_backup_that_was_killed_has_no_name_and_stands_in_no_ones_way(url: str, tmp_path: Path) -> None:
    filled(url)
    file = tmp_path / "backup.db"
    killed = subprocess.run([sys.executable, "-c", KILLED, url, str(file)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(tmp_path.glob("backup.db.part*"))
    assert not file.exists()
    assert run("backup", str(file), "--database", url).exit_code == 0
    assert list(tmp_path.glob("backup.db*")) == [file]


@pytest.mark.parametrize("links", [True, False])
def test_what_came_under_the_name_meanwhile_is_not_written_over(url: str, tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    filled(url)
    file, copy = tmp_path / "backup.db", copies._copy

    def slow(here: Connection, there: Connection) -> None:
        copy(here, there)
        file.write_bytes(b"mine")

    monkeypatch.setattr(copies, "_copy", slow)
    if not links:
        monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(StoreError, match="a backup writes over nothing"):
        copies.backup(url, file)
    assert file.read_bytes() == b"mine"
    assert list(tmp_path.glob("backup.db*")) == [file]


def test_two_backups_under_one_name_are_not_mixed_up(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(url)
    file, copy = tmp_path / "backup.db", copies._copy

    def slow(here: Connection, there: Connection) -> None:
        copy(here, there)
        (tmp_path / "backup.db.part").unlink()
        (tmp_path / "backup.db.part").write_bytes(b"half")

    monkeypatch.setattr(copies, "_copy", slow)
    with pytest.raises(StoreError):
        copies.backup(url, file)
    assert not file.exists()


def no_link(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")  # as FAT says


def test_a_backup_is_written_where_there_are_no_links(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(url)
    monkeypatch.setattr(os, "link", no_link)
    assert run("backup", str(tmp_path / "backup.db"), "--database", url).exit_code == 0
    assert [each.name for each in tmp_path.glob("backup.db*")] == ["backup.db"]


def test_a_backup_that_holds_nothing_is_not_restored(url: str, tmp_path: Path) -> None:
    file = tmp_path / "half.db"
    half = Database(file)
    half.prepare()
    half.close()
    refused = run("restore", str(file), "--database", url)
    assert (refused.exit_code, refused.output) == (
        1,
        f"guidance: {file}: holds nothing; it is no whole backup, name another copy\n",
    )


def damaged(file: Path) -> tuple[str, str]:
    """A database with two assessments, a byte of a note of the second no text any more."""
    sound = filled(str(file))
    store = Store.open(file, knowledge.load())
    id = store.start("Second", date(2026, 11, 25), "Ada")
    store.append(id, NoteWritten(question="profile.kind", note="markme", made_on=1), "Ada")
    store.close()
    data = file.read_bytes()
    assert data.count(b"markme") == 1
    file.write_bytes(data.replace(b"markme", b"mark\xffe"))
    return sound, id


def test_what_is_sound_is_backed_up_beside_what_is_damaged(tmp_path: Path) -> None:
    sound, id = damaged(source := tmp_path / "source.db")
    file, target = tmp_path / "backup.db", tmp_path / "target.db"
    written = run("backup", str(file), "--database", str(source))
    assert written.exit_code == 1
    assert f"{file}: was written with all that there is" in written.output
    assert f"assessment {id}: event 2 is missing or was changed" in written.output
    assert b"mark\xffe" in file.read_bytes()
    refused = run("restore", str(file), "--database", str(target))
    assert refused.exit_code == 1
    assert f"assessment {id}: event 2" in refused.output
    assert "--sound restores it without what is damaged" in refused.output
    copies.restore(file, target)
    store = Store.open(target, knowledge.load())
    store.verify(sound)
    assert store.file(sound, FILE.sha256) == PDF
    assert store.record(id).version == 1
    store.close()


@pytest.mark.parametrize("there", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_what_is_sound_is_restored_without_what_is_damaged(new: New, tmp_path: Path, there: str) -> None:
    sound, id = damaged(file := tmp_path / "damaged.db")
    target = new(there)
    restored = run("restore", str(file), "--database", target, "--sound")
    assert restored.exit_code == 1
    assert restored.output.startswith("1 assessments, 3 events, 1 files of evidence, 1 events of the team: every chain holds.")
    assert f"{file}: was restored without 1 of 2 assessments; keep it" in restored.output
    assert f"assessment {id}: event 2" in restored.output
    store = Store.open(target, knowledge.load())
    assert [each.id for each in store.assessments()] == [sound]
    assert store.file(sound, FILE.sha256) == PDF
    assert len(store.deletions()) == 1
    store.close()


def test_a_file_of_evidence_that_was_changed_leaves_its_assessment_out(tmp_path: Path) -> None:
    id = filled(str(file := tmp_path / "damaged.db"))
    store = Store.open(file, knowledge.load())
    other = store.start("Second", date(2026, 11, 25), "Ada")
    store.close()
    file.write_bytes(file.read_bytes().replace(PDF, PDF.swapcase()))
    restored = run("restore", str(file), "--database", str(tmp_path / "target.db"), "--sound")
    assert f"assessment {id}: the file of evidence {FILE.sha256} was changed" in restored.output
    store = Store.open(tmp_path / "target.db", knowledge.load())
    assert [each.id for each in store.assessments()] == [other]
    store.close()


def test_where_nothing_is_sound_nothing_is_restored(tmp_path: Path) -> None:
    id = filled(str(file := tmp_path / "damaged.db"))
    file.write_bytes(file.read_bytes().replace(PDF, PDF.swapcase()))
    refused = run("restore", str(file), "--database", str(target := tmp_path / "target.db"), "--sound")
    assert refused.exit_code == 1
    assert f"{file}: was not restored; no assessment in it is sound" in refused.output
    assert f"assessment {id}: the file of evidence" in refused.output
    assert not target.exists()


def test_a_sound_backup_is_restored_whole_whatever_was_asked_for(tmp_path: Path) -> None:
    filled(str(file := tmp_path / "whole.db"))
    restored = run("restore", str(file), "--database", str(tmp_path / "target.db"), "--sound")
    assert restored.exit_code == 0
    assert "was restored without" not in restored.output


@pytest.mark.slow
def test_what_postgresql_cannot_hold_is_named(new: New, tmp_path: Path) -> None:
    _, id = damaged(source := tmp_path / "source.db")
    target = new("postgresql")
    with pytest.raises(StoreError, match=f"event '{id}' 2: holds bytes that are no text"):
        copies.restore(source, target)
    store = Store.open(target, knowledge.load())
    assert store.assessments() == ()
    store.close()


READ_ONLY = """
import os, sys
from pathlib import Path
import alembic.command, alembic.script, sqlalchemy.dialects.sqlite
from guidance.case.store import copies
from guidance.case.store.audit import audit
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
file = Path(sys.argv[1])
found = audit(file)
print(found.assessments, found.events, found.files, found.problems)
copies._copied(file, Path(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_backup_on_a_medium_that_is_read_only_is_sound(mode: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder, free = Path(made) / "medium", Path(made) / "free"
        for each in (folder, free):
            each.mkdir()
        filled(str(Path(made) / "source.db"))
        copies.backup(Path(made) / "source.db", file := folder / "backup.db")
        assert file.read_bytes()[18:20] == b"\x01\x01"  # as SQLite marks a file that wants no log beside it
        if mode == "WAL":  # as earlier versions left it
            with closing(sqlite3.connect(file)) as opened:
                opened.execute("PRAGMA journal_mode=WAL")
        Path(made).chmod(0o755)
        free.chmod(0o777)
        file.chmod(0o444)
        folder.chmod(0o555)
        words = [sys.executable, "-c", READ_ONLY, str(file), str(free / "copy.db")]
        read = subprocess.run(words, capture_output=True, text=True, check=False)
        folder.chmod(0o755)
        assert read.stdout == "1 3 1 []\n", read.stderr
        assert read.returncode == 0, read.stderr
        copies.restore(file, Path(made) / "target.db")
        assert list(folder.iterdir()) == [file]


def test_messages_name_the_backup_that_was_given(tmp_path: Path) -> None:
    empty, other = tmp_path / "empty.db", tmp_path / "other.db"
    empty.touch()
    with closing(sqlite3.connect(other)) as opened:
        opened.execute("CREATE TABLE something (else_ TEXT)")
    for file, why in ((empty, "is empty"), (other, "the database holds tables of something else")):
        with pytest.raises(StoreError, match=f"^{re.escape(str(file))}: {why}"):
            copies.restore(file, tmp_path / "target.db")
