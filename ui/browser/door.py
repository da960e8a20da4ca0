"""Who may come in: this machine, and the one address at which a deployment says that it is opened.

A page elsewhere can make its visitor's browser ask this server, by a name of its own that leads to this machine (DNS rebinding)
or by ours. The first shows in the header Host, the second in Origin. Both are refused before Streamlit sees them: to judge an
origin that is not the host's, Streamlit would look up this machine's addresses with a server outside."""

import os
import re
import sys
from typing import Final

from starlette.datastructures import Headers as Said
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui import logs, settings
from ui.browser.handing_out import HandsOut
from ui.browser.headers import Headers
from ui.gate import opening
from ui.gate.settings import is_on, rows

SETTING: Final = "GUIDANCE_ADDRESS"
"""The environment variable that holds a deployment's address, as officers type it."""

_HERE = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?")
_ADDRESS = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?(?:/.*)?")
_USUAL = {"http": ":80", "https": ":443"}
_STREAMLIT = "/_stcore/"
_NEEDED = re.compile(r"health|host-config|stream|upload_file/.+")
"""What the pages ask of Streamlit. Its metrics and its interface for other programs are for nobody here."""


def origin(address: str) -> str:
    """The origin of an address, as browsers write it; empty for none. Raises ValueError when it cannot be read."""
    if not address:
        return ""
    found = _ADDRESS.fullmatch(address.strip().lower())
    if not found:
        raise ValueError(f"{SETTING}: read {address!r}, expected an address like https://guidance.example.ac.uk; mend it")
    scheme, name, port = found.groups(default="")
    return f"{scheme}://{name}{'' if port == _USUAL[scheme] else port}"


def guards() -> list[Middleware]:
    """What stands before the pages, the outermost first. Ends the program when a setting of the deployment cannot be understood."""
    try:
        settings.check_names()
        ours = origin(os.environ.get(SETTING, ""))
        gate = opening.before(ours)
        logs.set_up()
    except ValueError as error:
        sys.exit(f"guidance: {error}")
    files = [Middleware(HandsOut, rows=rows())] if is_on() else []
    return [Middleware(Headers, secure=ours.startswith("https:")), Middleware(Door, ours=ours), *gate, *files]


class Door:
    """Refuses what does not come by an address of ours, and what no page asks for. `ours`: the origin of a deployment, or empty."""

    def __init__(self, app: ASGIApp, ours: str) -> None:
        self._app = app
        self._ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not self._is_ours(Said(scope=scope)):
            await _refuse(scope, receive, send, 403, _NOT_OURS)
        elif not _is_needed(scope["path"]):
            await _refuse(scope, receive, send, 404, "There is nothing here.")
        else:
            await self._app(scope, receive, send)

    def _is_ours(self, said: Said) -> bool:
        hosts, origins = said.getlist("host"), said.getlist("origin")
        return len(hosts) == 1 and any(origins in ([], [each]) for each in self._origins(hosts[0]))

    def _origins(self, host: str) -> list[str]:
        """What a page that was loaded from this host has for its origin; nothing when the host is not ours."""
        if _HERE.fullmatch(host):
            return [f"http://{host}", f"https://{host}"]
        return [self._ours] if self._ours.endswith(f"://{host}") else []


_NOT_OURS: Final = (
    "Refused: this is not the address at which the questionnaire is opened, or another site's page asked for it. Open the address "
    f"that the program printed when it started. Behind a proxy, set {SETTING} to the address that officers type, and let the "
    "proxy pass the header Host on as it came."
)


def _is_needed(path: str) -> bool:
    _, of_streamlit, rest = path.partition(_STREAMLIT)
    return not of_streamlit or bool(_NEEDED.fullmatch(rest))


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await PlainTextResponse(f"{why}\n", status)(scope, receive, send)
