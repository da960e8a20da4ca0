"""What a team does on the pages: assign, answer, hand in, send back, comment, sign off, and what a role does not find there."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit
from markupsafe import escape
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from guidance import knowledge
from guidance.case.store import Assigned, Removed, Stage, Store, StoreError
from guidance.language.conditions import Scope
from guidance.team.log import Exported, Grant, Granted, GrantEnded, TeamLog, grantee
from guidance.team.permissions import Role
from guidance.team.person import Person
from guidance.team.sign_ins import SignIns, digest
from tests.team.world import DAY, ISSUER, NOBODY, OTHER, OWN, PEOPLE, World
from ui.browser import state, visitor
from ui.browser.places import PAGES
from ui.gate import settings

pytestmark = pytest.mark.slow

Visit = Callable[..., AppTest]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    monkeypatch.setenv("GUIDANCE_DATABASE", url)
    world = World.of(Store.open(url, knowledge.load()))
    yield world
    world.store.close()
    state._store.cache_clear()
    state._log.cache_clear()


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Opens a page as somebody, in a session of their own."""

    def opened(who: Role | Person | None, page: str, **query: str) -> AppTest:
        person = PEOPLE[who] if isinstance(who, Role) else who
        monkeypatch.setattr(visitor, "signed_in", lambda: person)
        test = AppTest.from_string("from ui.browser import shell\nshell.run()\n", default_timeout=300)
        for name, value in query.items():
            test.query_params[name] = value
        test._page_hash = calc_hash("" if page == "home" else page)
        test.run()
        assert not test.exception
        return test

    return opened


def press(page: AppTest, label: str) -> AppTest:
    found = [each for each in page.button if each.label.startswith(label)]
    assert len(found) == 1, [each.label for each in page.button]
    found[0].click()
    page.run()
    assert not page.exception
    return page


def text(page: AppTest) -> str:
    return " ".join(str(each.proto) for each in page.get("html"))


def test_questions_go_out_come_back_and_go_out_again(world: World, visit: Visit) -> None:
    others = visit(Role.OFFICER, "others", a=world.id)
    others.selectbox(key=f"assign-about:{world.id}").set_value(OTHER).run()
    others.text_input(key=f"assign-to:{world.id}").set_value("Keeper@Northmoor.example")
    others.multiselect(key=f"assign-questions:{world.id}").set_value([world.another])
    press(others, "Assign")
    given = next(each for each in world.store.record(world.id).together.assignments.values() if each.to.startswith("keeper"))
    assert (given.activity, given.questions, given.by) == (OTHER, (world.another,), "The officer")

    mine = visit(Role.KEEPER, "mine")
    assert "QUANTUM\\-LAB" in [each.value for each in mine.header]
    mine.radio[0].set_value("not sure").run()
    answered = world.store.record(world.id).record.activity(OTHER).answers[world.another]
    assert (answered.value, answered.by) == ("not sure", "The keeper of the knowledge")
    press(mine, "Hand in")
    assert world.store.record(world.id).together.assignments[given.id].stage is Stage.DONE
    assert not mine.radio
    assert "handed in" in text(mine)

    others = visit(Role.OFFICER, "others", a=world.id)
    others.text_input(key=f"send-back-why-{given.id}").set_value("Which building?")
    press(others, "Send back to keeper")
    again = visit(Role.KEEPER, "mine", of=world.id)
    assert "Which building?" in text(again)
    assert again.radio
    press(visit(Role.OFFICER, "others", a=world.id), "Take back from keeper")
    assert "No question is assigned to you" in text(visit(Role.KEEPER, "mine"))


def test_an_address_that_is_none_is_told_and_nothing_is_assigned(world: World, visit: Visit) -> None:
    before = world.version
    others = visit(Role.OFFICER, "others", a=world.id)
    press(others, "Assign")
    assert "give an e-mail address, or choose a role" in text(others)
    for odd in ("two people@example", "two,people@example"):
        others.text_input(key=f"assign-to:{world.id}").set_value(odd)
        others.multiselect(key=f"assign-questions:{world.id}").set_value([world.at_home])
        press(others, "Assign")
        assert "expected one such as" in text(others)
    assert world.version == before


def test_two_answers_stand_side_by_side_until_one_is_chosen(world: World, visit: Visit) -> None:
    mine = visit(Role.CONTRIBUTOR, "mine")
    options = [option.id for option in knowledge.load().questions[world.question].options]
    world.answer(Role.OFFICER, world.question, OWN, options[0])
    mine.radio[0].set_value(options[1]).run()
    assert "not saved" in text(mine)
    assert world.store.record(world.id).record.activity(OWN).answers[world.question].value == options[0]
    press(mine, "Save mine")
    assert world.store.record(world.id).record.activity(OWN).answers[world.question].value == options[1]


def test_a_comment_is_made_on_one_page_and_settled_on_another(world: World, visit: Visit) -> None:
    mine = visit(Role.CONTRIBUTOR, "mine")
    mine.text_area(key=f"comment:{world.id}:{OWN}:{world.question}").set_value("Ask the dean *first*")
    press(mine, "Add comment")
    others = visit(Role.OFFICER, "others", a=world.id)
    assert "Ask the dean *first*" in text(others)
    press(others, "Settle this comment")
    assert [each.settled for each in world.store.record(world.id).together.comments.values()] == ["The officer"]


def test_a_result_is_signed_off_by_three_people_on_its_page(world: World, visit: Visit) -> None:
    for who, label in ((Role.OFFICER, "This result is ready"), (Role.LEGAL, "I have reviewed")):
        page = visit(who, "result", a=world.id)
        assert not [each for each in page.button if each.label == "Approve"]
        press(page, label)
    page = visit(Role.APPROVER, "result", a=world.id)
    page.text_input(key=f"conditions:{world.id}").set_value("no export before March")
    press(page, "Approve")
    assert [each.step for each in world.store.record(world.id).signatures] == ["prepared", "reviewed", "signed"]
    assert "on conditions: no export before March" in text(page)
    read = [each.by for each in world.log.events() if isinstance(each.event, Exported) and each.event.what == "result read"]
    assert read == ["The officer", "The legal", "The approver"]


def test_a_role_does_not_find_what_it_may_not_do(world: World, visit: Visit) -> None:
    def found(who: Role) -> set[str]:
        return {each.label for each in visit(who, "home").button}

    assert "Start" in found(Role.OFFICER)
    assert found(Role.AUDITOR) == found(Role.CONTRIBUTOR) == found(Role.KEEPER) == set()


def test_an_assessment_is_deleted_on_the_first_page_by_three_hands(world: World, visit: Visit) -> None:
    world.desk(Role.OFFICER).append(world.id, Removed(), "")
    home = visit(Role.OFFICER, "home")
    home.text_input(key=f"purge-why-{world.id}").set_value("six years are over")
    press(home, "Ask that it is deleted")
    early = press(visit(Role.ADMINISTRATOR, "home"), "Delete for good")
    assert "another person confirmed it" in text(early)
    assert "Northmoor" not in text(early)
    press(visit(Role.APPROVER, "home"), "Confirm that it is deleted")
    press(visit(Role.ADMINISTRATOR, "home"), "Delete for good")
    assert world.store.deletions()[0].assessment == world.id


def test_where_nobody_signs_in_the_pages_are_as_they_were(world: World, visit: Visit) -> None:
    assert "Start" in {each.label for each in visit(None, "home").button}
    assert "Sign" in {each.label for each in visit(None, "result", a=world.id).button}
    others = visit(None, "others", a=world.id)
    assert "Assign questions to people who sign in" not in [each.value for each in others.header]
    assert not [each for each in world.log.events() if isinstance(each.event, Exported)]


def test_where_nobody_signs_in_a_download_is_made_where_no_page_runs(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(streamlit, "download_button", lambda label, data, key="", **_: made.update({key: data}))
    visit(None, "result", a=world.id)
    visit(None, "others", a=world.id)

    def nobody() -> None:
        raise AssertionError("who is there is told to a run of the page only")

    monkeypatch.setattr(visitor, "signed_in", nobody)
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(made["downloadjson"]).result().startswith(b"{")
        assert elsewhere.submit(made["questionsxlsx"]).result().startswith(b"PK")
    assert not [each for each in world.log.events() if isinstance(each.event, Exported)]


def test_where_people_sign_in_files_go_out_by_our_own_address_only(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise AssertionError("by Streamlit's own address it would be given to whoever knows it")

    monkeypatch.setattr(streamlit, "download_button", nothing)
    links: list[str] = []
    monkeypatch.setattr(streamlit, "link_button", lambda label, url, **_: links.append(url))
    for page in ("result", "others", "partners"):
        visit(Role.OFFICER, page, a=world.id)
    kinds = {urlsplit(url).path.rpartition("/")[2] for url in links if url.startswith(f"/taken/{world.id}/")}
    assert kinds >= {"report", "edition", "questions", "template"}


def test_many_questions_are_shown_a_page_at_a_time_each_of_them_once(world: World, visit: Visit) -> None:
    catalogue = knowledge.load()
    asked = [each.id for each in catalogue.asked_of(Scope.ACTIVITY) if each.id != world.question][:45]
    for name, questions in (("b0", asked), ("b1", [world.question, *asked[:5]])):
        event = Assigned(id=name, to="keeper@northmoor.example", activity=OTHER, questions=tuple(questions), due=DAY)
        world.desk(Role.OFFICER).append(world.id, event, "")
    found: list[str] = []
    for first in ("1", "21", "41"):
        page = visit(Role.KEEPER, "mine", of=world.id, **{"from": first})
        drawn = re.findall(r"<h3>(.*?)</h3>", " ".join(each.proto.body for each in page.get("html")))
        assert len(drawn) == min(20, 46 - int(first) + 1)
        assert "Questions 21 to 40 of 46" in [each.proto.label for each in page.get("page_link")]
        assert [each.label for each in page.button if each.label.startswith("Hand in")], "from each page of an assignment"
        found += drawn
    assert found == [str(escape(catalogue.questions[each].text)) for each in (*asked, world.question)]
    for nonsense in ("0", "999", "²", "9" * 5_000):
        page = visit(Role.KEEPER, "mine", of=world.id, **{"from": nonsense})
        assert [each.proto.label for each in page.get("page_link") if each.proto.disabled] == ["Questions 1 to 20 of 46"]


def test_an_administrator_grants_and_ends_roles_of_others(world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    new = Person(issuer=ISSUER, subject="new", name="Nia New", email="nia@northmoor.example")
    monkeypatch.setattr(visitor, "known", lambda: (new,))
    page = visit(Role.ADMINISTRATOR, "roles")
    assert not [each for each in page.button if "of The administrator" in each.label or "of administrator" in each.label]
    press(page, "Grant")
    assert "choose a role, and to whom" in text(page)
    page.selectbox(key="roles-role").set_value("head of department")
    page.selectbox(key="roles-to").set_value(grantee(new))
    press(page, "Grant")
    assert "give the department" in text(page)
    page.text_input(key="roles-department").set_value("Chemistry")
    press(page, "Grant")
    given = Grant(role=Role.HEAD, to=grantee(new), scope="department:Chemistry")
    assert given in world.log.grants()
    assert [each.event.name for each in world.log.events() if isinstance(each.event, Granted)][-1].startswith("Nia New")
    press(page, "End: head of department of Nia New")
    assert given not in world.log.grants()


def test_nobody_else_sees_who_has_which_role(world: World, visit: Visit) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        page = visit(role, "roles")
        assert not page.button
        assert "person:" not in text(page)


OUT = r"<a href=\"/sign-out\">Sign out</a>"


@pytest.mark.parametrize("page", ["home", "mine", "roles", *PAGES, "profile"])
def test_every_page_of_somebody_who_signed_in_has_a_way_out(world: World, visit: Visit, page: str) -> None:
    assert text(visit(Role.OFFICER, page, a=world.id)).count(f"Signed in as The officer. {OUT}") == 1


@pytest.mark.parametrize(("who", "query"), [(NOBODY, {"a": "theirs"}), (Role.OFFICER, {"a": "nothinghere2"}), (NOBODY, {})])
def test_so_has_a_page_on_which_there_is_nothing_for_them(
    world: World, visit: Visit, who: Role | Person, query: dict[str, str]
) -> None:
    said = text(visit(who, "overview", **{name: value.replace("theirs", world.id) for name, value in query.items()}))
    assert said.count(OUT) == 1
    assert ("Nothing was changed." in said) is bool(query)


def fails(*_: object) -> None:
    raise StoreError("this cannot be done")


@pytest.mark.parametrize("part", ["ui.settings.catalogue", "ui.browser.state.in_hand", "ui.browser.sidebar.draw"])
def test_a_page_that_cannot_be_made_has_a_way_out(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(part, fails)
    page = visit(Role.OFFICER, "overview", a=world.id)
    assert "this cannot be done" in text(page)
    assert text(page).count(OUT) == 1


def test_who_is_there_and_what_they_may_is_asked_once_for_a_page_and_anew_for_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDANCE_SIGN_IN", "oidc")
    rows, officer = settings.rows(), PEOPLE[Role.OFFICER]
    key = digest(rows.start(officer))
    monkeypatch.setattr(visitor, "sign_in", lambda: key)
    monkeypatch.setattr(visitor, "FRESH", 0.0)
    asked: list[str] = []
    for cls, name in ((SignIns, "person"), (TeamLog, "grants")):
        monkeypatch.setattr(cls, name, counted(getattr(cls, name), asked))
    page = AppTest.from_string("from ui.browser import shell\nshell.run()\n", default_timeout=300)
    page.query_params["a"] = world.id
    page._page_hash = calc_hash("overview")
    page.run()
    assert "Signed in as The officer" in text(page)
    assert sorted(asked) == ["grants", "person"]
    world.log.append(GrantEnded(grant=Grant(role=Role.OFFICER, to=grantee(officer))), "the test")
    page.run()
    assert "Nothing was changed." in text(page)
    rows.end(key)
    page.run()
    assert "Nothing more is shown or stored on this page." in text(page)
    assert "Signed in as" not in text(page)
    rows.close()


def counted(asks: Callable[..., object], asked: list[str]) -> Callable[..., object]:
    def wrapped(*given: object, **more: object) -> object:
        asked.append(asks.__name__)
        return asks(*given, **more)

    return wrapped
