"""Where people sign in, files go out by an address of ours: it is asked again, at that moment, who it is and what they may, and any process
can answer. An address is good for one sign-in, and for about an hour."""

import asyncio
import hmac
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from guidance.assessment import DisagreementError
from guidance.case.store import StoreError
from guidance.team.institutions import AnySignIns
from ui.gate import pages
from ui.gate.gate import HEADER

if TYPE_CHECKING:
    from ui.browser.offers import Offer

PATH: Final = "/taken/"
"""Under which files go out: /taken/ASSESSMENT/KIND?of=WHICH&until=SECONDS&seal=…"""
LASTS: Final = 3600
"""Seconds for which an address is good, at least: as long as a sign-in in which nothing is done."""
_STEP: Final = 600
"""It ends at such a step, so that a page that is drawn again shows the same address."""
_log = logging.getLogger(__name__)


def address(offer: "Offer", sign_in: str) -> str:
    """Where the person who signed in with the key of this digest gets a file."""
    path = f"{PATH}{offer.assessment}/{offer.kind}"
    until = (int(time.time()) // _STEP + 1) * _STEP + LASTS
    asked = [*(("of", each) for each in offer.which), ("until", str(until))]
    return f"{path}?{urlencode([*asked, ('seal', _seal(sign_in, path, offer.which, str(until)))])}"


def _seal(sign_in: str, path: str, which: tuple[str, ...], until: str) -> str:
    return hmac.new(sign_in.encode(), json.dumps([path, which, until]).encode(), "sha256").hexdigest()


class HandsOut:
    """Hands out files of assessments to whoever may have them."""

    def __init__(self, app: ASGIApp, rows: AnySignIns) -> None:
        self._app = app
        self._rows = rows
        self._makers = ThreadPoolExecutor(2, "makes files")  # not those that let people in: a report takes seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what asks for anything else."""
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self._app(scope, receive, send)
            return
        answer = pages.refused("Files are taken by GET.", 405)
        if scope["method"] == "GET":
            answer = await asyncio.get_running_loop().run_in_executor(self._makers, self._answer, scope)
        await answer(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        from reports.house import HouseError  # what writes reports takes half a second to load
        from ui.browser.offers import NoSuchFileError

        try:
            return self._file(Headers(scope=scope).get(HEADER, ""), scope["path"], scope["query_string"].decode("latin-1"))
        except (NoSuchFileError, StoreError) as error:
            return pages.inside("No file here for you", f"{error or 'No such file, or not any more'}.", 404)
        except (DisagreementError, HouseError) as error:
            return pages.inside("No result", str(error), 409)
        except Exception:
            _log.exception("a file cannot be made")
            return pages.inside("The file cannot be made", "Tell whoever looks after the program; its log says more.", 500)

    def _file(self, sign_in: str, path: str, query: str) -> Response:
        """A file, to the sign-in of this digest, which the gate has found. Raises StoreError and NoSuchFileError."""
        from ui.browser import offers, state

        asked = parse_qs(query, keep_blank_values=True)
        which, (until, *_), (seal, *_) = tuple(asked.get("of", ())), asked.get("until", [""]), asked.get("seal", [""])
        if not (sign_in and hmac.compare_digest(_seal(sign_in, path, which, until).encode(), seal.encode())):
            return pages.inside("No file here for you", "Open the page and take the file from there.", 404)
        if time.time() > int(until):
            return pages.inside("This address is too old", "Open the page again and take the file from there.", 410)
        person = self._rows.person(sign_in, used=True)
        if person is None:
            return pages.refused("Sign in first.", 401)
        id, _, kind = path.removeprefix(PATH).partition("/")
        desk = state.desk(person)
        offer = offers.found(desk, id, kind, which)
        disposition = f"attachment; filename*=UTF-8''{quote(offer.name, safe='')}"
        return Response(offer.given(desk), media_type=offer.media, headers={"Content-Disposition": disposition})
