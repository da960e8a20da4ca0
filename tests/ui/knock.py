"""Who may stand at the door: requests byte by byte, as no well-behaved client would send them."""

import re
import socket
from dataclasses import dataclass

HERE = "127.0.0.1:{port}"
OURS = "http://127.0.0.1:{port}"
FRIENDLY = {
    "a page of ours": (HERE, OURS),
    "a page of ours by name": ("localhost:{port}", "http://localhost:{port}"),
    "a page of ours by IPv6": ("[::1]:{port}", "http://[::1]:{port}"),
    "through a tunnel from another port": ("localhost:9", "http://localhost:9"),
    "over TLS that ends before us": ("localhost:9", "https://localhost:9"),
    "a program, which names no origin": (HERE, None),
    "a page of ours, by a proxy that says who asked it": (HERE, OURS, "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"),
}  # fmt: skip
"""Host, Origin, and other lines. Each comes by an address of this machine, from a page of that address or from no page."""

HOSTILE = {
    # Another site's page.
    "another site": (HERE, "https://elsewhere.example"),
    "another site, which names our port": (HERE, "http://elsewhere.example:{port}"),
    "another site whose name begins with ours": (HERE, "http://127.0.0.1.elsewhere.example:{port}"),
    "another site with our name for its user": (HERE, "http://127.0.0.1:{port}@elsewhere.example"),
    "our name with a user": (HERE, "http://elsewhere.example@127.0.0.1:{port}"),
    "no site that has a name": (HERE, "null"),
    "an empty origin": (HERE, ""),
    "a file": (HERE, "file://"),
    "an extension": (HERE, "chrome-extension://abcdefgh"),
    "another port of this machine": (HERE, "http://127.0.0.1:8888"),
    "no port": (HERE, "http://127.0.0.1"),
    "another name of this machine": (HERE, "http://localhost:{port}"),
    "another address of this machine": (HERE, "http://[::1]:{port}"),
    "any address of this machine": (HERE, "http://0.0.0.0:{port}"),
    "our address and a dot": (HERE, "http://127.0.0.1.:{port}"),
    "our name and a dot": ("localhost:{port}", "http://localhost.:{port}"),
    "our address and a path": (HERE, "http://127.0.0.1:{port}/"),
    "our address in capitals": (HERE, "HTTP://127.0.0.1:{port}"),
    "another scheme": (HERE, "ftp://127.0.0.1:{port}"),
    "two origins": (HERE, OURS, "Origin: https://elsewhere.example"),
    "two origins in one line": (HERE, "http://127.0.0.1:{port}, https://elsewhere.example"),
    "an address outside that leads here": (HERE, "http://192.0.2.1:{port}"),
    # A name that was made to lead here: the page is of that name, and the host is too.
    "a name that leads here": ("evil.example:{port}", "http://evil.example:{port}"),
    "a name that leads here, without a port": ("evil.example", "http://evil.example"),
    "a name that leads here, asked from no page": ("evil.example:{port}", None),
    "a name that leads here, asked from our page": ("evil.example:{port}", OURS),
    "a name that begins with ours": ("localhost.evil.example:{port}", "http://localhost.evil.example:{port}"),
    "a name that ends with ours": ("evil.localhost:{port}", "http://evil.localhost:{port}"),
    "a name and a dot": ("localhost.:{port}", "http://localhost.:{port}"),
    "a name in capitals": ("LOCALHOST:{port}", "http://LOCALHOST:{port}"),
    "an address of fewer parts": ("127.1:{port}", "http://127.1:{port}"),
    "an address as a number": ("2130706433:{port}", "http://2130706433:{port}"),
    "an address for any": ("0.0.0.0:{port}", "http://0.0.0.0:{port}"),
    "an address in an address": ("[::ffff:127.0.0.1]:{port}", "http://[::ffff:127.0.0.1]:{port}"),
    "an address outside": ("192.0.2.1:{port}", "http://192.0.2.1:{port}"),
    "a user before the host": ("evil@127.0.0.1:{port}", "http://evil@127.0.0.1:{port}"),
    "a host before the user": ("127.0.0.1:{port}@evil.example", "http://127.0.0.1:{port}@evil.example"),
    "no number for a port": ("127.0.0.1:evil", "http://127.0.0.1:evil"),
    "two hosts in one line": ("127.0.0.1:{port}, evil.example", "http://127.0.0.1:{port}"),
    "an empty host": ("", None),
    "our name passed on beside another": ("evil.example:{port}", OURS, "X-Forwarded-Host: 127.0.0.1:{port}"),
    "our name passed on beside another, in the new way": ("evil.example", OURS, "Forwarded: host=127.0.0.1:{port};proto=http"),
}  # fmt: skip
"""Each is another site's page, or comes by a name that is not ours."""


_OPEN = re.compile(rb"HTTP/1.1 101 .*\r\n\r\n", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What came back: its status (0 when nothing did), its header lines and its body."""

    status: int
    lines: list[str]
    body: str


def knock(port: int, who: tuple[str | None, ...], path: str = "/", socketed: bool = False) -> Answer:
    """Asks for a page, or for a WebSocket, with the lines that `who` names."""
    host, origin, *others = (each and each.format(port=port) for each in who)
    asked = [f"GET {path} HTTP/1.1", f"Host: {host}", *([] if origin is None else [f"Origin: {origin}"]), *map(str, others)]
    if socketed:
        asked += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: streamlit"]
        asked += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
    else:
        asked.append("Connection: close")
    return say(port, asked)


def say(port: int, lines: list[str]) -> Answer:
    """Sends these lines and reads what comes back, to its end or to the beginning of what goes over a WebSocket."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
        got = b""
        while not _OPEN.match(got) and (more := wire.recv(65536)):
            got += more
    head, _, body = got.decode("latin-1").partition("\r\n\r\n")
    first, *said = head.split("\r\n")
    return Answer(int(first.split()[1]) if first else 0, said, body)
