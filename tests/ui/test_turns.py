"""Pages take turns: few at a time, nobody twice, and the slow ones without waiting."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from ui.browser import turns


def test_no_more_pages_than_that_work_at_a_time() -> None:
    working, most, lock = 0, 0, threading.Lock()
    together = threading.Event()

    def work() -> None:
        nonlocal working, most
        with turns.turn("partner"):
            with lock:
                working += 1
                most = max(most, working)
            together.wait(0.02)
            with lock:
                working -= 1

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(work) for _ in range(24)]
    assert all(each.result() is None for each in done)
    assert most == turns.AT_ONCE


def test_who_has_the_turn_may_ask_again() -> None:
    def work() -> str:
        with turns.turn("overview"), turns.turn():
            return "done"

    with ThreadPoolExecutor(turns.AT_ONCE + 2) as pool:
        done = [pool.submit(work) for _ in range(50)]
        assert not wait(done, timeout=10).not_done


def test_the_turn_is_given_back_when_a_page_fails() -> None:
    for _ in range(turns.AT_ONCE + 1):
        with pytest.raises(KeyError), turns.turn():
            raise KeyError
    with turns.turn():
        pass


@pytest.mark.parametrize("page", sorted(turns.SLOW))
def test_a_slow_page_waits_for_nobody_and_holds_up_nobody(page: str) -> None:
    inside = threading.Barrier(turns.AT_ONCE + 2)

    def slow() -> None:
        with turns.turn(page):
            inside.wait(10)

    with ThreadPoolExecutor(turns.AT_ONCE + 2) as pool:
        for each in [pool.submit(slow) for _ in range(turns.AT_ONCE + 2)]:
            each.result()


def test_who_waits_for_the_writers_holds_up_no_page() -> None:
    """The review of November 2026: a locked database made officers wait who only read."""
    waiting, released = threading.Barrier(turns.AT_ONCE + 2), threading.Event()

    def write() -> None:
        with turns.turn("partner"), turns.given_back():
            waiting.wait(10)
            released.wait(10)

    def read() -> bool:
        with turns.turn("overview"):
            return not released.is_set()

    with ThreadPoolExecutor(turns.AT_ONCE + 2) as pool:
        writers = [pool.submit(write) for _ in range(turns.AT_ONCE + 1)]
        waiting.wait(10)
        assert pool.submit(read).result(10)
        released.set()
        assert all(each.result(10) is None for each in writers)
    with turns.turn(), turns.given_back(), turns.turn():
        pass


def test_who_has_no_turn_gives_none_back() -> None:
    with turns.given_back():
        pass
    test_no_more_pages_than_that_work_at_a_time()
