"""A version of the knowledge as one file of data: what rules, questions, presumptions and switches say, and nothing that can run.

A worker elsewhere reads it in place of the knowledge folder. The same knowledge gives the same bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guidance.knowledge.catalogue import SWITCHES, Catalogue, thrown
from guidance.knowledge.entries import Kind, Tells, value_on
from guidance.knowledge.reader import mistake
from guidance.language.conditions import Concern, Scope, Severity, atoms
from guidance.language.conditions import Question as Named
from guidance.language.facts import Answer, Presumptions
from guidance.language.rule import Guideline, Obligation
from guidance.language.rulebase import RuleBase, RuleBaseError
from guidance.language.text import Asked, ConditionError, Vocabulary, parse, written

FORMAT: Final = 1
MAX_BYTES: Final = 50_000_000
Given = str | int | float | list[str]
"""An answer as JSON has it: an option, a number, or the options ticked."""


class BundleError(ValueError):
    """A file is no bundle of knowledge that can be used; the message says what was read, what was expected and what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BundledQuestion(_Part):
    """A question as rules and datasets need it. `taken`: what it is taken to say while nobody has answered it."""

    id: str
    scope: Scope
    kind: Kind
    options: tuple[str, ...] = ()
    unit: str = ""
    taken: Given | None = None
    ordinary: Given | None = None
    tells: Tells = Tells.CASE


class BundledConcern(_Part):
    """A derived fact that rules raise and test."""

    id: str
    scope: Scope
    words: str
    absent: str = ""


class BundledRule(_Part):
    """A rule, with its condition as text; `guidance.language.rule` says what the others mean."""

    name: str
    topic: str
    when: str
    raises: str | None = None
    finds: str | None = None
    severity: Severity | None = None
    level: int | None = None
    contradicts: bool = False
    obligation: Obligation = Obligation.JUDGEMENT
    bound: str
    sources: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    adds: str = ""
    step: int | None = None
    starts: date | None = None
    ends: date | None = None
    reason: str


class BundledSwitch(_Part):
    """What a switch said from a day on."""

    since: date
    value: Literal["yes", "no", "unknown"]


class BundleFile(_Part):
    """The file. `knowledge` is the hash of the knowledge base; `serves` says of a door that is not for everybody whom it serves."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    version: str
    knowledge: str
    questions: tuple[BundledQuestion, ...]
    switches: dict[str, tuple[BundledSwitch, ...]]
    concerns: tuple[BundledConcern, ...]
    rules: tuple[BundledRule, ...]
    serves: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, eq=False)
class Bundle:
    """A version of the knowledge as rules need it. `text` is the file, `sha256` its hash."""

    text: str
    version: str
    hash: str
    questions: Mapping[str, BundledQuestion]
    switches: Mapping[str, tuple[BundledSwitch, ...]]
    rules: RuleBase
    serves: Mapping[str, tuple[str, ...]]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def presumptions(self) -> Presumptions:
        """What each question is taken to say while nobody has answered it, and in the ordinary case."""
        every = self.questions.values()
        return Presumptions(
            {each.id: _answer(each.taken) for each in every if each.taken is not None},
            {each.id: _answer(each.ordinary) for each in every if each.ordinary is not None},
        )

    @cached_property
    def telling(self) -> frozenset[str]:
        """The questions whose answers tell of the case or of its kind."""
        return frozenset(each.id for each in self.questions.values() if each.tells is not Tells.FRAME)

    def switched(self, day: date) -> dict[str, Answer]:
        """The switches as answers on a day; an unknown one is "not sure"."""
        return thrown({id: value_on(day, values) for id, values in self.switches.items()})


def of(catalogue: Catalogue) -> Bundle:
    """The bundle of a knowledge base."""
    presumed = catalogue.presumptions
    concerns = {atom.id: atom for rule in catalogue.rules.guidelines for atom in _concerns(rule) if not atom.of_findings}
    file = BundleFile(
        version=catalogue.version,
        knowledge=catalogue.hash,
        questions=tuple(
            BundledQuestion(
                id=each.id,
                scope=catalogue.scope(each.id),
                kind=each.kind,
                options=tuple(option.id for option in each.options),
                unit=each.unit or "",
                taken=_given(presumed.taken.get(each.id)),
                ordinary=_given(presumed.ordinary.get(each.id)),
                tells=each.tells,
            )
            for each in catalogue.questions.values()
            if each.kind is not Kind.TEXT
        ),
        switches={
            id: tuple(BundledSwitch(since=value.since, value=value.value) for value in switch.values)
            for id, switch in catalogue.switches.items()
        },
        concerns=tuple(
            BundledConcern(id=each.id, scope=each.scope, words=each.words, absent=each.absent)
            for _, each in sorted(concerns.items())
        ),
        rules=tuple(map(_bundled, catalogue.rules.guidelines)),
        serves={id: tuple(door.serves) for id, door in sorted(catalogue.doors.items()) if door.serves},
    )
    return read(file.model_dump_json(exclude_defaults=True) + "\n")


def read(text: str | bytes) -> Bundle:
    """The bundle in a file. Raises BundleError for one that is too large, damaged, of another format, or whose rules do not fit."""
    data = text.encode() if isinstance(text, str) else text
    if len(data) > MAX_BYTES:
        raise BundleError(f"the bundle has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}")
    return _read(data)


@lru_cache(maxsize=4)
def _read(data: bytes) -> Bundle:
    """The bundle in some text, read once: a job writes it down and reads it again, and its rules take a second to parse."""
    try:
        file = BundleFile.model_validate_json(data)
    except ValidationError as error:
        said = mistake(error.errors()[0])
        raise BundleError(f"this is no bundle of knowledge: {said}; make one with `guidance knowledge bundle`") from None
    return _joined(file, data.decode())


def _joined(file: BundleFile, text: str) -> Bundle:
    questions = {each.id: each for each in file.questions}
    concerns = {each.id: Concern(each.scope, each.id, each.words, each.absent) for each in file.concerns}
    words = Vocabulary({**_asked(questions), **_switches(file.switches)}, concerns)
    try:
        rules = RuleBase.of(_rule(each, words, concerns) for each in file.rules)
    except (ConditionError, RuleBaseError, KeyError) as error:
        raise BundleError(f"the rules of this bundle do not fit together: {error}; make it again") from None
    return Bundle(text, file.version, file.knowledge, questions, file.switches, rules, file.serves)


def _asked(questions: Mapping[str, BundledQuestion]) -> dict[str, Asked]:
    return {id: Asked(Named(each.scope, id), each.options, each.kind is Kind.NUMBER) for id, each in questions.items()}


def _switches(switches: Mapping[str, tuple[BundledSwitch, ...]]) -> dict[str, Asked]:
    ids = [f"{SWITCHES}.{id}" for id in switches]
    return {id: Asked(Named(Scope.ORGANISATION, id), ("yes", "no")) for id in ids}


def _rule(each: BundledRule, words: Vocabulary, concerns: Mapping[str, Concern]) -> Guideline:
    said = {field.name: getattr(each, field.name) for field in fields(Guideline)}
    raises = None if each.raises is None else concerns[each.raises]
    return Guideline(**said | {"when": parse(each.when, words), "raises": raises})


def _bundled(rule: Guideline) -> BundledRule:
    said = {field.name: getattr(rule, field.name) for field in fields(Guideline)}
    return BundledRule(**said | {"when": written(rule.when), "raises": None if rule.raises is None else rule.raises.id})


def _concerns(rule: Guideline) -> tuple[Concern, ...]:
    tested = (atom for atom in atoms(rule.when) if not hasattr(atom, "question"))
    return (*rule.concerns, *(atom if isinstance(atom, Concern) else atom.concern for atom in tested))


def _given(answer: Answer | None) -> Given | None:
    return sorted(answer) if isinstance(answer, frozenset) else answer


def _answer(given: Given) -> Answer:
    return frozenset(given) if isinstance(given, list) else given
