"""The version of the program is raised once the program is not what was released. `python -m tests.test_release` prints its hash."""

import hashlib
import re
import tomllib
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## (\d+\.\d+\.\d+), (\d+ \w+ \d{4})\n\nProgram: `([0-9a-f]{12})`", re.MULTILINE)


def program() -> str:
    """The first twelve digits of a hash over what is packed into the program, the knowledge left out."""
    total = hashlib.sha256()
    for name in ("app.py", "guidance", "reports", "ui"):
        files = [ROOT / name] if name.endswith(".py") else sorted(path for path in (ROOT / name).rglob("*") if path.is_file())
        for path in (path for path in files if "__pycache__" not in path.parts):
            total.update(f"{path.relative_to(ROOT).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()[:12]


def released(changes: str) -> tuple[str, str] | None:
    """Version and hash of the program that was last released."""
    newest = HEADING.search(changes)
    return (newest[1], newest[3]) if newest else None


def wrong(version: str, hash: str, last: tuple[str, str] | None) -> str:
    """What is wrong with a version of a content, after the last release."""
    if last is None or Version(version) > Version(last[0]):
        return ""
    if version != last[0]:
        return f"the version is {version}, below {last[0]}, which was released; raise it in pyproject.toml"
    return (
        ""
        if hash == last[1]
        else f"the program is not that of {version} as it was released; raise the version in pyproject.toml"
    )


def version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def test_the_version_is_raised_when_the_program_changed() -> None:
    assert wrong(version(), program(), released((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))) == ""


def test_the_gate_sees_what_it_is_for() -> None:
    changes = "## Unreleased\n\n## 1.2.0, 1 December 2026\n\nProgram: `0123456789ab`\n\n## 1.1.0, 1 May 2026\n\nProgram: `111111111111`\n"
    last = released(changes)
    assert last == ("1.2.0", "0123456789ab")
    assert wrong("1.2.0", "0123456789ab", last) == ""
    assert "raise the version" in wrong("1.2.0", "000000000000", last)
    assert "below 1.2.0" in wrong("1.1.9", "000000000000", last)
    assert wrong("1.3.0.dev0", "000000000000", last) == ""
    assert released("## Unreleased\n") is None


def test_the_changelog_has_a_place_for_what_comes_and_says_when_each_release_was() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *others = re.findall(r"^## (.+)$", changes, re.MULTILINE)
    assert first == "Unreleased"
    assert others == [f"{number}, {day}" for number, day, _ in HEADING.findall(changes)], "heading, day, and the line Program:"


if __name__ == "__main__":
    print(f"Program: `{program()}`")
