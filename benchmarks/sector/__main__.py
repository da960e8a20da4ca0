"""Prints what it costs to get through a sector: CPU time of all processes, the largest of them, and the same work done otherwise.

Run as `python -m benchmarks.sector --activities 1000000`. Everything is measured in one run, one way after the other."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import click

from benchmarks.sector.making import SEED, made
from guidance import knowledge

ROOT = Path(__file__).parents[2]
NAMES = {
    "here": "this program, in one process",
    "impact": "the impact of one changed rule, in one process",
    "treat as": "this program, with the levels that each is treated as, in one process",
    "one worker": "this program, one worker process",
    "two workers": "this program, two worker processes",
    "one by one": "assess(), one assessment after the other",
    "pandas": "dicts, pandas and masks, a day at a time",
    "duckdb": "the rules as SQL in DuckDB (what is certain only, nothing written)",
    "spark": "this program's parts in Spark, local[2]",
    "digest": "bits and masks compared, every rule and row",
}
MIB = 1024


@dataclass(frozen=True)
class Cost:
    """What one way took: CPU seconds of all its processes, memory of the largest in MiB, seconds on the wall."""

    activities: int
    cpu: float
    memory: float
    wall: float

    @property
    def each(self) -> float:
        """Microseconds an activity."""
        return self.cpu / self.activities * 1e6


def measured(way: str, folder: Path) -> Cost:
    """Runs one way in a process of its own. Raises CalledProcessError."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        began = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.sector.ways", way, str(folder), f"{out}/result"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout
        told = dict[str, float]()
        for line in process.stdout:
            if line.startswith("{"):
                told |= json.loads(line)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    cpu = told.get("own", used.ru_utime + used.ru_stime + told.get("more", 0))
    return Cost(int(told["activities"]), cpu, used.ru_maxrss / MIB, time.monotonic() - began)


def missing(way: str) -> str:
    """What a way needs that is not here."""
    package = {"duckdb": "duckdb", "spark": "pyspark"}.get(way)
    if package and not find_spec(package):
        return f"{package} is not installed"
    return "there is no Java" if way == "spark" and not which("java") else ""


@click.command()
@click.option("--activities", default=400_000, show_default=True, help="Activities for this program's own ways.")
@click.option("--beside", default=20_000, show_default=True, help="Activities for the other ways.")
@click.option("--way", "ways", multiple=True, type=click.Choice(list(NAMES)), help="Only these ways.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where datasets are made, and kept.")
def main(activities: int, beside: int, ways: tuple[str, ...], folder: Path | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        where = folder or Path(scratch)
        where.mkdir(parents=True, exist_ok=True)
        rules = len(knowledge.load().rules.guidelines)
        print(f"{rules} rules, made organisations (seed {SEED}), load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print("  activities   CPU s   µs each   MiB   wall s")
        found: dict[str, Cost] = {}
        for way in ways or [each for each in NAMES if each != "digest"]:
            size = activities if way in ("here", "impact", "one worker", "two workers", "digest") else beside
            dataset = where / f"sector-{size}"
            if not dataset.exists():
                made(dataset, size)
            if reason := missing(way):
                print(f"{'':43}  {NAMES[way]}: {reason}")
                continue
            cost = found[way] = measured(way, dataset)
            print(
                f"{cost.activities:12,}{cost.cpu:8.1f}{cost.each:10.1f}{cost.memory:6.0f}{cost.wall:9.1f}  {NAMES[way]}",
                flush=True,
            )
        _compared(found, where, beside)


def _compared(found: dict[str, Cost], where: Path, beside: int) -> None:
    if "one worker" in found and "two workers" in found:
        one, two = found["one worker"], found["two workers"]
        print(
            f"one to two workers: {one.wall / two.wall:.2f} times as quick on the wall, {two.cpu / one.cpu:.2f} times the CPU time"
        )
    if "here" in found and found["here"].activities >= 2 * beside:
        if not (small := where / f"sector-{beside}").exists():
            made(small, beside)
        few, many = measured("here", small), found["here"]
        slope = (many.cpu - few.cpu) / (many.activities - few.activities)
        fixed = few.cpu - slope * few.activities
        print(
            f"of that {fixed:.1f} CPU s are before the first activity, then {slope * 1e6:.1f} µs each: 10 million take {fixed + slope * 1e7:.0f} CPU s"
        )


if __name__ == "__main__":
    main()
