"""What differs between two knowledge folders is told, entry by entry, and nothing else is."""

from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.difference import Difference, difference
from reports import release_notes
from tests import small

CHANGES = [
    ("small/rules.yaml", "severity: critical", "severity: high\n    starts: 2027-04-01"),
    ("small/rules.yaml", "activity.leaves is goods\n    raises", "activity.leaves in (goods, files)\n    raises"),
    ("small/findings.yaml", "title: Stop\n", "title: Halt\n"),
    ("small/questions.yaml", "      - {id: company, text: Company}", "      - {id: company, text: Company}\n      - {id: charity, text: Charity}"),
    ("small/sources.yaml", "version: as enacted", "version: as amended in 2027"),
    ("small/rules.yaml", "  - id: some_goods_leave\n", "  - id: any_goods_leave\n"),
    ("small/cases.yaml", "rule: some_goods_leave", "rule: any_goods_leave"),
]  # fmt: skip


@pytest.fixture
def before(tmp_path: Path) -> Catalogue:
    return knowledge.load_from(small.write(tmp_path / "before"))


@pytest.fixture
def found(tmp_path: Path, before: Catalogue) -> Difference:
    folder = small.write(tmp_path / "after")
    for change in CHANGES:
        small.change(folder, *change)
    return difference(before, knowledge.load_from(folder))


def test_a_folder_differs_from_itself_in_nothing(before: Catalogue) -> None:
    same = difference(before, before)
    assert same.nothing
    assert "Nothing that it says has changed." in "\n".join(release_notes.lines(same))


def test_every_entry_that_was_touched_is_named_and_no_other(found: Difference) -> None:
    assert [(each.kind, each.id) for each in found.added] == [("rules", "any_goods_leave")]
    assert [(each.kind, each.id) for each in found.removed] == [("rules", "some_goods_leave")]
    changed = {(each.kind, each.id): {field.name for field in each.fields} for each in found.changed}
    assert changed == {
        ("rules", "university_lets_goods_out"): {"severity", "starts"},
        ("rules", "goods_leave"): {"when"},
        ("findings", "stop"): {"title"},
        ("questions", "profile.kind"): {"options"},
        ("sources", "act"): {"version"},
    }
    (rule,) = [each for each in found.changed if each.id == "university_lets_goods_out"]
    assert next(each.after for each in rule.fields if each.name == "starts") == date(2027, 4, 1)


def test_the_notes_say_it_with_the_days_of_force(found: Difference) -> None:
    notes = "\n".join(release_notes.lines(found))
    assert "* from 1 April 2027: `university_lets_goods_out`" in notes
    assert "severity: critical → high; first day in force: none → 1 April 2027" in notes
    assert "* Halt (`stop`): title: Stop → Halt" in notes
    assert "options: + charity" in notes
    assert "when it applies: “activity.leaves is goods” → “activity.leaves in (goods, files)”" in notes
    assert notes.index("## Findings") < notes.index("## Rules") < notes.index("## Questions") < notes.index("## Sources")
    assert "### Gone\n\n* `some_goods_leave`: level L3. One is enough." in notes
