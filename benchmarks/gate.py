"""What the gate and the door to the store cost with each answer: two servers that differ in that only, measured in turn, so that both have the same of the machine.

Run as `python -m benchmarks.gate`. CPU time of the server's process, the looks at the sign-ins of open pages included; SQLite. Where GUIDANCE_TEST_POSTGRES names an empty
database of PostgreSQL, the cost of a look is measured there too."""

import asyncio
import os
import random
import time
from contextlib import AsyncExitStack
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.officers import Officer
from benchmarks.server import Server, serving
from guidance.team.log import Grant, Granted, TeamLog, grantee
from guidance.team.permissions import Role
from guidance.team.person import Person
from guidance.team.sign_ins import SignIns, digest
from ui.gate.pages import COOKIE

ROUNDS = 7
ANSWERS = 25
"""Answers that each server is given in a round."""
LOOKS = 400
SIGNED_IN = {
    "GUIDANCE_ADDRESS": "https://guidance.example",
    "GUIDANCE_SIGN_IN": "oidc",
    "GUIDANCE_OIDC_ISSUER": "https://login.example",
    "GUIDANCE_OIDC_CLIENT": "guidance",
    "GUIDANCE_OIDC_SECRET": "asked by nobody: the sign-in is put into the database",
}


def cookie(server: Server) -> dict[str, str]:
    """What the browser of an officer sends who signed in."""
    person = Person(issuer="https://login.example", subject="1", name="A. Officer")
    store, rows = server.open_store(), SignIns(server.database)
    TeamLog(store.database).append(Granted(grant=Grant(role=Role.OFFICER, to=grantee(person))), "benchmark")
    key = rows.start(person)
    store.close()
    rows.close()
    return {"Cookie": f"{COOKIE}={key}"}


async def opened(stack: AsyncExitStack, server: Server, id: str, headers: dict[str, str]) -> Officer:
    """An officer with the page before them, warm."""
    opening: Any = connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers,
        max_size=None,
        compression=None,
    )
    officer = Officer(id, await stack.enter_async_context(opening), random.Random(1))
    await officer.begin()
    for _ in range(ANSWERS):
        await officer.answer()
    return officer


async def rounds(plain: tuple[Server, str], gated: tuple[Server, str]) -> list[tuple[float, float]]:
    """CPU milliseconds of the servers an answer, without the gate and with it, round by round; they are answered in turn."""
    async with AsyncExitStack() as stack:
        officers = [await opened(stack, *plain, {}), await opened(stack, *gated, cookie(gated[0]))]
        found = []
        for _ in range(ROUNDS):
            before = plain[0].cpu, gated[0].cpu
            for _ in range(ANSWERS):
                for officer in officers:
                    await officer.answer()
            after = plain[0].cpu, gated[0].cpu
            found.append((1000 * (after[0] - before[0]) / ANSWERS, 1000 * (after[1] - before[1]) / ANSWERS))
        return found


def look(url: str) -> tuple[float, float]:
    """CPU milliseconds of asking who is signed in, and of asking for fifty sign-ins at once, which is done each second."""
    rows = SignIns(url)
    keys = [digest(rows.start(Person(issuer="https://login.example", subject=str(number), name="A"))) for number in range(50)]
    took = []
    for ask in (lambda: rows.person(keys[0], used=True), lambda: rows.living(keys)):
        ask()
        began = time.process_time()
        for _ in range(LOOKS):
            ask()
        took.append(1000 * (time.process_time() - began) / LOOKS)
    rows.close()
    return took[0], took[1]


def main() -> None:
    """Prints the figures."""
    with TemporaryDirectory() as folder:
        for url in filter(None, (f"sqlite:///{folder}/gate.sqlite3", os.environ.get("GUIDANCE_TEST_POSTGRES"))):
            one, all = look(url)
            print(f"{url.partition(':')[0]}: asking who is signed in {one:.3f} CPU ms, for fifty at once {all:.3f}")
    with serving(1) as (plain, (one_id,)), serving(1, also=SIGNED_IN) as (gated, (other,)):
        found = asyncio.run(rounds((plain, one_id), (gated, other)))
    more = sorted(with_gate - without for without, with_gate in found)
    print(f"CPU ms of the server an answer, {ROUNDS} rounds of {ANSWERS} answers each, in turn")
    print(f"without signing in   {median(each for each, _ in found):6.2f}")
    print(f"signed in            {median(each for _, each in found):6.2f}")
    print(f"more, in a round     {median(more):6.2f}  (from {more[0]:.2f} to {more[-1]:.2f})")


if __name__ == "__main__":
    main()
