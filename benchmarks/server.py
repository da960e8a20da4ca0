"""A server of the program for the benchmarks: its own process, a free port of this machine, a fresh database. Linux."""

import functools
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import RerunData, ScriptRunner

from guidance import knowledge
from guidance.case.record import Record, Recorded, read_record
from guidance.case.store import Store
from guidance.knowledge.entries import Kind
from ui.browser import state

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "northmoor.json"
ACTIVITY = "drivetrain-seals"
"""An activity of the example with a long page of questions about the partner."""
QUIET = ("--server.headless", "true", "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false")
"""What keeps a server without our configuration to itself; none of it costs or saves time."""
OURS = (
    "-c",
    "import sys; from pathlib import Path; from ui.browser.warm import serve; serve(Path(sys.argv[1]), *sys.argv[2:])",
)
STOCK = ("-m", "streamlit", "run")
TIMED = """
from benchmarks.server import instrument

instrument()
"""
"""What stands before the program's own script when each run is timed."""
CHANGED = 4
"""Answers about the organisation and each activity in which one assessment differs from another."""
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
    def database(self) -> str:
        return _database(self.folder)

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
        """What `instrument` wrote of each run so far."""
        return [json.loads(line) for line in (self.folder / "timings").read_text().splitlines()]


@contextmanager
def serving(
    assessments: int, ours: bool = True, measured: bool = False, port: int = 0, also: Mapping[str, str] | None = None
) -> Iterator[tuple[Server, list[str]]]:
    """A server that answers, and the ids of assessments: the first is Northmoor's, the others differ from it and from each other.

    `ours`: with the program's configuration, else with Streamlit's own. `measured`: each run of the script is timed.
    `port`: 0 for a free one. `also`: what a deployment sets besides."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(_database(folder), knowledge.load())
        record = read_record(EXAMPLE.read_bytes(), knowledge.load())
        ids = [store.open_record(varied(record, number), "benchmark") for number in range(assessments)]
        store.close()
        (folder / "app.py").write_text((TIMED if measured else "") + (ROOT / "app.py").read_text())
        if ours:
            shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
        with _process(folder, port or _free_port(), ours, also or {}) as server:
            yield server, ids


def varied(record: Record, number: int) -> Record:
    """The record with a few answers of each activity changed: another for each number, the record itself for 0."""
    draw, catalogue = random.Random(number), knowledge.load()

    def changed(answers: dict[str, Recorded]) -> dict[str, Recorded]:
        choices = [id for id in answers if catalogue.questions[id].kind is Kind.ONE]
        others = {
            id: draw.choice(catalogue.questions[id].options).id for id in draw.sample(choices, min(CHANGED, len(choices)))
        }
        return answers | {id: replace(answers[id], value=option) for id, option in others.items()}

    if number == 0:
        return record
    activities = [activity.model_copy(update={"answers": changed(activity.answers)}) for activity in record.activities]
    return record.model_copy(update={"answers": changed(record.answers), "activities": activities})


@contextmanager
def one_more(server: Server) -> Iterator[Server]:
    """Another process of a server, with the same database."""
    with _process(server.folder, _free_port(), ours=True, also={}) as another:
        yield another


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _process(folder: Path, port: int, ours: bool, also: Mapping[str, str]) -> Iterator[Server]:
    """Compiled code is read from disk, as where the program is installed."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"GUIDANCE_DATABASE": _database(folder), "PYTHONPATH": str(ROOT), "TIMINGS": str(folder / "timings")}
    with (folder / f"log-{port}").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *(OURS if ours else STOCK), str(folder / "app.py"), "--server.port", str(port), *QUIET],
            cwd=folder,
            env={**inherited, **own, **also},
            stdout=log,
            stderr=log,
        )
    try:
        _wait(port, folder / f"log-{port}")
        yield Server(process, port, folder)
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
"""Milliseconds of this run by name."""


@functools.cache
def instrument() -> None:
    """Has each run written down in a line, the callbacks before it and the runs it asks for included: CPU ms of the rules and of
    all, wall ms of the save and of all, CPU ms of the process so far."""
    _watch(state, "assessed", time.thread_time)
    _watch(state, "append", time.perf_counter)
    run = ScriptRunner._run_script

    def timed(runner: ScriptRunner, data: RerunData) -> None:
        _run.__dict__.clear()
        cpu, wall = time.thread_time(), time.perf_counter()
        run(runner, data)
        line = {
            "wall": (time.perf_counter() - wall) * 1000,
            "script": (time.thread_time() - cpu) * 1000,
            "rules": getattr(_run, "assessed", 0.0),
            "save": getattr(_run, "append", 0.0),
            "process": time.process_time() * 1000,
        }
        with Path(os.environ["TIMINGS"]).open("a") as out:
            out.write(json.dumps(line) + "\n")

    ScriptRunner._run_script = timed  # type: ignore[method-assign]


def _watch(module: Any, name: str, clock: Callable[[], float]) -> None:
    work = getattr(module, name)

    def watched(*given: Any, **more: Any) -> Any:
        started = clock()
        try:
            return work(*given, **more)
        finally:
            setattr(_run, name, getattr(_run, name, 0.0) + (clock() - started) * 1000)

    setattr(module, name, watched)
