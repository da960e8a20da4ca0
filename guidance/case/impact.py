"""What a change of the law does to many assessments: another knowledge base, another day, or a switch thrown."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from guidance.assessment import assess
from guidance.assessment.bearing import Bearing, Law
from guidance.assessment.outcome import Move, What, moves, outcome
from guidance.case.record import Record
from guidance.case.sources import fitting
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Severity
from guidance.language.facts import Facts

CASES: Final = 3
"""Cases named beside a change; ids, never names or notes."""
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """One way in which results come otherwise, and how often. `topic` and `severity` are those of a finding; `because` are the rules
    that are not alike and on which it rests. `assessments` and `times` count, `cases` are the first few: assessment/activity."""

    what: What
    id: str
    topic: str
    severity: str
    before: str
    after: str
    because: tuple[str, ...]
    assessments: int
    times: int
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """What becomes of some assessments. `compared` of them were read whole under both laws; of the others nothing that differs bears on
    them. `left_out` counts by question the assessments with an answer that only one of the two has room for."""

    bearing: Bearing
    assessments: int
    compared: int
    touched: int
    changes: tuple[Change, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def of(self, *kinds: What) -> tuple[Change, ...]:
        """The changes of some kinds."""
        return tuple(change for change in self.changes if change.what in kinds)


@dataclass
class _Counted:
    """What was seen of one way to come otherwise."""

    assessments: set[int] = field(default_factory=set)
    times: int = 0
    cases: list[str] = field(default_factory=list)


def impact(before: Law, after: Law, records: Iterable[Record]) -> Impact:
    """Compares assessments under two laws. What does not bear on an assessment is not worked out for it."""
    bearing = Bearing(before, after)
    counted: defaultdict[tuple[What, str, str, str], _Counted] = defaultdict(_Counted)
    left_out: Counter[str] = Counter()
    number = compared = touched = 0
    for number, record in enumerate(records, 1):
        one, other = (fitting(record, law.catalogue) for law in (before, after))
        new = set(one.left_out) ^ set(other.left_out)
        left_out.update({question for question, _ in new})
        facts = facts_under(before, one.record), facts_under(after, other.record)
        if not new and not bearing.touches(*facts):
            continue
        compared += 1
        found = moves(*(outcome(assess(law.catalogue, each)) for law, each in zip((before, after), facts, strict=True)))
        touched += bool(found)
        for move in found:
            _count(counted[move.item.what, move.item.id, move.before, move.after], number, record, move)
    changes = tuple(sorted(_changes(bearing, counted), key=_order))
    return Impact(bearing, number, compared, touched, changes, dict(left_out))


def facts_under(law: Law, record: Record) -> Facts:
    """What rules may test of an assessment under a law."""
    day = law.day or record.as_at
    facts = record.model_copy(update={"as_at": day}).facts(law.catalogue)
    return Facts({**facts.organisation, **law.switches(day)}, facts.activities, day)


def _count(counted: _Counted, number: int, record: Record, move: Move) -> None:
    counted.assessments.add(number)
    counted.times += 1
    if len(counted.cases) < CASES:
        counted.cases.append(f"{record.id}/{move.item.about}" if move.item.about else record.id)


def _changes(bearing: Bearing, counted: Mapping[tuple[What, str, str, str], _Counted]) -> Iterator[Change]:
    for (what, id, before, after), seen in counted.items():
        of_finding = what in (What.FINDING, What.AHEAD)
        topic = topic_of(bearing, id) if of_finding else ""
        severity = (after or before).rpartition(", ")[2] if what is What.FINDING else ""
        because = bearing.because(id) if of_finding else ()
        yield Change(what, id, topic, severity, before, after, because, len(seen.assessments), seen.times, tuple(seen.cases))


def topic_of(bearing: Bearing, finding: str) -> str:
    """The topic of the heaviest rule that makes a finding."""
    for law in (bearing.after, bearing.before):
        made = [rule for rule in law.catalogue.rules.guidelines if rule.finds == finding]
        if made:
            return max(made, key=lambda rule: rule.severity.rank if rule.severity else 0).topic
    return ""


def _order(change: Change) -> tuple[object, ...]:
    rank = Severity(change.severity).rank if change.severity else 0
    return list(What).index(change.what), change.topic, -rank, -change.times, change.id, change.before, change.after


@dataclass(frozen=True)
class Turn:
    """What is otherwise from a day on: a rule that starts or ended the day before, or a switch with its new value."""

    kind: str
    id: str
    value: str = ""


@dataclass(frozen=True)
class Period:
    """Days on which the law is the same. `turns`: what was otherwise on the day before the first."""

    first: date
    last: date
    turns: tuple[Turn, ...] = ()


def periods(catalogue: Catalogue, first: date, last: date) -> tuple[Period, ...]:
    """The days from the first to the last, cut where the law changes. Raises ValueError when they are the wrong way round."""
    if first > last:
        raise ValueError(f"the first day, {first}, is after the last, {last}; give the earlier one first")
    turns = {day: each for day, each in sorted(_turns(catalogue).items()) if first < day <= last}
    days = [first, *turns, last + _ONE_DAY]
    return tuple(Period(day, then - _ONE_DAY, tuple(turns.get(day, ()))) for day, then in pairwise(days))


def _turns(catalogue: Catalogue) -> dict[date, list[Turn]]:
    """What changes on each day on which the law does."""
    turns: defaultdict[date, list[Turn]] = defaultdict(list)
    for rule in catalogue.rules.guidelines:
        if rule.starts:
            turns[rule.starts].append(Turn("starts", rule.name))
        if rule.ends and rule.ends < date.max:
            turns[rule.ends + _ONE_DAY].append(Turn("ended", rule.name))
    for id, switch in catalogue.switches.items():
        for each in switch.values:
            if each.since > date.min and switch.at(each.since - _ONE_DAY) != switch.at(each.since):
                turns[each.since].append(Turn("switch", id, switch.at(each.since)))
    return dict(turns)


@dataclass(frozen=True)
class Step:
    """From one period of the law to the next."""

    before: Period
    after: Period
    impact: Impact


def over_days(catalogue: Catalogue, first: date, last: date, records: Sequence[Record]) -> tuple[Step, ...]:
    """What each change of the law between two days does to assessments, each period once. Raises ValueError as `periods` does."""
    return tuple(
        Step(one, other, impact(Law(catalogue, one.first), Law(catalogue, other.first), records))
        for one, other in pairwise(periods(catalogue, first, last))
    )
