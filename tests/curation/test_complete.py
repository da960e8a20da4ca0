"""The check of a knowledge folder names every problem of every file in one run, and whatever another test would refuse."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.case.record import Record, RecordedActivity
from guidance.curation import complete
from guidance.knowledge.reader import read_yaml
from tests import small

DAY = date(2026, 2, 1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def whole(content: Path) -> Path:
    """The small knowledge base, its questions where those that open an assessment stand."""
    (content / "small/questions.yaml").rename(content / "common/questions.yaml")
    return content


def found(content: Path, *overlays: Path) -> list[str]:
    return [str(problem) for problem in complete.problems((content, *overlays), DAY)[1]]


@pytest.mark.slow
def test_the_small_knowledge_base_has_no_problem(whole: Path) -> None:
    assert found(whole) == []


def test_every_kind_of_mistake_in_every_file_is_named_in_one_run(whole: Path) -> None:
    small.change(whole, "common/roles.yaml", "does: Knows what is done.", "dose: Knows what is done.")
    small.change(whole, "common/questions.yaml", "    ordinary: 1\n", "")
    small.change(whole, "small/findings.yaml", "    safe_way: Apply first.\n", "")
    small.change(whole, "small/sources.yaml", "confidence: verified", "confidence: certain")
    small.change(whole, "small/rules.yaml", "    severity: critical", "    severity: heavy")
    small.change(whole, "small/rules.yaml", "switch.amended is yes and many", "switch.amended is yess and many")
    small.change(whole, "small/cases.yaml", "near_misses: [{activity.leaves: [nothing]}]", "near_misses: []")
    small.change(whole, "small/cases.yaml", "fires: {activity.leaves: [goods]}\n    near_misses: [{activity.leaves: [files]}]", "fires: {activity.leaves: [files]}\n    near_misses: [{activity.leaves: [goods]}]")  # fmt: skip
    assert [each.partition(": read ")[0].partition("; ")[0] for each in found(whole)] == [
        "common/roles.yaml, line 3: lead: does: is missing",
        "common/roles.yaml, line 3: lead: dose: no such key",
        "small/findings.yaml, line 3: stop: safe_way: is missing",
        "small/sources.yaml, line 10: act: confidence: Input should be 'verified', 'secondary' or 'recalled'",
        "small/rules.yaml, line 20: university_lets_goods_out: rules.1.severity: Input should be 'enabling', 'low', 'medium', 'high' or 'critical'",
        "small/rules.yaml, line 27: amendment_counts_partners",
        "small/cases.yaml, line 6: goods_leave: near_misses: List should have at least 1 item after validation, not 0",
        "small/cases.yaml, line 15: some_goods_leave: the rule does not fire in its case",
        "small/cases.yaml, line 15: some_goods_leave: the rule fires in the near miss {'activity.leaves': ['goods']}",
        "common/questions.yaml, line 30: activity.partners: it has no ordinary answer",
    ]


@pytest.mark.parametrize(
    "broken",
    ["knowledge", "common/roles", "common/questions", "common/switches", "small/findings", "small/sources", "small/doors", "small/rules",
     "small/topic", "small/cases"],
)  # fmt: skip
def test_a_file_that_is_no_yaml_hides_no_mistake_of_another_and_makes_none_up(whole: Path, broken: str) -> None:
    (file := whole / f"{broken}.yaml").write_text(f"{file.read_text(encoding='utf-8')}  - [ never: {{\n", encoding="utf-8")
    other = "common/roles" if broken != "common/roles" else "small/doors"
    kept = "does: Knows what is done." if other == "common/roles" else "name: "
    small.change(whole, f"{other}.yaml", kept, f"x{kept}")
    said = found(whole)
    assert sum(each.startswith(f"{broken}.yaml") for each in said) == 1
    assert {each.partition(".yaml")[0] for each in said} == {broken, other}


def test_a_page_is_set_aside_by_options_that_exist(whole: Path) -> None:
    small.change(
        whole, "common/sections.yaml", "intro: What is done.", "intro: What is done, unless: {activity.leaves: [ideas]}"
    )
    (said,) = found(whole)
    assert "activity.leaves has no option 'ideas'; correct unless:" in said


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("common/questions.yaml", "    label: what leaves\n", ""),
        ("common/switches.yaml", "    owner: The legal adviser\n", ""),
        ("small/rules.yaml", "    severity: low\n    obligation: practice", "    severity: low\n    obligation: habit"),
        ("small/rules.yaml", "reason: Goods are listed.", "reson: Goods are listed."),
        ("small/rules.yaml", "when: activity.leaves is goods\n    raises", "when: activity.leaves is good\n    raises"),
        ("small/rules.yaml", "  many: activity.partners >= 5", "  many: activity.partner >= 5"),
        ("small/rules.yaml", "words: something leaves}", "wrods: something leaves}"),
        ("small/findings.yaml", "    safe_way: Apply first.\n", ""),
        ("small/doors.yaml", "    form: Write to it.\n", ""),
        ("small/sources.yaml", "    seen: The whole text.\n", ""),
    ],
)
def test_what_rests_on_a_mistake_is_no_second_mistake(whole: Path, file: str, old: str, new: str) -> None:
    small.change(whole, file, old, new)
    problems = found(whole)
    assert {each.split(": ")[1] for each in problems} == {problems[0].split(": ")[1]}, problems


def test_the_shape_of_every_file_is_looked_at_when_one_cannot_be_read(whole: Path) -> None:
    (whole / "common/roles.yaml").write_text("roles: [")
    (whole / "common/organisations.yaml").write_text("organisations: [")
    small.change(whole, "small/cases.yaml", "rule: goods_leave", "rul: goods_leave")
    assert [each.split(", ")[0] for each in found(whole)] == [
        "common/roles.yaml",
        "small/cases.yaml",
        "small/cases.yaml",
        "common/organisations.yaml",
    ]


def test_a_question_that_no_gate_holds_back_is_seen(content: Path) -> None:
    assert [each for each in found(content) if "no gate" in each] == [
        f"small/questions.yaml, line {line}: {id}: no gate holds it back: it is asked of every activity; begin the rules that read it "
        "with what makes it matter, such as china_linked and activity.kind is …"
        for line, id in ((19, "activity.leaves"),)
    ]
    small.change(content, "small/rules.yaml", "switch.amended is yes and many", "many")
    assert [each.split(": ")[1] for each in found(content) if "no gate" in each] == ["activity.leaves", "activity.partners"]
    small.change(content, "small/questions.yaml", "    kind: many\n", "    kind: many\n    early: true\n")
    assert [each.split(": ")[1] for each in found(content) if "no gate" in each] == ["activity.partners"]


def test_a_gate_of_the_organisation_that_the_ordinary_one_meets_is_none(content: Path) -> None:
    small.change(
        content,
        "small/rules.yaml",
        "when: some_activity(activity.leaves is goods)",
        "when: profile.kind is university and some_activity(activity.leaves is goods)",
    )
    small.change(
        content,
        "small/rules.yaml",
        "when: activity.leaves is goods\n    raises",
        "when: profile.kind is university and activity.leaves is goods\n    raises",
    )
    assert "activity.leaves: no gate holds it back" in " ".join(found(content))


# The version


def released(content: Path) -> str:
    """Notes what the folder holds as released, and returns the version."""
    loaded = knowledge.load_from(content)
    line = f"released: {{version: {loaded.knowledge.version}, hash: {loaded.hashes[0][:12]}}}\n"
    (content / "knowledge.yaml").write_text((content / "knowledge.yaml").read_text() + line)
    return loaded.knowledge.version


def test_the_version_must_be_raised_once_the_content_is_not_what_was_released(whole: Path) -> None:
    before = knowledge.load_from(whole).hash
    assert released(whole) == "2026.1.1"
    assert knowledge.load_from(whole).hash == before, "what is said about the content is no part of it"
    assert found(whole) == []
    small.change(whole, "small/rules.yaml", "severity: low", "severity: medium")
    says = "knowledge.yaml: version: the content is not that of 2026.1.1 as it was released; raise it, to 2026.1.2 or higher"
    assert found(whole) == [says]
    small.change(whole, "knowledge.yaml", 'version: "2026.1.1"', 'version: "2026.1.0"')
    assert found(whole) == [
        "knowledge.yaml: version: it is 2026.1.0, below 2026.1.1, which was released; raise it, to 2026.1.2 or higher"
    ]
    small.change(whole, "knowledge.yaml", 'version: "2026.1.0"', 'version: "2026.1.2"')
    assert found(whole) == []


def test_the_product_s_own_knowledge_says_what_was_released() -> None:
    loaded = knowledge.load()
    assert loaded.knowledge.released
    assert list(complete.check_version(loaded)) == []


# What stands beside the folder


def beside(content: Path, name: str, text: str) -> Path:
    path = content.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_files_name_their_schema_where_the_schemas_are_at_hand(whole: Path) -> None:
    beside(whole, "docs/schema/topic.json", "{}")
    beside(whole, "docs/schema/knowledge.json", "{}")
    line = "# yaml-language-server: $schema=../docs/schema/knowledge.json\n"
    (whole / "knowledge.yaml").write_text(line + (whole / "knowledge.yaml").read_text())
    (problem,) = found(whole)
    assert problem.startswith("small/topic.yaml: the first line does not name its schema")
    assert problem.endswith("begin with # yaml-language-server: $schema=../../docs/schema/topic.json")


def test_an_example_that_leaves_a_question_open_is_named(whole: Path) -> None:
    record = Record(id="a", title="A", as_at=DAY, activities=[RecordedActivity(id="b", name="B")])
    beside(whole, "examples/a.json", record.to_json())
    (problem,) = found(whole)
    assert problem.startswith("examples/a.json: leaves open what can matter: activity.leaves, profile.kind")
    assert "guidance knowledge fill examples/a.json --out examples/a.json" in problem
    beside(whole, "examples/a.json", "{")
    assert "examples/a.json: this is not a saved assessment" in found(whole)[0]


def test_a_decision_that_names_a_rule_that_is_gone_is_named(whole: Path) -> None:
    beside(whole, complete.DECISIONS, "| Candidate | Rule |\n|---|---|\n| A-1 | goods_leave, many_goods_leave (exposed) |\n")
    assert found(whole) == [
        f"{complete.DECISIONS}: many_goods_leave: there is no such rule; correct the name there, or in the rules"
    ]


def test_a_document_of_an_earlier_state_is_no_fault_of_the_folder(whole: Path) -> None:
    loaded = knowledge.load_from(whole)
    beside(whole, complete.ASSURANCE, "Of another state.")
    assert found(whole) == []
    assert ["assurance --out docs/assurance.md" in line for line in complete.remaining(loaded)] == [True]
    beside(whole, complete.ASSURANCE, f"Of {loaded.version}.")
    assert list(complete.remaining(loaded)) == []


# Tables of what must follow

ORGANISATION = """
organisations:
  - id: college
    says: A college that sends a crate
    answers: {profile.kind: university}
    activities: [{name: crate, answers: {activity.leaves: [goods], activity.partners: 1}, level: [4]}]
    level: [4]
    doors: [office]
"""
CONTROL = """
controls:
  - {id: talk, says: Nothing leaves, answers: {profile.kind: university, activity.leaves: [nothing]}, level: 0, stops: [{activity.leaves: [goods]}]}
  - {id: files, says: Files leave, like: talk, answers: {activity.leaves: [files]}}
"""


def levelled(whole: Path) -> None:
    """A rule that makes a critical finding a level, as the real base has one."""
    whole_is_four = "{id: whole_is_four, reason: R., when: 'some_activity(found(activity, critical))', level: 4}"
    critical_is_four = "{id: critical_is_four, reason: R., when: 'found(activity, critical)', level: 4}"
    rules = whole / "small/rules.yaml"
    rules.write_text(f"{rules.read_text()}\n  - {whole_is_four}\n  - {critical_is_four}\n")
    cases = whole / "small/cases.yaml"
    for rule in ("whole_is_four", "critical_is_four"):
        fires = "fires: {activity.leaves: [goods], profile.kind: university}, near_misses: [{profile.kind: company}]"
        cases.write_text(f"{cases.read_text()}  - {{rule: {rule}, says: S, {fires}}}\n")


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "says"),
    [
        ("organisations", ORGANISATION, "", "", None),
        ("organisations", ORGANISATION, "doors: [office]", "doors: [offices]", "college: there is no door 'offices'; did you mean 'office'?"),
        ("organisations", ORGANISATION, "level: [4]}]", "level: [2]}]", "college: crate: the level is"),
        ("organisations", ORGANISATION, "[goods]", "[good]", "expected a list of one or more of goods"),
        ("controls", CONTROL, "", "", None),
        ("controls", CONTROL, "[files]", "[goods]", "files: this/stop is found, of an ordinary activity"),
        ("controls", CONTROL, "stops: [{activity.leaves: [goods]}]", "stops: [{activity.leaves: [files]}]", "talk: after {'activity.leaves': ['files']} the level is"),
        ("controls", CONTROL, "level: 0", "level: 1", "talk: the level of this is L0"),
        ("controls", CONTROL, "level: 0", "ahead: small", "talk: no card of small says that it may go ahead"),
        ("controls", CONTROL, "like: talk", "like: walk", "files: like: no earlier control 'walk'"),
    ],
)  # fmt: skip
def test_what_comes_out_otherwise_than_a_table_says_is_named(
    whole: Path, name: str, text: str, old: str, new: str, says: str | None
) -> None:
    levelled(whole)
    (whole / f"common/{name}.yaml").write_text(text.replace(old, new))
    problems = found(whole)
    assert any(says in each for each in problems) if says else problems == [], problems


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda rules: (rules / "common/controls.yaml").write_text(
            (rules / "common/controls.yaml").read_text().replace("level: 0", "level: 3", 1)
        ),
        lambda rules: (rules / "nsi/cases.yaml").unlink(),
    ],
    ids=["a control that is none", "rules without cases"],
)
def test_the_real_folder_is_refused_before_a_test_refuses_it(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    rules = Path(shutil.copytree(knowledge.OWN, tmp_path / "rules"))
    spoil(rules)
    assert found(rules)


def test_each_table_that_is_shown_is_read_as_yaml() -> None:
    assert read_yaml(ROOT / "rules/common/controls.yaml")["controls"]
