"""`guidance propose` prints what a text says and writes what is taken; `--from-text` marks vignettes on what is read in them."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.case.record import read_record
from guidance.reading.proposing import MOST_CHARACTERS
from ui.cli.main import main

MAIL = "A Hong Kong distributor wants 40 units of our cameras. It will not say who the end users are."


def guidance(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    file = tmp_path / "mail.txt"
    file.write_text(MAIL, encoding="utf-8")
    return file


def test_each_proposal_is_printed_with_its_sentence_and_the_words_found(mail: Path) -> None:
    result = guidance("propose", mail)
    assert result.exit_code == 0
    assert "A [Hong] [Kong] [distributor] wants 40 units of our cameras." in result.stdout
    assert "In Hong Kong or Macao  (the case)" in result.stdout


@pytest.mark.slow
def test_what_is_taken_is_written_as_an_assessment(mail: Path, tmp_path: Path) -> None:
    proposals = json.loads(guidance("propose", mail, "--json").stdout)
    out = tmp_path / "case.json"
    kinds = {each["answer"]: number for number, each in enumerate(proposals, 1) if each["question"] == "activity.kind"}
    assert len(kinds) == 2
    take = ",".join(map(str, kinds.values()))
    assert guidance("propose", mail, "--take", take, "--out", out, "--title", "Cameras").exit_code == 0
    record = read_record(out.read_bytes(), knowledge.load())
    (activity,) = record.activities
    assert activity.answers["activity.kind"].value == ["supply", "odd_customer"]
    assert set(kinds) == {"supply", "odd_customer"}
    assert set(activity.answers) == {"activity.kind"}
    assert "distributor" not in out.read_text(encoding="utf-8")


@pytest.mark.slow
def test_all_is_every_proposal_and_nothing_that_is_only_mentioned(mail: Path, tmp_path: Path) -> None:
    proposals = json.loads(guidance("propose", mail, "--json").stdout)
    out = tmp_path / "case.json"
    assert guidance("propose", mail, "--take", "all", "--out", out).exit_code == 0
    record = read_record(out.read_bytes(), knowledge.load())
    (activity,) = record.activities
    assert {each["mentioned"] for each in proposals} == {False, True}
    assert set(activity.answers) | set(record.answers) == {each["question"] for each in proposals if not each["mentioned"]}


@pytest.mark.slow
@pytest.mark.parametrize("take", ["0", "99", "2-1", "x", "1,,2"])
def test_a_number_that_is_none_is_refused_and_nothing_is_written(mail: Path, tmp_path: Path, take: str) -> None:
    out = tmp_path / "case.json"
    result = guidance("propose", mail, "--take", take, "--out", out)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "expected numbers from 1 to" in result.stderr


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a" * (MOST_CHARACTERS + 1), "the most that is read is 20,000"),
        (b"a" * (4 * MOST_CHARACTERS + 1), "more than 80,000 bytes"),
        (b"caf\xe9", "byte 3 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "mail.txt"
    file.write_bytes(data)
    result = guidance("propose", file)
    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.slow
def test_vignettes_are_marked_on_what_is_read_in_their_text(tmp_path: Path) -> None:
    entered = {"activity.kind": ["supply"], "partner.location": "hong_kong_macao", "partner.kind": "university"}
    case = {
        "id": "X01", "title": "Cameras", "paper": "small", "source": "Made up.", "told": MAIL,
        "activities": [{"name": "order", "answers": entered}],
    }  # fmt: skip
    file = tmp_path / "small.yaml"
    file.write_text(yaml.safe_dump({"vignettes": [case]}), encoding="utf-8")
    told = json.loads(guidance("knowledge", "vignettes", file, "--json", "--from-text").stdout)
    read = json.loads(guidance("propose", _mail(tmp_path), "--json").stdout)
    proposals = [each for each in read if not each["mentioned"]]
    assert told["from_text"]["sum"]["found"] == [1, 3]
    assert told["from_text"]["sum"]["right"] == [1, len(proposals)]
    assert told["from_text"]["sum"]["mentioned"] == [1, len(read) - len(proposals)]
    assert len(told["not_entered"]) == len(proposals) - 1


def _mail(folder: Path) -> Path:
    file = folder / "same.txt"
    file.write_text(MAIL, encoding="utf-8")
    return file
