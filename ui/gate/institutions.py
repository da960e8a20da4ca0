"""Signing in where there are several institutions with an OpenID provider each: whoever comes says where, and the provider who it is."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from guidance.team.institutions import AnySignIns
from guidance.team.person import Person
from ui import settings
from ui.gate import pages
from ui.gate.gate import Said
from ui.gate.oidc import ByOidc
from ui.gate.settings import Providers


class AtInstitution:
    """Lets the provider of the institution that somebody chooses say who they are; that chooses nothing but where to ask."""

    longest: float | None = None

    def __init__(self, providers: Providers, rows: AnySignIns, address: str) -> None:
        self._ways = {id: ByOidc(each, rows, address, _at(id)) for id, each in providers.items()}

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where somebody chooses, and the addresses of each."""
        return [Route(pages.SIGN_IN, self._choose), *(route for way in self._ways.values() for route in way.routes)]

    def allows(self, _: Said, person: Person | None) -> bool:
        """Whether somebody signed in: who it is was asked then."""
        return person is not None

    async def sign_out(self, person: Person | None) -> str:
        """Where the provider that signed somebody in ends its own session."""
        return await self._ways[settings.institution_of(person)].sign_out() if person else "/signed-out"

    async def _choose(self, request: Request) -> Response:
        to = quote(pages.within(request.query_params.get("to", "/")), safe="")
        return pages.choice({f"{_at(id)}?to={to}": each.name for id, each in settings.institutions().items()})


def _at(id: str) -> str:
    return f"{pages.SIGN_IN}/at/{id}"
