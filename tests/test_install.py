"""A plain `pip install .` and `uv sync` give the same working program on every Python that the machine has."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.install

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv" / "bin" / "uv"
PARTS = ["app.py", "guidance", "LICENSE", "pyproject.toml", "README.md", "reports", "rules", "ui", "uv.lock", ".streamlit"]
VERSIONS = (
    "import importlib.metadata as m, guidance.inference.experta.engine; print(m.version('experta'), m.version('frozendict'))"
)


def python(version: str) -> str | None:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(found[0]) if found else shutil.which(f"python{version}")


def run(*words: object, cwd: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(list(map(str, words)), cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / "tree" / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (tmp_path / "tree").mkdir(exist_ok=True)
            shutil.copy(ROOT / part, tmp_path / "tree" / part)
    return tmp_path / "tree"


def works(command: Path, folder: Path) -> None:
    """The command works away from the tree: content, templates, fonts and migrations came along."""
    folder.mkdir()
    assert run(command / "guidance", "--version", cwd=folder).startswith("guidance, version")
    assert '"rules"' in run(command / "guidance", "knowledge", "statistics", "--json", cwd=folder)
    run(command / "guidance", "assess", ROOT / "examples" / "lowfell.json", "--out", "report.pdf", cwd=folder)
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    store = (
        "from guidance import knowledge; from guidance.store import Store; Store.open('sqlite:///x.sqlite3', knowledge.load())"
    )
    run(command / "python", "-c", store, cwd=folder)
    assert run(command / "python", "-c", VERSIONS, cwd=folder).split() == ["1.9.4", "1.2"]


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_pip(version: str, tree: Path, tmp_path: Path) -> None:
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"this machine has no Python {version}")
    run(interpreter, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    run(tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", tree, cwd=tmp_path)
    works(tmp_path / "venv" / "bin", tmp_path / "elsewhere")


def test_uv(tree: Path, tmp_path: Path) -> None:
    run(UV, "sync", "--quiet", "--frozen", "--no-dev", "--no-editable", cwd=tree)
    works(tree / ".venv" / "bin", tmp_path / "elsewhere")
