"""Two institutions on one program, each with an OpenID provider and a database of its own, behind HAProxy: no word of one reaches the other.

The two people have the same subject, the same address and the same groups: nothing but the provider tells them apart."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from websockets.exceptions import InvalidStatus

from guidance import knowledge
from guidance.case.record import Partner, Record, Recorded, RecordedActivity
from guidance.case.store import Assigned, Commented, Store
from guidance.language.conditions import Scope
from guidance.team.desk import Desk
from guidance.team.log import Grant, Granted, TeamLog
from guidance.team.permissions import Role
from guidance.team.person import Person
from tests.case.store import conftest as databases
from tests.team.world import DAY
from tests.ui.conftest import free_port
from tests.ui.gate.conftest import Team, _needs, by_haproxy, found, processes, providing
from tests.ui.gate.test_files import ADDRESS
from tests.ui.gate.visitor import COOKIE, PAGE, Visitor
from ui.browser.places import PAGES

pytestmark = pytest.mark.slow
NAMES = ("northmoor", "eastvale")
SOME = 12
"""Answers about the organisation and about the activity that hold a word."""


@dataclass
class House:
    """An institution: where its people sign in, its database, and the assessment in it, each word of which names the institution."""

    name: str
    provider: str
    database: str
    id: str = ""

    def word(self, what: str) -> str:
        return f"word{what}of{self.name}end".replace(".", "").replace("_", "")

    def fill(self) -> None:
        """Makes the assessment, and lets the officers' group in."""
        store = Store.open(self.database, knowledge.load())
        TeamLog(store.database).append(Granted(grant=Grant(role=Role.OFFICER, to="group:officers")), "a test")
        person = Person(issuer=self.provider, subject="zoe", name=self.word("person"), groups=frozenset({"officers"}))
        desk = Desk(store, person)
        asked = {scope: [each.id for each in knowledge.load().asked_of(scope)][:SOME] for scope in Scope}
        answers = {
            scope: {each: Recorded("not sure", note=self.word(f"note{scope}{each}"), by=self.word("by")) for each in some}
            for scope, some in asked.items()
        }
        about = RecordedActivity(
            id="only",
            name=self.word("activity"),
            partner=Partner(name=self.word("partner")),
            answers=answers[Scope.ACTIVITY],
        )
        record = Record(id="x", title=self.word("title"), as_at=DAY, answers=answers[Scope.ORGANISATION], activities=[about])
        self.id = desk.open_record(record, "")
        question = asked[Scope.ACTIVITY][0]
        desk.append(self.id, Commented(id="c", activity="only", question=question, text=self.word("comment")), "")
        zoe = "zoe@example.ac.uk"
        desk.append(
            self.id,
            Assigned(id="a", to=zoe, activity="only", questions=(question,), due=DAY, message=self.word("message")),
            "",
        )
        store.close()

    def people(self) -> dict[str, object]:
        return {
            "zoe": {"name": self.word("person"), "email": "zoe@example.ac.uk", "email_verified": True, "groups": ["officers"]}
        }

    def visitor(self, sector: "Sector") -> Visitor:
        """The officer, signed in."""
        visitor = sector.team.visitor()
        visitor.sign_in("zoe", f"/sign-in/at/{self.name}")
        return visitor

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Every page, of the organisation and of the activity, as the query and the page."""
        yield "", ""
        yield "", "mine"
        yield f"of={self.id}", "mine"
        yield "", "roles"
        yield from ((f"a={self.id}", page) for page in PAGES)
        yield from ((f"a={self.id}&act=only", page) for page in (*PAGES, *knowledge.load().sections))


@dataclass
class Sector:
    """A sector body's program, and the institutions that it serves."""

    team: Team
    houses: list[House]
    file: Path


@pytest.fixture(scope="module")
def sector(authority: Path, postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sector]:
    _needs("node")
    if not Path(found("haproxy")).exists():
        pytest.skip("needs haproxy: make team")
    folder, port = tmp_path_factory.mktemp("sector"), free_port()
    address = f"https://localhost:{port}"
    with ExitStack() as stack:
        ports = [free_port() for _ in NAMES]
        houses = [
            House(name, f"http://localhost:{port}", stack.enter_context(databases.database_on(postgresql_server)))
            for name, port in zip(NAMES, ports, strict=True)
        ]
        (folder / "institutions.toml").write_text("".join(told(house, folder) for house in houses))
        for house in houses:
            (folder / f"secret-of-{house.name}").write_text(secret(house))
        also = {"GUIDANCE_SIGN_IN": "oidc", "GUIDANCE_INSTITUTIONS": str(folder / "institutions.toml")}
        apps = processes(stack, folder, address, "", also)
        for at, house in zip(ports, houses, strict=True):
            providing(stack, folder, at, address, apps[1], house.people(), secret(house), f"/sign-in/at/{house.name}")
        by_haproxy(stack, folder, port, authority, [app.port for app in apps])
        for house in houses:  # the program has brought each database to its schema by now
            house.fill()
        yield Sector(Team(address, apps, authority), houses, folder / "institutions.toml")


def secret(house: House) -> str:
    return f"a-secret-of-{house.name}-for-tests-only-0123456789"


def told(house: House, folder: Path) -> str:
    return (
        f"[{house.name}]\nname = 'The University of {house.name.title()}'\ndatabase = '{house.database}'\n"
        f"issuers = ['{house.provider}']\nclient = 'guidance'\nsecret_file = '{folder}/secret-of-{house.name}'\n"
    )


def drawn(visitor: Visitor, house: House) -> str:
    """Every byte of every page about the assessment of an institution, and of every file that the pages offer, as somebody gets it."""
    with visitor.tab() as tab:
        all = "".join(tab.draw(query, page) for query, page in house.addresses())
    for address in sorted(set(ADDRESS.findall(all))):
        all += visitor.get(address).content.decode("utf-8", "replace")
    return all


@pytest.mark.parametrize("own", NAMES)
def test_no_word_of_one_institution_reaches_the_other(sector: Sector, own: str) -> None:
    here, there = sorted(sector.houses, key=lambda house: house.name != own)
    visitor = here.visitor(sector)
    about_own, about_other = drawn(visitor, here), drawn(visitor, there)
    words = set(re.findall(rf"word\w+?of{own}end", about_own))
    assert {here.word(what) for what in ("title", "activity", "partner", "comment", "person", "by")} <= words
    assert len(words) > 2 * SOME, "the search is not blind"
    assert re.findall(rf"word\w+?of{there.name}end", about_own + about_other) == []


def test_a_key_opens_the_database_of_its_own_institution_only(sector: Sector) -> None:
    here, there = sector.houses
    key = here.visitor(sector).key
    assert re.fullmatch(rf"{here.name}\.[\w-]{{43}}", key)
    for forged in (key.replace(here.name, there.name), key.partition(".")[2], f"none.{key.partition('.')[2]}"):
        forger = sector.team.visitor()
        assert forger.get("/", headers={**PAGE, "Cookie": f"{COOKIE}={forged}"}).status_code == 303
        with pytest.raises(InvalidStatus), sector.team.visitor().tab(Cookie=f"{COOKIE}={forged}"):
            pass


def test_who_signed_in_where_stands_in_that_database_only(sector: Sector) -> None:
    for house in sector.houses:
        house.visitor(sector)
    for house in sector.houses:
        with create_engine(house.database).connect() as connection:
            assert set(connection.scalars(text("SELECT issuer FROM sign_in"))) == {house.provider}


def test_the_choice_is_shown_and_keeps_where_somebody_was_going(sector: Sector) -> None:
    visitor = sector.team.visitor()
    answer = visitor.get("/sign-in?to=/overview%3Fa%3Dx")
    assert answer.status_code == 200
    for house in sector.houses:
        assert f"The University of {house.name.title()}" in answer.text
        assert f'href="/sign-in/at/{house.name}?to=%2Foverview%3Fa%3Dx"' in answer.text
    assert visitor.get("/sign-in/at/none").status_code == 404


def test_the_answer_of_one_provider_is_no_sign_in_at_another(sector: Sector) -> None:
    here, there = sector.houses
    visitor = sector.team.visitor()
    callback = visitor.to_callback("zoe", f"/sign-in/at/{here.name}")
    assert visitor.get(callback.replace(f"/at/{here.name}/", f"/at/{there.name}/")).status_code == 400
    assert not visitor.key


def test_signing_out_leads_to_the_provider_of_the_own_institution(sector: Sector) -> None:
    for house in sector.houses:
        visitor = house.visitor(sector)
        assert visitor.sign_out().headers["location"].startswith(f"{house.provider}/session/end?")
        assert not visitor.is_in()
