"""Each line of the threat model has evidence that is there, or says why it does not hold. tests/test_claims.py finds the tests it names."""

import re
from pathlib import Path

import click
import pytest

from tests.test_claims import NAMED
from ui.cli.main import main

PAGE = Path(__file__).parents[1] / "docs" / "threat-model.md"
COMMAND = re.compile(r"`guidance ([a-z -]+)`")
WITHOUT = ("Does not hold: ", "Not ours: ")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not set(line) <= set("|-")]


def is_command(words: list[str]) -> bool:
    command: click.Command | None = main
    for word in words:
        command = command.commands.get(word) if isinstance(command, click.Group) else None
    return command is not None and not isinstance(command, click.Group)


def test_each_line_has_evidence_or_says_why_there_is_none() -> None:
    told = [row for row in rows() if row[-1] != "Evidence"]
    assert len(told) > 60
    assert [row for row in told if len(row) != 3 or not all(row)] == []
    for *_, evidence in told:
        assert evidence.startswith(WITHOUT) or NAMED.search(evidence) or COMMAND.search(evidence), evidence
        assert not evidence.startswith("Does not hold: ") or len(evidence) > 40, "say why"


def test_each_command_that_it_names_is_one() -> None:
    named = COMMAND.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) >= 6
    assert [words for words in named if not is_command(words.split())] == []


@pytest.mark.parametrize("words", ["store nothing", "store", "verify more", "nothing"])
def test_what_is_no_command_is_found(words: str) -> None:
    assert not is_command(words.split())


def test_every_section_of_the_standard_is_there() -> None:
    numbers = [int(row[0].partition(".")[0]) for row in rows() if re.match(r"\d+\.\d", row[0])]
    assert sorted(set(numbers)) == list(range(1, 15))
