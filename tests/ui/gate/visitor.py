"""A visitor without a browser: what they ask for over TLS, how they sign in at the provider, and the line over which pages are drawn."""

import re
import ssl
from html import unescape
from pathlib import Path
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

COOKIE = "__Host-guidance"
PAGE = {"Accept": "text/html"}
_CALLBACK = re.compile(r"/sign-in(/at/[a-z]+)?/callback")


class Visitor:
    """One browser, as far as addresses and cookies go."""

    def __init__(self, address: str, authority: Path) -> None:
        self.address = address
        self._authority = authority
        self.session = requests.Session()
        self.session.verify = str(authority)
        self.session.trust_env = False

    def get(self, path: str, **more: object) -> requests.Response:
        """What an address answers; nothing is followed."""
        return self.session.get(urljoin(self.address, path), allow_redirects=False, timeout=60, **more)  # type: ignore[arg-type]

    @property
    def key(self) -> str:
        """What the browser holds of its sign-in."""
        return self.session.cookies.get(COOKIE) or ""

    @key.setter
    def key(self, value: str) -> None:
        host = urlsplit(self.address).hostname
        self.session.cookies.set(COOKIE, value, domain=f"{host}.local", path="/", secure=True)

    def to_callback(self, name: str, to: str = "/") -> str:
        """Signs in at the provider; the address to which it then sends the browser back."""
        answer = self.get(to, headers=PAGE)
        while not _CALLBACK.match(answer.headers.get("location", "").removeprefix(self.address)):
            if answer.status_code in (302, 303):
                answer = self.get(urljoin(answer.url, answer.headers["location"]))
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form, (answer.status_code, answer.url, answer.text[:500])
            said = {"prompt": "login", "login": name, "password": "any"}
            answer = self.session.post(urljoin(answer.url, unescape(form[1])), data=said, allow_redirects=False, timeout=60)
        return answer.headers["location"]

    def sign_in(self, name: str, to: str = "/") -> requests.Response:
        """Signs in; what the callback answers."""
        answer = self.get(self.to_callback(name, to))
        assert answer.status_code == 303, answer.text
        return answer

    def sign_out(self) -> requests.Response:
        """Signs out of the program; what that answers."""
        return self.get("/sign-out")

    def is_in(self) -> bool:
        """Whether the first page is shown."""
        return self.get("/", headers=PAGE).status_code == 200

    def tab(self, **more: str) -> "Tab":
        """A tab with the first page."""
        return Tab(self.address, self._authority, {"Cookie": f"{COOKIE}={self.key}", **more})


def _one_at_a_time(authority: Path) -> ssl.SSLContext:
    """TLS 1.2: websockets reads and writes in two threads, and Python's ssl does not keep them apart. Where one reads the tickets that a
    server of TLS 1.3 sends after the handshake, what the other writes meanwhile is now and then never sent: on a busy machine 4 of 1,302
    lines between this client and a bare server never opened, and none of 3,125 over TLS 1.2."""
    context = ssl.create_default_context(cafile=authority)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


class Tab:
    """A page's line."""

    def __init__(self, address: str, authority: Path, headers: dict[str, str]) -> None:
        self._opening = connect(
            f"wss{address.removeprefix('https')}/_stcore/stream",
            ssl=_one_at_a_time(authority),
            additional_headers=headers,
            origin=address,  # type: ignore[arg-type]
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            proxy=None,
            open_timeout=60,
        )

    def __enter__(self) -> Self:
        self._line: ClientConnection = self._opening.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def draw(self, query: str = "", page: str = "") -> str:
        """Every byte of a page, as text."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        self._line.send(message.SerializeToString())
        said = ""
        while True:
            got = self._line.recv(timeout=120)
            assert isinstance(got, bytes)
            said += got.decode("utf-8", "replace")
            if ForwardMsg.FromString(got).WhichOneof("type") == "script_finished":
                return said

    def closed(self) -> int:
        """Waits until the server closes the line; why it did."""
        try:
            while True:
                self._line.recv(timeout=60)
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 0
