"""A team at work on one assessment."""

from collections.abc import Iterator

import pytest

from guidance import knowledge
from guidance.case.store import Store
from tests.case.store.conftest import bare, empty, postgresql_server, url
from tests.team.world import World

__all__ = ["bare", "empty", "postgresql_server", "url"]


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """An assessment with two departments, questions assigned, and a person for each role."""
    world = World.of(Store.open(url, knowledge.load()))
    yield world
    world.store.close()
