"""A mark holds for what was withdrawn, removed, renamed or written anew since: none of it stands in other texts that go out."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.case.record import Recorded, read_record
from guidance.case.store import (
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    AnswersTaken,
    Described,
    Event,
    NoteWritten,
    Store,
    Undone,
    ValueGiven,
    ValueWithdrawn,
    Withheld,
    WithholdMarked,
)
from guidance.team.desk import Desk
from ui.browser import offers

pytestmark = pytest.mark.slow

LOWFELL = Path(__file__).parents[2] / "examples" / "lowfell.json"
TOLD, GOSSIP = "profile.kind", "profile.funders"
NOTE = "Zelenka of Brightwater told our registrar of the rotor in the cellar"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "a.db", knowledge.load())
    yield opened
    opened.close()


def marks(store: Store, id: str, *, mark: bool) -> dict[str, list[Callable[[], Event]]]:
    """Ways in which something that is marked stops being what it was, and what was said of it."""

    def on() -> int:
        return store.record(id).version

    def note(text: str) -> Callable[[], Event]:
        return lambda: NoteWritten(activity=None, question=TOLD, note=text, made_on=on())

    def marked() -> Event:
        return WithholdMarked(activity=None, question=TOLD, withhold=mark, made_on=on())

    def added() -> Event:
        return ActivityAdded(id="quokka", name=NOTE)

    def withheld() -> Event:
        return Withheld(activity="quokka", withhold=mark)

    def renamed() -> Event:
        return ActivityRenamed(id="quokka", name="Plain")

    def removed() -> Event:
        return ActivityRemoved(id="quokka")

    def within(text: str) -> Callable[[], Event]:
        return lambda: NoteWritten(activity="quokka", question="partner.location", note=text, made_on=on())

    return {
        "an answer that was withdrawn": [note(NOTE), marked, lambda: ValueWithdrawn(question=TOLD, made_on=on())],
        "a note that was written anew": [note(NOTE), note("kept elsewhere"), marked],
        "a note that was undone": [note("so"), marked, note(NOTE), lambda: Undone(event=on())],
        "an activity that was removed": [added, withheld, removed],
        "an activity that was renamed": [added, renamed, withheld],
        "an activity that was renamed and removed": [added, renamed, withheld, removed],
        "an answer of an activity that was removed": [added, renamed, within(NOTE), withheld, removed],
    }


WAYS = marks(None, "", mark=True)  # type: ignore[arg-type]  (their names alone)


def disclosed(store: Store, way: str, mark: bool) -> str:
    id = store.open_record(read_record(LOWFELL.read_bytes(), knowledge.load()), "A")
    for event in marks(store, id, mark=mark)[way]:
        made = event()
        if not isinstance(made, Withheld | WithholdMarked) or mark:
            store.append(id, made, "A")
    given = ValueGiven(question=GOSSIP, value=["ukri"], made_on=store.record(id).version)
    store.append(id, given, "A")
    store.append(id, NoteWritten(question=GOSSIP, note=f"Heard: {NOTE}.", made_on=store.record(id).version), "A")
    _, made_of = offers.disclosed(Desk(store, None), id, ())
    return json.dumps(made_of.record.model_dump(mode="json"), ensure_ascii=False)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_marked_and_is_no_more_stands_in_no_other_text(store: Store, way: str) -> None:
    assert "Brightwater" in disclosed(store, way, mark=False), "the search finds what is there"
    found = disclosed(store, way, mark=True)
    assert [word for word in ("Zelenka", "Brightwater", "rotor", "cellar") if word in found] == []
    assert "Heard: [withheld]" in found


ZELENKA = "Ludmila Zelenka"


def given(store: Store, id: str, about: str = "", question: str = TOLD, value: str = "company") -> Event:
    answers = {about: {question: Recorded(value=value, by=ZELENKA, at=datetime(2026, 3, 1, tzinfo=UTC))}}
    return AnswersTaken(file="Questions for finance.xlsx", answers=answers, made_on=store.record(id).version)


def prepared_once(store: Store, id: str) -> Iterator[Event]:
    yield Described(prepared_by=ZELENKA)
    yield Described(prepared_by="Somebody else")


def answered_once(store: Store, id: str) -> Iterator[Event]:
    yield given(store, id)
    yield ValueGiven(question=TOLD, value="he_england", made_on=store.record(id).version)


def answered_what_was_withdrawn(store: Store, id: str) -> Iterator[Event]:
    yield given(store, id)
    yield ValueWithdrawn(question=TOLD, made_on=store.record(id).version)


def answered_about_what_was_removed(store: Store, id: str) -> Iterator[Event]:
    yield ActivityAdded(id="quokka", name="Plain")
    yield given(store, id, "quokka", "partner.location", "mainland")
    yield ActivityRemoved(id="quokka")


@pytest.mark.parametrize(
    "events",
    [prepared_once, answered_once, answered_what_was_withdrawn, answered_about_what_was_removed],
    ids=lambda each: each.__name__,
)
def test_whoever_prepared_or_answered_once_is_named_in_no_other_text(
    store: Store, events: Callable[[Store, str], Iterator[Event]]
) -> None:
    id = store.open_record(read_record(LOWFELL.read_bytes(), knowledge.load()), "A")
    for event in events(store, id):
        store.append(id, event, "A")
    note = NoteWritten(question="profile.name", note=f"Heard of {ZELENKA}.", made_on=store.record(id).version)
    store.append(id, note, "A")
    assert ZELENKA in store.record(id).record.to_json(), "the search finds what is there"
    _, made = offers.disclosed(Desk(store, None), id, ())
    assert "Zelenka" not in made.record.to_json()
    assert made.record.answers["profile.name"].note == "Heard of [withheld]."
