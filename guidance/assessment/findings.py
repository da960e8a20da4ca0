"""What rules conclude about one activity or the organisation, how each conclusion stands, and what of the case it hangs on."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Final, TypeAlias

from guidance.inference.grounds import Ground, Way
from guidance.inference.memos import Questions
from guidance.inference.three_valued import Asked, Reading, Standing, standing
from guidance.knowledge.catalogue import WHO, Catalogue
from guidance.knowledge.entries import Tells
from guidance.language.conditions import Severity
from guidance.language.facts import Answers
from guidance.language.rule import Guideline, Obligation

NOTHING: Final = frozenset[Asked]()
MISSING: Final = 2
"""So many answers that are missing are few."""
Met: TypeAlias = tuple[Guideline, Ground]
"""A rule, and what it rests on."""
_OBLIGATIONS: Final = {obligation: place for place, obligation in enumerate(Obligation)}
_ORDER: Final = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Finding:
    """What rules conclude about an activity or, with `activity` None, about the organisation.

    `presumes`: the questions that nobody has answered and that it takes as presumed; for what may go ahead, its provisos. `needs`:
    those that would have to be answered otherwise than presumed. `known`: the answers that it rests on. `hooks`: those of them that it
    hangs on, as the ordinary answer would not do, and `tells` what
    the strongest of them is; `facts` is how many of them are facts of the case or of its kind. `usual`: the ordinary case has it too,
    as far as is known. `settled_by`: every question, unanswered or answered "not sure", that could still settle it. `peculiar`: an
    answer about the activity, of its kind or of the case, is out of the ordinary. `anyhow`: the severity at which a presumed one is certain.
    `remote`: among what it needs is something that would have been said, or that holds for nobody today. `implied`: what it needs that
    another answer tells, though nobody was asked. `closed`: doors that do not serve this organisation. `details`: rules beside its own whose
    words are said with it; they make it no heavier and move it nowhere."""

    id: str
    activity: str | None
    rules: tuple[Guideline, ...]
    standing: Standing = Standing.CERTAIN
    presumes: frozenset[Asked] = NOTHING
    needs: frozenset[Asked] = NOTHING
    known: frozenset[Asked] = NOTHING
    hooks: frozenset[Asked] = NOTHING
    tells: Tells | None = None
    facts: int = 0
    usual: bool = False
    settled_by: frozenset[Asked] = NOTHING
    peculiar: bool = False
    anyhow: Severity | None = None
    remote: bool = False
    implied: frozenset[Asked] = NOTHING
    closed: frozenset[str] = frozenset()
    details: tuple[Guideline, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether it holds whatever the remaining answers turn out to be."""
        return self.standing is Standing.CERTAIN

    @property
    def stands(self) -> bool:
        """Whether it is certain or presumed."""
        return self.standing in (Standing.CERTAIN, Standing.PRESUMED)

    @cached_property
    def warns(self) -> bool:
        """Whether it asks for something; otherwise it says what may go ahead."""
        return self.severity is not Severity.ENABLING

    @cached_property
    def severity(self) -> Severity:
        """The heaviest severity that its rules give it."""
        return max((rule.severity for rule in self.rules if rule.severity), key=lambda severity: severity.rank)

    @cached_property
    def obligation(self) -> Obligation:
        """The strongest ground among its rules; a legal duty comes first."""
        return min((rule.obligation for rule in self.rules), key=_OBLIGATIONS.__getitem__)

    @property
    def bound(self) -> str:
        """Whose duty it is."""
        return next(rule.bound for rule in self.rules if rule.obligation is self.obligation)

    @property
    def said_by(self) -> tuple[Guideline, ...]:
        """The rules whose words it says: its own, then those of its details."""
        return *self.rules, *self.details

    @property
    def sources(self) -> tuple[str, ...]:
        """Citations of all rules whose words it says, each once."""
        return tuple(dict.fromkeys(source for rule in self.said_by for source in rule.sources))

    @property
    def doors(self) -> tuple[str, ...]:
        """Doors of all its rules that serve this organisation, each once."""
        return tuple(dict.fromkeys(door for rule in self.rules for door in rule.doors if door not in self.closed))

    @cached_property
    def additions(self) -> tuple[str, ...]:
        """What the facts of this case add to a general step, each once, the heaviest first."""
        heaviest_first = sorted(self.rules, key=_rank, reverse=True)
        return tuple(dict.fromkeys(rule.adds for rule in heaviest_first if rule.adds))

    @property
    def in_this_case(self) -> tuple[str, ...]:
        """What the facts of this case add: to the step, then as details."""
        return tuple(dict.fromkeys((*self.additions, *(rule.adds for rule in self.details))))

    @cached_property
    def step(self) -> int | None:
        """Its place among the steps that an expert takes in a case of this kind."""
        return min((rule.step for rule in self.rules if rule.step is not None), default=None)

    @cached_property
    def step_rank(self) -> int:
        """The heaviest rank that it has as such a step; 0 where it is none."""
        return max((rule.severity.rank for rule in self.rules if rule.step is not None and rule.severity), default=0)

    @cached_property
    def topic(self) -> str:
        """The topic of its heaviest rule."""
        return next(rule.topic for rule in self.rules if rule.severity is self.severity)

    @property
    def key(self) -> str:
        """An id that is unique in one assessment."""
        return f"{self.activity}/{self.id}" if self.activity else self.id


def findings_about(catalogue: Catalogue, reading: Reading, about: str | None) -> tuple[Finding, ...]:
    """The findings about an activity, or (None) about the organisation, that are not excluded."""
    grounds: dict[str, list[Met]] = {}
    for rule in reading.not_excluded(about):
        if rule.finds and (ground := _ground(reading, rule, about)) is not None:
            grounds.setdefault(rule.finds, []).append((rule, ground))
    peculiar = about is not None and _is_peculiar(catalogue, reading.facts.answers(about))
    implied = reading.bits(catalogue.told_by_others(reading.facts.answers(about)))
    return tuple(_finding(catalogue, reading, about, id, found, peculiar, implied) for id, found in grounds.items())


def _is_peculiar(catalogue: Catalogue, answers: Answers) -> bool:
    asked = (catalogue.questions.get(id) for id in answers)
    return any(
        question.is_telling(answers[question.id]) for question in asked if question and question.tells is not Tells.FRAME
    )


def _ground(reading: Reading, rule: Guideline, about: str | None) -> Ground | None:
    """What a rule would rest on. What may go ahead holds in the ordinary case: what is presumed of it is a proviso."""
    ground = reading.ground(rule, about)
    if rule.severity is Severity.ENABLING and ground is not None and ground.needs:
        return reading.ground(rule, about, Way.TRUE_IF_ORDINARY)
    return ground


def _finding(
    catalogue: Catalogue, reading: Reading, about: str | None, id: str, grounds: list[Met], peculiar: bool, implied: Questions
) -> Finding:
    stands, found = _standing(catalogue, grounds)
    best = min((met for met in found if standing(met[1]) is stands), key=_heaviest_at_hand)[1]
    hooks = best.hooks
    if stands is not Standing.POSSIBLE:
        hooks = reduce(or_, (ground.hooks for _, ground in found))
    return Finding(
        id,
        about,
        tuple(rule for rule, _ in found),
        stands,
        reading.named(best.presumed, about),
        reading.named(best.needs, about),
        reading.named(best.known | hooks, about),
        reading.named(hooks, about),
        _tells(catalogue, hooks),
        (hooks & (catalogue.telling.case | catalogue.telling.kind)).bit_count(),
        any(_is_usual(reading, rule, about) for rule, _ in grounds),
        NOTHING if stands is Standing.CERTAIN else NOTHING.union(*(reading.unsettled(rule, about) for rule, _ in found)),
        peculiar,
        _anyhow(grounds) if stands is Standing.PRESUMED else None,
        bool(best.needs & catalogue.telling.remote),
        reading.named(best.needs & implied, about),
        catalogue.closed_to(reading.facts.answers(None).get(WHO)),
        tuple(rule for rule in catalogue.details.get(id, ()) if reading.rule(rule, about)),
    )


def _heaviest_at_hand(met: Met) -> tuple[object, ...]:
    """What stands for a finding: where answers are missing, the heaviest rule of those that miss few; then what rests on least."""
    rule, ground = met
    missing = ground.needs.bit_count()
    return missing > MISSING, -_rank(rule) if missing else 0, ground.cost


def _tells(catalogue: Catalogue, hooks: Questions) -> Tells | None:
    """What the strongest of some hooks is."""
    if hooks & catalogue.telling.case:
        return Tells.CASE
    if hooks & catalogue.telling.kind:
        return Tells.KIND
    return Tells.FRAME if hooks & catalogue.telling.frame else None


def _standing(catalogue: Catalogue, grounds: list[Met]) -> tuple[Standing, list[Met]]:
    """How a finding stands, and its rules that stand so. A certain rule hides no heavier one that is presumed and that a fact speaks
    for: then both are the finding, and it is presumed."""
    by_standing: dict[Standing, list[Met]] = {}
    for met in grounds:
        by_standing.setdefault(standing(met[1]), []).append(met)
    stands = min(by_standing, key=_ORDER.__getitem__)
    if stands is Standing.CERTAIN:
        certain = by_standing[stands]
        weight = max(_rank(rule) for rule, _ in certain)
        heavier = [
            (rule, ground)
            for rule, ground in by_standing.get(Standing.PRESUMED, ())
            if _rank(rule) > weight and ground.hooks & (catalogue.telling.case | catalogue.telling.kind)
        ]
        if heavier:
            return Standing.PRESUMED, [*heavier, *certain]
    return stands, by_standing[stands]


def _anyhow(grounds: list[Met]) -> Severity | None:
    """The heaviest severity at which a finding is certain."""
    certain = [rule.severity for rule, ground in grounds if rule.severity and standing(ground) is Standing.CERTAIN]
    return max(certain, key=lambda severity: severity.rank, default=None)


def _rank(rule: Guideline) -> int:
    return rule.severity.rank if rule.severity else 0


def _is_usual(reading: Reading, rule: Guideline, about: str | None) -> bool:
    """Whether a rule is met where every open answer is the ordinary one."""
    ground = reading.ground(rule, about, Way.TRUE_IF_ORDINARY)
    return ground is not None and not ground.needs
