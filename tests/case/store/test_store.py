"""The store keeps what it acknowledged, on SQLite and on PostgreSQL, and refuses what it cannot keep."""

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.record import MAX_NOTE, Attached, Confidence, Marking, Record, Recorded, RecordedActivity
from guidance.case.store import (
    ActivityAdded,
    ActivityRemoved,
    ActivityRestored,
    Answered,
    Conflict,
    Described,
    FileRemoved,
    Removed,
    Restored,
    Store,
    StoreError,
    ValueGiven,
    ValueWithdrawn,
    Withdrawn,
)
from guidance.case.store.schema import METADATA, REVISION
from guidance.knowledge.entries import Kind, Question

TOP = Path(__file__).parents[3]
DAY = date(2026, 3, 1)
CATALOGUE = knowledge.load()


def name(value: str, note: str = "") -> Answered:
    return Answered(question="profile.name", value=value, note=note)


def program(file: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, Path(__file__).with_name(file), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")])},
    )


def test_what_is_stored_is_there_for_the_next_process(store: Store, url: str) -> None:
    id = store.start("University of Somewhere", DAY, "Ann", marking=Marking.OFFICIAL, prepared_by="Ann Officer")
    store.append(id, ActivityAdded(id="lab", name="Joint laboratory"), "Ann")
    answer = Answered(
        activity="lab", question="activity.field", value="climate", evidence="CONTRACT-7", confidence=Confidence.EVIDENCED
    )
    version = store.append(id, answer, "Ben")
    other = Store.open(url, CATALOGUE)
    stored = other.record(id)
    recorded = stored.record.activity("lab").answers["activity.field"]
    assert (version, stored.version, recorded.by, recorded.evidence) == (3, 3, "Ben", "CONTRACT-7")
    assert recorded.at is not None
    assert abs((datetime.now(UTC) - recorded.at).total_seconds()) < 60
    assert (stored.record.marking, stored.record.prepared_by) == (Marking.OFFICIAL, "Ann Officer")
    assert stored.record.to_json() == store.record(id).record.to_json()
    other.append(id, Described(title="Renamed elsewhere"), "Cyd")
    assert store.record(id).record.title == "Renamed elsewhere"
    assert [event.by for event in store.history(id)] == ["Ann", "Ann", "Ben", "Cyd"]
    other.close()


def given(value: str, made_on: int) -> ValueGiven:
    return ValueGiven(question="profile.name", value=value, made_on=made_on)


def test_conflict_says_who_and_when_and_both(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")
    store.append(id, given("First", 1), "Ben")
    with pytest.raises(Conflict, match=r"changed by Ben on \d+ \w+ \d{4} at \d\d:\d\d:\d\d UTC") as caught:
        store.append(id, given("Second", 1), "Ann")
    told = caught.value
    assert (told.latest, told.stored, told.said, told.version) == (store.history(id)[-1], "First", "Second", 2)
    assert "Stored is “First”; you gave “Second”" in str(told)
    assert len(store.history(id)) == 2
    assert store.append(id, given("Second", told.version), "Ann") == 3


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Answered(question="profile.nothing", value="x"), "no question 'profile.nothing'"),
        (Answered(question="profile.kind", value="bakery"), "expected one of"),
        (Answered(question="activity.field", value="climate"), "asked of the activity"),
        (Answered(activity="lab", question="activity.field", value="climate"), "no activity lab"),
        (Answered(question="switch.anything", value="yes"), "no question"),
        (ActivityAdded(id="lab", name="Lab", answers={"activity.field": Recorded(value="alchemy")}), "expected one of"),
        (Withdrawn(question="profile.kind"), "no longer written"),
        (name("x").model_copy(update={"value": float("nan")}), "expected text"),
        (name("x").model_copy(update={"note": "\ud800"}), "note: "),
        (name("x").model_copy(update={"note": "x" * (MAX_NOTE + 1)}), "note: "),
        (ActivityAdded(id="lab", name="Lab").model_copy(update={"id": "../lab"}), "id: "),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(store: Store, event: Answered, says: str) -> None:
    id = store.start("Title", DAY, "Ann")
    with pytest.raises(StoreError, match=says):
        store.append(id, event, "Ann")
    assert len(store.history(id)) == 1


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), -1, 10**5000], ids=["infinite", "not a number", "low", "endless"]
)
def test_a_number_that_cannot_be_kept_is_refused(tmp_path: Path, value: float) -> None:
    staff = Question(
        id="profile.staff", text="How many?", label="staff", kind=Kind.NUMBER, why="Counts.", ask=["registrar"], minimum=0
    )
    store = Store.open(tmp_path / "store.db", replace(CATALOGUE, questions={**CATALOGUE.questions, staff.id: staff}))
    id = store.start("Title", DAY, "Ann")
    store.append(id, Answered(question=staff.id, value=2.5), "Ann")
    with pytest.raises(StoreError, match=r"a number|cannot be written as JSON"):
        store.append(id, Answered(question=staff.id, value=value), "Ann")
    assert store.record(id).record.answers[staff.id].value == 2.5
    store.close()


def test_unknown_assessments_and_impossible_names_are_refused(store: Store) -> None:
    for call in (store.record, store.history, store.verify, lambda unknown: store.append(unknown, name("x"), "Ann")):
        with pytest.raises(StoreError, match="no assessment nothing"):
            call("nothing")
    for by in ("x" * 201, "a\x00b", "\ud800"):
        with pytest.raises(StoreError, match="who did it"):
            store.start("Title", DAY, by)
    with pytest.raises(StoreError, match="title"):
        store.start("", DAY, "Ann")
    assert store.assessments() == ()


def test_a_saved_record_with_an_answer_outside_the_catalogue_is_refused(store: Store) -> None:
    record = Record(id="a", title="T", as_at=DAY, answers={"profile.kind": Recorded(value="bakery")})
    with pytest.raises(StoreError, match="expected one of"):
        store.open_record(record, "Ann")
    twice = Record(id="a", title="T", as_at=DAY, activities=[RecordedActivity(id="x", name="X")] * 2)
    with pytest.raises(StoreError, match="same id"):
        store.open_record(twice, "Ann")


def test_an_opened_record_keeps_who_answered_and_takes_a_new_id(store: Store) -> None:
    answers = {"profile.name": Recorded(value="Uni", by="Old", at=datetime(2025, 1, 1, tzinfo=UTC))}
    record = Record(id="saved", title="Saved", as_at=DAY, knowledge="2025.1", answers=answers)
    first, second = store.open_record(record, "Ann"), store.open_record(record, "Ann")
    assert len({first, second, "saved"}) == 3
    assert store.record(first).record == record.model_copy(update={"id": first})


def test_the_list_shows_the_latest_first_and_removal_is_undone(store: Store) -> None:
    old, new = store.start("Old", DAY, "Ann"), store.start("New", DAY, "Ann")
    store.append(old, ActivityAdded(id="lab", name="Lab"), "Ann")
    store.append(old, Answered(activity="lab", question="activity.field", value="climate"), "Ann")
    store.append(old, name("Uni"), "Ann")
    listed = store.assessments()
    assert [(each.id, each.title, each.activities, each.answers) for each in listed] == [(old, "Old", 1, 2), (new, "New", 0, 0)]
    assert listed[0].started < listed[1].started < listed[0].changed
    before = store.record(old).record
    store.append(old, Removed(), "Ben")
    assert [each.id for each in store.assessments()] == [new]
    assert [each.id for each in store.assessments(removed=True)] == [old]
    with pytest.raises(StoreError, match="restore it first"):
        store.record(old)
    store.append(old, Restored(), "Ann")
    assert store.record(old).record == before


def test_removed_activities_can_be_seen_and_restored(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")
    store.append(
        id, ActivityAdded(id="lab", name="Lab", answers={"activity.field": Recorded(value="climate", by="Old")}), "Ann"
    )
    lab = store.record(id).record.activity("lab")
    store.append(id, ActivityRemoved(id="lab"), "Ann")
    assert store.record(id).removed_activities == (lab,)
    store.append(id, ActivityRestored(id="lab"), "Ann")
    assert store.record(id).record.activities == [lab]


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE event; --",
        "<script>alert(1)</script> [x](javascript:1)",
        '=HYPERLINK("http://x","y")',
        "%s %(by)s :id {0} \\u0000 \x00 \r\n\t ",
        "清华大学 é e\u0301 😀 \u202eright to left",
        "x" * MAX_NOTE,
    ],
    ids=["sql", "html", "formula", "placeholders", "unicode", "long"],
)
def test_text_is_kept_verbatim(store: Store, url: str, words: str) -> None:
    id = store.start("Title", DAY, "=cmd'\"<b>")
    store.append(id, name(words[:200], note=words), "Ann")
    other = Store.open(url, CATALOGUE)
    answer = other.record(id).record.answers["profile.name"]
    assert (answer.value, answer.note) == (words[:200], words)
    other.verify(id)
    other.close()


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE event SET payload = replace(payload, 'Third', 'Other') WHERE seq = 3", 3),
        ("UPDATE event SET \"by\" = 'Eve' WHERE seq = 2", 2),
        ("UPDATE event SET at = '2020' || substr(at, 5) WHERE seq = 4", 4),
        ("DELETE FROM event WHERE seq = 2", 2),
        ("UPDATE event SET previous = hash WHERE seq = 1", 1),
    ],
)
def test_the_chain_names_the_first_event_that_was_changed(store: Store, url: str, change: str, seq: int) -> None:
    id = store.start("First", DAY, "Ann")
    for value in ("Second", "Third", "Fourth", "Fifth"):
        store.append(id, name(value), "Ann")
    store.verify(id)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()
    with pytest.raises(StoreError, match=f"event {seq} "):
        store.verify(id)


def test_a_writer_that_waits_too_long_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    id = store.start("T", DAY, "Ann")
    monkeypatch.setattr("guidance.case.store.store.PATIENCE", 0.05)
    with store._writer, pytest.raises(StoreError, match="another writer keeps it busy"):
        store.append(id, name("Uni"), "Ann")
    assert store.append(id, name("Uni"), "Ann") == 2


@pytest.mark.slow
def test_threads_lose_nothing(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")

    def write(thread: int) -> list[int]:
        return [store.append(id, name(f"{thread} {n}"), f"thread {thread}") for n in range(12)]

    with ThreadPoolExecutor(8) as pool:
        versions = [version for versions in pool.map(write, range(8)) for version in versions]
    assert sorted(versions) == list(range(2, 98))
    kept = {event.seq: event.event.value for event in store.history(id)[1:] if isinstance(event.event, Answered)}
    assert set(kept.values()) == {f"{thread} {n}" for thread in range(8) for n in range(12)}
    assert store.record(id).record.answers["profile.name"].value == kept[97]
    store.verify(id)


def test_only_one_of_those_who_answer_on_the_same_version_writes(store: Store, url: str) -> None:
    id = store.start("Title", DAY, "Ann")
    others = [Store.open(url, CATALOGUE) for _ in range(4)]
    together = threading.Barrier(4)

    def write(other: Store) -> bool:
        together.wait()
        try:
            other.append(id, given(secrets.token_hex(4), 1), "Ben")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, others)) == [False, False, False, True]
    for other in others:
        other.close()


@pytest.mark.slow
def test_processes_that_open_a_new_database_at_once_do_not_collide(url: str) -> None:
    openers = [program("opener.py", url) for _ in range(3)]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()
    ids = {opener.communicate(timeout=60)[0].strip() for opener in openers}
    store = Store.open(url, CATALOGUE)
    assert {each.id for each in store.assessments()} == ids
    assert len(ids) == 3
    store.close()


@pytest.mark.nightly
def test_thirty_two_first_starts_at_once_migrate_once(url: str) -> None:
    starts = [program("preparer.py", url) for _ in range(32)]
    for each in starts:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in starts:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    assert [each.wait(timeout=300) for each in starts] == [0] * 32, "who made a table a second time would fail"
    engine = create_engine(url)
    with engine.connect() as connection:
        assert len(connection.scalars(text("SELECT version_num FROM alembic_version")).all()) == 1
        assert connection.scalar(text("SELECT count(*) FROM event")) == 0
    engine.dispose()


@pytest.mark.slow
def test_every_acknowledged_answer_survives_a_kill(store: Store, url: str) -> None:
    id = store.start("Title", DAY, "Ann")
    acknowledged = 0
    for _ in range(3):
        writer = program("writer.py", url, id)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(random.uniform(0.01, 0.4))
        writer.send_signal(signal.SIGKILL)
        lines = [first, *writer.stdout.read().splitlines()]
        writer.wait()
        for version in map(int, lines):
            assert store.history(id)[version - 1].event == name(f"answer {version}", note="long " * 200)
            acknowledged += 1
        assert len(store.history(id)) - int(lines[-1]) <= 1
        store.verify(id)
    assert acknowledged >= 3
    fresh = Store.open(url, CATALOGUE)
    assert fresh.record(id) == store.record(id)
    fresh.close()


def test_a_database_of_a_newer_schema_is_refused_and_left_alone(store: Store, url: str) -> None:
    store.start("Title", DAY, "Ann")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"9999.*update the program"):
        Store.open(url, CATALOGUE)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 1
    engine.dispose()


def test_a_database_of_something_else_is_refused_and_left_alone(bare: str) -> None:
    engine = create_engine(bare)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE payroll (x INTEGER)"))
    with pytest.raises(StoreError, match="something else"):
        Store.open(bare, CATALOGUE)
    engine.dispose()


def test_migrations_make_the_schema_that_the_program_uses(store: Store, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_heads() == (REVISION,)
    engine.dispose()


def filled(path: Path) -> str:
    store = Store.open(path, CATALOGUE)
    id = store.start("Title", DAY, "Ann")
    for n in range(40):
        store.append(id, name(str(n), note="note " * 200), "Ann")
    store.close()
    return id


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_to_a_stub(path: Path) -> None:
    os.truncate(path, 100)


def scribble_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 4096 + 3 * 4096] = random.Random(2).randbytes(3 * 4096)
    path.write_bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("damage", [random_bytes, cut_in_half, cut_to_a_stub, scribble_inside])
def test_a_damaged_file_is_refused_and_left_untouched(tmp_path: Path, damage) -> None:
    path = tmp_path / "store.db"
    filled(path)
    damage(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"damaged.*restore a copy") as caught:
        Store.open(path, CATALOGUE)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for place in (tmp_path / "file" / "store.db", tmp_path):
        with pytest.raises(StoreError, match=r"name another place|name a file"):
            Store.open(place, CATALOGUE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    id = filled(tmp_path / "store.db")
    tmp_path.chmod(0o500)
    (tmp_path / "store.db").chmod(0o400)
    try:
        with pytest.raises(StoreError, match="name another place"):
            Store.open(tmp_path / "store.db", CATALOGUE)
        with pytest.raises(StoreError, match="folder that can be written"):
            Store.open(tmp_path / "other.db", CATALOGUE)
    finally:
        tmp_path.chmod(0o700)
        (tmp_path / "store.db").chmod(0o600)
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    store.verify(id)
    store.close()


@pytest.mark.parametrize("host", ["127.0.0.1:1", "db.guidance.invalid"])
def test_a_server_that_cannot_be_reached_is_told_without_its_name(host: str, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught:
        Store.open(f"postgresql+psycopg://officer:sesame@{host}/guidance", CATALOGUE)
    assert str(caught.value).endswith(
        "the database cannot be reached; do it again in a moment, and tell whoever looks after it"
    )
    assert host.partition(":")[0] not in str(caught.value)
    assert host.partition(":")[0] in caplog.text, "who keeps the program can see it"
    assert "sesame" not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize("bare", ["postgresql"], indirect=True)
def test_a_server_s_own_words_are_not_told(store: Store, url: str, caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine(url)
    with engine.begin() as other:
        other.execute(text("ALTER TABLE event RENAME TO gone"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"the database refused; the program's log says why$"):
        store.start(title="Quokka", as_at=date(2026, 1, 1), by="A")
    assert 'relation "event" does not exist' in caplog.text
    assert "Quokka" not in caplog.text


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense://"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite://|in memory"):
        Store.open(url, CATALOGUE)


def test_a_new_file_is_for_its_owner_only_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "100% ours?.db"
    filled(path)
    assert path.stat().st_mode & 0o077 == 0


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    with store._database.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
    store.close()


def test_more_assessments_than_stay_in_memory_are_all_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guidance.case.store.store.KEPT", 3)
    store = Store.open(tmp_path / "store.db", CATALOGUE)
    ids = [store.start(f"Title {n}", DAY, "Ann") for n in range(8)]
    assert [each.id for each in store.assessments()] == ids[::-1]
    assert len(store._states) == 3
    assert [store.record(id).record.title for id in ids] == [f"Title {n}" for n in range(8)]
    store.close()


PDF = b"%PDF-1.7 minutes"


def with_files(*files: Attached) -> Answered:
    return Answered(question="profile.name", value="Northmoor", files=list(files))


def test_a_file_of_evidence_stays_as_long_as_an_answer_names_it(store: Store, url: str) -> None:
    id, other = store.start("Title", DAY, "Ann"), store.start("Other", DAY, "Ann")
    file = attached("minutes.pdf", PDF)
    for each in (id, other):
        store.attach(each, with_files(file), PDF, "Ann")
    assert store.record(id).record.answers["profile.name"].files == (file,)
    fresh = Store.open(url, CATALOGUE)
    assert fresh.file(id, file.sha256) == PDF
    assert fresh.holds(id, file.sha256)
    fresh.close()
    store.append(id, ValueWithdrawn(question="profile.name", made_on=2), "Ann")
    assert store.file(id, file.sha256) == PDF  # it comes back with the answer
    store.append(id, FileRemoved(question="profile.name", sha256=file.sha256, made_on=3), "Ann")
    assert store.file(id, file.sha256) is None
    assert not store.holds(id, file.sha256)
    assert store.file(other, file.sha256) == PDF
    store.verify(id)


def test_a_file_that_two_answers_name_goes_with_the_last(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")
    file = attached("minutes.pdf", PDF)
    store.attach(id, with_files(file), PDF, "Ann")
    store.attach(id, Answered(question="profile.kind", value="company", files=[file]), PDF, "Ann")
    store.append(id, FileRemoved(question="profile.name", sha256=file.sha256, made_on=3), "Ann")
    assert store.file(id, file.sha256) == PDF
    store.append(id, FileRemoved(question="profile.kind", sha256=file.sha256, made_on=3), "Ann")
    assert store.file(id, file.sha256) is None


def test_files_that_are_too_large_together_are_refused_and_nothing_is_stored(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = store.start("Title", DAY, "Ann")
    monkeypatch.setattr("guidance.case.store.store.MAX_ALL", 20)
    store.attach(id, with_files(attached("a.pdf", PDF)), PDF, "Ann")
    second = PDF + b" again"
    with pytest.raises(StoreError, match="more than 20 bytes together"):
        store.attach(id, with_files(attached("b.pdf", second)), second, "Ann")
    with pytest.raises(StoreError, match="does not name the file"):
        store.attach(id, with_files(), second, "Ann")
    assert len(store.history(id)) == 2
    assert not store.holds(id, attached("b.pdf", second).sha256)


def test_a_record_opened_from_a_file_names_files_that_are_not_held(store: Store) -> None:
    id = store.start("Title", DAY, "Ann")
    file = attached("minutes.pdf", PDF)
    store.attach(id, with_files(file), PDF, "Ann")
    copy = store.open_record(store.record(id).record, "Bea")
    assert store.record(copy).record.answers["profile.name"].files == (file,)
    assert store.file(copy, file.sha256) is None


def test_an_error_of_the_database_names_no_host_and_no_port(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match=r"^guidance: the database cannot be reached") as caught:
        Store.open("postgresql+psycopg://officer:secret@localhost:1/guidance", CATALOGUE)
    for word in ("localhost", "127.0.0.1", "::1", "port", "officer", "secret"):
        assert word not in str(caught.value)
    assert "port 1" in caplog.text  # whoever runs it finds it in the log
