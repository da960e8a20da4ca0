"""Whether this process can do its work, for a proxy that asks: its database answers, and has the schema of this version."""

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from guidance.case.store import StoreError
from guidance.team.sign_ins import SignIns

PATH = "/healthz"


class Health:
    """Answers at /healthz: 200 when the process can do its work, 503 when requests should go to another."""

    def __init__(self, app: ASGIApp, rows: SignIns) -> None:
        self._app = app
        self._rows = rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what asks for anything else."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        status, said = await asyncio.to_thread(self._looked)
        await PlainTextResponse(f"{said}\n", status, {"Cache-Control": "no-store"})(scope, receive, send)

    def _looked(self) -> tuple[int, str]:
        try:
            return (200, "ok") if self._rows.is_current() else (503, "the database has the schema of another version")
        except StoreError:
            return 503, "the database cannot be used"
