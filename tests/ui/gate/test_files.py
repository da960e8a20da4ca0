"""Files go out by an address of ours: real people, two processes, PostgreSQL, and what somebody might try who knows the address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from guidance import knowledge
from guidance.case.record import read_record
from guidance.case.store import Store
from guidance.team.desk import Desk
from guidance.team.log import Exported, Grant, TeamLog
from guidance.team.permissions import Role
from guidance.team.sign_ins import digest
from tests.ui.conftest import ROOT
from tests.ui.gate.conftest import Team
from tests.ui.gate.visitor import PAGE, Visitor
from ui.browser import handing_out, offers

pytestmark = pytest.mark.slow
ADDRESS = re.compile(r"/taken/[\w-]+/\w+\?[\w.&=%-]*?seal=[0-9a-f]{64}")


@dataclass
class Assessed:
    """An assessment that is there, the store that holds it, and the log beside it."""

    id: str
    store: Store
    log: TeamLog


@pytest.fixture(scope="module")
def assessed(by_oidc: Team) -> Iterator[Assessed]:
    store = Store.open(by_oidc.database, knowledge.load())
    record = read_record((ROOT / "examples" / "northmoor.json").read_bytes(), knowledge.load())
    yield Assessed(Desk(store, None).open_record(record, "a test"), store, TeamLog(store.database))
    store.close()


def signed_in(team: Team, name: str, process: str = "a") -> Visitor:
    """Somebody who signed in, whom the proxy keeps with a process."""
    visitor = team.visitor()
    visitor.sign_in(name)
    served_by(visitor, process)
    return visitor


def served_by(visitor: Visitor, process: str) -> None:
    visitor.session.cookies.set("__Host-served", process, domain="localhost.local", path="/", secure=True)


def addresses(visitor: Visitor, assessed: Assessed, page: str = "result") -> dict[str, str]:
    """The files that a page offers, by their kind and which."""
    with visitor.tab() as tab:
        found = ADDRESS.findall(tab.draw(f"a={assessed.id}", page))
    return {
        re.sub(r"&?until=.*", "", urlsplit(each).path.rpartition("/")[2] + " " + urlsplit(each).query): each for each in found
    }


def test_an_officer_takes_a_file_from_either_process_and_it_is_logged(by_oidc: Team, assessed: Assessed) -> None:
    zoe, before = signed_in(by_oidc, "zoe"), len(assessed.log.events())
    there = addresses(zoe, assessed)
    assert {"report of=.json", "report of=.pdf", "report of=.zip", "edition of=committee"} <= there.keys()
    got = []
    for process in "ab":
        served_by(zoe, process)
        got.append(zoe.get(there["report of=.json"]))
    assert [each.status_code for each in got] == [200, 200]
    assert got[0].content == got[1].content
    assert got[0].headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert got[0].headers["cache-control"] == "no-store"
    assert got[0].headers["x-content-type-options"] == "nosniff"
    pdf = zoe.get(there["edition of=committee"])
    assert pdf.content.startswith(b"%PDF-")
    logged = [
        (each.by, each.person, each.event.what) for each in assessed.log.events()[before:] if isinstance(each.event, Exported)
    ]
    one = ("Zoë 李", f"{by_oidc.provider} zoe")
    assert logged == [(*one, "result read"), *[(*one, "report")] * 3]


def test_nobody_else_gets_it_who_knows_the_address(by_oidc: Team, assessed: Assessed) -> None:
    zoe = signed_in(by_oidc, "zoe")
    there = addresses(zoe, assessed)
    assert len(there) > 8
    before = len(assessed.log.events())
    for name in ("sam", "pia"):  # another officer, and somebody who may read nothing
        for process in "ab":
            other = signed_in(by_oidc, name, process)
            assert {other.get(each).status_code for each in there.values()} == {404}
    assert {by_oidc.visitor().get(each).status_code for each in there.values()} == {401}
    straight = by_oidc.visitor()
    straight.address = by_oidc.processes[0].url
    assert straight.get(there["report of=.json"], headers={"X-Guidance-Sign-In": digest(zoe.key)}).status_code == 401
    assert len(assessed.log.events()) == before, "nothing went out"


def test_an_address_is_made_by_the_page_only(by_oidc: Team, assessed: Assessed) -> None:
    zoe = signed_in(by_oidc, "zoe")
    address = addresses(zoe, assessed)["report of=.json"]
    last = address[-1]
    changed = [
        address.replace(".json", ".pdf"),
        address.replace("/report?", "/edition?"),
        address.replace(assessed.id, "nothinghere2"),
        re.sub(r"until=\d+", "until=9999999999", address),
        address[:-1] + ("0" if last != "0" else "1"),
        address.partition("&seal=")[0],
        address.partition("?")[0],
        "/taken/",
        address.replace("/taken/", "/taken//"),
    ]
    answers = {each: zoe.get(each) for each in changed}
    assert {each: answer.status_code for each, answer in answers.items()} == dict.fromkeys(changed, 404)
    assert [each for each, answer in answers.items() if "<a href=/sign-out>Sign out</a>" not in answer.text] == []
    assert zoe.session.post(f"{by_oidc.address}{address}", timeout=60).status_code in (403, 405)


def test_it_is_good_for_about_an_hour(by_oidc: Team, assessed: Assessed, monkeypatch: pytest.MonkeyPatch) -> None:
    zoe, offer = signed_in(by_oidc, "zoe"), offers.report(assessed.store.record(assessed.id), ".json")
    now = handing_out.time.time()
    for age, status in ((3_500, 200), (4_300, 410)):
        monkeypatch.setattr(handing_out.time, "time", lambda age=age: now - age)
        address = handing_out.address(offer, digest(zoe.key))
        monkeypatch.undo()
        assert zoe.get(address).status_code == status


def test_what_somebody_may_is_asked_at_that_moment(by_oidc: Team, assessed: Assessed) -> None:
    """A role that ended while the page was open; then the sign-in."""
    sam = signed_in(by_oidc, "sam", "b")
    address = addresses(sam, assessed)["report of=.json"]
    assert sam.get(address).status_code == 200
    role = Grant(role=Role.OFFICER, to=f"person:{by_oidc.provider} sam")
    administrator = Desk(assessed.store, None, assessed.log)
    administrator.end_grant(role)
    try:
        refused = sam.get(address)
        assert refused.status_code == 404
        assert "Northmoor" not in refused.text
    finally:
        administrator.grant(role)
    assert sam.get(address).status_code == 200
    key = sam.key
    sam.sign_out()
    sam.key = key
    assert sam.get(address, headers=PAGE).status_code == 303, "led to the sign-in"
    assert sam.get(address).status_code == 401


def test_streamlit_s_own_address_is_closed(by_oidc: Team, assessed: Assessed) -> None:
    zoe = signed_in(by_oidc, "zoe")
    with zoe.tab() as tab:
        for page in ("result", "others", "partners", "check"):
            assert "/media/" not in tab.draw(f"a={assessed.id}", page)
    assert zoe.get("/media/x.pdf").status_code == 404
