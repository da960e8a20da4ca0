"""Loads the knowledge base from its files and refuses one with problems."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

import rules
from guidance.assessment import assess
from guidance.cases import read_cases
from guidance.catalogue import Catalogue
from guidance.checks import CHECKS, Problem
from guidance.entries import Advice, Door, Exemption, Knowledge, Question, Role, Section, Source, Switch
from guidance.language.conditions import Severity
from guidance.language.rulebase import RuleBase
from guidance.organisation_cases import facts_of, read_organisations
from guidance.reader import ContentError, Entry, read_entries, read_entry

CONTENT: Final = Path(__file__).parent / "content"
SHARED: Final = "shared"
"""The file of questions that several topics read; they are asked first."""


class KnowledgeError(ValueError):
    """The knowledge base has problems and is not used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@cache
def load() -> Catalogue:
    """The knowledge base that comes with the product. Raises KnowledgeError when it has problems."""
    return load_from(CONTENT, rules.load())


def load_from(content: Path, rules: RuleBase) -> Catalogue:
    """A knowledge base from a folder of content and a rule base. Raises KnowledgeError."""
    catalogue, problems = read(content, rules)
    if problems or catalogue is None:
        raise KnowledgeError(problems)
    return catalogue


def read(content: Path, rules: RuleBase) -> tuple[Catalogue | None, list[Problem]]:
    """Reads the content and checks it against the rules; no catalogue when a file cannot be read at all."""
    problems: list[Problem] = []
    files: dict[str, str] = {}

    def gather(pattern: str, key: str, kind: type[Entry]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for path in sorted(content.glob(pattern), key=lambda path: (path.stem != SHARED, path.name)):
            name = path.relative_to(content).as_posix()
            try:
                entries = read_entries(path, key, kind)
            except ContentError as error:
                problems.extend(
                    Problem(name, "the file", line, "see the format in docs/knowledge.md") for line in str(error).split("\n")
                )
                continue
            for entry in entries:
                id: str = entry.id  # type: ignore[attr-defined]
                if id in found:
                    problems.append(Problem(name, id, f"the id is also in {files[f'{key}:{id}']}", "rename one of them"))
                found[id] = entry
                files[f"{key}:{id}"] = name
        return found

    try:
        knowledge = read_entry(content / "knowledge.yaml", Knowledge)
    except (ContentError, OSError) as error:
        return None, [Problem("knowledge.yaml", "the file", str(error), "see the format in docs/knowledge.md")]
    catalogue = Catalogue(
        knowledge=knowledge,
        sections=gather("sections.yaml", "sections", Section),
        questions=gather("questions/*.yaml", "questions", Question),
        advice=gather("advice/*.yaml", "findings", Advice),
        sources=gather("sources/*.yaml", "sources", Source),
        doors=gather("doors/*.yaml", "doors", Door),
        roles=gather("roles.yaml", "roles", Role),
        switches=gather("switches.yaml", "switches", Switch),
        exemptions=gather("exemptions.yaml", "exemptions", Exemption),
        rules=rules,
        files=files,
    )
    if problems:
        return None, problems
    return catalogue, [problem for check in CHECKS for problem in check(catalogue)]


def statistics(catalogue: Catalogue, cases: Path) -> dict[str, object]:
    """Counts of what the knowledge base holds; `cases` is the folder of case tables, which may be missing."""
    rules = catalogue.rules.guidelines
    return {
        "version": catalogue.knowledge.version,
        "hash": catalogue.hash,
        "topics": len(catalogue.topics),
        "questions": len(catalogue.questions),
        "rules": len(rules),
        "findings": len(catalogue.advice),
        "enabling cards": len({rule.finds for rule in rules if rule.severity is Severity.ENABLING}),
        "doors": len(catalogue.doors),
        "switches": len(catalogue.switches),
        "sources": len(catalogue.sources),
        "sources by confidence": dict(Counter(str(s.confidence) for s in catalogue.sources.values())),
        "cases": sum(1 + len(case.near_misses) for _, case in read_cases(cases)),
        **_interviews(catalogue, cases.parent / "organisations"),
        "rules by topic": dict(Counter(rule.topic for rule in rules)),
        "rules by obligation": dict(Counter(str(rule.obligation) for rule in rules if rule.finds)),
    }


def _interviews(catalogue: Catalogue, folder: Path) -> dict[str, object]:
    """How many questions are asked of the organisations that are kept as cases."""
    cases = list(read_organisations(folder))
    asked = [assess(catalogue, facts_of(catalogue, case)).asked for case in cases]
    about = [Counter(whom for _, whom in each) for each in asked]
    return {
        "organisation cases": len(cases),
        "of them controls": sum(case.control for case in cases),
        "questions asked first": sum(question.early for question in catalogue.questions.values()),
        "median questions asked of an organisation": median(map(len, asked)) if asked else 0,
        "median questions asked of an activity": median([n for each in about for whom, n in each.items() if whom] or [0]),
    }
