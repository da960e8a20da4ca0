"""Cases: answers and what must follow from them, as tables that a policy specialist writes and reads, one beside each topic's rules.

    cases:
      - rule: licence_missing
        says: A listed design goes abroad by e-mail with no licence
        fires: {technology.control_list: dual_use, technology.leaves: [files], technology.licence: none, …}
        near_misses:
          - {technology.licence: held}

Each near miss is one change to the answers after which the rule must no longer be certain. Answers about an activity
belong to one activity; `also` adds further ones. An answer may be "not sure", and null takes an answer away. `like`
starts from the firing answers of an earlier case of the same file, named by its rule. `ordinary: true` answers every
other question that can still matter as the question's own `ordinary:` says.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt

from guidance.case.record import RecordError, as_answer, check_value
from guidance.inference.memos import Memos
from guidance.inference.nodes import Truth
from guidance.inference.three_valued import Asked, Reading
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.knowledge.reader import ContentError, Problem, read_what_fits
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer, Facts
from guidance.language.rule import Guideline
from guidance.language.text import nearest

CaseAnswers = dict[str, str | StrictInt | StrictFloat | list[str] | None]
THE_ACTIVITY = "this"


class Case(BaseModel):
    """One rule's firing case and near misses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    says: str
    fires: CaseAnswers
    near_misses: Annotated[list[CaseAnswers], Field(min_length=1)]
    like: str | None = None
    ordinary: bool = False
    also: list[CaseAnswers] = []
    as_at: date | None = None


def read_cases(*folders: Path) -> Iterator[tuple[str, Case]]:
    """Every case of knowledge folders with the name of its file, `like` resolved. Raises ContentError."""
    cases, problems = cases_that_fit(folders)
    if problems:
        raise ContentError(*problems)
    yield from ((placed.file, placed.case) for placed in cases)


class Placed(NamedTuple):
    """A case, with its file and the line on which it begins."""

    file: str
    line: int
    case: Case

    def problem(self, problem: str, remedy: str) -> Problem:
        """A problem with it."""
        return Problem(self.file, self.case.rule, problem, remedy, f"line {self.line}")


def cases_that_fit(folders: Iterable[Path], overlaid: bool = False) -> tuple[list[Placed], list[Problem]]:
    """The same of the cases that can be read, and what is wrong with the others. `overlaid`: the folders are overlays, whose files are
    told from those of the base by the name of their folder."""
    cases: list[Placed] = []
    problems: list[Problem] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*/cases.yaml"))):
        over = f"{path.resolve().parents[1].name}/" if overlaid else ""
        name = f"{over}{path.parent.name}/{path.name}"
        try:
            fit, wrong = _fitting(path, name)
        except ContentError as error:
            problems += error.problems
            continue
        cases += [Placed(name, line, case) for case, line in fit]
        problems += wrong
    return cases, problems


def cases_in(path: Path) -> list[Case]:
    """The cases of one file, `like` resolved. Raises ContentError."""
    cases, problems = _fitting(path, path.name)
    if problems:
        raise ContentError(*problems)
    return [case for case, _ in cases]


def _fitting(path: Path, name: str) -> tuple[list[tuple[Case, int]], list[Problem]]:
    fits, wrong = read_what_fits(path, "cases", Case, name)
    problems = [problem for _, each in wrong for problem in each]
    spoilt = {item.get("rule") for item, _ in wrong if isinstance(item, dict)}
    cases: list[tuple[Case, int]] = []
    earlier: dict[str, Case] = {}
    for case, table in fits:
        if case.like is None or case.like in earlier:
            cases.append((_with_like(case, earlier), table.line))
            earlier.setdefault(case.rule, cases[-1][0])
        elif case.like not in spoilt:
            problems.append(Problem(name, case.rule, f"like: no earlier case of {case.like!r}", "correct it or move this down"))
    return cases, problems


def _with_like(case: Case, earlier: Mapping[str, Case]) -> Case:
    if case.like is None:
        return case
    like = earlier[case.like]
    update = {"fires": {**like.fires, **case.fires}, "ordinary": like.ordinary or case.ordinary}
    return case.model_copy(update=update)


def facts_of(catalogue: Catalogue, case: Case, change: CaseAnswers | None = None) -> Facts:
    """The facts of a case, or of a near miss of it. Raises RecordError for an unknown question or option."""
    facts = _told(catalogue, case, change)
    return with_ordinary_answers(catalogue, facts) if case.ordinary else facts


def _told(catalogue: Catalogue, case: Case, change: CaseAnswers | None) -> Facts:
    """What is written in a case, or in a near miss of it."""
    day = case.as_at or catalogue.knowledge.published
    one = {**case.fires, **(change or {})}
    organisation = {id: value for id, value in one.items() if _scope(catalogue, id) is Scope.ORGANISATION}
    activity = {id: value for id, value in one.items() if id not in organisation}
    rule = catalogue.rules.by_name.get(case.rule)
    of_activity = rule is not None and rule.scope is Scope.ACTIVITY
    activities = {THE_ACTIVITY: activity} if activity or case.also or of_activity else {}
    activities |= {f"also-{number}": dict(more) for number, more in enumerate(case.also, 1)}
    return Facts(
        {**catalogue.switched(day), **known_answers(catalogue, case.rule, organisation)},
        {name: known_answers(catalogue, case.rule, answers, Scope.ACTIVITY) for name, answers in activities.items()},
        day,
    )


def with_ordinary_answers(catalogue: Catalogue, facts: Facts) -> Facts:
    """The facts with every question that can still matter answered in its ordinary way. No answer makes another one matter."""
    return _answered(catalogue, facts, catalogue.reading(facts).all_live())


def _answered(catalogue: Catalogue, facts: Facts, asked: Iterable[Asked]) -> Facts:
    """The facts with some questions answered in their ordinary way."""
    organisation, activities = dict(facts.organisation), {name: dict(answers) for name, answers in facts.activities.items()}
    for id, about in asked:
        if (ordinary := catalogue.questions[id].ordinary) is not None:
            (organisation if about is None else activities[about])[id] = as_answer(ordinary)
    return Facts(organisation, activities, facts.as_at)


def outcome(catalogue: Catalogue, rule: Guideline, facts: Facts) -> Truth:
    """What the rule of a case comes to."""
    return _reading_of_one(catalogue, facts).rule(rule, _about(rule))


def _comes_to(catalogue: Catalogue, rule: Guideline, case: Case, change: CaseAnswers | None = None) -> Truth:
    """What the rule comes to in its case, or in a near miss: of all the ordinary answers, those are filled in that it rests on."""
    facts = _told(catalogue, case, change)
    if case.ordinary:
        facts = _answered(catalogue, facts, _reading_of_one(catalogue, facts).live(rule.when, _about(rule)))
    return outcome(catalogue, rule, facts)


def _about(rule: Guideline) -> str | None:
    return THE_ACTIVITY if rule.scope is Scope.ACTIVITY else None


def _reading_of_one(catalogue: Catalogue, facts: Facts) -> Reading:
    """A reading of one rule: to look for what is near would cost more."""
    return Reading(catalogue.rules, facts, memos=Memos())


def _scope(catalogue: Catalogue, question: str) -> Scope:
    section, _, name = question.partition(".")
    if section == SWITCHES and name in catalogue.switches:
        return Scope.ORGANISATION
    if question not in catalogue.questions:
        raise RecordError(f"there is no {'switch' if section == SWITCHES else 'question'} {question!r}")
    return catalogue.scope(question)


def known_answers(
    catalogue: Catalogue, rule: str, answers: Mapping[str, object], scope: Scope = Scope.ORGANISATION
) -> dict[str, Answer]:
    """Answers of one scope as rules read them; null is no answer. Raises RecordError for an unknown question or option."""
    known: dict[str, Answer] = {}
    for id, value in answers.items():
        if _scope(catalogue, id) is not scope:
            raise RecordError(f"{id} is asked of the organisation; move it from also: to fires:")
        if value is None:
            continue
        if id.startswith(f"{SWITCHES}."):
            if value not in ("yes", "no", "unknown"):
                raise RecordError(f"{id}: read {value!r}; expected yes, no or unknown")
            known[id] = NOT_SURE if value == "unknown" else value
            continue
        check_value(catalogue.questions[id], value, rule)  # type: ignore[arg-type]
        known[id] = as_answer(value)  # type: ignore[arg-type]
    return known


def check_ordinary(catalogue: Catalogue) -> Iterator[Problem]:
    """Questions whose ordinary answer is missing or does not fit."""
    for question in catalogue.questions.values():
        key = f"questions:{question.id}"
        if question.read_by_rules and question.ordinary is None:
            remedy = "add ordinary: with what a low-risk organisation answers"
            yield catalogue.problem(key, "it has no ordinary answer", remedy)
        elif question.ordinary is not None:
            try:
                check_value(question, question.ordinary, "ordinary")
            except RecordError as error:
                yield catalogue.problem(key, str(error), "correct ordinary:")


def check_cases(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong between the rules and their cases. With overlays, theirs only: they add rules, and change none of the base."""
    cases, problems = cases_that_fit(catalogue.own_folders, overlaid=bool(catalogue.overlays))
    yield from problems
    fired: set[str] = {problem.id for problem in problems}
    unread = {problem.file for problem in problems if not problem.id}
    for placed in cases:
        case = placed.case
        if _rests_on_what_is_wrong(catalogue, case):
            fired.add(case.rule)
            continue
        rule = catalogue.rules.by_name.get(case.rule)
        if rule is None:
            near = nearest(case.rule, catalogue.rules.by_name)
            yield placed.problem(f"there is no such rule{near}", "correct the name or take the case out")
            continue
        try:
            fired.add(rule.name)
            if not _comes_to(catalogue, rule, case):
                yield placed.problem("the rule does not fire in its case", "correct the case or the rule")
            for change in case.near_misses:
                if _comes_to(catalogue, rule, case, change):
                    yield placed.problem(f"the rule fires in the near miss {change}", "correct the case or the rule")
        except RecordError as error:
            yield placed.problem(str(error), "correct the case")
    for key in catalogue.own_rules:
        name = key.partition(":")[2]
        cases_file = f"{catalogue.files[key].rpartition('/')[0]}/cases.yaml"
        if name not in fired and cases_file not in unread:
            yield catalogue.problem(key, "no case fires this rule", f"add one to {cases_file}")


def _rests_on_what_is_wrong(catalogue: Catalogue, case: Case) -> bool:
    """Whether the rule of a case, or a question that it answers, stands in a file and cannot be read."""
    answered = {id for answers in (case.fires, *case.near_misses, *case.also) for id in answers}
    keys = {f"rules:{case.rule}", *(f"questions:{id}" for id in answered)}
    keys |= {f"switches:{id.partition('.')[2]}" for id in answered if id.startswith(f"{SWITCHES}.")}
    return not keys.isdisjoint(catalogue.unread)
