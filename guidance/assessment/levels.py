"""The level of an activity or of the organisation: what the answers settle, and how to treat it until they do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guidance.assessment.findings import MISSING, Finding
from guidance.inference.three_valued import Asked, Reading, Standing
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Question, Tells
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import NOT_SURE, Answers, Facts
from guidance.language.rule import Guideline, Obligation

LEVELS = {
    0: "L0 Go ahead",
    1: "L1 Standard controls",
    2: "L2 Enhanced controls, local sign-off",
    3: "L3 Escalate before commitment",
    4: "L4 Do not start or continue yet",
}
"""What each level asks for. L4 lasts until a licence, clearance or legal advice is in hand."""
ACT: Final = "L4 Act today"
"""What L4 asks for where nobody starts or continues anything: something happened, or came in."""

KIND: Final = "activity.kind"
"""The question by which the kind of case is told."""
SPEAKING: Final = 2
"""A warning that is no more than possible counts when so many facts of the case and its kind speak for it, and few answers are missing."""
DECIDING: Final = 3
"""The most questions named as those that decide a level."""
GIVEN_ANYHOW: Final = 3
"""From this level on a level is given while a decisive question is open: no answer to it makes the case harmless."""


@dataclass(frozen=True)
class Level:
    """The level of an activity or of the organisation. While answers are open it is a range, from `at_least` to `at_most`.

    `treat_as`: how to treat it meanwhile; None while nothing decisive is known. `because`: the findings that put it there.
    `until`: the questions, at most DECIDING, that would settle it or lift the doubt; where none is given, those to answer first.
    `happened`: it is about what happened or came in, which nobody starts or continues."""

    at_least: int
    at_most: int
    rules: tuple[Guideline, ...] = ()
    treat_as: int | None = None
    because: tuple[Finding, ...] = ()
    until: tuple[Asked, ...] = ()
    nothing_to_assess: bool = False
    happened: bool = False

    @property
    def settled(self) -> bool:
        """Whether no remaining answer can change it."""
        return self.at_least == self.at_most

    @property
    def now(self) -> int | None:
        """The level to act on today; None while it is withheld."""
        return self.at_least if self.settled and not self.nothing_to_assess else self.treat_as

    @property
    def name(self) -> str:
        """What the level to act on today asks for, in few words. Raises ValueError while it is withheld: that is no "go ahead"."""
        if self.now is None:
            raise ValueError("no level is given yet")
        return ACT if self.happened and self.now == max(LEVELS) else LEVELS[self.now]

    @property
    def obligation(self) -> Obligation | None:
        """The strongest ground of what put it there."""
        return min((finding.obligation for finding in self.because), key=list(Obligation).index, default=None)

    def __str__(self) -> str:
        if self.nothing_to_assess:
            return "no activity yet"
        if self.now is None:
            return "no level yet"
        if self.settled:
            return self.name
        return f"treat as {self.name} (the answers allow L{self.at_least} to L{self.at_most})"


def counts_as(finding: Finding) -> int:
    """The level that a warning speaks for by itself on the answers so far; 0 where it does not count.

    What hangs on its kind alone, and on presumptions, asks for standard controls, unless it is one of the steps that an expert takes
    in a case of a kind that was told: these are the least that the kind asks for; a field alone is no kind. What is low, or hangs on
    nothing told, counts as far as the ordinary case has it too: a control that nobody has evidenced yet lifts no level by itself."""
    rank = finding.severity.rank
    if finding.certain:
        return rank
    if finding.tells is Tells.CASE and (finding.stands or near(finding)):
        return rank
    if finding.tells is Tells.KIND and finding.stands:
        of_the_kind = any(question == KIND for question, _ in finding.hooks)
        if rank == Severity.LOW.rank:
            return rank if finding.usual else 0
        return max(Severity.LOW.rank, finding.step_rank if of_the_kind else 0)
    return rank if finding.usual and rank == Severity.LOW.rank else 0


def near(finding: Finding) -> bool:
    """Whether a warning that is no more than possible must be reckoned with: facts speak for it, few answers are missing, and none of
    them is remote."""
    return (
        finding.standing is Standing.POSSIBLE
        and not finding.remote
        and finding.tells is Tells.CASE
        and finding.severity.rank >= Severity.HIGH.rank
        and finding.facts + len(finding.implied) >= SPEAKING
        and len(finding.needs - finding.implied) <= MISSING
    )


def level_of(catalogue: Catalogue, reading: Reading, about: str | None, findings: Sequence[Finding]) -> Level:
    """The level of an activity; or (None) that of the organisation's own findings, as `whole` joins it with the activities'."""
    at_least, at_most, rules = _range(catalogue, reading, about)
    happened = about is not None and _happened(catalogue, reading.facts.answers(about))
    warnings = [finding for finding in findings if finding.warns]
    own = max((counts_as(finding) for finding in warnings), default=0)
    floor = _floor(catalogue, reading.facts.answers(about))
    treat_as = min(max(at_least, own, floor), at_most)
    because = tuple(finding for finding in warnings if treat_as and counts_as(finding) >= treat_as)
    open_ = decisive(catalogue, reading.facts.answers(about), about) if about is not None else ()
    if at_least < at_most and open_ and treat_as < GIVEN_ANYHOW:
        return Level(at_least, at_most, rules, None, because, open_, happened=happened)
    until = _until(catalogue, reading.facts, warnings, because, treat_as) if at_least < at_most else ()
    return Level(at_least, at_most, rules, treat_as, because, until, happened=happened)


def whole(own: Level, activities: Iterable[Level]) -> Level:
    """The organisation's level: that of its most exposed activity, or of its own findings."""
    each = list(activities)
    if not each:
        counts = own.treat_as or own.at_least
        treat_as = counts or None
        return Level(own.at_least, own.at_most, own.rules, treat_as, own.because, own.until, nothing_to_assess=not counts)
    heaviest = max(
        (level for level in (own, *each) if level.now is not None), key=lambda level: (level.now or 0, bool(level.because))
    )
    withheld = [level for level in each if level.now is None]
    treat_as = max(own.at_least, min(heaviest.now or 0, own.at_most))
    if withheld and treat_as < GIVEN_ANYHOW and own.at_least < own.at_most:
        until = tuple(dict.fromkeys(asked for level in withheld for asked in level.until))[:DECIDING]
        return Level(own.at_least, own.at_most, own.rules, None, heaviest.because, until)
    until = next((level.until for level in (heaviest, own, *each) if level.until), ())
    happened = all(level.happened for level in (own, *each) if level.now == heaviest.now)
    return Level(own.at_least, own.at_most, own.rules, treat_as, heaviest.because, until, happened=happened)


def _range(catalogue: Catalogue, reading: Reading, about: str | None) -> tuple[int, int, tuple[Guideline, ...]]:
    """The least and the greatest level that the answers allow, and the rules that conclude the least."""
    at_least = at_most = 0
    rules: tuple[Guideline, ...] = ()
    for rule in catalogue.rules.about[Scope.ORGANISATION if about is None else Scope.ACTIVITY]:
        if rule.level is None or (stands := reading.standing(rule, about)) is Standing.EXCLUDED:
            continue
        at_most = max(at_most, rule.level)
        if stands is Standing.CERTAIN and rule.level >= at_least:
            rules = (*(each for each in rules if each.level == rule.level), rule)
            at_least = rule.level
    return at_least, at_most, rules


def _happened(catalogue: Catalogue, answers: Answers) -> bool:
    """Whether every kind of case that was told is of what happened."""
    if KIND not in catalogue.questions or _open(answers, KIND):
        return False
    return _said(answers, KIND) <= {option.id for option in catalogue.questions[KIND].options if option.happened}


def _floor(catalogue: Catalogue, answers: Answers) -> int:
    """The least level that a fact by itself gives: an incident, a pressure or a veto is never nothing."""
    return max((catalogue.questions[id].least for id in answers if _telling(catalogue.questions.get(id), answers)), default=0)


def _telling(question: Question | None, answers: Answers) -> bool:
    """Whether the answer to a question with a least level is out of the ordinary."""
    return question is not None and bool(question.least) and question.is_telling(answers[question.id])


def decisive(catalogue: Catalogue, answers: Answers, about: str) -> tuple[Asked, ...]:
    """The questions about an activity that are open and decisive beside its other answers."""
    told = {**answers, **_ordinary_kind(catalogue)} if _open(answers, KIND) else answers
    return tuple((each.id, about) for each in catalogue.decisive if _open(answers, each.id) and _matters(each.decisive, told))


def _ordinary_kind(catalogue: Catalogue) -> Answers:
    ordinary = catalogue.presumptions.ordinary
    return {KIND: ordinary[KIND]} if KIND in ordinary else {}


def _open(answers: Answers, question: str) -> bool:
    return answers.get(question, NOT_SURE) == NOT_SURE


def _matters(decisive: bool | Mapping[str, Sequence[str]], answers: Answers) -> bool:
    """Whether a question is decisive beside the other answers; while those are open it is. A kind that nobody told is the ordinary."""
    if isinstance(decisive, bool):
        return decisive
    return all(_open(answers, id) or not _said(answers, id).isdisjoint(options) for id, options in decisive.items())


def _said(answers: Answers, id: str) -> frozenset[str]:
    said = answers[id]
    return said if isinstance(said, frozenset) else frozenset({str(said)})


def _until(
    catalogue: Catalogue, facts: Facts, warnings: Sequence[Finding], because: Sequence[Finding], treat_as: int
) -> tuple[Asked, ...]:
    """What would settle a level: what the findings that made it rest on, then what a heavier one that is near needs."""
    counted: dict[Asked, tuple[int, int]] = {}
    heavier = [each for each in warnings if each.severity.rank > treat_as]
    near_by = [each for each in heavier if each.stands or each.tells is Tells.CASE]
    for place, findings in enumerate((because, near_by or heavier)):
        for finding in findings:
            for asked in finding.presumes | finding.needs:
                first, many = counted.get(asked, (place, 0))
                counted[asked] = min(first, place), many + 1
    known = [
        (id, about)
        for id, about in counted
        if id in catalogue.questions and not catalogue.beside_the_point(id, facts.answers(about))
    ]
    known.sort(key=lambda asked: (counted[asked][0], -counted[asked][1], catalogue.order[asked[0]], asked[1] or ""))
    return tuple(known[:DECIDING])
