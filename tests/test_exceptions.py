"""docs/exceptions.md shows every class of exception of the program, under what it is, with the module it stands in."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import guidance
import reports
import ui

PAGE = (Path(__file__).parents[1] / "docs/exceptions.md").read_text(encoding="utf-8")
LINE = re.compile(r"^(?P<indent>[│ ]*)[├└]── (?P<name>\w+) *(?P<module>[\w.]+\.[\w.]+)?", re.MULTILINE)
RUN_ONLY = ("ui.browser.pages.", "ui.browser.asgi", "guidance.case.store.migrations.env")
"""Scripts that act when they are imported; they define no exception, which the source shows."""


def defined() -> dict[str, tuple[str, str]]:
    """Name of a class to the name of the class it is made of, and its module."""
    found = {}
    for package in (guidance, reports, ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith(RUN_ONLY) or "migrations.versions" in module.name:
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if (
                    inspect.isclass(value)
                    and issubclass(value, BaseException)
                    and value.__module__ == module.name
                    and name[0] != "_"
                ):
                    found[name] = (value.__bases__[0].__name__, module.name)
    return found


def drawn() -> dict[str, tuple[str, str]]:
    """The same, as the page draws it."""
    above = ["Exception"]
    found = {}
    for line in LINE.finditer(PAGE):
        depth = len(line["indent"]) // 4 + 1
        above[depth:] = [line["name"]]
        if line["module"]:
            found[line["name"]] = (above[depth - 1], line["module"])
    return found


@pytest.mark.slow
def test_the_picture_is_that_of_the_classes() -> None:
    assert drawn() == defined()


def test_what_is_left_out_defines_none() -> None:
    root = Path(__file__).parents[1]
    for file in [
        *(root / "ui/browser/pages").glob("*.py"),
        root / "ui/browser/asgi.py",
        *(root / "guidance/case/store/migrations").rglob("*.py"),
    ]:
        assert not re.search(r"^class \w+\(.*(?:Error|Exception)\)", file.read_text(encoding="utf-8"), re.MULTILINE), file
