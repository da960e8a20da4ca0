"""One process can assess for a long time: memory does not grow with the number of assessments."""

import gc
import tracemalloc
from itertools import islice

import pytest

from guidance import knowledge
from guidance.assessment import assess, conclude
from rules.facts import Facts
from rules.readings import three_valued
from tests.guidance.random_cases import assessments

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
    three_valued._kept.cache_clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("cases", [pytest.param(200, marks=pytest.mark.slow), pytest.param(MANY, marks=pytest.mark.nightly)])
def test_memory_stays_flat(cases: int) -> None:
    tracemalloc.start()
    try:
        first, last = kept_after(100, 1), kept_after(cases, 2)
    finally:
        tracemalloc.stop()
    print(f"{(last - first) / 1024:.0f} KiB more after {cases:,} assessments")
    assert last - first < 100_000
