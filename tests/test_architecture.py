"""What the product must never do, as far as its source can show it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation.wording import check_persons, personal

ROOT = Path(__file__).parents[1]
PACKAGES = ("guidance", "reports", "ui")
SOURCES = [ROOT / "app.py", *(file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))]


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# Nothing leaves the machine.

NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "telnetlib", "xmlrpc.client"} | {
    "aiohttp", "httpx", "requests", "urllib3", "websockets", "paramiko", "boto3", "sentry_sdk", "pycurl",
}  # fmt: skip


def within(module: str, names: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_nothing_imports_a_network_library(file: Path) -> None:
    assert not [module for module in imports(file) if within(module, NETWORK)]


@pytest.mark.parametrize("file", [file for file in SOURCES if not named(file).startswith(("app.py", "ui/"))], ids=named)
def test_nothing_below_the_faces_knows_a_screen_or_what_stands_above(file: Path) -> None:
    above = PACKAGES[PACKAGES.index(named(file).split("/")[0]) + 1 :]
    assert not [module for module in imports(file) if within(module, {"streamlit", *above})]


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_only_the_inference_module_imports_experta(file: Path) -> None:
    assert named(file) == "guidance/inference/experta/engine.py" or not [
        module for module in imports(file) if within(module, {"experta"})
    ]


# No question, rule or text about a person's nationality, ethnicity, language or name.


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


# No answer text is trusted as markup: every label that Streamlit reads as Markdown, and all HTML, is escaped.

READS_MARKDOWN = {
    "button", "caption", "checkbox", "date_input", "download_button", "error", "expander", "file_uploader", "form_submit_button",
    "header", "info", "link_button", "markdown", "metric", "multiselect", "number_input", "page_link", "popover", "radio",
    "selectbox", "success", "subheader", "tabs", "text_area", "text_input", "title", "toast", "toggle", "warning", "write",
}  # fmt: skip
LABELS = {"st.page_link": 1, "link": 1, "link_to": 1, "widget": 0}
"""Where a label stands that does not come first. The functions are ours, and pass it on."""
PLAIN, HTML = {"plain", "spoken", "counted"}, {"escape"}
MADE_HTML = {
    "counted",
    "html.bullets",
    "html.paragraph",
    "html.counted",
    "html.numbers",
    "asking.about_more",  # a number
    "html.told",
    "html.level",
    "html.findings",
    "html.finding",
    "html.table",
    "report_html.fragment",
    "report_html.style",
}
"""What makes HTML of escaped text; `test_html.py` and the report's own tests hold that."""
TRUSTED = {
    "a11y.py: _STYLE": "our style sheet",
    "a11y.py: SCRIPT": "our script",
    "a11y.py: place": "ui.browser.shell, the only caller, escapes it",
    "activities.py: MAX_ACTIVITIES": "a number",
    "home.py: summary.activities": "a number",
    "home.py: summary.changed": "a time",
    "others.py: program": "a constant of the table of kinds",
    "evidence.py: file.size": "a number",
    "overview.py: PAGES[page]": "a constant of places.py",
    "overview.py: journey.status(assessment, record, place)": "one of four words",
    "html.py: _Made(html)": "what its callers say is looked at where they say it",
    "html.py: report_html.style().replace(':root', '&')": "our style sheet",
    "taking_away.py: label": "a constant of the table of formats",
    "partners.py: visit.as_first_drawn(activity.id, _told(activity, activity.partner, screening))": "what `_told` made",
    "places.py: label": "what its callers say is looked at where they say it",
    "aside.py: PAGES[name]": "a constant of places.py",
    "widgets.py: question.text": "the knowledge base's own text, and the label is not shown",
    "widgets.py: NOT_SURE_TEXT": "a constant",
    "widgets.py: label": "one of two constants",
}
"""What is not escaped where it is used, by module and expression, with the reason why it need not be."""
NUMBER = re.compile(r"^(?:len\(.*\)(?: - \w+)?|done\.(?:answered|open)|open_|sum\(.*\))$")


def joined(said: ast.expr) -> list[ast.expr]:
    """The parts that a text is put together of, constants left out; the text itself when it is one piece."""
    match said:
        case ast.Constant():
            return []
        case ast.JoinedStr(values=parts):
            return [part.value for part in parts if isinstance(part, ast.FormattedValue)]
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return [one, other]
    return [said]


class Labels:
    """The calls of one module that draw text, each with the expressions in it that nothing escapes."""

    def __init__(self, file: Path) -> None:
        self.name = file.name
        self.tree = ast.parse(file.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    def unsafe(self) -> Iterator[str]:
        for part in self.tree.body:
            for call in (node for node in ast.walk(part) if isinstance(node, ast.Call)):
                yield from self._told(call, part)

    def _told(self, call: ast.Call, within: ast.stmt) -> Iterator[str]:
        name = ast.unparse(call.func)
        if name in ("st.html", "show"):
            told, escapes = call.args[:1], HTML | MADE_HTML
        elif name in LABELS or (name.startswith("st.") and name.rpartition(".")[2] in READS_MARKDOWN):
            place = LABELS.get(name, 0)
            keywords = [word.value for word in call.keywords if word.arg in ("label", "help", "caption")]
            told, escapes = [*call.args[place : place + 1], *keywords], PLAIN
        else:
            return
        for expression in told:
            for said in self._unescaped(expression, escapes, within, frozenset()):
                yield f"line {call.lineno}: {name} is told {said}"

    def _unescaped(self, said: ast.expr, escapes: set[str], within: ast.stmt, seen: frozenset[str]) -> Iterator[str]:
        for part in joined(said):
            text = ast.unparse(part)
            if (
                f"{self.name}: {text}" in TRUSTED
                or NUMBER.match(text)
                or (isinstance(part, ast.Call) and ast.unparse(part.func) in escapes)
            ):
                continue
            values = [(part, within)] if joined(part) != [part] else self._values(part, within)
            if not values or text in seen:
                yield text
                continue
            for value, where in values:
                yield from self._unescaped(value, escapes, where, seen | {text})

    def _values(self, part: ast.expr, within: ast.stmt) -> list[tuple[ast.expr, ast.stmt]]:
        """What a name was given where it is used, or what a function of the module returns; each with where it stands."""
        match part:
            case ast.Name(id=name):
                assigned = [node for node in ast.walk(within) if isinstance(node, ast.Assign)]
                return [(node.value, within) for node in assigned if name in map(ast.unparse, node.targets)]
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                function = self.functions[name]
                returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
                return [(node.value, function) for node in returns if node.value]
        return []


@pytest.mark.parametrize("file", [file for file in SOURCES if named(file).startswith(("app.py", "ui/"))], ids=named)
def test_no_text_reaches_the_page_unescaped(file: Path) -> None:
    assert not list(Labels(file).unsafe())


@pytest.mark.parametrize(
    "line",
    [
        "st.write(record.title)",
        "st.markdown(f'# {record.title}')",
        "st.button('Remove: ' + activity.name)",
        "st.html(f'<p>{record.title}</p>')",
        "show(f'<p>{record.title}</p>')",
        "st.html(f'<p>{plain(record.title)}</p>')",
        "st.header(escape(record.title))",
        "link('overview', record.title)",
        "st.checkbox('Yes', help=recorded.note)",
        "name = record.title; st.write(name)",
        "def draw():\n    name = plain(record.title)\n    name = record.title\n    st.write(name)",
        "def told():\n    return record.title\nst.write(told())",
    ],
)
def test_the_check_sees_what_it_is_for(tmp_path: Path, line: str) -> None:
    file = tmp_path / "page.py"
    file.write_text(line)
    assert list(Labels(file).unsafe())


def test_markdown_with_html_is_never_allowed() -> None:
    for file in SOURCES:
        assert "unsafe_allow_html" not in file.read_text(encoding="utf-8"), named(file)


def test_nothing_is_trusted_that_is_no_longer_said() -> None:
    faces = [file for file in SOURCES if named(file).startswith(("app.py", "ui/"))]
    assert {trusted.partition(": ")[0] for trusted in TRUSTED} <= {file.name for file in faces}
    for trusted in TRUSTED:
        name, _, text = trusted.partition(": ")
        assert any(text in ast.unparse(ast.parse(file.read_text(encoding="utf-8"))) for file in faces if file.name == name), (
            trusted
        )
