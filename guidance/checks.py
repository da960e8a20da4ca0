"""What must hold between content and rules, each check with the file, the id, the problem and the remedy."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Final

from guidance.cases import facts_of, outcome, read_cases
from guidance.catalogue import SWITCHES, Catalogue, cited
from guidance.entries import About, Advice, Kind, Question
from guidance.reader import ContentError
from guidance.record import RecordError, check_value
from rules.conditions import (
    All,
    AnswerAtom,
    Any,
    AtLeast,
    Below,
    Condition,
    Is,
    IsNot,
    Scope,
    Severity,
    Unsure,
    atoms,
    meets,
)
from rules.guideline import Guideline, Obligation


@dataclass(frozen=True)
class Problem:
    """A mistake in the knowledge base: where, what, and what to do."""

    file: str
    id: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.id}: {self.problem}; {self.remedy}"


def _rules_name_what_exists(catalogue: Catalogue) -> Iterator[Problem]:
    for rule in catalogue.rules.guidelines:
        file = f"rules/topics/{rule.topic}.py"
        yield from _known(file, rule.name, "source", [cited(s)[0] for s in rule.sources], catalogue.sources, "sources/")
        yield from _known(file, rule.name, "door", rule.doors, catalogue.doors, "doors/")
        if rule.finds:
            yield from _known(file, rule.name, "finding", [rule.finds], catalogue.advice, f"advice/{rule.topic}.yaml")


def _known(file: str, id: str, what: str, names: Iterable[str], known: Mapping[str, object], where: str) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(file, id, f"there is no {what} {name!r}", f"correct the id or add it to guidance/content/{where}")


def _conditions_fit_questions(catalogue: Catalogue) -> Iterator[Problem]:
    for rule in catalogue.rules.guidelines:
        file = f"rules/topics/{rule.topic}.py"
        for atom in atoms(rule.when):
            if not isinstance(atom, Is | IsNot | AtLeast | Below | Unsure):
                continue
            id, scope = atom.question.id, atom.question.scope
            section, _, name = id.partition(".")
            if section == SWITCHES:
                yield from _known(file, rule.name, "switch", [name], catalogue.switches, "switches.yaml")
                continue
            question = catalogue.questions.get(id)
            if question is None:
                yield Problem(file, rule.name, f"there is no question {id!r}", "correct the id or add the question")
                continue
            if section in catalogue.sections and catalogue.scope(id) is not scope:
                yield Problem(
                    file,
                    rule.name,
                    f"{id} is asked of the {catalogue.scope(id)}",
                    f"name it with {catalogue.scope(id)}.question(…)",
                )
            options = {option.id for option in question.options}
            for value in atom.values if isinstance(atom, Is | IsNot) else ():
                if value not in options:
                    yield Problem(file, rule.name, f"{id} has no option {value!r}", f"use one of {', '.join(sorted(options))}")
            if isinstance(atom, AtLeast | Below) and question.kind is not Kind.NUMBER:
                yield Problem(file, rule.name, f"{id} is not answered with a number", "test its options instead")


def _content_names_what_exists(catalogue: Catalogue) -> Iterator[Problem]:
    for question in catalogue.questions.values():
        file = catalogue.files[f"questions:{question.id}"]
        yield from _known(file, question.id, "section", [question.section], catalogue.sections, "sections.yaml")
        yield from _known(file, question.id, "role", question.ask, catalogue.roles, "roles.yaml")
    for advice in catalogue.advice.values():
        yield from _known(
            catalogue.files[f"findings:{advice.id}"], advice.id, "role", [advice.owner], catalogue.roles, "roles.yaml"
        )
    for door in catalogue.doors.values():
        yield from _known(
            catalogue.files[f"doors:{door.id}"],
            door.id,
            "source",
            [cited(s)[0] for s in door.sources],
            catalogue.sources,
            "sources/",
        )
    for switch in catalogue.switches.values():
        yield from _known("switches.yaml", switch.id, "source", [cited(switch.source)[0]], catalogue.sources, "sources/")
    for exemption in catalogue.exemptions.values():
        yield from _known(
            "exemptions.yaml", exemption.id, "source", [cited(exemption.source)[0]], catalogue.sources, "sources/"
        )


def check_ordinary(catalogue: Catalogue) -> Iterator[Problem]:
    """Questions whose ordinary answer is missing or does not fit."""
    for question in catalogue.questions.values():
        file = catalogue.files[f"questions:{question.id}"]
        if question.read_by_rules and question.ordinary is None:
            yield Problem(
                file, question.id, "it has no ordinary answer", "add ordinary: with what a low-risk organisation answers"
            )
        elif question.ordinary is not None:
            try:
                check_value(question, question.ordinary, "ordinary")
            except RecordError as error:
                yield Problem(file, question.id, str(error), "correct ordinary:")


EVIDENCE: Final = re.compile(
    r"\bon file\b|\bwere asked\b|\blooked at\b|\bwe looked\b|\bwas checked\b|\bwere checked\b|\bafter a check\b|in writing\b|\brecorded\b",
    re.IGNORECASE,
)
"""Words by which an option claims that somebody looked or that something can be shown …"""
DENIES: Final = re.compile(r"\b(nothing|nobody|neither|only)\b", re.IGNORECASE)
"""… and words by which it claims no such thing after all."""


def check_presumed(catalogue: Catalogue) -> Iterator[Problem]:
    """Presumptions that are missing, do not fit, or claim something that nobody has shown."""
    for question in catalogue.questions.values():
        if not question.read_by_rules or question.ordinary is None:
            continue
        file = catalogue.files[f"questions:{question.id}"]
        if question.about is About.CONTROL and question.kind is Kind.ONE and question.presume is None:
            yield Problem(
                file,
                question.id,
                "it is a control and presumes nothing",
                "add presume: with what is so while nobody has shown it",
            )
        try:
            check_value(question, question.presumption, "presume")  # type: ignore[arg-type]
        except RecordError as error:
            yield Problem(file, question.id, str(error), "correct presume:")
            continue
        claims = [text for text in _presumed_texts(question) if EVIDENCE.search(text) and not DENIES.search(text)]
        if claims and question.presumed is None:
            yield Problem(
                file,
                question.id,
                f"it presumes what claims evidence: {claims[0]!r}",
                "presume what is so while nobody has looked, or say in presumed: what is taken to be so, without the claim",
            )
        beside = question.decisive if isinstance(question.decisive, dict) else {}
        for other, options in (*question.unless.items(), *beside.items()):
            known = catalogue.questions.get(other)
            wrong = [option for option in options if known is None or option not in {each.id for each in known.options}]
            if wrong:
                yield Problem(file, question.id, f"{other} has no option {wrong[0]!r}", "correct unless: or decisive:")


def _presumed_texts(question: Question) -> list[str]:
    """The options that are presumed, as the officer reads them."""
    presumed = question.presumption
    ids = presumed if isinstance(presumed, list) else [str(presumed)]
    return [option.text for option in question.options if option.id in ids]


def check_ladders(catalogue: Catalogue) -> Iterator[Problem]:
    """Warnings that differ only in what one question says, and of which none is left while nobody has answered it.

    A question that says `presume:` itself was decided on by somebody."""
    taken = catalogue.presumptions.taken
    for (_, question), rungs in sorted(_ladders(catalogue).items(), key=lambda ladder: ladder[0][1]):
        names = sorted({rule.name for rule, _ in rungs})
        asked = catalogue.questions[question]
        stands = any(isinstance(atom, Unsure) or meets(atom, taken[question]) for _, atom in rungs)
        if len(names) > 1 and not stands and asked.presume is None:
            yield Problem(
                catalogue.files[f"questions:{question}"],
                question,
                f"while nobody has answered it none of these warns: {', '.join(names)}",
                "presume an answer on which one of them stands, or say presume: ordinary",
            )


def _ladders(catalogue: Catalogue) -> Mapping[tuple[frozenset[Condition], str], list[tuple[Guideline, AnswerAtom | Unsure]]]:
    """The warnings whose conditions are alike but for one atom, by the other parts and the question of that atom."""
    ladders: defaultdict[tuple[frozenset[Condition], str], list[tuple[Guideline, AnswerAtom | Unsure]]] = defaultdict(list)
    for rule in catalogue.rules.guidelines:
        if rule.severity is None or rule.severity.rank < Severity.MEDIUM.rank or not isinstance(rule.when, All):
            continue
        for part in rule.when.parts:
            others = frozenset(each for each in rule.when.parts if each is not part)
            for atom in part.parts if isinstance(part, Any) else (part,):
                if isinstance(atom, Is | IsNot | AtLeast | Below | Unsure) and atom.question.id in catalogue.presumptions.taken:
                    ladders[others, atom.question.id].append((rule, atom))
    return ladders


def check_idle(catalogue: Catalogue) -> Iterator[Problem]:
    """Questions, advice and switches that no rule uses."""
    for question in catalogue.questions.values():
        if question.read_by_rules is not (question.id in catalogue.rules.questions):
            does = "is read by no rule" if question.read_by_rules else "is marked read_by_rules: false, but a rule reads it"
            yield Problem(catalogue.files[f"questions:{question.id}"], question.id, does, "correct the mark, or the rules")
    found = {rule.finds for rule in catalogue.rules.guidelines}
    for advice in catalogue.advice.values():
        if advice.id not in found:
            yield Problem(
                catalogue.files[f"findings:{advice.id}"], advice.id, "no rule finds this", "add the rule or take the advice out"
            )
    for switch in catalogue.switches.values():
        if f"{SWITCHES}.{switch.id}" not in catalogue.rules.questions:
            yield Problem("switches.yaml", switch.id, "no rule reads this switch", "read it in a rule or take it out")


def check_options(catalogue: Catalogue) -> Iterator[Problem]:
    """Options that no rule tells from the ordinary one and that are not marked so, and marks that are wrong."""
    named: dict[str, list[frozenset[str]]] = {}
    for rule in catalogue.rules.guidelines:
        for atom in atoms(rule.when):
            if isinstance(atom, Is | IsNot):
                named.setdefault(atom.question.id, []).append(frozenset(atom.values))
    for question in catalogue.questions.values():
        if question.kind is not Kind.ONE or not question.read_by_rules:
            continue
        tests = named.get(question.id, [])
        alike = {
            option.id
            for option in question.options
            if option.id != question.ordinary and all((option.id in test) is (question.ordinary in test) for test in tests)
        }
        file = catalogue.files[f"questions:{question.id}"]
        for id in sorted(alike - set(question.as_good)):
            yield Problem(
                file, question.id, f"no rule tells {id!r} from the ordinary answer", "read it in a rule, or list it in as_good:"
            )
        for id in sorted(set(question.as_good) - alike):
            yield Problem(file, question.id, f"rules tell {id!r} from the ordinary answer", "take it out of as_good:")


LINE: Final = 84
"""Characters of a line in a finding as it is printed, and in its line of sources, which is set smaller."""
SMALL_LINE: Final = 100
MOST_LINES: Final = 19
"""What fits into a third of a page beside the heading, the ground and the facts that led to the finding."""


def check_lengths(catalogue: Catalogue) -> Iterator[Problem]:
    """Advice that takes more than a third of a printed page, with its owner and the doors and sources of its rules."""
    for advice in catalogue.advice.values():
        lines = _lines(catalogue, advice)
        if lines > MOST_LINES:
            yield Problem(
                catalogue.files[f"findings:{advice.id}"],
                advice.id,
                f"its texts, doors and sources take about {lines} lines in print; a third of a page holds {MOST_LINES}",
                f"shorten its texts by about {(lines - MOST_LINES) * LINE} characters, or cite fewer sources in its rules",
            )


def _lines(catalogue: Catalogue, advice: Advice) -> int:
    rules = [rule for rule in catalogue.rules.guidelines if rule.finds == advice.id]
    doors = dict.fromkeys(catalogue.doors[door].name for rule in rules for door in rule.doors)
    sources = dict.fromkeys(
        f"{citation.source.title}, {citation.paragraph}" for rule in rules for citation in catalogue.citations(rule)
    )
    who = f"{catalogue.roles[advice.owner].title}. {advice.deadline.text} (by 25 November 2026; our suggestion)"
    texts = [advice.says, advice.action, who, "; ".join(doors), advice.safe_way, advice.meanwhile or "", advice.check or ""]
    return sum(ceil(len(text) / LINE) for text in texts) + ceil(len("; ".join(sources)) / SMALL_LINE)


def _law_rests_on_something_seen(catalogue: Catalogue) -> Iterator[Problem]:
    for rule in catalogue.rules.guidelines:
        if rule.finds and rule.obligation is Obligation.LEGAL and rule.severity is Severity.ENABLING:
            yield Problem(
                f"rules/topics/{rule.topic}.py", rule.name, "what may go ahead is no legal duty", "use another obligation"
            )


def _ids_are_unique_across_scopes(catalogue: Catalogue) -> Iterator[Problem]:
    scopes: dict[str, set[Scope]] = {}
    for rule in catalogue.rules.guidelines:
        if rule.finds:
            scopes.setdefault(rule.finds, set()).add(rule.scope)
    for finding, seen in scopes.items():
        if len(seen) > 1:
            yield Problem(
                catalogue.files.get(f"findings:{finding}", "advice/"),
                finding,
                "found both for the organisation and for an activity",
                "make two findings",
            )


CHECKS: tuple[Callable[[Catalogue], Iterator[Problem]], ...] = (
    _rules_name_what_exists,
    _conditions_fit_questions,
    _content_names_what_exists,
    _law_rests_on_something_seen,
    _ids_are_unique_across_scopes,
)


def check_cases(catalogue: Catalogue, folder: Path) -> Iterator[Problem]:
    """What is wrong between the rules and the cases in a folder."""
    try:
        cases = list(read_cases(folder))
    except ContentError as error:
        yield Problem(str(folder), "the cases", str(error), "see the format in docs/knowledge.md")
        return
    fired: set[str] = set()
    for file, case in cases:
        rule = catalogue.rules.by_name.get(case.rule)
        if rule is None:
            yield Problem(file, case.rule, "there is no such rule", "correct the name or take the case out")
            continue
        try:
            if outcome(catalogue, rule, facts_of(catalogue, case)):
                fired.add(rule.name)
            else:
                yield Problem(file, case.rule, "the rule does not fire in its case", "correct the case or the rule")
            for change in case.near_misses:
                if outcome(catalogue, rule, facts_of(catalogue, case, change)):
                    yield Problem(file, case.rule, f"the rule fires in the near miss {change}", "correct the case or the rule")
        except RecordError as error:
            yield Problem(file, case.rule, str(error), "correct the case")
    for rule in catalogue.rules.guidelines:
        if rule.name not in fired:
            yield Problem(
                f"rules/topics/{rule.topic}.py",
                rule.name,
                "no case fires this rule",
                f"add one to tests/cases/{rule.topic}.yaml",
            )


def check_sources(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Sources that are overdue for review on a day and say nothing about it."""
    for source in catalogue.overdue(day):
        if not source.note:
            yield Problem(
                catalogue.files[f"sources:{source.id}"],
                source.id,
                f"was last checked on {source.last_checked}, and is due every {source.review_days} days",
                "check it and set last_checked, or say in note why it is overdue",
            )
