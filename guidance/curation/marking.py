"""Marks what the system says about vignettes: what stands first, what stands anywhere, and why the rest is missed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guidance.assessment import Assessment, assess
from guidance.assessment.ahead import may_go_ahead
from guidance.assessment.findings import Finding
from guidance.assessment.order import Entry, first_screen
from guidance.curation.vignettes import DOOR, SAYS, Alternative, Must, Stage, Vignette, facts_of, stages
from guidance.inference.proof import Proof
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Severity

FIGURES: Final = (
    "must_first_eight",
    "must_anywhere",
    "must_not",
    "level",
    "doors",
    "enabling",
    "trace",
    "must_first_eight_half",
    "must_anywhere_half",
    "controls",
)
"""What is counted, as `knowledge vignettes --json` names it."""


@dataclass(frozen=True)
class Shown:
    """What a result shows. `front`: the first screen; `said`: everything that it states; `listed`: all, in the order shown.

    `levels` are those that it tells the officer to work by; None where it gives no level."""

    front: tuple[Finding, ...]
    said: tuple[Finding, ...]
    listed: tuple[Finding, ...]
    levels: Mapping[str | None, int | None]


def shown(assessment: Assessment) -> Shown:
    """What the result shows first, what it states, everything it lists, and which level it says to act on.

    A vignette is marked by this alone."""
    screen = first_screen(assessment)
    may = [card.finding for about in (None, *assessment.facts.activities) for card in may_go_ahead(assessment, about)]
    front = (*_of(screen.warnings), *may)
    rest = (*_of(screen.more), *_of(screen.routine), *_of(screen.house))
    said = (*front, *(finding for finding in rest if finding.stands and finding not in front))
    listed = (*front, *rest, *(f for f in (*assessment.certain, *assessment.possible) if f not in (*front, *rest)))
    return Shown(front, said, listed, {about: level.now for about, level in assessment.levels.items()})


def _of(entries: Iterable[Entry]) -> Iterator[Finding]:
    return (finding for entry in entries for finding in entry.findings)


class Cause(StrEnum):
    """Why something that must be said does not stand on the first screen."""

    NO_QUESTION = "no question"
    NO_OPTION = "no option"
    NO_RULE = "no rule"
    RANKED_LOW = "ranked low"
    POSSIBLE = "only possible"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Credit:
    """Whether something stands among some findings: 1 in full, 0.5 in part, 0 not at all; and by which findings."""

    share: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class MustMark:
    """How one must came out. `cause` is None where it stands in full on the first screen."""

    must: Must
    first: Credit
    anywhere: Credit
    cause: Cause | None


@dataclass(frozen=True)
class LevelMark:
    """A level that was given, and those that are right."""

    about: str | None
    got: int | None
    right: Sequence[int]

    @property
    def passed(self) -> bool:
        """One step off passes, save where L0 or L4 alone is right."""
        if self.got is None:
            return False
        return self.got in self.right if list(self.right) in ([0], [4]) else min(abs(self.got - r) for r in self.right) <= 1


@dataclass(frozen=True)
class Mark:
    """How one stage of a vignette came out."""

    vignette: Vignette
    name: str
    stage: Stage
    musts: tuple[MustMark, ...]
    said_wrongly: tuple[str, ...]
    levels: tuple[LevelMark, ...]
    doors_missed: tuple[str, ...]
    may_go_ahead: bool | None
    traced: tuple[str, ...]
    untraced: tuple[str, ...]
    parked: tuple[Asked, ...]

    @property
    def control(self) -> bool:
        """Whether it is a case in which little is at stake: no level above L1 is right."""
        return bool(self.stage.level) and max(self.stage.level or [4]) <= 1

    @property
    def tallies(self) -> Mapping[str, tuple[int, int]]:
        """The figures by name, each as hits and of how many. Hits of `must_not` and `parked` are faults."""
        musts, stage = self.musts, self.stage
        level = bool(self.levels) and all(each.passed for each in self.levels)
        quiet = self.control and all(e.got is not None and e.got <= max(e.right) for e in self.levels)
        counted = (
            (sum(m.first.share == 1 for m in musts), len(musts)),
            (sum(m.anywhere.share == 1 for m in musts), len(musts)),
            (len(self.said_wrongly), sum(bool(each.by) for each in stage.must_not)),
            (int(level), int(bool(self.levels))),
            (len(stage.doors) - len(self.doors_missed), len(stage.doors)),
            (int(self.may_go_ahead is True), int(self.may_go_ahead is not None)),
            (len(self.traced), len(self.traced) + len(self.untraced)),
            (sum(m.first.share == 0.5 for m in musts), len(musts)),
            (sum(m.anywhere.share == 0.5 for m in musts), len(musts)),
            (int(quiet and self.may_go_ahead is True), int(self.control)),
        )
        return dict(zip(FIGURES, counted, strict=True))


def marked(catalogue: Catalogue, vignettes: Iterable[Vignette]) -> Iterator[Mark]:
    """Every stage of the vignettes, marked. Raises RecordError for a vignette that does not fit the knowledge base."""
    for vignette in vignettes:
        for name, stage in stages(vignette):
            yield mark(catalogue, vignette, name, stage)


def mark(catalogue: Catalogue, vignette: Vignette, name: str, stage: Stage) -> Mark:
    """How one stage comes out on today's rules."""
    assessment = assess(catalogue, facts_of(catalogue, vignette, stage))
    result = shown(assessment)
    texts = _Texts(catalogue)
    musts = tuple(_must(texts, result, stage, must) for must in stage.must)
    credited = dict.fromkeys(finding for must in musts for finding in must.anywhere.findings)
    traced = {finding.key: _traced(assessment, finding) for finding in credited}
    told = {door for finding in result.said for door in finding.doors}
    enabling = [finding for finding in result.said if finding.severity is Severity.ENABLING]
    return Mark(
        vignette,
        name,
        stage,
        musts,
        said_wrongly=tuple(fault.text for fault in stage.must_not if texts.stands(fault.by, result.said)),
        levels=tuple(LevelMark(about, result.levels.get(about), right) for about, right in stage.levels.items()),
        doors_missed=tuple(door for door in stage.doors if door not in told),
        may_go_ahead=bool(texts.stands(stage.enabling.by, enabling)) if stage.enabling else None,
        traced=tuple(key for key, whole in traced.items() if whole),
        untraced=tuple(key for key, whole in traced.items() if not whole),
        parked=parked(assessment),
    )


def parked(assessment: Assessment) -> tuple[Asked, ...]:
    """Answers that no rule comes to on these facts: told, and of no effect."""
    facts = assessment.facts
    told = ((id, about) for about in (None, *facts.activities) for id in facts.answers(about))
    return tuple(each for each in told if each not in assessment.asked and not each[0].startswith(f"{SWITCHES}."))


class _Texts:
    """Finds what a reference of a vignette means among findings."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def stands(self, alternatives: Iterable[Alternative], findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings by which the first alternative that stands is said; none when no alternative stands."""
        for alternative in alternatives:
            parts = [alternative] if isinstance(alternative, str) else alternative
            found = [[finding for finding in findings if self._means(part, finding)] for part in parts]
            if all(found):
                return tuple(dict.fromkeys(finding for each in found for finding in each[:1]))
        return ()

    def _means(self, reference: str, finding: Finding) -> bool:
        if reference.startswith(DOOR):
            return reference.removeprefix(DOOR) in finding.doors
        if reference.startswith(SAYS):
            return reference.removeprefix(SAYS).casefold() in self._said(finding)
        return reference in (finding.id, finding.key)

    def _said(self, finding: Finding) -> str:
        advice = self._catalogue.advice[finding.id]
        return " ".join([advice.title, advice.says, advice.action, advice.safe_way, advice.meanwhile or ""]).casefold()


def _must(texts: _Texts, result: Shown, stage: Stage, must: Must) -> MustMark:
    first, anywhere = (_credit(texts, must, findings) for findings in (result.front, result.listed))
    return MustMark(must, first, anywhere, None if first.share == 1 else _cause(texts, result, stage, must))


def _credit(texts: _Texts, must: Must, findings: Sequence[Finding]) -> Credit:
    for share, alternatives in ((1, must.by), (0.5, must.half)):
        found = texts.stands(alternatives, findings)
        if found:
            return Credit(share, found)
    return Credit(0)


def _cause(texts: _Texts, result: Shown, stage: Stage, must: Must) -> Cause:
    """The first that applies: it is stated too far down; nothing can take a fact; no finding says it; it is open; it fell."""
    if texts.stands(must.by, result.said):
        return Cause.RANKED_LOW
    for untold in stage.untold:
        if must.number in untold.must:
            return Cause.NO_QUESTION if untold.question else Cause.NO_OPTION
    if not must.by:
        return Cause.NO_RULE
    return Cause.POSSIBLE if texts.stands(must.by, result.listed) else Cause.EXCLUDED


def _traced(assessment: Assessment, finding: Finding) -> bool:
    """Whether a finding names its rules, the answers that it rests on or waits for, and a source with its day of checking.

    The day stands in every source; a finding without a source has none."""
    catalogue = assessment.catalogue
    proof = Proof(assessment.reading)
    rests_on = finding.settled_by or {asked for rule in finding.rules for asked in proof.of(rule.when, finding.activity)}
    return bool(finding.rules and rests_on and any(catalogue.citations(rule) for rule in finding.rules))


def total(marks: Iterable[Mark]) -> dict[str, list[int]]:
    """The figures of several marks added up, each as [hits, of]."""
    added = {name: [0, 0] for name in FIGURES}
    for each in marks:
        for name, (hits, of) in each.tallies.items():
            added[name] = [added[name][0] + hits, added[name][1] + of]
    return added
