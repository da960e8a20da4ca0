"""What must hold of presumptions, and which ladders of warnings an open answer leaves without a rung."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from guidance.case.record import RecordError, check_value
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import About, Kind, Question, Tells
from guidance.knowledge.reader import Problem
from guidance.language.conditions import All, AnswerAtom, Any, AtLeast, Below, Condition, Is, IsNot, Severity, Unsure, meets
from guidance.language.rule import Guideline

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
        key = f"questions:{question.id}"
        if question.about is About.CONTROL and question.kind is Kind.ONE and question.presume is None:
            yield catalogue.problem(
                key,
                "it is a control and presumes nothing",
                "add presume: with what is so while nobody has shown it",
            )
        try:
            check_value(question, question.presumption, "presume")  # type: ignore[arg-type]
        except RecordError as error:
            yield catalogue.problem(key, str(error), "correct presume:")
            continue
        claims = [text for text in _presumed_texts(question) if EVIDENCE.search(text) and not DENIES.search(text)]
        if claims and question.presumed is None:
            yield catalogue.problem(
                key,
                f"it presumes what claims evidence: {claims[0]!r}",
                "presume what is so while nobody has looked, or say in presumed: what is taken to be so, without the claim",
            )
        beside = (each.items() for each in (question.decisive, question.remote) if isinstance(each, dict))
        named = (*question.unless.items(), *question.told_by.items(), *chain.from_iterable(beside))
        yield from _no_such_option(catalogue, key, named, "unless:, told_by:, decisive: or remote:")
    for section in catalogue.sections.values():
        yield from _no_such_option(catalogue, f"sections:{section.id}", section.unless.items(), "unless:")


def _no_such_option(
    catalogue: Catalogue, key: str, named: Iterable[tuple[str, Sequence[str]]], where: str
) -> Iterator[Problem]:
    """Options that a question or a page names of another question, and that it has not."""
    for other, options in named:
        if f"questions:{other}" in catalogue.unread:
            continue
        known = catalogue.questions.get(other)
        wrong = [option for option in options if known is None or option not in {each.id for each in known.options}]
        if wrong:
            yield catalogue.problem(key, f"{other} has no option {wrong[0]!r}", f"correct {where}")


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
        if len(names) > 1 and not stands and asked.presume is None and question not in catalogue.wanted:
            yield catalogue.problem(
                f"questions:{question}",
                f"while nobody has answered it none of these warns: {', '.join(names)}",
                "presume an answer on which one of them stands, or say presume: ordinary",
            )


def _ladders(catalogue: Catalogue) -> Mapping[tuple[frozenset[Condition], str], list[tuple[Guideline, AnswerAtom | Unsure]]]:
    """The warnings whose conditions are alike but for one atom, by the other parts and the question of that atom."""
    ladders: defaultdict[tuple[frozenset[Condition], str], list[tuple[Guideline, AnswerAtom | Unsure]]] = defaultdict(list)
    taken = {id for id in catalogue.presumptions.taken if catalogue.questions[id].tells is not Tells.KIND}  # kinds are no rungs
    for rule in catalogue.rules.guidelines:
        if rule.severity is None or rule.severity.rank < Severity.MEDIUM.rank or not isinstance(rule.when, All):
            continue
        for part in rule.when.parts:
            others = frozenset(each for each in rule.when.parts if each is not part)
            for atom in part.parts if isinstance(part, Any) else (part,):
                if isinstance(atom, Is | IsNot | AtLeast | Below | Unsure) and atom.question.id in taken:
                    ladders[others, atom.question.id].append((rule, atom))
    return ladders
