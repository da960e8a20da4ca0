"""Where a document says that a test holds what it claims, the test is there."""

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
DOCUMENTS = [TOP / "README.md", TOP / "SECURITY.md", TOP / "CONTRIBUTING.md", *sorted((TOP / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    named = re.findall(r"`(tests/[\w./]+)`", document.read_text(encoding="utf-8"))
    assert [each for each in named if not (TOP / each).exists()] == []


def test_the_claims_of_security_name_their_tests() -> None:
    assert len(re.findall(r"`tests/store/\w+\.py`", (TOP / "SECURITY.md").read_text(encoding="utf-8"))) >= 5
