"""A database that is put back from a copy while the program runs is noticed: nobody is shown what is gone, and no chain gets a gap."""

import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.event import listen, remove

from guidance import knowledge
from guidance.case.store import Described, PutBackError, Store, StoreError, ValueGiven
from guidance.case.store.audit import audit

CATALOGUE = knowledge.load()
DAY = date(2026, 3, 1)


def given(value: str, on: int) -> ValueGiven:
    return ValueGiven(question="profile.name", value=value, made_on=on)


def saved(path: Path, copy: Path) -> None:
    """A copy of a database in use, as SQLite makes one."""
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as other:
        live.backup(other)


def through_sqlite(copy: Path, path: Path) -> None:
    saved(copy, path)


def by_name(copy: Path, path: Path) -> None:
    other = path.with_suffix(".new")
    shutil.copy(copy, other)
    other.replace(path)


def by_name_and_without_its_log(copy: Path, path: Path) -> None:
    by_name(copy, path)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


@pytest.fixture(params=[through_sqlite, by_name, by_name_and_without_its_log])
def put_back(request: pytest.FixtureRequest) -> Callable[[Path, Path], None]:
    way: Callable[[Path, Path], None] = request.param
    return way


@pytest.fixture
def running(tmp_path: Path):
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    yield store
    store.close()


def test_an_older_copy_is_noticed_on_reading(tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]) -> None:
    id = running.start("T", DAY, "Ann")
    running.append(id, given("kept", 1), "Ann")
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    running.append(id, given("gone", 2), "Ann")
    assert running.record(id).put_back == 0
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    stored = running.record(id)
    assert (stored.record.answers["profile.name"].value, stored.version, stored.put_back) == ("kept", 2, 1)
    assert running.record(id).put_back == 1
    assert [each.version for each in running.assessments()] == [2]
    assert running.append(id, given("after", 2), "Ann") == 3
    running.verify(id)
    assert audit(tmp_path / "store.db").problems == []
    assert audit(tmp_path / "store.db").events == 3


def test_an_older_copy_is_noticed_on_writing_and_nothing_is_stored(
    tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]
) -> None:
    id = running.start("T", DAY, "Ann")
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    running.append(id, given("gone", 1), "Ann")
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    with pytest.raises(PutBackError, match="put back to an earlier state"):
        running.append(id, given("made on what is gone", 2), "Ann")
    assert len(running.history(id)) == 1
    assert running.append(id, given("seen", 1), "Ann") == 2
    running.verify(id)


def test_an_older_copy_that_others_wrote_on_is_noticed(
    tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]
) -> None:
    id = running.start("T", DAY, "Ann")
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    running.append(id, given("gone", 1), "Ann")
    other = Store.open(tmp_path / "copy.db", CATALOGUE)
    for version, value in enumerate(("in the copy", "more", "and more"), 1):
        other.append(id, given(value, version), "Ben")
    other.close()
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    stored = running.record(id)
    assert (stored.record.answers["profile.name"].value, stored.version, stored.put_back) == ("and more", 4, 1)
    running.verify(id)


def test_the_list_shows_nothing_of_what_is_gone_though_as_much_was_stored_in_the_copy(
    tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]
) -> None:
    id = running.start("T", DAY, "Ann")
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    running.append(id, Described(title="Gone"), "Ann")
    assert [each.title for each in running.assessments()] == ["Gone"]
    other = Store.open(tmp_path / "copy.db", CATALOGUE)
    other.append(id, Described(title="In the copy"), "Ben")
    other.close()
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    assert [each.title for each in running.assessments()] == ["In the copy"]
    assert running.record(id).put_back == 1


def test_an_assessment_that_is_not_in_the_copy_is_gone_from_the_page_too(
    tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]
) -> None:
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    id = running.start("T", DAY, "Ann")
    assert running.record(id)
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    with pytest.raises(StoreError, match="there is no assessment"):
        running.record(id)
    with pytest.raises(StoreError, match="there is no assessment"):
        running.append(id, given("x", 1), "Ann")
    assert running.assessments() == ()
    assert running.start("New", DAY, "Ann")


def test_an_assessment_that_has_left_memory_is_compared_too(
    tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidance.case.store.store.KEPT", 1)
    id = running.start("T", DAY, "Ann")
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    running.append(id, given("gone", 1), "Ann")
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    running.start("Another", DAY, "Ann")
    assert id not in running._states
    with pytest.raises(PutBackError):
        running.append(id, given("made on what is gone", 1), "Ann")
    assert running.record(id).put_back == 1


def test_two_processes_both_go_on_with_the_copy(tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]) -> None:
    id = running.start("T", DAY, "Ann")
    other = Store.open(tmp_path / "store.db", CATALOGUE)
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    other.append(id, given("gone", 1), "Ben")
    assert running.record(id).version == 2
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    for number, store in enumerate((running, other, running, other), 1):
        assert store.record(id).version == number
        assert store.append(id, given(f"after {number}", number), "Ann") == number + 1
    assert (running.record(id).put_back, other.record(id).put_back) == (1, 1)
    other.close()
    assert running.append(id, given("last", 5), "Ann") == 6
    running.verify(id)
    assert audit(tmp_path / "store.db").events == 6


def test_a_newer_state_is_not_taken_for_an_older_one(tmp_path: Path, running: Store) -> None:
    id = running.start("T", DAY, "Ann")
    other = Store.open(tmp_path / "store.db", CATALOGUE)
    for version in range(1, 6):
        other.append(id, given(str(version), version), "Ben")
        assert running.record(id).put_back == 0
    other.close()


def test_a_file_that_is_gone_is_named_and_not_made_anew(tmp_path: Path, running: Store) -> None:
    id = running.start("T", DAY, "Ann")
    (tmp_path / "store.db").rename(tmp_path / "away.db")
    with pytest.raises(StoreError, match="the file is gone; put it back"):
        running.append(id, given("x", 1), "Ann")
    assert not (tmp_path / "store.db").exists()
    (tmp_path / "away.db").rename(tmp_path / "store.db")
    assert running.append(id, given("x", 1), "Ann") == 2


def test_a_log_that_is_taken_away_under_the_program_stops_it(tmp_path: Path, running: Store) -> None:
    id = running.start("T", DAY, "Ann")
    (tmp_path / "store.db-wal").unlink()
    with pytest.raises(StoreError, match=r"store\.db-wal was taken away while the program ran"):
        running.append(id, given("x", 1), "Ann")


def test_a_log_that_went_when_it_was_closed_was_not_taken_away(tmp_path: Path, running: Store) -> None:
    id = running.start("T", DAY, "Ann")
    before = (tmp_path / "store.db-wal").stat().st_ino
    running.close()
    assert not (tmp_path / "store.db-wal").exists()
    for number in range(64):  # whoever takes the number of the old log, so that the new one has another
        (tmp_path / f"{number}").touch()
    other = Store.open(tmp_path / "store.db", CATALOGUE)
    assert other.append(id, given("x", 1), "Ben") == 2
    assert (tmp_path / "store.db-wal").stat().st_ino != before
    assert running.append(id, given("y", 2), "Ann") == 3
    other.close()


def interrupted(store: Store, id: str) -> None:
    """A ^C while the next statement runs: SQLAlchemy then throws the connection away."""
    left = ["once"]

    def press(*_: object) -> None:
        if left:
            left.clear()
            signal.raise_signal(signal.SIGINT)

    engine = store.database.engine
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what it runs behind with ^C ignored
    listen(engine, "do_execute", press)
    with pytest.raises(KeyboardInterrupt):
        store.append(id, given("never", 1), "Ann")
    remove(engine, "do_execute", press)
    signal.signal(signal.SIGINT, before)
    assert not left


@pytest.mark.parametrize("meanwhile", ["nobody", "another process reads it", "another process made a log of its own"])
def test_a_log_that_went_when_a_statement_was_interrupted_was_not_taken_away(
    tmp_path: Path, running: Store, meanwhile: str
) -> None:
    id = running.start("T", DAY, "Ann")
    other = Store.open(tmp_path / "store.db", CATALOGUE)
    if meanwhile != "another process reads it":
        other.close()
    interrupted(running, id)
    assert (tmp_path / "store.db-wal").exists() is (meanwhile == "another process reads it")
    if meanwhile == "another process made a log of its own":
        for number in range(64):  # whoever takes the number of the old log, so that the new one has another
            (tmp_path / f"{number}").touch()
        other.start("Theirs", DAY, "Ben")
    assert running.append(id, given("x", 1), "Ann") == 2
    assert running.record(id).put_back == 0
    other.close()


def test_a_log_that_is_taken_away_after_an_interrupt_stops_it_too(tmp_path: Path, running: Store) -> None:
    id = running.start("T", DAY, "Ann")
    interrupted(running, id)
    running.append(id, given("x", 1), "Ann")
    (tmp_path / "store.db-wal").unlink()
    with pytest.raises(StoreError, match=r"store\.db-wal was taken away while the program ran"):
        running.append(id, given("y", 2), "Ann")


def test_an_older_copy_after_an_interrupt_is_noticed(
    tmp_path: Path, running: Store, put_back: Callable[[Path, Path], None]
) -> None:
    id = running.start("T", DAY, "Ann")
    other = Store.open(tmp_path / "store.db", CATALOGUE)  # which keeps the log
    saved(tmp_path / "store.db", tmp_path / "copy.db")
    running.append(id, given("gone", 1), "Ann")
    interrupted(running, id)
    put_back(tmp_path / "copy.db", tmp_path / "store.db")
    with pytest.raises(PutBackError):
        running.append(id, given("made on what is gone", 2), "Ann")
    assert running.append(id, given("seen", 1), "Ann") == 2
    other.close()
    running.verify(id)


def test_a_copy_with_an_older_schema_is_brought_to_todays(tmp_path: Path, running: Store) -> None:
    old = Path(__file__).parent / "data" / "schema_0003.sqlite3"
    by_name(old, tmp_path / "store.db")
    assert len(running.assessments()) == 11
    assert running.deletions() == ()


def test_rows_that_are_taken_out_of_any_database_are_noticed(store: Store, url: str) -> None:
    id = store.start("T", DAY, "Ann")
    for version in range(1, 4):
        store.append(id, given(str(version), version), "Ann")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM event WHERE seq > 2"))
    engine.dispose()
    with pytest.raises(PutBackError):
        store.append(id, given("x", 4), "Ann")
    assert store.append(id, given("x", 2), "Ann") == 3
    store.verify(id)
