"""What the product must never do, as far as its source can show it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation.wording import check_persons, personal

ROOT = Path(__file__).parents[1]
PACKAGES = ("guidance", "reports", "ui")
SOURCES = [ROOT / "app.py", *(file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))]


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def imports(file: Path) -> tuple[str, ...]:
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importing(names: set[str], files: Iterable[Path] = SOURCES) -> dict[str, list[str]]:
    """Which of the files import one of these packages or something of theirs, and what."""
    found = {named(file): [module for module in imports(file) if within(module, names)] for file in files}
    return {name: modules for name, modules in found.items() if modules}


# Nothing leaves the machine.

NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "telnetlib", "xmlrpc.client"} | {
    "aiohttp", "authlib", "httpx", "httpx2", "requests", "urllib3", "websockets", "paramiko", "boto3", "sentry_sdk", "pycurl",
}  # fmt: skip


def within(module: str, names: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


CONNECTS = {"ui/gate/oidc.py", "ui/cli/post.py"}
"""The two files that may: to the provider that a deployment names (tests/ui/gate/test_nothing_by_itself.py holds that), and to its mail
server, when `guidance remind` is run."""


@pytest.mark.slow
def test_nothing_imports_a_network_library() -> None:
    assert importing(NETWORK).keys() == CONNECTS


@pytest.mark.slow
def test_mail_is_sent_by_the_one_file_and_no_page_knows_it() -> None:
    assert set(importing(NETWORK)["ui/cli/post.py"]) == {"smtplib", "ssl"}
    assert importing({"ui.cli.post"}).keys() == {"ui/cli/remind.py"}


@pytest.mark.parametrize("package", ["guidance", "reports"])
def test_nothing_below_the_faces_knows_a_screen_or_what_stands_above(package: str) -> None:
    above = PACKAGES[PACKAGES.index(package) + 1 :]
    assert importing({"streamlit", *above}, [file for file in SOURCES if named(file).startswith(f"{package}/")]) == {}


def test_only_the_inference_module_imports_experta() -> None:
    assert importing({"experta"}).keys() == {"guidance/inference/experta/engine.py"}


# The house that is drawn is the one that stands.


def rooms(package: str) -> set[str]:
    return {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}


def test_the_picture_of_the_house_and_the_arrows_name_every_room() -> None:
    house = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The house\n\n```\n")[2].partition("```")[0]
    assert set(re.findall(r"(?:^guidance/ +|^ {12}|  )([a-z]+) +[a-z]", house.partition("\n\n")[2], re.MULTILINE)) == rooms(
        "guidance"
    )
    assert set(re.findall(r"([a-z]+)/", house.partition("the faces:")[2].partition("\n")[0])) == rooms("ui")
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {f"guidance.{room}" for room in rooms("guidance")} <= set(
        re.findall(r"guidance\.\w+", contracts.partition("Inside guidance")[2].partition("]")[0])
    )


def test_tests_lie_in_folders_of_the_rooms_names() -> None:
    assert rooms("guidance") <= {path.name for path in (ROOT / "tests").iterdir()}
    assert {"reports", "ui"} <= {path.name for path in (ROOT / "tests").iterdir()}


# No question, rule or text about a person's nationality, ethnicity, language or name.


@pytest.mark.slow
def test_no_content_and_no_rule_is_about_what_a_person_is() -> None:
    assert list(check_persons(knowledge.load())) == []


@pytest.mark.parametrize(
    "text",
    [
        "Is any member of the team a Chinese national?",
        "How many of the staff are PRC citizens?",
        "Nobody's nationality is asked, but is the surname Chinese?",
        "Count the Chinese students on the project.",
        "Does the applicant's ethnic group matter?",
        "Check passports before access is given.",
    ],
)
def test_the_lint_sees_what_it_is_for(text: str) -> None:
    assert personal(text)


# No answer text is trusted as markup. Types hold it: `ui.browser.drawing` lets nothing but a `Label` be read as Markdown and nothing but a
# `Markup` as HTML, mypy checks it, and ruff's S704 lets both be made of constants only.


UNTYPED = [
    "st.write(title)",
    "st.header(f'# {title}')",
    "st.button('Remove: ' + title)",
    "st.button('Remove')",
    "st.checkbox(Label('Yes'), help=title)",
    "st.radio(Label('Which'), [1], format_func=lambda _: title)",
    "st.toast(title)",
    "st.markdown(title)",
    "show(f'<p>{title}</p>')",
    "show(''.join(Markup('<p>{}</p>').format(title)))",
    "link('overview', title)",
]


@pytest.mark.slow
def test_mypy_refuses_text_where_markup_or_a_label_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    head = "from markupsafe import Markup\nfrom ui.browser.drawing import Label, show, st\nfrom ui.browser.places import link\ntitle: str\n"
    file.write_text(
        head + "\n".join(UNTYPED) + "\nshow(Markup('<p>{}</p>').format(title))\nst.write(Label('{}.').format(title))\n"
    )
    told = _ran("mypy", "--config-file", str(ROOT / "pyproject.toml"), str(file)).stdout
    lines = {int(found) - head.count("\n") - 1 for found in re.findall(rf"{file.name}:(\d+): error", told)}
    assert lines == set(range(len(UNTYPED))), told


@pytest.mark.parametrize(
    "made", ["Label(title)", "Label(f'{title}')", "Markup(title)", "Markup(f'<p>{title}</p>')", "Markup('<p>' + title)"]
)
def test_ruff_lets_markup_and_labels_be_made_of_constants_only(tmp_path: Path, made: str) -> None:
    file = tmp_path / "page.py"
    file.write_text(
        f"from markupsafe import Markup\nfrom ui.browser.drawing import Label\n\n\ndef draw(title: str) -> str:\n    return {made}\n"
    )
    assert (
        "S704"
        in _ran("ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), "--select", "S704", str(file)).stdout
    )


TRUSTED = {"reports/pdf.py": 1, "ui/browser/a11y.py": 1, "ui/browser/html.py": 1}
"""How often a module makes markup of something that is no constant, each with its reason beside it."""
DRAWS = {"app.py", "ui/browser/drawing.py", "ui/browser/headers.py"}
"""What may name Streamlit as a whole; the others take its drawing functions from `drawing`, and parts that draw nothing by name."""
DRAWS_NOTHING = {
    "streamlit.Page",
    "streamlit.web",
    "streamlit.fragment",
    "streamlit.cache_resource",
    "streamlit.runtime",
    "streamlit.proto",
    "streamlit.logger",
}


def test_what_is_trusted_is_counted() -> None:
    found = {named(file): file.read_text(encoding="utf-8").count("noqa: S704") for file in SOURCES}
    assert {name: count for name, count in found.items() if count} == TRUSTED


def test_pages_draw_through_the_typed_door_only() -> None:
    pages = [file for file in SOURCES if named(file).startswith("ui/") and named(file) not in DRAWS]
    taken = {name: set(modules) - {"streamlit"} for name, modules in importing({"streamlit"}, pages).items()}
    assert {
        name: some for name, modules in taken.items() if (some := {each for each in modules if not within(each, DRAWS_NOTHING)})
    } == {}
    whole = re.compile(r"^\s*import streamlit(?: as .*)?$", re.MULTILINE)
    assert [named(file) for file in pages if whole.search(file.read_text(encoding="utf-8"))] == []


def _ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_markdown_with_html_is_never_allowed() -> None:
    for file in SOURCES:
        assert "unsafe_allow_html" not in file.read_text(encoding="utf-8"), named(file)
