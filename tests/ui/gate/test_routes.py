"""Every address that the program and Streamlit know is closed to who is not signed in, but for a list; so is what they do not know.

No server is needed: this is the program's own application, with the gate that its settings put before it."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Message, Scope
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.web.server.starlette.starlette_app import App

from guidance.team.person import Person
from tests.ui.conftest import ROOT
from ui.browser import door
from ui.gate import settings
from ui.settings import NAMES, check_names

PEOPLE = {
    "GUIDANCE_SIGN_IN": "oidc",
    "GUIDANCE_ADDRESS": "https://guidance.example",
    "GUIDANCE_OIDC_ISSUER": "https://login.example",
}
PEOPLE |= {"GUIDANCE_OIDC_CLIENT": "guidance", "GUIDANCE_OIDC_SECRET": "for tests only"}

OPEN = {
    "/_stcore/health",
    "/_stcore/host-config",
    "/healthz",
    "/favicon.png",
    "/static/js/index.js",
    "/signed-out",
    "/sign-out",
}
"""What is answered without a sign-in, and tells nothing of an assessment."""
OWN = {"/sign-in", "/sign-in/callback", "/sign-in/back-channel"}
"""Where a sign-in begins and ends: tried in test_oidc.py."""
OTHERS = ["/", "/home", "/overview?a=x", "/result", "/media/x.pdf", "/x", "//", "//media/x", "/static/../media/x", "/static/%2e%2e/media/x",
          "/static/", "/_stcore/health/../stream", "/_stcore/metrics", "/app/static/x", "/sign-in/state", "/component/x", "/healthz/x",
          "/STATIC/x", "/_stcore/healthx", "/vendor/x", "/static/js/index.js\n/media/x"]  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("routes") / "team.sqlite3"


@pytest.fixture(scope="module")
def app(database: Path) -> Iterator[Starlette]:
    """What serves the program; there can be one in a process."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in PEOPLE.items():
            patch.setenv(name, value)
        patch.setenv("GUIDANCE_DATABASE", f"sqlite:///{database}")
        yield App(ROOT / "app.py", middleware=door.guards())._build_starlette_app()
    Runtime._instance = None


def addresses(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Each way to ask for each address of an application."""
    for route in routes:
        match route:
            case WebSocketRoute():
                yield "websocket", route.path
            case Route():
                yield from (
                    (method, _filled(route.path)) for method in sorted(route.methods or {"GET", "POST", "PUT", "DELETE"})
                )
            case Mount():
                yield "GET", f"{route.path}/x"
            case _:
                raise AssertionError(f"an address of a kind that nobody thought of: {route}")


def _filled(path: str) -> str:
    return path.replace("{path:path}", "x").replace("{file_id:path}", "x").replace("{", "").replace("}", "")


async def status(app: Any, method: str, path: str, headers: tuple[tuple[str, str], ...] = ()) -> int:
    """What asking comes to; 403 for a line that is closed before it was opened."""
    got: list[Message] = []
    said = [(b"host", b"guidance.example"), *((name.encode(), value.encode()) for name, value in headers)]
    path, _, query = path.partition("?")
    scope: Scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    scope |= {
        "headers": said,
        "scheme": "https",
        "server": ("guidance.example", 443),
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
    }
    scope |= {"root_path": "", "asgi": {"version": "3.0"}}
    if method == "websocket":
        scope |= {"type": "websocket", "subprotocols": []}

    said_all = asyncio.Event()

    async def receive() -> Message:
        if said_all.is_set():
            await asyncio.Future()  # the client stays, and says no more
        said_all.set()
        return (
            {"type": "websocket.connect"}
            if method == "websocket"
            else {"type": "http.request", "body": b"", "more_body": False}
        )

    async def send(message: Message) -> None:
        got.append(message)

    await app(scope, receive, send)
    first = got[0]
    return 403 if first["type"] == "websocket.close" else int(first["status"])


def test_every_address_is_closed_but_for_a_list(app: Starlette) -> None:
    found = [*addresses(app.routes), *(("GET", path) for path in OTHERS)]
    assert len(found) > 30
    answered = {(method, path): asyncio.run(status(app, method, path)) for method, path in found if path not in OPEN}
    closed = {each: code for each, code in answered.items() if code not in (401, 403, 404)}
    assert closed == {}
    assert answered["websocket", "/_stcore/stream"] == 403
    assert (
        answered["GET", "/media/x"] == answered["GET", "/"] == answered["PUT", "/_stcore/upload_file/session_id/file_id"] == 401
    )


"""404 is the door's: nothing is there for anybody."""


@pytest.mark.parametrize("path", sorted(OPEN - {"/static/js/index.js"}))
def test_the_list_is_open(app: Starlette, path: str) -> None:
    own = {"/_stcore/health": 503, "/sign-out": 303}  # Streamlit's word for "not started", and the way on
    assert asyncio.run(status(app, "GET", path)) == own.get(path, 200)


def test_who_is_signed_in_passes_and_the_next_look_finds_who_is_not(app: Starlette) -> None:
    rows = settings.rows()
    key = rows.start(Person(issuer="https://login.example", subject="1", name="Zoë"))
    cookie = (("cookie", f"__Host-guidance={key}"),)
    assert asyncio.run(status(app, "GET", "/media/x", cookie)) == 404, "past the gate: there is no such file"
    rows.end_all("https://login.example", subject="1")
    assert asyncio.run(status(app, "GET", "/media/x", cookie)) == 401


@pytest.mark.parametrize("path", ["/media/{}", "//media/{}", "/media//{}", "/MEDIA/{}", "/media/../media/{}"])
def test_what_streamlit_keeps_to_be_fetched_is_closed_to_who_is_signed_in_too(app: Starlette, path: str) -> None:
    media = Runtime.instance().media_file_mgr._storage
    kept = media.get_url(media.load_and_get_id(b"a report", "application/pdf", MediaFileKind.DOWNLOADABLE, "report.pdf"))
    assert asyncio.run(status(app.router, "GET", kept)) == 200, "it is there"
    key = settings.rows().start(Person(issuer="https://login.example", subject="1", name="Zoë"))
    cookie = (("cookie", f"__Host-guidance={key}"),)
    asked = path.format(kept.rpartition("/")[2])
    for method in ("GET", "HEAD", "OPTIONS"):
        assert asyncio.run(status(app, method, asked, cookie)) in (400, 404), (method, asked)


def test_when_the_database_is_away_nobody_is_let_in(app: Starlette, database: Path) -> None:
    key = settings.rows().start(Person(issuer="x", subject="1", name="Zoë"))
    cookie = (("cookie", f"__Host-guidance={key}"),)
    database.rename(database.with_name("gone"))
    assert asyncio.run(status(app, "GET", "/", cookie)) == 503
    assert asyncio.run(status(app, "GET", "/healthz")) == 503
    assert asyncio.run(status(app, "websocket", "/_stcore/stream", cookie)) == 403
    database.with_name("gone").rename(database)
    assert asyncio.run(status(app, "GET", "/healthz")) == 200
    assert asyncio.run(status(app, "GET", "/media/x", cookie)) == 404


def test_without_the_setting_nothing_stands_before_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUIDANCE_SIGN_IN", raising=False)
    monkeypatch.delenv("GUIDANCE_ADDRESS", raising=False)
    assert [each.cls.__name__ for each in door.guards()] == ["Headers", "Door", "Health"]


@pytest.mark.parametrize("missing", [name for name in PEOPLE if name != "GUIDANCE_SIGN_IN"])
def test_it_does_not_start_without_what_it_needs(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in PEOPLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(missing)
    with pytest.raises(SystemExit, match=rf"^guidance: GUIDANCE_SIGN_IN is oidc: set {missing} to "):
        door.guards()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"GUIDANCE_SIGN_IN": "yes"}, "read 'yes', expected oidc or proxy"),
        ({"GUIDANCE_ADDRESS": "http://guidance.example"}, "set GUIDANCE_ADDRESS to the https: address"),
        ({"GUIDANCE_OIDC_ISSUER": "http://login.example"}, "read 'http://login.example', expected an https: address"),
        ({"GUIDANCE_OIDC_ISSUER": "login.example"}, "expected an https: address"),
        ({"GUIDANCE_OIDC_SECRET_FILE": "/nowhere"}, "GUIDANCE_OIDC_SECRET_FILE: /nowhere cannot be read"),
        ({"GUIDANCE_SIGN_IN": "proxy"}, "set GUIDANCE_PROXY_SECRET to the secret"),
        ({"GUIDANCE_SIGN_IN": "proxy", "GUIDANCE_PROXY_SECRET": "short"}, "expected 32 signs or more"),
        (
            {"GUIDANCE_SIGN_IN": "proxy", "GUIDANCE_PROXY_SECRET": "0123456789abcdef" * 2},
            "set GUIDANCE_PROXY_ISSUERS to whoever",
        ),
    ],
)
def test_what_cannot_be_used_is_named(changed: dict[str, str], said: str) -> None:
    given = PEOPLE | changed
    with pytest.raises(ValueError, match=said):
        settings.chosen(door.origin(given["GUIDANCE_ADDRESS"]), given)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("SIGNIN", "SIGN_IN"), ("sign_in", "SIGN_IN"), ("DATABASE_URL", "DATABASE"), ("OIDC_ISSUER_URL", "OIDC_ISSUER")],
)
def test_a_misspelt_setting_lets_nobody_in(monkeypatch: pytest.MonkeyPatch, wrong: str, right: str) -> None:
    """Passed over, GUIDANCE_SIGNIN would open the program to everybody."""
    monkeypatch.setenv(f"GUIDANCE_{wrong}", "oidc")
    with pytest.raises(SystemExit, match=rf"^guidance: GUIDANCE_{wrong} is no setting; GUIDANCE_{right} is one"):
        door.guards()


def test_every_setting_that_the_guide_names_is_one_and_what_others_set_is_left() -> None:
    guide = "".join(
        (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8") for name in ("deploy.md", "team.md")
    )
    assert set(re.findall(r"`GUIDANCE_([A-Z_]+)", guide)) | set(
        re.findall(r"^GUIDANCE_([A-Z_]+)=", guide, re.MULTILINE)
    ) == set(NAMES)
    others = (
        "GUIDANCE_PORT",
        "GUIDANCE_SERVICE_HOST",
        "GUIDANCE_DATABASE_PORT",
        "GUIDANCE_PORT_8501_TCP_ADDR",
        "GUIDANCE_IMAGE",
    )
    check_names(dict.fromkeys([*others, *(f"GUIDANCE_{each}" for each in NAMES)], "x"))


def test_a_provider_on_this_machine_may_do_without_tls() -> None:
    for here in ("http://127.0.0.1:9", "http://localhost:9/realm", "http://[::1]:9"):
        assert settings.chosen("https://x.example", PEOPLE | {"GUIDANCE_OIDC_ISSUER": here})


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("for tests only\n")
    given = {name: value for name, value in PEOPLE.items() if name != "GUIDANCE_OIDC_SECRET"}
    read = settings.chosen("https://x.example", given | {"GUIDANCE_OIDC_SECRET_FILE": str(tmp_path / "secret")})
    assert isinstance(read, settings.Oidc)
    assert read.secret == "for tests only"
