"""A plain `pip install .` and `uv sync` give the same working program, on the Python that runs this; tests/versions.py has the others."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ui.conftest import App, free_port
from tests.ui.knock import FRIENDLY, HOSTILE, knock
from ui.browser.headers import HEADERS

pytestmark = pytest.mark.install

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv" / "bin" / "uv"
PARTS = ["app.py", "guidance", "LICENSE", "pyproject.toml", "README.md", "reports", "rules", "ui", "uv.lock", ".streamlit"]
VERSIONS = (
    "import importlib.metadata as m, guidance.inference.experta.engine; print(m.version('experta'), m.version('frozendict'))"
)


@dataclass
class Installed(App):
    """The questionnaire as a wheel brings it."""

    bin: Path = Path()

    @property
    def command(self) -> list[str]:
        return [str(self.bin / "guidance"), "run", "--port", str(self.port)]


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
    store = "from guidance import knowledge; from guidance.case.store import Store; Store.open('sqlite:///x.sqlite3', knowledge.load())"
    run(command / "python", "-c", store, cwd=folder)
    assert run(command / "python", "-c", VERSIONS, cwd=folder).split() == ["1.9.4", "1.2"]
    serves(command, folder)


def serves(command: Path, folder: Path) -> None:
    """The questionnaire starts, in our configuration and behind our door."""
    server = Installed(folder, free_port(), home=folder, bin=command)
    server.start()
    try:
        page = knock(server.port, FRIENDLY["a page of ours"])
        assert f"Content-Security-Policy: {HEADERS['Content-Security-Policy']}".lower() in [line.lower() for line in page.lines]
        assert knock(server.port, FRIENDLY["a page of ours"], "/_stcore/stream", socketed=True).status == 101
        assert knock(server.port, HOSTILE["a name that leads here"]).status == 403
        assert '"allowedOrigins":[]' in knock(server.port, FRIENDLY["a page of ours"], "/_stcore/host-config").body
        cookie = knock(server.port, FRIENDLY["a page of ours"], "/_stcore/health").lines
        assert [line for line in cookie if line.endswith("SameSite=Strict")]
    finally:
        server.stop()


def test_pip(tree: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    run(tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", tree, cwd=tmp_path)
    works(tmp_path / "venv" / "bin", tmp_path / "elsewhere")


def test_uv(tree: Path, tmp_path: Path) -> None:
    run(UV, "sync", "--quiet", "--frozen", "--no-dev", "--no-editable", "--python", sys.executable, cwd=tree)
    works(tree / ".venv" / "bin", tmp_path / "elsewhere")
