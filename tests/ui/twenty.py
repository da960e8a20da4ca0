"""Runs the browser tests twenty times, five of them beside a process that keeps both cores busy, and prints the twenty.

`python -m tests.ui.twenty`; a folder given by --keep holds what each run said."""

import argparse
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def once(number: int, beside: bool, folder: Path, tests: list[str]) -> bool:
    """One run; whether every test passed. Prints its line."""
    began = time.monotonic()
    done = subprocess.run([*RUN, *tests], capture_output=True, text=True, check=False)
    (folder / f"run-{number:02}.log").write_text(done.stdout + done.stderr)
    said = done.stdout.strip().splitlines()
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    load = os.getloadavg()[0]
    print(
        f"{number:2} {'busy ' if beside else 'alone'} load {load:4.1f} {time.monotonic() - began:6.0f} s  {said[-1] if said else 'nothing'}",
        *failed,
        sep="\n   ",
        flush=True,
    )
    return done.returncode == 0


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
    passed = 0
    for number in range(1, given.alone + given.busy + 1):
        if number <= given.alone:
            passed += once(number, False, folder, given.tests)
        else:
            with busy():
                passed += once(number, True, folder, given.tests)
    print(f"{passed} of {given.alone + given.busy} passed; what each said is in {folder}")
    return int(passed < given.alone + given.busy)


if __name__ == "__main__":
    raise SystemExit(main())
