"""Proposed answers to questions, from a text that came in, each with the sentence that it rests on. An officer takes or leaves each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts
from guidance.reading import phrases
from guidance.reading.phrases import Phrase
from guidance.reading.words import Sentence, sentences

MOST_CHARACTERS: Final = 20_000
"""Of a text that is read: a long exchange of e-mails."""


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


class Lexicon:
    """The words by which people say the options of the questions of a knowledge base. Raises PhraseError."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lists = {each.id: each.words for each in catalogue.words.values()}
        self._by_stem: dict[str, list[tuple[Question, str, Phrase]]] = defaultdict(list)
        for question in catalogue.questions.values():
            for option in question.options:
                for text in option.said:
                    phrase = phrases.read(text, self._lists)
                    for each in phrase.begins:
                        self._by_stem[each].append((question, option.id, phrase))

    def propose(self, text: str, day: date | None = None) -> tuple[Proposal, ...]:
        """What a text says of one case, in the order of the questions: of each question that can matter in a case of its kind.

        Raises ReadingError for a text that is too long."""
        if len(text) > MOST_CHARACTERS:
            raise ReadingError(
                f"the text has {len(text):,} characters; the most that is read is {MOST_CHARACTERS:,}: paste the part that tells the case"
            )
        said: dict[str, list[Proposal]] = defaultdict(list)
        for sentence in sentences(text):
            for proposal in self._said(text, sentence):
                said[proposal.question].append(proposal)
        settled = [each for id, of_one in said.items() for each in _settled(self._catalogue.questions[id], of_one)]
        order = self._catalogue.order
        return tuple(sorted(self._that_matter(settled, day), key=lambda each: (order[each.question], each.at, each.option)))

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

    def _that_matter(self, proposals: list[Proposal], day: date | None) -> Iterator[Proposal]:
        """Those to questions that a case of the kind that was read comes to."""
        if not proposals:
            return
        _, case = answers(self._catalogue, [each for each in proposals if each.question == KIND])
        day = day or self._catalogue.knowledge.published
        reading = self._catalogue.reading(Facts(self._catalogue.switched(day), {"case": case}, day))
        live = {id for id, _ in reading.all_live()}
        for each in proposals:
            if each.question in live or each.question == KIND or not self._catalogue.questions[each.question].read_by_rules:
                yield each


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


def _settled(question: Question, said: list[Proposal]) -> Iterator[Proposal]:
    """Of a question with one answer, what is said in most words, and of those first; of the others each option once, as first said."""
    ranked = sorted(said, key=lambda each: (each.option == NOT_SURE, -len(each.words), each.at, each.option, each.phrase))
    if question.kind is Kind.ONE:
        yield ranked[0]
        return
    alone = {option.id for option in question.options if option.alone}
    plain: Mapping[str, Proposal] = {each.option: each for each in reversed(ranked)}
    yield from (each for option, each in plain.items() if option not in alone or plain.keys() <= alone)
