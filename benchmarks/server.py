"""A server of the program for the benchmarks: its own process, a free port of this machine, a fresh database. Linux."""

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from guidance import knowledge
from guidance.record import read_record
from guidance.store import Store

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "northmoor.json"
ACTIVITY = "drivetrain-seals"
"""An activity of the example with a long page of questions about the partner."""
QUIET = ("--server.headless", "true", "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false")
"""What keeps a server without our configuration to itself; none of it costs or saves time."""
TIMED = """
from benchmarks.server import timed
from ui import shell

timed(shell.run)
"""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: its process, its port and its database."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cpu(self) -> float:
        """CPU seconds of the process so far."""
        spent = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, spent)) / TICKS

    @property
    def memory(self) -> float:
        """Resident memory in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def open_store(self) -> Store:
        return Store.open(_database(self.folder), knowledge.load())

    def timings(self) -> list[dict[str, float]]:
        """What `timed` wrote of each run of the script so far."""
        return [json.loads(line) for line in (self.folder / "timings").read_text().splitlines()]


@contextmanager
def serving(assessments: int, ours: bool = True, measured: bool = False) -> Iterator[tuple[Server, list[str]]]:
    """A server that answers, and the ids of assessments that each hold Northmoor's answers.

    `ours`: with the program's configuration, else with Streamlit's own. `measured`: each run of the script is timed."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(_database(folder), knowledge.load())
        record = read_record(EXAMPLE.read_bytes(), knowledge.load())
        ids = [store.open_record(record, "benchmark") for _ in range(assessments)]
        store.close()
        script = folder / "app.py"
        if measured:
            script.write_text(TIMED)
        else:
            shutil.copy(ROOT / "app.py", script)
        if ours:
            shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), *QUIET],
                cwd=folder,
                env=os.environ
                | {"GUIDANCE_DATABASE": _database(folder), "PYTHONPATH": str(ROOT), "TIMINGS": str(folder / "timings")},
                stdout=log,
                stderr=log,
            )
        try:
            _wait(port, folder / "log")
            yield Server(process, port, folder), ids
        finally:
            process.terminate()
            process.wait(timeout=20)


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'guidance.sqlite3'}"


def _wait(port: int, log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text())


# What runs inside a measured server.

_run = threading.local()
"""Milliseconds of this run of the script by name."""


def timed(script: Callable[[], None]) -> None:
    """Runs the script and writes a line: CPU ms of the rules and of the whole script with its callbacks, wall ms of the save and
    of the whole script, CPU ms of the process so far."""
    instrument()
    _run.__dict__.setdefault("since", time.perf_counter())
    script()
    spent = time.thread_time() * 1000
    line = {
        "wall": (time.perf_counter() - _run.since) * 1000,
        "script": spent - getattr(_run, "before", 0.0),
        "rules": getattr(_run, "assessed", 0.0),
        "save": getattr(_run, "append", 0.0),
        "process": time.process_time() * 1000,
    }
    _run.__dict__.clear()
    _run.before = spent
    with Path(os.environ["TIMINGS"]).open("a") as out:
        out.write(json.dumps(line) + "\n")


@functools.cache
def instrument() -> None:
    """Times the rules and the save, once a process."""
    from ui import state

    _watch(state, "assessed", time.thread_time)
    _watch(state, "append", time.perf_counter)


def _watch(module: Any, name: str, clock: Callable[[], float]) -> None:
    work = getattr(module, name)

    def watched(*given: Any, **more: Any) -> Any:
        """Callbacks come before the script, so the first of these starts the run's clock."""
        _run.__dict__.setdefault("since", time.perf_counter())
        started = clock()
        try:
            return work(*given, **more)
        finally:
            setattr(_run, name, getattr(_run, name, 0.0) + (clock() - started) * 1000)

    setattr(module, name, watched)
