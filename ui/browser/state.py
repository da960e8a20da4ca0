"""The store is the truth; widgets are a view of it. The only writer of session state and of the store."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from guidance.assessment import Assessment, assess
from guidance.case.evidence import EvidenceError, attached
from guidance.case.record import Record, Recorded, RecordError, Value, check_value
from guidance.case.store import (
    ActionSettled,
    ConfidenceStated,
    Confirmed,
    EvidenceWritten,
    FileAdded,
    FileRemoved,
    NoteWritten,
    PartSaid,
    PutBackError,
    ReviewMarked,
    Store,
    Stored,
    StoreError,
    Together,
    ValueGiven,
    ValueWithdrawn,
    WithholdMarked,
)
from guidance.inference.three_valued import Asked
from guidance.knowledge.entries import Question
from guidance.partners.register.mapping import Columns
from guidance.team.desk import Desk
from guidance.team.log import TeamLog
from guidance.team.permissions import May
from guidance.team.person import Person
from ui import settings
from ui.browser import shown, turns, visitor
from ui.browser.drawing import st

LOCAL = "local officer"
"""Who answers when nobody has given a name."""


@cache
def _store(url: str) -> Store:
    return Store.open(url, settings.catalogue())


@cache
def _log(url: str) -> TeamLog:
    return TeamLog(_store(url).database)


def store() -> Desk:
    """The store of this process, as whoever is at the page may use it. Raises StoreError."""
    return visitor.once("desk", lambda: desk(visitor.signed_in()))


def desk(person: Person | None) -> Desk:
    """The store of this process, as somebody may use it. Raises StoreError."""
    url = settings.database_of(person)
    return Desk(_store(url), person, _log(url))


def signed_in() -> bool:
    """Whether the person at the page signed in, as people do in a team."""
    return visitor.signed_in() is not None


def may(may: May, id: str | None = None) -> bool:
    """Whether the person at the page may do something to the whole of an assessment, or at all."""
    return store().may(may, id)


def my_part(id: str) -> Stored:
    """What of an assessment is assigned to the person at the page, and nothing else. Raises RefusedError."""
    part = store().part(id)
    _notice_put_back(id, part.put_back)
    _seen(id, part.version)
    st.session_state["drawn"] = part.version
    st.session_state["now"] = part, None  # what would be concluded from a part would be wrong
    return part


def together() -> Together:
    """Assignments and comments of what this run of the script is about."""
    return stored().together


def read_result(record: Record) -> None:
    """Logs, where people sign in, that the result was read: once for each state of the answers."""
    told: set[tuple[str, str]] = st.session_state.setdefault("results_read", set())
    if signed_in() and (record.id, record.hash) not in told:
        store().taken_away(record.id, "result read", "", b"")
        told.add((record.id, record.hash))


def opened() -> Stored | None:
    """The assessment that the address names with ?a=, as stored now."""
    id = st.query_params.get("a")
    if not id:
        return None
    stored = store().record(id)
    _notice_put_back(id, stored.put_back)
    _seen(id, stored.version)
    st.session_state["drawn"] = stored.version
    return stored


def drawn() -> int:
    """The version of the assessment that the page shows: what an officer does on it is made on that version."""
    version: int = st.session_state["drawn"]
    return version


def in_hand(stored: Stored) -> None:
    """Assesses what this run of the script is about."""
    st.session_state["now"] = stored, assessed(stored.record)


def now() -> tuple[Record, Assessment]:
    """What this run of the script is about, with the result on the answers so far. Raises KeyError when it is about none."""
    stored, assessment = st.session_state["now"]
    return stored.record, assessment


def broken() -> str:
    """From where on the assessment cannot be read that this run is about; "" when all of it can."""
    return stored().broken


def kept(question: str, activity: str | None) -> Recorded | None:
    """What is kept beside a question that was answered once, until it is answered again."""
    return stored().kept.get((question, activity))


def stored() -> Stored:
    """What is stored of the assessment that this run is about."""
    stored: Stored = st.session_state["now"][0]
    return stored


def has_one() -> bool:
    """Whether this run of the script is about an assessment."""
    return "now" in st.session_state


def put_down() -> None:
    """Ends what `in_hand` began: a session that waits for its officer holds no result."""
    st.session_state.pop("now", None)


def assessed(record: Record) -> Assessment:
    """The result on the answers so far."""
    catalogue = settings.catalogue()
    return assess(catalogue, record.facts(catalogue))


def who() -> str:
    """The name that goes with each answer: of the person who signed in, or as typed where nobody does. Raises StoreError."""
    typed: str = st.session_state.get("who", "")
    return visitor.named(typed.strip() or LOCAL)


def key(record: Record, question: str, activity: str | None, part: str = "value") -> str:
    """The widget's key: another assessment cannot inherit its value."""
    return f"w:{record.id}:{activity or ''}:{question}:{part}"


def view(name: str, stored: Any, draw: shown.Draw) -> None:
    """Draws a widget that shows what is stored."""
    shown.put(name, stored, drawn(), draw)


def said(name: str) -> Any:
    """What a widget holds now, that belongs to a form."""
    shown.given(name)
    return shown.value(name)


def save_value(record: Record, question: Question, activity: str | None, value: Value | None, *widgets: str) -> None:
    """Stores an answer, or its withdrawal, as the officer gave it in these widgets. What cannot be stored is said beside the question."""
    name = key(record, question.id, activity)
    about: dict[str, Any] = {"activity": activity, "question": question.id, "made_on": shown.made_on(*widgets)}
    if value is None or value in ("", []):
        save(record.id, name, ValueWithdrawn(**about), *widgets)
        return
    try:
        check_value(question, value, "this answer")
        save(record.id, name, ValueGiven(**about, value=value), *widgets)
    except (RecordError, ValueError) as error:
        st.session_state["not_saved"] = str(error)


def not_saved(record: Record, question: Question, activity: str | None, value: Value, why: str) -> None:
    """Asks the officer, beside the question, whether he meant an answer."""
    event = ValueGiven(activity=activity, question=question.id, made_on=drawn(), value=value)
    unsaved()[key(record, question.id, activity)] = Unsaved(event, why)


_BESIDE: dict[str, Callable[..., PartSaid]] = {
    "note": NoteWritten,
    "evidence": EvidenceWritten,
    "confidence": ConfidenceStated,
    "review": ReviewMarked,
    "withhold": WithholdMarked,
}


def save_beside(record: Record, question: Question, activity: str | None, part: str, widget: str) -> None:
    """Stores a part of what stands beside an answer, as given in a widget: the note, the evidence, how sure, or one of the marks."""
    about: dict[str, Any] = {"activity": activity, "question": question.id, "made_on": shown.made_on(widget)}
    try:
        save(record.id, key(record, question.id, activity, part), _BESIDE[part](**about, **{part: shown.value(widget)}), widget)
    except ValueError as error:
        st.session_state["not_saved"] = str(error)


@dataclass(frozen=True)
class Unsaved:
    """What an officer said of a question and the store did not take, and why."""

    event: PartSaid
    why: str

    @property
    def said(self) -> object:
        """What the officer said of the part; None took it back."""
        return getattr(self.event, self.event.PART, None)


def unsaved() -> dict[str, Unsaved]:
    """What this session said and could not store, by the key of the widget; it waits until the officer settles it."""
    waiting: dict[str, Unsaved] = st.session_state.setdefault("unsaved", {})
    return waiting


def unsaved_about(id: str) -> list[Asked]:
    """The questions of an assessment of which something is not saved."""
    about = {name: (each.event.question, each.event.activity) for name, each in unsaved().items()}
    return list(dict.fromkeys(asked for name, asked in about.items() if name.startswith(f"w:{id}:")))


def save(id: str, name: str, event: PartSaid, *widgets: str) -> None:
    """Stores a part of what is said about a question, given in these widgets. What the store does not take waits under `name`."""
    unsaved().pop(name, None)
    try:
        _check_not_put_back(id)
        with turns.given_back():
            version = store().append(id, event, who())
    except StoreError as error:
        unsaved()[name] = Unsaved(event, str(error))
        return
    shown.stored(version, *widgets)
    _seen(id, version, own=1)


def take_mine(id: str, name: str, made_on: int) -> None:
    """Stores after all what the officer said, in place of what stood on the page on that version."""
    waiting = unsaved().get(name)
    if waiting:
        save(id, name, waiting.event.model_copy(update={"made_on": made_on}))


def keep_stored(name: str) -> None:
    """Lets go of what the officer said; what is stored stays."""
    unsaved().pop(name, None)


def settle(id: str, name: str, events: Iterable[tuple[ActionSettled, str]]) -> None:
    """Stores what was settled about an action in these widgets. What the store does not take is said beside it, under `name`."""
    problems = []
    for event, widget in events:
        try:
            _check_not_put_back(id)
            with turns.given_back():
                version = store().append(id, event, who())
        except (StoreError, ValueError) as error:
            problems.append(f"Not saved: {error}.")
        else:
            shown.stored(version, widget)
            _seen(id, version, own=1)
    _unsettled()[name] = " ".join(problems), {}


def refuse(name: str, wrong: str, said: Mapping[str, object]) -> None:
    """Says beside an action what is wrong with its form, which keeps what was said in it."""
    _unsettled()[name] = wrong, said


def unsettled(name: str) -> tuple[str, Mapping[str, object]]:
    """What was wrong with the last change of an action, and what its form holds that is not stored."""
    return _unsettled().get(name, ("", {}))


def _unsettled() -> dict[str, tuple[str, Mapping[str, object]]]:
    waiting: dict[str, tuple[str, Mapping[str, object]]] = st.session_state.setdefault("unsettled", {})
    return waiting


def show_more(name: str, more: int) -> None:
    """Notes that so much more of a list is to be shown."""
    st.session_state[name] = shown_more(name) + more


def shown_more(name: str) -> int:
    """How much more of a list was asked for."""
    more: int = st.session_state.get(name, 0)
    return more


def uploader(record: Record, question: Question, activity: str | None) -> str:
    """The key of the uploader of a question: another after each file, so that each choice begins with an empty one."""
    name = key(record, question.id, activity, "file")
    return f"{name}-{_uploads().get(name, 0)}"


def _uploads() -> dict[str, int]:
    """How often a file was chosen in this session, by question."""
    counts: dict[str, int] = st.session_state.setdefault("uploads", {})
    return counts


def attach(record: Record, question: Question, activity: str | None, chosen_in: str) -> None:
    """Keeps a file that was chosen as evidence of an answer. One that is attached already stays one file."""
    chosen = st.session_state[chosen_in]
    if chosen is None:
        return
    name = chosen_in.rpartition("-")[0]
    _uploads()[name] = _uploads().get(name, 0) + 1
    data = chosen.getvalue()

    def stored() -> int:
        file = attached(chosen.name, data)
        event = FileAdded(activity=activity, question=question.id, made_on=drawn(), file=file)
        return store().attach(record.id, event, data, who())

    _told(record.id, stored)


def detach(record: Record, question: Question, activity: str | None, sha256: str) -> None:
    """Takes a file of evidence away from an answer, and its bytes when no other answer names it."""
    append(record.id, FileRemoved(activity=activity, question=question.id, made_on=drawn(), sha256=sha256))


def confirm(record: Record, question: Question, activity: str | None) -> None:
    """Confirms an answer that was carried over."""
    append(record.id, Confirmed(activity=activity, question=question.id, made_on=drawn()))


def confirm_all(record: Record, asked: Iterable[Asked]) -> None:
    """Confirms many that were carried over."""
    for id, activity in asked:
        confirm(record, settings.catalogue().questions[id], activity)


def append(id: str, event: Any) -> bool:
    """Appends an event in the officer's name; whether it was saved. A failure is shown on the page."""
    return _told(id, lambda: store().append(id, event, who()))


def _told(id: str, write: Callable[[], int]) -> bool:
    try:
        _check_not_put_back(id)
        with turns.given_back():
            version = write()
    except (StoreError, EvidenceError, ValueError) as error:
        st.session_state["not_saved"] = str(error)
        return False
    _seen(id, version, own=1)
    return True


def start(title: str, prepared_by: str) -> str:
    """Starts an assessment as at today; returns its id. Raises StoreError."""
    st.session_state["who"] = prepared_by
    return store().start(title=title, as_at=date.today(), by=who(), prepared_by=visitor.named(prepared_by))


def _seen(id: str, version: int, own: int = 0) -> None:
    """Notes the newest version that this session knows. That others wrote besides our `own` event is said on the page."""
    versions: dict[str, int] = st.session_state.setdefault("version", {})
    if version > versions.get(id, version) + own:
        st.session_state["elsewhere"] = True
    versions[id] = version


def _notice_put_back(id: str, times: int) -> None:
    """Says on the page that the database was put back to an earlier state; versions of what was seen before mean nothing now."""
    known: dict[str, int] = st.session_state.setdefault("put_back", {})
    if known.setdefault(id, times) != times:
        known[id] = times
        st.session_state.setdefault("version", {}).pop(id, None)
        st.session_state["restored"] = True


def _check_not_put_back(id: str) -> None:
    """Checks that what the page shows still comes from the same past. Raises PutBackError."""
    times = store().put_back(id)
    if st.session_state.get("put_back", {}).get(id, times) != times:
        raise PutBackError


def lists_folder() -> Path:
    """The folder of official lists: what GUIDANCE_LISTS names, or one in the user's data folder. Of several institutions each has its own
    in it: whoever puts a list there says something about it."""
    folder = os.environ.get("GUIDANCE_LISTS")
    return (Path(folder) if folder else settings.data_folder() / "lists") / _institution()


def _columns_file() -> Path:
    return settings.data_folder() / _institution() / "register-columns.json"


def _institution() -> str:
    """The institution of the person at the page; "" where all people are of one."""
    person = visitor.signed_in()
    return settings.institution_of(person) if person else ""


def remembered_columns(head: tuple[str, ...]) -> Columns | None:
    """The mapping that was used last for a register with these titles."""
    try:
        kept = json.loads(_columns_file().read_text(encoding="utf-8"))
        columns = Columns(kept[json.dumps(head)])
        return columns if not columns.problems(head) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember_columns(head: tuple[str, ...], columns: Columns) -> None:
    """Keeps a mapping for the next register with these titles; a folder that cannot be written loses nothing else."""
    file = _columns_file()
    try:
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({**kept, json.dumps(head): dict(columns.columns)}, ensure_ascii=False), encoding="utf-8")
    except (OSError, ValueError):
        return
