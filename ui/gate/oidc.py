"""Signing in at an OpenID provider: the code flow with PKCE, state and nonce, by Authlib. The only file that connects outside, and only
to the provider that a deployment names."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qs

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from guidance.team.institutions import AnySignIns
from guidance.team.person import Person
from ui.gate import pages
from ui.gate.gate import Said, end
from ui.gate.settings import Oidc, is_safe
from ui.gate.words import clean, groups, named

TRY: Final = "__Host-guidance-try"
"""The signed cookie in which a browser carries state, nonce and PKCE's secret to the provider and back, to any process."""
LASTS: Final = 600
"""Seconds for that."""
SIGNED_BY: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""How a token may be signed: only by somebody who holds a key that the provider alone has."""
LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
_NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_FRESH: Final = 300
"""Seconds for which a provider's word that somebody signed out is believed."""
_LONGEST: Final = 20_000
"""Bytes that a provider may post."""
_log = logging.getLogger(__name__)


class UnfitError(Exception):
    """What came from the provider, or under its name, is not fit to let anybody in."""


class ByOidc:
    """Lets the provider say who somebody is. `address`: the origin at which people open the program. `at`: where signing in begins."""

    longest: float | None = None

    def __init__(self, settings: Oidc, rows: AnySignIns, address: str, at: str = pages.SIGN_IN) -> None:
        self._settings = settings
        self._rows = rows
        self._address = address
        self._at = at
        self._provider: Any = OAuth().register(
            "provider",
            client_id=settings.client,
            client_secret=settings.secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where a sign-in begins and ends, and where the provider tells of one that ended there."""
        secret = hashlib.sha256(b"guidance-try" + self._settings.secret.encode()).hexdigest()
        keeps = Middleware(
            SessionMiddleware, secret_key=secret, session_cookie=TRY, max_age=LASTS, same_site="lax", https_only=True
        )
        return [
            Route(self._at, self._sign_in, middleware=[keeps]),
            Route(f"{self._at}/callback", self._callback, middleware=[keeps]),
            Route(f"{self._at}/back-channel", self._back_channel, methods=["POST"]),
        ]

    def allows(self, _: Said, person: Person | None) -> bool:
        """Whether somebody signed in: who it is was asked then."""
        return person is not None

    async def sign_out(self, _: Person | None = None) -> str:
        """Where the provider ends its own session; our own page where it has no such address."""
        try:
            there = (await self._metadata()).get("end_session_endpoint")
            if not is_safe(there):
                return "/signed-out"
            back = {"client_id": self._settings.client, "post_logout_redirect_uri": f"{self._address}/signed-out"}
            return str((await self._provider.create_logout_url(**back))["url"])
        except (UnfitError, HTTPError, ValueError):
            return "/signed-out"

    async def _sign_in(self, request: Request) -> Response:
        try:
            await self._metadata()
            answer: Response = await self._provider.authorize_redirect(request, f"{self._address}{self._at}/callback")
        except (UnfitError, HTTPError, ValueError) as error:
            return _unreached(error)
        request.session["to"] = pages.within(request.query_params.get("to", "/"))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _callback(self, request: Request) -> Response:
        to = pages.within(str(request.session.pop("to", "/")))
        try:
            await self._metadata()
            claims = (await self._provider.authorize_access_token(request)).get("userinfo")
            person = self._person(claims)
        except HTTPError as error:
            return _unreached(error)
        except (OAuthError, JoseError, UnfitError, ValueError, KeyError, TypeError) as error:
            _log.warning("a sign-in was refused: %s", clean(error))
            return pages.page(
                "You were not signed in",
                "The sign-in took too long, was begun in another browser, was used before, or your organisation refused it. Begin again.",
                400,
            )
        await end(self._rows, request)
        key = await asyncio.to_thread(self._rows.start, person, clean(claims.get("sid")))
        return pages.let_in(key, to)

    def _person(self, claims: Mapping[str, Any] | None) -> Person:
        if not claims or claims.get("iss") != self._settings.issuer or not isinstance(claims.get("sub"), str):
            raise UnfitError("the provider sent no token of its own about a person")
        subject, email = clean(claims["sub"]), clean(claims.get("email"))
        is_theirs = self._settings.vouches or claims.get("email_verified") is True
        return Person(
            issuer=self._settings.issuer,
            subject=subject,
            name=named(claims.get("name"), claims.get("preferred_username"), email, subject),
            email=email if is_theirs else "",  # an assignment is for whoever has the address
            groups=groups(claims.get(self._settings.groups)),
        )

    async def _metadata(self) -> Mapping[str, Any]:
        """What the provider says of itself. Raises UnfitError when it is not the one that was named, or a part of it is not safe."""
        found: dict[str, Any] = await self._provider.load_server_metadata()
        wrong = [name for name in _NEEDED if not is_safe(found.get(name))]
        if found.get("issuer") != self._settings.issuer or wrong:
            found.clear()
            raise UnfitError(f"its document names another issuer, or no safe {', '.join(wrong) or 'address'}")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [each for each in offered if each in SIGNED_BY]
        return found

    async def _back_channel(self, request: Request) -> Response:
        """Ends the sign-ins that the provider says have ended there."""
        try:
            claims = await self._told_out(await _posted(request, "logout_token"))
        except (JoseError, UnfitError, ValueError, KeyError, TypeError) as error:
            _log.warning("a provider's sign-out was refused: %s", clean(error))
            return pages.refused("No logout token of the provider.", 400)
        except HTTPError as error:
            return _unreached(error)
        sid = clean(claims.get("sid"))  # where the token names one session, the person's others go on
        ended = await asyncio.to_thread(self._rows.end_all, self._settings.issuer, "" if sid else clean(claims.get("sub")), sid)
        _log.info("the provider ended %d sign-ins", ended)
        return Response(status_code=200, headers={"Cache-Control": "no-store"})

    async def _told_out(self, token: str) -> Mapping[str, Any]:
        """The claims of a logout token. Raises UnfitError, or an error of JOSE, for one that is not the provider's, or not fresh."""
        await self._metadata()
        try:
            claims = self._decoded(token, await self._provider.fetch_jwk_set())
        except JoseError:
            claims = self._decoded(token, await self._provider.fetch_jwk_set(force=True))
        audience = claims.get("aud")
        is_for_us = self._settings.client in (audience if isinstance(audience, list) else [audience])
        is_logout = LOGOUT in (claims.get("events") or {}) and "nonce" not in claims
        is_fresh = abs(time.time() - float(claims["iat"])) < _FRESH
        if claims.get("iss") != self._settings.issuer or not (is_for_us and is_logout and is_fresh):
            raise UnfitError("it is not for this program, not about signing out, or too old")
        return claims

    def _decoded(self, token: str, keys: Any) -> Mapping[str, Any]:
        return jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(SIGNED_BY)).claims


async def _posted(request: Request, name: str) -> str:
    """One text of a form. Raises ValueError for a form that is too long, or does not hold it once."""
    body = b""
    async for more in request.stream():
        body += more
        if len(body) > _LONGEST:
            raise ValueError("the form is too long")
    (text,) = parse_qs(body.decode("ascii")).get(name, [])
    return text


def _unreached(error: Exception) -> Response:
    _log.warning("the provider cannot be used: %s", clean(error))
    return pages.page(
        "You cannot sign in now",
        "Your organisation's sign-in cannot be reached, or is not the one that this program was told of. The program's log says more.",
        503,
        "Try again",
    )
