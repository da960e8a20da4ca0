"""What each edition of the two examples comes to: pages of its PDF, and CPU seconds from the answers on, warm; the record as HTML too.

With `--activities 300`: the editions of a register of so many, each in a process of its own, with the memory that it takes.
"""

import io
import sys
import time
from pathlib import Path

import pypdf

from benchmarks import many
from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import read_record
from reports import html, pdf
from reports.editions import Edition, build

EXAMPLES = Path(__file__).parents[1] / "examples"


def main() -> None:
    """Prints the table."""
    catalogue = knowledge.load()
    for name in ("northmoor", "lowfell"):
        record = read_record((EXAMPLES / f"{name}.json").read_bytes(), catalogue)
        total = 0.0
        for edition in Edition:  # warm
            pdf.render(build(edition, conclude(catalogue, record.facts(catalogue)), record))
        for edition in Edition:
            started = time.process_time()
            made = pdf.render(build(edition, conclude(catalogue, record.facts(catalogue)), record))
            spent = time.process_time() - started
            total += spent
            pages = len(pypdf.PdfReader(io.BytesIO(made)).pages)
            print(f"{name:9} {edition:10} {pages:3} pages  {len(made) // 1000:5,} kB  CPU {spent:.2f} s")
        started = time.process_time()
        made = html.render(build(Edition.RECORD, conclude(catalogue, record.facts(catalogue)), record))
        read = time.process_time() - started
        print(f"{name:9} record, as HTML       {len(made) // 1000:5,} kB  CPU {read:.2f} s")
        print(
            f"{name:9} all editions            CPU {total:.2f} s; with the record as HTML, as it is read, {total - spent + read:.2f} s"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--activities"]:
        many.main(int(sys.argv[2]))
    else:
        main()
