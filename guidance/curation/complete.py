"""Everything that is checked of a knowledge folder, in one run: whatever a test would refuse about it is refused here first.

What stands beside the folder in a checkout is looked at too: the schemas that its files name, the examples, and the documents that
name its rules."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from guidance.assessment import assess
from guidance.case.record import RecordError, read_record
from guidance.curation.cases import cases_that_fit, check_cases, check_ordinary
from guidance.curation.controls import check_controls
from guidance.curation.organisation_cases import check_organisations
from guidance.curation.presumed import check_ladders, check_presumed
from guidance.curation.said import check_said
from guidance.curation.wording import check_persons, check_readability
from guidance.knowledge import COMMON, read
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.checks import check_clocks, check_idle, check_lengths, check_options, check_sources
from guidance.knowledge.entries import Knowledge
from guidance.knowledge.reader import ContentError, Problem, read_yaml
from guidance.language.conditions import Scope
from guidance.language.facts import Facts

DECISIONS: Final = "docs/knowledge-decisions.md"
ASSURANCE: Final = "docs/assurance.md"
READABILITY_IS_CHECKED: Final = find_spec("textstat") is not None
"""The package that measures it comes with `make setup-dev`."""


def problems(folders: tuple[Path, ...], day: date) -> tuple[Catalogue | None, list[Problem]]:
    """The knowledge base of a folder and its overlays, and everything that is wrong with it on a day.

    What rests on an entry or a file that cannot be read is not looked at; without the sections, or with a file whose names cannot be
    told, only the shape of files is."""
    catalogue, found = read(*folders)
    if catalogue is None:
        return None, [*found, *_unreadable_tables(folders), *_without_schema(folders)]
    of_sources = check_sources(catalogue, day)
    rest = (problem for check in CHECKS for problem in check(catalogue))
    return catalogue, list(dict.fromkeys([*found, *_without_schema(folders), *rest, *of_sources]))


def remaining(catalogue: Catalogue) -> Iterator[str]:
    """What is made of the knowledge and is of an earlier state, each with what to do. It is no fault of the folder."""
    page = _beside(catalogue) / ASSURANCE
    if page.is_file() and not catalogue.overlays and catalogue.version not in page.read_text(encoding="utf-8"):
        yield f"{ASSURANCE} tells of an earlier state: write it anew with guidance knowledge assurance --out {ASSURANCE}"


def check_gates(catalogue: Catalogue) -> Iterator[Problem]:
    """Questions of a topic that are put to every activity, though nothing is known of it. Those that open one stand in `common`."""
    day = catalogue.knowledge.published
    switched = catalogue.switched(day)
    asked: set[str] = set()
    for whole in (switched, {**catalogue.ordinary[Scope.ORGANISATION], **switched}):
        asked |= {id for id, about in assess(catalogue, Facts(whole, {"new": {}}, day)).asked if about}
    for id in (id for id in catalogue.questions if id in asked):
        key = f"questions:{id}"
        if Path(catalogue.files[key]).parent.name != COMMON and not catalogue.questions[id].early:
            remedy = "begin the rules that read it with what makes it matter, such as china_linked and activity.kind is …"
            yield catalogue.problem(key, "no gate holds it back: it is asked of every activity", remedy)


def check_version(catalogue: Catalogue) -> Iterator[Problem]:
    """Content that differs from what was last released, under a version that does not. Looked at when nothing is missing."""
    if catalogue.unread:
        return
    known = (catalogue.knowledge, *(overlay.knowledge for overlay in catalogue.overlays))
    for folder, knowledge, hash in zip(catalogue.folders, known, catalogue.hashes, strict=True):
        name = "knowledge.yaml" if folder == catalogue.folders[0] else f"{folder.resolve().name}/knowledge.yaml"
        if said := _wrong_version(knowledge, hash):
            yield Problem(name, "version", said, f"raise it, to {raised(knowledge)} or higher")


def _wrong_version(knowledge: Knowledge, hash: str) -> str | None:
    released = knowledge.released
    if released is None or _number(knowledge.version) > _number(released.version):
        return None
    if knowledge.version != released.version:
        return f"it is {knowledge.version}, below {released.version}, which was released"
    return f"the content is not that of {released.version} as it was released" if hash[:12] != released.hash else None


def raised(knowledge: Knowledge) -> str:
    """The version after the one that was released, or after its own."""
    year, month, number = _number((knowledge.released or knowledge).version)
    return f"{year}.{month}.{number + 1}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def check_decisions(catalogue: Catalogue) -> Iterator[Problem]:
    """Names in the table of candidates that are meant to be rules and are none."""
    page = _beside(catalogue) / DECISIONS
    if page.is_file() and not catalogue.unread:
        for name in unknown_rules(catalogue, page.read_text(encoding="utf-8")):
            yield Problem(DECISIONS, name, "there is no such rule", "correct the name there, or in the rules")


def unknown_rules(catalogue: Catalogue, table: str) -> list[str]:
    """Names with underscores in the second column that are no rule, question, option, topic, switch or concern."""
    parts = {part for id in catalogue.questions for part in id.split(".")}
    options = {option.id for question in catalogue.questions.values() for option in question.options}
    concerns = {concern.id for concern in catalogue.rules.raised_by}
    known = {*catalogue.rules.by_name, *parts, *options, *catalogue.topics, *catalogue.switches, *concerns}
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("| ")]
    named = {name for cell in cells for name in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", cell)}
    return sorted(named - known)


def check_examples(catalogue: Catalogue) -> Iterator[Problem]:
    """Saved assessments beside the folder that cannot be read, or leave a question open that can matter."""
    if catalogue.overlays or catalogue.unread:
        return
    for path in sorted((_beside(catalogue) / "examples").glob("*.json")):
        name = f"examples/{path.name}"
        try:
            record = read_record(path.read_bytes(), catalogue)
        except RecordError as error:
            yield Problem(name, "", str(error), "correct the answers")
            continue
        open_ = sorted({question for question, _ in assess(catalogue, record.facts(catalogue)).live})
        if open_:
            remedy = f"give the answers, or guidance knowledge fill {name} --out {name}"
            yield Problem(name, "", f"leaves open what can matter: {', '.join(open_)}", remedy)


def _beside(catalogue: Catalogue) -> Path:
    return catalogue.folders[0].resolve().parent


def _without_schema(folders: tuple[Path, ...]) -> Iterator[Problem]:
    """Files that do not name their schema in the first line. Looked at where the schemas are beside the folder."""
    schemas = folders[0].resolve().parent / "docs" / "schema"
    for path in sorted(folders[0].rglob("*.yaml")) if schemas.is_dir() else ():
        steps = len(path.relative_to(folders[0]).parts)
        line = f"# yaml-language-server: $schema={'../' * steps}docs/schema/{path.stem}.json"
        if (schemas / f"{path.stem}.json").is_file() and not _begins(path, line):
            name = path.relative_to(folders[0]).as_posix()
            yield Problem(
                name, "", "the first line does not name its schema, with which editors check it", f"begin with {line}"
            )


def _begins(path: Path, line: str) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(f"{line}\n")
    except (OSError, UnicodeDecodeError):
        return True  # named by whoever reads it


def _unreadable_tables(folders: tuple[Path, ...]) -> Iterator[Problem]:
    """What is wrong with the shape of the files that are read when the knowledge is checked."""
    yield from cases_that_fit(folders)[1]
    for path in (
        path for folder in folders for path in sorted(folder.glob("*/*.yaml")) if path.stem in ("organisations", "controls")
    ):
        try:
            read_yaml(path, f"{path.parent.name}/{path.name}")
        except ContentError as error:
            yield from error.problems


CHECKS: Final[tuple[Callable[[Catalogue], Iterator[Problem]], ...]] = (
    check_cases,
    check_ordinary,
    check_presumed,
    check_ladders,
    check_clocks,
    check_gates,
    check_idle,
    check_options,
    check_lengths,
    check_organisations,
    check_controls,
    check_examples,
    check_decisions,
    check_version,
    check_persons,
    check_said,
    *([check_readability] if READABILITY_IS_CHECKED else []),
)
