"""The assurance document: what it counts is so, it is current, and the cases notice a changed condition."""

import re
from pathlib import Path

import pytest

from guidance import assurance, knowledge
from guidance.language.conditions import activity, organisation, some_activity
from tests.guidance import small

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"


def test_each_atom_is_flipped_once() -> None:
    kind, leaves = organisation.question("profile.kind"), activity.question("activity.leaves")
    condition = kind("a") & (some_activity(leaves("b")) | ~kind("c"))
    assert list(assurance.flipped(condition)) == [
        ~kind("a") & (some_activity(leaves("b")) | ~kind("c")),
        kind("a") & (some_activity(~leaves("b")) | ~kind("c")),
        kind("a") & (some_activity(leaves("b")) | kind("c")),
    ]


def test_cases_that_leave_an_atom_open_are_found_out(content: Path, tmp_path: Path) -> None:
    catalogue = knowledge.load_from(content, small.RULES)
    (tmp_path / "small.yaml").write_text(small.CASES, encoding="utf-8")
    (score,) = assurance.mutation_scores(catalogue, tmp_path).values()
    assert 0 < score.noticed <= score.atoms
    (tmp_path / "small.yaml").write_text("cases: []\n", encoding="utf-8")
    (none,) = assurance.mutation_scores(catalogue, tmp_path).values()
    assert (none.noticed, len(none.missed)) == (0, score.atoms)


@pytest.mark.slow
def test_the_document_is_current_and_the_cases_notice_a_changed_condition() -> None:
    written = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
    assert written == assurance.document(knowledge.load(), CASES), "write it anew: make assurance"
    noticed = re.search(r"^\| All \|.*\| ([0-9.]+)% of [0-9]+ \|$", written, re.MULTILINE)
    assert noticed
    assert float(noticed[1]) >= 95
