"""`guidance sector import`: from saved assessments and stores to a dataset, by pseudonyms."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance import knowledge
from guidance.case.record import read_record
from guidance.case.store import Store
from guidance.language.conditions import Scope
from guidance.sector import dataset
from tests.sector.made import files
from ui.cli.main import main

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


def ran(*arguments: object):
    return CliRunner().invoke(main, ["sector", "import", *map(str, arguments)])


@pytest.fixture
def saved(tmp_path):
    """Three organisations: one with two departments, one alone, and one with a store."""
    folder = tmp_path / "saved"
    (folder / "Northmoor").mkdir(parents=True)
    northmoor, lowfell = (next(file for file in EXAMPLES if file.stem == name) for name in ("northmoor", "lowfell"))
    shutil.copy(northmoor, folder / "Northmoor" / "science.json")
    other = json.loads(northmoor.read_text(encoding="utf-8")) | {"id": "arts"}
    (folder / "Northmoor" / "arts.json").write_text(json.dumps(other), encoding="utf-8")
    shutil.copy(lowfell, folder)
    store = Store.open(tmp_path / "third.sqlite", knowledge.load())
    store.open_record(read_record(lowfell.read_bytes(), knowledge.load()), by="A. Officer")
    store.close()
    return folder, tmp_path / "third.sqlite"


@pytest.mark.slow
def test_what_rules_read_is_there_and_nothing_that_names_anybody(tmp_path, saved):
    result = ran(*saved, "--out", tmp_path / "made", "--key", tmp_path / "key")
    assert result.exit_code == 0, result.output
    assert "3 organisations, 4 assessments" in result.output
    said = dataset.described(tmp_path / "made")
    (part,) = said.parts
    tables = dataset.read_part(tmp_path / "made", part)
    found = [facts for _, facts in dataset.facts(said.questions, tables)]
    catalogue, asked = knowledge.load(), {each.id for each in said.questions}
    records = [read_record(file.read_bytes(), catalogue) for file in EXAMPLES for _ in range(2)]

    def plain(said):
        """A number is a number, whole or not."""
        return str(sorted(said) if isinstance(said, frozenset) else float(said) if isinstance(said, int) else said)

    def answers(facts):
        return sorted(
            sorted((id, plain(said)) for id, said in its.items() if id in asked)
            for its in (facts.organisation, *facts.activities.values())
        )

    assert sorted(map(answers, found)) == sorted(answers(record.facts(catalogue)) for record in records)
    texts = {text for table in tables.values() for row in table.to_pylist() for text in map(str, row.values())}
    for record in records:
        names = {record.id, record.title, record.prepared_by, *(each.id for each in record.activities)}
        names |= {each.name for each in record.activities} | {each.partner.name for each in record.activities if each.partner}
        assert not (names - {""}) & texts


@pytest.mark.slow
def test_the_same_key_gives_the_same_bytes_however_it_is_cut(tmp_path, saved):
    for name in ("one", "two"):
        assert ran(*saved, "--out", tmp_path / name, "--key", tmp_path / "key").exit_code == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert ran(*saved, "--out", tmp_path / "cut", "--key", tmp_path / "key", "--part", 1).exit_code == 0
    said, cut = dataset.described(tmp_path / "one"), dataset.described(tmp_path / "cut")
    assert len(cut.parts) == 3
    whole = [each for part in said.parts for each in dataset.facts(said.questions, dataset.read_part(tmp_path / "one", part))]
    assert whole == [
        each for part in cut.parts for each in dataset.facts(cut.questions, dataset.read_part(tmp_path / "cut", part))
    ]
    organisations = [
        dataset.read_part(tmp_path / "cut", part)[Scope.ORGANISATION]["organisation"].to_pylist() for part in cut.parts
    ]
    assert len(set().union(*organisations)) == sum(len(set(each)) for each in organisations), "an organisation was cut in two"
    assert ran(*saved, "--out", tmp_path / "other").exit_code == 0
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_what_does_not_fit_is_named_and_nothing_is_written(tmp_path, saved):
    folder, _ = saved
    (folder / "wrong.json").write_text('{"format": 1}', encoding="utf-8")
    shutil.copy(folder / "Northmoor" / "science.json", folder / "Northmoor" / "again.json")
    result = ran(folder, "--out", tmp_path / "made", "--key", tmp_path / "key")
    assert result.exit_code == 1
    assert "wrong.json: " in result.output
    assert "science.json: the same assessment as" in result.output
    assert not [each.name for each in tmp_path.iterdir() if "made" in each.name]


def test_two_sources_that_call_an_organisation_alike_are_refused(tmp_path, saved):
    """Two databases of one name would pass for one organisation, and tables would be told of one too few."""
    _, store = saved
    (tmp_path / "elsewhere").mkdir()
    other = Path(shutil.copy(store, tmp_path / "elsewhere"))
    result = ran(store, other, "--out", tmp_path / "made")
    assert result.exit_code == 1
    assert f"{store} and {other}: both hold an organisation called 'third'; rename one" in result.output
    assert not (tmp_path / "made").exists()


def test_what_cannot_be_used_is_said(tmp_path, saved):
    folder, _ = saved
    assert "there is no such file" in ran(tmp_path / "nowhere", "--out", tmp_path / "made").output
    (tmp_path / "short").write_text("abc")
    assert "expected 16 or more" in ran(folder, "--out", tmp_path / "made", "--key", tmp_path / "short").output
    assert "is there already" in ran(folder, "--out", folder).output
    assert "no question 'profile.none'" in ran(folder, "--out", tmp_path / "made", "--group", "profile.none").output
