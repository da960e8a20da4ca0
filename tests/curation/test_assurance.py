"""The assurance document: what it counts is so, it is current, and the cases notice a changed condition."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation import assurance
from guidance.curation.cases import read_cases
from guidance.language.conditions import Severity, activity, organisation, some_activity

ROOT = Path(__file__).parents[2]


def test_each_atom_is_flipped_once() -> None:
    kind, leaves = organisation.question("profile.kind"), activity.question("activity.leaves")
    condition = kind("a") & (some_activity(leaves("b")) | ~kind("c"))
    assert list(assurance.flipped(condition)) == [
        ~kind("a") & (some_activity(leaves("b")) | ~kind("c")),
        kind("a") & (some_activity(~leaves("b")) | ~kind("c")),
        kind("a") & (some_activity(leaves("b")) | kind("c")),
    ]


def test_cases_that_leave_an_atom_open_are_found_out(content: Path) -> None:
    catalogue = knowledge.load_from(content)
    (score,) = assurance.mutation_scores(catalogue).values()
    assert 0 < score.noticed <= score.atoms
    (content / "small" / "cases.yaml").write_text("cases: []\n", encoding="utf-8")
    (none,) = assurance.mutation_scores(catalogue).values()
    assert (none.noticed, len(none.missed)) == (0, score.atoms)


@pytest.mark.slow
def test_the_document_is_current_and_the_cases_notice_a_changed_condition() -> None:
    written = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
    assert written == assurance.document(knowledge.load()), "write it anew: make assurance"
    noticed = re.search(r"^\| All \|.*\| ([0-9.]+)% of [0-9]+ \|$", written, re.MULTILINE)
    assert noticed
    assert float(noticed[1]) >= 95


def test_statistics_count_what_is_there(content: Path) -> None:
    catalogue = knowledge.load_from(content)
    counts = assurance.statistics(catalogue)
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
    (content / "small" / "cases.yaml").unlink()
    assert assurance.statistics(catalogue)["cases"] == 0


@pytest.mark.slow
def test_statistics_of_the_product() -> None:
    catalogue = knowledge.load()
    counts = assurance.statistics(catalogue)
    assert counts["cases"] == sum(1 + len(case.near_misses) for _, case in read_cases(knowledge.OWN))
    assert counts["rules by topic"] == Counter(rule.topic for rule in catalogue.rules.guidelines)
    assert counts["enabling cards"] == len(
        {rule.finds for rule in catalogue.rules.guidelines if rule.severity is Severity.ENABLING}
    )
    assert catalogue.knowledge.published <= date.today()
