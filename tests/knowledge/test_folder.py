"""Loading the knowledge base: the real one is sound, and a spoilt one is refused with every problem named."""

import ast
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import conclude
from guidance.curation.cases import check_cases
from guidance.knowledge import KnowledgeError
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Severity, activity, organisation
from guidance.language.facts import Facts
from guidance.language.rule import Guideline, Obligation
from tests import small


def problems(content: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        knowledge.load_from(content)
    assert [str(problem) for problem in caught.value.problems] == str(caught.value).split("\n")
    return str(caught.value).split("\n")


@pytest.mark.slow
def test_the_product_has_a_knowledge_base_without_problems() -> None:
    assert knowledge.load() is knowledge.load()
    assert knowledge.read(knowledge.OWN)[1] == []


def test_the_small_knowledge_base_is_sound(catalogue: Catalogue) -> None:
    assert list(catalogue.questions) == ["profile.name", "profile.kind", "activity.leaves", "activity.partners"]
    assert (catalogue.files["questions:profile.kind"], catalogue.lines["questions:profile.kind"]) == (
        "small/questions.yaml",
        10,
    )
    assert catalogue.files["rules:some_goods_leave"] == "small/rules.yaml"
    assert list(catalogue.topics) == ["small"]


def test_a_rule_is_what_the_file_says(catalogue: Catalogue) -> None:
    rule = catalogue.rules.by_name["university_lets_goods_out"]
    exposed = activity.concern("exposed", "something leaves")
    assert rule == Guideline(
        when=exposed & small.kind("university"),
        finds="stop",
        severity=Severity.CRITICAL,
        obligation=Obligation.LEGAL,
        sources=("act s.1",),
        doors=("office",),
        name="university_lets_goods_out",
        topic="small",
        reason="A university needs a licence.",
    )
    assert catalogue.rules.by_name["goods_leave"].raises == exposed
    assert catalogue.rules.by_name["some_goods_leave"].obligation is Obligation.JUDGEMENT


def test_dates_subject_and_contradictions_are_read(content: Path) -> None:
    small.change(
        content, "small/rules.yaml", "    level: 3\n", "    contradicts: true\n    starts: 2026-01-01\n    ends: 2026-12-31\n"
    )
    small.change(content, "small/rules.yaml", "    severity: low\n", "    severity: low\n    bound: the partner\n")
    rules = knowledge.load_from(content).rules.by_name
    dated = rules["some_goods_leave"]
    assert (dated.contradicts, dated.starts, dated.ends) == (True, date(2026, 1, 1), date(2026, 12, 31))
    assert rules["amendment_counts_partners"].bound == "the partner"


def test_shared_questions_are_asked_first(content: Path) -> None:
    (content / "small" / "questions.yaml").rename(content / "common" / "questions.yaml")
    add_topic(
        content, "a_topic", questions="questions: [{id: activity.new, text: T, label: L, why: W, ask: [lead], kind: text}]"
    )
    assert list(knowledge.load_from(content).questions)[-1] == "activity.new"


def test_terms_and_concerns_of_the_common_folder_are_known_everywhere(content: Path) -> None:
    small.change(content, "small/rules.yaml", "concerns:\n  - {id: exposed, about: activity, words: something leaves}\n", "")
    small.change(content, "small/rules.yaml", "terms:\n  many: activity.partners >= 5\n", "")
    (content / "common" / "terms.yaml").write_text(
        "concerns: [{id: exposed, about: activity, words: something leaves}]\n"
        "terms: {some: activity.partners >= 1, many: some and activity.partners >= 5}\n"
    )
    rules = knowledge.load_from(content).rules.by_name
    partners = activity.question("activity.partners")
    assert rules["amendment_counts_partners"].when == organisation.question("switch.amended")("yes") & partners.at_least(
        1
    ) & partners.at_least(5)


def add_topic(folder: Path, name: str, **files: str) -> Path:
    topic = folder / name
    topic.mkdir(parents=True)
    for file, text in {"topic": f"title: {name}\nsummary: Added by a test.\n", **files}.items():
        (topic / f"{file}.yaml").write_text(text, encoding="utf-8")
    return topic


def test_an_id_in_two_files_is_named_with_both(content: Path) -> None:
    add_topic(content, "topic", doors=(content / "small" / "doors.yaml").read_text(encoding="utf-8"))
    assert problems(content) == ["topic/doors.yaml, line 3: office: the id is also in small/doors.yaml; rename one of them"]


def test_an_id_twice_in_one_file_is_named(content: Path) -> None:
    small.change(content, "common/sections.yaml", "id: activity,", "id: profile,")
    assert problems(content) == [
        "common/sections.yaml, line 4: profile: the id is also in common/sections.yaml; rename one of them"
    ]


def test_files_that_cannot_be_read_are_all_named(content: Path) -> None:
    (content / "common" / "roles.yaml").write_text("roles: [")
    (content / "small" / "sources.yaml").write_bytes(b"\xff")
    small.change(content, "small/findings.yaml", "says: There are many.", "sais: There are many.")
    small.change(content, "small/findings.yaml", "  - id: stop\n", "  - id: Stop\n")
    small.change(content, "small/rules.yaml", "severity: low", "severity: little")
    small.change(content, "small/topic.yaml", "title: Small", "titel: Small")
    assert problems(content) == [
        "common/roles.yaml, line 2, column 1: did not find expected node content; mend the YAML there",
        "small/findings.yaml, line 3: Stop: id: should be small letters, digits, - and _, such as northmoor-policy; read 'Stop'",
        "small/findings.yaml, line 10: count: says: is missing; add it",
        "small/findings.yaml, line 10: count: sais: no such key; take it out or correct its spelling",
        "small/sources.yaml: byte 0 is not UTF-8; save the file as UTF-8",
        "small/rules.yaml, line 29: amendment_counts_partners: rules.2.severity: Input should be 'enabling', 'low', 'medium', 'high' or 'critical'; read 'little'",
        "small/topic.yaml, line 2: title: is missing; add it",
        "small/topic.yaml, line 2: titel: no such key; take it out or correct its spelling",
    ]


def test_a_file_that_would_not_be_read_is_named(content: Path) -> None:
    (content / "small" / "question.yaml").write_text("questions: []\n")
    (content / "small" / "more").mkdir()
    (content / "small" / "more" / "rules.yaml").write_text("rules: []\n")
    (content / "common" / "rules.yaml").write_text("rules: []\n")
    (content / "sections.yaml").write_text("sections: []\n")
    (content / "README.md").write_text("Read me.\n")
    found = problems(content)
    assert [each.split(": ")[0] for each in found] == [
        "common/rules.yaml",
        "small/more",
        "small/question.yaml",
        "sections.yaml",
    ]
    assert "no such file is read; did you mean 'questions'?; name it one of sections.yaml, questions.yaml" in found[2]


def test_nothing_is_loaded_without_a_version(content: Path) -> None:
    small.change(content, "knowledge.yaml", "2026.1.1", "first")
    assert problems(content)[0].startswith("knowledge.yaml, line 2: version: should be a year, a month and a number")
    (content / "knowledge.yaml").unlink()
    assert problems(content)[0].startswith("knowledge.yaml: No such file or directory")


def test_a_mistake_in_what_it_is_called_hides_none_in_the_rest(content: Path) -> None:
    small.change(content, "knowledge.yaml", "2026.1.1", "first")
    small.change(content, "small/rules.yaml", "switch.amended is yes and many", "switch.amended is yess and many")
    small.change(content, "small/findings.yaml", "    safe_way: Apply first.\n", "")
    assert [problem.partition(": read ")[0].partition("; ")[0] for problem in problems(content)] == [
        "knowledge.yaml, line 2: version: should be a year, a month and a number, such as 2026.11.1",
        "small/findings.yaml, line 3: stop: safe_way: is missing",
        "small/rules.yaml, line 27: amendment_counts_partners",
    ]


def test_a_missing_file_shows_as_what_it_should_have_held(content: Path) -> None:
    (content / "common" / "roles.yaml").unlink()
    says = "small/questions.yaml, line 3: profile.name: there is no role 'lead'; correct the id or add it to roles.yaml"
    assert says in problems(content)
    (content / "small" / "topic.yaml").unlink()
    both = problems(content)
    assert both[0] == "small/topic.yaml: No such file or directory; make the file readable or take it away"
    assert says in both


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("when: activity.leaves is goods", "when: activity.leafs is goods", "line 11: goods_leave: read 'activity.leafs'; there is no such question; did you mean 'activity.leaves'?"),
        ("      and profile.kind is university", "      and profile.kind is universty", "line 18: university_lets_goods_out: read 'universty'; profile.kind has no such option; did you mean 'university'?; use one of company, university"),
        ("switch.amended is yes and many", "switch.amended is yes and man", "line 27: amendment_counts_partners: read 'man'; there is no concern or term of that name; did you mean 'many'?"),
        ("  many: activity.partners >= 5", "  many: activity.partners is 5", "line 6: many: read '5'; expected an option by its id"),
        ("  many: activity.partners >= 5", "  unsure: activity.partners >= 5", "line 6: unsure: the name is a word of the language; choose another"),
        ("  many: activity.partners >= 5", "  exposed: activity.partners >= 5", "line 6: exposed: the name is also that of another concern or term; choose another"),
        ("  many: activity.partners >= 5", "  many: more\n  more: activity.partners >= 5", "line 6: many: read 'more'; there is no concern or term of that name"),
        ("{id: exposed,", "{id: found,", "line 3: found: the name is a word of the language; choose another"),
        ("raises: exposed", "raises: exposd", "line 12: goods_leave: there is no concern 'exposd'; did you mean 'exposed'?; correct the name, or declare it under concerns:"),
        ("about: activity,", "about: organisation,", "line 9: goods_leave: the condition is about the activity but raises a concern about the organisation; declare the concern with about: activity, or wrap the condition in some_activity(…)"),
        ("    raises: exposed\n", "", "line 9: goods_leave: a rule has one effect, either raises:, finds:, level: or contradicts: true; it has 0"),
        ("    severity: low\n", "", "line 25: amendment_counts_partners: finds: and severity: go together"),
        ("    sources: [act s.2]\n", "", "line 25: amendment_counts_partners: no finding without a source; add sources:"),
        ("level: 3", "level: 5", "line 33: some_goods_leave: level: is 1, 2, 3 or 4, not 5"),
        ("    level: 3", "    level: 3\n    starts: 2026-02-01\n    ends: 2026-01-01", "line 33: some_goods_leave: it ends (2026-01-01) before it starts (2026-02-01)"),
        ("    raises: exposed", "    level: 1", "line 14: university_lets_goods_out: no rule raises the concern 'exposed' about the activity; raise it in some rule, or take it out of the condition"),
        ("when: activity.leaves is goods", "when: activity.leaves is goods and not exposed", "line 9: goods_leave: these rules build on each other in a circle: goods_leave -> goods_leave; break it with a concern of its own"),
        ("id: some_goods_leave", "id: goods_leave", "line 33: goods_leave: the id is also in small/rules.yaml; rename one of them"),
        ("  - {id: exposed, about: activity, words: something leaves}", "  - {id: exposed, about: activity, words: something leaves}\n  - {id: exposed, about: activity, words: another}", "line 4: exposed: the id is also in small/rules.yaml; rename one of them"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_named_with_its_line(content: Path, old: str, new: str, says: str) -> None:
    small.change(content, "small/rules.yaml", old, new)
    assert any(f"small/rules.yaml, {says}" in problem for problem in problems(content)), problems(content)


def test_every_mistake_in_the_rules_is_named_in_one_go(content: Path) -> None:
    small.change(content, "small/rules.yaml", "activity.leaves is goods\n    raises", "activity.leafs is goods\n    raises")
    small.change(content, "small/rules.yaml", "and profile.kind is university", "and profile.kind is universty")
    small.change(content, "small/rules.yaml", "sources: [act s.2]", "sources: [deed]")
    small.change(content, "small/rules.yaml", "level: 3", "level: 7")
    assert [problem.split(": ")[1] for problem in problems(content)] == [
        "goods_leave",
        "university_lets_goods_out",
        "some_goods_leave",
        "amendment_counts_partners",
    ]


def test_a_condition_that_cannot_be_read_hides_nothing_else_of_its_rule(content: Path) -> None:
    small.change(content, "small/rules.yaml", "and profile.kind is university", "and profile.kind is universty")
    small.change(content, "small/rules.yaml", "doors: [office]", "doors: [ofice]")
    found = problems(content)
    assert any("university_lets_goods_out: there is no door 'ofice'; did you mean 'office'?" in each for each in found), found
    assert {each.split(": ")[0] for each in found if "ofice" in each} == {"small/rules.yaml, line 14"}


def test_a_term_that_cannot_be_read_is_named_once_and_not_by_those_who_use_it(content: Path) -> None:
    small.change(content, "small/rules.yaml", "many: activity.partners >= 5", "many: activity.partner >= 5")
    small.change(content, "small/rules.yaml", "switch.amended is yes and many", "not many and switch.amended is yess")
    assert [problem.split("; ")[0] for problem in problems(content)] == [
        "small/rules.yaml, line 6: many: read 'activity.partner'",
        "small/rules.yaml, line 27: amendment_counts_partners: read 'yess'",
    ]


def test_a_topic_has_a_plain_name(content: Path) -> None:
    (content / "small").rename(content / "Small topic")
    says = "Small topic: the folder's name is no name of a topic; name it in small letters, digits and underscores"
    assert problems(content)[0].startswith(says)


# Two at once


def test_two_versions_stand_side_by_side_and_do_not_touch_each_other(tmp_path: Path) -> None:
    one = knowledge.load_from(small.write(tmp_path / "one"))
    folder = small.write(tmp_path / "two")
    small.change(folder, "knowledge.yaml", "2026.1.1", "2026.1.2")
    small.change(folder, "small/rules.yaml", "many: activity.partners >= 5", "many: activity.partners >= 9")
    small.change(folder, "small/rules.yaml", "severity: low", "severity: high")
    two = knowledge.load_from(folder)
    facts = Facts({"switch.amended": "yes"}, {"a": {"activity.partners": 6}}, date(2026, 6, 1))
    for _ in range(3):
        assert [finding.id for finding in conclude(one, facts).assessment.certain] == ["count"]
        assert conclude(two, facts).assessment.certain == ()
    more = Facts({"switch.amended": "yes"}, {"a": {"activity.partners": 9}}, date(2026, 6, 1))
    assert [conclude(each, more).assessment.certain[0].severity for each in (one, two)] == [Severity.LOW, Severity.HIGH]
    assert one.hash != two.hash
    assert (one.version[:8], two.version[:8]) == ("2026.1.1", "2026.1.2")
    assert [rule.name for rule in one.rules.guidelines] == [rule.name for rule in two.rules.guidelines]
    assert one.inference is not two.inference


def test_the_same_folder_twice_is_two_knowledge_bases(content: Path) -> None:
    one, two = knowledge.load_from(content), knowledge.load_from(content)
    assert one is not two
    assert one.rules is not two.rules
    assert one.hash == two.hash


# Overlays

OWN_POLICY = {
    "questions": """
questions:
  - id: activity.drones
    text: Are drones flown?
    label: the use of drones
    ordinary: 'no'
    why: Our policy asks.
    ask: [lead]
    options: [{id: 'yes', text: 'Yes'}, {id: 'no', text: 'No'}]
""",
    "findings": "findings: [{id: fly-safely, title: Fly, says: S., action: A., owner: lead, deadline: {text: Soon}, safe_way: Ask.}]",
    "rules": """
concerns:
  - {id: flown, about: activity, words: drones are flown}
rules:
  - {id: drones_are_flown, reason: Our policy., when: activity.drones is yes, raises: flown}
  - id: drones_leave
    reason: Our policy.
    when: flown and exposed
    finds: fly-safely
    severity: medium
    obligation: practice
    sources: [act s.3]
""",
    "cases": """
cases:
  - {rule: drones_are_flown, says: x, fires: {activity.drones: 'yes'}, near_misses: [{activity.drones: 'no'}]}
  - rule: drones_leave
    says: x
    fires: {activity.drones: 'yes', activity.leaves: [goods]}
    near_misses: [{activity.drones: 'no'}]
""",
}


def overlay(tmp_path: Path, **changed: str) -> Path:
    folder = tmp_path / "policy"
    add_topic(folder, "drones", **{**OWN_POLICY, **changed})
    (folder / "knowledge.yaml").write_text(
        "name: northmoor-policy\nversion: '2026.2.1'\npublished: 2026-02-01\nnot_covered: [Balloons]\n"
    )
    return folder


def test_an_overlay_adds_topics_and_changes_nothing(content: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    loaded = knowledge.load_from(content, overlay(tmp_path))
    assert list(loaded.topics) == ["small", "drones"]
    assert list(loaded.questions)[-1] == "activity.drones"
    assert loaded.files["rules:drones_leave"] == "policy/drones/rules.yaml"
    assert [rule for rule in loaded.rules.guidelines if rule.topic == "small"] == list(catalogue.rules.guidelines)
    facts = Facts({}, {"a": {"activity.drones": "yes", "activity.leaves": frozenset({"goods"})}}, date(2026, 2, 1))
    assert "fly-safely" in {finding.id for finding in conclude(loaded, facts).assessment.certain}
    assert not list(check_cases(loaded))
    assert loaded.not_covered == ("Everything else", "Balloons")


def test_version_and_hash_name_the_overlay(content: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    folder = overlay(tmp_path)
    loaded = knowledge.load_from(content, folder)
    base, _, own = loaded.version.partition(" + ")
    assert base == catalogue.version
    assert re.fullmatch(r"northmoor-policy 2026\.2\.1 \([0-9a-f]{12}\)", own)
    assert loaded.hash != catalogue.hash
    small.change(folder, "drones/rules.yaml", "severity: medium", "severity: high")
    again = knowledge.load_from(content, folder).version.partition(" + ")
    assert (again[0], again[2] != own) == (base, True)


def test_what_an_overlay_names_is_not_known_to_the_base(content: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path)
    (folder / "common").mkdir()
    (folder / "common" / "terms.yaml").write_text("terms: {many: activity.partners >= 2}\n")
    assert knowledge.load_from(content, folder).rules.by_name["amendment_counts_partners"].when == (
        organisation.question("switch.amended")("yes") & activity.question("activity.partners").at_least(5)
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("drones/findings.yaml", "id: fly-safely", "id: stop", "policy/drones/findings.yaml, line 1: stop: the id is also in small/findings.yaml; an overlay adds and changes nothing: give it another id"),
        ("drones/questions.yaml", "id: activity.drones", "id: activity.leaves", "policy/drones/questions.yaml, line 3: activity.leaves: the id is also in small/questions.yaml; an overlay adds"),
        ("drones/rules.yaml", "id: drones_leave", "id: goods_leave", "goods_leave: the id is also in small/rules.yaml; an overlay adds"),
        ("drones/rules.yaml", "{id: flown,", "{id: exposed,", "exposed: the id is also in small/rules.yaml; an overlay adds"),
        ("drones/rules.yaml", "raises: flown", "raises: exposed", "policy/drones/rules.yaml, line 5: drones_are_flown: raises: exposed is a concern of the base, which an overlay does not change; raise a concern of its own"),
        ("drones/rules.yaml", "finds: fly-safely", "finds: stop", "policy/drones/rules.yaml, line 9: drones_leave: finds: stop is a finding of the base, which an overlay does not change; find a finding of its own"),
        ("knowledge.yaml", "name: northmoor-policy\n", "", "policy/knowledge.yaml: an overlay has a name; add name: with who keeps it"),
    ],
)  # fmt: skip
def test_an_overlay_that_would_change_the_base_is_refused(
    content: Path, tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = overlay(tmp_path)
    small.change(folder, file, old, new)
    _, found = knowledge.read(content, folder)
    assert any(says in str(problem) for problem in found), [str(problem) for problem in found]


def test_a_topic_of_the_base_has_no_second_half(content: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path)
    (folder / "drones").rename(folder / "small")
    _, found = knowledge.read(content, folder)
    assert [str(problem) for problem in found] == [
        "policy/small/topic.yaml: small: the id is also in small/topic.yaml; an overlay adds and changes nothing: give it another id"
    ]


# Nothing runs


def test_nothing_in_a_knowledge_folder_runs(content: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    bad = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    for name in ("__init__.py", "small/__init__.py", "small/rules.py", "conftest.py", "small/sitecustomize.py"):
        (content / name).write_text(bad)
    small.change(
        content, "small/findings.yaml", "says: There are many.", 'says: "{{ cycler.__init__.__globals__.os.system(1) }}"'
    )
    before = set(sys.modules)
    loaded = knowledge.load_from(content)
    assert loaded.advice["count"].says == "{{ cycler.__init__.__globals__.os.system(1) }}"
    assert {
        name for name in set(sys.modules) - before if str(content) in str(getattr(sys.modules[name], "__file__", ""))
    } == set()
    for text in (bad, f"!!python/object/apply:os.system ['touch {mark}']", f"!!python/name:os.system '{mark}'"):
        small.write(content)
        small.change(content, "small/rules.yaml", "when: activity.leaves is goods", f"when: {text}")
        assert problems(content)
    assert not mark.exists()


@pytest.mark.slow
def test_nothing_of_the_program_evaluates_text() -> None:
    root = Path(__file__).parents[2]
    for file in (file for package in ("guidance", "reports", "ui") for file in (root / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            assert called not in ("eval", "exec", "compile", "__import__"), file


@pytest.mark.slow
def test_an_assessment_does_not_load_experta() -> None:
    program = (
        "import sys; from guidance import knowledge; from guidance.assessment import assess; from guidance.language.facts import Facts; "
        "catalogue = knowledge.load(); assess(catalogue, Facts()); import ui.cli, ui.browser.shell, reports.model; print('experta' in sys.modules); "
        "catalogue.inference; print('experta' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
