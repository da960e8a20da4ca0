"""Reads a knowledge folder, and overlays of the same shape; refuses one with problems.

    rules/knowledge.yaml        version, day of publication
    rules/common/               what many topics share: sections, roles, switches, exemptions, terms, questions, sources, doors
    rules/nsi/                  a topic: topic, rules, questions, findings, sources, doors, cases

Nothing in it can run: files are read as YAML without tags, and conditions by `guidance.language.text`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, TypeVar

from guidance.knowledge.catalogue import COMMON, Catalogue, Overlay, cited, vocabulary
from guidance.knowledge.checks import CHECKS, rule_names_what_exists
from guidance.knowledge.entries import (
    Advice,
    ConcernEntry,
    Door,
    Exemption,
    Identified,
    Knowledge,
    Question,
    Role,
    RuleEntry,
    Rules,
    Section,
    Source,
    Switch,
    Terms,
    Topic,
    WordList,
)
from guidance.knowledge.reader import MAX_BYTES, ContentError, Problem, Table, Wrong, read_parts, read_what_fits, read_whole
from guidance.language.conditions import Concern, Condition
from guidance.language.rule import Guideline, Obligation
from guidance.language.rulebase import RuleBase, TopicText, mistakes, standing
from guidance.language.text import RESERVED, ConditionError, Vocabulary, nearest, parse

T = TypeVar("T")

LISTS: Final[Mapping[str, type[Identified]]] = {
    "sections": Section,
    "questions": Question,
    "findings": Advice,
    "sources": Source,
    "doors": Door,
    "roles": Role,
    "switches": Switch,
    "exemptions": Exemption,
    "words": WordList,
}
"""Files that hold a list of entries, which any folder may have."""
MOST_MISSPELT: Final = 100
"""Names in rules that cannot be read for which a question is sought that was meant."""
_NAMES_A_QUESTION: Final = re.compile(r"[a-z][a-z_]*\.[a-z0-9_]+")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")
TABLES: Final = ("cases", "organisations", "controls")
"""Files that are read when the knowledge is checked, not when it is loaded."""


class KnowledgeError(ValueError):
    """A knowledge folder has problems and is not used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def _own() -> Path:
    """The knowledge that comes with the product: inside the package once it is installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "rules"
    return installed if installed.is_dir() else package.parent / "rules"


OWN: Final = _own()


@cache
def load() -> Catalogue:
    """The knowledge that comes with the product, read once. Raises KnowledgeError when it has problems."""
    return load_from(OWN)


def load_from(folder: Path, *overlays: Path) -> Catalogue:
    """A knowledge base from a folder, with what overlays add. It shares nothing with any other. Raises KnowledgeError."""
    catalogue, _, problems = _read(folder, overlays)
    if problems or catalogue is None:
        raise KnowledgeError(problems)
    return catalogue


def read(folder: Path, *overlays: Path) -> tuple[Catalogue | None, list[Problem]]:
    """Reads a folder and its overlays, and checks them. With problems, the catalogue holds what has none and rests on nothing that
    has, to be looked at only; there is none where it cannot be told what stands in a file."""
    catalogue, made, problems = _read(folder, overlays)
    return made.standing(catalogue) if problems and made and catalogue else catalogue, problems


def _read(folder: Path, overlays: tuple[Path, ...]) -> "tuple[Catalogue | None, _Rules | None, list[Problem]]":
    layers = [_Layer(folder, ""), *(_Layer(each, f"{each.resolve().name}/") for each in overlays)]
    for layer in layers:
        layer.read()
    problems = [problem for layer in layers for problem in layer.problems]
    problems += [*(problem for layer in layers[1:] for problem in _unnamed(layer)), *_doubled(layers)]
    if any(layer.closed for layer in layers):
        return None, None, problems
    made = _Rules(layers)
    catalogue = _catalogue(layers, made)
    problems += [
        *made.problems,
        *(problem for check in CHECKS for problem in check(catalogue)),
        *made.of_unread_rules(catalogue),
    ]
    return catalogue, made, problems


@dataclass
class _File:
    """The concerns, terms and rules of one file; the lines of its terms and of the conditions of its rules."""

    name: str
    topic: str
    concerns: list[ConcernEntry]
    terms: Mapping[str, str]
    rules: list[RuleEntry]
    data: Table

    def table(self, rule: int) -> Table:
        """A rule as it was read."""
        table: Table = self.data["rules"][rule]
        return table


@dataclass
class _Layer:
    """What one folder holds."""

    folder: Path
    prefix: str
    problems: list[Problem] = field(default_factory=list)
    knowledge: Knowledge | None = None
    entries: dict[str, list[tuple[Identified, str, int]]] = field(default_factory=dict)
    files: list[_File] = field(default_factory=list)
    topics: dict[str, TopicText] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    lost: list[Mapping[str, Any]] = field(default_factory=list)
    """Keys of entries that are wrong, and the rules among them as they were read."""
    closed: bool = False
    """It cannot be told what stands in a file: what others name may stand there."""

    def read(self) -> None:
        """Reads every file; what cannot be read is a problem."""
        with_it = self.folder / "knowledge.yaml"
        read = self._read(partial(read_whole, with_it, Knowledge), with_it)
        self.knowledge = read[0] if read else None
        folders = [path for path in _sorted(self.folder) if path.is_dir() and not path.name.startswith((".", "_"))]
        for path in sorted(folders, key=lambda path: path.name != COMMON):
            self._read_folder(path)
        self._strange(self.folder, ["knowledge"])

    def _read_folder(self, folder: Path) -> None:
        if not _NAME.fullmatch(folder.name):
            remedy = "name it in small letters, digits and underscores, such as export_control"
            self.problems.append(Problem(self._name(folder), "", "the folder's name is no name of a topic", remedy))
        for key, kind in LISTS.items():
            path = folder / f"{key}.yaml"
            if _is_there(path):
                name = self._name(path)
                fits, wrong = self._read(partial(read_what_fits, path, key, kind), path) or ([], [])
                self._lose([((key, item), problems) for item, problems in wrong])
                for entry, table in fits:
                    self.entries.setdefault(key, []).append((entry, name, table.line))
        common = folder.name == COMMON
        self._read_rules(folder / ("terms.yaml" if common else "rules.yaml"), Terms if common else Rules, folder.name)
        if not common:
            path = folder / "topic.yaml"
            read = self._read(partial(read_whole, path, Topic), path)
            if read:
                self.topics[folder.name] = TopicText(read[0].title, read[0].summary)
        self._strange(folder, [*LISTS, *TABLES, *(["terms"] if common else ["topic", "rules"])])

    def _read_rules(self, path: Path, kind: type[Rules] | type[Terms], topic: str) -> None:
        if not _is_there(path):
            return
        read = self._read(partial(read_parts, path, kind), path)
        if read:
            entry, data, wrong = read
            self._lose(wrong)
            rules = entry.rules if isinstance(entry, Rules) else []
            self.files.append(_File(self._name(path), topic, entry.concerns, entry.terms, rules, data))

    def _read(self, read: Callable[[str], T], path: Path) -> T | None:
        try:
            return read(self._name(path))
        except ContentError as error:
            self.problems += error.problems
            self._name_what_stands_in(path)
            return None

    def _name_what_stands_in(self, path: Path) -> None:
        """Notes the names in a file that cannot be read as a whole: who names one of them makes no mistake."""
        text = path.read_text(encoding="utf-8", errors="replace")[:MAX_BYTES] if path.is_file() else ""
        named = {key: set(re.findall(rf"\b{key}:\s*['\"]?([\w.-]+)", text)) for key in ("id", "finds", "raises")}
        match path.stem:
            case "knowledge" if text:
                pass  # nothing in the other files rests on it
            case "topic":
                self.topics[path.parent.name] = TopicText(path.parent.name, "")
            case "terms" | "rules" if text:
                self.unread |= {f"terms:{name}" for name in re.findall(r"^ +(\w+):", text, re.MULTILINE)}
                self.unread |= {f"{kind}:{id}" for kind in ("rules", "concerns") for id in named["id"]}
                self.lost += [{key: name, "when": text} for key, names in named.items() for name in names]
            case kind if kind in LISTS and kind != "sections" and named["id"]:
                self.unread |= {f"{kind}:{id}" for id in named["id"]}
            case _:
                self.closed = True

    def _lose(self, wrong: Wrong) -> None:
        """Notes parts of files that do not fit. A section says whom its questions are about: without one nothing can be read."""
        for (kind, item), problems in wrong:
            self.problems += problems
            self.unread.add(f"{kind}:{item.get('id') if isinstance(item, dict) else item}")
            self.closed |= kind == "sections"
            if kind == "rules" and isinstance(item, dict):
                self.lost.append(item)

    def _name(self, path: Path) -> str:
        return f"{self.prefix}{path.relative_to(self.folder).as_posix()}"

    def _strange(self, folder: Path, known: list[str]) -> None:
        """Files that would be left unread, as one with a misspelt name."""
        for path in _sorted(folder):
            if path.suffix in (".yaml", ".yml") and path.name not in {f"{name}.yaml" for name in known}:
                remedy = f"name it one of {', '.join(f'{name}.yaml' for name in known)}, or take it away"
                self.problems.append(Problem(self._name(path), "", f"no such file is read{nearest(path.stem, known)}", remedy))
                self.closed = True
            elif path.is_dir() and folder != self.folder and any(path.rglob("*.yaml")):
                self.problems.append(Problem(self._name(path), "", "a topic has no folders", "move its files up"))
                self.closed = True


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_there(path: Path) -> bool:
    """A link that leads nowhere counts: it is named when it is read."""
    return path.exists() or path.is_symlink()


def _unnamed(overlay: _Layer) -> Iterator[Problem]:
    if overlay.knowledge and not overlay.knowledge.name:
        yield Problem(f"{overlay.prefix}knowledge.yaml", "", "an overlay has a name", "add name: with who keeps it")


def _doubled(layers: list[_Layer]) -> Iterator[Problem]:
    """Ids that stand twice. An overlay adds to what is there; it changes nothing of it."""
    first: dict[str, str] = {}
    for layer in layers:
        of_overlay = layer is not layers[0]
        for key, name, line in _keys(layer):
            id = key.partition(":")[2]
            if key in first:
                remedy = "an overlay adds and changes nothing: give it another id" if of_overlay else "rename one of them"
                yield Problem(name, id, f"the id is also in {first[key]}", remedy, f"line {line}" if line else "")
                layer.closed |= key.startswith("sections:")
            else:
                first[key] = name


def _keys(layer: _Layer) -> Iterator[tuple[str, str, int]]:
    """Everything of a layer by `kind:id`, with file and line."""
    for kind, entries in layer.entries.items():
        for entry, name, line in entries:
            yield f"{kind}:{entry.id}", name, line
    for id in layer.topics:
        yield f"topics:{id}", f"{layer.prefix}{id}/topic.yaml", 0
    for file in layer.files:
        for number, concern in enumerate(file.concerns):
            yield f"concerns:{concern.id}", file.name, file.data["concerns"][number].line
        for number, rule in enumerate(file.rules):
            yield f"rules:{rule.id}", file.name, file.table(number).line


class _Rules:
    """The rules of all layers, their conditions read. What cannot be read, or does not fit together, is a problem."""

    def __init__(self, layers: list[_Layer]) -> None:
        self.problems: list[Problem] = []
        self.rules: list[Guideline] = []
        self._places: dict[str, tuple[str, Table]] = {}
        self._concerns: dict[str, Concern] = {}
        self._findings: Mapping[str, Advice] = _entries(layers)["findings"]
        self.unread = frozenset().union(*(layer.unread for layer in layers))
        self._terms = [text for layer in layers for file in layer.files for text in file.terms.values()]
        self._lost: list[Mapping[str, Any]] = [rule for layer in layers for rule in layer.lost]
        self._unread: list[tuple[RuleEntry, str, Table]] = []
        words = Vocabulary(_asked(layers), unread=frozenset(_named_in_conditions(self.unread)))
        for layer in layers:
            words = self._read_layer(layer, words)
        for rule in self.rules:
            self.problems += [self._problem(rule, mistake) for mistake in rule.mistakes()]
        fit = mistakes(tuple(self.rules), frozenset(str(rule.get("raises")) for rule in self._lost))
        self.problems += [self._problem(each.rule, each.problem, each.remedy) for each in fit]
        for overlay in layers[1:]:
            self.problems += self._changes(layers[0], overlay)

    def _read_layer(self, layer: _Layer, words: Vocabulary) -> Vocabulary:
        """Concerns are known everywhere, terms of the common folder too, other terms in their own file; what an overlay adds is not
        known to the base."""
        for file in layer.files:
            for number, entry in enumerate(file.concerns):
                if entry.id not in self._concerns and self._is_free(
                    entry.id, words, file, file.data["concerns"][number].lines["id"]
                ):
                    self._concerns[entry.id] = _concern(entry)
                    words |= {entry.id: self._concerns[entry.id]}
        for file in layer.files:  # the common one comes first
            known = self._with_terms(file, words)
            if file.topic == COMMON:
                words = known
            self._read_rules(file, known)
        return words

    def base(self, topics: Mapping[str, TopicText]) -> RuleBase:
        """The rule base; of rules with problems or gaps, one that can only be looked at."""
        flawed = self.problems or self.unread
        return RuleBase(tuple(self.rules), {}, topics) if flawed else RuleBase.of(self.rules, topics)

    def of_unread_rules(self, catalogue: Catalogue) -> Iterator[Problem]:
        """What else is wrong with rules whose condition or concern cannot be read."""
        for entry, file, table in self._unread:
            for each in rule_names_what_exists(catalogue, entry.id, entry):
                yield replace(each, file=file, place=f"line {table.line}")

    def standing(self, catalogue: Catalogue) -> Catalogue:
        """The same with the rules that can be concluded from, and what is missing."""
        sound = [rule for rule in self.rules if not any(rule.mistakes()) and _names_what_is_there(catalogue, rule)]
        lost = {str(rule.get("raises")) for rule in self._lost}
        names = {rule.name for rule in sound}
        lost |= {concern.id for rule in self.rules if rule.name not in names for concern in rule.concerns}
        whole = not self.unread and not self.problems and len(sound) == len(self.rules)
        kept = tuple(sound) if whole else standing(sound, frozenset(lost))
        names = {rule.name for rule in kept}
        missing: list[tuple[Any, Any, Any]] = [
            (rule.name, rule.finds, self._places[rule.name][1]["when"]) for rule in self.rules if rule.name not in names
        ]
        missing += [(rule.get("id"), rule.get("finds"), rule.get("when")) for rule in self._lost]
        texts = [str(when) for _, _, when in missing] + (self._terms if missing else [])
        named = {id for text in texts for id in _NAMES_A_QUESTION.findall(text)}
        strange = sorted(named - catalogue.questions.keys())[:MOST_MISSPELT]
        named |= {near for id in strange for near in get_close_matches(id, catalogue.questions, 1)}
        return replace(
            catalogue,
            rules=RuleBase.of(kept, catalogue.topics),
            unread=self.unread | {f"rules:{name}" for name, _, _ in missing},
            wanted=frozenset(named | {finds for _, finds, _ in missing if isinstance(finds, str)}),
        )

    def _with_terms(self, file: _File, words: Vocabulary) -> Vocabulary:
        """The words of a file: its own terms too."""
        for name, text in file.terms.items():
            line = file.data["terms"].lines[name]
            if self._is_free(name, words, file, line):
                condition = self._condition(text, words, file.name, name, line)
                words = replace(words, unread=words.unread | {name}) if condition is None else words | {name: condition}
        return words

    def _is_free(self, name: str, words: Vocabulary, file: _File, line: int) -> bool:
        if name in RESERVED:
            problem = "the name is a word of the language"
        elif name in words.names:
            problem = "the name is also that of another concern or term"
        else:
            return True
        self.problems.append(Problem(file.name, name, problem, "choose another", f"line {line}"))
        return False

    def _read_rules(self, file: _File, words: Vocabulary) -> None:
        for number, entry in enumerate(file.rules):
            table = file.table(number)
            if entry.id in self._places:  # named by `_doubled`
                continue
            self._places[entry.id] = file.name, table
            when = self._condition(entry.when, words, file.name, entry.id, table.lines["when"])
            raises = self._raised(entry, file, table)
            says = entry.finds is None or f"findings:{entry.finds}" not in self.unread
            if when is not None and says and (raises is not None or entry.raises is None):
                self.rules.append(_rule(entry, when, raises, file.topic, self._sources(entry)))
            else:
                self._lost.append(table)
                self._unread.append((entry, file.name, table))

    def _sources(self, entry: RuleEntry) -> tuple[str, ...]:
        """What the words of its finding rest on, then what the rule cites of its own."""
        finding = self._findings.get(entry.finds or "")
        return tuple(dict.fromkeys([*(finding.sources if finding else ()), *entry.sources]))

    def _condition(self, text: str, words: Vocabulary, file: str, id: str, line: int) -> Condition | None:
        try:
            return parse(text, words)
        except ConditionError as error:
            self.problems += [Problem(file, id, each.message, place=f"line {line + each.line - 1}") for each in error.mistakes]
            return None

    def _raised(self, entry: RuleEntry, file: _File, table: Table) -> Concern | None:
        if entry.raises is None:
            return None
        if entry.raises not in self._concerns and f"concerns:{entry.raises}" not in self.unread:
            near = nearest(entry.raises, self._concerns)
            problem = f"there is no concern {entry.raises!r}{near}"
            remedy = "correct the name, or declare it under concerns:"
            self.problems.append(Problem(file.name, entry.id, problem, remedy, f"line {table.lines['raises']}"))
        return self._concerns.get(entry.raises)

    def _problem(self, rule: Guideline, problem: str, remedy: str = "") -> Problem:
        file, table = self._places[rule.name]
        return Problem(file, rule.name, problem, remedy, f"line {table.line}")

    def _changes(self, base: _Layer, overlay: _Layer) -> Iterator[Problem]:
        """Where rules of an overlay would change what the base concludes."""
        concerns = {each.id for file in base.files for each in file.concerns}
        findings = {entry.id for entry, _, _ in base.entries.get("findings", [])}
        for file in overlay.files:
            for number, rule in enumerate(file.rules):
                for key, id, known in (("raises", rule.raises, concerns), ("finds", rule.finds, findings)):
                    if id in known:
                        what = "concern" if key == "raises" else "finding"
                        problem = f"{key}: {id} is a {what} of the base, which an overlay does not change"
                        place = f"line {file.table(number).lines[key]}"
                        yield Problem(file.name, rule.id, problem, f"{key[:-1]} a {what} of its own", place)


def _names_what_is_there(catalogue: Catalogue, rule: Guideline) -> bool:
    sources = {cited(reference)[0] for reference in rule.sources}
    known = sources <= catalogue.sources.keys() and set(rule.doors) <= catalogue.doors.keys()
    return known and (rule.finds is None or rule.finds in catalogue.advice)


def _named_in_conditions(unread: Iterable[str]) -> Iterator[str]:
    """What conditions may name of entries that are wrong."""
    prefix = {"questions": "", "switches": "switch.", "concerns": "", "terms": ""}
    for key in unread:
        kind, _, id = key.partition(":")
        if kind in prefix:
            yield prefix[kind] + id


def _asked(layers: list[_Layer]) -> Mapping[str, Any]:
    entries = _entries(layers)
    return vocabulary(entries["sections"], entries["questions"], entries["switches"])


def _concern(entry: ConcernEntry) -> Concern:
    return Concern(entry.about, entry.id, entry.words, entry.absent or "")


def _rule(entry: RuleEntry, when: Condition, raises: Concern | None, topic: str, sources: tuple[str, ...]) -> Guideline:
    return Guideline(
        when=when,
        raises=raises,
        finds=entry.finds,
        severity=entry.severity,
        level=entry.level,
        contradicts=entry.contradicts,
        obligation=Obligation[entry.obligation.upper()],
        bound=entry.bound,
        sources=sources,
        doors=tuple(entry.doors),
        adds=" ".join(entry.adds.split()),
        step=entry.step,
        starts=entry.starts,
        ends=entry.ends,
        name=entry.id,
        topic=topic,
        reason=" ".join(entry.reason.split()),
    )


def _entries(layers: list[_Layer]) -> dict[str, dict[str, Any]]:
    """Every entry by kind and id."""
    return {kind: {entry.id: entry for layer in layers for entry, _, _ in layer.entries.get(kind, [])} for kind in LISTS}


def _catalogue(layers: list[_Layer], made: _Rules) -> Catalogue:
    entries = _entries(layers)
    places = [place for layer in layers for place in _keys(layer)]
    topics = {id: text for layer in layers for id, text in layer.topics.items()}
    known = [layer.knowledge or Knowledge(version="1970.1.0", published=date.today(), not_covered=[]) for layer in layers]
    return Catalogue(
        knowledge=known[0],
        sections=entries["sections"],
        questions=entries["questions"],
        advice=entries["findings"],
        sources=entries["sources"],
        doors=entries["doors"],
        roles=entries["roles"],
        switches=entries["switches"],
        exemptions=entries["exemptions"],
        words=entries["words"],
        rules=made.base(topics),
        unread=made.unread,
        files={key: name for key, name, _ in places},
        lines={key: line for key, _, line in places},
        overlays=tuple(
            Overlay(knowledge, frozenset(key for key, _, _ in _keys(layer)))
            for layer, knowledge in zip(layers[1:], known[1:], strict=True)
        ),
        folders=tuple(layer.folder for layer in layers),
    )
