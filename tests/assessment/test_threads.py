"""Fifty threads assess and conclude different cases at once; each result is that of one thread alone."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.language.facts import Facts
from tests.random_cases import assessments

THREADS = 50


def told(facts: Facts) -> object:
    catalogue = knowledge.load()
    assessment = assess(catalogue, facts)
    return (
        [(f.key, sorted(f.settled_by, key=str)) for f in assessment.findings],
        {about: str(level) for about, level in assessment.levels.items()},
        sorted(assessment.asked, key=str),
        sorted(assessment.live, key=str),
        sorted(map(str, conclude(catalogue, facts).fired)),
    )


@pytest.mark.slow
def test_fifty_threads_conclude_what_one_does() -> None:
    cases = list(islice(assessments(knowledge.load(), 11), THREADS))
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(told, cases))
    assert together == [told(facts) for facts in cases]
