"""Proposed answers to questions, from a text that came in, each with the sentence that it rests on. An officer takes or leaves each."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Enough, Kind, Question
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts
from guidance.reading import phrases
from guidance.reading.likeness import Like, Likeness, belonging, weighed
from guidance.reading.phrases import Phrase
from guidance.reading.words import Sentence, sentences

MOST_CHARACTERS: Final = 20_000
"""Of a text that is read: a long exchange of e-mails."""
LIKE: Final = 0.13
"""The least likeness to a kind of case by which it is proposed when no phrase says it."""
UNRIVALLED: Final = 1.5
"""How many times as like as the second it then is."""
APART: Final = 1.15
"""How many times as like as the second it is where a phrase says it, and phrases say other kinds too."""
LIKELY: Final = 0.6
"""Share of the likeness of the first from which a kind is mentioned beside it, or in its place."""
MOST_LIKELY: Final = 3
"""Kinds that are offered because the text is like them."""
FEW_WORDS: Final = 5
"""Words in common below which a likeness says nothing."""
MOST_MARKED: Final = 6
"""Words of a sentence that are marked as what makes it like a kind."""


class ReadingError(ValueError):
    """A text cannot be read; the message says what was read and what was expected."""


@dataclass(frozen=True)
class Proposal:
    """An option of a question that a text seems to say, or "not sure" where it says that this is not known.

    `phrase`: the words of the knowledge base that were found. `sentence`, and in it the spans of the `words` that were matched."""

    question: str
    option: str
    phrase: str
    sentence: str
    words: tuple[tuple[int, int], ...]
    at: int

    @property
    def marked(self) -> Iterator[tuple[str, bool]]:
        """The sentence in pieces, each with whether it was matched."""
        last = 0
        for start, end in self.words:
            if self.sentence[last:start]:
                yield self.sentence[last:start], False
            yield self.sentence[start:end], True
            last = end
        if self.sentence[last:]:
            yield self.sentence[last:], False


@dataclass(frozen=True)
class Reading:
    """What a text seems to say, and what it only mentions: kinds of case that are as likely, and what is said once or is rivalled.

    What is mentioned is no proposal: more than half of it is wrong."""

    proposals: tuple[Proposal, ...]
    mentioned: tuple[Proposal, ...]


class Lexicon:
    """The words by which people say the options of the questions of a knowledge base. Raises PhraseError."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lists = {each.id: each.words for each in catalogue.words.values()}
        self._likeness = Likeness(catalogue, KIND) if KIND in catalogue.questions else None
        self._of_kind = belonging(catalogue, KIND)
        self._by_stem: dict[str, list[tuple[Question, str, Phrase]]] = defaultdict(list)
        for question in catalogue.questions.values():
            for option in question.options:
                for text in option.said:
                    phrase = phrases.read(text, self._lists)
                    for each in phrase.begins:
                        self._by_stem[each].append((question, option.id, phrase))

    def propose(self, text: str, day: date | None = None) -> tuple[Proposal, ...]:
        """The proposals of `read`."""
        return self.read(text, day).proposals

    def read(self, text: str, day: date | None = None) -> Reading:
        """What a text says of one case, in the order of the questions: of each question that can matter in a case of its kind.

        Raises ReadingError for a text that is too long."""
        if len(text) > MOST_CHARACTERS:
            raise ReadingError(
                f"the text has {len(text):,} characters; the most that is read is {MOST_CHARACTERS:,}: paste the part that tells the case"
            )
        said: dict[str, list[Proposal]] = defaultdict(list)
        read = list(sentences(text))
        for sentence in read:
            for proposal in self._said(text, sentence):
                said[proposal.question].append(proposal)
        proposals, mentioned = self._kinds(text, read, said.pop(KIND, []))
        sure, mentioned_kinds = list(proposals), list(mentioned)
        opening = read[0].end if read else 0
        for id, of_one in said.items():
            question = self._catalogue.questions[id]
            first = _first_of_all(question, of_one, opening)
            for each in _settled(question, first):
                of_the_kind = self._of_kind.get(id) in {kind.option for kind in sure}
                (proposals if _enough(question, each, first, opening, of_the_kind) else mentioned).append(each)
        asked = self._asked([*(sure or mentioned_kinds), *filter(self._of_the_organisation, proposals)], day)
        return Reading(
            self._in_order(each for each in proposals if each.question in asked),
            self._in_order(each for each in mentioned if each.question in asked),
        )

    def _of_the_organisation(self, proposal: Proposal) -> bool:
        """Whether it settles one thing of the organisation, such as which university: what follows from that is not asked."""
        one = self._catalogue.questions[proposal.question].kind is Kind.ONE
        return one and self._catalogue.scope(proposal.question) is Scope.ORGANISATION

    def _in_order(self, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
        order = self._catalogue.order
        return tuple(sorted(proposals, key=lambda each: (order[each.question], each.at, each.option)))

    def _kinds(self, text: str, read: list[Sentence], said: list[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
        """The kind of case that the whole text is most like, where nothing rivals it or a phrase says it too; and those only mentioned.

        A phrase alone is a mention: a letter about a leaver can speak of a laptop that was lost."""
        if self._likeness is None:
            return [], []
        by_phrase = {each.option: each for each in _settled(self._catalogue.questions[KIND], said)}
        ranked = self._likeness.ranked(text, read)
        near = [
            each for each in ranked[:MOST_LIKELY] if len(each.words) >= FEW_WORDS and each.score >= LIKELY * ranked[0].score
        ]
        second = ranked[1].score if len(ranked) > 1 else 0.0
        unrivalled = ranked[0].score >= max(LIKE, UNRIVALLED * second)
        offered = {each.option: _as_like(text, read, each) for each in near} | by_phrase
        apart = by_phrase.keys() == {ranked[0].option} or ranked[0].score >= APART * second
        chosen = ranked[0].option if near and (unrivalled or (apart and ranked[0].option in by_phrase)) else ""
        return (
            [each for option, each in offered.items() if option == chosen],
            [each for option, each in offered.items() if option != chosen],
        )

    def _said(self, text: str, sentence: Sentence) -> Iterator[Proposal]:
        tried: set[tuple[str, str, str]] = set()
        for each in sentence.places.keys() & self._by_stem.keys():
            for question, option, phrase in self._by_stem[each]:
                key = (question.id, option, phrase.text)
                if key in tried:
                    continue
                tried.add(key)
                found = phrases.found(phrase, sentence)
                if found and not (found.unknown and question.kind is not Kind.ONE):
                    yield _proposal(
                        text, sentence, question.id, NOT_SURE if found.unknown else option, phrase.text, found.places
                    )

    def _asked(self, known: list[Proposal], day: date | None) -> Collection[str]:
        """The questions that a case of which this is known comes to; those that only the report prints; and the kind itself."""
        own, case = answers(self._catalogue, known)
        day = day or self._catalogue.knowledge.published

        def live(own: Answers) -> Collection[str]:
            facts = Facts({**self._catalogue.switched(day), **own}, {"case": case}, day)
            return {id for id, _ in self._catalogue.reading(facts).all_live()}

        printed = {id for id, question in self._catalogue.questions.items() if not question.read_by_rules}
        still = {id for id in own if id in live({other: value for other, value in own.items() if other != id})}
        return {*live(own), *still, *printed, KIND}


KIND: Final = "activity.kind"
"""The question that says what kind of case it is."""


def answers(catalogue: Catalogue, taken: Iterable[Proposal]) -> tuple[Answers, Answers]:
    """Proposals that were taken, as answers about the organisation and about the case."""
    given: dict[Scope, dict[str, Answer]] = {scope: {} for scope in Scope}
    for each in taken:
        here = given[catalogue.scope(each.question)]
        if catalogue.questions[each.question].kind is Kind.MANY:
            before = here.get(each.question, frozenset())
            assert isinstance(before, frozenset)
            here[each.question] = before | {each.option}
        else:
            here[each.question] = each.option
    return given[Scope.ORGANISATION], given[Scope.ACTIVITY]


def _proposal(text: str, sentence: Sentence, question: str, option: str, phrase: str, places: tuple[int, ...]) -> Proposal:
    spans = tuple(
        (sentence.words[place].start - sentence.start, sentence.words[place].end - sentence.start) for place in places
    )
    return Proposal(question, option, phrase, text[sentence.start : sentence.end], spans, sentence.start)


def _as_like(text: str, read: list[Sentence], like: Like) -> Proposal:
    """A kind of case with the sentence that is most like it, and those of its words that make it so."""
    weighty = [[(like.words.get(word, 0.0), place) for word, place in weighed(text, each)] for each in read]
    best = max(range(len(read)), key=lambda number: sum(weight for weight, _ in weighty[number]))
    most = sorted(weighty[best], reverse=True)[:MOST_MARKED]
    return _proposal(text, read[best], KIND, like.option, "", tuple(sorted(place for weight, place in most if weight)))


def _first_of_all(question: Question, said: list[Proposal], opening: int) -> list[Proposal]:
    """Of a question with one answer that the opening sentence can settle: what is said there, if anything is.

    A letter begins with whose case it is; a place or a body that comes later can be another's."""
    if question.kind is not Kind.ONE or question.enough is not Enough.OPENING:
        return said
    return [each for each in said if each.at < opening] or said


def _settled(question: Question, said: list[Proposal]) -> Iterator[Proposal]:
    """Of a question with one answer, what is said in most words, and of those first; of the others each option once, as first said."""
    ranked = sorted(said, key=lambda each: (each.option == NOT_SURE, -len(each.words), each.at, each.option, each.phrase))
    if question.kind is Kind.ONE:
        yield ranked[0]
        return
    alone = {option.id for option in question.options if option.alone}
    plain: Mapping[str, Proposal] = {each.option: each for each in reversed(ranked)}
    yield from (each for option, each in plain.items() if option not in alone or plain.keys() <= alone)


def _enough(question: Question, proposal: Proposal, said: list[Proposal], opening: int, of_the_kind: bool) -> bool:
    """Whether what is said of a question suffices for a proposal: of one that belongs to the kind that was read, said once.

    `opening`: where the first sentence ends."""
    if question.kind is Kind.ONE and any(_rivals(each, proposal) for each in said):
        return False
    if of_the_kind or question.enough is Enough.ONCE or (question.enough is Enough.OPENING and proposal.at < opening):
        return True
    return len({(each.at, each.words) for each in said if each.option == proposal.option}) > 1


def _rivals(other: Proposal, proposal: Proposal) -> bool:
    """Whether another answer is said, in other words than those of the proposal."""
    apart = other.at != proposal.at or not set(other.words) & set(proposal.words)
    return other.option != proposal.option and apart
