"""The assessment as data: the record, what was concluded from it, and the knowledge base that concluded it."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from guidance.assessment import Assessment, Finding
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.order import first_screen
from guidance.case.plan import ActionKey, Plan, Status, parted
from guidance.case.record import Record
from guidance.inference.three_valued import Asked, Standing
from reports import standings

FORMAT: Final = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnowledgeUsed(_Part):
    """The knowledge base that the findings come from. `hash` is the whole SHA-256 in hexadecimal."""

    version: str
    published: date
    hash: str


class AskedOf(_Part):
    """A question, and the activity it is asked about (null: the organisation)."""

    question: str
    activity: str | None


class LevelGiven(_Part):
    """The level of one activity or, with `activity` null, of the organisation; 0 to 4, a range while answers are open.

    `treat_as` is how to treat it until the questions under `until` are known; null while it is withheld."""

    activity: str | None
    at_least: int
    at_most: int
    treat_as: int | None
    because: Annotated[list[str], Field(description="Keys of the findings that put it there.")]
    until: list[AskedOf]
    words: str


class FindingMade(_Part):
    """One finding. `presumes`: open questions that it takes as presumed; `needs`: open ones that would have to be otherwise; `hooks`: the
    answers of this case that it hangs on."""

    key: str
    id: str
    activity: str | None
    title: str
    topic: str
    certain: bool
    standing: Standing
    why: Annotated[str, Field(description="Why it stands so, in words; empty for a certain one.")]
    presumes: list[AskedOf]
    needs: list[AskedOf]
    hooks: list[AskedOf]
    additions: Annotated[list[str], Field(description="What facts of this case add to a general step.")]
    severity: str
    obligation: str
    bound: Annotated[str, Field(description="Whose duty it is.")]
    rules: list[str]
    sources: list[str]
    doors: list[str]


class PossibleFinding(_Part):
    """A finding that would hold if open questions turned out so, and that hangs on no fact told."""

    id: str
    title: str
    topic: str
    severity: str


class PossibleOf(_Part):
    """The findings that are merely possible of the same activities (null: the organisation): said once, as most are possible of all."""

    activities: list[str | None]
    findings: list[PossibleFinding]


class Ahead(_Part):
    """What may go ahead, with at most three provisos; `more` further things are taken to be as in any ordinary case."""

    finding: str
    provisos: list[AskedOf]
    more: int
    words: str


class DoesNotApply(_Part):
    """A topic that was looked at and does not apply to an activity; without `unless` it is certain."""

    topic: str
    activity: str
    because: list[AskedOf]
    unless: list[AskedOf]
    words: str


class FirstScreen(_Part):
    """At most eight warnings, by the keys of their findings, and what the rest is in words."""

    warnings: list[list[str]]
    rest: str


class ActionKept(_Part):
    """What people settled about an action; an empty owner and no day leave what the finding suggests. `follows`: a finding that stands
    still asks for it."""

    key: Annotated[ActionKey, Field(description="The key of the finding that asks for it.")]
    title: str
    follows: bool
    owner: str
    due: date | None
    status: Status
    reason: Annotated[str, Field(description="Why it is not needed.")]
    by: Annotated[str, Field(description="Who settled it last.")]
    at: datetime | None


class Document(_Part):
    """An assessment with its result."""

    format: Literal[1] = FORMAT
    record: Record
    record_hash: str
    knowledge: KnowledgeUsed
    levels: list[LevelGiven]
    first: FirstScreen
    may_go_ahead: list[Ahead]
    does_not_apply: list[DoesNotApply]
    findings: list[FindingMade]
    possible: list[PossibleOf]
    plan: list[ActionKept] = []


def document(assessment: Assessment, record: Record, plan: Plan | None = None) -> Document:
    """The record, its result, and what is settled about its actions. Every finding is in it: in full, or by its id where it is possible and hangs on no fact of this case.

    `record` is never shortened."""
    catalogue, screen = assessment.catalogue, first_screen(assessment)
    return Document(
        record=record,
        record_hash=record.hash,
        knowledge=KnowledgeUsed(
            version=catalogue.knowledge.version, published=catalogue.knowledge.published, hash=catalogue.hash
        ),
        levels=[
            LevelGiven(
                activity=activity,
                at_least=level.at_least,
                at_most=level.at_most,
                treat_as=level.now,
                because=[finding.key for finding in level.because],
                until=_asked(level.until),
                words=standings.level(catalogue, level),
            )
            for activity, level in assessment.levels.items()
        ],
        first=FirstScreen(
            warnings=[[finding.key for finding in entry.findings] for entry in screen.warnings],
            rest=standings.rest(catalogue, screen),
        ),
        may_go_ahead=[
            Ahead(
                finding=card.finding.key,
                provisos=_asked(card.provisos),
                more=card.more,
                words=standings.ahead(catalogue, card),
            )
            for about in assessment.levels
            for card in may_go_ahead(assessment, about)
        ],
        does_not_apply=[
            DoesNotApply(
                topic=found.topic,
                activity=found.activity,
                because=_asked(found.because),
                unless=_asked(found.unless),
                words=standings.negative(assessment, record, found),
            )
            for about in assessment.facts.activities
            for found in negatives(assessment, about)
        ],
        findings=[_made(assessment, finding) for finding in assessment.findings if not _merely_possible(finding)],
        possible=_possible(assessment),
        plan=_plan(assessment, plan or {}),
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
        standing=finding.standing,
        why=standings.standing(assessment.catalogue, finding),
        presumes=_sorted(finding.presumes),
        needs=_sorted(finding.needs),
        hooks=_sorted(finding.hooks),
        additions=list(finding.in_this_case),
        severity=finding.severity,
        obligation=finding.obligation,
        bound=finding.bound,
        rules=[rule.name for rule in finding.rules],
        sources=list(finding.sources),
        doors=list(finding.doors),
    )


def _plan(assessment: Assessment, plan: Plan) -> list[ActionKept]:
    follows = {finding.key for finding in assessment.findings if finding.warns and finding.stands}
    advice = assessment.catalogue.advice
    return [
        ActionKept(
            key=key,
            title=advice[finding].title if (finding := parted(key)[1]) in advice else finding,
            follows=key in follows,
            owner=settled.owner,
            due=settled.due,
            status=settled.status,
            reason=settled.reason,
            by=settled.by,
            at=settled.at,
        )
        for key, settled in sorted(plan.items())
    ]


def _merely_possible(finding: Finding) -> bool:
    return finding.standing is Standing.POSSIBLE and not finding.hooks


def _possible(assessment: Assessment) -> list[PossibleOf]:
    """What is merely possible, with the activities of which the very same is."""
    of: dict[str | None, list[PossibleFinding]] = {}
    advice = assessment.catalogue.advice
    for each in filter(_merely_possible, assessment.findings):
        said = PossibleFinding(id=each.id, title=advice[each.id].title, topic=each.topic, severity=each.severity)
        of.setdefault(each.activity, []).append(said)
    together: dict[tuple[PossibleFinding, ...], list[str | None]] = {}
    for activity, findings in of.items():
        together.setdefault(tuple(sorted(findings, key=lambda finding: finding.id)), []).append(activity)
    return [PossibleOf(activities=activities, findings=list(findings)) for findings, activities in together.items()]


def _asked(asked: Iterable[Asked]) -> list[AskedOf]:
    return [AskedOf(question=question, activity=activity) for question, activity in asked]


def _sorted(asked: Iterable[Asked]) -> list[AskedOf]:
    return _asked(sorted(asked, key=lambda each: (each[1] or "", each[0])))
