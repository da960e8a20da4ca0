"""The page of versions: naming, comparing, beginning anew, undoing, and who may."""

import pytest
from streamlit.testing.v1 import AppTest

from guidance import knowledge
from guidance.case.record import Confidence
from guidance.team.log import Exported
from guidance.team.permissions import Role
from tests.team.test_pages import Visit, press, text, visit, world
from tests.team.world import OWN, PEOPLE, World

pytestmark = pytest.mark.slow

__all__ = ["visit", "world"]


def shown(page: AppTest) -> str:
    assert not page.exception
    return text(page)


def test_a_version_is_named_compared_undone_and_begun_from_on_its_page(world: World, visit: Visit) -> None:
    options = [option.id for option in knowledge.load().questions[world.question].options]
    world.answer(Role.OFFICER, world.question, OWN, options[0])
    page = visit(Role.OFFICER, "versions", a=world.id)
    assert "No version has a name yet" in shown(page)
    named = world.version
    page.text_input(key=f"version-name:{world.id}").set_value("Autumn *committee*")
    press(page, "Name this version")
    (version,) = world.store.record(world.id).versions
    assert (version.name, version.number, version.by) == ("Autumn *committee*", named, "The officer")
    assert version.held
    assert "Autumn *committee*" in shown(page)

    world.answer(Role.OFFICER, world.question, OWN, options[1])
    page = visit(Role.OFFICER, "versions", a=world.id)
    page.selectbox(key=f"compare-from:{world.id}").set_value("Autumn *committee*").run()
    assert "Answers that differ: 1" in shown(page)
    assert "What the answers changed" in shown(page)
    page.number_input(key=f"undo:{world.id}").set_value(world.version)
    press(page, "Undo this event")
    assert world.store.record(world.id).record.activity(OWN).answers[world.question].value == options[0]
    assert "No answer differs" in shown(page)

    before = {each.id for each in world.store.assessments()}
    press(page, "Start from this version")
    (new,) = {each.id for each in world.store.assessments()} - before
    carried = world.store.record(new).record.activity(OWN).answers[world.question]
    assert (carried.value, carried.confidence) == (options[0], Confidence.UNCONFIRMED)


def test_what_cannot_be_named_or_undone_is_told(world: World, visit: Visit) -> None:
    before = world.version
    page = visit(Role.OFFICER, "versions", a=world.id)
    press(page, "Name this version")
    assert "Not named: write a name." in shown(page)
    press(page, "Undo this event")  # an assignment is taken back, not undone
    assert "changed no answer, activity, action or description" in shown(page)
    assert world.version == before


def test_whoever_may_read_the_history_compares_and_changes_nothing(world: World, visit: Visit) -> None:
    for who in (Role.AUDITOR, Role.LEGAL, Role.APPROVER):
        page = visit(who, "versions", a=world.id)
        assert "Answers that differ" in shown(page) or "No answer differs" in shown(page)
        assert not [each for each in page.button if each.label.startswith(("Name", "Undo", "Start"))]
        logs = [each.proto for each in page.get("link_button") if each.proto.label.startswith("Download the whole log")]
        assert [each.url.partition("&")[0] for each in logs] == [
            f"/taken/{world.id}/trail?of=.{kind}" for kind in ("csv", "json")
        ]
        read = world.log.events()[-1]
        assert isinstance(read.event, Exported)
        assert (read.event.what, read.by) == ("result read", PEOPLE[who].name)
    assert "The newest events" not in shown(visit(Role.KEEPER, "versions", a=world.id))
