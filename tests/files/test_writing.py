"""Files are written whole or not at all, and nobody gets to read what was kept from him."""

import os
from errno import ENOSPC
from pathlib import Path

import pytest

from guidance.files.writing import WriteError, into_folder, refusal, write_bytes


def test_all_are_written_or_none_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    old, gone = tmp_path / "old.txt", tmp_path / "nowhere" / "new.txt"
    old.write_bytes(b"old")
    with pytest.raises(WriteError, match=r"new\.txt: No such file or directory; name another place, in a folder that is there"):
        write_bytes({old: b"new", gone: b"new"})
    assert [each.name for each in tmp_path.iterdir()] == ["old.txt"]
    assert old.read_bytes() == b"old"
    assert into_folder(tmp_path / "nowhere", {"new.txt": b"new"}) == [gone]
    write_bytes({old: b"new", gone: b"newer"})
    assert (old.read_bytes(), gone.read_bytes()) == (b"new", b"newer")


def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    private = tmp_path / "private.json"
    private.touch(mode=0o600)
    write_bytes({private: b"new"})
    assert private.stat().st_mode & 0o777 == 0o600
    before = os.umask(0o077)
    try:
        write_bytes({tmp_path / "new.json": b"new"})
    finally:
        os.umask(before)
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o600


def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "there" / "file.txt")
    write_bytes({link: b"new"})
    assert link.is_symlink()
    assert (tmp_path / "there" / "file.txt").read_bytes() == b"new"


def test_what_is_no_file_is_written_through_and_stays_what_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_bytes({pipe: b"new"})
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("folder", "Is a directory"),
        ("f" * 300, "File name too long"),
        ("file/x", "Not a directory"),
        ("loop/x", "Too many levels"),
    ],
)
def test_what_cannot_be_a_file_is_told_with_what_to_do(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(WriteError, match=rf"{name}: {why}.*; name another place"):
        write_bytes({tmp_path / name: b"new"})


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    assert str(refusal(tmp_path / "x", OSError(ENOSPC, os.strerror(ENOSPC)))).endswith("left on device; make room on the disk")
