"""Whatever a command cannot read or write, it says where and why and what to do in one message, and leaves nothing behind."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.case.store import Store
from ui.cli.main import main

CLI = Path(__file__).parents[2] / "ui" / "cli"
FILE = Path(__file__).parents[2] / "examples" / "lowfell.json"
TOO_LONG = "n" * 300
WRITE = (
    ("assess", str(FILE), "--out", "{}.html"),
    ("knowledge", "assurance", "--out", "{}"),
    ("knowledge", "bundle", "--out", "{}"),
    ("knowledge", "fill", str(FILE), "--out", "{}"),
    ("knowledge", "schema", "{}"),
    ("plan", str(FILE), "--out", "{}"),
    ("portfolio", str(FILE), "--out", "{}"),
    ("sector", "schema", "{}"),
    ("sector", "tables", str(FILE), "--out", "{}"),
)
READ = (
    ("store", "verify"),
    ("store", "due", "--days", "3"),
    ("store", "deletions"),
    ("store", "delete", "abc", "--by", "Ann", "--why", "done"),
    ("versions", "list", "abc"),
    ("team", "list"),
    ("team", "log"),
    ("team", "people"),
    ("team", "trail", "abc"),
    ("team", "decisions"),
    ("team", "hand-over", "a@example.org", "b@example.org", "--by", "Ann"),
    ("team", "revoke", "officer", "--group", "g", "--by", "Ann"),
    ("remind", "--dry-run"),
)


def one_message(result: Result) -> str:
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    said = [line for line in result.stderr.splitlines() if not line.startswith("the database refused: ")]  # that is the log
    assert len(said) == 1, said
    assert said[0].startswith("guidance: ")
    assert "Errno" not in said[0]
    return said[0]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return lambda *words: CliRunner().invoke(main, list(words))


@pytest.mark.slow
@pytest.mark.parametrize("command", WRITE, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize(("where", "why"), [(TOO_LONG, "File name too long"), ("file/x", "Not a directory")])
def test_what_cannot_be_written(
    tmp_path: Path,
    asked: Callable[..., Result],
    command: tuple[str, ...],
    where: str,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.cli.main.assurance_of.document", lambda _: "the page")  # which takes minutes to make
    (tmp_path / "file").write_text("here already")
    said = one_message(asked(*(word.format(tmp_path / where) for word in command)))
    assert re.match(rf"guidance: {re.escape(str(tmp_path / where))}.*: {why}; name another place", said)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "here already"


@pytest.mark.parametrize("command", READ, ids=lambda words: " ".join(words[:2]))
def test_a_database_that_is_not_there_is_not_made(
    tmp_path: Path, asked: Callable[..., Result], command: tuple[str, ...]
) -> None:
    for name, why in (
        ("wrong.sqlite3", "there is no such file"),
        (TOO_LONG, "there is no such file"),
        ("", "is a folder; name a file"),
    ):
        said = one_message(asked(*command, "--database", str(tmp_path / name)))
        assert said.startswith(f"guidance: {tmp_path / name}: {why}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "holds no assessments"), (b'{"id": "a', "is no database"), (b"\xff" * 999, "is no database")]
)
def test_what_is_no_database_is_named_once(tmp_path: Path, asked: Callable[..., Result], data: bytes, why: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    for words in (
        ("store", "verify", "--database", str(file)),
        ("store", "restore", str(file), "--database", str(tmp_path / "new")),
    ):
        said = one_message(asked(*words))
        assert said.startswith(f"guidance: {file}: ")
        assert said.count(why) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert file.read_bytes() == data


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (FILE.read_bytes()[:5_000], "it breaks off in line"),
        (FILE.read_bytes().replace(b"Lowfell", b"L\xf6wfell"), "is not UTF-8"),
        (b"[1, 2]", "expected one JSON object"),
    ],
)
def test_what_is_no_saved_assessment(tmp_path: Path, asked: Callable[..., Result], data: bytes, why: str) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(data)
    for command in (
        ("assess",),
        ("plan",),
        ("verify",),
        ("why", "report-interference"),
        ("letters", "--out", str(tmp_path / "new")),
    ):
        said = one_message(asked(*command, str(file)))
        assert said.startswith(f"guidance: {file}: ")
        assert why in said
    assert [each.name for each in tmp_path.iterdir()] == ["mine.json"]


@pytest.mark.parametrize(
    ("where", "why"), [(TOO_LONG, "File name too long"), ("file/x", "Not a directory"), ("file", "is there already")]
)
def test_a_backup_that_cannot_be_written(tmp_path: Path, asked: Callable[..., Result], where: str, why: str) -> None:
    database = tmp_path / "mine.sqlite3"
    Store.open(database, knowledge.load()).close()
    (tmp_path / "file").touch()
    before = {each.name for each in tmp_path.iterdir()}
    assert why in one_message(asked("store", "backup", str(tmp_path / where), "--database", str(database)))
    assert {each.name for each in tmp_path.iterdir()} == before


def test_no_command_writes_a_file_in_a_way_of_its_own() -> None:
    """What is half written, or told by a traceback, was always written past the one writer."""
    own = re.compile(r"\.(write_text|mkdir|touch)\(|(?<!\w)write_bytes\(|\.write_bytes\(|\bopen\([^)]*[\"'][wax]")
    found = [
        f"{path.name}: {line.strip()}"
        for path in CLI.glob("*.py")
        for line in path.read_text().splitlines()
        if own.search(line)
    ]
    assert found == ["input.py: write_bytes(made)"]
