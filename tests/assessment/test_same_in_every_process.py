"""The result depends on the answers alone: not on hash seeds, and not on what the process did before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import hashlib
from itertools import islice
from guidance import knowledge
from guidance.assessment import assess
from tests.random_cases import assessments

catalogue = knowledge.load()
said = [catalogue.hash, [rule.name for rule in catalogue.rules.guidelines]]
for facts in islice(assessments(catalogue, 7), 12):
    found = assess(catalogue, facts)
    said.append([(f.key, [rule.name for rule in f.rules], sorted(f.settled_by, key=str)) for f in found.findings])
    said.append([(about, str(level)) for about, level in found.levels.items()])
    said.append([sorted(found.asked, key=str), sorted(found.live, key=str)])
    said.append(catalogue.inference.conclude(facts))
print(hashlib.sha256(repr(said).encode()).hexdigest())
"""


@pytest.mark.slow
def test_findings_questions_and_firing_order_are_the_same_in_every_process():
    def started(seed):
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    said = [process.communicate()[0] for process in [started("0"), started("1")]]
    assert said[0]
    assert said[0] == said[1]
