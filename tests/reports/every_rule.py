"""A case in which every rule of a knowledge base has fired, whatever the rules are."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from guidance.assessment import Conclusion, assess
from guidance.case.record import Record, Recorded, RecordedActivity
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Scope, activity, organisation
from guidance.language.facts import NOT_SURE
from guidance.language.rule import Guideline
from reports.case import Case

ACTIVITIES = 50
LINE = "Wide Word " * 24
"""As long as a line of content may be: 240 characters, in letters wider than most."""


def every_rule(catalogue: Catalogue) -> Case:
    """A case of fifty activities of which every rule fires for one; the last three could not be told.

    Each rule keeps its effect and texts. Its condition becomes a plain one, since the real ones exclude each other."""
    asked = max((q for q in catalogue.asked_of(Scope.ACTIVITY) if q.kind is Kind.ONE), key=lambda q: len(q.options))
    first = next(q for q in catalogue.asked_of(Scope.ORGANISATION) if q.kind is Kind.ONE)
    options = [option.id for option in asked.options]
    by_finding: defaultdict[str, str] = defaultdict(lambda: options[len(by_finding) % (len(options) - 1)])

    def forced(rule: Guideline) -> Guideline:
        if rule.scope is Scope.ORGANISATION:
            return replace(rule, when=organisation.question(first.id)(first.options[0].id), starts=None, ends=None)
        option = by_finding[rule.finds or rule.name]
        return replace(rule, when=activity.question(asked.id)(option), starts=None, ends=None)

    rules = replace(catalogue.rules, guidelines=tuple(map(forced, catalogue.rules.guidelines)), raised_by={})
    catalogue = replace(catalogue, rules=rules)
    others = ACTIVITIES - len(options) - 3
    given = [*options, *([options[-1]] * others), *([NOT_SURE] * 3)]
    record = Record(
        id="every",
        title=LINE[:200],
        as_at=date(2026, 11, 25),
        prepared_by=LINE[:200],
        answers={first.id: Recorded(value=first.options[0].id)},
        activities=[
            RecordedActivity(id=f"a{number}", name=f"{number} {LINE}"[:200], answers=_given(asked.id, value))
            for number, value in enumerate(given, 1)
        ],
    )
    return Case.of(Conclusion(assess(catalogue, record.facts(catalogue)), frozenset()), record)


def _given(question: str, value: str | None) -> dict[str, Recorded]:
    return {} if value is None else {question: Recorded(value=value)}
