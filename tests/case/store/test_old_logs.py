"""What older versions of the program stored is read as they read it."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from guidance import knowledge
from guidance.case.record import Confidence, Partner, Recorded
from guidance.case.store import (
    ActivityAdded,
    Answered,
    AnswersMerged,
    Event,
    NoteWritten,
    PartnerScreened,
    Started,
    Store,
    StoredEvent,
    StoreError,
    Withdrawn,
    fold,
)
from guidance.case.store.schema import REVISION

DATA = Path(__file__).parent / "data"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXPECTED = json.loads((DATA / "schema_0003.json").read_text(encoding="utf-8"))
"""What revision 964ffc6, the last one of that schema, made of the events in `schema_0003.sqlite3`, which it wrote."""


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    shutil.copy(DATA / "schema_0003.sqlite3", tmp_path / "old.sqlite3")
    store = Store.open(tmp_path / "old.sqlite3", knowledge.load())
    yield store
    store.close()


@pytest.mark.parametrize("id", EXPECTED)
def test_an_old_database_gives_the_records_that_the_old_program_gave(old: Store, id: str) -> None:
    stored = old.record(id)
    assert json.loads(stored.record.to_json()) == EXPECTED[id]["record"]
    assert [each.id for each in stored.removed_activities] == EXPECTED[id]["removed"]
    assert stored.version == EXPECTED[id]["version"]
    assert not stored.broken
    old.verify(id)
    assert fold(old.history(id)).record == stored.record


def test_an_old_database_gets_a_schema_that_the_old_program_refuses_and_is_written_on(old: Store, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == REVISION > "0003"
    engine.dispose()
    id, answers = next((id, each["record"]["answers"]) for id, each in EXPECTED.items() if each["record"].get("answers"))
    question = next(iter(answers))
    made_on = EXPECTED[id]["version"]
    old.append(id, NoteWritten(question=question, note="written on", made_on=made_on), "Cyd")
    assert old.record(id).record.answers[question].note == "written on"
    old.verify(id)


TEXTS = st.sampled_from(["", "a note", "another"])
FLAG = st.booleans()
QUESTIONS = st.sampled_from(["profile.name", "profile.kind", "profile.exposures"])
ABOUT = st.sampled_from([None, "one"])


def recorded() -> st.SearchStrategy[Recorded]:
    return st.builds(Recorded, value=st.sampled_from(["x", "y"]), note=TEXTS, evidence=TEXTS, withhold=FLAG, by=TEXTS)


old_events = st.one_of(
    st.builds(
        Answered,
        activity=ABOUT,
        question=QUESTIONS,
        value=st.sampled_from(["x", "y"]),
        note=TEXTS,
        evidence=TEXTS,
        confidence=st.sampled_from([None, *Confidence]),
        review=FLAG,
        withhold=FLAG,
    ),
    st.builds(Withdrawn, activity=ABOUT, question=QUESTIONS),
    st.builds(
        AnswersMerged,
        file=st.just("f"),
        answers=st.dictionaries(st.sampled_from(["", "one"]), st.dictionaries(QUESTIONS, recorded(), max_size=2), max_size=2),
    ),
    st.builds(
        PartnerScreened,
        activity=st.just("one"),
        partner=st.builds(Partner, name=st.sampled_from(["P", "Q"])),
        answers=st.dictionaries(QUESTIONS, recorded(), max_size=2),
    ),
)


def as_once(answers: dict[str | None, dict[str, Recorded]], stored: StoredEvent) -> None:
    """What the old program did with the old kinds, in its own words: each took the place of the whole answer."""
    match stored.event:
        case Answered() as event:
            answers[event.activity][event.question] = event.recorded(stored.by, stored.at)
        case Withdrawn(activity=about, question=question):
            del answers[about][question]
        case AnswersMerged(answers=merged):
            for about, given in merged.items():
                answers[about or None].update(given)
        case PartnerScreened(activity=about, answers=given):
            answers[about].update(given)


@given(st.lists(old_events, max_size=12))
def test_old_kinds_mean_what_they_meant(events: list[Event]) -> None:
    log = [Started(title="T", as_at=date(2026, 3, 1)), ActivityAdded(id="one", name="One"), *events]
    stored = [StoredEvent("a", n, NOON + timedelta(minutes=n), f"officer {n}", event, "") for n, event in enumerate(log, 1)]
    answers: dict[str | None, dict[str, Recorded]] = {None: {}, "one": {}}
    for n, each in enumerate(stored, 1):
        try:
            as_once(answers, each)
        except KeyError:
            with pytest.raises(StoreError, match="not answered"):
                fold(stored[:n])
            return
    state = fold(stored)
    assert state.record.answers == answers[None]
    assert state.record.activity("one").answers == answers["one"]
    assert not state.kept


@pytest.mark.parametrize(
    "event",
    [
        Withdrawn(question="profile.name"),
        AnswersMerged(file="f", answers={"": {"profile.name": Recorded(value="x")}}),
        PartnerScreened(activity="one", partner=Partner(name="P")),
    ],
    ids=lambda event: event.kind,
)
def test_kinds_that_took_more_than_they_said_are_not_written_any_more(tmp_path: Path, event: Event) -> None:
    store = Store.open(tmp_path / "store.db", knowledge.load())
    id = store.start("T", date(2026, 3, 1), "Ann")
    with pytest.raises(StoreError, match="no longer written"):
        store.append(id, event, "Ann")
    store.close()


def test_no_page_and_no_command_gives_a_whole_answer() -> None:
    names = re.compile(r"\b(Answered|Withdrawn|AnswersMerged|PartnerScreened)\(")
    top = Path(__file__).parents[3]
    files = [
        file for folder in ("ui", "reports", "guidance") for file in (top / folder).rglob("*.py") if file.parent.name != "store"
    ]
    assert len(files) > 50
    assert [file.name for file in files if names.search(file.read_text(encoding="utf-8"))] == []
