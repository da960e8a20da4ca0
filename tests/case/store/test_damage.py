"""What was changed outside the program, or is damaged, is named; the rest stays readable, and nothing is stored behind it."""

import gc
import hashlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.store import (
    BrokenError,
    Described,
    FileAdded,
    FileRemoved,
    NoteWritten,
    Store,
    StoreError,
    Undone,
    ValueGiven,
    ValueWithdrawn,
    chain,
)
from guidance.case.store.audit import audit
from ui.cli.main import main

CATALOGUE = knowledge.load()
DAY = date(2026, 3, 1)
PAGE = 4096


def filled(path: Path) -> dict[str, str]:
    """A database of six assessments with notes and files; the record of each as JSON by its id."""
    store = Store.open(path, CATALOGUE)
    for number in range(6):
        id = store.start(f"Assessment {number}", DAY, "Ann")
        for n in range(12):
            store.append(id, ValueGiven(question="profile.name", value=f"University {number}, {n}", made_on=2 * n + 1), "Ann")
            store.append(id, NoteWritten(question="profile.name", note=f"note {n} " * 30, made_on=2 * n + 1), "Ben")
        data = b"%PDF-1.7 " + bytes(str(number), "ascii") * 5000
        store.attach(id, FileAdded(question="profile.name", file=attached("a.pdf", data), made_on=25), data, "Ann")
    records = {each.id: store.record(each.id).record.to_json() for each in store.assessments()}
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return records


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("whole") / "store.db"
    return path, filled(path)


Damage = Callable[[bytearray, random.Random], None]


def a_page(data: bytearray, chance: random.Random) -> None:
    at = PAGE * chance.randrange(len(data) // PAGE)
    data[at : at + PAGE] = chance.randbytes(PAGE)


def a_page_of_nothing(data: bytearray, chance: random.Random) -> None:
    at = PAGE * chance.randrange(len(data) // PAGE)
    data[at : at + PAGE] = bytes(PAGE)


def a_bit(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def a_text(data: bytearray, chance: random.Random) -> None:
    words = [b"University", b"note 7", b"Ann", b"value_given", b"2026-", b"Assessment"]
    word = chance.choice(words)
    places = [at for at in range(len(data)) if data.startswith(word, at)]
    data[chance.choice(places)] = chance.choice([0xFF, 0x00, ord("x")])


ATTACKS: list[tuple[Damage, int]] = [(a_page, 15), (a_page_of_nothing, 5), (a_bit, 10), (a_text, 10)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "seed"), [(damage, seed) for damage, times in ATTACKS for seed in range(times)], ids=lambda each: getattr(each, "__name__", each)
)  # fmt: skip
def test_a_damaged_file_says_so(whole: tuple[Path, dict[str, str]], tmp_path: Path, damage: Damage, seed: int) -> None:
    path, records = whole
    data = bytearray(path.read_bytes())
    damage(data, random.Random(seed))
    copy = tmp_path / "damaged.db"
    copy.write_bytes(data)
    told = _told(copy, records)
    assert told["silent"] == []
    if told["said"]:
        other = tmp_path / "for-audit.db"
        other.write_bytes(data)
        with suppress(StoreError):  # which says so as well
            assert audit(other).problems


def _told(path: Path, records: dict[str, str]) -> dict[str, list[str]]:
    """What an officer is told of a damaged file, and what is not as it was and nobody is told of."""
    try:
        store = Store.open(path, CATALOGUE)
    except StoreError as error:
        return {"said": [str(error)], "silent": []}
    try:
        listed = {each.id: each for each in store.assessments()}
        said = [each.broken for each in listed.values() if each.broken]
        silent = []
        for id, record in records.items():
            try:
                stored = store.record(id)
                same = stored.record.to_json() == record and _files_are_there(store, id)
                said += [stored.broken] if stored.broken else []
                silent += [] if same or stored.broken else [id]
                if id not in listed:
                    silent.append(f"{id} is not listed")
            except StoreError as error:
                said.append(str(error))
                if id not in listed and not any(each.broken for each in listed.values()):
                    silent.append(f"{id} is not listed")
        return {"said": said, "silent": silent}
    finally:
        store.close()


def _files_are_there(store: Store, id: str) -> bool:
    files = [file for recorded in store.record(id).record.answers.values() for file in recorded.files]
    return all(hashlib.sha256(store.file(id, file.sha256) or b"").hexdigest() == file.sha256 for file in files)


def changed(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def id(store: Store) -> str:
    id = store.start("First", DAY, "Ann")
    for n, value in enumerate(("Second", "Third", "Fourth", "Fifth"), 1):
        store.append(id, ValueGiven(question="profile.name", value=value, made_on=n), "Ann")
    return id


@pytest.fixture
def opened(store: Store, url: str) -> Iterator[Callable[[], Store]]:
    """Opens the database as a program does that was started anew."""
    more: list[Store] = []

    def open_it() -> Store:
        more.append(Store.open(url, CATALOGUE))
        return more[-1]

    yield open_it
    for each in more:
        each.close()


TAMPERED = [
    ("UPDATE event SET payload = replace(payload, 'Third', 'Other') WHERE seq = 3", 3, "Second"),
    ("UPDATE event SET \"by\" = 'Eve' WHERE seq = 2", 2, None),
    ("DELETE FROM event WHERE seq = 4", 4, "Third"),
    ("UPDATE event SET seq = 9 WHERE seq = 5", 5, "Fourth"),
    ("UPDATE event SET hash = previous WHERE seq = 5", 5, "Fourth"),
]


@pytest.mark.parametrize(("change", "seq", "stands"), TAMPERED)
def test_opening_names_the_break_and_shows_what_stood_before(
    store: Store, url: str, id: str, opened: Callable[[], Store], change: str, seq: int, stands: str | None
) -> None:
    other = store.start("Another", DAY, "Ann")
    changed(url, change)
    fresh = opened()
    stored = fresh.record(id)
    assert f"assessment {id}: event {seq} is missing or was changed after it was stored" in stored.broken
    answer = stored.record.answers.get("profile.name")
    assert (answer.value if answer else None) == stands
    assert stored.version == seq - 1
    assert fresh.record(other).broken == ""
    listed = {each.id: each for each in fresh.assessments()}
    assert set(listed) == {id, other}
    assert listed[id].broken == stored.broken
    assert listed[other].broken == ""
    with pytest.raises(BrokenError, match=f"event {seq} "):
        fresh.verify(id)
    assert [stored.broken] == audit(url).problems


def test_nothing_is_stored_behind_a_break(store: Store, url: str, id: str, opened: Callable[[], Store]) -> None:
    changed(url, TAMPERED[0][0])
    fresh = opened()
    with pytest.raises(
        StoreError, match=r"event 3 .*restore a copy\. Nothing more is stored in it.*opened as a new assessment"
    ):
        fresh.append(id, ValueGiven(question="profile.name", value="Sixth", made_on=2), "Ann")
    assert fresh.record(id).version == 2
    copy = fresh.open_record(fresh.record(id).record, "Ann")
    assert fresh.record(copy).record.answers["profile.name"].value == "Second"


def test_an_assessment_of_which_nothing_can_be_read_hides_no_other(
    store: Store, url: str, id: str, opened: Callable[[], Store]
) -> None:
    other = store.start("Another", DAY, "Ann")
    changed(url, "UPDATE event SET payload = '{}' WHERE seq = 1 AND assessment = '" + id + "'")
    fresh = opened()
    listed = {each.id: each for each in fresh.assessments()}
    assert not listed[id].readable
    assert "event 1 is missing or was changed" in listed[id].broken
    assert listed[other].title == "Another"
    with pytest.raises(BrokenError, match="event 1 "):
        fresh.record(id)
    assert fresh.due(10_000) == ()


def test_a_change_under_a_running_program_is_named_too(store: Store, url: str, id: str) -> None:
    store.record(id)
    changed(url, "UPDATE event SET payload = replace(payload, 'Fifth', 'Other'), hash = 'x' WHERE seq = 5")
    assert "event 5 is missing or was changed" in store.record(id).broken
    with pytest.raises(StoreError, match="event 5 "):
        store.append(id, ValueGiven(question="profile.name", value="Sixth", made_on=5), "Ann")


def test_what_another_process_stores_is_verified_before_it_is_read(
    store: Store, url: str, id: str, opened: Callable[[], Store]
) -> None:
    other = opened()
    assert other.record(id).version == 5
    store.append(id, Described(title="Sixth"), "Ben")
    changed(url, "UPDATE event SET payload = replace(payload, 'Sixth', 'Wrong') WHERE seq = 6")
    stored = other.record(id)
    assert "event 6 " in stored.broken
    assert stored.record.title == "First"


@pytest.mark.parametrize(
    "change", ["UPDATE event SET kind = 'unheard_of' WHERE seq = 3", "UPDATE event SET at = 'noon' WHERE seq = 3"]
)
def test_an_event_that_cannot_be_read_is_named_even_when_its_hash_fits(
    store: Store, url: str, id: str, opened: Callable[[], Store], change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(url, change)
    monkeypatch.setattr("guidance.case.store.chain.seal", lambda row: row["hash"])
    assert "event 3 " in opened().record(id).broken
    assert "cannot be read" in opened().record(id).broken


@pytest.mark.slow
def test_beside_a_damaged_assessment_others_go_on(store: Store, url: str, id: str, opened: Callable[[], Store]) -> None:
    """What was begun to be read, and broken off, would keep its connection in the past: a deletion stays in the file, what another
    process stores is not seen, and nothing can be stored."""
    for n in range(600):  # more than one look takes
        store.append(id, NoteWritten(question="profile.name", note=f"{n}", made_on=5 + n), "Ann")
    other, gone = store.start("Other", DAY, "Ann"), store.start("Gone", DAY, "Ann")
    changed(url, f"UPDATE event SET payload = '{{}}' WHERE assessment = '{id}' AND seq = 2")
    reading = opened()
    gc.disable()  # which would tidy up by chance
    try:
        assert [each.id for each in reading.assessments() if each.broken] == [id]
        for look in (reading.record, reading.history):
            look(id)
        with pytest.raises(BrokenError):
            reading.verify(id)
        with pytest.raises(StoreError):
            reading.append(id, Described(title="New"), "Ann")
        store.append(other, Described(title="New"), "Ben")
        assert reading.record(other).record.title == "New"
        assert reading.append(other, Described(title="Newer"), "Ann") == 3
        if url.startswith("sqlite"):
            assert reading.delete(gone, "Ann", "a test").wiped
    finally:
        gc.enable()


@pytest.mark.parametrize("change", ["at = 'x'", "why = ''", "\"by\" = ''"])
def test_a_damaged_row_of_a_deletion_is_named(store: Store, url: str, id: str, change: str) -> None:
    store.delete(id, "Ann", "a test")
    changed(url, f"UPDATE deletion SET {change}")
    for look in (store.deletions, lambda: store.record(id)):
        with pytest.raises(StoreError, match=f"{id}.* was deleted; .* was changed after it was stored"):
            look()


CHANGES = {
    "SET why = 'another reason' WHERE seq = 2": "row 2 (assessment '{1}') was changed",
    "SET \"by\" = 'Ben' WHERE seq = 1": "row 1 (assessment '{0}') was changed",
    "SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 3": "row 3 (assessment '{2}') was changed",
    "SET assessment = 'another' WHERE seq = 2": "row 2 (assessment 'another') was changed",
    "SET hash = NULL WHERE seq = 3": "row 3 (assessment '{2}') was changed",
    "SET seq = NULL WHERE seq = 2": "row None (assessment '{1}') was changed",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_of_the_deletions_that_was_changed_by_hand_is_named(store: Store, url: str, change: str) -> None:
    gone = [store.start(f"Title {number}", DAY, "Ann") for number in range(3)]
    for each in gone:
        store.delete(each, "Ann", "a test")
    store.start("Title", DAY, "Ann")
    assert audit(url).problems == []
    changed(url, f"UPDATE deletion {change}")
    assert f"the log of deletions: {CHANGES[change].format(*gone)} after it was stored; restore a copy" in audit(url).problems
    assert CliRunner().invoke(main, ["store", "verify", "--database", url]).exit_code == 1


@pytest.mark.parametrize("seq", [1, 2])
def test_a_row_of_the_deletions_that_was_taken_out_is_named(store: Store, url: str, seq: int) -> None:
    for number in range(3):
        store.delete(store.start(f"Title {number}", DAY, "Ann"), "Ann", "a test")
    store.start("Title", DAY, "Ann")
    changed(url, f"DELETE FROM deletion WHERE seq = {seq}")
    named = f"the log of deletions: row {seq} is missing or was changed after it was stored; restore a copy"
    assert audit(url).problems == [named]
    store.delete(store.start("Title", DAY, "Ann"), "Ann", "a test")
    assert audit(url).problems == [named], "what is deleted after that holds"


def test_what_an_older_program_deleted_is_tied_together_when_it_is_opened(store: Store, url: str) -> None:
    for number in range(3):
        store.delete(store.start(f"Title {number}", DAY, "Ann"), "Ann", "a test")
    store.start("Title", DAY, "Ann")
    before = store.deletions()
    store.close()
    for statement in (
        *(f"ALTER TABLE deletion DROP COLUMN {name}" for name in ("seq", "previous", "hash")),
        "UPDATE alembic_version SET version_num = '0008'",
    ):
        changed(url, statement)
    assert audit(url).problems == []
    changed(url, f"UPDATE deletion SET at = 'x' WHERE assessment = '{before[0].assessment}'")
    assert len(audit(url).problems) == 1, "what cannot be read is named there, too"
    changed(url, f"UPDATE deletion SET at = '{chain.written(before[0].at)}' WHERE at = 'x'")
    again = Store.open(url, CATALOGUE)
    assert again.deletions() == before
    assert audit(url).problems == []
    changed(url, f"UPDATE deletion SET why = 'x' WHERE assessment = '{before[1].assessment}'")
    assert len(audit(url).problems) == 1
    again.close()


@pytest.mark.parametrize("data", ["a text", 7, 1.5])
def test_what_stands_in_place_of_a_file_of_evidence_is_not_handed_out(tmp_path: Path, data: object) -> None:
    path = tmp_path / "a.db"
    store = Store.open(path, CATALOGUE)
    id = store.start("First", DAY, "Ann")
    file = attached("a.pdf", b"%PDF-1.7 it")
    store.attach(id, FileAdded(question="profile.name", file=file, made_on=1), b"%PDF-1.7 it", "Ann")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE evidence SET data = ?", (data,))
        connection.commit()
    with pytest.raises(StoreError, match=r"a file of evidence was changed after it was stored"):
        store.file(id, file.sha256)
    store.close()


def test_a_number_of_the_schema_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.open(path, CATALOGUE).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = x'ff00'")
        connection.commit()
    with pytest.raises(StoreError, match=r"has schema .* which this version of the program does not know"):
        Store.open(path, CATALOGUE)


def test_a_file_of_evidence_that_was_changed_is_not_handed_out(store: Store, url: str, id: str) -> None:
    data = b"%PDF-1.7 minutes"
    file = attached("minutes.pdf", data)
    store.attach(id, FileAdded(question="profile.name", file=file, made_on=5), data, "Ann")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE evidence SET data = :data"), {"data": b"%PDF-1.7 others"})
    engine.dispose()
    with pytest.raises(StoreError, match="was changed after it was stored"):
        store.file(id, file.sha256)
    assert [file.sha256 in each for each in audit(url).problems] == [True]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DELETE FROM evidence", ["is missing"]),
        ("UPDATE evidence SET assessment = 'another'", ["was put in: no answer names it", "is missing"]),
        ("UPDATE evidence SET sha256 = '{other}'", ["was changed after it was stored", "is missing"]),
        ("INSERT INTO evidence SELECT 'another', sha256, data FROM evidence", ["was put in: no answer names it"]),
    ],
)
def test_a_file_of_evidence_that_was_taken_out_or_put_in_is_named(
    store: Store, url: str, id: str, change: str, named: list[str]
) -> None:
    data = b"%PDF-1.7 minutes"
    file = attached("minutes.pdf", data)
    store.attach(id, FileAdded(question="profile.name", file=file, made_on=5), data, "Ann")
    assert audit(url).problems == []
    changed(url, change.format(other="ab" * 32))
    found = audit(url).problems
    assert [each.partition("file of evidence ")[2].partition(" ")[2] for each in found] == [
        f"{each}; restore a copy" for each in named
    ]
    assert CliRunner().invoke(main, ["store", "verify", "--database", url]).exit_code == 1


def test_files_that_were_taken_away_or_never_here_are_not_missed(store: Store, url: str, id: str) -> None:
    def add(about: str, data: bytes, to: str) -> str:
        file = attached("a.pdf", data)
        store.attach(to, FileAdded(question=about, file=file, made_on=store.record(to).version), data, "Ann")
        return file.sha256

    def take(about: str, sha256: str, to: str) -> None:
        store.append(to, FileRemoved(question=about, sha256=sha256, made_on=store.record(to).version), "Ann")

    kept, gone = add("profile.name", b"%PDF-1.7 kept", id), add("profile.name", b"%PDF-1.7 gone", id)
    add("profile.kind", b"%PDF-1.7 kept", id)
    opened = store.open_record(store.record(id).record, "Ann")
    take("profile.name", gone, id)
    take("profile.name", kept, id)
    store.append(id, ValueWithdrawn(question="profile.name", made_on=store.record(id).version), "Ann")
    assert audit(url).problems == []
    add("profile.kind", b"%PDF-1.7 gone", opened)
    store.append(opened, Undone(event=store.record(opened).version), "Ann")
    assert audit(url).problems == []
    take("profile.kind", kept, id)
    assert (audit(url).files, audit(url).problems) == (1, []), "the one that the saved assessment named"


def test_looking_over_a_database_names_every_break_and_counts(store: Store, url: str, id: str) -> None:
    found = audit(url)
    assert (found.assessments, found.events, found.files, found.problems) == (1, 5, 0, [])
    other = store.start("Another", DAY, "Ann")
    store.append(other, Described(title="Renamed"), "Ann")
    changed(url, "UPDATE event SET \"by\" = 'Eve' WHERE seq = 2")
    problems = audit(url).problems
    assert sorted(problem.split(":")[0] for problem in problems) == sorted(f"assessment {each}" for each in (id, other))
    assert all("event 2 " in problem for problem in problems)


@pytest.mark.slow
def test_looking_over_changes_nothing_and_makes_nothing(tmp_path: Path, whole: tuple[Path, dict[str, str]]) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(whole[0], copy)
    before = copy.read_bytes()
    assert audit(copy).assessments == 6
    assert copy.read_bytes() == before
    with pytest.raises(StoreError, match="there is no such file"):
        audit(tmp_path / "missing.db")
    assert not (tmp_path / "missing.db").exists()
    with closing(sqlite3.connect(tmp_path / "payroll.db")) as connection:
        connection.execute("CREATE TABLE payroll (x INTEGER)")
    with pytest.raises(StoreError, match="holds no assessments"):
        audit(tmp_path / "payroll.db")


def test_a_row_that_the_index_does_not_find_hides_no_other(tmp_path: Path, whole: tuple[Path, dict[str, str]]) -> None:
    path, records = whole
    id = sorted(records)[2]
    data = bytearray(path.read_bytes())
    at = max(at for at in range(len(data)) if data.startswith(id.encode(), at))
    data[at] = ord("0")  # no id has it
    copy = tmp_path / "damaged.db"
    copy.write_bytes(data)
    store = Store.open(copy, CATALOGUE)
    listed = {each.id: each for each in store.assessments()}
    assert set(records) <= set(listed)
    for other in set(records) - {id}:
        assert store.record(other).record.to_json() == records[other]
    assert audit(copy).problems or not any(each.broken for each in listed.values())
    store.close()
