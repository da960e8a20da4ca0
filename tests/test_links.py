"""Nothing in the documents leads nowhere: links, anchors, files, commands, settings and questions that they name are there."""

import re
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from markdown_it import MarkdownIt

from guidance import knowledge
from ui.cli.main import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples/README.md"]
CURRENT = [page for page in DOCUMENTS if "drafts" not in page.parts]
"""Drafts name what is not there yet; their links lead somewhere all the same."""
FOLDERS = ("app.py", "benchmarks", "docs", "examples", "guidance", "reports", "rules", "tests", "ui")
MADE_BY_THE_READER = ("survey_drones", "our-policy")
"""What docs/knowledge.md has the reader make; a test does so."""
IN_THE_WHEEL = ("guidance/rules",)
"""Where a folder lies once the program is installed."""
SOURCES = [file for package in ("guidance", "reports", "ui") for file in (ROOT / package).rglob("*.py")]


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def tokens(page: Path, kind: str) -> list[str]:
    """The addresses of links and pictures, or the pieces of code, of a page outside its blocks."""
    parsed = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    inline = [child for token in parsed for child in token.children or ()]
    if kind == "code":
        return [token.content for token in inline if token.type == "code_inline"]
    return [str(token.attrs[key]) for token in inline for key in ("href", "src") if key in token.attrs]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


def dead(page: Path, target: str) -> bool:
    if re.match(r"(?:https?|mailto):", target):
        return False
    path, _, anchor = unquote(target).partition("#")
    file = (page.parent / path).resolve() if path else page
    return not file.exists() or bool(anchor and anchor not in anchors(file))


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_no_link_is_dead(page: Path) -> None:
    assert [target for target in tokens(page, "link") if dead(page, target)] == []


@pytest.mark.parametrize("target", ["none.md", "docs/none.png", "#none", "README.md#none"])
def test_a_dead_link_is_seen(target: str) -> None:
    assert dead(ROOT / "README.md", target)
    assert not dead(ROOT / "README.md", "docs/knowledge.md#questions")


def wrong_names(code: str) -> list[str]:
    """What a piece of code in a text names and is not there."""
    catalogue = knowledge.load()
    wrong = []
    if any(made in code for made in MADE_BY_THE_READER):
        return wrong
    if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./-]+", code) and code not in IN_THE_WHEEL and not (ROOT / code).exists():
        wrong.append(code)
    if code.startswith("guidance ") and (unknown := unknown_words(code.split()[1:])):
        wrong.append(unknown)
    for setting in re.findall(r"\bGUIDANCE_[A-Z_]+\b", code):
        if not any(f'"{setting}"' in file.read_text(encoding="utf-8") for file in SOURCES):
            wrong.append(setting)
    for question in re.findall(r"\b([a-z]+\.[a-z_]+) (?:is|in|not in|>=|<)\b", code):
        if question.partition(".")[0] in catalogue.sections and question not in catalogue.questions:
            wrong.append(question)
    return wrong


def unknown_words(words: list[str]) -> str:
    """The first command or option of a command line that is none."""
    command: click.Command = main
    while words and isinstance(command, click.Group):
        if words[0].startswith("-"):
            break
        if words[0] not in command.commands:
            return words[0] if re.fullmatch(r"[a-z]+", words[0]) else ""
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "--version"}
    return next((word for word in words if word.startswith("--") and word not in known), "")


@pytest.mark.parametrize("page", CURRENT, ids=named)
def test_what_is_named_in_a_text_is_there(page: Path) -> None:
    assert [wrong for code in tokens(page, "code") for wrong in wrong_names(code)] == []


@pytest.mark.parametrize(
    "code",
    [
        "docs/none.md",
        "tests/test_none.py",
        "guidance knowledge invent",
        "guidance assess FILE --colour",
        "GUIDANCE_NONE",
        "activity.none is yes",
    ],
)
def test_a_name_that_is_not_there_is_seen(code: str) -> None:
    assert wrong_names(code)
