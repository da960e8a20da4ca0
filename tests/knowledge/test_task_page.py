"""docs/knowledge.md does what it says: its files are written and its commands run, word for word, in a folder like a checkout."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance import knowledge
from ui.cli.main import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/knowledge.md").read_text(encoding="utf-8")
MOST_ROUNDS = 3
BLOCK = re.compile(r"(?:^`(?P<file>[\w/.]+)`\n\n)?^```(?P<kind>yaml|console)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("rules", "examples", "docs/schema"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("knowledge-decisions", "assurance"):
        shutil.copy(ROOT / f"docs/{name}.md", tmp_path / f"docs/{name}.md")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUIDANCE_KNOWLEDGE", str(tmp_path / "rules"))
    return tmp_path


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def files(title: str) -> dict[str, str]:
    return {found["file"]: found["text"] for found in BLOCK.finditer(section(title)) if found["file"]}


def ran(console: str) -> list[str]:
    """Runs the commands of a block, and returns them. What the page shows under one is what it says; else it does not fail."""
    commands = [part.splitlines() for part in re.split(r"^\$ ", console, flags=re.MULTILINE) if part]
    for command, *shown in commands:
        program, *words = shlex.split(command)
        assert program == "guidance"
        result = CliRunner().invoke(main, words)
        assert result.exit_code == (1 if shown and "problem" in shown[0] else 0), (command, result.output)
        said = result.output.splitlines()
        for line in shown:
            assert any(each == line or (line.endswith("…") and each.startswith(line.rstrip("…"))) for each in said), (
                line,
                said,
            )
        assert not shown or len(said) == len(shown), said
    return [command for command, *_ in commands]


def followed(title: str) -> list[str]:
    """Does what a section says, block by block; returns the commands."""
    done: list[str] = []
    for found in BLOCK.finditer(section(title)):
        if found["kind"] == "console":
            done += ran(found["text"])
        else:
            assert Path(found["file"]).is_file(), "it is one of those that were started"
            Path(found["file"]).write_text(found["text"], encoding="utf-8")
    return done


def test_a_small_regime_is_added_in_one_folder_and_three_rounds(checkout: Path) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    done = followed("Add a small regime")
    assert sum(command.startswith("guidance knowledge check") for command in done) <= MOST_ROUNDS
    loaded = knowledge.load_from(checkout / "rules")
    assert "agree-on-pictures" in loaded.advice
    assert loaded.version in (checkout / "docs/assurance.md").read_text(encoding="utf-8")
    touched = {
        path.relative_to(checkout).as_posix()
        for path in checkout.rglob("*")
        if path.is_file() and before.get(path) != path.read_bytes()
    }
    made = {f"rules/survey_drones/{name}.yaml" for name in ("topic", "questions", "rules", "findings", "sources", "cases")}
    assert touched - made <= {"rules/knowledge.yaml", "docs/assurance.md", "examples/lowfell.json", "examples/northmoor.json"}
    assert made <= touched


def test_the_same_regime_is_added_as_an_overlay_and_nothing_else_is_touched(checkout: Path) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    first, second = (found["text"] for found in BLOCK.finditer(section("Your own policy")))
    done = ran(first)
    for name, text in files("Add a small regime").items():
        Path(name.replace("rules/", "our-policy/", 1)).write_text(text, encoding="utf-8")
    done += ran(second)
    assert sum(command.startswith("guidance knowledge check") for command in done) <= MOST_ROUNDS
    assert {path: path.read_bytes() for path in before} == before
    loaded = knowledge.load_from(checkout / "rules", checkout / "our-policy")
    assert "agree-on-pictures" in loaded.advice
