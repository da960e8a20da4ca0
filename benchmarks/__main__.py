"""The costs an officer waits for, on Northmoor: after one answer, the conclusion of record, each format of the report."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.halves import halved
from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.asking import about_more, next_questions, stakes
from guidance.assessment.order import first_screen
from guidance.case.record import read_record
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Scope
from guidance.language.facts import Facts
from reports import model, standings, write

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

    half = halved(facts, "northmoor", 1)
    questions = [each for each in catalogue.asked_of(Scope.ACTIVITY) if each.kind is Kind.ONE and each.read_by_rules]

    def page() -> None:
        first, *_ = half.activities
        question = questions[next(answers) % len(questions)]
        given = {**half.activities[first], question.id: question.options[0].id}
        found = assess(catalogue, replace(half, activities={**half.activities, first: given}))
        first_screen(found, (first,))
        may_go_ahead(found, first)
        next_questions(found, first, 2)
        about_more(found, first)
        standings.level(catalogue, found.levels[first])

    def whole() -> None:
        found = assess(catalogue, half)
        first_screen(found)
        stakes(found)
        for about in half.activities:
            may_go_ahead(found, about)
            negatives(found, about)

    rows = {
        "after one answer about an activity": one_answer,
        "the same on half of the answers, with all that the page shows": page,
        "order, stakes, provisos and negatives of a whole report": whole,
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
