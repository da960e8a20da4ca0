"""Pages take turns: Python works on one at a time, and many at once would only take the locks from each other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

AT_ONCE: Final = 2
"""Pages that are worked out at a time: while one waits for the disk, the other goes on. Without a limit, an answer of one of fifty
officers in a process costs twice the time."""

SLOW: Final = frozenset({"result", "partners", "others"})
"""Pages that may work for seconds: nobody waits for them."""

_free = threading.Semaphore(AT_ONCE)
_mine = threading.local()


@contextmanager
def turn(page: str = "") -> Iterator[None]:
    """The turn of a page, or of a part of it, until it is done."""
    if page in SLOW or getattr(_mine, "holds", False):
        yield
        return
    with _free:
        _mine.holds = True
        try:
            yield
        finally:
            _mine.holds = False


@contextmanager
def given_back() -> Iterator[None]:
    """Lets another page have this one's turn, if it has one, while it waits: for the writers before it, or for the disk."""
    if not getattr(_mine, "holds", False):
        yield
        return
    _mine.holds = False
    _free.release()
    try:
        yield
    finally:
        _free.acquire()
        _mine.holds = True
