"""What reports cost: every format on 10, 50 and 100 activities, and WeasyPrint on the same content.

WeasyPrint sets our own HTML; it needs Debian's libpango-1.0-0 and libpangoft2-1.0-0. Nobody but this file uses it.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Record, read_record
from reports import html, model, write
from reports.blocks import Report

NORTHMOOR = Path(__file__).parents[1] / "examples" / "northmoor.json"


def larger(record: Record, times: int) -> Record:
    """The record with its activities so many times over."""
    copies = [
        activity.model_copy(update={"id": f"{activity.id[:34]}-{number}", "name": f"{activity.name} {number}"})
        for number in range(times)
        for activity in record.activities
    ]
    return record.model_copy(update={"activities": copies})


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


def costs(report: Report) -> Iterator[tuple[str, float]]:
    """CPU seconds of each format."""
    for suffix in write.WRITERS:
        yield suffix, spent(lambda suffix=suffix: write.render(report, suffix))  # type: ignore[misc]


def main() -> None:
    """Prints the tables."""
    catalogue = knowledge.load()
    record = read_record(NORTHMOOR.read_bytes(), catalogue)
    small = model.build(conclude(catalogue, record.facts(catalogue)), record)
    dict(costs(small))  # warm
    for times in (1, 5, 10):
        big = larger(record, times)
        conclusion = conclude(catalogue, big.facts(catalogue))
        report = model.build(conclusion, big)
        each = dict(costs(report))
        told = "  ".join(f"{suffix} {seconds:.2f}" for suffix, seconds in each.items())
        modelled = spent(lambda conclusion=conclusion, big=big: model.build(conclusion, big))  # type: ignore[misc]
        print(f"{len(big.activities):3} activities, CPU s: model {modelled:.2f}  {told}  all five {sum(each.values()):.2f}")
    ours = spent(lambda: write.render(small, ".pdf"))
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        print(f"WeasyPrint was not compared: {error}")
        return
    theirs = spent(lambda: weasyprint.HTML(string=html.render(small).decode()).write_pdf(pdf_variant="pdf/ua-1"))
    print(f"PDF of the same content: Typst {ours:.2f} s, WeasyPrint {theirs:.2f} s, {theirs / ours:.1f} times as much")


if __name__ == "__main__":
    main()
