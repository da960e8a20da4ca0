"""An assessment that is deleted is gone, from the file too; who did it, when and why stays, and none of its text."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.store import (
    ActivityAdded,
    Described,
    FileAdded,
    FileRemoved,
    NoteWritten,
    Removed,
    Restored,
    Store,
    StoreError,
    Undone,
    ValueGiven,
    ValueWithdrawn,
)
from guidance.case.store.audit import audit
from guidance.case.store.database import _SQLITE as SQLITE
from ui.cli.main import main

CATALOGUE = knowledge.load()
DAY = date(2026, 3, 1)
POTOROO = b"%PDF-1.7 " + b"Potoroofile " * 20_000
WORDS = ("Quokkalab", "Wombatnote", "Bandicootfirst", "Numbatactivity", "Potoroofile", "Bilbyofficer")
"""What stands only in the assessment that is deleted: title, note, an answer that was changed, an activity, a file, who answered."""


def secret(store: Store) -> str:
    id = store.start("Quokkalab " * 10, DAY, "Bilbyofficer")
    store.append(id, ValueGiven(question="profile.name", value="Bandicootfirst", made_on=1), "Bilbyofficer")
    store.append(id, ValueGiven(question="profile.name", value="Northmoor", made_on=2), "Bilbyofficer")
    store.append(id, NoteWritten(question="profile.name", note="Wombatnote " * 2000, made_on=3), "Bilbyofficer")
    data = b"%PDF-1.7 " + b"Potoroofile " * 20_000
    store.attach(id, FileAdded(question="profile.name", file=attached("a.pdf", data), made_on=4), data, "Bilbyofficer")
    store.append(id, ActivityAdded(id="numbatactivity", name="Numbatactivity"), "Bilbyofficer")
    store.append(id, ValueWithdrawn(question="profile.name", made_on=6), "Bilbyofficer")
    return id


def other(store: Store) -> str:
    id = store.start("Another", DAY, "Ann")
    for version in range(1, 30):
        store.append(id, ValueGiven(question="profile.name", value=f"Lowfell {version}" * 20, made_on=version), "Ann")
    return id


def left_in(folder: Path) -> list[tuple[str, str]]:
    """Where which of the words are still found, in any case and however SQLite writes text."""
    found = []
    for file in folder.iterdir():
        data = file.read_bytes()
        found += [(file.name, word) for word in WORDS for each in (word, word.lower()) if each.encode() in data]
    return found


def test_a_deleted_assessment_is_gone_and_its_deletion_is_known(store: Store) -> None:
    kept, id = other(store), secret(store)
    before = store.record(kept)
    gone = store.delete(id, " Ann ", "no longer needed")
    assert (gone.by, gone.why) == ("Ann", "no longer needed")
    assert abs((datetime.now(UTC) - gone.at).total_seconds()) < 60
    for call in (store.record, store.history, store.verify, lambda id: store.append(id, Removed(), "Ann")):
        with pytest.raises(StoreError, match=r"was deleted by Ann on \d+ \w+ \d{4}: no longer needed"):
            call(id)
    assert [each.id for each in store.assessments()] == [kept]
    assert store.record(kept) == before
    assert [(each.assessment, each.by) for each in store.deletions()] == [(id, "Ann")]
    with pytest.raises(StoreError, match="was deleted by Ann"):
        store.delete(id, "Ann", "again")


def test_no_byte_of_it_is_left_in_the_file_or_beside_it(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    other(store)
    id = secret(store)
    other(store)
    assert {word for _, word in left_in(tmp_path)} == set(WORDS)
    assert store.delete(id, "Ann", "no longer needed").wiped
    assert left_in(tmp_path) == []
    store.close()
    assert left_in(tmp_path) == []
    assert audit(tmp_path / "store.db").problems == []


def with_a_file(store: Store) -> tuple[str, FileRemoved]:
    """An assessment with a file of evidence, and the event by which that is taken away."""
    id, file = store.start("Title", DAY, "Ann"), attached("a.pdf", POTOROO)
    store.attach(id, FileAdded(question="profile.name", file=file, made_on=1), POTOROO, "Ann")
    return id, FileRemoved(question="profile.name", sha256=file.sha256, made_on=2)


def test_no_byte_of_a_file_that_was_taken_away_is_left_in_the_file_or_beside_it(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    id, taken = with_a_file(store)
    assert left_in(tmp_path)
    store.append(id, taken, "Ann")
    assert left_in(tmp_path) == []
    store.attach(id, FileAdded(question="profile.name", file=attached("a.pdf", POTOROO), made_on=3), POTOROO, "Ann")
    store.append(id, Undone(event=4), "Ann")
    assert left_in(tmp_path) == []
    store.close()


@pytest.mark.slow
def test_what_a_reader_kept_of_a_file_that_was_taken_away_goes_with_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SQLITE, "timeout", 0.2)
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    id, taken = with_a_file(store)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()
        store.append(id, taken, "Ann")
        assert left_in(tmp_path)
    again = Store.open(tmp_path / "store.db", CATALOGUE)
    assert left_in(tmp_path) == []
    again.close()
    store.close()


@pytest.mark.slow
def test_while_somebody_reads_the_bytes_stay_and_the_next_start_takes_them_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidance.case.store.database.PATIENCE", 0.2)
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    id = secret(store)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()
        gone = store.delete(id, "Ann", "no longer needed")
        assert not gone.wiped
        assert "Its bytes stay in the database" in gone.left
        assert store.assessments() == ()
    assert left_in(tmp_path)
    store.close()
    again = Store.open(tmp_path / "store.db", CATALOGUE)
    assert left_in(tmp_path) == []
    assert [each.wiped for each in again.deletions()] == [True]
    again.close()


def test_another_process_that_has_it_in_memory_lets_go_of_it(store: Store, url: str) -> None:
    id = secret(store)
    elsewhere = Store.open(url, CATALOGUE)
    assert elsewhere.record(id)
    store.delete(id, "Ann", "no longer needed")
    assert elsewhere.assessments() == ()
    with pytest.raises(StoreError, match="was deleted by Ann"):
        elsewhere.append(id, Described(title="Back"), "Ben")
    elsewhere.close()


@pytest.mark.parametrize(
    ("by", "why"), [("", "x"), (" ", "x"), ("Ann", " "), ("Ann", "x" * 2001), ("A\x00", "x"), ("Ann", "\ud800")]
)
def test_a_deletion_says_who_and_why(store: Store, by: str, why: str) -> None:
    id = secret(store)
    with pytest.raises(StoreError, match="say who deletes it, and why"):
        store.delete(id, by, why)
    assert store.record(id).version == 7
    with pytest.raises(StoreError, match="there is no assessment nothing"):
        store.delete("nothing", "Ann", "x")
    assert store.deletions() == ()


def test_a_damaged_assessment_can_be_deleted(store: Store, url: str) -> None:
    id = secret(store)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE event SET payload = '{'"))
    engine.dispose()
    store.delete(id, "Ann", "damaged")
    assert store.assessments() == ()


def aged(url: str, id: str, days: int) -> None:
    """Makes an assessment as old as it would be had it been stored then; the chain is sealed anew."""
    from guidance.case.store import chain

    at = chain.written(datetime.now(UTC) - timedelta(days=days))
    engine = create_engine(url)
    with engine.begin() as connection:
        previous = ""
        for row in connection.execute(text("SELECT * FROM event WHERE assessment = :id ORDER BY seq"), {"id": id}).mappings():
            made = dict(row) | {"at": at, "previous": previous}
            previous = chain.seal(made)
            connection.execute(
                text("UPDATE event SET at = :at, previous = :previous, hash = :hash WHERE assessment = :id AND seq = :seq"),
                {"at": at, "previous": made["previous"], "hash": previous, "id": id, "seq": row["seq"]},
            )
    engine.dispose()


def test_what_is_due_goes_by_the_last_change(url: str) -> None:
    store = Store.open(url, CATALOGUE)
    old, older, removed, new = (store.start(title, DAY, "Ann") for title in ("Old", "Older", "Removed", "New"))
    store.append(removed, Removed(), "Ann")
    store.close()
    for id, days in ((old, 100), (older, 200), (removed, 150)):
        aged(url, id, days)
    store = Store.open(url, CATALOGUE)
    assert [each.title for each in store.due(99)] == ["Older", "Removed", "Old"]
    assert [each.title for each in store.due(101)] == ["Older", "Removed"]
    assert [each.title for each in store.due(201)] == []
    store.append(older, Described(title="Touched"), "Ann")
    store.append(removed, Restored(), "Ann")
    assert [each.title for each in store.due(99)] == ["Old"]
    assert new not in {each.id for each in store.due(1)}
    store.close()


def run(*arguments: str, status: int = 0, **environment: str) -> str:
    result = CliRunner().invoke(main, ["store", *arguments], env=environment)
    assert result.exit_code == status, result.output
    return result.output


def test_the_commands_list_what_is_due_delete_it_and_tell_of_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.open(url, CATALOGUE)
    id = secret(store)
    store.close()
    aged(url, id, 40)
    assert run("due", "--database", url, "--days", "41") == ""
    assert run("due", "--database", url, "--days", "30").startswith(f"{id}  last changed ")
    assert id in run("due", GUIDANCE_DATABASE=url, GUIDANCE_RETENTION_DAYS="30")
    assert "no period is set" in run("due", "--database", url, status=2, GUIDANCE_RETENTION_DAYS="")
    assert "expected a number of days" in run("due", "--database", url, status=1, GUIDANCE_RETENTION_DAYS="soon")
    assert "Missing option" in run("delete", id, "--database", url, "--by", "Ann", status=2)
    assert "Copies of the database" in run("delete", id, "--database", url, "--by", "Ann", "--why", "retention period")
    assert left_in(tmp_path) == []
    assert "by Ann: retention period" in run("deletions", "--database", url)
    assert "was deleted by Ann" in run("delete", id, "--database", url, "--by", "Ann", "--why", "again", status=1)
    assert "0 assessments, 0 events, 0 files" in run("verify", "--database", url)


def test_the_commands_name_a_break(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = Store.open(path, CATALOGUE)
    id = other(store)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE event SET \"by\" = 'Eve' WHERE seq = 7")
        connection.commit()
    said = run("verify", "--database", str(path), status=1)
    assert f"assessment {id}: event 7 is missing or was changed" in said
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code == 1
    assert f"assessment {id}: event 7 is missing or was changed" in result.output
    assert "there is no such file" in run("verify", "--database", str(tmp_path / "no.db"), status=1)
