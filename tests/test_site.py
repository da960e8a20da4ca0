"""The documentation site holds every page that its menu names, and what the program says of itself."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from guidance import knowledge

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_site", ROOT / "docs/build_site.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    builder().gather(folder)
    return folder


def in_menu(entry: object) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    below = entry.values() if isinstance(entry, dict) else entry
    return [page for each in below for page in in_menu(each)]


def test_every_page_of_the_menu_is_there_and_every_document_is_in_it(pages: Path) -> None:
    menu = set(in_menu(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]))
    assert {page for page in menu if not (pages / page).is_file()} == set()
    assert {page.name for page in pages.glob("*.md")} - menu == set()


def test_no_link_of_a_page_that_moved_is_dead(pages: Path) -> None:
    for name in ("index.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        text = (pages / name).read_text(encoding="utf-8")
        targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
        assert [target for target in targets if not target.startswith("http") and not (pages / target).exists()] == []


def test_it_holds_every_command_every_key_and_every_rule(pages: Path) -> None:
    command = (pages / "command.md").read_text(encoding="utf-8")
    assert {"### guidance assess", "#### guidance knowledge fill", "#### guidance store verify"} <= set(command.splitlines())
    schemas = (pages / "schemas.md").read_text(encoding="utf-8")
    assert {"## rules", "## questions", "| `near_misses` |", "| `safe_way` |"} <= set(
        re.findall(r"## \w+|\| `\w+` \|", schemas)
    )
    book = (pages / "rulebook.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (.+)$", book, re.MULTILINE)) == set(knowledge.load().rules.by_name)


def test_it_builds(tmp_path: Path, pages: Path) -> None:
    shutil.copytree(pages, tmp_path / ".site/pages")
    config = Path(shutil.copy(ROOT / "mkdocs.yml", tmp_path))
    done = subprocess.run(
        [Path(sys.executable).with_name("zensical"), "build", "--strict", "--config-file", config],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    index = (tmp_path / ".site/html/index.html").read_text(encoding="utf-8")
    assert "China exposure guidance" in index
    assert not re.findall(r"<(?:script|img|link)[^>]+(?:src|href)=[\"']?https?://", index), (
        "a reader's browser asks nobody else"
    )
