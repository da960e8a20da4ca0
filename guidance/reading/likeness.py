"""Which options of a question a whole text is most like, by the words that the knowledge itself uses of each.

A phrase finds a mention: a letter about a leaver can mention a laptop that was lost. What the case is shows in all of its words. So each
option is a bag of words: its own, those of the rules that hold for it alone, and of what those rules find and ask. A text is compared
with each by the cosine of their weighted words. A word weighs more the fewer options use it. Words of persons, countries and
places weigh nothing, and neither does a word in capitals inside a sentence, which may be a name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import All, AnswerAtom, Condition, Is, atoms
from guidance.reading.words import OF_PERSONS, Sentence, stem

OWN: Final = 5
"""How often the words of an option itself count."""
SHORT: Final = 2
"""Letters of a word that is too short to say what a case is about."""
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:['’][^\W_]+)?")
_LISTED: Final = re.compile(r"<[\w-]+>")

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Like:
    """An option that a text is like. `score`: from 0, no word in common, to 1, the same words. `words`: what each stem adds to it."""

    option: str
    score: float
    words: Weights


class Likeness:
    """The words of the knowledge base about each option of a question."""

    def __init__(self, catalogue: Catalogue, question: str) -> None:
        self._passed = OF_PERSONS | {
            part for each in PLACES if each in catalogue.words for word in catalogue.words[each].words for part in _stems(word)
        }
        bags = {option: self._bag(texts) for option, texts in _texts(catalogue, question).items()}
        used = Counter(word for bag in bags.values() for word in bag)
        self._rare = {word: log((len(bags) + 1) / (many + 0.5)) for word, many in used.items() if many <= len(bags) / 2}
        self._options = {option: self._weighed(bag) for option, bag in bags.items()}

    def _bag(self, texts: Iterable[tuple[str, int]]) -> Counter[str]:
        bag: Counter[str] = Counter()
        for text, times in texts:
            for word in _stems(text):
                if word not in self._passed:
                    bag[word] += times
        return bag

    def _weighed(self, bag: Mapping[str, int]) -> Weights:
        weights = {word: (1 + log(many)) * self._rare[word] for word, many in bag.items() if word in self._rare}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    def ranked(self, text: str, sentences: Sequence[Sentence]) -> list[Like]:
        """Every option, the likest first."""
        told = self._weighed(Counter(word for sentence in sentences for word, _ in weighed(text, sentence)))
        likes = []
        for option, weights in self._options.items():
            words = {word: weight * weights[word] for word, weight in told.items() if word in weights}
            likes.append(Like(option, sum(words.values()), words))
        return sorted(likes, key=lambda each: (-each.score, each.option))


def weighed(text: str, sentence: Sentence) -> Iterator[tuple[str, int]]:
    """The stems of a sentence that can weigh, each with its place."""
    for place, word in enumerate(sentence.words):
        written = text[word.start : word.end]
        named = place > 0 and written[0].isupper() and not written.isupper()
        if len(written) > SHORT and word.stem and not named:
            yield word.stem, place


PLACES: Final = ("town", "mainland", "hk", "chinese", "usa")
"""Lists of words that name places and countries."""


def _stems(text: str) -> Iterator[str]:
    return (stem(word) for word in _LETTERS.findall(text) if len(word) > SHORT)


def _texts(catalogue: Catalogue, question: str) -> Mapping[str, list[tuple[str, int]]]:
    """What the knowledge says of each option, and how often that counts."""
    options = catalogue.questions[question].options
    texts = {option.id: [(option.text, OWN), (_plain(option.said), 1)] for option in options}
    finds: dict[str, set[str]] = defaultdict(set)
    for rule in catalogue.rules.guidelines:
        of = _needs(rule.when, question)
        alone = of[0] if len(of) == 1 else ""
        if alone in texts:
            texts[alone].append((rule.reason, 1))
        if rule.finds:
            finds[rule.finds].add(alone)
    for found, by in finds.items():
        for option in by & texts.keys() if len(by - {""}) == 1 else ():
            advice = catalogue.advice[found]
            texts[option].append((f"{advice.title} {advice.says} {advice.action}", 1))
    for asked, option in belonging(catalogue, question).items():
        of_it = catalogue.questions[asked]
        says = " ".join(f"{each.text} {_plain(each.said)}" for each in of_it.options)
        texts[option].append((f"{of_it.text} {of_it.label} {says}", 1))
    return texts


MOSTLY: Final = 0.6
"""Share of the rules that read a question that hold for one option, if the question belongs to it."""


def belonging(catalogue: Catalogue, question: str) -> Mapping[str, str]:
    """Other questions, each with the option of this one to which it belongs: most rules that read it hold for that option."""
    reads: dict[str, Counter[str]] = defaultdict(Counter)
    for rule in catalogue.rules.guidelines:
        for each in {atom.question.id for atom in atoms(rule.when) if isinstance(atom, AnswerAtom)} - {question}:
            reads[each].update(_needs(rule.when, question) or [""])
    first = {each: options.most_common(1)[0] for each, options in reads.items() if each in catalogue.questions}
    return {each: option for each, (option, many) in first.items() if option and many >= MOSTLY * reads[each].total()}


def _needs(condition: Condition, question: str) -> tuple[str, ...]:
    """The options of a question of which a condition needs one."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return next((part.values for part in parts if isinstance(part, Is) and part.question.id == question), ())


def _plain(said: Iterable[str]) -> str:
    return _LISTED.sub("", " ".join(said)).replace("/", " ").replace("-", " ")
