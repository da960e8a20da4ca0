"""A concluded case, with what every section of a report says about its findings."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Final

from guidance.assessment import Assessment, Conclusion, Finding, Step, what_if
from guidance.assessment.order import Order, Place, place
from guidance.assessment.what_if import Remedies, Trigger, Worth
from guidance.case.plan import Plan
from guidance.case.record import Record, Signature
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue, Citation
from guidance.knowledge.entries import Advice, Confidence
from guidance.language.conditions import Severity
from guidance.language.facts import NOT_SURE
from guidance.language.rule import DUTIES, Guideline, Obligation
from reports import standings, words
from reports.blocks import Card, Cell, Part

ORGANISATION: Final = "The organisation"
EVERY: Final = "every activity"
MOST_OF_THEM: Final = 0.6
"""Of more than this share of the activities those are named that something is not about."""
FACTS: Final = 240
"""The most characters of what led to a finding; the appendix tells all of it."""
NOT_STATUTORY: Final = "our suggestion"
SUGGESTED: Final = "We suggest"
"""How a clock that is ours alone begins."""
BY_TERM: Final = "set by a term"
BY_LAW: Final = "set by law"


@dataclass(frozen=True)
class Case:
    """A conclusion and the record that it is about."""

    conclusion: Conclusion
    record: Record
    signatures: tuple[Signature, ...] = ()
    plan: Plan = field(default_factory=dict)

    @classmethod
    def of(
        cls, conclusion: Conclusion, record: Record, signatures: Iterable[Signature] = (), plan: Plan | None = None
    ) -> "Case":
        """The case; signatures of other answers, or of a result that is another one now, are left out.

        So is what is settled about actions in a version that is disclosed: it names people."""
        standing = tuple(each for each in signatures if each.stands(record, conclusion.assessment))
        return cls(conclusion, record, standing, {} if record.disclosure else plan or {})

    @property
    def assessment(self) -> Assessment:
        """Findings and levels."""
        return self.conclusion.assessment

    @property
    def catalogue(self) -> Catalogue:
        """The knowledge base that concluded."""
        return self.assessment.catalogue

    @property
    def as_at(self) -> date:
        """The day whose law applies."""
        return self.record.as_at

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """The ids of all activities, the heaviest level first."""
        levels = self.assessment.levels
        ids = [activity.id for activity in self.record.activities]
        return tuple(
            sorted(ids, key=lambda activity: (-(levels[activity].now or levels[activity].at_least), -levels[activity].at_most))
        )

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that ask for something and are certain, or presumed on facts of the case or its kind, the most pressing first."""
        order = Order(self.assessment)
        found = [each for each in self.assessment.findings if each.warns and (each.certain or place(each) <= Place.STEP)]
        return tuple(sorted(found, key=order.key))

    def warnings_about(self, activity: str | None) -> tuple[Finding, ...]:
        """Those of the warnings about an activity, or (None) about the organisation."""
        return self._warnings_about.get(activity, ())

    @cached_property
    def _warnings_about(self) -> Mapping[str | None, tuple[Finding, ...]]:
        return _by_activity(self.warnings)

    def printed_about(self, activity: str | None) -> tuple[Finding, ...]:
        """The findings about an activity, or (None) about the organisation, that have a card."""
        return self._printed_about.get(activity, ())

    @cached_property
    def _printed_about(self) -> Mapping[str | None, tuple[Finding, ...]]:
        return _by_activity(self.printed)

    @cached_property
    def acted_on(self) -> tuple[Finding, ...]:
        """The findings whose actions are in the plan: the warnings, and whatever else stands and has something settled about its action."""
        others = (each for each in self.assessment.findings if each.warns and each.stands and each.key in self.plan)
        return tuple({each.key: each for each in (*self.warnings, *others)}.values())

    @cached_property
    def printed(self) -> tuple[Finding, ...]:
        """The findings that have a card: the warnings, and what may go ahead without provisos."""
        return (*self.warnings, *self.enabling)

    @cached_property
    def enabling(self) -> tuple[Finding, ...]:
        """The certain findings that say what may go ahead."""
        return tuple(finding for finding in self.assessment.certain if finding.severity is Severity.ENABLING)

    @cached_property
    def often(self) -> Counter[str]:
        """Of how many activities each certain finding says that something may go ahead, by its id."""
        return Counter(finding.id for finding in self.enabling)

    @cached_property
    def not_sure(self) -> frozenset[Asked]:
        """The questions answered "not sure", and the switches that are unknown."""
        facts = self.assessment.facts
        return frozenset(
            (question, about)
            for about in (None, *facts.activities)
            for question, answer in facts.answers(about).items()
            if answer == NOT_SURE
        )

    @cached_property
    def untold(self) -> tuple[Finding, ...]:
        """The findings, presumed or possible, that rest on a "not sure"."""
        return tuple(each for each in self.assessment.findings if not each.certain and each.settled_by & self.not_sure)

    @cached_property
    def remedies(self) -> Remedies:
        """What would take away the heaviest findings about each activity and the organisation, and each finding by itself."""
        return what_if.remedies(self.assessment)

    @cached_property
    def triggers(self) -> Mapping[str, tuple[Trigger, ...]]:
        """Which circumstances would raise a level."""
        return what_if.raise_levels(self.assessment)

    @cached_property
    def worth(self) -> tuple[Worth, ...]:
        """The open questions, the most worth finding out first."""
        return what_if.find_out_next(self.assessment)

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Finding key to the place of its card."""
        return {finding.key: f"finding-{number}" for number, finding in enumerate(self.printed, 1)}

    @cached_property
    def codes(self) -> Mapping[str | None, str]:
        """A short name for each activity, for where many are named at once; that of the organisation is its own."""
        return {None: ORGANISATION} | {about: f"A{number}" for number, about in enumerate(self.activities, 1)}

    def which(self, abouts: Iterable[str | None]) -> str:
        """Those whom something is about, by their short names; of three or more in a row the first and the last."""
        told = set(abouts)
        inside, outside = _in_runs(self, told), _in_runs(self, {*self.activities} - told)
        if not outside:
            named = EVERY if len(self.activities) > 1 else inside
        elif len(told - {None}) > len(self.activities) * MOST_OF_THEM and len(outside) < len(inside):
            named = f"{EVERY} but {outside}"
        else:
            named = inside
        return ", ".join(filter(None, (ORGANISATION if None in told else "", named)))

    def name(self, activity: str | None) -> str:
        """The name of an activity, or of the organisation."""
        return self._names[activity]

    @cached_property
    def _names(self) -> Mapping[str | None, str]:
        return {None: ORGANISATION} | {activity.id: activity.name for activity in self.record.activities}

    def advice(self, finding: Finding) -> Advice:
        """What we say about a finding."""
        return self.catalogue.advice[finding.id]

    def role(self, id: str) -> str:
        """The title of a role."""
        return self.catalogue.roles[id].title

    def due(self, finding: Finding) -> date | None:
        """The day its action is due, or None when an event decides."""
        days = self.advice(finding).deadline.days
        return None if days is None else self.as_at + timedelta(days=days)

    def deadline(self, finding: Finding) -> str:
        """By when, and who set the clock."""
        due, deadline = self.due(finding), self.advice(finding).deadline
        clock = BY_TERM if finding.obligation is Obligation.TERM else BY_LAW
        suggested = "" if deadline.text.startswith(SUGGESTED) else NOT_STATUTORY  # what says so itself is not told it twice
        notes = [f"by {words.day(due)}" if due else "", clock if deadline.statutory else suggested]
        told = "; ".join(filter(None, notes))
        return f"{deadline.text} ({told})" if told else deadline.text

    def urgency(self, finding: Finding) -> tuple[int, int, str]:
        """Sorts by the nearest clock. An event can come any day, so its clock counts as a week."""
        days = self.advice(finding).deadline.days
        return 7 if days is None else days, -finding.severity.rank, finding.key

    def level(self, activity: str | None) -> Cell:
        """The level in words. One that is withheld has no severity."""
        level = self.assessment.levels[activity]
        severity = "" if level.now is None else list(Severity)[level.now]
        return Cell(words.capital(str(level)), severity)

    def means(self, activity: str | None) -> str:
        """How to treat it, until when, and what the level asks for."""
        return standings.level(self.catalogue, self.assessment.levels[activity])

    def reasons(self, activity: str | None) -> str:
        """The findings that made the level."""
        level = self.assessment.levels[activity]
        found = list(level.because)
        if not found:
            return self.means(activity)
        return words.some(dict.fromkeys(self.advice(finding).title for finding in found), 2)

    def where(self, findings: Iterable[Finding], most: int = 4) -> str:
        """The names of those whom the findings are about."""
        return words.some((self.name(finding.activity) for finding in findings), most)

    def facts(self, finding: Finding) -> tuple[str, ...]:
        """The answers that drove a finding, in words, each once."""
        return self.in_words((asked for step in self.steps(finding) for asked in step.answers), finding.activity)

    def in_words(self, answers: Iterable[Asked], seen_from: str | None) -> tuple[str, ...]:
        """Answers in words; see `words.told`."""
        return words.told(self.assessment, self.record, answers, seen_from)

    def steps(self, finding: Finding) -> tuple[Step, ...]:
        """Every step of "how concluded", the last one first, each once."""
        steps = (step for last in self.conclusion.chain(finding) for step in _flat(last))
        return tuple({(step.rule.name, step.activity): step for step in steps}.values())

    def cites(self, finding: Finding) -> str:
        """The sources with paragraphs, and how each that was not verified was seen."""
        return "; ".join(
            dict.fromkeys(
                source_line(citation)
                for rule in (*finding.rules, *beside(finding))
                for citation in self.catalogue.citations(rule)
            )
        )

    def card(self, finding: Finding) -> Card:
        """A finding as it is printed."""
        advice = self.advice(finding)
        checks = dict.fromkeys(filter(None, map(self.catalogue.check_before_relying, finding.rules)))
        may_go_ahead = [
            ("Why", advice.says),
            ("Go ahead", advice.action),
            ("Keep it safe", advice.safe_way),
            ("Check before relying", " ".join(checks)),
            ("Sources", self.cites(finding)),
        ]
        needs_care = [
            ("What led to this", words.fitting(self.facts(finding), FACTS)),
            ("How sure this is", standings.standing(self.catalogue, finding)),
            ("In this case", added(finding)),
            ("What it means", advice.says),
            ("What it rests on", ground(finding)),
            ("What to do", advice.action),
            ("Who and by when", f"{self.role(advice.owner)}. {self.deadline(finding)}"),
            ("Whom to contact", "; ".join(self.catalogue.doors[id].name for id in finding.doors)),
            ("Safe way to proceed", advice.safe_way),
            ("Meanwhile", advice.meanwhile or ""),
            ("Check before relying", " ".join(checks)),
            ("Sources", self.cites(finding)),
        ]
        parts = may_go_ahead if finding.severity is Severity.ENABLING else needs_care
        return Card(
            anchor=self.anchors[finding.key],
            heading=advice.title,
            parts=tuple(Part(label, text, quiet=label == "Sources") for label, text in parts if text),
            badge=Cell(words.SEVERITY[finding.severity], finding.severity),
        )


def _by_activity(findings: Iterable[Finding]) -> Mapping[str | None, tuple[Finding, ...]]:
    found: dict[str | None, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.activity, []).append(each)
    return {activity: tuple(its) for activity, its in found.items()}


def added(finding: Finding) -> str:
    """What the facts of this case add to a general step, as much as fits on a card."""
    details = beside(finding)
    told = [*finding.additions[: ADDED - len(details)], *(rule.adds for rule in details)]
    more = len(finding.in_this_case) - len(told)
    return " ".join([*told, *([f"{words.count(more, 'further point')} in the JSON."] if more > 0 else [])])


def beside(finding: Finding) -> tuple[Guideline, ...]:
    """The details of a finding that fit on a card: one at least, beside the heaviest two of what the facts add to the step."""
    return finding.details[: max(1, min(BESIDE, ADDED - len(finding.additions)))]


def ground(finding: Finding) -> str:
    """What a finding rests on and whose duty it is; practice and judgement bind nobody."""
    if finding.obligation in DUTIES:
        return f"{words.capital(finding.obligation)}; it binds {finding.bound}"
    return words.capital(finding.obligation)


def https(url: object) -> str:
    """The address if it is https; anything else is printed and never linked."""
    return str(url) if str(url).startswith("https://") else ""


def source_line(citation: Citation) -> str:
    """A citation: title, paragraph, and how it was seen unless it was verified."""
    place = f", {citation.paragraph}" if citation.paragraph else ""
    seen = "" if citation.confidence is Confidence.VERIFIED else f" ({words.SEEN[citation.confidence]})"
    return f"{citation.source.title}{place}{seen}"


def _flat(step: Step) -> Iterator[Step]:
    yield step
    for before in step.before:
        yield from _flat(before)


def _in_runs(case: Case, told: Container[str | None]) -> str:
    """Activities by their short names; of three or more in a row the first and the last."""
    runs = [[case.codes[each] for each in run] for wanted, run in groupby(case.activities, key=told.__contains__) if wanted]
    return ", ".join(", ".join(run) if len(run) < 3 else f"{run[0]}–{run[-1]}" for run in runs)


ADDED = 3
"""The most of what facts of the case add that a card in print says, details among them."""
BESIDE = 2
"""The most details of these."""
