"""The knowledge base as the rest of the program asks it: hash, words, switches, citations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.catalogue import Catalogue, cited
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import NOT_SURE
from guidance.language.rule import Obligation
from guidance.language.rulebase import RuleBase
from tests.guidance import small
from tests.language.writing import rule


def test_the_same_content_has_the_same_hash_anywhere(catalogue: Catalogue, content: Path) -> None:
    assert knowledge.load_from(content, small.RULES).hash == catalogue.hash
    assert catalogue.version == f"2026.1.1 ({catalogue.hash[:12]})"
    assert len(catalogue.hash) == 64


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("knowledge.yaml", "Everything else", "All the rest"),
        ("sections.yaml", "intro: Who you are.", "intro: Who are you?"),
        ("roles.yaml", "title: Activity lead", "title: Lead"),
        ("questions/small.yaml", "text: University}", "text: A university}"),
        ("advice/small.yaml", "action: Stop it.", "action: Stop it now."),
        ("sources/small.yaml", "review_days: 90", "review_days: 91"),
        ("doors/small.yaml", "clock: Ten days", "clock: Nine days"),
        ("switches.yaml", "since: 2026-06-01", "since: 2026-06-02"),
    ],
)
def test_any_change_of_content_changes_the_hash(catalogue: Catalogue, content: Path, file: str, old: str, new: str) -> None:
    small.change(content, file, old, new)
    assert knowledge.load_from(content, small.RULES).hash != catalogue.hash


def other(name: str = "university_lets_goods_out", **more: object) -> RuleBase:
    """The small rules' finding on its own, with something changed."""
    effect = {"severity": Severity.CRITICAL, "obligation": Obligation.LEGAL, "sources": ["act s.1"], "doors": ["office"]} | more
    return RuleBase.of([rule(name, "It needs a licence.", when=small.kind("university"), finds="stop", **effect)])


def test_any_change_of_a_rule_changes_the_hash(catalogue: Catalogue) -> None:
    plain = replace(catalogue, rules=other()).hash
    changed = [
        other("renamed"),
        other(sources=["act s.2"]),
        other(doors=[]),
        other(bound="the partner"),
        other(starts=date(2026, 1, 1)),
    ]
    hashes = {plain, *(replace(catalogue, rules=rules).hash for rules in changed)}
    assert len(hashes) == 1 + len(changed)
    assert replace(catalogue, rules=other()).hash == plain


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
    small.change(content, "switches.yaml", "value: no, why", "value: unknown, why")
    assert knowledge.load_from(content, small.RULES).switched(date(2026, 2, 1)) == {"switch.amended": NOT_SURE}


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
    small.change(content, "questions/small.yaml", "maximum: 100", "maximum: 100\n    unit: partners")
    assert knowledge.load_from(content, small.RULES).answer("activity.partners", 5) == "5 partners"


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
        catalogue = knowledge.load_from(content, small.RULES)
        return catalogue.check_before_relying(catalogue.rules.by_name["university_lets_goods_out"])

    assert check() is None
    small.change(content, "sources/small.yaml", "confidence: verified", "confidence: recalled")
    assert check() == "Nobody has seen the text of the source; it is recalled from memory."
    small.change(content, "advice/small.yaml", "safe_way: Apply first.", "safe_way: Apply first.\n    check: The penalty.")
    assert check() == "The penalty."


def test_a_source_is_overdue_on_the_day_after_its_review(catalogue: Catalogue) -> None:
    assert catalogue.overdue(date(2026, 4, 1)) == ()
    assert [source.id for source in catalogue.overdue(date(2026, 4, 2))] == ["act"]


@pytest.mark.parametrize("look", [lambda c: c.inference, lambda c: c.hash, lambda c: c.rules.questions])
def test_what_is_costly_is_worked_out_once(catalogue: Catalogue, look: Callable[[Catalogue], object]) -> None:
    assert look(catalogue) is look(catalogue)
