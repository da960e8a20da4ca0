"""Whatever a file grows into: it is read in less than 500 MB and 20 seconds of one core, or refused with the reason."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import hostile
from tests.fuzz.hostile import Told

ROOT = Path(__file__).parents[2]
REASONS = (
    "MB of memory", "seconds of work", "within 60 seconds", "the most", "at most", "expected", "more than", "nested too deep", "twice",
    "digits", "damaged", "deep", "holds", "is no", "broken", "empty", "too large", "would", "nesting", "is not", "recursion", "pixels", "cannot be set", "larger than",
)  # fmt: skip
"""A word that a refusal has when it says why."""


SAMPLED = 10
"""One file in so many is read on every push; all of them every night."""


def told(kind: str, one_in: int) -> list[Told]:
    command = [sys.executable, "-m", "tests.fuzz.hostile", kind, "--json", f"--one-in={one_in}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3_000)
    lines = [Told(**json.loads(line)) for line in ended.stdout.splitlines()]
    assert lines, ended.stderr
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("one_in", [SAMPLED, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("kind", hostile.KINDS)
def test_the_bounds_hold_for_each_file(kind: str, one_in: int) -> None:
    found = told(kind, one_in)
    assert [one for one in found if not one.kept] == []
    refused = [one for one in found if one.refused]
    assert refused or one_in > 1
    assert [one for one in refused if not any(reason in one.said for reason in REASONS)] == []
    assert [one for one in found if "an ordinary" in one.file and one.refused] == []
    assert len(found) == len(hostile.chosen(kind, one_in))
