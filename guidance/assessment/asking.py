"""What to ask next: the open questions, in the order in which they settle what is at stake in this case. Counted, never guessed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from guidance.assessment import Assessment
from guidance.assessment.findings import MISSING, Finding
from guidance.assessment.levels import KIND
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Question, Tells
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import NOT_SURE, Answers, Facts

TRIAGE: Final = 8
"""The most questions of the triage of one activity."""
WEIGHT: Final = {Severity.CRITICAL: 8, Severity.HIGH: 4, Severity.MEDIUM: 2, Severity.LOW: 1, Severity.ENABLING: 1}
"""What settling a finding of a severity counts for."""


@dataclass(frozen=True)
class Stake:
    """What hangs on an open question: findings that facts of the case speak for, and findings that it alone could raise.

    `opens`: it asks what kind of case it is, for which most other questions wait."""

    question: str
    about: str | None
    hooked: tuple[Finding, ...]
    alone: tuple[Finding, ...]
    decides: bool
    opens: bool

    @property
    def worth(self) -> tuple[bool, bool, int, int]:
        """The more, the sooner it is asked."""
        return self.opens, self.decides, _weight(self.hooked), _weight(self.alone)


def _weight(findings: Iterable[Finding]) -> int:
    return sum(WEIGHT[finding.severity] for finding in findings)


def stakes(assessment: Assessment, whom: Iterable[str | None] | None = None) -> tuple[Stake, ...]:
    """The open questions at stake, the most pressing first, those answered "not sure" too. `whom`: findings about some only."""
    hooked: defaultdict[Asked, list[Finding]] = defaultdict(list)
    alone: defaultdict[Asked, list[Finding]] = defaultdict(list)
    abouts = (None, *assessment.facts.activities) if whom is None else tuple(whom)
    for finding in (finding for about in abouts for finding in assessment.about(about)):
        if finding.certain:
            continue
        if finding.tells in (Tells.CASE, Tells.KIND) and len(finding.needs) <= MISSING:
            for asked in finding.presumes | finding.needs:
                hooked[asked].append(finding)
        elif len(finding.needs) == 1:
            alone[next(iter(finding.needs))].append(finding)
    deciding = {asked for about in abouts for asked in assessment.levels[about].until}
    order = assessment.catalogue.order
    found = [
        Stake(
            *asked,
            tuple(hooked[asked]),
            tuple(alone[asked]),
            asked in deciding,
            opens=asked[0] == KIND and not assessment.facts.answers(asked[1]).get(KIND),
        )
        for asked in dict.fromkeys((*hooked, *alone))
        if asked[0] in order and not _beside_the_point(assessment, asked)
    ]
    return tuple(sorted(found, key=lambda stake: (*(-each for each in stake.worth), order[stake.question], stake.about or "")))


def _beside_the_point(assessment: Assessment, asked: Asked) -> bool:
    return assessment.catalogue.beside_the_point(asked[0], assessment.facts.answers(asked[1]))


def next_questions(assessment: Assessment, about: str | None, most: int | None = None) -> tuple[Stake, ...]:
    """The unanswered questions about an activity, or (None) the organisation, to ask next; those that wait for others come later."""
    now = assessment.ready & assessment.live
    found = (stake for stake in stakes(assessment, (about,)) if (stake.question, stake.about) in now)
    return tuple(stake for stake in found if stake.about in (about, None))[:most]


def triage(assessment: Assessment, about: str) -> tuple[Question, ...]:
    """At most TRIAGE questions about an activity: what kind it is, what was answered, and what settles most of what is at stake."""
    catalogue, answers = assessment.catalogue, assessment.facts.answers(about)
    early = [each for each in catalogue.asked_of(Scope.ACTIVITY) if each.early]
    now = {id for id, whose in assessment.ready & assessment.live if whose == about}
    now = {id for id in now if not catalogue.beside_the_point(id, answers)}
    shown = {each.id: each for each in early if each.tells is not Tells.CASE and (each.id in answers or each.id in now)}
    shown |= {id: catalogue.questions[id] for id in answers if id in catalogue.questions and len(shown) < TRIAGE}
    for stake in next_questions(assessment, about):
        if stake.about == about and len(shown) < TRIAGE:
            shown.setdefault(stake.question, catalogue.questions[stake.question])
    return tuple(list(shown.values())[:TRIAGE])


def about_more(assessment: Assessment, about: str | None) -> int:
    """About how many more questions will be asked about an activity, or (None) the organisation: as many as if the case turned out to
    be an ordinary one."""
    if about is None:
        return _more(assessment, None)
    return assessment.reading.kept(about, "more", partial(_more, assessment, about))


def _more(assessment: Assessment, about: str | None) -> int:
    catalogue, facts = assessment.catalogue, assessment.facts
    ordinary = catalogue.ordinary
    activities: Mapping[str, Answers] = facts.activities if about is None else {about: facts.activities[about]}
    filled = Facts(
        {**ordinary[Scope.ORGANISATION], **_known(facts.organisation)},
        {name: {**ordinary[Scope.ACTIVITY], **_known(answers)} for name, answers in activities.items()},
        facts.as_at,
    )
    given = facts.answers(about)
    asked = catalogue.reading(filled).interview_for(about)
    return sum(1 for id, whose in asked if whose == about and _counts(catalogue, given, id))


def _counts(catalogue: Catalogue, given: Answers, id: str) -> bool:
    return id in catalogue.questions and id not in given and not catalogue.beside_the_point(id, given)


def _known(answers: Answers) -> Answers:
    return {id: answer for id, answer in answers.items() if answer != NOT_SURE}


def by_whom(catalogue: Catalogue, asked: Iterable[Stake], most: int = 3) -> Mapping[str, tuple[Stake, ...]]:
    """Open questions by the role that can answer them: ask these people these things. At most `most` of each."""
    roles: defaultdict[str, list[Stake]] = defaultdict(list)
    for stake in asked:
        roles[catalogue.questions[stake.question].ask[0]].append(stake)
    return {role: tuple(its[:most]) for role, its in roles.items()}
