"""Reading in another process: what a reader says comes back, and a file that takes too much ends that process and nothing else."""

import os
import signal
import threading
import time
from dataclasses import dataclass
from datetime import date

import pytest

from guidance.files import bounded

pytestmark = pytest.mark.slow


class NoError(ValueError):
    """What the readers below raise, with a place."""

    def __init__(self, message: str, row: int) -> None:
        self.row = row
        super().__init__(message)


@dataclass(frozen=True)
class Thing:
    name: str
    size: int
    words: frozenset[str]
    day: date | None = None


def measured(name: str, data: bytes) -> tuple[Thing, ...]:
    return (Thing(name, len(data), frozenset({"中国", "é"}), date(2026, 7, 1)), Thing("", 0, frozenset()))


def refusing(name: str, data: bytes) -> Thing:
    raise NoError(f"{name}: no", row=7)


def filling(_: str, data: bytes) -> Thing:
    held = [bytearray(1_000_000) for _ in range(2_000)]
    return Thing("", len(held), frozenset())


def swallowing(name: str, data: bytes) -> Thing:
    try:
        return filling(name, data)
    except Exception:
        raise NoError("it is damaged", row=1) from None


def spinning(_: str, data: bytes) -> Thing:
    while True:
        pass


def sleeping(_: str, data: bytes) -> Thing:
    time.sleep(600)
    raise AssertionError


def aborting(_: str, data: bytes) -> Thing:
    os.abort()


def crashing(_: str, data: bytes) -> Thing:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def failing(_: str, data: bytes) -> Thing:
    raise KeyError("a fault of ours")


def telling(_: str, data: bytes) -> tuple[str, ...]:
    return ("x" * (bounded.MOST_FOUND + 1),)


def halved(_: str, data: bytes) -> tuple[str, ...]:
    return ("\ud800",)


def printing(name: str, data: bytes) -> tuple[str, ...]:
    print("what a library prints")
    return (name,)


def writing(name: str, data: bytes) -> tuple[str, ...]:
    try:
        with open(data.decode(), "wb") as file:  # noqa: PTH123
            file.write(b"x")
            file.flush()
    except OSError:
        return ("refused",)
    return ("written",)


def environment(_: str, data: bytes) -> tuple[str, ...]:
    return tuple(os.environ)


def small(name: str = "a") -> tuple[Thing, ...]:
    return bounded.read(measured, name, b"xyz", NoError)


def test_what_is_found_comes_back_as_it_was() -> None:
    assert small("naïve “名” \n.csv") == measured("naïve “名” \n.csv", b"xyz")


def test_a_refusal_comes_back_with_its_place() -> None:
    with pytest.raises(NoError, match=r"^a: no$") as caught:
        bounded.read(refusing, "a", b"", NoError)
    assert caught.value.row == 7


@pytest.mark.parametrize("size", [0, 1, 65_536, 5_000_000])
def test_files_of_any_size_arrive_whole(size: int) -> None:
    assert bounded.read(measured, "a", b"x" * size, NoError)[0].size == size


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "says"),
    [
        (filling, "takes more than 450 MB of memory to read"),
        (swallowing, "takes more than 450 MB of memory to read"),
        (aborting, "takes more than 450 MB of memory to read"),
        (crashing, "makes its reader break off"),
        (telling, r"holds 32,000,00\d bytes of text once it is read; the most is 32,000,000"),
        (halved, "holds half a character"),
    ],
)
def test_what_takes_too_much_is_refused_and_the_next_file_is_read(reader: bounded.Reader[object], says: str) -> None:
    with pytest.raises(bounded.LimitError, match=says):
        bounded.read(reader, "a", b"x" * 3_000_000, NoError)
    assert small()


@pytest.mark.slow
def test_work_without_end_is_ended_and_others_go_on_meanwhile() -> None:
    ended: list[Exception] = []

    def hostile() -> None:
        try:
            bounded.read(spinning, "a", b"", NoError)
        except bounded.LimitError as error:
            ended.append(error)

    thread = threading.Thread(target=hostile)
    thread.start()
    answers = 0
    while thread.is_alive():
        assert small()
        answers += 1
    assert answers > 10
    assert str(ended[0]) in ("takes more than 12 seconds of work to read", "was not read within 60 seconds")


@pytest.mark.slow
def test_a_reader_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(bounded, "PATIENCE", 2)
        with pytest.raises(bounded.LimitError, match="was not read within 2 seconds"):
            bounded.read(sleeping, "a", b"", NoError)
    assert small()


def test_a_fault_of_ours_is_no_refusal() -> None:
    with pytest.raises(RuntimeError, match="failing: KeyError"):
        bounded.read(failing, "a", b"", NoError)


def test_a_process_that_was_ended_meanwhile_is_replaced() -> None:
    assert small()
    for helper in bounded._idle:
        helper._kill()
        helper._process.wait()
    assert small()


def test_what_a_library_prints_is_no_answer() -> None:
    assert bounded.read(printing, "a", b"", NoError) == ("a",)


def test_the_reader_writes_no_file_and_sees_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("GUIDANCE_DATABASE", "postgresql://guidance:secret@host/db")
    bounded._close()
    assert bounded.read(writing, "a", str(tmp_path / "x").encode(), NoError) == ("refused",)
    assert not [name for name in bounded.read(environment, "a", b"", NoError) if name.startswith("GUIDANCE_")]


def test_many_at_once_are_all_read() -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(bounded.read(measured, "a", b"x" * n, NoError)[0].size))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(20))
    assert len(bounded._idle) <= bounded.AT_ONCE


def test_without_copies_one_process_reads_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_COPIES", False)
    bounded._close()
    assert small()
    assert bounded._idle == []
