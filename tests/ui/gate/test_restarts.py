"""Officers at work on three processes behind HAProxy while these and the database are stopped, killed and started again: what was
acknowledged is stored, in its order, and nothing of anybody else's."""

import asyncio
import random
import signal
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from benchmarks.officers import Officer, Sent
from benchmarks.server import EXAMPLE, varied
from guidance import knowledge
from guidance.case.record import read_record
from guidance.case.store import Store
from guidance.team.log import Grant, Granted, TeamLog, grantee
from guidance.team.permissions import Role
from guidance.team.person import Person
from guidance.team.sign_ins import SignIns
from tests.case.store import conftest as databases
from tests.ui.conftest import App, free_port
from tests.ui.gate.conftest import by_haproxy, found, processes
from tests.ui.gate.test_routes import PEOPLE
from tests.ui.gate.visitor import COOKIE

pytestmark = pytest.mark.nightly
OFFICERS = 10
ANSWERS = 1_500
"""Acknowledged answers, all officers' together."""
AFTER = 140
"""Acknowledged answers between one disturbance and the next."""
NOT_STORED = ("Not saved", "not saved")
"""What a page says of an answer that it could not store."""


class Careful(Officer):
    """An officer who reads whether the page says that an answer is not saved."""

    said_not_saved = False

    async def _read(self) -> list[object]:  # type: ignore[override]
        self.said_not_saved = False
        recv = self.wire.recv

        async def heard(decode: bool = False) -> bytes:
            got = await recv(decode=decode)
            assert isinstance(got, bytes)
            self.said_not_saved |= any(words.encode() in got for words in NOT_STORED)
            return got

        self.wire.recv = heard  # type: ignore[method-assign, assignment]
        try:
            return await super()._read()  # type: ignore[return-value]
        finally:
            self.wire.recv = recv  # type: ignore[method-assign]


@dataclass
class AtWork:
    """Somebody who answers until enough was acknowledged, and begins again wherever a line breaks."""

    assessment: str
    person: Person
    key: str
    sent: list[tuple[Sent, bool]] = field(default_factory=list)
    broken: int = 0

    async def work(self, world: "World", number: int) -> None:
        draw = random.Random(number)
        while not world.enough:
            try:
                async with connect(
                    f"wss://localhost:{world.port}/_stcore/stream",
                    ssl=ssl.create_default_context(cafile=world.authority),
                    origin=f"https://localhost:{world.port}",  # type: ignore[arg-type]
                    additional_headers={"Cookie": f"{COOKIE}={self.key}"},
                    subprotocols=[Subprotocol("streamlit")],
                    max_size=None,
                    compression=None,
                    proxy=None,
                ) as wire:
                    await self.answer(world, Careful(self.assessment, wire, draw))
            except (
                WebSocketException,
                OSError,
                AssertionError,
            ):  # the last: a page without questions, while the database is away
                self.broken += 1
                await asyncio.sleep(0.2)

    async def answer(self, world: "World", officer: Careful) -> None:
        await officer.begin()
        while not world.enough:
            try:
                await officer.answer()
            except BaseException:
                self.sent.append((officer.sent[-1], False))
                raise
            self.sent.append((officer.sent[-1], not officer.said_not_saved))
            world.acknowledged += not officer.said_not_saved
            if officer.said_not_saved:  # the page waits for a word on it: open it anew
                return


@dataclass
class World:
    """Three processes, their database, and who works on them."""

    port: int
    authority: Path
    apps: list[App]
    server: databases.Server
    database: str
    people: list[AtWork]
    acknowledged: int = 0
    done: list[str] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        return self.acknowledged >= ANSWERS

    async def disturb(self) -> None:
        """One disturbance after another, each after some more answers."""
        a, b, c = self.apps
        steps = [(a, signal.SIGTERM), (b, signal.SIGKILL), "fast", (c, signal.SIGTERM), (a, signal.SIGKILL), "immediate", (c, signal.SIGKILL)]  # fmt: skip
        for number, step in enumerate(steps, 1):
            while self.acknowledged < AFTER * number:
                await asyncio.sleep(0.05)
            if isinstance(step, str):
                await asyncio.to_thread(self.server.restart, step)
            else:
                app, how = step
                await asyncio.to_thread(app.stop, how)
                await asyncio.to_thread(app.start)
            self.done.append(step if isinstance(step, str) else f"{step[1].name} {step[0].folder.name}")


@pytest.fixture
def world(authority: Path, tmp_path: Path) -> Iterator[World]:
    if not Path(found("haproxy")).exists():
        pytest.skip("needs haproxy: make team")
    with ExitStack() as stack:
        server = stack.enter_context(databases.own_server())
        database = stack.enter_context(databases.database_on(server.url))
        port = free_port()
        people = list(opened(database))
        apps = processes(stack, tmp_path, f"https://localhost:{port}", database, {**PEOPLE, "GUIDANCE_ADDRESS": f"https://localhost:{port}"}, "abc")  # fmt: skip
        by_haproxy(stack, tmp_path, port, authority, [app.port for app in apps])
        yield World(port, authority, apps, server, database, people)


def opened(database: str) -> Iterator[AtWork]:
    """Officers, each with an assessment of their own, signed in."""
    store, rows = Store.open(database, knowledge.load()), SignIns(database)
    record, log = read_record(EXAMPLE.read_bytes(), knowledge.load()), TeamLog(store.database)
    for number in range(OFFICERS):
        person = Person(issuer=PEOPLE["GUIDANCE_OIDC_ISSUER"], subject=f"s{number}", name=f"Officer {number}")
        id = store.open_record(varied(record, number), "a test")
        log.append(Granted(grant=Grant(role=Role.OFFICER, to=grantee(person), scope=f"assessment:{id}")), "a test")
        yield AtWork(id, person, rows.start(person))
    store.close()
    rows.close()


def fits(sent: list[tuple[Sent, bool]], kept: list[Sent]) -> bool:
    """Whether what is kept is what was sent, in its order, of which nothing is missing but what was not acknowledged."""
    at = {0}
    for each, acknowledged in sent:
        at = {n + 1 for n in at if n < len(kept) and kept[n] == each} | (set() if acknowledged else at)
    return len(kept) in at


def test_what_is_missing_or_too_much_is_noticed() -> None:
    one, two, three = (Sent("a", option) for option in "xyz")
    assert fits([(one, True), (two, False), (three, True)], [one, three])
    assert fits([(one, False), (one, True)], [one])
    assert fits([(one, True), (two, False)], [one, two])
    assert not fits([(one, True), (two, True)], [one])
    assert not fits([(one, True), (two, True)], [two, one])
    assert not fits([(one, True)], [one, three])


def test_no_acknowledged_answer_is_lost_or_crossed(world: World) -> None:
    async def all() -> None:
        await asyncio.gather(world.disturb(), *(each.work(world, number) for number, each in enumerate(world.people)))

    asyncio.run(all())
    store = Store.open(world.database, knowledge.load())
    wrong, others = [], []
    for each in world.people:
        kept = Officer(each.assessment, None, random.Random()).kept(store)  # type: ignore[arg-type]
        if not fits(each.sent, kept):
            wrong.append(each.person.name)
        others += [event for event in store.history(each.assessment)[1:] if event.by != each.person.name]
        store.verify(each.assessment)
    store.close()
    sent = [acknowledged for each in world.people for _, acknowledged in each.sent]
    print(
        f"{sum(sent)} acknowledged, {len(sent) - sum(sent)} not, {sum(each.broken for each in world.people)} lines broken, {world.done}"
    )
    assert len(world.done) == 7
    assert sum(sent) >= ANSWERS
    assert (wrong, others) == ([], [])
