"""What each edition of the two examples comes to: pages of its PDF, and CPU seconds from the answers on, warm; the record as HTML too.

With `--activities 300`: the editions of a register of so many, each in a process of its own, with the memory that it takes.
"""

import io
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import pypdf

from benchmarks import many
from guidance import knowledge
from guidance.assessment import Conclusion, conclude
from guidance.case.record import Record, read_record
from guidance.knowledge.catalogue import Catalogue
from reports import html, pdf
from reports.editions import Edition, build

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
T = TypeVar("T")


def main() -> None:
    """Prints the table."""
    catalogue = knowledge.load()
    for name in ("northmoor", "lowfell"):
        _print(name, catalogue, read_record((EXAMPLES / f"{name}.json").read_bytes(), catalogue))


def _print(name: str, catalogue: Catalogue, record: Record) -> None:
    """The rows of one example, after it was made once."""
    for edition in Edition:
        pdf.render(build(edition, conclude(catalogue, record.facts(catalogue)), record))
    concluded, total = _timed(lambda: conclude(catalogue, record.facts(catalogue)))
    print(f"{name:9} concluded, once for all editions CPU {total:.2f} s")
    for edition in Edition:
        made, spent = _timed(partial(_made, edition, concluded, record))
        total += spent
        pages = len(pypdf.PdfReader(io.BytesIO(made)).pages)
        print(f"{name:9} {edition:10} {pages:3} pages  {len(made) // 1000:5,} kB  CPU {spent:.2f} s")
    page, read = _timed(lambda: html.render(build(Edition.RECORD, concluded, record)))
    print(f"{name:9} record, as HTML       {len(page) // 1000:5,} kB  CPU {read:.2f} s")
    print(
        f"{name:9} all editions            CPU {total:.2f} s; with the record as HTML, as it is read, {total - spent + read:.2f} s"
    )


def _made(edition: Edition, concluded: Conclusion, record: Record) -> bytes:
    return pdf.render(build(edition, concluded, record))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What some work makes, and the CPU seconds that it takes."""
    started = time.process_time()
    made = work()
    return made, time.process_time() - started


if __name__ == "__main__":
    if sys.argv[1:2] == ["--activities"]:
        many.main(int(sys.argv[2]))
    else:
        main()
