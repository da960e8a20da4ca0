"""Content files: what is not YAML, and what does not have the shape of an entry, is named with file and place."""

import re
from pathlib import Path

import pytest

from guidance.curation.cases import Case
from guidance.knowledge.entries import Question, Role, Source
from guidance.knowledge.reader import MAX_BYTES, ContentError, read_entries, read_entry, read_yaml, shown


def write(folder: Path, data: bytes | str) -> Path:
    file = folder / "file.yaml"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def test_only_true_and_false_are_truth_values(tmp_path: Path) -> None:
    words = ["yes", "no", "on", "off", "Yes", "NO", "y", "n", "True", "FALSE"]
    file = write(tmp_path, f"words: [{', '.join(words)}]\ntruths: [true, false]\n")
    assert read_yaml(file) == {"words": words, "truths": [True, False]}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "file.yaml, line 3, column 1: the key 'a' stands twice"),
        ("a:\n  b: 1\n  b: 2\n", "file.yaml, line 3, column 3: the key 'b' stands twice"),
        ("? [a, b]\n: c\n", "file.yaml, line 1, column 3: a key is one word"),
        ("a: [1, 2\nb: 3\n", "file.yaml, line 2, column 2: did not find expected ',' or ']'"),
        ("a:\n\t- b\n", "file.yaml, line 2, column 1: found character that cannot start any token"),
        ("a: *nowhere\n", "file.yaml, line 1, column 4: found undefined alias"),
        ("a: 1\n---\nb: 2\n", "file.yaml, line 2, column 1: but found another document"),
        ("a: !!python/object/apply:os.system [ls]\n", "file.yaml, line 1, column 4: could not determine a constructor"),
        ("[" * 10_000, "file.yaml, line 1, column 1001: exceeded maximum nesting depth"),
        (b"a: x\x00y\n", "file.yaml: unacceptable character #x0000"),
        (b"a: caf\xe9\n", "file.yaml: byte 6 is not UTF-8; save the file as UTF-8"),
        ("a: 2026-13-45\n", "file.yaml: month must be in 1..12; correct the value"),
        ("a: " + "9" * 5000, "file.yaml: Exceeds the limit"),
        (b"#" * (MAX_BYTES + 1), "file.yaml: larger than 500,000 bytes; split it"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, data: bytes | str, says: str) -> None:
    with pytest.raises(ContentError, match=f"^{re.escape(says)}") as caught:
        read_yaml(write(tmp_path, data))
    assert "\n" not in str(caught.value)


def test_a_file_as_large_as_is_read(tmp_path: Path) -> None:
    assert read_yaml(write(tmp_path, b"#" * MAX_BYTES)) is None


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    """Some editors leave one beside a file that is open."""
    (tmp_path / "file.yaml").symlink_to("nowhere")
    with pytest.raises(ContentError, match=r"file.yaml: No such file or directory; make the file readable or take it away"):
        read_yaml(tmp_path / "file.yaml")


@pytest.mark.parametrize(
    "text", ["", "- a\n", "roles: 1\n", "roles:\n", "rolls: []\n", "roles: []\nmore: []\n", "roles: {id: lead}\n"]
)
def test_a_file_has_one_list_under_its_key(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError, match=r"file.yaml: expected one key at the top, 'roles', with a list under it"):
        read_entries(write(tmp_path, text), "roles", Role)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            "{id: lead, title: Lead, does: Leads., titel: x}",
            "file.yaml, line 2: lead: titel: no such key; take it out or correct",
        ),
        ("{id: lead, title: Lead}", "file.yaml, line 2: lead: does: is missing; add it"),
        ("{title: Lead, does: Leads.}", "file.yaml, line 2: entry 1: id: is missing; add it"),
        ("{id: Lead, title: Lead, does: Leads.}", "file.yaml, line 2: Lead: id: should be small letters"),
        ("{id: lead, title: 12, does: Leads.}", "file.yaml, line 2: lead: title: Input should be a valid string; read 12"),
        (
            '{id: lead, title: "", does: Leads.}',
            "file.yaml, line 2: lead: title: String should have at least 1 character; read ''",
        ),
        ('{id: lead, title: Lead, does: "a\\nb"}', "file.yaml, line 2: lead: does: should be one line"),
        ("a word", "file.yaml: entry 1: the entry: Input should be a valid dictionary or instance of Role; read 'a word'"),
    ],
)
def test_an_entry_that_does_not_fit_says_which_field(tmp_path: Path, entry: str, says: str) -> None:
    with pytest.raises(ContentError, match=f"^{re.escape(says)}"):
        read_entries(write(tmp_path, f"roles:\n  - {entry}\n"), "roles", Role)


QUESTION = "questions: [{{id: a.b, text: T, label: L, why: W, ask: [lead], {}}}]"
A, B = "{id: a, text: A}", "{id: b, text: B}"


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        (f"options: [{A}]", "a question answered by choosing needs at least two options"),
        (f"kind: number, options: [{A}, {B}]", "a number question has no options"),
        (f"options: [{A}, {{id: a, text: C}}]", "two options share an id or a text"),
        (f"options: [{A}, {{id: c, text: a}}]", "two options share an id or a text"),
        (f"options: [{A}, {{id: b, text: B, alone: true}}]", "alone: is only for questions that allow several options"),
        (f"kind: many, options: [{A}, {B}], ordinary: true", "ordinary.int: Input should be a valid integer"),
        ("kind: dropdown", "kind: Input should be 'one', 'many', 'number' or 'text'; read 'dropdown'"),
    ],
)
def test_options_fit_the_kind_of_question(tmp_path: Path, rest: str, says: str) -> None:
    with pytest.raises(ContentError, match=re.escape(says)):
        read_entries(write(tmp_path, QUESTION.format(rest)), "questions", Question)


def test_every_mistake_of_an_entry_is_named_and_values_are_cut_short(tmp_path: Path) -> None:
    file = write(tmp_path, f"roles:\n  - {{id: lead, title: {'x' * 300}, doess: y}}\n")
    with pytest.raises(ContentError) as caught:
        read_entries(file, "roles", Role)
    lines = str(caught.value).split("\n")
    assert [line.split(": ")[2] for line in lines] == ["title", "does", "doess"]
    assert len(lines[0]) < 220


def test_a_case_is_named_by_its_rule(tmp_path: Path) -> None:
    file = write(tmp_path, "cases: [{rule: goods_leave, says: x, fires: {}, near_misses: []}]")
    with pytest.raises(ContentError, match=r"file.yaml, line 1: goods_leave: near_misses: List should have at least 1 item"):
        read_entries(file, "cases", Case)


def test_a_whole_file_is_one_entry(tmp_path: Path) -> None:
    assert read_entry(write(tmp_path, "{id: lead, title: Lead, does: Leads.}"), Role).title == "Lead"
    with pytest.raises(ContentError, match=r"file.yaml: the entry: Input should be a valid dictionary"):
        read_entry(write(tmp_path, ""), Source)


@pytest.mark.slow
def test_what_was_read_is_shown_short_however_deep_it_is() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert len(shown(deep)) < 100
    assert len(shown(["x" * 10_000] * 10_000)) < 1000
    assert shown("\ud800").isprintable()
