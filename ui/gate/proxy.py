"""Signing in by a proxy that knows people: mod_shib before SAML, mod_auth_openidc, oauth2-proxy. It says who somebody is in headers,
and shows by a secret that it is the proxy."""

import asyncio
import hmac
import re
from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from guidance.team.institutions import AnySignIns
from guidance.team.person import Person
from ui.gate import pages
from ui.gate.gate import Said, end
from ui.gate.settings import Proxy
from ui.gate.words import clean, named

REOPENED: Final = 600.0
"""Seconds after which a page opens its line anew, by way of the proxy: it may have ended its own session."""
_BETWEEN: Final = re.compile(r"(?<!\\);")


class ByProxy:
    """Believes the headers of a proxy that knows the secret."""

    longest: float | None = REOPENED

    def __init__(self, settings: Proxy, rows: AnySignIns) -> None:
        self._secret = settings.secret.encode()
        self._issuers = settings.issuers
        self._out = settings.sign_out
        self._rows = rows

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where a browser gets its key."""
        return [Route("/sign-in", self._sign_in)]

    def allows(self, said: Said, person: Person | None) -> bool:
        """Whether the proxy says that this is the person who signed in. Raises PermissionError when it was not the proxy."""
        told = self._told(said)
        return bool(told and person and (told.issuer, told.subject) == (person.issuer, person.subject))

    async def sign_out(self, _: Person | None) -> str:
        """The proxy's own address for that, where one is set."""
        return self._out or "/signed-out"

    async def _sign_in(self, request: Request) -> Response:
        told = self._told(request.scope["guidance"])
        if told is None:
            return pages.page(
                "You cannot be let in",
                "Your organisation's sign-in did not say who you are: it released no issuer or no subject. Tell whoever runs this.",
                403,
                "Try again",
            )
        await end(self._rows, request)
        key = await asyncio.to_thread(self._rows.start, told)
        return pages.let_in(key, pages.within(request.query_params.get("to", "/")))

    def _told(self, said: Said) -> Person | None:
        """Whom the proxy names; None for nobody. Raises PermissionError when it was not the proxy, a header came twice, or
        whoever signed them in is not to be believed."""
        if not hmac.compare_digest(b"".join(said.get("proxy", ())), self._secret):
            raise PermissionError("This address is for the proxy only. Open the address that your organisation gave you.")
        if any(len(values) > 1 for values in said.values()):
            raise PermissionError("The proxy passed a header on twice. Tell whoever looks after it.")
        told = {name: clean(_text(values[0])) for name, values in said.items()}
        issuer, subject = told.get("issuer", ""), told.get("subject", "")
        if not issuer or not subject:
            return None
        if issuer not in self._issuers:
            raise PermissionError("Your institution is not one of those that this program serves. Tell whoever runs it.")
        email, groups = told.get("email", ""), told.get("groups", "")
        return Person(
            issuer=issuer,
            subject=subject,
            name=named(told.get("name", ""), email, subject),
            email=email,
            groups=frozenset(each.strip().replace("\\;", ";") for each in _BETWEEN.split(groups) if each.strip()),
        )


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
