"""What the editions of a whole register cost: each edition, and each format of the record, in a process of its own.

The register is written as CSV and read as an officer reads one. Of every tenth activity the questions are answered besides, as those
of one of Northmoor's; so are those of the organisation.
"""

import csv
import io
import itertools
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdf

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Record, RecordedActivity, read_record
from guidance.knowledge.catalogue import Catalogue
from guidance.partners.register import intake
from guidance.partners.register.queue import Sensitive
from guidance.partners.register.reading import read
from guidance.partners.screening import gazetteer
from reports import write
from reports.blocks import Paper
from reports.editions import Edition, build

ROOT = Path(__file__).parents[1]
NORTHMOOR = ROOT / "examples" / "northmoor.json"
HEAD = ("Ref", "Partner", "Country", "Type of arrangement", "Project", "Subject (CAH)", "Start", "End")
KINDS = (
    "Collaborative research agreement", "Contract research", "Joint laboratory", "Student exchange", "Scholarship (CSC)",
    "Dual award / TNE", "Donation", "Licence", "Memorandum of understanding", "Conference",
)  # fmt: skip
SUBJECTS = (
    "CAH10-01-04 aeronautical engineering", "CAH11-01-05 artificial intelligence", "CAH07-01-01 physics", "CAH22-01-01 education",
    "CAH20-01-01 history", "CAH02-04-01 nursing", "CAH06-01-07 food sciences",
)  # fmt: skip
COUNTRIES = ("China", "China", "China", "Hong Kong", "China", "")
SPANS = (("2024-02-01", "2029-01-31"), ("2020-09-01", "2024-08-31"), ("2027-01-01", "2030-12-31"))
WAYS = ((Edition.RECORD, ".pdf"), (Edition.RECORD, ".docx"), (Edition.RECORD, ".html"), (Edition.RECORD, ".xlsx"), (Edition.RECORD, ".json"),
        (Edition.COMMITTEE, ".pdf"), (Edition.OFFICER, ".pdf"), (Edition.RESEARCHER, ".pdf"))  # fmt: skip
MIB = 1024


def register(number: int) -> bytes:
    """A register of so many partnerships as CSV: bodies of the gazetteer, each with a project."""
    named = (identity.names[0].text for _, identity in sorted(gazetteer.load().identities.items()) if identity.names)
    partners = list(dict.fromkeys(name for name in named if name.isascii() and " and " not in name))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for row in range(number):
        start, end = SPANS[row % len(SPANS)]
        kind, subject = KINDS[row % len(KINDS)], SUBJECTS[row % len(SUBJECTS)]
        where = COUNTRIES[row % len(COUNTRIES)]
        rows.writerow(
            (f"P{row:04}", partners[row * 7 % len(partners)], where, kind, f"Project number {row}", subject, start, end)
        )
    return text.getvalue().encode()


def imported(catalogue: Catalogue, number: int) -> Record:
    """The register as an assessment, some of it answered."""
    northmoor, data = read_record(NORTHMOOR.read_bytes(), catalogue), register(number)
    sheet = read("register.csv", data)
    taken = intake.prepare(sheet, sheet.proposed(), data, northmoor.as_at, Sensitive.of(catalogue)).activities
    activities = [_answered(each, row, northmoor) for row, each in enumerate(taken)]
    return northmoor.model_copy(update={"activities": activities})


def _answered(activity: RecordedActivity, row: int, northmoor: Record) -> RecordedActivity:
    """The activity; of every tenth the questions are answered besides."""
    if row % 10:
        return activity
    like = northmoor.activities[row // 10 % len(northmoor.activities)]
    return activity.model_copy(update={"answers": {**like.answers, **activity.answers}})


def once(file: Path, edition: Edition, suffix: str) -> None:
    """Makes one edition of a saved assessment, and prints as JSON what it cost."""
    catalogue = knowledge.load()
    record = read_record(file.read_bytes(), catalogue)
    marks = [time.process_time()]
    conclusion = conclude(catalogue, record.facts(catalogue))
    marks.append(time.process_time())
    paper: Paper = build(edition, conclusion, record)
    marks.append(time.process_time())
    made = write.render(paper, suffix)
    marks.append(time.process_time())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    pages = len(pypdf.PdfReader(io.BytesIO(made)).pages) if suffix == ".pdf" else 0
    if suffix == ".json":
        assert read_record(made, catalogue) == record
    spent = [after - before for before, after in itertools.pairwise(marks)]
    print(json.dumps({"activities": len(record.activities), "spent": spent, "peak": peak, "pages": pages, "bytes": len(made)}))


def main(number: int) -> None:
    """Prints the table."""
    print("edition    format  pages        kB   CPU s: conclude   build   write     all   MiB at most")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "register.json"
        file.write_text(imported(knowledge.load(), number).to_json(), encoding="utf-8")
        for edition, suffix in WAYS:
            told = measured(file, edition, suffix)
            parts = "  ".join(f"{part:6.1f}" for part in (*told["spent"], sum(told["spent"])))
            print(
                f"{edition:10} {suffix:6}  {told['pages'] or '–':>5}  {told['bytes'] // 1000:8,}           {parts}        {told['peak']:6.0f}",
                flush=True,
            )


def measured(file: Path, edition: str, suffix: str) -> dict[str, Any]:
    """What one edition costs, made in a process of its own. Raises CalledProcessError."""
    command = [sys.executable, "-m", "benchmarks.many", str(file), edition, suffix]
    told: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return told


if __name__ == "__main__":
    once(Path(sys.argv[1]), Edition(sys.argv[2]), sys.argv[3])
