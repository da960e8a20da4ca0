"""How much memory and work it takes, of this process and those that it starts."""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_MEMORY = 500_000_000
"""Bytes of one process."""
MOST_WORK = 20.0
"""Seconds of one core."""


@dataclass(frozen=True)
class Told:
    """What became of a file: taken, or the reason why not. Bytes are of the server's process and of the one that reads for it."""

    file: str
    size: int
    said: str
    refused: bool
    server: int
    reader: int
    work: float
    stall: float

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return max(self.server, self.reader) < MOST_MEMORY and self.work < MOST_WORK


class Watch(threading.Thread):
    """Looks at this process and those that it starts while something goes on, a hundred times a second.

    `server` and `reader`: the most bytes of this process, and of any that it started. `work`: seconds of a core, of all together.
    `stall`: the longest that this thread had to wait for its turn."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.server = self.reader = 0
        self.stall = 0.0
        self._others: dict[int, float] = {}
        self._over = threading.Event()
        Path("/proc/self/clear_refs").write_text("5")  # what was before is no part of the peak
        self._began = time.process_time()
        self.start()

    @property
    def work(self) -> float:
        return self._mine + sum(self._others.values())

    def run(self) -> None:
        last = time.perf_counter()
        while not self._over.wait(0.01):
            now = time.perf_counter()
            self.stall = max(self.stall, now - last)
            self._look()
            last = time.perf_counter()

    def _look(self) -> None:
        for pid in _started(os.getpid()):
            try:
                if b"guidance.files.bounded" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                    continue  # it is about to be one
                peak, used = _peak(pid), _used(pid)
            except (OSError, ValueError, IndexError):  # it has ended meanwhile
                continue
            self.reader = max(self.reader, peak)
            self._others[pid] = used

    def stop(self) -> None:
        self._over.set()
        self.join()
        self._look()
        self.server, self._mine = _peak(os.getpid()), time.process_time() - self._began


def _started(pid: int) -> Iterator[int]:
    """The processes that one has started, and those that they have started."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _started(child)


def _peak(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0]) * 1024


def _used(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def copied(work: Callable[[], bytes]) -> bytes:
    """What some work gives, done in a copy of this process; nothing when it failed, and the reason on standard error."""
    with tempfile.TemporaryFile() as out:
        copy = os.fork()
        if copy == 0:
            try:
                out.write(work())
                out.flush()
                os._exit(0)
            except BaseException as error:  # whatever it is, it is told
                print(f"{type(error).__name__}: {str(error)[:500]}", file=sys.stderr, flush=True)
            finally:
                os._exit(1)
        os.waitpid(copy, 0)
        out.seek(0)
        return out.read()
