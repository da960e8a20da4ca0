"""Proves the program on each Python it says it runs on, where this machine has it: `python -m tests.versions`.

A clean environment with the locked packages, the imports, the knowledge check and the fast tests. The last lines say which versions were
proved, and which were not and why. `.ci/run` runs it after the whole suite, which proves the version of .venv."""

import json
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv" / "bin" / "uv"
IMPORTS = "import guidance, reports, ui; import reports.write, guidance.inference.experta.engine, ui.browser.shell"
TESTS = [
    "-q",
    "-n",
    "auto",
    "-p",
    "no:cacheprovider",
    "-m",
    "not nightly and not browser and not install and not slow",
]
NOWHERE = "no such Python on this machine (looked on PATH, under pyenv and where uv keeps its own)"


class NotProved(Exception):  # noqa: N818  (what it is, not what went wrong)
    """A step failed."""


def supported() -> list[str]:
    """The versions that pyproject.toml names."""
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    return [each.rpartition(" ")[2] for each in classifiers if each.startswith("Programming Language :: Python :: 3.")]


def found(version: str) -> Path | None:
    """An interpreter of this version, such as 3.12, that starts."""
    return next((path for path in _places(version) if _version(path).startswith(f"{version}.")), None)


def _places(version: str) -> Iterator[Path]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"), reverse=True)
    listed = _said(UV, "python", "list", "--only-installed", "--offline", "--output-format", "json")
    yield from (Path(each["path"]) for each in json.loads(listed or "[]"))


def _version(path: Path) -> str:
    return _said(path, "-c", "import platform; print(platform.python_version())") if path.is_file() else ""


def _said(*words: object) -> str:
    """What a command prints; nothing when it fails, as a shim of pyenv does for a version that is not chosen."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def proved(interpreter: Path) -> str:
    """What was proved with this interpreter. Raises NotProved."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "venv"
        bin = made / "bin"
        _step(
            "the locked install", UV, "sync", "--quiet", "--frozen", "--python", interpreter, UV_PROJECT_ENVIRONMENT=str(made)
        )
        _step("the imports", bin / "python", "-c", IMPORTS)
        _step("the knowledge check", bin / "guidance", "knowledge", "check")
        tests = _step("the fast tests", bin / "python", "-m", "pytest", *TESTS, HYPOTHESIS_PROFILE="quick")
        return f"locked install, imports, knowledge check and fast tests ({tests.splitlines()[-1]})"


def _step(name: str, *words: object, **also: str) -> str:
    print(f"  {name} ...", flush=True)
    inherited = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(list(map(str, words)), cwd=ROOT, env=inherited | also, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout + done.stderr)
        raise NotProved(f"{name} failed")
    return done.stdout.strip()


def main() -> int:
    """Prints the table; 1 when a version that is here was not proved."""
    own, table, failed = ".".join(platform.python_version_tuple()[:2]), [], False
    for version in supported():
        interpreter = None if version == own else found(version)
        try:
            if version == own:
                said = f"{platform.python_version()}: the one that `make test` runs the whole suite on"
            elif interpreter is None:
                said = f"NOT PROVED: {NOWHERE}"
            else:
                print(f"Python {version}", flush=True)
                said = f"{_version(interpreter)}: {proved(interpreter)}"
        except NotProved as error:
            failed, said = True, f"NOT PROVED: {error}, see above"
        table.append(f"Python {version}  {said}")
    print("\n".join(["", "Which Pythons were proved:", *table]))
    return failed


if __name__ == "__main__":
    sys.exit(main())
