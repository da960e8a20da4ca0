"""Why a question is asked, and why another is not. Both are read off the rules; neither is written by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from guidance.assessment import Assessment
from guidance.inference.proof import Proof, reads
from guidance.inference.three_valued import Asked, Reading
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import Answer, Facts
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase


@dataclass(frozen=True)
class Skipped:
    """Questions about one activity (None: the organisation) that are not asked, for one reason.

    `settled_by`: the answers because of which none of them can change a finding, an advice card, a door or a level.
    `waits_for`: open questions that stand before them; they may still be asked. With both empty, the rules that read
    them do not apply on the day."""

    about: str | None
    questions: tuple[str, ...]
    settled_by: tuple[Asked, ...] = ()
    waits_for: tuple[Asked, ...] = ()


def affected(assessment: Assessment, question: str, about: str | None) -> tuple[Guideline, ...]:
    """The rules with a finding that an open question can still settle, heaviest first: why it is asked."""
    reading = assessment.reading
    found = [
        rule
        for rule in _readers(assessment.catalogue.rules, question)
        if any((question, about) in reading.unsettled(rule, each) for each in _whom(assessment, rule, question, about))
    ]
    return tuple(sorted(found, key=lambda rule: -rule.severity.rank if rule.severity else 0))


def skipped(assessment: Assessment, abouts: Iterable[str | None] | None = None) -> tuple[Skipped, ...]:
    """Every question that is not on a page, with the reason; those with the same reason stand together.

    `abouts`: only those about some activities, or (None among them) about the organisation."""
    reading = Reading(assessment.catalogue.rules, _without_parked(assessment))
    proof, open_ = Proof(reading), reading.all_live()
    grouped: dict[tuple[str | None, tuple[Asked, ...], tuple[Asked, ...]], list[str]] = {}
    whom = (None, *assessment.facts.activities) if abouts is None else abouts
    pending = assessment.asked & assessment.live
    for question, about in _not_asked(assessment, whom):
        live = (question, about) in open_
        closed = () if live else _closing(assessment, proof, question, about)
        waits = _before(assessment, reading, pending, question, about) if live else ()
        grouped.setdefault((about, closed, waits), []).append(question)
    return tuple(Skipped(about, tuple(questions), closed, waits) for (about, closed, waits), questions in grouped.items())


def gathered(entries: Iterable[Skipped], most: int) -> tuple[Skipped, ...]:
    """The same questions in at most so many groups for settled answers: the smallest joins the one most like it.

    A joined reason names the answers of both; each of its questions is settled by them, if not by all of them."""
    groups = list(entries)
    while len(settled := [entry for entry in groups if entry.settled_by]) > most:
        small = min(settled, key=lambda entry: len(entry.questions))
        others = [entry for entry in settled if entry is not small and entry.about == small.about]
        if not others:
            break
        near = min(others, key=lambda entry: len({*entry.settled_by, *small.settled_by}) - len(entry.settled_by))
        by = dict.fromkeys((*near.settled_by, *small.settled_by))
        groups = [entry for entry in groups if entry not in (small, near)]
        groups.append(Skipped(small.about, (*near.questions, *small.questions), tuple(by)))
    return tuple(groups)


def _without_parked(assessment: Assessment) -> Facts:
    """The facts without the answers to questions that are not asked: they change nothing, and are no reason either."""

    def kept(about: str | None) -> dict[str, Answer]:
        given = assessment.facts.answers(about)
        return {id: answer for id, answer in given.items() if (id, about) in assessment.asked or id.startswith(f"{SWITCHES}.")}

    return Facts(kept(None), {about: kept(about) for about in assessment.facts.activities}, assessment.facts.as_at)


def _not_asked(assessment: Assessment, whom: Iterable[str | None]) -> Iterator[Asked]:
    catalogue = assessment.catalogue
    for about in whom:
        for question in catalogue.asked_of(Scope.ORGANISATION if about is None else Scope.ACTIVITY):
            if question.read_by_rules and (question.id, about) not in assessment.asked:
                yield question.id, about


def _closing(assessment: Assessment, proof: Proof, question: str, about: str | None) -> tuple[Asked, ...]:
    closed: set[Asked] = set()
    for rule in _readers(assessment.catalogue.rules, question):
        if rule.in_force(assessment.facts.as_at):
            for each in _whom(assessment, rule, question, about):
                closed |= proof.closed(question, rule.when, each)
    return _in_order(assessment.catalogue, closed)


def _before(
    assessment: Assessment, reading: Reading, pending: frozenset[Asked], question: str, about: str | None
) -> tuple[Asked, ...]:
    """The open questions on the pages that rules with this question come to first."""
    waits: set[Asked] = set()
    for rule in _readers(assessment.catalogue.rules, question):
        for each in _whom(assessment, rule, question, about):
            open_ = reading.unsettled(rule, each)
            if (question, about) in open_:
                waits |= open_ & pending
    return _in_order(assessment.catalogue, waits)


def _whom(assessment: Assessment, rule: Guideline, question: str, about: str | None) -> tuple[str | None, ...]:
    """About whom a rule must be read to see what one answer does to it."""
    if rule.scope is Scope.ORGANISATION:
        return (None,)
    if assessment.catalogue.scope(question) is Scope.ORGANISATION:
        return tuple(assessment.facts.activities)
    return (about,)


def _in_order(catalogue: Catalogue, asked: set[Asked]) -> tuple[Asked, ...]:
    known = (each for each in asked if not each[0].startswith(f"{SWITCHES}."))
    return tuple(sorted(known, key=lambda each: (catalogue.order[each[0]], each[1] or "")))


@lru_cache(maxsize=4096)
def _readers(rules: RuleBase, question: str) -> tuple[Guideline, ...]:
    """The rules with a finding that rest on a question. Levels rest on findings, and add no reason of their own."""
    read = reads(rules)
    return tuple(rule for rule in rules.guidelines if rule.finds and question in read[rule.name])
