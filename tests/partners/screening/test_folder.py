"""The folder of official lists: a list is added, replaced and taken away whole, and nothing else changes."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from guidance.case.record import Partner
from guidance.partners import lookup
from guidance.partners.screening import folder, library
from guidance.partners.screening.loaders import ListError, load_bytes
from guidance.partners.screening.match import resolve
from tests.partners.screening.test_loaders import CANADA, ROR_RECORD, TEMPLATE, UK_CSV

pytestmark = pytest.mark.slow


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


def test_one_stray_file_disables_no_list(tmp_path: Path) -> None:
    folder.keep(tmp_path, "page.html", CANADA.encode())
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "half.csv").write_text("list,entry_id,name\nX,1,A body\nX,2")
    assert [each.code for each in folder.lists(tmp_path)] == ["CA-NRO"]
    assert sorted(error.file for error in folder.strays(tmp_path)) == ["half.csv", "notes.txt"]
    folder.keep(tmp_path, "1286.csv", TEMPLATE.encode())
    assert {each.code for each in folder.lists(tmp_path)} == {"CA-NRO", "US-1286"}


def test_lists_beyond_the_most_names_are_strays_and_the_others_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.keep(tmp_path, "a.html", CANADA.encode())
    folder.keep(tmp_path, "b.csv", TEMPLATE.encode())
    monkeypatch.setattr(folder, "MAX_NAMES", 5)
    assert [each.code for each in folder.lists(tmp_path)] == ["CA-NRO"]
    assert "at most 5 names" in str(folder.strays(tmp_path)[0])


def test_the_day_of_a_list_that_does_not_say_it_is_told_once(tmp_path: Path) -> None:
    text = TEMPLATE.replace("2026-06-30", "")
    assert folder.keep(tmp_path, "1286.csv", text.encode()).provenance.dated is None
    folder.keep(tmp_path, "1286.csv", text.encode(), date(2026, 11, 20))
    assert [each.provenance.dated for each in folder.lists(tmp_path)] == [date(2026, 11, 20)]


def test_the_registry_is_kept_small_and_widens_what_is_known(tmp_path: Path) -> None:
    name = "Unheard University of Folders"
    record = {
        **ROR_RECORD,
        "id": "https://ror.org/0aaaaaa77",
        "names": [{"value": name, "types": ["ror_display"], "lang": "en"}],
    }
    given = json.dumps([record]).encode()
    kept = folder.keep(tmp_path, "ror-data-2026-06-23.json", given)
    assert names(tmp_path) == ["registry.json"]
    (registry,) = folder.lists(tmp_path)
    assert registry.provenance.sha256 == kept.provenance.sha256 == hashlib.sha256(given).hexdigest()
    assert registry.provenance.dated == date(2026, 6, 23)
    loaded = folder.lists(tmp_path)
    assert resolve(library.index(loaded), name).identity == "ror:0aaaaaa77"
    assert "ROR" not in {each.code for each in library.looked_at(loaded)}
    screening = lookup.look_up(loaded, name, "China", date(2026, 11, 25))
    assert (screening.decision, screening.identity) == ("match", "ror:0aaaaaa77")
    folder.remove(tmp_path, "ROR")
    assert folder.lists(tmp_path) == ()


def test_a_whole_fresh_list_without_its_persons_is_current(tmp_path: Path) -> None:
    folder.keep(tmp_path, "UK-Sanctions-List.csv", UK_CSV.encode())
    day = date(2026, 11, 25)
    partner = Partner(name="Harbin Engineering University", country="China")
    found = lookup.again(folder.lists(tmp_path), partner, day)
    bis = [each for each in library.looked_at() if each.code == "US-BIS-EL"]
    assert lookup.answers(folder.lists(tmp_path), found, {})["partner.lists_age"].value == (
        "old" if bis[0].is_stale(day) else "current"
    )


def test_a_body_of_ours_takes_the_id_of_the_registry_when_it_knows_it() -> None:
    record = {
        **ROR_RECORD,
        "id": "https://ror.org/0aaaaaa66",
        "names": [{"value": "Changzhou University", "types": ["ror_display"], "lang": "en"}],
    }
    registry = load_bytes("ror.json", json.dumps([record]).encode())
    index = library.index((registry,))
    assert resolve(library.index(), "Changzhou University").identity == "sup:czu"
    assert resolve(index, "Changzhou University").identity == "ror:0aaaaaa66"
    assert index.gazetteer_id("sup:czu") == "ror:0aaaaaa66"
    assert "sup:czu" not in index.identities
