"""The assessment as data: the record, what was concluded from it, and the knowledge base that concluded it."""

import json
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from guidance.assessment import Assessment, Finding
from guidance.record import Record

FORMAT: Final = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnowledgeUsed(_Part):
    """The knowledge base that the findings come from. `hash` is the whole SHA-256 in hexadecimal."""

    version: str
    published: date
    hash: str


class LevelGiven(_Part):
    """The level of one activity or, with `activity` null, of the organisation; 0 to 4, a range while answers are open."""

    activity: str | None
    at_least: int
    at_most: int
    words: str


class AskedOf(_Part):
    """A question, and the activity it is asked about (null: the organisation)."""

    question: str
    activity: str | None


class FindingMade(_Part):
    """One finding. It is certain when `settled_by` is empty; otherwise those answers would settle it."""

    key: str
    id: str
    activity: str | None
    title: str
    topic: str
    certain: bool
    severity: str
    obligation: str
    bound: Annotated[str, Field(description="Whose duty it is.")]
    rules: list[str]
    sources: list[str]
    doors: list[str]
    settled_by: list[AskedOf]


class Document(_Part):
    """An assessment with its result."""

    format: Literal[1] = FORMAT
    record: Record
    record_hash: str
    knowledge: KnowledgeUsed
    levels: list[LevelGiven]
    findings: list[FindingMade]


def document(assessment: Assessment, record: Record) -> Document:
    """The record and its result. Every finding is in it, the possible ones too; `record` is never shortened."""
    catalogue = assessment.catalogue
    return Document(
        record=record,
        record_hash=record.hash,
        knowledge=KnowledgeUsed(
            version=catalogue.knowledge.version, published=catalogue.knowledge.published, hash=catalogue.hash
        ),
        levels=[
            LevelGiven(activity=activity, at_least=level.at_least, at_most=level.at_most, words=str(level))
            for activity, level in assessment.levels.items()
        ],
        findings=[_made(assessment, finding) for finding in assessment.findings],
    )


def to_bytes(document: Document) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, indented by two; the same document gives the same bytes."""
    data = document.model_dump(mode="json")
    data["record"] = json.loads(document.record.to_json())
    return (json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of this document."""
    return Document.model_json_schema()


def _made(assessment: Assessment, finding: Finding) -> FindingMade:
    return FindingMade(
        key=finding.key,
        id=finding.id,
        activity=finding.activity,
        title=assessment.catalogue.advice[finding.id].title,
        topic=finding.topic,
        certain=finding.certain,
        severity=finding.severity,
        obligation=finding.obligation,
        bound=finding.bound,
        rules=[rule.name for rule in finding.rules],
        sources=list(finding.sources),
        doors=list(finding.doors),
        settled_by=[
            AskedOf(question=question, activity=activity)
            for question, activity in sorted(finding.settled_by, key=lambda asked: (asked[1] or "", asked[0]))
        ],
    )
