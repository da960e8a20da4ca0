"""The tables of a dataset count what the tables of its assessments count."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance import knowledge
from guidance.disclosure.exposure import exposure
from guidance.sector import exposing, importing
from guidance.sector.engine import Here
from tests import small
from tests.disclosure.test_exposure import RECORDS
from ui.cli.main import main

ALONE = [each for each in RECORDS if each.as_at.year == 2026]
"""One assessment of each organisation."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.write(tmp_path / "knowledge")


@pytest.fixture
def dataset(folder: Path, tmp_path: Path) -> Path:
    """Every record with a second one of its organisation, a year later, in parts of a few activities."""
    saved = tmp_path / "saved"
    for each in ALONE:
        its = saved / f"{each.id}"
        its.mkdir(parents=True)
        (its / "one.json").write_text(each.to_json(), encoding="utf-8")
        (its / "two.json").write_text(_later(each).to_json(), encoding="utf-8")
    made = importing.run([str(saved)], tmp_path / "dataset", (folder,), b"0" * 32, Here(), size=7)
    assert len(made.parts) > 5
    return tmp_path / "dataset"


def _later(record):
    return record.model_copy(
        update={
            "id": f"{record.id}-later",
            "as_at": record.as_at.replace(year=record.as_at.year + 1),
            "activities": record.activities[:1],
        }
    )


def test_a_dataset_comes_to_what_its_assessments_come_to(folder: Path, dataset: Path) -> None:
    catalogue = knowledge.load_from(folder)
    expected = exposure(catalogue, [one for each in ALONE for one in (each, _later(each))])
    assert len({count.group for count in expected.counts}) > 5
    found = exposing.exposure(catalogue, dataset)
    assert set(found.counts) == set(expected.counts)
    assert (found.organisations, found.assessments) == (expected.organisations, expected.assessments)


def test_the_command_takes_a_dataset_and_names_nobody(folder: Path, dataset: Path, tmp_path: Path) -> None:
    words = ["sector", "tables", dataset, "--out", tmp_path / "out", "--knowledge", folder]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert "Northmoor" not in (tmp_path / "out" / "tables.html").read_text(encoding="utf-8")
    result = CliRunner().invoke(main, [*map(str, words), str(dataset.parent / "saved")])
    assert "a dataset stands alone" in result.output
