"""Runs the browser tests twenty times, five of them beside a process that keeps both cores busy, and prints the twenty.

`python -m tests.ui.twenty`; a folder given by --keep holds what each run said. The same command goes on there: what ran of this commit is
not run again, so that twenty runs need no whole night."""

import argparse
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

ALONE, BUSY = 15, 5
RUN = [
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "-n",
    "2",
    "--dist",
    "loadfile",
    "-p",
    "no:cacheprovider",
    "-m",
    "browser and not nightly",
]


def burn() -> None:
    """Keeps a core busy."""
    while True:
        pass


@contextmanager
def busy() -> Iterator[None]:
    """A process for each core that does nothing but count."""
    burning = [multiprocessing.Process(target=burn, daemon=True) for _ in range(os.cpu_count() or 1)]
    for each in burning:
        each.start()
    try:
        yield
    finally:
        for each in burning:
            each.kill()


def of() -> str:
    """What is run: the commit, and that nothing was changed since. Raises SystemExit where something was."""
    git = ["git", "-C", str(Path(__file__).parent)]
    if subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout:
        raise SystemExit("with --keep the runs are of one commit, and this checkout has changes; commit them first")
    return subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()


def once(number: int, beside: bool, log: Path, tests: list[str]) -> str:
    """One run; the line that says how it went, with the tests that failed, each behind a new line."""
    began = time.monotonic()
    done = subprocess.run([*RUN, *tests], capture_output=True, text=True, check=False)
    log.write_text(done.stdout + done.stderr)
    said = done.stdout.strip().splitlines()
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    how = "passed" if done.returncode == 0 else "FAILED"
    load, seconds = os.getloadavg()[0], time.monotonic() - began
    line = f"{number:2} {how} {'busy ' if beside else 'alone'} load {load:4.1f} {seconds:6.0f} s  {said[-1] if said else 'nothing'}"
    return "\n   ".join([line, *failed])


def main() -> int:
    """Prints the twenty; 1 when one of them failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", type=Path)
    options.add_argument("--alone", type=int, default=ALONE)
    options.add_argument("--busy", type=int, default=BUSY)
    options.add_argument("tests", nargs="*", default=[])
    given = options.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="twenty-"))
    folder.mkdir(parents=True, exist_ok=True)
    commit = of() if given.keep else "now"
    lines = []
    for number in range(1, given.alone + given.busy + 1):
        beside = number > given.alone
        ran = folder / f"{commit[:12]}-{'busy' if beside else 'alone'}-{number:02}.line"
        if not ran.exists():
            with busy() if beside else nullcontext():
                ran.write_text(once(number, beside, ran.with_suffix(".log"), given.tests))
        lines.append(ran.read_text())
        print(lines[-1], flush=True)
    passed = sum(" passed " in line[:12] for line in lines)
    print(f"{passed} of {len(lines)} passed; what each said is in {folder}")
    return int(passed < len(lines))


if __name__ == "__main__":
    raise SystemExit(main())
