"""What the gate is tried against: a real OpenID provider, real proxies that end TLS, PostgreSQL, two processes of the program."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from tests.case.store import conftest as databases
from tests.ui.conftest import ROOT, App, free_port
from tests.ui.gate.visitor import Visitor
from ui.cli.main import main

postgresql_server = databases.postgresql_server

HERE = Path(__file__).parent
DEPLOY = ROOT / "deploy"
SECRET = "a-secret-for-tests-only-0123456789abcdef"
PEOPLE = {
    "zoe": {"name": "Zoë 李", "email": "zoe@example.ac.uk", "email_verified": True, "groups": ["officers"]},
    "sam": {"name": "Sam Poe", "email": "sam@example.ac.uk", "groups": [f"group-{number:036d}" for number in range(200)]},
    "pia": {"name": "Pia Rao", "email": "pia@example.ac.uk", "email_verified": True},
    "ivo": {"name": "Ivo Lind", "email": "ivo@example.ac.uk", "email_verified": True},
    "lea": {"name": "Lea Brandt", "email": "lea@example.ac.uk", "email_verified": True},
    "hal": {"name": "Hal Okoye", "email": "hal@example.ac.uk", "email_verified": True},
    "aud": {"name": "Aud Vik", "email": "aud@example.ac.uk", "email_verified": True},
}
ROLES = {"zoe": "officer", "sam": "officer", "lea": "legal", "hal": "approver", "aud": "auditor"}
"""The others have none: they come in, and see what they were assigned."""


def _needs(*programs: str) -> None:
    missing = [name for name in programs if not shutil.which(name)]
    if missing or not (HERE / "node_modules").is_dir():
        pytest.skip(f"needs {', '.join(missing) or 'the OpenID provider'}: make team")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that signs itself; with its key in one file, as HAProxy wants it."""
    _needs("openssl")
    folder = tmp_path_factory.mktemp("tls")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "guidance.key", "-out", "guidance.crt"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    (folder / "guidance.pem").write_text((folder / "guidance.crt").read_text() + (folder / "guidance.key").read_text())
    return folder / "guidance.pem"


@contextmanager
def running(command: list[str], log: Path, well: Callable[[], object]) -> Iterator[None]:
    """A program in its own process, until it is no longer needed. `well` raises OSError until it can be used."""
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            for _ in range(600):
                assert process.poll() is None, log.read_text()
                try:
                    well()
                    break
                except HTTPError:
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()


def changed(file: Path, *changes: tuple[str, str]) -> str:
    """An example as a test runs it: each change is made once, and every one is needed."""
    text = file.read_text()
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@dataclass
class Team:
    """The program as a team opens it: by TLS at one address, behind which are two processes."""

    address: str
    processes: list[App]
    authority: Path
    provider: str = ""

    @property
    def database(self) -> str:
        """Where both processes keep it all."""
        return self.processes[0].also["GUIDANCE_DATABASE"]

    def visitor(self) -> Visitor:
        """Somebody with a browser of their own."""
        return Visitor(self.address, self.authority)


def processes(
    stack: ExitStack, folder: Path, address: str, database: str, also: dict[str, str], names: str = "ab"
) -> list[App]:
    """Two processes on one database, or as many as names."""
    made = []
    for name in names:
        (folder / name).mkdir()
        settings = {"GUIDANCE_ADDRESS": address, "GUIDANCE_DATABASE": database, **also}
        app = App(folder / name, free_port(), "guidance run", also=settings)
        app.start()
        stack.callback(app.stop)
        made.append(app)
    return made


def granted(database: str, issuer: str) -> None:
    """What people are, as whoever runs the program says."""
    for subject, role in ROLES.items():
        asked = ["team", "grant", role, "--person", issuer, subject, "--by", "a test", "--database", database]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == 0, done.output


def by_haproxy(stack: ExitStack, folder: Path, port: int, authority: Path, ports: list[int]) -> None:
    """deploy/haproxy.cfg, with a line more for each process beyond the second."""
    more = [f"\n    server {name} 127.0.0.1:{each} check cookie {name}" for name, each in zip("cdef", ports[2:], strict=False)]
    text = changed(
        DEPLOY / "haproxy.cfg",
        ("bind :443 ssl crt /etc/haproxy/guidance.pem", f"bind 127.0.0.1:{port} ssl crt {authority}"),
        ("127.0.0.1:8501", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8502 check cookie b", f"127.0.0.1:{ports[1]} check cookie b{''.join(more)}"),
    )
    (folder / "haproxy.cfg").write_text(text)
    stack.enter_context(
        running([found("haproxy"), "-f", str(folder / "haproxy.cfg"), "-db"], folder / "haproxy.log", lambda: _open(port))
    )
    _served(port, authority)


def _open(port: int) -> None:
    import socket

    socket.create_connection(("127.0.0.1", port), timeout=1).close()


def _served(port: int, authority: Path) -> None:
    """Waits until the proxy has found the processes well."""
    for _ in range(300):
        if Visitor(f"https://localhost:{port}", authority).get("/healthz").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the proxy finds no process well")


def found(program: str) -> str:
    """Where a program is, also when it is one for the administrator."""
    return shutil.which(program, path="/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin") or program


@pytest.fixture(scope="module")
def by_oidc(authority: Path, postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team that signs in at a provider, behind HAProxy."""
    _needs("node")
    if not Path(found("haproxy")).exists():
        pytest.skip("needs haproxy: make team")
    folder = tmp_path_factory.mktemp("oidc")
    port, provider_port = free_port(), free_port()
    address, provider = f"https://localhost:{port}", f"http://localhost:{provider_port}"
    also = {
        "GUIDANCE_SIGN_IN": "oidc",
        "GUIDANCE_OIDC_ISSUER": provider,
        "GUIDANCE_OIDC_CLIENT": "guidance",
        "GUIDANCE_OIDC_SECRET": SECRET,
    }
    with ExitStack() as stack:
        database = stack.enter_context(databases.database_on(postgresql_server))
        apps = processes(stack, folder, address, database, also)
        granted(database, provider)
        providing(stack, folder, provider_port, address, apps[1], PEOPLE)
        by_haproxy(stack, folder, port, authority, [app.port for app in apps])
        yield Team(address, apps, authority, provider)


def providing(
    stack: ExitStack,
    folder: Path,
    port: int,
    address: str,
    told: App,
    people: object,
    secret: str = SECRET,
    at: str = "/sign-in",
) -> None:
    """An OpenID provider, which tells a process of the program who signed out. `at`: where the program begins a sign-in there."""
    given = {
        "port": port,
        "client": "guidance",
        "secret": secret,
        "address": address,
        "at": at,
        "backChannel": f"{told.url}{at}/back-channel",
        "people": people,
    }
    command = [found("node"), str(HERE / "provider.mjs"), json.dumps(given)]
    well = f"http://localhost:{port}/.well-known/openid-configuration"
    stack.enter_context(running(command, folder / f"provider-{port}.log", lambda: urlopen(well, timeout=2).close()))


class SignIn(BaseHTTPRequestHandler):
    """What stands where oauth2-proxy would: it knows each browser by a cookie that holds who it is."""

    def do_GET(self) -> None:
        who = re.search(r"who=(\w+)", self.headers.get("Cookie", ""))
        if not who:
            self.send_response(401)
            self.end_headers()
            return
        self.send_response(202)
        about = PEOPLE[who[1]]
        self.send_header("X-Auth-Request-User", who[1])
        for name in ("email", "name"):
            header = {"email": "Email", "name": "Preferred-Username"}[name]
            self.send_header(f"X-Auth-Request-{header}", str(about[name]).encode().decode("latin-1"))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def by_proxy(authority: Path, postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team that nginx signs in."""
    nginx = found("nginx")
    if not Path(nginx).exists():
        pytest.skip("needs nginx: make team")
    folder = tmp_path_factory.mktemp("proxy")
    port = free_port()
    address = f"https://localhost:{port}"
    also = {
        "GUIDANCE_SIGN_IN": "proxy",
        "GUIDANCE_PROXY_SECRET": SECRET,
        "GUIDANCE_PROXY_ISSUERS": "https://login.example.ac.uk",
    }
    with ExitStack() as stack:
        database = stack.enter_context(databases.database_on(postgresql_server))
        apps = processes(stack, folder, address, database, also)
        granted(database, "https://login.example.ac.uk")
        who = ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
        Thread(target=who.serve_forever, daemon=True).start()
        stack.callback(who.shutdown)
        server = changed(
            DEPLOY / "nginx.conf",
            ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
            ("server_name guidance.example.ac.uk", "server_name localhost"),
            ("/etc/ssl/guidance.pem", str(authority)),
            ("/etc/ssl/guidance.key", str(authority)),
            ("change-me-to-the-secret-of-the-program", SECRET),
            ("proxy_pass http://127.0.0.1:8501", f"proxy_pass http://127.0.0.1:{apps[0].port}"),
            ("http://127.0.0.1:4180", f"http://127.0.0.1:{who.server_port}"),
        )
        temporary = "\n".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            f"http {{ access_log off; {temporary}\n{server}\n}}"
        )
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        stack.enter_context(running(command, folder / "nginx.log", lambda: _open(port)))
        yield Team(address, apps, authority)
