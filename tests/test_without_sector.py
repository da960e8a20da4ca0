"""Without the packages of `.[sector]` everything else imports and runs, and a command of the sector says in one line what to install."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.install

ROOT = Path(__file__).parents[1]
IMPORTS = """
import pkgutil, importlib, tests.without_sector, guidance, reports, ui.cli
rooms = (guidance, reports, ui.cli)
names = [each.name for room in rooms for each in pkgutil.walk_packages(room.__path__, room.__name__ + ".", onerror=print)]
for name in names:
    if not name.startswith("guidance.sector") and "migrations" not in name and not name.endswith("__main__"):
        importlib.import_module(name)
"""


def ran(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_other_room_imports():
    done = ran("-c", IMPORTS)
    assert done.returncode == 0, done.stderr


def test_the_tests_of_the_other_rooms_run():
    done = ran(
        "-m", "pytest", "-q", "-n", "0", "-p", "tests.without_sector", "-m", "not slow and not nightly", "tests/language"
    )
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    "words", [("assess", "tests", "--out", "nowhere"), ("import", "examples", "--out", "nowhere"), ("sql",)]
)
def test_a_command_of_the_sector_says_what_to_install(words):
    program = "import sys, tests.without_sector\nfrom ui.cli.main import main\nmain(sys.argv[1:])"
    done = ran("-c", program, "sector", *words)
    assert done.returncode == 1
    assert done.stderr == "guidance: this needs the package pyarrow: pip install '.[sector]'\n"
    assert not (ROOT / "nowhere").exists()
