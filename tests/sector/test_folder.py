"""The folder of a result after a power cut, when the disk kept a marker and lost what was written before it."""

from pathlib import Path

import pytest

from guidance.sector import folder
from guidance.sector.dataset import digest
from guidance.sector.engine import Here
from guidance.sector.folder import Finished, Said

TABLES = "activity"


class Piece(Said):
    number: int

    @property
    def file(self) -> str:
        return f"part-{self.number:05}.parquet"


class Task(Said):
    out: Path
    part: Piece


def do(task: Task) -> None:
    if (task.out / "broken").exists():
        raise ValueError("the disk is broken")
    table = task.out / TABLES / task.part.file
    folder.write(table, f"what follows of {task.part.number}".encode())
    said = Finished(part=task.part.number, sha256={TABLES: digest(table)})
    folder.write(folder.marker(task.out, task.part), said.model_dump_json().encode())


def go_on(out: Path) -> tuple[tuple[Finished, ...], dict[int, str], list[int]]:
    """What the same command finds done, what fails, and what it did anew."""
    parts = [Piece(number=number) for number in range(3)]
    todo = [Task(out=out, part=part) for part in parts if not folder.is_done(out, part, Finished)]
    done, failed = folder.worked_through(out, parts, Finished, do, todo, Here(), lambda _: None)
    return done, failed, [task.part.number for task in todo]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in (TABLES, folder.DONE):
        (tmp_path / name).mkdir()
    assert go_on(tmp_path)[2] == [0, 1, 2]
    assert go_on(tmp_path)[2] == []
    return tmp_path


def lost(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5])


@pytest.mark.parametrize("harm", [lost, emptied, cut])
@pytest.mark.parametrize("name", [f"{TABLES}/part-00001.parquet", f"{folder.DONE}/00001.json"])
def test_a_part_of_which_something_was_lost_is_done_again(harm, name: str, out: Path):
    before = {file: file.read_bytes() for file in sorted(out.rglob("*.*"))}
    harm(out / name)
    done, failed, anew = go_on(out)
    assert anew == [1]
    assert (len(done), failed) == (3, {})
    assert {file: file.read_bytes() for file in sorted(out.rglob("*.*"))} == before


def test_a_part_that_fails_when_it_is_done_again_is_named_and_not_taken_for_done(out: Path):
    (out / TABLES / "part-00001.parquet").unlink()
    (out / "broken").touch()
    done, failed, _ = go_on(out)
    assert [each.part for each in done] == [0, 2]
    assert failed == {1: "the disk is broken"}
    assert not (out / folder.DONE / "00001.json").exists()
