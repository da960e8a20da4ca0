"""What may go ahead, and on what provisos; and what was looked at and does not apply, with the fact that settles it."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from guidance.assessment import Assessment
from guidance.assessment.asking import WEIGHT
from guidance.assessment.findings import Finding
from guidance.assessment.levels import KIND, decisive, near
from guidance.inference.grounds import Way
from guidance.inference.proof import reads
from guidance.inference.three_valued import Asked, Standing
from guidance.knowledge.catalogue import SWITCHES, WHO, Catalogue, cited
from guidance.knowledge.entries import About, Tells
from guidance.language.conditions import Absent, All, Concern, Condition, Is, Scope, Severity, atoms
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

PROVISOS: Final = 3
"""The most provisos of one card."""
CARDS: Final = 4
"""The most cards with provisos about one activity."""
LOW: Final = 2
"""Up to this level the whole of what holds in the ordinary case may go ahead with provisos; a part of it may at any level."""
SETTLED_BY: Final = 2
"""The most facts named as settling that a topic does not apply."""


@dataclass(frozen=True)
class MayGoAhead:
    """A finding that something may go ahead. `provisos`: what must turn out to be in order, the weightiest first; `more` so many further
    things are taken to be ordinary."""

    finding: Finding
    provisos: tuple[Asked, ...]
    more: int


@dataclass(frozen=True)
class Negative:
    """A topic that was looked at and does not apply to an activity. `because`: the answers that settle it. `unless`: the questions that
    nobody has answered and that would change it; without them it is certain."""

    topic: str
    activity: str
    because: tuple[Asked, ...]
    unless: tuple[Asked, ...]


def may_go_ahead(assessment: Assessment, about: str | None) -> tuple[MayGoAhead, ...]:
    """What may go ahead of an activity, or (None) at the organisation: first what hangs on a fact of it and on few provisos."""
    if about is None:
        return _may_go_ahead(assessment, None)
    return assessment.reading.kept(about, "may go ahead", partial(_may_go_ahead, assessment, about))


def _may_go_ahead(assessment: Assessment, about: str | None) -> tuple[MayGoAhead, ...]:
    weights, first = _weights(assessment, about), _spoken_for(assessment, about)
    cards = [
        MayGoAhead(finding, _by(weights, _askable(assessment, finding), assessment, first), 0)
        for finding in assessment.about(about)
        if not finding.warns and finding.stands and _may(assessment, finding)
    ]
    cards.sort(key=partial(_place, assessment))
    shown = [card for place, card in enumerate(cards) if card.finding.certain or place < CARDS]
    return tuple(MayGoAhead(card.finding, card.provisos[:PROVISOS], len(card.provisos[PROVISOS:])) for card in shown)


def _place(assessment: Assessment, card: MayGoAhead) -> tuple[bool, bool, int, int]:
    """Where a card stands: certain ones first, then what is said of this one kind of case before what is said of many."""
    finding = card.finding
    return (not finding.certain, not _is_of_one_kind(finding), -len(_told(assessment, finding)), len(card.provisos))


def _is_of_one_kind(finding: Finding) -> bool:
    """Whether a rule of a finding is for one kind of case alone."""
    parts = (part for rule in finding.rules for part in (rule.when.parts if isinstance(rule.when, All) else (rule.when,)))
    return any(isinstance(part, Is) and part.question.id == KIND and len(part.values) == 1 for part in parts)


def _may(assessment: Assessment, finding: Finding) -> bool:
    """Whether a card is shown: a certain one always; one with provisos where it rests on something that was told. A part that may go
    ahead stands beside any warning, if nothing is presumed in its favour; the whole only where no fact speaks for a heavy one."""
    if finding.certain:
        return True
    if finding.activity is None or not _told(assessment, finding) or _guesses(assessment, finding):
        return False
    if _is_a_part(assessment, finding) and _needs_no_favour(assessment, finding):
        return True
    level = assessment.levels[finding.activity].now
    if level is None or level > LOW:
        return False
    open_ = decisive(assessment.catalogue, assessment.facts.answers(finding.activity), finding.activity)
    against = (warning for warning in assessment.about(finding.activity) if _speaks_against(warning))
    return finding.presumes.isdisjoint(open_) and all(_is_asked_for(finding, warning) for warning in against)


def _guesses(assessment: Assessment, card: Finding) -> bool:
    """Whether a card rests on what no proviso can ask for: who asks, the kind of case, a fact out of the ordinary that nobody told, or
    something that another answer denies."""
    denied = {WHO, *assessment.catalogue.told_by_others(assessment.facts.answers(card.activity))}
    return (
        _guesses_the_kind(assessment, card)
        or not any(_is_of_the_ordinary_case(assessment, rule, card.activity) for rule in card.rules)
        or any(id in denied for id, _ in card.presumes)
    )


def _is_of_the_ordinary_case(assessment: Assessment, rule: Guideline, about: str | None) -> bool:
    """Whether a rule is met where every fact that nobody told is the ordinary one. "Provided that it joins your network" is no proviso."""
    reading, questions = assessment.reading, assessment.catalogue.questions
    ground = reading.ground(rule, about, Way.TRUE_IF_ORDINARY)
    if ground is None:
        return False
    return not any(
        id in questions and questions[id].about is About.CIRCUMSTANCE for id, _ in reading.named(ground.needs, about)
    )


def _guesses_the_kind(assessment: Assessment, card: Finding) -> bool:
    """Whether a card rests on what kind of case it is, or of which field, and nobody has said so: no proviso can ask for that. That
    nothing heavy was found in another field is no such guess; that nothing was in a case of another kind is one."""
    read = reads(assessment.catalogue.rules)
    asked = frozenset({KIND}).union(*(read[rule.name] for rule in card.rules))
    return any(id in asked and _tells_the_kind(assessment, id) for id, _ in card.presumes)


def _askable(assessment: Assessment, card: Finding) -> Iterator[Asked]:
    """What a card presumes and can ask for as a proviso."""
    return (asked for asked in card.presumes if not _tells_the_kind(assessment, asked[0]))


def _tells_the_kind(assessment: Assessment, id: str) -> bool:
    question = assessment.catalogue.questions.get(id)
    return question is not None and question.tells is Tells.KIND


def _is_a_part(assessment: Assessment, card: Finding) -> bool:
    """Whether a card is about a part of an activity: its rules do not rest on nothing heavy being found."""
    whole = of_the_whole(assessment.catalogue.rules)
    return not any(rule.name in whole for rule in card.rules)


def _needs_no_favour(assessment: Assessment, card: Finding) -> bool:
    """Whether a card presumes no more than what nobody has looked at, and what would have been said were it otherwise."""
    reading, catalogue = assessment.reading, assessment.catalogue
    grounds = (reading.ground(rule, card.activity) for rule in card.rules)
    presumed = [reading.named(ground.presumed, card.activity) for ground in grounds if ground is not None and not ground.needs]
    return any(not any(_in_favour(catalogue, question) for question, _ in asked) for asked in presumed)


def _in_favour(catalogue: Catalogue, id: str) -> bool:
    """Whether what is presumed of a question speaks for a card. What decides about the level is asked for as a proviso all the same."""
    question = catalogue.questions.get(id)
    if question is None:
        return True
    return question.presumption == question.ordinary and not (question.remote or question.decisive)


@lru_cache(maxsize=8)
def of_the_whole(rules: RuleBase) -> frozenset[str]:
    """The rules that rest, by themselves or by a concern, on something not being found."""
    names: set[str] = set()
    raised: set[Concern] = set()
    while True:
        more = {rule.name for rule in rules.guidelines if rule.name not in names and _clears(rule.when, raised)}
        if not more:
            return frozenset(names)
        names |= more
        raised |= {concern for rule in rules.guidelines if rule.name in more for concern in rule.concerns}


def _clears(condition: Condition, raised: Container[Concern]) -> bool:
    return any(
        atom.concern.of_findings if isinstance(atom, Absent) else isinstance(atom, Concern) and atom in raised
        for atom in atoms(condition)
    )


def _told(assessment: Assessment, finding: Finding) -> frozenset[Asked]:
    """The answers about the case or its kind that a finding rests on."""
    questions = assessment.catalogue.questions
    return frozenset(asked for asked in finding.known if asked[0] in questions and questions[asked[0]].tells is not Tells.FRAME)


def _speaks_against(warning: Finding) -> bool:
    """Whether a fact of the case speaks for a heavy warning, though answers to it may be missing; not where one of them would have
    been said."""
    return warning.severity.rank >= Severity.HIGH.rank and warning.tells is Tells.CASE and not warning.remote


def _is_asked_for(card: Finding, warning: Finding) -> bool:
    """Whether a proviso of a card asks for what a warning that is no more than possible would need."""
    return not warning.stands and not warning.needs.isdisjoint(card.presumes)


def _spoken_for(assessment: Assessment, about: str | None) -> frozenset[Asked]:
    """What is asked before other provisos: what a warning would need that a fact of the case speaks for."""
    speaking = (each.needs for each in assessment.about(about) if each.warns and not each.stands and _speaks_against(each))
    return frozenset[Asked]().union(*speaking)


def _weights(assessment: Assessment, about: str | None) -> Counter[Asked]:
    """What hangs on each question about an activity: the weight of the warnings that an answer otherwise than presumed could bring."""
    weights: Counter[Asked] = Counter()
    for finding in assessment.about(about):
        if finding.warns and not finding.certain and len(finding.needs) <= 1:
            for asked in finding.needs or finding.presumes:
                weights[asked] += WEIGHT[finding.severity]
    return weights


def negatives(assessment: Assessment, about: str) -> tuple[Negative, ...]:
    """The topics that were looked at and do not apply to an activity."""
    return assessment.reading.kept(about, "negatives", lambda: tuple(_negatives(assessment, about)))


def _negatives(assessment: Assessment, about: str) -> Iterator[Negative]:
    catalogue = assessment.catalogue
    standing = [each for each in assessment.about(about) if each.warns and (each.stands or near(each))]
    heard = {finding.topic for finding in standing} | _laws(catalogue, standing)
    for topic in catalogue.knowledge.looked_at:
        rules = [
            rule
            for rule in catalogue.rules.about[Scope.ACTIVITY]
            if rule.topic == topic and rule.severity not in (None, Severity.ENABLING) and rule.in_force(assessment.facts.as_at)
        ]
        if rules and topic not in heard and (found := _negative(assessment, topic, about, rules)):
            yield found


def _laws(catalogue: Catalogue, warnings: Iterable[Finding]) -> frozenset[str]:
    """The topics whose texts some warnings of weight cite, whichever topic the warnings are of."""
    heavy = (each for each in warnings if each.severity.rank >= Severity.MEDIUM.rank)
    cited_there = (cited(source)[0] for each in heavy for rule in each.rules for source in rule.sources)
    return frozenset(Path(catalogue.files[f"sources:{id}"]).parent.name for id in cited_there)


def _negative(assessment: Assessment, topic: str, about: str, rules: Sequence[Guideline]) -> Negative | None:
    """That none of some rules applies, if the ordinary case has it so and an answer speaks for it."""
    reading = assessment.reading
    settles: Counter[Asked] = Counter()
    unless: Counter[Asked] = Counter()
    for rule in rules:
        ground = reading.ground(rule, about, Way.FALSE_IF_ORDINARY)
        if ground is None or ground.needs:
            return None
        certain = reading.standing(rule, about) is Standing.EXCLUDED
        weight = WEIGHT[rule.severity] if rule.severity else 0
        for asked in reading.named(ground.known, about):
            settles[asked] += 1
        for asked in reading.named(ground.presumed, about) if not certain else ():
            unless[asked] += weight
    known = [asked for asked in _by(settles, settles, assessment) if not asked[0].startswith(f"{SWITCHES}.")]
    if not known:
        return None
    return Negative(topic, about, tuple(known[:SETTLED_BY]), _by(unless, unless, assessment)[:PROVISOS])


def _by(
    weights: Mapping[Asked, int], asked: Iterable[Asked], assessment: Assessment, first: Container[Asked] = ()
) -> tuple[Asked, ...]:
    """Questions, the weightiest first, and equal ones in the order of the questionnaire: never in the order of a set. `first`: those
    that come before weightier ones."""
    order = assessment.catalogue.order
    return tuple(sorted(asked, key=lambda each: (each not in first, -weights[each], order.get(each[0], len(order)), str(each))))
