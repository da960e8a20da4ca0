"""Hypothesis profiles, what is left to the night, and the small knowledge base."""

import gc
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from guidance import knowledge
from guidance.knowledge.catalogue import Catalogue
from tests import small

SLOW_DRAWS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("ci", max_examples=60, deadline=None, print_blob=True, suppress_health_check=SLOW_DRAWS)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=8)
settings.register_profile("nightly", settings.get_profile("ci"), max_examples=2000)
settings.register_profile(
    "mutants", settings.get_profile("ci"), max_examples=40, phases=[Phase.explicit, Phase.generate], database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--topic", help="With -m nightly tests/test_cases.py: the cases of one topic only, such as nsi.")


WHOLE_FILE = re.compile(r"^pytestmark = pytest\.mark\.(\w+)$", re.MULTILINE)


def _left_out(config: pytest.Config) -> set[str]:
    """The marks that this run leaves out; nightly tests run only when they are asked for, as in `pytest -m nightly`."""
    asked = config.option.markexpr
    return set(re.findall(r"\bnot (\w+)", asked)) | ({"nightly"} if "nightly" not in asked else set())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of which every test is left out is not read: to import browsers and name seven thousand cases costs each worker seconds."""
    if collection_path.suffix != ".py" or not (marked := WHOLE_FILE.search(collection_path.read_text(encoding="utf-8"))):
        return None
    return True if marked[1] in _left_out(config) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes out the single tests that are nightly."""
    if "nightly" in _left_out(config):
        left = [item for item in items if item.get_closest_marker("nightly")]
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """What is read by now, the knowledge above all, stays to the end: it is not looked through for garbage again and again."""
    gc.freeze()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The small knowledge base, written to a folder that a test may spoil."""
    return small.write(tmp_path / "content")


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The small knowledge base, as it should be."""
    return knowledge.load_from(small.write(tmp_path_factory.mktemp("content")))
