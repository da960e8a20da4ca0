"""The folder of official lists: a list is added, replaced and taken away whole, and nothing else changes."""

from pathlib import Path

import pytest

from guidance.partners.screening import folder
from guidance.partners.screening.loaders import ListError
from tests.partners.screening.test_loaders import CANADA, TEMPLATE


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


def test_a_list_is_kept_read_and_taken_away(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    assert folder.lists(lists) == ()
    kept = folder.keep(lists, "../page.html", CANADA.encode())
    assert kept.code == "CA-NRO"
    assert names(lists) == ["page.html"]
    assert (lists / "page.html").read_text() == CANADA
    assert [each.provenance.sha256 for each in folder.lists(lists)] == [kept.provenance.sha256]
    folder.remove(lists, "US-1286")
    assert names(lists) == ["page.html"]
    folder.remove(lists, "CA-NRO")
    assert folder.lists(lists) == ()


def test_a_newer_file_takes_the_place_of_the_one_with_the_same_list(tmp_path: Path) -> None:
    folder.keep(tmp_path, "old.html", CANADA.encode())
    folder.keep(tmp_path, "1286.csv", TEMPLATE.encode())
    folder.keep(tmp_path, "new.html", CANADA.replace("Made-up", "Thought-up").encode())
    assert names(tmp_path) == ["1286.csv", "new.html"]
    assert {each.code for each in folder.lists(tmp_path)} == {"CA-NRO", "US-1286"}
    folder.keep(tmp_path, "new.html", CANADA.encode())
    (canada,) = [each for each in folder.lists(tmp_path) if each.code == "CA-NRO"]
    assert canada.entries[0].name == "Made-up Institute of Optics"


def test_two_lists_with_one_file_name_stand_apart(tmp_path: Path) -> None:
    folder.keep(tmp_path, "list.csv", TEMPLATE.encode())
    folder.keep(tmp_path, "list.csv", TEMPLATE.replace("US-1286", "JP-METI").encode())
    assert {each.code for each in folder.lists(tmp_path)} == {"US-1286", "JP-METI"}


def test_a_file_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    folder.keep(tmp_path, "page.html", CANADA.encode())
    with pytest.raises(ListError):
        folder.keep(tmp_path, "page.html", b"no list")
    assert (tmp_path / "page.html").read_text() == CANADA
    assert names(tmp_path) == ["page.html"]


def test_a_file_that_an_administrator_put_there_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "1286.csv").write_text(TEMPLATE)
    (first,) = folder.lists(tmp_path)
    assert folder.lists(tmp_path)[0] is first
    (tmp_path / "1286.csv").write_text(TEMPLATE + "US-1286,3,Third,,,,CN,\n")
    assert len(folder.lists(tmp_path)[0].entries) == len(first.entries) + 1
