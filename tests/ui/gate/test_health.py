"""/healthz where several institutions have a database each: those that can be used are served, whatever becomes of the others."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from starlette.types import Message

from guidance.team.institutions import Institution, SignInsOfEach
from ui.gate.health import Health

pytestmark = pytest.mark.slow


def asked(health: Health) -> tuple[int, str]:
    """What it answers."""
    got: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        got.append(message)

    scope = {"type": "http", "method": "GET", "path": "/healthz", "query_string": b"", "headers": []}
    asyncio.run(health(scope, receive, send))
    return got[0]["status"], got[1]["body"].decode()


def of(**databases: str) -> SignInsOfEach:
    return SignInsOfEach({id: Institution(name=id, database=url, issuers=(id,)) for id, url in databases.items()})


async def nothing(*_: object) -> None:
    """What stands behind."""


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[SignInsOfEach]:
    rows = of(northmoor=f"sqlite:///{tmp_path}/northmoor.db", eastvale=f"sqlite:///{tmp_path}/eastvale.db")
    yield rows
    rows.close()


def test_each_database_is_asked_and_brought_to_today_s_schema(rows: SignInsOfEach, tmp_path: Path) -> None:
    assert asked(Health(nothing, rows)) == (200, "ok\n")
    for name in ("northmoor", "eastvale"):
        with create_engine(f"sqlite:///{tmp_path}/{name}.db").connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM event")) == 0


def test_one_that_is_away_leaves_the_others_served(rows: SignInsOfEach, tmp_path: Path) -> None:
    health = Health(nothing, rows)
    asked(health)
    (tmp_path / "eastvale.db").rename(tmp_path / "gone")
    assert asked(health) == (200, "ok, but for 1 of 2 databases; the log names them\n")
    (tmp_path / "northmoor.db").rename(tmp_path / "gone too")
    assert asked(health) == (503, "the database cannot be used\n")
    (tmp_path / "gone").rename(tmp_path / "eastvale.db")
    (tmp_path / "gone too").rename(tmp_path / "northmoor.db")
    assert asked(health) == (200, "ok\n")


def test_one_that_does_not_answer_is_waited_for_once(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql+psycopg://x@127.0.0.1:{silent.getsockname()[1]}/x"
        health = Health(nothing, of(northmoor=f"sqlite:///{tmp_path}/northmoor.db", eastvale=url))

        async def looked() -> list[tuple[int, str]]:
            return [await health._looked() for _ in range(2)]

        told = (200, "ok, but for 1 of 2 databases; the log names them")
        assert asyncio.run(looked()) == [told, told]
        silent.settimeout(5)
        silent.accept()[0].close()
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.accept()
