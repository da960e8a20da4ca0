"""The second half of a double click that comes late, on a busy machine, does nothing again; whoever comes back can press again."""

import pytest

from ui.browser import press, visit

PLACE = "home/////"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The place that is drawn, and a session with a clock on which much time passes between any two looks."""
    now = {"place": PLACE}
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(visit, "place", lambda: now["place"])
    monkeypatch.setattr(press.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(press.st, "session_state", {})
    return now


def pressed(done: list[str], leads: str | None, place: str = PLACE, key: str = "open") -> None:
    def act() -> None:
        done.append(place)
        if leads:
            press.lead(leads, "an-assessment")

    press._press(key, place, (), (), act, ())


def drawn(at: dict[str, str], place: str) -> None:
    at["place"] = place
    press.answered()


def test_a_late_second_half_of_what_leads_away_does_nothing_again(at: dict[str, str]) -> None:
    done: list[str] = []
    pressed(done, "overview")
    drawn(at, "overview/an-assessment///")
    pressed(done, "overview")
    drawn(at, "overview/an-assessment///")
    pressed(done, "overview")
    assert done == [PLACE]


def test_whoever_came_back_to_the_page_can_press_again(at: dict[str, str]) -> None:
    done: list[str] = []
    pressed(done, "overview")
    drawn(at, "overview/an-assessment///")
    drawn(at, PLACE)
    pressed(done, "overview")
    assert done == [PLACE, PLACE]


def test_a_button_of_the_same_name_on_another_page_is_another(at: dict[str, str]) -> None:
    done: list[str] = []
    pressed(done, "governance", place="profile/a///", key="continue")
    drawn(at, "governance/a///")
    pressed(done, "exports", place="governance/a///", key="continue")
    assert done == ["profile/a///", "governance/a///"]


def test_what_leads_nowhere_can_be_pressed_again_when_it_was_answered(at: dict[str, str]) -> None:
    done: list[str] = []
    pressed(done, None)
    drawn(at, PLACE)
    pressed(done, None)
    assert done == [PLACE, PLACE]
