"""The small knowledge base, written to a folder that a test may spoil."""

from pathlib import Path

import pytest

from guidance import knowledge
from guidance.knowledge.catalogue import Catalogue
from tests.guidance import small


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return small.write(tmp_path / "content")


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The small knowledge base, as it should be."""
    return knowledge.load_from(small.write(tmp_path_factory.mktemp("content")))
