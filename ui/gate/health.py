"""Whether this process can do its work, for a proxy that asks: its database answers, and has the schema of this version."""

import asyncio
import logging
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from guidance.case.store import StoreError
from guidance.team.institutions import AnySignIns
from guidance.team.sign_ins import SignIns

PATH = "/healthz"
WELL: Final = "ok"
_PATIENCE: Final = 3.0
"""Seconds that one of several databases has to answer; deploy/haproxy.cfg waits five."""
_log = logging.getLogger(__name__)


class Health:
    """Answers at /healthz: 200 when the process can do its work, 503 when requests should go to another.

    Of several institutions each has a database: when some cannot be used, the others are still served, and the answer says how many."""

    def __init__(self, app: ASGIApp, rows: AnySignIns) -> None:
        self._app = app
        self._rows = rows
        self._looks: dict[str, asyncio.Task[str]] = {}
        self._unwell: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what asks for anything else."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        status, said = await self._looked()
        await PlainTextResponse(f"{said}\n", status, {"Cache-Control": "no-store"})(scope, receive, send)

    async def _looked(self) -> tuple[int, str]:
        each = self._rows.each
        said = await asyncio.gather(*(self._look(id, rows) for id, rows in each.items()))
        unwell = {id: told for id, told in zip(each, said, strict=True) if told != WELL}
        if unwell != self._unwell:
            self._unwell = unwell
            _log.warning("databases that cannot be used now: %s", unwell or "none")
        if len(unwell) == len(each):
            return 503, said[0]
        return 200, f"{WELL}, but for {len(unwell)} of {len(each)} databases; the log names them" if unwell else WELL

    async def _look(self, id: str, rows: SignIns) -> str:
        """What is to be said of a database. One that does not answer is not asked again meanwhile."""
        look = self._looks.get(id)
        if look is None or look.done():
            look = self._looks[id] = asyncio.ensure_future(asyncio.to_thread(_found, rows))
        await asyncio.wait({look}, timeout=_PATIENCE if len(self._rows.each) > 1 else None)
        return look.result() if look.done() else "the database does not answer"


def _found(rows: SignIns) -> str:
    try:
        return WELL if rows.is_current() else "the database has the schema of another version"
    except StoreError:
        return "the database cannot be used"
