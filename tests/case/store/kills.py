"""Kills a process that answers, at a chance moment, and counts the answers that it had been told are stored and that are gone.

`python -m tests.case.store.kills 320` kills that often in a SQLite file and, where there is one, in PostgreSQL, half of them each."""

import multiprocessing
import random
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from _pytest.outcomes import Skipped
from sqlalchemy import create_engine, make_url, text

from guidance import knowledge
from guidance.case.store import Answered, BrokenError, Store
from tests.case.store.conftest import own_server

DAY = date(2026, 3, 1)
TOGETHER = 20
"""Kills while the same assessment is answered."""


def answer(version: int) -> Answered:
    """What is answered so that it becomes a version; long enough to be torn."""
    return Answered(question="profile.name", value=f"answer {version}", note="long " * 200)


def write(url: str, id: str, told: Connection) -> None:
    """Answers until it is killed, and tells each version once it is acknowledged."""
    store = Store.open(url, knowledge.load())
    while True:
        told.send(store.append(id, answer(store.record(id).version + 1), "writer"))


@dataclass
class Count:
    """Kills, the answers that were acknowledged before them, those of them that are gone or others, and chains that don't hold."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    broken: int = 0


def kill(url: str, id: str, count: Count) -> None:
    """Kills one writer, opens what it leaves, and looks for what it was told."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    writer = multiprocessing.get_context("fork").Process(target=write, args=(url, id, theirs))
    writer.start()
    theirs.close()
    told = [ours.recv()]
    time.sleep(random.uniform(0, 0.2))
    writer.kill()
    writer.join()
    try:
        while ours.poll():
            told.append(ours.recv())
    except EOFError:
        pass
    store = Store.open(url, knowledge.load())
    history = [each.event for each in store.history(id)]
    count.kills += 1
    count.acknowledged += len(told)
    count.lost += sum(version > len(history) or history[version - 1] != answer(version) for version in told)
    try:
        store.verify(id)
    except BrokenError:
        count.broken += 1
    store.close()


def killed(url: str, times: int) -> Count:
    """What so many kills did to a database."""
    count = Count()
    for number in range(times):
        if number % TOGETHER == 0:
            store = Store.open(url, knowledge.load())
            id = store.start("Title", DAY, "Ann")
            store.close()
        kill(url, id, count)
    return count


def main(times: int) -> int:
    """Prints what was counted in each database; 1 when an answer was lost."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        databases = {"SQLite": f"sqlite:///{Path(folder) / 'killed.sqlite3'}"}
        try:
            server = stack.enter_context(own_server())
        except Skipped as why:
            print(f"PostgreSQL: {why}")
        else:
            name = f"killed_{secrets.token_hex(4)}"
            engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            databases["PostgreSQL"] = make_url(server.url).set(database=name).render_as_string(hide_password=False)
        counts = {which: killed(url, times // len(databases)) for which, url in databases.items()}
    for which, count in counts.items():
        print(
            f"{which}: {count.kills} kills, {count.acknowledged} answers acknowledged, {count.lost} lost, {count.broken} chains broken"
        )
    return int(any(count.lost or count.broken for count in counts.values()))


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
