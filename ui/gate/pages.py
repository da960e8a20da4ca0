"""The few pages of the gate itself, and what it says when it lets nobody in."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

COOKIE: Final = "__Host-guidance"
"""Browsers keep a cookie of such a name only if it came over TLS, from this host, and for all of it."""
SIGN_IN: Final = "/sign-in"
AWAY: Final = "The database cannot be reached, so nobody can be let in. Try again in a moment, and tell whoever looks after it."
SIGNED_OUT: Final = "You are signed out."
_PAGE: Final = Markup(
    "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>{heading} – China exposure "
    "guidance</title><style>body{{font:1.2rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}</style><main><h1>{heading}"
    "</h1><p>{text}</p><p><a href=/>{link}</a>{more}</p></main></html>"
)
_OUT: Final = Markup(" · <a href=/sign-out>Sign out</a>")


def page(heading: str, text: str, status: int = 200, link: str = "Sign in") -> Response:
    """A page with a way to sign in."""
    return _page(heading, text, status, link, Markup())


def inside(heading: str, text: str, status: int, link: str = "Your assessments") -> Response:
    """A page for somebody who is signed in, with a way out as on every page of theirs."""
    return _page(heading, text, status, link, _OUT)


def _page(heading: str, text: str, status: int, link: str, more: Markup) -> Response:
    html = _PAGE.format(heading=heading, text=text, link=link, more=more)
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def choice(links: Mapping[str, str]) -> Response:
    """Asks where somebody wants to sign in. `links`: the name of each institution, by where signing in there begins."""
    listed = Markup("").join(Markup('<li><a href="{}">{}</a></li>').format(to, name) for to, name in links.items())
    text = Markup("</p><ul>{}</ul><p>").format(listed)
    return page("Where do you work?", text, link="Begin again")


def signed_out() -> Response:
    """What is shown after signing out."""
    return page(
        SIGNED_OUT, "Close the browser if others use this machine: your organisation's own sign-in may still be open in it."
    )


def refused(why: str, status: int) -> Response:
    """What is said in place of a page."""
    return PlainTextResponse(f"{why}\n", status, {"Cache-Control": "no-store"})


def let_in(key: str, to: str) -> Response:
    """Gives the browser its key and leads to where it was going."""
    answer = RedirectResponse(to, 303, {"Cache-Control": "no-store"})
    answer.set_cookie(COOKIE, key, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def let_out(to: str) -> Response:
    """Takes the key and what the browser kept of the pages, and leads on."""
    answer = RedirectResponse(to, 303, {"Cache-Control": "no-store", "Clear-Site-Data": '"cache", "storage"'})
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def key_in(headers: Headers) -> str:
    """The key that a browser holds; empty for none, and when it names two."""
    pairs = [each.strip().partition("=") for line in headers.getlist("cookie") for each in line.split(";")]
    found = [value for name, _, value in pairs if name == COOKIE]
    return found[0] if len(found) == 1 else ""


def within(to: str) -> str:
    """An address of ours to go on to; the first page in place of what could lead elsewhere."""
    is_ours = to.startswith("/") and not to.startswith(("//", "/sign-", "/signed-")) and to.isascii() and to.isprintable()
    return to if is_ours and "\\" not in to else "/"
