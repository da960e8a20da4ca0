"""Many assessments are read from files, folders and stores; what cannot be read is named, and nothing is passed over."""

from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.case.record import Record, Recorded, RecordedActivity
from guidance.case.sources import SourceError, fitting, records
from guidance.case.store import Removed, Store
from guidance.knowledge.catalogue import Catalogue
from tests import small

RECORD = Record(id="one", title="One", as_at=date(2026, 3, 1), answers={"profile.kind": Recorded(value="university")})


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return knowledge.load_from(small.write(tmp_path / "knowledge"))


def saved(folder: Path, id: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{id}.json"
    file.write_text(RECORD.model_copy(update={"id": id}).to_json(), encoding="utf-8")
    return file


def test_files_folders_and_stores_are_read_in_turn(tmp_path: Path, catalogue: Catalogue) -> None:
    single, _ = saved(tmp_path, "a"), saved(tmp_path / "folder" / "below", "b")
    store = Store.open(tmp_path / "store.sqlite3", catalogue)
    kept = store.open_record(RECORD, "A. Officer")
    store.append(store.open_record(RECORD, "A. Officer"), Removed(), "A. Officer")
    for address in (str(tmp_path / "store.sqlite3"), f"sqlite:///{tmp_path / 'store.sqlite3'}"):
        sources = [str(single), str(tmp_path / "folder"), address]
        assert [record.id for record in records(sources, catalogue)] == ["a", "b", kept]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("not there.json", None, "No such file or directory; name a saved assessment"),
        ("wrong.json", "{}", "wrong.json: id: is missing"),
        ("twice.json", "twice", "two activities have the same id"),
        ("sqlite:///not-there.sqlite3", None, "there is no such database"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, catalogue: Catalogue, name: str, text: str | None, said: str) -> None:
    source = name if "://" in name else str(tmp_path / name)
    if text == "twice":
        text = RECORD.model_copy(update={"activities": [RecordedActivity(id="x", name="X")] * 2}).to_json()
    if text is not None:
        Path(source).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        list(records([source], catalogue))
    assert not Path("not-there.sqlite3").exists()


def test_an_empty_folder_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"no \.json file"):
        list(records([str(tmp_path / "empty")], catalogue))


def test_an_answer_that_does_not_fit_is_left_out_and_named(catalogue: Catalogue) -> None:
    answers = {"profile.kind": Recorded(value="embassy"), "activity.leaves": Recorded(value=["goods"])}
    activity = RecordedActivity(
        id="x", name="X", answers={"activity.partners": Recorded(value=500), "activity.leaves": Recorded(value=["goods"])}
    )
    found = fitting(RECORD.model_copy(update={"answers": answers, "activities": [activity]}), catalogue)
    assert found.left_out == (("profile.kind", None), ("activity.leaves", None), ("activity.partners", "x"))
    assert dict(found.record.answers) == {}
    assert list(found.record.activities[0].answers) == ["activity.leaves"]
    assert fitting(RECORD, catalogue).left_out == ()
