"""The words by which people say an answer, as a policy specialist writes them beside an option, and where a sentence says them.

    remote access             these words in this order, with at most two others between neighbours; endings do not count
    licence/permit refused    one of several words in a place
    end-use statement         a hyphen joins words that stand side by side
    gift & condition          both parts near each other in one sentence, in either order
    in <mainland>             one of the words of a list that has a name (words.yaml)

Words that deny, doubt or only report are understood around them: a phrase is not found in "no remote access", "perhaps remote
access", "whether there is remote access" or in what somebody is quoted to have said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from guidance.reading.words import COUNTRIES, DENYING, OF_PERSONS, Sentence, person, stem

SLACK: Final = 2
"""Other words that may stand between two neighbours of a phrase."""
SPAN: Final = 12
"""How far the first and the last word of a phrase may stand apart."""
NEAR: Final = 5
"""How far before a phrase a word denies it."""
MOST_TRIED: Final = 64
"""Ways in which the parts of one phrase are looked for in one sentence."""

Slot = frozenset[tuple[str, ...]]


class PhraseError(ValueError):
    """A phrase cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Phrase:
    """A phrase as it is written, and its parts: places in order, each with what may stand there, one word or several."""

    text: str
    parts: tuple[tuple[Slot, ...], ...]

    @property
    def denies(self) -> bool:
        """Whether it says no by itself, as "not listed" does."""
        return any(word in DENYING for part in self.parts for slot in part for words in slot for word in words)

    @property
    def begins(self) -> frozenset[str]:
        """The stems with which its first part can begin."""
        return frozenset(words[0] for words in self.parts[0][0])


def faults(phrase: Phrase) -> Iterator[str]:
    """What is wrong with a phrase that can be read: it would find a bare place or country, or what a person is."""
    for part, written in zip(phrase.parts, phrase.text.split("&"), strict=True):
        for slot, after in zip(part, written.split()[1:], strict=False):
            countries = any(words[0] in COUNTRIES for words in slot)
            persons = any(person(each.rsplit("-", 1)[-1]) for each in after.split("/"))
            if countries and persons:
                yield "it speaks of persons by a country"
                return
    words = [word for part in phrase.parts for slot in part for each in slot for word in each]
    if ("<" in phrase.text and sum(map(len, phrase.parts)) == 1) or set(words) <= OF_PERSONS:
        yield "a list of words, or words of persons and countries, alone say nothing"


def read(text: str, lists: Mapping[str, Iterable[str]]) -> Phrase:
    """A phrase. Raises PhraseError for one without words, or with a list that is not there."""
    parts = tuple(tuple(_slot(each, lists) for each in part.split()) for part in text.split("&"))
    if not all(parts):
        raise PhraseError("a part of it has no words")
    return Phrase(text, parts)


def _slot(text: str, lists: Mapping[str, Iterable[str]]) -> Slot:
    found: set[tuple[str, ...]] = set()
    for each in text.split("/"):
        if each.startswith("<"):
            if each[1:-1] not in lists:
                raise PhraseError(f"there is no list of words {each}")
            others = {name: words for name, words in lists.items() if name != each[1:-1]}
            found |= {form for words in lists[each[1:-1]] for form in _slot(words, others)}
        else:
            found.add(_joined(each))
    if not all(words and all(words) for words in found):
        raise PhraseError(f"{text!r} has a place without a word")
    return frozenset(found)


def _joined(words: str) -> tuple[str, ...]:
    return tuple(map(stem, words.split("-")))


@dataclass(frozen=True)
class Found:
    """Where a sentence says a phrase. `unknown`: it says that this is not known."""

    places: tuple[int, ...]
    unknown: bool = False


def found(phrase: Phrase, sentence: Sentence) -> Found | None:
    """Where a sentence says a phrase and means it, or says that it is not known; None where it does neither."""
    if sentence.asks:
        return None
    each = [tuple(_part(part, sentence)) for part in phrase.parts]
    unknown: Found | None = None
    for _, places in zip(range(MOST_TRIED), product(*each), strict=False):
        together = tuple(sorted({place for part in places for place in part}))
        if together[-1] - together[0] > SPAN or all(sentence.words[place].quoted for place in together):
            continue
        if all(sentence.words[place].stem in OF_PERSONS for place in together):
            continue
        if any(all(sentence.words[place].stem in COUNTRIES for place in part) for part in places):
            continue  # a country by itself may say what anybody is: "a research project" and, of whomever, "Chinese"
        doubt = _doubts(sentence, together)
        if not doubt and (phrase.denies or not _denied(sentence, together)):
            return Found(together)
        if doubt & sentence.unknown:
            unknown = unknown or Found(together, unknown=True)
    return unknown


def _part(part: tuple[Slot, ...], sentence: Sentence) -> Iterator[tuple[int, ...]]:
    """Where the words of a part stand."""
    for start in sorted({place for words in part[0] for place in sentence.places.get(words[0], ())}):
        places = _from(part, sentence, start, 0)
        if places is not None:
            yield places


def _from(part: tuple[Slot, ...], sentence: Sentence, start: int, slack: int) -> tuple[int, ...] | None:
    """The places of a part whose first word stands at `start`, or up to `slack` words later."""
    if not part:
        return ()
    for first in range(start, min(start + slack + 1, len(sentence.words))):
        for words in part[0]:
            here = sentence.words[first : first + len(words)]
            if tuple(word.stem for word in here) == words:
                rest = _from(part[1:], sentence, first + len(words), SLACK)
                if rest is not None:
                    return (*range(first, first + len(words)), *rest)
    return None


def _doubts(sentence: Sentence, places: tuple[int, ...]) -> frozenset[int]:
    """The words before the last of a phrase, in a clause of it, that doubt it."""
    clauses = {sentence.words[place].clause for place in places}
    return frozenset(
        place for place in sentence.doubted - set(places) if place < places[-1] and sentence.words[place].clause in clauses
    )


def _denied(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether a word denies the phrase: it stands inside it, or shortly before a word of it in the same clause."""
    for place in sentence.denied - set(places):
        after = next((each for each in places if each > place), None)
        if after is not None and after - place <= NEAR and sentence.words[after].clause == sentence.words[place].clause:
            return True
    return False
