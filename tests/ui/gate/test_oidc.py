"""The gate with a real OpenID provider, behind HAProxy, with two processes on PostgreSQL: what somebody might try."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import create_engine, text
from websockets.exceptions import InvalidStatus

from guidance.team.sign_ins import digest
from tests.ui.gate.conftest import Team
from tests.ui.gate.visitor import COOKIE, Visitor

pytestmark = pytest.mark.slow


def test_who_signs_in_gets_to_the_address_that_was_asked_for(by_oidc: Team) -> None:
    zoe = by_oidc.visitor()
    answer = zoe.sign_in("zoe", "/overview?a=abc&act=x")
    assert answer.headers["location"] == "/overview?a=abc&act=x"
    assert zoe.is_in()


def test_the_cookie_is_a_random_key_and_nothing_else(by_oidc: Team) -> None:
    sam = by_oidc.visitor()
    answer = sam.sign_in("sam")  # who is in two hundred groups
    (cookie,) = [each for each in answer.raw.headers.getlist("set-cookie") if each.startswith(f"{COOKIE}=")]
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=lax; Secure", cookie)


def test_the_page_names_the_person(by_oidc: Team) -> None:
    zoe = by_oidc.visitor()
    zoe.sign_in("zoe")
    with zoe.tab() as tab:
        page = tab.draw()
    assert "Signed in as Zoë 李" in page
    assert "Your name, printed with your answers" not in page


def test_signing_out_ends_the_second_tab_and_its_line(by_oidc: Team) -> None:
    zoe = by_oidc.visitor()
    zoe.sign_in("zoe")
    with zoe.tab() as first, zoe.tab() as second:
        assert "Signed in as" in first.draw()
        assert "Signed in as" in second.draw()
        answer = zoe.sign_out()
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{by_oidc.provider}/session/end?")
        assert first.closed() == second.closed() == 4401
    assert not zoe.is_in()


def test_an_old_cookie_opens_nothing_in_another_browser(by_oidc: Team) -> None:
    zoe, thief = by_oidc.visitor(), by_oidc.visitor()
    zoe.sign_in("zoe")
    old = zoe.key
    thief.key = old
    assert thief.is_in(), "while it lives, the key is all that counts"
    zoe.sign_out()
    thief.key = old
    assert not thief.is_in()
    _no_line(thief)


def test_what_a_browser_held_before_is_not_what_it_holds_after(by_oidc: Team) -> None:
    attacker, zoe = by_oidc.visitor(), by_oidc.visitor()
    attacker.sign_in("sam")
    zoe.key = attacker.key
    callback = zoe.to_callback("zoe", "/sign-in")
    assert zoe.get(callback).status_code == 303
    assert zoe.key != attacker.key
    assert not attacker.is_in(), "the key that was put into the browser is worth nothing"


@pytest.mark.parametrize("made_up", ["A" * 43, "", "A" * 42, "x" * 64, "../../etc", "'; --", "é"])
def test_a_made_up_cookie_opens_nothing(by_oidc: Team, made_up: str) -> None:
    headers = {"Cookie": f"{COOKIE}={made_up}".encode()}
    assert by_oidc.visitor().get("/", headers=headers).status_code == 401
    digested = {"Cookie": f"{COOKIE}={digest('A' * 43)}"}
    assert by_oidc.visitor().get("/", headers=digested).status_code == 401


def test_a_changed_cookie_and_two_cookies_open_nothing(by_oidc: Team) -> None:
    zoe = by_oidc.visitor()
    zoe.sign_in("zoe")
    changed = zoe.key[:-1] + ("A" if zoe.key[-1] != "A" else "B")
    for cookie in (f"{COOKIE}={changed}", f"{COOKIE}={zoe.key}; {COOKIE}={'A' * 43}", f"{COOKIE}={digest(zoe.key)}"):
        assert by_oidc.visitor().get("/", headers={"Cookie": cookie}).status_code == 401


def test_headers_of_ours_are_nobody_s_to_send(by_oidc: Team) -> None:
    zoe, forger = by_oidc.visitor(), by_oidc.visitor()
    zoe.sign_in("zoe")
    forged = {"X-Guidance-Sign-In": digest(zoe.key), "X-Guidance-Subject": "zoe", "X-Guidance-Issuer": by_oidc.provider}
    assert forger.get("/", headers=forged).status_code == 401
    straight = {**forged, "Host": f"127.0.0.1:{by_oidc.processes[0].port}"}
    assert requests.get(f"{by_oidc.processes[0].url}/", headers=straight, timeout=60).status_code == 401
    forger.sign_in("sam")
    with forger.tab(**{"X-Guidance-Sign-In": digest(zoe.key)}) as tab:
        page = tab.draw()
    assert "Signed in as Sam Poe" in page
    assert "Zoë" not in page


def test_a_callback_is_good_once(by_oidc: Team) -> None:
    """Twenty times in the same browser, and twenty in another that stole what the first one carried to the provider."""
    zoe, thief = by_oidc.visitor(), by_oidc.visitor()
    callback = zoe.to_callback("zoe")
    thief.session.cookies.update(zoe.session.cookies.copy())
    assert zoe.get(callback).status_code == 303
    again = [zoe.get(callback) for _ in range(20)]
    stolen = [thief.get(callback) for _ in range(20)]
    stranger = [by_oidc.visitor().get(callback) for _ in range(20)]
    for answers in (again, stolen, stranger):
        assert [answer.status_code for answer in answers] == [400] * 20
        assert not [answer for answer in answers if COOKIE + "=" in answer.headers.get("set-cookie", "")]


def test_a_callback_that_somebody_else_began_is_refused(by_oidc: Team) -> None:
    """Else a victim would go on under the attacker's name."""
    attacker, victim = by_oidc.visitor(), by_oidc.visitor()
    callback = attacker.to_callback("sam")
    victim.get("/sign-in")
    assert victim.get(callback).status_code == 400
    assert not victim.is_in()


def test_state_nonce_and_the_proof_of_the_code_go_to_the_provider(by_oidc: Team) -> None:
    answer = by_oidc.visitor().get("/sign-in")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{by_oidc.address}/sign-in/callback"]


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x",
        "javascript:1",
        "",
    ],
)
def test_nobody_is_led_elsewhere(by_oidc: Team, to: str) -> None:
    zoe = by_oidc.visitor()
    callback = zoe.to_callback("zoe", f"/sign-in?to={to}")
    assert zoe.get(callback).headers["location"] == "/"


def test_a_sign_in_ends_by_time(by_oidc: Team) -> None:
    zoe = by_oidc.visitor()
    for column in ("seen", "started"):
        zoe.sign_in("zoe")
        with zoe.tab() as tab:
            assert "Signed in as" in tab.draw()
            _change(by_oidc, column, "2020-01-01T00:00:00.000000+00:00", zoe.key)
            assert tab.closed() == 4401
        assert not zoe.is_in()


def test_the_provider_ends_a_sign_in_on_every_process(by_oidc: Team) -> None:
    """It tells the second process; the line is one of the first."""
    zoe = by_oidc.visitor()
    zoe.session.cookies.set("__Host-served", "a", domain="localhost.local", path="/", secure=True)
    zoe.sign_in("zoe")
    with zoe.tab(Cookie=f"{COOKIE}={zoe.key}; __Host-served=a") as tab:
        assert "Signed in as" in tab.draw()
        asked = zoe.get(f"{by_oidc.provider}/session/end")
        form = re.search(r'action="([^"]+)".*?name="xsrf" value="([^"]+)"', asked.text, re.DOTALL)
        assert form, asked.text
        said = {"xsrf": form[2], "logout": "yes"}
        zoe.session.post(form[1], data=said, allow_redirects=False, timeout=60)
        assert tab.closed() == 4401
    assert not zoe.is_in()


@pytest.mark.parametrize("token", ["", "x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ6b2UifQ."])
def test_nobody_else_can_end_a_sign_in(by_oidc: Team, token: str) -> None:
    zoe = by_oidc.visitor()
    zoe.sign_in("zoe")
    answer = zoe.session.post(f"{by_oidc.address}/sign-in/back-channel", data={"logout_token": token}, timeout=60)
    assert answer.status_code == 400
    assert zoe.session.post(f"{by_oidc.address}/sign-in/back-channel", data="a" * 100_000, timeout=60).status_code == 400
    other_site = {"Sec-Fetch-Site": "cross-site"}
    assert zoe.get("/sign-out", headers=other_site).status_code == 403
    assert zoe.is_in()


def test_two_people_one_after_the_other_in_one_browser(by_oidc: Team) -> None:
    browser = by_oidc.visitor()
    browser.sign_in("zoe")
    with browser.tab() as tab:
        assert "Signed in as Zoë" in tab.draw()
        first = browser.key
        for name in [each.name for each in browser.session.cookies if each.name.startswith("_session")]:
            browser.session.cookies.set(name, None)
        assert browser.get(browser.to_callback("sam", "/sign-in")).status_code == 303
        assert tab.closed() == 4401
    assert browser.key != first
    with browser.tab() as tab:
        assert "Signed in as Sam Poe" in tab.draw()


def test_who_is_not_signed_in_gets_no_line(by_oidc: Team) -> None:
    _no_line(by_oidc.visitor())


def test_the_database_holds_no_key_and_the_log_neither(by_oidc: Team) -> None:
    zoe = by_oidc.visitor()
    callback = zoe.to_callback("zoe")
    zoe.get(callback)
    with create_engine(by_oidc.processes[0].also["GUIDANCE_DATABASE"]).connect() as connection:
        rows = connection.execute(text("SELECT * FROM sign_in")).all()
    assert digest(zoe.key) in str(rows)
    assert zoe.key not in str(rows)
    code = parse_qs(urlsplit(callback).query)["code"][0]
    logs = "".join(app.log.read_text() for app in by_oidc.processes)
    assert [secret for secret in (zoe.key, code, "zoe@example") if secret in logs] == []


def test_both_processes_are_well(by_oidc: Team) -> None:
    for app in by_oidc.processes:
        assert requests.get(f"{app.url}/healthz", timeout=60).text == "ok\n"


def test_a_database_of_another_version_is_not_well(by_oidc: Team) -> None:
    engine = create_engine(by_oidc.processes[0].also["GUIDANCE_DATABASE"])
    with engine.begin() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        assert requests.get(f"{by_oidc.processes[0].url}/healthz", timeout=60).status_code == 503
    finally:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": before})
    for _ in range(100):
        if by_oidc.visitor().get("/healthz").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the proxy did not take the processes back")


def _no_line(visitor: Visitor) -> None:
    with pytest.raises(InvalidStatus) as refused, visitor.tab():
        pass
    assert refused.value.response.status_code == 403


def _change(team: Team, column: str, value: str, key: str) -> None:
    with create_engine(team.processes[0].also["GUIDANCE_DATABASE"]).begin() as connection:
        connection.execute(text(f"UPDATE sign_in SET {column} = :value WHERE key = :key"), {"value": value, "key": digest(key)})
