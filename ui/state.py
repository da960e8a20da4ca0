"""The store is the truth; widgets are a view of it. The only writer of session state and of the store."""

import json
import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import streamlit as st

from guidance.assessment import Assessment, assess
from guidance.evidence import EvidenceError, attached
from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE
from guidance.record import Confidence, Record, RecordError, Value, check_value
from guidance.register.mapping import Columns
from guidance.store import Answered, Store, Stored, StoreError, Withdrawn
from ui import settings, turns

LOCAL = "local officer"
"""Who answers when nobody has given a name."""


def database_url() -> str:
    """GUIDANCE_DATABASE, or an SQLite file in the user's data folder."""
    return os.environ.get("GUIDANCE_DATABASE") or f"sqlite:///{_data_folder() / 'guidance.sqlite3'}"


@cache
def _data_folder() -> Path:
    return Path(platformdirs.user_data_dir("china-exposure-guidance"))


@cache
def _store(url: str) -> Store:
    return Store.open(url, settings.catalogue())


def store() -> Store:
    """The store of this process. Raises StoreError."""
    return _store(database_url())


def opened() -> Stored | None:
    """The assessment that the address names with ?a=, as stored now."""
    id = st.query_params.get("a")
    if not id:
        return None
    stored = store().record(id)
    _seen(id, stored.version)
    return stored


def in_hand(record: Record) -> None:
    """Assesses what this run of the script is about."""
    st.session_state["now"] = record, assessed(record)


def now() -> tuple[Record, Assessment]:
    """What this run of the script is about, with the result on the answers so far. Raises KeyError when it is about none."""
    record, assessment = st.session_state["now"]
    return record, assessment


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
    """The name that goes with each answer."""
    name: str = st.session_state.get("who", "")
    return name.strip() or LOCAL


def key(record: Record, question: str, activity: str | None, part: str = "value") -> str:
    """The widget's key: another assessment cannot inherit its value."""
    return f"w:{record.id}:{activity or ''}:{question}:{part}"


def seed(record: Record, question: Question, activity: str | None) -> str:
    """Puts the recorded value under the widget's key before the widget is drawn; returns the key."""
    name = key(record, question.id, activity)
    if name not in st.session_state:
        recorded = record.of(activity).get(question.id)
        st.session_state[name] = _shown(question, recorded.value if recorded else None)
    return name


def _shown(question: Question, value: Value | None) -> Any:
    if question.kind is Kind.MANY:
        return [NOT_SURE] if value == NOT_SURE else value or []
    if question.kind is Kind.TEXT:
        return value or ""
    return value


def save_value(record: Record, question: Question, activity: str | None, value: Value | None) -> None:
    """Records an answer, or its withdrawal. What cannot be saved is said on the page and stays in the widget."""
    recorded = record.of(activity).get(question.id)
    if value is None or value in ("", []):
        if recorded:
            append(record.id, Withdrawn(activity=activity, question=question.id))
        return
    if recorded and recorded.value == value:
        return
    try:
        check_value(question, value, "this answer")
    except RecordError as error:
        st.session_state["not_saved"] = str(error)
        return
    kept = recorded.said() if recorded else {}
    if kept.get("confidence") is Confidence.UNCONFIRMED:
        kept["confidence"] = None  # it is confirmed by being given anew
    append(record.id, Answered(activity=activity, question=question.id, **kept | {"value": value}))


def save_beside(record: Record, question: Question, activity: str | None, part: str) -> None:
    """Records what stands beside an answer that is there: the note, a mark or another part of what it says."""
    recorded = record.of(activity).get(question.id)
    said = st.session_state[key(record, question.id, activity, part)]
    if recorded and said != getattr(recorded, part):
        kept = recorded.said() | {part: said}
        append(record.id, Answered(activity=activity, question=question.id, **kept))


def uploads() -> int:
    """How often a file was chosen in this session: part of an uploader's key, so that each choice begins with an empty one."""
    count: int = st.session_state.get("uploads", 0)
    return count


def attach(record: Record, question: Question, activity: str | None, uploader: str) -> None:
    """Keeps a file that was chosen as evidence of an answer."""
    chosen = st.session_state[uploader]
    recorded = record.of(activity)[question.id]
    if chosen is None:
        return
    st.session_state["uploads"] = uploads() + 1
    try:
        file = attached(chosen.name, chosen.getvalue())
        if file.sha256 in {each.sha256 for each in recorded.files}:
            raise EvidenceError(f"{file.name}: is attached already")
        kept = recorded.said() | {"files": [*recorded.files, file]}
        event = Answered(activity=activity, question=question.id, **kept)
        _seen(record.id, store().attach(record.id, event, chosen.getvalue(), who()), own=1)
    except (EvidenceError, StoreError, ValueError) as error:
        st.session_state["not_saved"] = str(error)


def detach(record: Record, question: Question, activity: str | None, sha256: str) -> None:
    """Takes a file of evidence away from an answer, and its bytes when no other answer names it."""
    recorded = record.of(activity)[question.id]
    kept = recorded.said() | {"files": [file for file in recorded.files if file.sha256 != sha256]}
    append(record.id, Answered(activity=activity, question=question.id, **kept))


def confirm(record: Record, question: Question, activity: str | None) -> None:
    """Confirms an answer that was carried over."""
    recorded = record.of(activity)[question.id]
    kept = recorded.said() | {"confidence": Confidence.BELIEVED}
    st.session_state.pop(key(record, question.id, activity, "confidence"), None)
    append(record.id, Answered(activity=activity, question=question.id, **kept))


def append(id: str, event: Any) -> bool:
    """Appends an event in the officer's name; whether it was saved. A failure is shown on the page."""
    try:
        with turns.turn():
            _seen(id, store().append(id, event, who()), own=1)
    except (StoreError, ValueError) as error:
        st.session_state["not_saved"] = str(error)
        return False
    return True


def start(title: str, prepared_by: str) -> str:
    """Starts an assessment as at today; returns its id. Raises StoreError."""
    st.session_state["who"] = prepared_by
    return store().start(title=title, as_at=date.today(), by=who(), prepared_by=prepared_by)


def _seen(id: str, version: int, own: int = 0) -> None:
    """Notes the version that the page shows. When others wrote besides our `own` events, their answers are drawn anew."""
    versions: dict[str, int] = st.session_state.setdefault("version", {})
    if version > versions.get(id, version) + own:
        forget_widgets(id)
        st.session_state["elsewhere"] = True
    versions[id] = version


def lists_folder() -> Path:
    """The folder of official lists: what GUIDANCE_LISTS names, or one in the user's data folder."""
    folder = os.environ.get("GUIDANCE_LISTS")
    return Path(folder) if folder else _data_folder() / "lists"


def _columns_file() -> Path:
    return _data_folder() / "register-columns.json"


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


def forget_widgets(id: str) -> None:
    """Lets the widgets of an assessment be drawn anew from the store: answers came from elsewhere than a widget."""
    for name in [name for name in st.session_state if str(name).startswith(f"w:{id}:")]:
        del st.session_state[name]
