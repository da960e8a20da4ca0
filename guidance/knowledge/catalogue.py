"""A knowledge base: content and rules joined, with version and hash. `guidance.knowledge.folder` reads it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guidance.inference.english import english
from guidance.inference.memos import Questions
from guidance.inference.nodes import compiled
from guidance.inference.three_valued import Reading
from guidance.knowledge.entries import (
    Advice,
    Confidence,
    Door,
    Exemption,
    Identified,
    Kind,
    Knowledge,
    Question,
    Role,
    Section,
    Source,
    Switch,
    Tells,
    WordList,
)
from guidance.knowledge.reader import Problem
from guidance.language.conditions import Question as Named
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts, Presumptions
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase, TopicText
from guidance.language.text import Asked, Vocabulary, written

if TYPE_CHECKING:
    from guidance.inference.experta.conclusion import Inference

NOT_CONTENT: Final = {"released"}
"""What is said about a content, and is no part of it."""
COMMON: Final = "common"
"""The folder of what several topics share. Its questions are asked first."""
SWITCHES: Final = "switch"
"""The section under which rules read the switches."""
WHO: Final = "profile.kind"
"""The question which kind of organisation asks: it tells which law applies, and which doors serve it."""


@dataclass(frozen=True)
class Citation:
    """A source as a rule cites it: the source, and the paragraph."""

    source: Source
    paragraph: str

    @property
    def confidence(self) -> Confidence:
        """How the paragraph was seen; where nothing is said of it, how the source was."""
        return next((read.confidence for read in self.source.read if read.at == self.paragraph), self.source.confidence)


@dataclass(frozen=True)
class Telling:
    """Questions by what an answer to them tells, as parts of a ground have them."""

    case: Questions
    kind: Questions
    frame: Questions


@dataclass(frozen=True)
class Overlay:
    """An institution's own knowledge, read with that of the product: what identifies it, and the keys (`kind:id`) of what it adds."""

    knowledge: Knowledge
    keys: frozenset[str]


@dataclass(frozen=True)
class Catalogue:
    """A knowledge base. Mappings keep the order of the files. Two of them have nothing in common.

    `files` and `lines` say where an entry stands, by `kind:id`; `folders` are those that it was read from. Of a base that is only
    looked at because it has problems, `unread` are the keys of what is missing, and `wanted` the ids that missing rules name."""

    knowledge: Knowledge
    sections: Mapping[str, Section]
    questions: Mapping[str, Question]
    advice: Mapping[str, Advice]
    sources: Mapping[str, Source]
    doors: Mapping[str, Door]
    roles: Mapping[str, Role]
    switches: Mapping[str, Switch]
    exemptions: Mapping[str, Exemption]
    words: Mapping[str, WordList]
    rules: RuleBase
    files: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)
    overlays: tuple[Overlay, ...] = ()
    folders: tuple[Path, ...] = ()
    unread: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """The folders whose cases say what is to follow: those of the overlays, if there are any."""
        return self.folders[1:] or self.folders

    @property
    def own_rules(self) -> tuple[str, ...]:
        """The keys of the rules that stand in them."""
        added = frozenset[str]().union(*(overlay.keys for overlay in self.overlays)) or self.files.keys()
        return tuple(key for key in self.files if key in added and key.startswith("rules:"))

    @cached_property
    def hash(self) -> str:
        """SHA-256 over every entry and rule, in hexadecimal; the same content has the same hash on any machine."""
        return self._digest(self.knowledge, lambda _: True)

    def _digest(self, knowledge: Knowledge, own: Callable[[str], bool]) -> str:
        entries = [entry for kind, part in self.parts().items() for id, entry in part.items() if own(f"{kind}:{id}")]
        rules = [
            {
                **{field.name: getattr(rule, field.name) for field in fields(rule)},
                "when": written(rule.when),
                "raises": repr(rule.raises),
            }
            for rule in self.rules.guidelines
            if own(f"rules:{rule.name}")
        ]
        topics = sorted((id, text.title, text.summary) for id, text in self.topics.items() if own(f"topics:{id}"))
        data = [
            [entry.model_dump(mode="json", exclude=NOT_CONTENT) for entry in (knowledge, *entries)],
            sorted(rules, key=lambda rule: rule["name"]),
            topics,
        ]
        return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()

    @cached_property
    def inference(self) -> "Inference":
        """The experta engine of these rules, built when it is first asked for, and shared."""
        from guidance.inference.experta.conclusion import Inference

        return Inference(self.rules)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each question in the files."""
        return {id: place for place, id in enumerate(self.questions)}

    @cached_property
    def presumptions(self) -> Presumptions:
        """What each question is taken to say while nobody has answered it, and in the ordinary case."""
        read = [question for question in self.questions.values() if question.read_by_rules]
        return Presumptions(
            {each.id: _read(each.presumption) for each in read if each.presumption is not None},
            {each.id: _read(each.ordinary) for each in read if each.ordinary is not None},
        )

    @cached_property
    def ordinary(self) -> Mapping[Scope, Mapping[str, Answer]]:
        """The ordinary answers to the questions of each scope."""
        taken = self.presumptions.ordinary
        return {scope: {each.id: taken[each.id] for each in self.asked_of(scope) if each.id in taken} for scope in Scope}

    def reading(self, facts: Facts) -> Reading:
        """The three-valued reading of a case, with what is presumed where answers are missing."""
        return Reading(self.rules, facts, self.presumptions)

    @cached_property
    def telling(self) -> Telling:
        """The questions that tell of a case, of its kind or of its frame."""
        every, nodes = self.questions.values(), compiled(self.rules, self.presumptions)
        case, kind, frame = (nodes.bits_of(each.id for each in every if each.tells is tells) for tells in Tells)
        return Telling(case, kind, frame)

    @cached_property
    def rule_order(self) -> Mapping[str, int]:
        """The place of each rule in the rule base, by its name."""
        return {rule.name: number for number, rule in enumerate(self.rules.guidelines)}

    @cached_property
    def sayings(self) -> Mapping[str, tuple[Guideline, ...]]:
        """The rules that raise a concern and add something, by the concern."""
        found: dict[str, tuple[Guideline, ...]] = {}
        for rule in self.rules.guidelines:
            if rule.raises is not None and rule.adds:
                found[rule.raises.id] = (*found.get(rule.raises.id, ()), rule)
        return found

    @cached_property
    def details(self) -> Mapping[str, tuple[Guideline, ...]]:
        """What may be said beside each finding that names concerns under `details:`."""
        return {
            id: tuple(rule for name in advice.details for rule in self.sayings.get(name, ()))
            for id, advice in self.advice.items()
            if advice.details
        }

    @cached_property
    def early(self) -> frozenset[str]:
        """The questions that are asked as soon as they can matter."""
        return frozenset(question.id for question in self.questions.values() if question.early)

    @cached_property
    def early_of_any_kind(self) -> frozenset[str]:
        """Those of them that are asked of any kind of case: they belong to no topic, but to all."""
        return frozenset(id for id in self.early if Path(self.files[f"questions:{id}"]).parent.name == COMMON)

    @cached_property
    def decisive(self) -> tuple[Question, ...]:
        """The questions without which no low level is given."""
        return tuple(question for question in self.questions.values() if question.decisive)

    @cached_property
    def _told_by(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions.values() if question.told_by)

    def told_by_others(self, answers: Answers) -> Iterator[str]:
        """The open questions that other answers about the same tell of: one that follows on them was answered."""
        for question in self._told_by:
            if answers.get(question.id, NOT_SURE) == NOT_SURE and any(
                not _ticked(answers.get(other)).isdisjoint(options) for other, options in question.told_by.items()
            ):
                yield question.id

    @cached_property
    def _remote(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions.values() if question.remote)

    def remote_beside(self, answers: Answers) -> Iterator[str]:
        """The questions that are not to be reckoned with unsaid beside the other answers about the same."""
        return (question.id for question in self._remote if _is_so_beside(question.remote, answers))

    def closed_to(self, kind: Answer | None) -> frozenset[str]:
        """The doors that do not serve an organisation of a kind. While nobody knows the kind, none is closed."""
        if kind is None or kind == NOT_SURE:
            return frozenset()
        return frozenset(door.id for door in self.doors.values() if door.serves and kind not in door.serves)

    @cached_property
    def hashes(self) -> tuple[str, ...]:
        """The hash of what the knowledge folder holds, then of what each overlay adds."""
        added = frozenset[str]().union(*(overlay.keys for overlay in self.overlays))
        own = self._digest(self.knowledge, lambda key: key not in added)
        of_overlays = [self._digest(each.knowledge, each.keys.__contains__) for each in self.overlays]
        return own, *of_overlays

    @property
    def version(self) -> str:
        """Version and the first twelve digits of the hash, as every report prints them; then name, version and hash of overlays."""
        names = [self.knowledge.version, *(f"{each.knowledge.name} {each.knowledge.version}" for each in self.overlays)]
        return " + ".join(f"{name} ({hash[:12]})" for name, hash in zip(names, self.hashes, strict=True))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What conditions may name: every question and switch, and every concern that a rule raises."""
        concerns = {concern.id: concern for concern in self.rules.raised_by if not concern.of_findings}
        return Vocabulary(vocabulary(self.sections, self.questions, self.switches), concerns)

    def problem(self, key: str, problem: str, remedy: str) -> Problem:
        """A problem with an entry, named `kind:id`, with its file and line."""
        kind, _, id = key.partition(":")
        line = self.lines.get(key)
        return Problem(self.files.get(key, f"{kind}.yaml"), id, problem, remedy, f"line {line}" if line else "")

    @property
    def not_covered(self) -> tuple[str, ...]:
        """What is left out, by the knowledge base and by its overlays."""
        every = self.knowledge, *(overlay.knowledge for overlay in self.overlays)
        return tuple(line for each in every for line in each.not_covered)

    @property
    def topics(self) -> Mapping[str, TopicText]:
        """Every topic by the name of its folder, with title and summary."""
        return self.rules.topics

    def scope(self, question: str) -> Scope:
        """Whether a question is asked once or of each activity. Raises KeyError."""
        return self.sections[self.questions[question].section].scope

    def asked_of(self, scope: Scope) -> Iterator[Question]:
        """The questions of one scope, section by section."""
        for section in self.sections.values():
            if section.scope is scope:
                yield from self.in_section[section.id]

    def beside_the_point(self, question: str, answers: Answers) -> bool:
        """Whether a question is not asked beside the other answers about the same activity, unless somebody wants to answer it."""
        asked = self.questions[question]
        pairs = (*asked.unless.items(), *self.sections[asked.section].unless.items())
        return any(_says_only(answers.get(other, NOT_SURE), options) for other, options in pairs)

    @cached_property
    def in_section(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions of each section, in the order of the files."""
        return {id: tuple(q for q in self.questions.values() if q.section == id) for id in self.sections}

    def citations(self, rule: Guideline) -> tuple[Citation, ...]:
        """The sources a rule cites, with paragraphs."""
        return tuple(Citation(self.sources[id], paragraph) for id, paragraph in map(cited, rule.sources))

    def check_before_relying(self, rule: Guideline) -> str | None:
        """What to check before relying on a finding: what its advice names, or that no source of it was seen at all."""
        advice = self.advice.get(rule.finds or "")
        if advice and advice.check:
            return advice.check
        citations = self.citations(rule)
        if citations and all(citation.confidence is Confidence.RECALLED for citation in citations):
            return "Nobody has seen the text of the source; it is recalled from memory."
        return None

    def switched(self, day: date) -> dict[str, Answer]:
        """The switches as answers on a day; an unknown one is "not sure"."""
        return thrown({id: switch.at(day) for id, switch in self.switches.items()})

    def overdue(self, day: date) -> tuple[Source, ...]:
        """Sources whose review was due before the day."""
        return tuple(s for s in self.sources.values() if s.last_checked + timedelta(days=s.review_days) < day)

    def question(self, question: str) -> str:
        """A question as a noun phrase, for the English reading."""
        section, _, name = question.partition(".")
        return self.switches[name].asks if section == SWITCHES else self.questions[question].label

    def option(self, question: str, option: str) -> str:
        """An option in words, for the English reading."""
        section, _, _ = question.partition(".")
        return option if section == SWITCHES else self.questions[question].option(option).text

    def answer(self, question: str, value: object) -> str:
        """A recorded answer as the officer reads it."""
        if value == NOT_SURE:
            return "Not sure"
        asked = self.questions[question]
        texts = {option.id: option.text for option in asked.options}
        if isinstance(value, list | frozenset):
            return "; ".join(text for id, text in texts.items() if id in value)
        unit = f" {asked.unit}" if asked.unit else ""
        return texts.get(str(value), f"{value}{unit}")

    def in_words(self, rule: Guideline) -> str:
        """When the rule applies, as one sentence."""
        each = "For each activity: if " if rule.scope is Scope.ACTIVITY else "If "
        return f"{each}{english(rule.when, self)}."

    def parts(self) -> Mapping[str, Mapping[str, Identified]]:
        """Every entry by kind and id."""
        return {
            "sections": self.sections,
            "questions": self.questions,
            "findings": self.advice,
            "sources": self.sources,
            "doors": self.doors,
            "roles": self.roles,
            "switches": self.switches,
            "exemptions": self.exemptions,
            "words": self.words,
        }


def thrown(switches: Mapping[str, str]) -> dict[str, Answer]:
    """Switches, yes, no or unknown, as the answers that rules read; an unknown one is "not sure"."""
    return {f"{SWITCHES}.{id}": NOT_SURE if value == "unknown" else value for id, value in switches.items()}


def _says_only(answer: Answer, options: Sequence[str]) -> bool:
    """Whether an answer gives these options, or some of them, and nothing else."""
    given = answer if isinstance(answer, frozenset) else {str(answer)}
    return bool(given) and given <= set(options)


def _is_so_beside(so: bool | Mapping[str, Sequence[str]], answers: Answers) -> bool:
    """Whether something said of a question holds beside the other answers: always, never, or where each is among these options."""
    if isinstance(so, bool):
        return so
    return all(_says_only(answers.get(other, NOT_SURE), options) for other, options in so.items())


def _ticked(answer: Answer | None) -> frozenset[str]:
    return answer if isinstance(answer, frozenset) else frozenset({str(answer)})


def _read(value: str | int | float | list[str]) -> Answer:
    """A value of the content as rules read it."""
    return frozenset(value) if isinstance(value, list) else value


def vocabulary(
    sections: Mapping[str, Section], questions: Mapping[str, Question], switches: Mapping[str, Switch]
) -> Mapping[str, Asked]:
    """Questions and switches as conditions may name them; one in no known section is taken to be about activities."""
    asked = {}
    for id, question in questions.items():
        scope = sections[question.section].scope if question.section in sections else Scope.ACTIVITY
        options = tuple(option.id for option in question.options)
        asked[id] = Asked(Named(scope, id), options, question.kind is Kind.NUMBER)
    for switch in switches:
        id = f"{SWITCHES}.{switch}"
        asked[id] = Asked(Named(Scope.ORGANISATION, id), ("yes", "no"))
    return asked


def cited(reference: str) -> tuple[str, str]:
    """A citation as a rule writes it, "eco-2008 art.18", as source id and paragraph."""
    id, _, paragraph = reference.partition(" ")
    return id, paragraph
