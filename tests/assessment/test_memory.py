"""One process can assess for a long time: memory does not grow with the number of assessments."""

import gc
import subprocess
import sys
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.inference.three_valued import forget
from guidance.language.facts import Facts
from tests.random_cases import assessments

ROOT = Path(__file__).parents[2]
MANY = 10_000
CONCLUDED = 20
"""One in so many is concluded by the inference engine too."""


def kept_after(cases: int, seed: int) -> int:
    """Bytes in use after so many assessments, apart from the results that are kept for the next answer.

    The inference engine is used again and holds its last case, so the last one is always the same.
    """
    catalogue = knowledge.load()
    for number, facts in enumerate(islice(assessments(catalogue, seed), cases)):
        assess(catalogue, facts)
        if number % CONCLUDED == 0:
            conclude(catalogue, facts)
    conclude(catalogue, Facts())
    forget()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def growth(cases: int) -> int:
    """Bytes more in use after so many assessments than after the first hundred."""
    tracemalloc.start()
    first = kept_after(100, 1)
    return kept_after(cases, 2) - first


@pytest.mark.parametrize("cases", [pytest.param(200, marks=pytest.mark.slow), pytest.param(MANY, marks=pytest.mark.nightly)])
def test_memory_stays_flat(cases: int) -> None:
    """In a process of its own: what other tests have kept would give way, and seem to be growth."""
    program = f"from tests.assessment.test_memory import growth; print(growth({cases}))"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    print(f"{int(said.stdout) / 1024:.0f} KiB more after {cases:,} assessments")
    assert int(said.stdout) < 100_000
