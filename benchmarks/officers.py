"""Fifty officers at once: each over its own WebSocket, with its own assessment, an answer every two seconds for a minute.

Run as `python -m benchmarks.officers`. The same is done with one process of the program, with two on one database (as docs/deploy.md
says, each officer stays with one of them), and with one of Streamlit's own configuration. Afterwards the store must hold each
officer's answers: all of them, in their order, and no others. Officers and server share the machine, so the wall times are of a
busy one: compare the columns."""

import asyncio
import random
import re
import time
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from statistics import quantiles

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Radio_pb2 import Radio
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.server import ACTIVITY, Server, one_more, serving
from guidance import knowledge
from guidance.case.store import Store, ValueGiven
from guidance.language.facts import NOT_SURE

OFFICERS = 50
EVERY = 2.0
"""Seconds from one answer of an officer to the next."""
LASTS = 60.0
"""Seconds in which answers are sent; one that is late holds up its officer's next."""
WARM_UP = 10.0
"""Seconds of one officer, left out, while the server loads what reports need."""
PATIENCE = 120.0
"""Seconds after which an answer counts as never given."""
PAGE = "partner"
QUESTION = re.compile(r":([a-z_]+\.[a-z0-9_]+):value(?::[\w-]+)?$")
"""The question, in the id that Streamlit makes of a widget's key; see ui.browser.state.key."""


@dataclass(frozen=True)
class Sent:
    """An answer as an officer gave it."""

    question: str
    option: str


@dataclass
class Officer:
    """One session: its assessment, what its page shows and what stands there, what it answered, and seconds from each answer to the page's last message.

    `page` and `part`: Streamlit's name of the page, and of the part that an answer to its questions runs again."""

    assessment: str
    wire: ClientConnection
    draw: random.Random
    radios: dict[str, list[str]] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    page: str = ""
    part: str = ""
    first: float = 0.0

    async def work(self, late: float, lasts: float) -> None:
        """Opens the page `late` seconds after the first officer, then answers."""
        await asyncio.sleep(late)
        await self.begin()
        due = begun = time.perf_counter()
        while due < begun + lasts:
            due = max(due + EVERY, time.perf_counter())
            await asyncio.sleep(due - time.perf_counter())
            await self.answer()

    async def begin(self) -> None:
        """Opens the page."""
        self.first = await self._run()

    async def answer(self) -> None:
        """Gives another answer to some question of the page, and reads what comes of it."""
        self._choose()
        self.took.append(await self._run())

    def _choose(self) -> None:
        """Another option of some question on the page."""
        id = self.draw.choice(sorted(self.radios))
        shown = self.radios[id]
        now = self.chosen.get(id, self.stands.get(id))
        self.chosen[id] = self.draw.choice([label for label in shown if label != now])
        found = QUESTION.search(id)
        assert found, id
        options = [option.id for option in knowledge.load().questions[found[1]].options]
        self.sent.append(Sent(found[1], [*options, NOT_SURE][shown.index(self.chosen[id])]))

    async def _run(self) -> float:
        """Sends what the widgets hold and reads the page until the script has finished; seconds."""
        message = BackMsg()
        message.rerun_script.query_string = f"a={self.assessment}&act={ACTIVITY}"
        message.rerun_script.page_name = "" if self.page else PAGE
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = self.part
        message.rerun_script.widget_states.widgets.extend(WidgetState(id=id, string_value=x) for id, x in self.chosen.items())
        started = time.perf_counter()
        await self.wire.send(message.SerializeToString())
        radios = await asyncio.wait_for(self._read(), PATIENCE)
        took = time.perf_counter() - started
        assert radios, f"the page of assessment {self.assessment} shows no question to choose an answer to"
        self.radios = {radio.id: list(radio.options) for radio in radios}
        self.stands = {radio.id: radio.options[radio.default] for radio in radios if radio.HasField("default")}
        self.chosen |= {radio.id: radio.raw_value for radio in radios if radio.set_value}
        self.chosen = {id: label for id, label in self.chosen.items() if id in self.radios}
        return took

    async def _read(self) -> list[Radio]:
        """The questions with one answer of a page, read until its script has finished."""
        radios: list[Radio] = []
        while True:
            got = ForwardMsg.FromString(await self.wire.recv(decode=False))
            match got.WhichOneof("type"):
                case "script_finished" if got.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return radios
                case "script_finished":
                    radios.clear()
                case "navigation":
                    self.page = got.navigation.page_script_hash
                case "delta" if got.delta.new_element.WhichOneof("type") == "radio":
                    radios.append(got.delta.new_element.radio)
                    self.part = got.delta.fragment_id

    def kept(self, store: Store) -> list[Sent]:
        """What the store holds of the answers, in their order."""
        events = [stored.event for stored in store.history(self.assessment)]
        assert all(event.activity == ACTIVITY for event in events if isinstance(event, ValueGiven))
        return [Sent(event.question, str(event.value)) for event in events if isinstance(event, ValueGiven)]


async def at_work(servers: list[Server], ids: list[str], lasts: float) -> tuple[list[Officer], float]:
    """The officers when all are done, and the servers' memory in MiB while their sessions are still open."""
    async with AsyncExitStack() as stack:
        officers = []
        for number, id in enumerate(ids):
            address = f"ws://127.0.0.1:{servers[number % len(servers)].port}/_stcore/stream"
            opening = connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None)
            officers.append(Officer(id, await stack.enter_async_context(opening), random.Random(number)))
        await asyncio.gather(*(each.work(EVERY * number / len(ids), lasts) for number, each in enumerate(officers)))
        return officers, sum(server.memory for server in servers)


def figures(ours: bool, processes: int) -> dict[str, str]:
    """One column of the table."""
    with ExitStack() as stack:
        first_server, ids = stack.enter_context(serving(processes + OFFICERS, ours))
        servers = [first_server, *(stack.enter_context(one_more(first_server)) for _ in range(processes - 1))]
        _, memory = asyncio.run(at_work(servers, ids[:processes], WARM_UP))
        cpu, started = sum(server.cpu for server in servers), time.perf_counter()
        officers, grown = asyncio.run(at_work(servers, ids[processes:], LASTS))
        lasted, spent = time.perf_counter() - started, sum(server.cpu for server in servers) - cpu
        store = first_server.open_store()
        wrong = sum(officer.sent != officer.kept(store) for officer in officers)
        store.close()
    took = [1000 * each for officer in officers for each in officer.took]
    first = [1000 * officer.first for officer in officers]
    points = quantiles(took, n=100, method="inclusive")
    return {
        "answers given": f"{len(took):,}",
        "officers of whom an answer was lost, crossed or moved": f"{wrong}",
        "answers a second": f"{len(took) / lasted:.1f}",
        "an answer, p50 ms": f"{points[49]:,.0f}",
        "an answer, p95 ms": f"{points[94]:,.0f}",
        "an answer, longest ms": f"{max(took):,.0f}",
        "the first page of a session, longest ms": f"{max(first):,.0f}",
        "CPU ms of the server an answer": f"{1000 * spent / len(took):.0f}",
        "MiB of the server with one session a process": f"{memory:.0f}",
        "MiB more an officer": f"{(grown - memory) / OFFICERS:.2f}",
    }


def main() -> None:
    """Prints the table."""
    one, two, default = figures(True, 1), figures(True, 2), figures(False, 1)
    print(f"{OFFICERS} officers for {LASTS:g} s, an answer every {EVERY:g} s each, about one of Northmoor's 10 activities")
    print(f"{'':56}{'one process':>14}{'two':>10}{'Streamlit’s own':>18}")
    for name, value in one.items():
        print(f"{name:56}{value:>14}{two[name]:>10}{default[name]:>18}")


if __name__ == "__main__":
    main()
