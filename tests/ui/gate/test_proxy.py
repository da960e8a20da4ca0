"""The gate behind nginx, which knows who is there: what somebody might try round it."""

import pytest
import requests
from sqlalchemy import create_engine, text
from websockets.exceptions import InvalidStatus

from guidance.team.sign_ins import digest
from tests.ui.gate.conftest import SECRET, Team
from tests.ui.gate.visitor import COOKIE, PAGE, Visitor

pytestmark = pytest.mark.slow


def signed_in(team: Team, name: str) -> Visitor:
    """Somebody whom the proxy knows, with a key of ours."""
    visitor = team.visitor()
    known(visitor, name)
    answer = visitor.get("/overview?a=x", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=%2Foverview%3Fa%3Dx")
    answer = visitor.get(answer.headers["location"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/overview?a=x")
    return visitor


def known(visitor: Visitor, name: str) -> None:
    visitor.session.cookies.set("who", name, domain="localhost.local", path="/")


def test_who_the_proxy_knows_is_let_in_under_their_name(by_proxy: Team) -> None:
    zoe = signed_in(by_proxy, "zoe")
    assert zoe.is_in()
    with zoe.tab(Cookie=f"{COOKIE}={zoe.key}; who=zoe") as tab:
        assert "Signed in as Zoë 李" in tab.draw()


def test_the_proxy_lets_nobody_in_whom_it_does_not_know(by_proxy: Team) -> None:
    assert by_proxy.visitor().get("/").status_code == 401


def test_a_browser_cannot_say_who_it_is(by_proxy: Team) -> None:
    """nginx says all of it anew, also what it has nothing for; what comes twice is refused."""
    forger = by_proxy.visitor()
    known(forger, "sam")
    forged = {
        "X-Guidance-Subject": "zoe",
        "X-Guidance-Name": "Zoë".encode(),
        "X-Guidance-Groups": "officers",
        "X-Guidance-Issuer": "x",
    }
    answer = forger.get("/sign-in", headers=forged)
    assert answer.status_code == 303
    with create_engine(by_proxy.processes[0].also["GUIDANCE_DATABASE"]).connect() as connection:
        row = connection.execute(
            text("SELECT subject, name, groups FROM sign_in WHERE key = :key"), {"key": digest(forger.key)}
        ).one()
    assert tuple(row) == ("sam", "Sam Poe", "[]")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper()])
def test_who_comes_round_the_proxy_is_refused(by_proxy: Team, secret: str | None) -> None:
    zoe = signed_in(by_proxy, "zoe")
    made_up = {"X-Guidance-Issuer": "https://login.example.ac.uk", "X-Guidance-Subject": "zoe", "Cookie": f"{COOKIE}={zoe.key}"}
    headers = made_up | ({} if secret is None else {"X-Guidance-Proxy": secret})
    for path in ("/", "/sign-in", "/media/x.pdf", "/_stcore/upload_file/a/b"):
        assert requests.get(by_proxy.processes[0].url + path, headers=headers, timeout=60).status_code == 403


def test_a_header_that_comes_twice_is_refused(by_proxy: Team) -> None:
    from http.client import HTTPConnection

    line = HTTPConnection("127.0.0.1", by_proxy.processes[0].port, timeout=60)
    line.putrequest("GET", "/sign-in")
    for name, value in (("Proxy", SECRET), ("Issuer", "x"), ("Subject", "zoe"), ("Subject", "sam")):
        line.putheader(f"X-Guidance-{name}", value)
    line.endheaders()
    assert line.getresponse().status == 403


@pytest.mark.parametrize("left_out", ["Issuer", "Subject"])
def test_who_has_no_name_that_stays_is_not_let_in(by_proxy: Team, left_out: str) -> None:
    said = {
        "X-Guidance-Proxy": SECRET,
        "X-Guidance-Issuer": "x",
        "X-Guidance-Subject": "zoe",
        "X-Guidance-Email": "zoe@example.ac.uk",
    }
    del said[f"X-Guidance-{left_out}"]
    answer = requests.get(f"{by_proxy.processes[0].url}/sign-in", headers=said, timeout=60, allow_redirects=False)
    assert answer.status_code == 403
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_an_issuer_that_was_not_named_is_not_believed(by_proxy: Team) -> None:
    """Another member of the federation may say of its people what it likes: an address of ours, a group of ours."""
    zoe = signed_in(by_proxy, "zoe")
    said = {
        "X-Guidance-Proxy": SECRET,
        "X-Guidance-Issuer": "https://idp.elsewhere.example/shibboleth",
        "X-Guidance-Subject": "zoe",
        "X-Guidance-Email": "zoe@example.ac.uk",
        "X-Guidance-Groups": "officers",
    }
    for path, cookie in (("/sign-in", ""), ("/", f"{COOKIE}={zoe.key}")):
        answer = requests.get(
            by_proxy.processes[0].url + path, headers=said | {"Cookie": cookie}, timeout=60, allow_redirects=False
        )
        assert (answer.status_code, COOKIE in answer.headers.get("set-cookie", "")) == (403, False)


def test_another_person_in_the_same_browser_ends_the_first_one_s_sign_in(by_proxy: Team) -> None:
    browser = signed_in(by_proxy, "zoe")
    first = browser.key
    with browser.tab(Cookie=f"{COOKIE}={first}; who=zoe") as tab:
        assert "Signed in as Zoë" in tab.draw()
        known(browser, "sam")
        assert browser.get("/").status_code == 401, "the key is Zoë's, and the proxy says Sam"
        assert browser.get("/sign-in").status_code == 303
        assert tab.closed() == 4401
    with browser.tab(Cookie=f"{COOKIE}={browser.key}; who=sam") as tab:
        assert "Signed in as Sam Poe" in tab.draw()
    browser.key = first
    assert browser.get("/").status_code == 401


def test_no_line_for_a_key_of_somebody_else(by_proxy: Team) -> None:
    zoe = signed_in(by_proxy, "zoe")
    with pytest.raises(InvalidStatus) as refused, zoe.tab(Cookie=f"{COOKIE}={zoe.key}; who=sam"):
        pass
    assert refused.value.response.status_code == 403
