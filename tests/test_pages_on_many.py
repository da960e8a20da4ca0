"""docs/impact.md and docs/tables.md do what they say: their commands run, word for word, and say what the pages say they say."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import small
from ui.cli.main import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/impact.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ guidance (.*)$", PAGE, re.MULTILINE)


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Runs the command of the page that has some words in it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.csv", "*.md"))
    small.write(tmp_path / "old")
    small.change(small.write(tmp_path / "new"), "small/rules.yaml", "severity: critical", "severity: high")
    monkeypatch.chdir(tmp_path)

    def run(named: str) -> str:
        (command,) = [each for each in COMMANDS if named in each]
        result = CliRunner().invoke(main, shlex.split(command))
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_two_knowledge_folders_are_compared(ran: Callable[[str], str]) -> None:
    said = ran("impact --from")
    assert "# What changes for 2 assessments" in said
    assert "## Said otherwise, wherever it applies" in said
    assert "severity: critical → high" in said


def test_release_notes_are_written(ran: Callable[[str], str]) -> None:
    assert "severity: critical → high" in ran("release-notes")


def test_a_day_and_a_switch_are_asked_for(ran: Callable[[str], str]) -> None:
    said = ran("--days")
    assert "## From 1 April 2027 (until 1 April 2027)" in said
    assert said.count("\n## From") == 1
    assert "If the switch `china_visa_waiver`" in ran("--throw")


def test_the_page_on_tables_shows_what_its_command_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.csv", "*.md"))
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    command, *shown = re.findall(r"^\$ guidance (.*?)^```", page, re.MULTILINE | re.DOTALL)[0].splitlines()
    said = CliRunner().invoke(main, shlex.split(command)).output.splitlines()
    assert len(said) == len(shown)
    assert all(line.startswith(told.rstrip("…")) for told, line in zip(shown, said, strict=True)), said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("examples", "both sides are one folder; give --from and --to, or ask for --days or --throw"),
        ("--days 2027-01-01 2026-01-01 examples", "is after the last"),
        ("--throw nothing=yes examples", "there is no switch 'nothing'"),
        ("--throw china_visa_waiver=maybe examples", "one of yes, no, unknown"),
        ("--days 2027-01-01 2027-01-02 --from . examples", "take --from away"),
        ("--days 2027-01-01 2027-01-02 --throw china_visa_waiver=no examples", "do not go together"),
    ],
)
def test_what_does_not_go_together_is_said(words: str, said: str) -> None:
    result = CliRunner().invoke(main, ["knowledge", "impact", *shlex.split(words)])
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
