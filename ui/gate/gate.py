"""The gate itself: every address is closed to who is not signed in, but for a short list."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from guidance.case.store import StoreError
from guidance.team.institutions import AnySignIns
from guidance.team.person import Person
from guidance.team.sign_ins import digest
from ui.gate import pages
from ui.gate.sockets import Sockets

OPEN: Final = re.compile(r"/healthz|/_stcore/health|/_stcore/host-config|/favicon\.(?:png|ico)|/static/(?!.*\.\.)[\w./-]+")
"""What anybody may ask for: whether the program is well, and files of Streamlit's that are the same for everybody."""
CLOSED: Final = re.compile(r"/+media(?:/.*)?", re.DOTALL | re.IGNORECASE)
"""Where Streamlit hands out, to whoever knows the address, what a page made for somebody. No page makes anything there."""
HEADER: Final = "x-guidance-sign-in"
"""Under which the pages are told who asks, as a digest of the key."""
_OURS: Final = b"x-guidance-"

Said = Mapping[str, tuple[bytes, ...]]
"""What came in headers of ours, by the rest of their names: from a proxy, or from somebody who would like to be one."""


class Way(Protocol):
    """A way to sign in."""

    longest: float | None
    """Seconds after which a page's line is opened anew, so that the one who knows is asked again; None for never."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Its own addresses: /sign-in at least."""

    def allows(self, said: Said, person: Person | None) -> bool:
        """Whether a request may come from this person. Raises PermissionError when it came round the one who knows."""

    async def sign_out(self, person: Person | None) -> str:
        """Where the browser of somebody, or of whoever was not signed in, goes to sign out there too."""


class Gate:
    """Lets a request pass when a living sign-in stands behind it."""

    def __init__(self, app: ASGIApp, way: Way, rows: AnySignIns) -> None:
        self._app = app
        self._way = way
        self._rows = rows
        self._sockets = Sockets(rows, way.longest)
        own = [
            Route("/sign-in/state", self._state),
            Route("/sign-out", self._sign_out),
            Route("/signed-out", self._signed_out),
        ]
        self._own = Router([*way.routes, *own], redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, leads it to the sign-in, or refuses it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope = _taken(scope)
        answer: ASGIApp
        try:
            answer = await self._answer(scope)
        except PermissionError as error:
            answer = pages.refused(str(error), 403)
        except StoreError:
            answer = pages.refused(pages.AWAY, 503)
        if scope["type"] == "websocket" and isinstance(answer, Response):
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await answer(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        if OPEN.fullmatch(path):
            return self._app
        if scope["type"] == "http" and path.startswith(("/sign-", "/signed-")):
            return self._guarded
        digested = digest(pages.key_in(Headers(scope=scope)))
        person = await asyncio.to_thread(self._rows.person, digested) if digested else None
        allowed = self._way.allows(scope["guidance"], person)
        if person is None or not allowed:
            return _to_sign_in(scope)
        if CLOSED.fullmatch(path):
            return pages.refused("There is nothing here.", 404)
        scope["headers"].append((HEADER.encode(), digested.encode()))
        return self._line(digested) if scope["type"] == "websocket" else self._app

    def _line(self, digested: str) -> ASGIApp:
        async def line(scope: Scope, receive: Receive, send: Send) -> None:
            await self._sockets.serve(digested, self._app, scope, receive, send)

        return line

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An address of the gate's own; what goes wrong there lets nobody in."""
        try:
            await self._own(
                {name: it for name, it in scope.items() if name != "app"}, receive, send
            )  # 404 is an answer, no error
        except PermissionError as error:
            await pages.refused(str(error), 403)(scope, receive, send)
        except StoreError:
            await pages.refused(pages.AWAY, 503)(scope, receive, send)

    async def _state(self, request: Request) -> Response:
        """Tells a page whose line was closed whether it may stay on the screen."""
        person = await self._person(request)
        is_in = person is not None and self._way.allows(request.scope["guidance"], person)
        return Response(status_code=204 if is_in else 401, headers={"Cache-Control": "no-store"})

    async def _person(self, request: Request) -> Person | None:
        digested = digest(pages.key_in(request.headers))
        return await asyncio.to_thread(self._rows.person, digested) if digested else None

    async def _sign_out(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site") == "cross-site":
            return pages.inside("Sign out?", "Another site asked for this. Nothing was done.", 403, "Go there")
        person = await self._person(request)
        await end(self._rows, request)
        return pages.let_out(await self._way.sign_out(person))

    async def _signed_out(self, _: Request) -> Response:
        return pages.signed_out()


async def end(rows: AnySignIns, request: Request) -> None:
    """Ends the sign-in that a browser came with, if any: nobody goes on under a key that was there before."""
    if digested := digest(pages.key_in(request.headers)):
        await asyncio.to_thread(rows.end, digested)


def _taken(scope: Scope) -> Scope:
    """The request without headers of ours, which stand beside it: nothing behind the gate can take them for its own."""
    said: dict[str, tuple[bytes, ...]] = {}
    rest: list[tuple[bytes, bytes]] = []
    for name, value in scope["headers"]:
        if name.lower().startswith(_OURS):
            short = name.lower().removeprefix(_OURS).decode("latin-1")
            said[short] = (*said.get(short, ()), value)
        else:
            rest.append((name, value))
    changed: dict[str, Any] = {"headers": rest, "guidance": said}
    return {**scope, **changed}


def _to_sign_in(scope: Scope) -> Response:
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        to = scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(f"/sign-in?to={quote(to, safe='')}", 303, {"Cache-Control": "no-store"})
    return pages.refused("Sign in first.", 401)
