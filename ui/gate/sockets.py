"""The lines over which pages are drawn: each is closed when the sign-in ends that opened it."""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guidance.team.institutions import AnySignIns

EVERY: Final = 1.0
"""Seconds from one look at the sign-ins of the open lines to the next: one query for all of them."""
ENDED: Final = 4401
"""Why a line was closed, as the browser hears it: the sign-in has ended."""
AGAIN: Final = 4408
"""The same: the proxy is to be asked again who this is. The page opens another line by itself."""
_PATIENCE: Final = 10.0
"""Seconds that a page has to notice that its line is closed."""
_log = logging.getLogger(__name__)


class Sockets:
    """The open lines of this process. `longest`: seconds after which each is to be opened anew; None for never."""

    def __init__(self, rows: AnySignIns, longest: float | None) -> None:
        self._rows = rows
        self._longest = longest
        self._open: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._looking: asyncio.Task[None] | None = None

    async def serve(self, digested: str, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs a line until it is closed, at the latest when the sign-in of this digest ends."""
        ended, closed = asyncio.Event(), asyncio.Event()

        async def unless_closed(message: Message) -> None:
            if not closed.is_set():
                await send(message)

        work = asyncio.ensure_future(app(scope, receive, unless_closed))
        signal = asyncio.ensure_future(ended.wait())
        self._open[digested].add(ended)
        self._look()
        try:
            await asyncio.wait({work, signal}, timeout=self._longest, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                closed.set()
                with suppress(RuntimeError):  # the other side was quicker
                    await send({"type": "websocket.close", "code": ENDED if ended.is_set() else AGAIN})
                await asyncio.wait({work}, timeout=_PATIENCE)
        finally:
            signal.cancel()
            work.cancel()
            self._open[digested].discard(ended)
            if not self._open[digested]:
                del self._open[digested]
        with suppress(asyncio.CancelledError):
            await work

    def _look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_on())

    async def _look_on(self) -> None:
        while self._open:
            await asyncio.sleep(EVERY)
            asked = list(self._open)
            try:
                living = await asyncio.to_thread(self._rows.living, asked)
            except Exception:  # each page asks for itself before it shows or stores anything, and shows nothing meanwhile
                _log.warning("the sign-ins of open pages cannot be looked at now")
                continue
            for digested in set(asked) - living:
                for ended in self._open.get(digested, ()):
                    ended.set()
