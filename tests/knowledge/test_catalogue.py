"""The knowledge base as the rest of the program asks it: hash, words, switches, citations."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.knowledge.catalogue import Catalogue, cited
from guidance.knowledge.entries import Confidence
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE
from tests import small


def test_the_same_content_has_the_same_hash_anywhere(catalogue: Catalogue, content: Path) -> None:
    assert knowledge.load_from(content).hash == catalogue.hash
    assert catalogue.version == f"2026.1.1 ({catalogue.hash[:12]})"
    assert len(catalogue.hash) == 64


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("knowledge.yaml", "Everything else", "All the rest"),
        ("common/sections.yaml", "intro: Who you are.", "intro: Who are you?"),
        ("common/roles.yaml", "title: Activity lead", "title: Lead"),
        ("small/questions.yaml", "text: University}", "text: A university}"),
        ("small/findings.yaml", "action: Stop it.", "action: Stop it now."),
        ("small/sources.yaml", "review_days: 90", "review_days: 91"),
        ("small/topic.yaml", "title: Small", "title: Little"),
        ("small/doors.yaml", "clock: Ten days", "clock: Nine days"),
        ("common/switches.yaml", "since: 2026-06-01", "since: 2026-06-02"),
    ],
)
def test_any_change_of_content_changes_the_hash(catalogue: Catalogue, content: Path, file: str, old: str, new: str) -> None:
    small.change(content, file, old, new)
    assert knowledge.load_from(content).hash != catalogue.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: some_goods_leave", "id: one_of_them_leaves"),
        ("sources: [act s.2]", "sources: [act s.3]"),
        ("    doors: [office]\n", ""),
        ("severity: low", "severity: low\n    bound: the partner"),
        ("level: 3", "level: 3\n    starts: 2026-01-01"),
        ("many: activity.partners >= 5", "many: activity.partners >= 6"),
        ("words: something leaves", "words: something goes"),
        ("reason: One is enough.", "reason: One will do."),
    ],
)
def test_any_change_of_a_rule_changes_the_hash(catalogue: Catalogue, content: Path, old: str, new: str) -> None:
    small.change(content, "small/rules.yaml", old, new)
    assert knowledge.load_from(content).hash != catalogue.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("switch.amended is yes and many", "switch.amended is yes and activity.partners >= 5"),
        ("when: |\n      exposed\n      and profile.kind is university", "when: (exposed and profile.kind is 'university')"),
        ("reason: One is enough.", "# A remark\n    reason: One is enough."),
    ],
)
def test_the_same_in_other_words_has_the_same_hash(catalogue: Catalogue, content: Path, old: str, new: str) -> None:
    small.change(content, "small/rules.yaml", old, new)
    assert knowledge.load_from(content).hash == catalogue.hash


def test_questions_know_whom_they_are_asked_of(catalogue: Catalogue) -> None:
    assert [question.id for question in catalogue.asked_of(Scope.ACTIVITY)] == ["activity.leaves", "activity.partners"]
    assert catalogue.scope("profile.kind") is Scope.ORGANISATION
    with pytest.raises(KeyError):
        catalogue.scope("profile.nothing")


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 12, 31), NOT_SURE),
        (date(2026, 1, 1), "no"),
        (date(2026, 5, 31), "no"),
        (date(2026, 6, 1), "yes"),
    ],
)
def test_a_switch_has_the_value_of_its_day(catalogue: Catalogue, day: date, value: str) -> None:
    assert catalogue.switched(day) == {"switch.amended": value}


def test_an_unknown_switch_is_not_sure(content: Path) -> None:
    small.change(content, "common/switches.yaml", "value: no, why", "value: unknown, why")
    assert knowledge.load_from(content).switched(date(2026, 2, 1)) == {"switch.amended": NOT_SURE}


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("profile.kind", "university", "University"),
        ("profile.kind", NOT_SURE, "Not sure"),
        ("activity.leaves", ["files", "goods"], "Goods; Files"),
        ("activity.leaves", frozenset({"nothing"}), "Nothing"),
        ("activity.partners", 5, "5"),
        ("activity.partners", 2.5, "2.5"),
        ("profile.name", "<b>Ours</b>", "<b>Ours</b>"),
    ],
)
def test_an_answer_reads_as_the_officer_gave_it(catalogue: Catalogue, question: str, value: object, words: str) -> None:
    assert catalogue.answer(question, value) == words


def test_a_number_has_its_unit(content: Path) -> None:
    small.change(content, "small/questions.yaml", "maximum: 100", "maximum: 100\n    unit: partners")
    assert knowledge.load_from(content).answer("activity.partners", 5) == "5 partners"


def test_a_rule_reads_as_a_sentence(catalogue: Catalogue) -> None:
    rules = catalogue.rules.by_name
    assert catalogue.in_words(rules["university_lets_goods_out"]).startswith("For each activity: if ")
    assert "“University”" in catalogue.in_words(rules["university_lets_goods_out"])
    assert "whether the amendment is in force" in catalogue.in_words(rules["amendment_counts_partners"])
    assert catalogue.in_words(rules["some_goods_leave"]).startswith("If ")


def test_citations_are_sources_with_paragraphs(catalogue: Catalogue) -> None:
    (citation,) = catalogue.citations(catalogue.rules.by_name["university_lets_goods_out"])
    assert (citation.source.title, citation.paragraph) == ("The Act", "s.1")
    assert cited("eco-2008 art.18 (2)") == ("eco-2008", "art.18 (2)")
    assert cited("eco-2008") == ("eco-2008", "")


def test_what_nobody_saw_is_marked_check_before_relying(content: Path) -> None:
    def check() -> str | None:
        catalogue = knowledge.load_from(content)
        return catalogue.check_before_relying(catalogue.rules.by_name["university_lets_goods_out"])

    assert check() is None
    small.change(content, "small/findings.yaml", "days: 0, statutory: true", "days: 0")
    small.change(content, "small/sources.yaml", "confidence: verified", "confidence: recalled")
    assert check() == "Nobody has seen the text of the source; it is recalled from memory."
    small.change(content, "small/findings.yaml", "safe_way: Apply first.", "safe_way: Apply first.\n    check: The penalty.")
    assert check() == "The penalty."


def test_a_paragraph_may_have_been_seen_otherwise_than_the_whole(content: Path) -> None:
    read = "    read: [{at: s.1, confidence: secondary, seen: A note.}]\n    version: as enacted"
    small.change(content, "small/sources.yaml", "    version: as enacted", read)
    catalogue = knowledge.load_from(content)
    seen = {
        citation.paragraph: citation.confidence for rule in catalogue.rules.guidelines for citation in catalogue.citations(rule)
    }
    assert seen == {"s.1": Confidence.SECONDARY, "s.2": Confidence.VERIFIED}


def test_a_source_is_overdue_on_the_day_after_its_review(catalogue: Catalogue) -> None:
    assert catalogue.overdue(date(2026, 4, 1)) == ()
    assert [source.id for source in catalogue.overdue(date(2026, 4, 2))] == ["act"]


@pytest.mark.parametrize("look", [lambda c: c.inference, lambda c: c.hash, lambda c: c.rules.questions])
def test_what_is_costly_is_worked_out_once(catalogue: Catalogue, look: Callable[[Catalogue], object]) -> None:
    assert look(catalogue) is look(catalogue)
