"""Loading the knowledge base: the real one is sound, and a spoilt one is refused with every problem named."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.cases import read_cases
from guidance.catalogue import Catalogue
from guidance.knowledge import KnowledgeError
from guidance.language.conditions import Severity
from tests.guidance import small


def problems(content: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        knowledge.load_from(content, small.RULES)
    assert [str(problem) for problem in caught.value.problems] == str(caught.value).split("\n")
    return str(caught.value).split("\n")


def test_the_product_has_a_knowledge_base_without_problems() -> None:
    catalogue = knowledge.load()
    assert knowledge.load() is catalogue
    assert knowledge.read(knowledge.CONTENT, catalogue.rules)[1] == []


def test_the_small_knowledge_base_is_sound(catalogue: Catalogue) -> None:
    assert list(catalogue.questions) == ["profile.name", "profile.kind", "activity.leaves", "activity.partners"]
    assert catalogue.files["questions:profile.kind"] == "questions/small.yaml"


def test_shared_questions_are_asked_first(content: Path) -> None:
    (content / "questions" / "small.yaml").rename(content / "questions" / "shared.yaml")
    (content / "questions" / "a_topic.yaml").write_text(
        "questions: [{id: activity.new, text: T, label: L, why: W, ask: [lead], kind: text}]", encoding="utf-8"
    )
    assert list(knowledge.load_from(content, small.RULES).questions)[-1] == "activity.new"


def test_an_id_in_two_files_is_named_with_both(content: Path) -> None:
    (content / "doors" / "topic.yaml").write_text((content / "doors" / "small.yaml").read_text(encoding="utf-8"))
    assert problems(content) == ["doors/topic.yaml: office: the id is also in doors/small.yaml; rename one of them"]


def test_an_id_twice_in_one_file_is_named(content: Path) -> None:
    small.change(content, "sections.yaml", "id: activity,", "id: profile,")
    assert problems(content) == ["sections.yaml: profile: the id is also in sections.yaml; rename one of them"]


def test_files_that_cannot_be_read_are_all_named(content: Path) -> None:
    (content / "roles.yaml").write_text("roles: [")
    (content / "sources" / "small.yaml").write_bytes(b"\xff")
    small.change(content, "advice/small.yaml", "says: There are many.", "sais: There are many.")
    see = "; see the format in docs/knowledge.md"
    assert problems(content) == [
        f"advice/small.yaml: the file: small.yaml: count: says: is missing; add it{see}",
        f"advice/small.yaml: the file: small.yaml: count: sais: no such key; take it out or correct its spelling{see}",
        f"sources/small.yaml: the file: small.yaml: byte 0 is not UTF-8; save the file as UTF-8{see}",
        "roles.yaml: the file: roles.yaml, line 2, column 1: did not find expected node content; mend the YAML there" + see,
    ]


def test_nothing_is_loaded_without_a_version(content: Path) -> None:
    small.change(content, "knowledge.yaml", "2026.1.1", "first")
    assert problems(content)[0].startswith(
        "knowledge.yaml: the file: knowledge.yaml: entry 1: version: String should match pattern"
    )
    (content / "knowledge.yaml").unlink()
    assert problems(content)[0].startswith("knowledge.yaml: the file: knowledge.yaml: No such file or directory")


def test_a_missing_file_shows_as_what_it_should_have_held(content: Path) -> None:
    (content / "roles.yaml").unlink()
    assert (
        "questions/small.yaml: profile.name: there is no role 'lead'; correct the id or add it to guidance/content/roles.yaml"
        in problems(content)
    )


def test_statistics_count_what_is_there(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(small.CASES, encoding="utf-8")
    counts = knowledge.statistics(catalogue, tmp_path)
    assert counts == {
        "version": "2026.1.1",
        "hash": catalogue.hash,
        "topics": 1,
        "questions": 4,
        "rules": 4,
        "findings": 2,
        "enabling cards": 0,
        "doors": 1,
        "switches": 1,
        "sources": 1,
        "sources by confidence": {"verified": 1},
        "cases": 9,
        "organisation cases": 0,
        "of them controls": 0,
        "questions asked first": 0,
        "median questions asked of an organisation": 0,
        "median questions asked of an activity": 0,
        "rules by topic": {"small": 4},
        "rules by obligation": {"legal duty": 1, "good practice": 1},
    }
    assert knowledge.statistics(catalogue, tmp_path / "none")["cases"] == 0


def test_statistics_of_the_product() -> None:
    catalogue = knowledge.load()
    cases = Path(__file__).parents[1] / "cases"
    counts = knowledge.statistics(catalogue, cases)
    assert counts["cases"] == sum(1 + len(case.near_misses) for _, case in read_cases(cases))
    assert counts["rules by topic"] == Counter(rule.topic for rule in catalogue.rules.guidelines)
    assert counts["enabling cards"] == len(
        {rule.finds for rule in catalogue.rules.guidelines if rule.severity is Severity.ENABLING}
    )
    assert catalogue.knowledge.published <= date.today()
