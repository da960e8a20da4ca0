"""What the documents claim has a test beside it that is there, and claims that no other test holds."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import platformdirs
import pytest

from ui import settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def claims(document: Path, column: str) -> list[tuple[str, str]]:
    """The rows of the table that has such a column: what is claimed, and that column's cell."""
    for table in re.findall(r"(?:^\|.*\n)+", document.read_text(), re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        if column in head:
            return [(row[0], row[head.index(column)]) for row in rows]
    raise AssertionError(f"{document} has no table with a column {column!r}")


def mistakes(text: str) -> list[str]:
    """Each test that a text names and that is not there."""
    return [
        f"{file}::{test}" if test else file
        for file, test in NAMED.findall(text)
        if not (ROOT / file).is_file() or (test and test not in _tests(ROOT / file))
    ]


@cache
def _tests(file: Path) -> set[str]:
    functions = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef))
    return {each.name for each in functions if each.name.startswith("test_")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    assert mistakes(document.read_text()) == []


@pytest.mark.parametrize(
    ("document", "column", "rows"),
    [("SECURITY.md", "Held by", 11), ("docs/deploy.md", "held by", 8)],
    ids=["security", "deploy"],
)
def test_every_claim_has_a_test_beside_it(document: str, column: str, rows: int) -> None:
    table = claims(ROOT / document, column)
    assert len(table) >= rows
    assert [claim for claim, held_by in table if not NAMED.search(held_by)] == []


@pytest.mark.parametrize("text", ["`tests/none.py`", "`tests/test_claims.py::test_none`", "`tests/test_claims.py::mistakes`"])
def test_a_test_that_is_not_there_is_named(text: str) -> None:
    assert mistakes(f"This is held by {text}.") == [text.strip("`")]


def test_assessments_lie_in_the_user_s_own_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUIDANCE_DATABASE", raising=False)
    folder = Path(platformdirs.user_data_dir("china-exposure-guidance"))
    assert settings.database_url() == f"sqlite:///{folder / 'guidance.sqlite3'}"
    assert folder.is_relative_to(Path.home())


def test_every_package_is_locked_with_its_hashes() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    others = [each for each in packages if "registry" in each["source"]]
    assert len(others) == len(packages) - 1, "all but this one come from a registry"
    files = [(each["name"], file) for each in others for file in [*each.get("wheels", []), *filter(None, [each.get("sdist")])]]
    assert {name for name, _ in files} == {each["name"] for each in others}
    assert [name for name, file in files if not re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])] == []


def test_an_address_that_reaches_nobody_says_so() -> None:
    reporting = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("\n## Reporting\n")[2].split())
    address = re.search(r"`\S+@(\S+)`", reporting)
    assert address, "where to write"
    assert not address[1].endswith(".example") or "placeholder and reaches nobody" in reporting
