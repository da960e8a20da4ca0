"""The bars on the labelled cases, the command, and what the program carries."""

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance.partners.screening import evaluate, gazetteer, library, names
from guidance.partners.screening.loaders import ListError, reading
from tests.partners.screening.conftest import CASES, OWN_LIST
from ui.cli.main import main

pytestmark = pytest.mark.slow


def guidance(*words: object) -> Result:
    return CliRunner().invoke(main, ["screening", *map(str, words)])


def test_the_bars_are_met_with_the_embedded_lists() -> None:
    result = evaluate.evaluate(library.index(), evaluate.read_cases(reading.read(CASES)))
    scores = result.scores("resolver")
    for scope in ("identity", "list"):
        both, alone = scores[f"{scope}, match + review"], scores[f"{scope}, match alone"]
        assert both.precision >= 0.97
        assert both.recall >= 0.95
        assert alone.precision >= 0.99
    assert result.near_misses_matched("resolver") == []
    for usual in result.predictions:
        assert usual == "resolver" or result.near_misses_matched(usual)


def test_evaluate_prints_and_writes(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = guidance("evaluate", CASES, "--predictions", out)
    assert done.exit_code == 0, done.output
    for word in ("precision", "token_set_ratio >= 90", "WRatio >= 90", "near_miss", "Lists: US-BIS-EL, UK-SL"):
        assert word in done.output
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["case_id", "decision", "id"]
    assert len(rows) == 206
    assert {row["decision"] for row in rows} == {"match", "review", "none"}
    assert all(bool(row["id"]) == (row["decision"] != "none") for row in rows)


def test_evaluate_as_json_with_a_list(tmp_path: Path) -> None:
    more = tmp_path / "own.csv"
    more.write_bytes(OWN_LIST)
    small = tmp_path / "cases.csv"
    small.write_text(
        "case_id,query,expected_id,also_accept,expected_lists,expected_decision,category\n1,HEU,ror:03x80pn82,,CA-NRO;US-BIS-EL,review,a\n2,Leeds,NONE,,,none,b\n"
    )
    done = guidance("evaluate", small, "--list", more, "--json")
    found = json.loads(done.output)
    assert found["lists"] == ["US-BIS-EL", "UK-SL", "CA-NRO"]
    assert found["methods"]["resolver"]["scores"]["list, match + review"]["recall"] == 1
    assert found["wrong"] == []


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("identity, match + review", (2, 1, 2, 1)), ("identity, match alone", (1, 1, 2, 1)), ("list, match + review", (1, 1, 2, 1)), ("list, match alone", (1, 1, 2, 1))],
)  # fmt: skip
def test_how_scores_are_counted(scope: str, expected: tuple[int, int, int, int]) -> None:
    def case(id: str, right: str, *lists: str) -> evaluate.Case:
        return evaluate.Case(id, id, "", right, frozenset({right} - {""}), frozenset(lists), "", "near_miss")

    cases = [case("1", "a", "L"), case("2", "b", "L"), case("3", "")]
    said = [
        evaluate.Prediction("match", "a", frozenset({"L"})),
        evaluate.Prediction("none"),
        evaluate.Prediction("review", "c"),
    ]
    score = evaluate.Evaluation(cases, {"m": said}).scores("m")[scope]
    assert (score.said, score.said_right, score.there, score.found) == expected


def test_affiliations_are_counted_whole_and_in_halves(tmp_path: Path) -> None:
    file, out = tmp_path / "strings.csv", tmp_path / "out.csv"
    rows = [
        ("1", "School of Law Harbin Engineering University Harbin China", "03x80pn82"),
        ("2", "HEU", "03x80pn82"),
        ("3", "University of Leeds", "03x80pn82"),
        ("4", "Shanghai Jiao Tong University", "03x80pn82"),
        ("5", "University of Leeds", "024mrxd33"),
    ]
    file.write_text("case_id,text,ror_ids\n" + "".join(f"{','.join(row)}\n" for row in rows))
    told = json.loads(guidance("evaluate", file, "--json", "--predictions", out).output)["all"]
    assert told == {"all": 5, "known": 4, "found": 1, "review": 1, "wrong": 1, "reached": 0.5, "wrongly": 0.2}
    assert [row["verdict"] for row in csv.DictReader(out.open())] == ["found", "review", "none", "wrong", "none"]
    halves = json.loads(guidance("evaluate", file, "--json", "--halves", 17).output)
    assert [halves[half]["all"] for half in ("first half", "second half")] == [2, 3]
    assert guidance("evaluate", file, "--halves", 17).output == guidance("evaluate", file, "--halves", 17).output


def test_bad_cases_are_one_message(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("case_id,query\n1,x\n")
    done = guidance("evaluate", bad)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("guidance: bad.csv: row 1, column expected_id")
    assert guidance("evaluate", CASES, "--list", bad).exit_code == 1
    assert guidance("evaluate", CASES, "--predictions", tmp_path / "none" / "out.csv").exit_code == 1


def test_a_name_shows_candidates_hits_and_the_lists_looked_at() -> None:
    done = guidance("name", "Harbin Engineering University")
    assert done.exit_code == 0
    for words in (
        "match",
        "ror:03x80pn82",
        "工业和信息化部",
        "US-BIS-EL US-BIS-EL-048",
        "No hit is not clearance",
        "UK-SL of 2026-04-29",
    ):
        assert words in done.output


def test_lists_says_what_is_stale_and_what_is_missing() -> None:
    done = guidance("lists")
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in done.output
    assert "CA-NRO: NOT LOADED" in done.output
    assert "UK-SL: UK Sanctions List, 2026-04-29" in done.output
    found = json.loads(guidance("lists", "--json").output)
    assert {each["code"] for each in found["lists"]} == {"US-BIS-EL", "UK-SL"}


def test_nothing_is_ever_said_to_be_cleared() -> None:
    for words in (("name", "University of Leeds"), ("lists",), ("name", "TBC")):
        text = guidance(*words).output.casefold()
        assert "cleared" not in text
        assert "is clear" not in text


def test_a_newer_dump_of_the_registry_brings_new_bodies(tmp_path: Path) -> None:
    dump = tmp_path / "ror.json"
    record = {
        "id": "https://ror.org/0aaaaaa00",
        "status": "active",
        "types": ["education"],
        "locations": [],
        "names": [{"value": "Made-up University of Tests", "types": ["ror_display"]}],
    }
    dump.write_text(json.dumps([record]))
    name = "Made-up University of Tests"
    assert "zenodo" in guidance("name", name).output, "it is asked for while it is missing"
    for option in ("--ror", "--list"):
        told = guidance("name", name, option, dump).output
        assert "ror:0aaaaaa00" in told
        assert "zenodo" not in told
    assert "ROR: NOT LOADED" in guidance("lists").output
    assert "ROR: Research Organization Registry" in guidance("lists", "--list", dump).output
    dump.write_text("[")
    assert guidance("name", "x", "--ror", dump).exit_code == 1


# What the program carries.


def test_every_embedded_table_has_its_provenance() -> None:
    found = {str(each["file"]): each for each in library.provenance()}
    assert set(found) == {file.name for file in gazetteer.DATA.iterdir() if file.name.endswith(".csv")}
    for each in found.values():
        assert isinstance(each["dated"], date)
        assert each["licence"]
        assert each["publisher"]


def test_lists_that_may_not_be_shipped_are_not() -> None:
    assert {each.code for each in library.embedded()} == {"US-BIS-EL", "UK-SL"}
    crosswalk = list(gazetteer.rows("crosswalk.csv"))
    assert list(crosswalk[0]) == ["list", "entry_key", "id", "names", "name_zh", "name_zh_unconfirmed"]
    assert all(len(row["entry_key"]) == 16 for row in crosswalk)


def test_the_crosswalk_knows_the_entries_of_the_embedded_list() -> None:
    pairs = gazetteer.load().crosswalk
    listed = next(each for each in library.embedded() if each.code == "US-BIS-EL")
    assert all(("US-BIS-EL", names.name_key(entry.name)) in pairs for entry in listed.entries)


def test_every_id_of_the_cases_is_known() -> None:
    known = library.index().identities
    for case in evaluate.read_cases(reading.read(CASES)):
        assert case.right <= set(known), case.id


def test_fingerprints_are_of_the_bytes() -> None:
    for each in library.embedded():
        assert each.provenance.sha256 == hashlib.sha256((gazetteer.DATA / each.provenance.file).read_bytes()).hexdigest()


def test_cases_of_another_shape_are_refused() -> None:
    with pytest.raises(ListError, match="each column once"):
        evaluate.read_cases(reading.source("c.csv", b"query,query\n"))
