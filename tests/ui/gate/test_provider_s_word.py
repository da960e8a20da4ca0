"""What comes from a provider, or under its name, and is not fit: documents over HTTP as they would come, tokens signed by real keys."""

import asyncio
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import PlainTextResponse

from guidance.team.person import Person
from guidance.team.sign_ins import SignIns, digest
from ui.gate.gate import Gate
from ui.gate.oidc import LOGOUT, ByOidc
from ui.gate.settings import Oidc

pytestmark = pytest.mark.slow

SECRET = "for tests only, 32 signs or more of it"
KEY, OTHER = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})
ZOE = "zoe"


class Provider(BaseHTTPRequestHandler):
    """Serves its document and its keys."""

    changed: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        document = {
            "issuer": here,
            "authorization_endpoint": f"{here}/auth",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
        }
        keys = {"keys": [KEY.as_dict(private=False)]}
        body = json.dumps(keys if self.path == "/keys" else document | self.changed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def issuer() -> Iterator[str]:
    Provider.changed = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[SignIns]:
    made = SignIns(f"sqlite:///{tmp_path / 'team.sqlite3'}")
    yield made
    made.close()


def asked(issuer: str, rows: SignIns, method: str, path: str, **more: Any) -> httpx2.Response:
    """What the gate answers."""
    way = ByOidc(Oidc(issuer, "guidance", SECRET, "groups"), rows, "https://guidance.example")
    gate = Gate(PlainTextResponse("the pages"), way, rows)

    async def ask() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=gate), base_url="https://guidance.example") as client:
            return await client.request(method, path, **more)

    return asyncio.run(ask())


def test_a_provider_that_is_the_one_that_was_named_is_asked(issuer: str, rows: SignIns) -> None:
    answer = asked(issuer, rows, "GET", "/sign-in")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{issuer}/auth?")


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"},
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"token_endpoint": "http://login.example/token"},
        {"authorization_endpoint": "http://login.example/auth"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"jwks_uri": None},
    ],
)
def test_a_document_of_another_or_with_addresses_that_are_not_safe_is_refused(
    issuer: str, rows: SignIns, changed: dict[str, Any]
) -> None:
    Provider.changed = changed
    assert asked(issuer, rows, "GET", "/sign-in").status_code == 503
    Provider.changed = {}
    assert asked(issuer, rows, "GET", "/sign-in").status_code == 302


def test_signing_out_works_when_the_provider_is_away(rows: SignIns) -> None:
    key = rows.start(Person(issuer="x", subject=ZOE, name="Zoë"))
    answer = asked("http://127.0.0.1:9", rows, "GET", "/sign-out", headers={"Cookie": f"__Host-guidance={key}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/signed-out")
    assert rows.person(digest(key)) is None


def token(issuer: str, key: Any = KEY, algorithm: str = "RS256", **changed: object) -> str:
    """A logout token; None leaves a claim out."""
    claims = {
        "iss": issuer,
        "aud": "guidance",
        "sub": ZOE,
        "iat": int(time.time()),
        "jti": "1",
        "events": {LOGOUT: {}},
    } | changed
    said = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": "1"}, said, key, algorithms=[algorithm])


def told(issuer: str, rows: SignIns, said: str) -> tuple[int, bool]:
    """What the back channel answers, and whether she is still signed in."""
    key = rows.start(Person(issuer=issuer, subject=ZOE, name="Zoë"), sid="s")
    status = asked(issuer, rows, "POST", "/sign-in/back-channel", data={"logout_token": said}).status_code
    return status, rows.person(digest(key)) is not None


@pytest.mark.parametrize("named", [{}, {"sub": None, "sid": "s"}, {"sid": "s"}, {"aud": ["other", "guidance"]}])
def test_the_provider_s_word_ends_a_sign_in(issuer: str, rows: SignIns, named: dict[str, object]) -> None:
    assert told(issuer, rows, token(issuer, **named)) == (200, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another program"},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"nonce": "a token of a sign-in"},
        {"iat": 1_600_000_000},
        {"iat": None},
        {"key": OTHER},
        {"key": OctKey.import_key(SECRET), "algorithm": "HS256"},
    ],
    ids=" ".join,
)
def test_what_is_not_its_word_ends_none(issuer: str, rows: SignIns, wrong: dict[str, Any]) -> None:
    assert told(issuer, rows, token(issuer, **wrong)) == (400, True)


@pytest.mark.parametrize("named", [{"sub": None}, {"sub": "sam"}, {"sid": "another"}])
def test_it_ends_nobody_else_s(issuer: str, rows: SignIns, named: dict[str, object]) -> None:
    assert told(issuer, rows, token(issuer, **named)) == (200, True)


@pytest.mark.parametrize(
    ("claims", "vouches", "email"),
    [
        ({"email_verified": True}, False, "zoe@example.ac.uk"),
        ({"email_verified": False}, False, ""),
        ({}, False, ""),
        ({"email_verified": "true"}, False, ""),
        ({}, True, "zoe@example.ac.uk"),
    ],
    ids=["verified", "not", "not said", "as a text", "trusted"],
)
def test_an_address_that_nobody_verified_is_nobody_s(rows: SignIns, claims: dict[str, Any], vouches: bool, email: str) -> None:
    """An assignment is for whoever has the address."""
    way = ByOidc(Oidc("https://login.example", "guidance", SECRET, "groups", vouches), rows, "https://guidance.example")
    person = way._person({"iss": "https://login.example", "sub": ZOE, "name": "Zoe", "email": "zoe@example.ac.uk", **claims})
    assert (person.name, person.email) == ("Zoe", email)
