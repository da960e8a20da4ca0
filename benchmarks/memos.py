"""What the memos of the three-valued reading earn: an answer on Northmoor's half-answered page with them, with only those of exactly the
same answers, and with none. CPU ms; each in a process of its own, as a memo that is there is used."""

import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.halves import halved
from guidance import knowledge
from guidance.assessment import assess
from guidance.assessment.ahead import may_go_ahead
from guidance.assessment.asking import about_more, next_questions
from guidance.assessment.order import first_screen
from guidance.case.record import read_record
from guidance.inference import memos
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Scope

ROOT = Path(__file__).parents[1]
WARM, ROUNDS = 20, 60
WAYS = {"all": "from the nearest answers (what the product does)", "same": "of the very same answers only", "none": "none kept"}


def measure(way: str) -> float:
    """CPU milliseconds of an answer, with all that its page shows, the median of some."""
    if way != "all":
        memos.NEAR = -2
    if way == "none":
        memos.KEPT = 0
    catalogue = knowledge.load()
    record = read_record((ROOT / "examples" / "northmoor.json").read_bytes(), catalogue)
    half = halved(record.facts(catalogue), "northmoor", 1)
    questions = [each for each in catalogue.asked_of(Scope.ACTIVITY) if each.kind is Kind.ONE and each.read_by_rules]
    first, *_ = half.activities
    times = []
    for number in range(WARM + ROUNDS):
        question = questions[number % len(questions)]
        given = {**half.activities[first], question.id: question.options[0].id}
        started = time.process_time()
        found = assess(catalogue, replace(half, activities={**half.activities, first: given}))
        first_screen(found, (first,))
        may_go_ahead(found, first)
        next_questions(found, first, 2)
        about_more(found, first)
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times[WARM:])


def main() -> None:
    if len(sys.argv) > 1:
        print(measure(sys.argv[1]))
        return
    for way, said in WAYS.items():
        command = [sys.executable, "-m", "benchmarks.memos", way]
        print(
            f"{float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout):9.1f}  memos {said}"
        )


if __name__ == "__main__":
    main()
