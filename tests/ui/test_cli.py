"""The command as a script uses it: exit status, standard output, one line on standard error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guidance import knowledge

ROOT = Path(__file__).parents[2]
NORTHMOOR = ROOT / "examples" / "northmoor.json"


def guidance(*words: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.cli", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env={"PYTHONPATH": str(ROOT), "HOME": "/tmp"}, check=False
    )


def test_assess_writes_every_format_asked_for(tmp_path: Path) -> None:
    outs = [tmp_path / f"report{suffix}" for suffix in (".html", ".json", ".pdf")]
    done = guidance("assess", NORTHMOOR, *(word for out in outs for word in ("--out", out)))
    assert (done.returncode, done.stderr) == (0, "")
    assert outs[0].read_text().startswith("<!DOCTYPE html>")
    assert json.loads(outs[1].read_text())["record"]["id"] == "northmoor"
    assert outs[2].read_bytes().startswith(b"%PDF-")


def test_assess_without_out_lists_the_findings() -> None:
    done = guidance("assess", NORTHMOOR)
    assert done.returncode == 0
    assert "Level of the organisation: L4" in done.stdout
    assert "critical" in done.stdout


def test_another_day_applies_other_law(tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    assert guidance("assess", NORTHMOOR, "--as-at", "2027-05-01", "--out", out).returncode == 0
    assert json.loads(out.read_text())["record"]["as_at"] == "2027-05-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not a saved assessment"),
        ('{"format": 9}', "newer version"),
        (
            '{"format": 1, "id": "x", "title": "t", "as_at": "2026-01-01", "answers": {"profile.kind": {"value": "king"}}}',
            "expected one of",
        ),
        ('{"format": 1, "id": "x", "title": "t", "as_at": "2026-01-01", "anwsers": {}}', "no such key"),
        ("[" * 100_000, "not a saved assessment"),
    ],
)
def test_bad_input_is_one_message_and_status_1(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    done = guidance("assess", file)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_wrong_usage_is_status_2(tmp_path: Path) -> None:
    assert guidance("assess", tmp_path / "missing.json").returncode == 2
    assert guidance("nonsense").returncode == 2


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    done = guidance("assess", NORTHMOOR, "--out", tmp_path / "report.odt")
    assert done.returncode == 1
    assert "report.odt" in done.stderr


def test_knowledge_statistics_count_the_knowledge_base() -> None:
    counts = json.loads(guidance("knowledge", "statistics", "--json").stdout)
    catalogue = knowledge.load()
    assert counts["rules"] == len(catalogue.rules.guidelines)
    assert counts["questions"] == len(catalogue.questions)
    assert counts["sources"] == sum(counts["sources by confidence"].values()) == len(catalogue.sources)
    assert counts["cases"] > 2 * counts["rules"]


def test_knowledge_check_and_version() -> None:
    done = guidance("knowledge", "check", "--as-at", knowledge.load().knowledge.published)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no problem" in done.stdout
    assert guidance("--version").stdout.startswith("guidance, version ")
