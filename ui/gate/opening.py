"""What of this room stands before the pages, as the deployment says."""

from starlette.middleware import Middleware

from guidance.team.institutions import AnySignIns
from ui.gate import settings
from ui.gate.gate import Gate, Way
from ui.gate.health import Health
from ui.gate.proxy import ByProxy
from ui.gate.settings import Oidc, Providers, Proxy


def before(ours: str) -> list[Middleware]:
    """The gate where people sign in, and what says whether this process is well. `ours`: the deployment's origin, or empty.

    Raises ValueError when a setting is missing or cannot be understood: nothing may then be served."""
    chosen, rows = settings.chosen(ours), settings.rows()
    well = Middleware(Health, rows=rows)
    return [well, Middleware(Gate, way=_way(chosen, rows, ours), rows=rows)] if chosen else [well]


def _way(chosen: Oidc | Providers | Proxy, rows: AnySignIns, ours: str) -> Way:
    if isinstance(chosen, Proxy):
        return ByProxy(chosen, rows)
    try:
        from ui.gate.institutions import AtInstitution
        from ui.gate.oidc import ByOidc  # it takes a third of a second to load, and the packages of the extra
    except ModuleNotFoundError as error:
        raise ValueError(
            f"{settings.SIGN_IN} is oidc: {error.name} is missing; install china-exposure-guidance[team]"
        ) from None
    if isinstance(chosen, Oidc):
        return ByOidc(chosen, rows, ours)
    return AtInstitution(chosen, rows, ours)
