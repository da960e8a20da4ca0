"""The case in hand as recorded: every answer with who gave it and what it rests on. One JSON file holds one record.

>>> record = Record(id="a", title="Our review", as_at=date(2026, 11, 25), answers={"profile.kind": Recorded("he_wales")})
>>> parse("", record.to_json().encode()) == record
True
>>> record_in({"format": 1, "id": "a", "as_at": "2026-11-25"})
Traceback (most recent call last):
...
guidance.case.record.RecordError: title: is missing; add it
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic import dataclasses as checked

from guidance.assessment import Assessment
from guidance.assessment.held import Held, held
from guidance.files import bounded, strict_json
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Question
from guidance.knowledge.fitting import expected
from guidance.knowledge.reader import mistake, shown
from guidance.language.conditions import Scope
from guidance.language.facts import Answer, Facts

FORMAT: Final = 1
FROM_REGISTER: Final = "From the register: "
"""How the note of an answer begins that came from a row of a register."""
LOOKED_UP: Final = "Looked up on"
"""How the evidence of an answer begins that came from looking a partner up, and may be given anew."""
MAX_BYTES: Final = 60_000_000
"""Bytes of a saved assessment or of a JSON report: one of as many activities as there may be has fewer."""
SMALL: Final = 200_000
"""Bytes of JSON that grow into so little that they are read at once."""
MAX_ANSWERS: Final = 1_000
"""Answers about the organisation, or about one activity."""
MAX_ALL_ANSWERS: Final = 150_000
MAX_OPTIONS: Final = 200
"""Options of one answer."""
MAX_WITHHELD: Final = 10_000
"""Findings that are left out of a version that is disclosed."""
MAX_NOTE: Final = 100_000
MAX_TEXT: Final = 2_000
MAX_NAME: Final = 200
MAX_ACTIVITIES: Final = 1_000
MAX_FILES: Final = 10
"""Files of evidence that one answer may name."""
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
"""Days whose law can be asked for."""


class RecordError(ValueError):
    """A record or an answer cannot be used; the message says where, what was read, what was expected, what to do."""


class Marking(StrEnum):
    """Protective marking, printed on every page."""

    OFFICIAL = "OFFICIAL"
    SENSITIVE = "OFFICIAL-SENSITIVE"
    CONFIDENTIAL = "CONFIDENTIAL"


class Confidence(StrEnum):
    """How sure the person who answered is."""

    EVIDENCED = "evidenced"
    BELIEVED = "believed"
    UNCONFIRMED = "carried over, not confirmed"


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]
Person = Annotated[str, StringConstraints(max_length=200)]
Note = Annotated[str, StringConstraints(max_length=MAX_NOTE)]
Reference = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Item = TypeVar("Item")
Few = Annotated[list[Item], Field(max_length=100)]


def _value(read: object, handler: ValidatorFunctionWrapHandler) -> object:
    """One message for a value that fits none of the kinds, where pydantic has one a kind."""
    try:
        return handler(read)
    except ValidationError:
        raise ValueError(f"expected a text of at most {MAX_TEXT:,} characters, a number, or a list of options") from None


Value = Annotated[
    Annotated[str, StringConstraints(max_length=MAX_TEXT, strict=True)]
    | StrictInt
    | StrictFloat
    | Annotated[list[StrictStr], Field(max_length=MAX_OPTIONS)],
    WrapValidator(_value),
]
"""Strict: true is no number, and a number is no text."""


def _written(day: object) -> object:
    if isinstance(day, int | float):
        raise ValueError("expected a date, as in 2026-11-25")
    return day


def law_of(day: date) -> date:
    """A day whose law can be asked for. Raises ValueError for one outside FIRST_DAY to LAST_DAY."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"expected a day from {FIRST_DAY} to {LAST_DAY}")
    return day


LawDay = Annotated[date, BeforeValidator(_written), AfterValidator(law_of)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Attached(_Part):
    """A file of evidence, as an answer names it. The bytes stand in the store, if it holds them, under `sha256`."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    size: Annotated[int, Field(ge=0, description="Bytes.")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@checked.dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Recorded:
    """One answer. `value` is an option, a list of options, a number, a text, or "not sure".

    `by` and `at` say who gave the value, or confirmed it, and when; the log says who wrote what stands beside it."""

    # With slots it takes a quarter of the memory of a model; an assessment has hundreds, and many are open at once.

    value: Value
    note: Note = ""
    evidence: Reference = ""
    files: Annotated[tuple[Attached, ...], Field(max_length=MAX_FILES)] = ()
    confidence: Confidence | None = None
    review: Annotated[bool, Field(description="Somebody should look at it again.")] = False
    withhold: Annotated[bool, Field(description="It is left out of a version that is disclosed.")] = False
    by: Person = ""
    at: datetime | None = None


Answers = Annotated[dict[str, Recorded], Field(max_length=MAX_ANSWERS)]
"""Answers by the id of their question."""

BESIDE: Final = ("note", "evidence", "files", "confidence", "review", "withhold")
"""What stands beside the value of an answer."""
SAID: Final = ("value", *BESIDE)
"""What an answer says, apart from who gave it and when."""


def merged(ours: Recorded, theirs: Recorded) -> Recorded:
    """An answer that somebody else gave, with all that stood beside ours. Both notes stay, theirs with their name.

    Raises ValidationError when texts or files are too long together."""
    held = {file.sha256 for file in ours.files}
    return replace(
        theirs,
        note=_joined(ours.note, theirs.note, theirs.by, "\n\n"),
        evidence=_joined(ours.evidence, theirs.evidence, theirs.by, "; "),
        files=(*ours.files, *(file for file in theirs.files if file.sha256 not in held)),
        confidence=ours.confidence or theirs.confidence,
        review=ours.review or theirs.review,
        withhold=ours.withhold or theirs.withhold,
    )


def _joined(ours: str, theirs: str, who: str, between: str) -> str:
    if theirs in ours:
        return ours
    named = f"{who}: {theirs}" if who else theirs
    return f"{ours}{between}{named}" if ours else theirs


def taken_from_register(recorded: Recorded) -> bool:
    """Whether an answer came from a row of a register and still says so."""
    return recorded.note.startswith(FROM_REGISTER)


def taken_from_look_up(recorded: Recorded) -> bool:
    """Whether an answer came from looking a partner up, and nobody has given it or written beside it since."""
    return not recorded.by and recorded.evidence.startswith(LOOKED_UP)


class Candidate(_Part):
    """A body that a partner's name may mean, and why."""

    id: str
    name: str
    evidence: str


class ListHit(_Part):
    """An entry of an official list that concerns the partner. `relation`: same, parent, child or related."""

    list: str
    title: str
    entry: str
    name: str
    relation: str
    dated: date | None = None


class ListLooked(_Part):
    """A list that was looked at. `dated`: its own day. `stale`: too old to rely on. `extract`: only a part of it was there."""

    code: str
    title: str
    dated: date | None = None
    stale: bool = False
    extract: bool = False


class Screening(_Part):
    """What looking a partner up showed on a day. *Settled* is an officer's choice; no hit is never clearance."""

    day: date
    decision: Literal["match", "review", "none", "settled"]
    identity: str = ""
    name: str = ""
    evidence: str = ""
    matched: str = ""
    candidates: Annotated[list[Candidate], Field(max_length=50)] = []
    reasons: Few[str] = []
    hits: Annotated[list[ListHit], Field(max_length=200)] = []
    looked: Few[ListLooked] = []
    not_loaded: Few[str] = []


class Partner(_Part):
    """Who is on the other side, as entered, and what looking it up showed. `origin`: the file and row it came from."""

    name: Name
    country: Person = ""
    origin: Person = ""
    screening: Screening | None = None


class RecordedActivity(_Part):
    """One partnership, project, deal, appointment scheme or programme."""

    id: Id
    name: Name
    withhold: Annotated[bool, Field(description="It is left out of a version that is disclosed.")] = False
    partner: Partner | None = None
    answers: Answers = {}


class Disclosure(_Part):
    """What was left out of a version that is disclosed, and the exemptions relied on."""

    answers: int
    activities: int
    findings: int
    exemptions: Few[str] = []


class Record(_Part):
    """An assessment as it stands."""

    format: Literal[1] = FORMAT
    id: Id
    title: Name
    as_at: LawDay
    marking: Marking = Marking.SENSITIVE
    prepared_by: Person = ""
    knowledge: Annotated[str, Field(description="Version and hash of the knowledge base it was last saved under.")] = ""
    answers: Answers = {}
    activities: Annotated[list[RecordedActivity], Field(max_length=MAX_ACTIVITIES)] = []
    withhold: Annotated[
        list[str], Field(max_length=MAX_WITHHELD, description="Keys of the findings left out of a version that is disclosed.")
    ] = []
    disclosure: Annotated[Disclosure | None, Field(description="Set in such a version, and only there.")] = None

    def of(self, activity: str | None) -> Mapping[str, Recorded]:
        """The answers of one activity, or the organisation's own. Raises KeyError."""
        return self.answers if activity is None else self.activity(activity).answers

    def activity(self, id: str) -> RecordedActivity:
        """The activity of that id. Raises KeyError."""
        for activity in self.activities:
            if activity.id == id:
                return activity
        raise KeyError(id)

    def facts(self, catalogue: Catalogue) -> Facts:
        """What rules may test: the answers and the switches of the day. Answers to questions unknown today stay out."""
        return Facts(
            organisation={**_known(catalogue, self.answers), **catalogue.switched(self.as_at)},
            activities={activity.id: _known(catalogue, activity.answers) for activity in self.activities},
            as_at=self.as_at,
        )

    def to_json(self) -> str:
        """The record as JSON; the same record gives the same bytes."""
        data = self.model_dump(mode="json", exclude_defaults=True) | {"format": FORMAT}
        return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @property
    def hash(self) -> str:
        """SHA-256 of the JSON."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


@dataclass(frozen=True)
class Signature:
    """Who approved which answers, under which knowledge base, and when (UTC); and the result as it stood, if it was kept.

    Where people sign in, `person` did, and `step` says what they put their name to: prepared, reviewed or signed."""

    name: str
    role: str
    at: datetime
    answers: str
    knowledge: str
    held: Held | None = None
    step: str = ""
    person: str | None = None

    def stands(self, record: Record, assessment: Assessment) -> bool:
        """Whether the answers are the same and nothing that bears on the result has changed in the knowledge since."""
        if self.answers != record.hash:
            return False
        if self.knowledge == assessment.catalogue.version:
            return True
        return self.held is not None and self.held.bears_like(held(assessment))


def carried_over(record: Record, day: date) -> Record:
    """The assessment as the start of a new one, every answer marked as carried over and not confirmed.

    Partners are to be looked up anew: what the lists said on another day is left out, with the answers that came from it. Files
    of evidence stay with the old assessment."""

    def kept(answers: Mapping[str, Recorded]) -> dict[str, Recorded]:
        return {
            id: replace(recorded, confidence=Confidence.UNCONFIRMED, review=False, files=())
            for id, recorded in answers.items()
            if not taken_from_look_up(recorded)
        }

    activities = [
        activity.model_copy(
            update={
                "answers": kept(activity.answers),
                "partner": activity.partner.model_copy(update={"screening": None}) if activity.partner else None,
            }
        )
        for activity in record.activities
    ]
    title = f"{record.title[:180]}, from {record.as_at:%B %Y}"
    return record.model_copy(update={"title": title, "as_at": day, "answers": kept(record.answers), "activities": activities})


def read_record(text: str | bytes, catalogue: Catalogue) -> Record:
    """A record from JSON, every answer checked against the catalogue.

    Raises RecordError for a file too large, damaged, from a newer version, or with an answer outside its options."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_BYTES:
        raise RecordError(f"the file has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}")
    record = within_limits(parse, data)
    check_record(catalogue, record)
    return record


Found = TypeVar("Found")


def within_limits(reader: bounded.Reader[Found], data: bytes) -> Found:
    """What is read in a JSON file; unless it is small, within the limits of `bounded`. Raises RecordError."""
    if len(data) <= SMALL:
        return reader("", data)
    try:
        return bounded.read(reader, "", data, RecordError)
    except bounded.LimitError as error:
        raise RecordError(f"the file {error}; is it the one that was downloaded here?") from None


def parse(_: str, data: bytes) -> Record:
    """A record from JSON, not yet checked against a catalogue. Raises RecordError."""
    return record_in(data_in(data))


def data_in(text: bytes) -> dict[str, Any]:
    """The object in a JSON file. Raises RecordError."""
    try:
        data = strict_json.loads(text)
    except ValueError as error:
        raise RecordError(f"this is not a saved assessment: {error}. Choose the .json file that was downloaded here") from None
    if not isinstance(data, dict):
        raise RecordError("this is not a saved assessment: expected one JSON object")
    return data


def record_in(data: dict[str, Any]) -> Record:
    """The record in an object, or in the report that it is. Raises RecordError."""
    if isinstance(data.get("record"), dict):
        data = data["record"]  # the report as JSON carries the assessment it is about
    written = data.get("format")
    if isinstance(written, int) and written > FORMAT:
        raise RecordError(
            f"this assessment was saved by a newer version (format {shown(written)}; this one reads up to {FORMAT}). "
            "Update the program, then open it again"
        )
    try:
        record = Record.model_validate(data)
    except ValidationError as error:
        raise RecordError("; ".join(mistake(e) for e in error.errors()[:5])) from None
    answers = len(record.answers) + sum(len(activity.answers) for activity in record.activities)
    if answers > MAX_ALL_ANSWERS:
        raise RecordError(f"holds {answers:,} answers; the most that is read is {MAX_ALL_ANSWERS:,}")
    return record


def check_record(catalogue: Catalogue, record: Record) -> None:
    """Checks every answer against the catalogue, and that no two activities share an id. Raises RecordError."""
    names = [activity.id for activity in record.activities]
    if len(set(names)) < len(names):
        raise RecordError("two activities have the same id; give each its own")
    check_answers(catalogue, record.answers, Scope.ORGANISATION, "the organisation")
    for activity in record.activities:
        check_answers(catalogue, activity.answers, Scope.ACTIVITY, f"activity {activity.id}")


def check_answers(catalogue: Catalogue, answers: Mapping[str, Recorded], scope: Scope, where: str) -> None:
    """Checks answers against the catalogue. Raises RecordError that names the first mistake."""
    for id, recorded in answers.items():
        check_question(catalogue, id, scope, where)
        check_value(catalogue.questions[id], recorded.value, where)


def check_question(catalogue: Catalogue, id: str, scope: Scope, where: str) -> None:
    """Checks that a question is asked of the organisation, or of activities. Raises RecordError."""
    if id not in catalogue.questions:
        raise RecordError(f"{where}: there is no question {shown(id)} in knowledge base {catalogue.version}")
    if catalogue.scope(id) is not scope:
        raise RecordError(f"{where}: {id} is asked of the {catalogue.scope(id)}, not of the {scope}")


def check_value(question: Question, value: Value, where: str) -> None:
    """Checks one answer against its question. Raises RecordError."""
    fits = expected(question, value)
    if fits:
        raise RecordError(f"{where}: {question.id}: read {shown(value)}; expected {fits}, or “not sure”")


def as_answer(value: Value) -> Answer:
    """A recorded value as rules read it: ticked options become a set."""
    return _ticked(tuple(value)) if isinstance(value, list) else value


@lru_cache(maxsize=4096)
def _ticked(options: tuple[str, ...]) -> frozenset[str]:
    """Shared, as the same options are ticked again and again: it takes memory once and is hashed once."""
    return frozenset(options)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of a saved assessment."""
    return Record.model_json_schema()


def slug(name: str, taken: Mapping[str, object] | set[str]) -> str:
    """A free activity id made from a name."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:30].strip("-") or "activity"
    number, id = 2, stem
    while id in taken:
        number, id = number + 1, f"{stem}-{number}"
    return id


def _known(catalogue: Catalogue, answers: Mapping[str, Recorded]) -> dict[str, Answer]:
    questions = catalogue.questions
    return {
        id: value if isinstance(value := recorded.value, str) else as_answer(value)
        for id, recorded in answers.items()
        if id in questions
    }
