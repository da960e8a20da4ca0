"""The costs an officer waits for, on Northmoor: after one answer, the conclusion of record, each format of the report."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.language.facts import Facts
from guidance.record import read_record
from reports import model, write

ROOT = Path(__file__).parents[1]
ROUNDS = 9


def median(work: Callable[[], object]) -> float:
    """CPU milliseconds, the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    catalogue = knowledge.load()
    record = read_record((ROOT / "examples" / "northmoor.json").read_bytes(), catalogue)
    facts = record.facts(catalogue)
    concluded = conclude(catalogue, facts)
    report = model.build(concluded, record)
    answers = iter(range(10_000))

    def one_answer() -> None:
        first, *rest = facts.activities
        changed = {**facts.activities[first], "benchmark.answer": str(next(answers))}
        assess(catalogue, replace(facts, activities={first: changed, **{name: facts.activities[name] for name in rest}}))

    def cold() -> None:
        assess(catalogue, Facts({**facts.organisation, "benchmark.answer": str(next(answers))}, facts.activities, facts.as_at))

    rows = {
        "after one answer about an activity": one_answer,
        "after one answer about the organisation": cold,
        "conclusion of record (experta and the check against it)": lambda: conclude(catalogue, facts),
        "report model": lambda: model.build(concluded, record),
        **{f"report as {suffix}": (lambda suffix=suffix: write.render(report, suffix)) for suffix in sorted(write.WRITERS)},
    }
    print(f"{len(catalogue.rules.guidelines)} rules, {len(facts.activities)} activities; CPU ms, median of {ROUNDS}")
    for name, work in rows.items():
        print(f"{median(work):9.1f}  {name}")


if __name__ == "__main__":
    main()
