"""The words by which people say the options of questions: each can be read, says one answer, and is not about what a person is."""

from collections.abc import Iterator, Mapping

from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Question
from guidance.knowledge.reader import Problem
from guidance.reading.phrases import Phrase, PhraseError, faults, read


def check_said(catalogue: Catalogue) -> Iterator[Problem]:
    """Phrases that cannot be read, that two options of one question share, or that would speak of persons."""
    lists = {each.id: each.words for each in catalogue.words.values()}
    for question in catalogue.questions.values():
        yield from _of_question(catalogue, question, lists)


def _of_question(catalogue: Catalogue, question: Question, lists: Mapping[str, list[str]]) -> Iterator[Problem]:
    key, first = f"questions:{question.id}", dict[object, str]()
    for option in question.options:
        for text in option.said:
            try:
                phrase = read(text, lists)
            except PhraseError as error:
                yield catalogue.problem(key, f"{option.id}, said: {text!r}: {error}", "correct the phrase")
                continue
            for fault in faults(phrase):
                yield catalogue.problem(key, f"{option.id}, said: {text!r}: {fault}", "speak of institutions and things")
            before = first.setdefault(_words(phrase), option.id)
            if before != option.id:
                yield catalogue.problem(key, f"{before} and {option.id} are both said by {text!r}", "leave it with one of them")


def _words(phrase: Phrase) -> object:
    """A phrase without the order of its parts, to be compared."""
    return frozenset(phrase.parts)
