"""The version that may be disclosed: a record without what is marked, and without what would give it away.

A report on such a record is a report on what remains, so nothing that was left out can be in it, in any format. It says
what follows from the disclosed answers alone; what rests on the others becomes "cannot be told".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from guidance.assessment import Assessment, Finding, assess
from guidance.inference.proof import Proof
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind
from guidance.order import Place, place
from guidance.record import Disclosure, Record, Recorded, RecordedActivity, slug

BLANK: Final = "[withheld]"
SHORTEST_NOTE: Final = 12
"""A withheld note of fewer characters ("see email") gives nothing away where the same words stand elsewhere."""


def disclosed(catalogue: Catalogue, record: Record, exemptions: Iterable[str] = ()) -> Record:
    """The record as it may be disclosed. `exemptions` are ids of the catalogue, those that the organisation relies on.

    Left out are: marked answers and activities; for each marked finding, answers until it no longer follows; answers that
    the others give no reason to ask for; the texts of all these wherever else they stand; who answered; and how partners were looked up. What a marked
    answer says changes nothing in the result. Raises KeyError for an exemption that is not known."""
    named = [catalogue.exemptions[id].id for id in exemptions]
    kept = _unmarked(record)
    while revealing := _revealing(catalogue, kept):
        kept = _without(kept, revealing)
    left_out = Disclosure(
        answers=_count(record) - _count(kept),
        activities=len(record.activities) - len(kept.activities),
        findings=len(record.withhold),
        exemptions=named,
    )
    scrubbed = _scrubbed(catalogue, kept, _texts(catalogue, record, kept))
    return scrubbed.model_copy(update={"withhold": [], "disclosure": left_out})


def _count(record: Record) -> int:
    return sum(len(record.of(about)) for about in _subjects(record))


def _subjects(record: Record) -> Iterator[str | None]:
    yield None
    yield from (activity.id for activity in record.activities)


def _unmarked(record: Record) -> Record:
    marked = {(id, about) for about in _subjects(record) for id, recorded in record.of(about).items() if recorded.withhold}
    staying = [activity for activity in record.activities if not activity.withhold]
    return _without(record.model_copy(update={"activities": staying}), marked)


def _without(record: Record, left_out: set[Asked]) -> Record:
    def kept(about: str | None) -> dict[str, Recorded]:
        return {id: recorded for id, recorded in record.of(about).items() if (id, about) not in left_out}

    activities = [activity.model_copy(update={"answers": kept(activity.id)}) for activity in record.activities]
    return record.model_copy(update={"answers": kept(None), "activities": activities})


def _revealing(catalogue: Catalogue, kept: Record) -> set[Asked]:
    """The answers to leave out next: those that nobody would have been asked for, or one that a marked finding rests on."""
    now = assess(catalogue, kept.facts(catalogue))
    given = {(id, about) for about in _subjects(kept) for id in kept.of(about) if catalogue.questions[id].read_by_rules}
    unasked = given - now.asked
    if unasked:
        return unasked
    for finding in now.findings:
        if finding.key in kept.withhold:
            for proof in _proofs(now, finding):
                if proof := proof & given:
                    return {max(proof, key=lambda asked: (asked[1] is not None, catalogue.order[asked[0]], asked[1] or ""))}
    return set()


def _proofs(now: Assessment, finding: Finding) -> Iterator[frozenset[Asked]]:
    """The answers that a certain finding rests on, for each of its rules; or those that one hangs on which would be printed as presumed."""
    if finding.certain:
        yield from (Proof(now.reading).of(rule.when, finding.activity) for rule in finding.rules)
    elif finding.warns and place(finding) <= Place.NEAR:
        yield finding.hooks


def _texts(catalogue: Catalogue, record: Record, kept: Record) -> list[str]:
    """What must stand nowhere, the longest first: names of activities left out, and texts of answers left out."""
    staying = {activity.id for activity in kept.activities}
    gone = [activity for activity in record.activities if activity.id not in staying]
    names = [activity.name for activity in gone] + [activity.partner.name for activity in gone if activity.partner]
    texts = []
    for about in _subjects(record):
        remaining = kept.of(about) if about is None or about in staying else {}
        for id, recorded in record.of(about).items():
            if id not in remaining:
                said = recorded.value if catalogue.questions[id].kind is Kind.TEXT else ""
                texts += [recorded.note, recorded.evidence, str(said), *(file.name for file in recorded.files)]
    return sorted({*names, *(text for text in texts if len(text) >= SHORTEST_NOTE)}, key=lambda text: (-len(text), text))


def _scrubbed(catalogue: Catalogue, record: Record, texts: list[str]) -> Record:
    """The record without the texts, the files of evidence, and the names of those who answered."""
    pattern = re.compile("|".join(map(re.escape, texts)) or r"(?!)", re.IGNORECASE)

    def clean(text: str) -> str:
        return pattern.sub(BLANK, text)

    def said(id: str, recorded: Recorded) -> dict[str, Any]:
        written = catalogue.questions[id].kind is Kind.TEXT
        value = clean(str(recorded.value)) if written else recorded.value
        return {"note": clean(recorded.note), "evidence": clean(recorded.evidence), "value": value, "by": "", "files": ()}

    def answers(given: dict[str, Recorded]) -> dict[str, Recorded]:
        return {id: replace(recorded, **said(id, recorded)) for id, recorded in given.items()}

    activities: list[RecordedActivity] = []
    for activity in record.activities:
        name = clean(activity.name)
        taken = {other.id for other in (*record.activities, *activities)}
        id = activity.id if name == activity.name else slug("activity", taken)
        kept = {"id": id, "name": name, "answers": answers(activity.answers), "partner": None}
        activities.append(activity.model_copy(update=kept))
    whole = {"title": clean(record.title), "prepared_by": clean(record.prepared_by), "answers": answers(record.answers)}
    return record.model_copy(update={**whole, "activities": activities})
