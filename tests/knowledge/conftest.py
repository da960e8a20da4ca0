"""The small knowledge base, as the tests beside have it."""

from tests.guidance.conftest import catalogue, content

__all__ = ["catalogue", "content"]
