"""A mistake in the content is named with file, id, problem and remedy, and nothing is loaded."""

import shutil
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation.cases import check_cases
from guidance.knowledge import OWN
from guidance.knowledge.reader import ContentError, read_yaml

pytestmark = pytest.mark.slow


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OWN, tmp_path / "rules"))


def problems(content: Path) -> list[str]:
    _, found = knowledge.read(content)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("export_control/questions.yaml", "    why: A licence taken", "    wyh: A licence taken", "wyh: no such key"),
        ("export_control/questions.yaml", "id: technology.aim", "id: technology.trl", "the id is also in"),
        ("export_control/questions.yaml", "ask: [export_lead]", "ask: [nobody_known]", "there is no role 'nobody_known'"),
        ("export_control/questions.yaml", "{id: proof,", "{id: other,", "read 'proof'; technology.trl has no such option"),
        ("export_control/questions.yaml", "id: technology.aim", "id: nowhere.aim", "there is no section 'nowhere'"),
        ("export_control/findings.yaml", "owner: legal", "owner: nobody_known", "there is no role 'nobody_known'"),
        (
            "export_control/findings.yaml",
            "- id: licence-missing",
            "- id: licence-lost",
            "there is no finding 'licence-missing'",
        ),
        ("export_control/sources.yaml", "- id: eco-2008", "- id: eco-2009", "there is no source 'eco-2008'"),
        ("export_control/sources.yaml", "confidence: recalled", "confidence: certain", "confidence: Input should be"),
        ("export_control/doors.yaml", "- id: ecju", "- id: ecjv", "there is no door 'ecju'"),
        (
            "common/switches.yaml",
            "id: nsia_areas_2026",
            "id: nsia_areas_2027",
            "read 'switch.nsia_areas_2026'; there is no such question",
        ),
        ("knowledge.yaml", 'version: "2026', 'version: "v2026', "version: should be a year, a month and a number"),
    ],
)
def test_a_mistake_is_named(content: Path, file: str, old: str, new: str, said: str) -> None:
    text = (content / file).read_text(encoding="utf-8")
    assert old in text
    (content / file).write_text(text.replace(old, new), encoding="utf-8")
    found = problems(content)
    assert any(said in problem for problem in found), found
    with pytest.raises(knowledge.KnowledgeError):
        knowledge.load_from(content)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"questions: [", "line 2, column 1"),
        (b"a: 1\na: 2\n", "the key 'a' stands twice"),
        (b"a: \xff\n", "byte 3 is not UTF-8"),
        (b"a: " + b"x" * 2_000_001, "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(data)
    with pytest.raises(ContentError, match=said):
        read_yaml(file)


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("a: yes\nb: no\nc: on\nd: true\n")
    assert read_yaml(file) == {"a": "yes", "b": "no", "c": "on", "d": True}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule: licence_missing", "rule: licence_lost", "there is no such rule"),
        (
            "technology.licence: none, activity.stage: negotiating",
            "technology.licence: held, activity.stage: negotiating",
            "does not fire in its case",
        ),
        ("- {activity.stage: ended}", "- {activity.stage: running}", "fires in the near miss"),
        ("technology.control_list: dual_use", "technology.control_list: dual_abuse", "expected one of"),
    ],
)
def test_a_mistake_in_the_cases_is_named(content: Path, old: str, new: str, said: str) -> None:
    cases = content / "export_control" / "cases.yaml"
    text = cases.read_text(encoding="utf-8")
    assert old in text
    cases.write_text(text.replace(old, new), encoding="utf-8")
    found = [str(problem) for problem in check_cases(knowledge.load_from(content))]
    assert any(said in problem for problem in found), found[:3]


def test_a_rule_without_a_case_is_named(content: Path) -> None:
    (content / "export_control" / "cases.yaml").write_text("cases: []\n")
    found = [str(problem) for problem in check_cases(knowledge.load_from(content))]
    assert any("no case fires this rule" in problem for problem in found)
