"""Many officers at once, on pages that are out of date: every part ends as the last one who touched it said, or somebody was told."""

import json
import secrets
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.record import BESIDE, Confidence, Partner, Record, Recorded, taken_from_look_up
from guidance.case.store import (
    ActivityAdded,
    AnswersTaken,
    ConfidenceStated,
    Confirmed,
    Conflict,
    Event,
    EvidenceWritten,
    FileAdded,
    FileRemoved,
    NoteWritten,
    PartnerLookedUp,
    PartSaid,
    ReviewMarked,
    Store,
    StoredEvent,
    ValueGiven,
    ValueWithdrawn,
    WithholdMarked,
    fold,
)
from guidance.case.store.fold import State
from guidance.inference.three_valued import Asked
from tests.case.store.test_store import program

CATALOGUE = knowledge.load()
DAY = date(2026, 3, 1)
KIND = "profile.kind"
SANCTIONS = "partner.sanctions"
OPTIONS = {KIND: ["he_england", "he_wales", "company"], SANCTIONS: ["match", "possible", "not_checked", "none_on_date"]}
PDF = b"%PDF-1.7 minutes"
MINUTES = attached("minutes.pdf", PDF)
SETTLED = ("value", "note", "evidence")
OFFICERS = ("Ann", "Ben", "Cyd")
asked = st.sampled_from([(KIND, None), (SANCTIONS, "lab")])
words = st.sampled_from(["", "one", "two", "three"])


def said(state: State, asked: Asked, part: str) -> object:
    if part == "value" and not state.answered(asked):
        return None
    return getattr(state.said(asked), part)


def parts(state: State) -> dict[tuple[Asked, str], object]:
    """Every part of every answer, kept ones too."""
    questions = [(KIND, None), (SANCTIONS, "lab")]
    return {(each, part): said(state, each, part) for each in questions for part in ("value", *BESIDE)}


class Officers(RuleBasedStateMachine):
    """Officers whose pages were drawn at different times, on one assessment; two stores stand for two processes."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        url = self.folder / f"{secrets.token_hex(6)}.db"
        self.stores = [Store.open(url, CATALOGUE), Store.open(url, CATALOGUE)]

    def teardown(self) -> None:
        self.stores[0].verify(self.id)
        replayed = fold(self.stores[1].history(self.id))
        for store in self.stores:
            stored = store.record(self.id)
            assert replayed.record.to_json() == stored.record.to_json()
            assert replayed.kept == stored.kept
            store.close()

    @initialize()
    def start(self) -> None:
        carried = {KIND: Recorded(value="company", confidence=Confidence.UNCONFIRMED, note="from last year", by="Old")}
        self.id = self.stores[0].open_record(Record(id="a", title="T", as_at=DAY, answers=carried), "Ann")
        self.stores[1].append(self.id, ActivityAdded(id="lab", name="Lab"), "Ann")
        self.drawn = dict.fromkeys(OFFICERS, 2)

    def now(self, version: int | None = None) -> State:
        return fold(self.stores[0].history(self.id)[:version])

    def act(self, who: str, event: Event, changes: set[tuple[Asked, str]], wants: dict[tuple[Asked, str], object]) -> None:
        """Stores an event from the officer's page, and holds the store to its promise."""
        before, seen = self.now(), self.now(self.drawn[who])
        store = self.stores[OFFICERS.index(who) % 2]
        unseen = [key for key in wants if said(before, *key) not in (said(seen, *key), wants[key])]
        told = _stored(store, self.id, event, who)
        if isinstance(told, Conflict):
            assert self.now() == before
            if told.part[1] != "partner":
                assert wants[told.part] == told.said != told.stored == said(before, *told.part)
            return
        assert not unseen, "somebody overwrote what they had not seen, and was not told"
        after = self.now()
        changed = {key for key, part in parts(after).items() if part != parts(before)[key]}
        assert changed <= changes, "somebody undid what they had not touched"
        for key, want in wants.items():
            assert said(after, *key) == want
        assert told == after.last.seq

    @rule(who=st.sampled_from(OFFICERS))
    def draws_the_page(self, who: str) -> None:
        self.drawn[who] = self.stores[0].record(self.id).version

    @rule(who=st.sampled_from(OFFICERS), about=asked, data=st.data())
    def answers(self, who: str, about: Asked, data: st.DataObject) -> None:
        value = data.draw(st.sampled_from(OPTIONS[about[0]]))
        event = ValueGiven(question=about[0], activity=about[1], value=value, made_on=self.drawn[who])
        self.act(who, event, {(about, "value"), (about, "confidence")}, {(about, "value"): value})

    @rule(who=st.sampled_from(OFFICERS), about=asked)
    def takes_an_answer_back(self, who: str, about: Asked) -> None:
        event = ValueWithdrawn(question=about[0], activity=about[1], made_on=self.drawn[who])
        self.act(who, event, {(about, "value")}, {(about, "value"): None})

    @rule(who=st.sampled_from(OFFICERS), about=asked, part=st.sampled_from(["note", "evidence"]), text=words)
    def writes(self, who: str, about: Asked, part: str, text: str) -> None:
        kind = {"note": NoteWritten, "evidence": EvidenceWritten}[part]
        event = kind(question=about[0], activity=about[1], made_on=self.drawn[who], **{part: text})
        self.act(who, event, {(about, part)}, {(about, part): text})

    @rule(who=st.sampled_from(OFFICERS), about=asked, part=st.sampled_from(["review", "withhold"]), mark=st.booleans())
    def marks(self, who: str, about: Asked, part: str, mark: bool) -> None:
        kind = {"review": ReviewMarked, "withhold": WithholdMarked}[part]
        event = kind(question=about[0], activity=about[1], made_on=self.drawn[who], **{part: mark})
        self.act(who, event, {(about, part)}, {})
        assert said(self.now(), about, part) is mark

    @rule(who=st.sampled_from(OFFICERS), about=asked, sure=st.sampled_from([None, *Confidence]))
    def says_how_sure(self, who: str, about: Asked, sure: Confidence | None) -> None:
        event = ConfidenceStated(question=about[0], activity=about[1], made_on=self.drawn[who], confidence=sure)
        self.act(who, event, {(about, "confidence")}, {})
        assert said(self.now(), about, "confidence") is sure

    @rule(who=st.sampled_from(OFFICERS), about=asked)
    def confirms(self, who: str, about: Asked) -> None:
        self.act(who, Confirmed(question=about[0], activity=about[1], made_on=self.drawn[who]), {(about, "confidence")}, {})

    @rule(who=st.sampled_from(OFFICERS), about=asked)
    def attaches(self, who: str, about: Asked) -> None:
        event = FileAdded(question=about[0], activity=about[1], made_on=self.drawn[who], file=MINUTES)
        self.act(who, event, {(about, "files")}, {})
        assert said(self.now(), about, "files") == (MINUTES,)

    @rule(who=st.sampled_from(OFFICERS), about=asked)
    def detaches(self, who: str, about: Asked) -> None:
        event = FileRemoved(question=about[0], activity=about[1], made_on=self.drawn[who], sha256=MINUTES.sha256)
        self.act(who, event, {(about, "files")}, {})
        assert said(self.now(), about, "files") == ()

    @rule(who=st.sampled_from(OFFICERS), about=asked, note=words, data=st.data())
    def takes_a_colleagues_file(self, who: str, about: Asked, note: str, data: st.DataObject) -> None:
        value = data.draw(st.sampled_from(OPTIONS[about[0]]))
        theirs = {about[1] or "": {about[0]: Recorded(value=value, note=note, by="R. Ashworth")}}
        before = said(self.now(), about, "note")
        event = AnswersTaken(file="back.xlsx", answers=theirs, made_on=self.drawn[who])
        self.act(who, event, {(about, part) for part in ("value", "note", "confidence")}, {(about, "value"): value})
        assert str(said(self.now(), about, "note")).startswith(str(before))

    @rule(who=st.sampled_from(OFFICERS), name=st.sampled_from(["Harbin", "Tsinghua"]), data=st.data())
    def looks_the_partner_up(self, who: str, name: str, data: st.DataObject) -> None:
        value = data.draw(st.sampled_from(["match", "possible"]))
        about, before = (SANCTIONS, "lab"), self.now()
        free = not before.answered(about) or taken_from_look_up(before.said(about))
        found = Recorded(value=value, note="found", evidence="Looked up on 2026-03-01", confidence=Confidence.BELIEVED)
        event = PartnerLookedUp(activity="lab", partner=Partner(name=name), answers={SANCTIONS: found}, made_on=self.drawn[who])
        changes = {(about, part) for part in (*SETTLED, "confidence")} if free else set()
        self.act(who, event, changes, {})
        for part in ("note", "evidence"):
            ours = str(said(before, about, part))
            assert ours in str(said(self.now(), about, part)), "whose words ever they are"

    @invariant()
    def the_bytes_are_there_as_long_as_something_names_them(self) -> None:
        if hasattr(self, "id"):
            assert self.stores[0].holds(self.id, MINUTES.sha256) == (MINUTES.sha256 in self.now().files)


def _stored(store: Store, id: str, event: Event, who: str) -> int | Conflict:
    try:
        return store.attach(id, event, PDF, who) if isinstance(event, FileAdded) else store.append(id, event, who)
    except Conflict as told:
        return told


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    Officers.folder = tmp_path


TestOfficers = Officers.TestCase
TestOfficers.settings = settings(deadline=None, max_examples=12, stateful_step_count=25)
TestOfficers.pytestmark = [pytest.mark.slow]


@pytest.mark.slow
def test_officers_in_two_processes_undo_nothing_that_they_did_not_see(store: Store, url: str) -> None:
    id = store.start("T", DAY, "Ann")
    running = [program("officer.py", url, id, who, "150") for who in ("Ben", "Cyd")]
    for each in running:
        assert each.stdout is not None
        assert each.stdin is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")  # type: ignore[union-attr]
        each.stdin.flush()  # type: ignore[union-attr]
    told = [json.loads(line) for each in running for line in each.communicate(timeout=120)[0].splitlines()]
    assert all(each.returncode == 0 for each in running)
    assert len(told) == 300
    log = store.history(id)
    assert [event for event in told if "told" in event]
    assert {each["version"] for each in told} <= set(range(1, len(log) + 1))
    _check_log(log)
    store.verify(id)
    assert fold(log).record == store.record(id).record


def _check_log(log: tuple[StoredEvent, ...]) -> None:
    """No event changes a part but its own, and none changes one that somebody else gave after the version it was made on."""
    for number, each in enumerate(log[1:], 1):
        event = each.event
        assert isinstance(event, PartSaid)
        before, after = fold(log[:number]), fold(log[: number + 1])
        for about in {(one.event.question, None) for one in log[1:]}:  # type: ignore[union-attr]
            changed = {part for part in ("value", *BESIDE) if said(before, about, part) != said(after, about, part)}
            assert changed <= ({event.PART} if about[0] == event.question else set())
        between = log[event.made_on : number]
        others = [
            other
            for other in between
            if (other.event.question, other.event.PART) == (event.question, event.PART)  # type: ignore[union-attr]
        ]
        if event.PART in SETTLED and others:
            pytest.fail(f"event {each.seq} by {each.by} undid event {others[-1].seq} by {others[-1].by} unseen")
