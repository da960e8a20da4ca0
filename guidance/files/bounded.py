"""Files that somebody else made are read in another process, which may take so much memory and time and no more.

What a small file grows into is not known before it is read: 50 kB of a workbook's styles become gigabytes. So no reader of such
files works in the server. A helper process is kept that has the readers loaded; for each file it makes a copy of itself, which
sets its limits, reads the file, hands over what it found as JSON, and ends. Other officers go on working meanwhile, and a file
that exceeds a limit ends that copy and nothing else.

Where the system knows no such limits (Windows; macOS knows none on memory) only the time on the clock is bounded."""

import atexit
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import IO, Any, Final, TypeVar, get_type_hints

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

MEMORY: Final = 450_000_000
"""Bytes that the reading of one file may take, the reader itself included."""
WORK: Final = 12
"""Seconds of one core for one file."""
PATIENCE: Final = 60
"""Seconds on the clock for one file."""
MOST_FOUND: Final = 32_000_000
"""Bytes of what was found in one file, as JSON."""
AT_ONCE: Final = 2
"""Files that are read at a time; further ones wait for their turn."""

Found = TypeVar("Found")
Reader = Callable[[str, bytes], Found]
"""Reads a file, given its name and its bytes: a function of a module, with the type of what it finds written beside it."""
_FOUND: Final = "found"
_REFUSED: Final = "refused"
_LIMIT: Final = "limit"
_FAILED: Final = "failed"
_TOO_LARGE: Final = f"takes more than {MEMORY // 1_000_000} MB of memory to read"
_COPIES: Final = hasattr(os, "fork")
_LXML_NO_MEMORY: Final = 2
"""What lxml calls a want of memory: an error of syntax with this code."""


class LimitError(ValueError):
    """A file that takes too much to read. The message begins with a verb: the name of the file goes before it."""


def read(reader: Reader[Found], name: str, data: bytes, refusal: type[Exception]) -> Found:
    """What a reader finds in a file. Raises `refusal` where the reader does, and LimitError for a file that takes too much."""
    outcome, said = _asked(f"{reader.__module__}:{reader.__qualname__}", name, data)
    if outcome == _FOUND:
        found: Found = _type(reader).validate_json(said)
        return found
    if outcome == _LIMIT:
        raise LimitError(said.decode())
    told: dict[str, Any] = json.loads(said)
    if outcome == _REFUSED and told["kind"] == refusal.__name__:
        error = refusal.__new__(refusal, *told["args"])
        vars(error).update(told["state"])
        raise error
    raise RuntimeError(f"{reader.__qualname__}: {told['kind']}: {told['args']}")


@cache
def _type(reader: Reader[Found]) -> "TypeAdapter[Found]":
    return TypeAdapter(get_type_hints(reader)["return"])


# In the server


class _Helper:
    """A process that reads files, one after the other."""

    def __init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GUIDANCE_")}  # a password among them
        self._process = subprocess.Popen(  # noqa: S603  (this module, and no shell)
            [sys.executable, "-P", "-W", "ignore", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        self._late = False

    def lives(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, reader: str, name: str, data: bytes) -> tuple[str, bytes]:
        """The outcome of reading a file, and what is said of it."""
        there, back = self._process.stdin, self._process.stdout
        assert there
        assert back
        clock = threading.Timer(PATIENCE, self._too_late)
        clock.start()
        try:
            with suppress(BrokenPipeError):  # it ended early; what it said before is read below
                _send(there, {"reader": reader, "name": name}, data)
            head, said = _received(back)
            return head["outcome"], said
        except EOFError:
            if self._late:
                return _LIMIT, f"was not read within {PATIENCE} seconds".encode()
            return _FAILED, json.dumps({"kind": "the process that reads files", "args": "ended"}).encode()
        finally:
            clock.cancel()

    def _too_late(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL) if _COPIES else self._process.kill()

    def close(self) -> None:
        """Ends the process, and the copy of it that may be at work."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with suppress(BrokenPipeError):
                pipe.close()


_turns: Final = threading.BoundedSemaphore(AT_ONCE)
_idle: Final[list[_Helper]] = []


def _asked(reader: str, name: str, data: bytes) -> tuple[str, bytes]:
    with _turns:
        helper = _free()
        try:
            outcome, said = helper.ask(reader, name, data)
        except BaseException:
            helper.close()
            raise
        if outcome in (_FOUND, _REFUSED) and _COPIES:
            _idle.append(helper)
        else:
            helper.close()
        return outcome, said


def _free() -> _Helper:
    with suppress(IndexError):
        while helper := _idle.pop():
            if helper.lives():
                return helper
            helper.close()
    return _Helper()


@atexit.register
def _close() -> None:
    with suppress(IndexError):
        while True:
            _idle.pop().close()


# Between the two: a line of JSON that says how many bytes follow


def _send(pipe: IO[bytes], head: dict[str, str], body: bytes) -> None:
    pipe.write(json.dumps(head | {"size": str(len(body))}).encode() + b"\n")
    pipe.write(body)
    pipe.flush()


def _received(pipe: IO[bytes]) -> tuple[dict[str, str], bytes]:
    """Raises EOFError when the other side is gone."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    head: dict[str, str] = json.loads(line)
    body = pipe.read(int(head["size"]))
    if len(body) < int(head["size"]):
        raise EOFError
    return head, body


# In the helper


def serve() -> None:
    """Reads one file after the other, as they come in, until there are no more or one has exceeded a limit."""
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl loads it if it is there: half a second and 100 MB
    questions, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # whatever a library prints is no answer
    while line := questions.readline():
        head: dict[str, str] = json.loads(line)
        module, _, function = head["reader"].partition(":")
        reader: Reader[Any] = getattr(import_module(module), function)
        _type(reader)  # every copy has it then
        if not _COPIES:
            _answer(reader, head, questions, answers)
            return
        copy = os.fork()
        if copy == 0:
            try:
                os.dup2(nowhere, 2)  # a log may be a file, and a copy writes none
                _answer(reader, head, questions, answers)
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(copy, 0)
        if status:
            _send(answers, {"outcome": _LIMIT}, _why(status).encode())
            return


def _why(status: int) -> str:
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by == signal.SIGXCPU:
        return f"takes more than {WORK} seconds of work to read"
    return _TOO_LARGE if ended_by == signal.SIGABRT else "makes its reader break off"  # C++ and Rust abort for want of memory


def _answer(reader: Reader[Any], head: dict[str, str], questions: IO[bytes], answers: IO[bytes]) -> None:
    """Reads the file within the limits, and says what came of it."""
    _limit("RLIMIT_AS", MEMORY)
    _limit("RLIMIT_CPU", WORK)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)
    outcome, said = _outcome(reader, head, questions)
    _limit("RLIMIT_CPU", 2 * WORK)  # what is said is said whole
    _send(answers, {"outcome": outcome}, said)


def _outcome(reader: Reader[Any], head: dict[str, str], questions: Any) -> tuple[str, bytes]:
    try:
        found = reader(head["name"], io.BufferedReader(questions).read(int(head["size"])))
        said = _type(reader).dump_json(found)
    except PydanticSerializationError:
        return _LIMIT, b"holds half a character where a text should stand; save it again in its own program"
    except Exception as error:
        if _is_of_memory(error):
            return _LIMIT, _TOO_LARGE.encode()
        told = {"kind": type(error).__name__, "args": error.args, "state": vars(error)}
        return _REFUSED, json.dumps(told, default=str).encode()
    if len(said) > MOST_FOUND:
        return _LIMIT, f"holds {len(said):,} bytes of text once it is read; the most is {MOST_FOUND:,}".encode()
    return _FOUND, said


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, whatever the reader took that for."""
    if error is None:
        return False
    lxml_s = type(error).__name__ == "XMLSyntaxError" and getattr(error, "code", 0) == _LXML_NO_MEMORY
    return lxml_s or isinstance(error, MemoryError) or _is_of_memory(error.__cause__ or error.__context__)


def _limit(name: str, most: int) -> None:
    """Sets a limit of this process, where the system knows it."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        which = getattr(resource, name)
        _, hardest = resource.getrlimit(which)
        resource.setrlimit(which, (most if hardest == resource.RLIM_INFINITY else min(most, hardest), hardest))


if __name__ == "__main__":
    serve()
