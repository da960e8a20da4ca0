"""Text as sentences of words: the stem of each, where it stands, and what denies, doubts or quotes it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import snowballstemmer

MOST_WORDS: Final = 120
"""Of one sentence. A longer one is read in pieces, so that the time to read a text grows with its length only."""
FEW_QUOTED: Final = 3
"""Words in quotation marks that are a name or a turn of phrase, and not what somebody says."""
NEAR_A_PERSON: Final = 3
"""How many words after the adjective of a country a person may be named."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_END: Final = re.compile(r"[.!?](?=[\s\"”’')\]]|$)|\n\s*\n|;")
_ABBREVIATED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|e\.g|i\.e|etc|approx|Ltd|Co|Inc|vs|cf)\.$", re.IGNORECASE)
_QUOTE: Final = re.compile(r"[\"“„]([^\"“”„]{1,2000})[\"”]")
_TURN: Final = re.compile(r"[,:()–—]|\s-\s")
_STEMMER: Final = snowballstemmer.stemmer("english")


_OWN: Final = ("researcher", "engineer", "engineering")
"""Words that are their own stem: another word has the same and means something else."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending: "licences" and "licence" have one stem. Written in capitals, US is a country."""
    if word in ("US", "USA"):
        return "usa"
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    person = plain.removesuffix("s")
    return person if person in _OWN else str(_STEMMER.stemWord(plain))


def _words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, _words_of(words)))


DENYING: Final = _stems(
    "no not never without nobody none neither nor nothing cannot hardly refuse decline avoid lack ban isn't wasn't aren't weren't don't "
    "doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't"
)
"""What makes no of what follows it in its clause."""
_DOUBTING: Final = _stems(
    "perhaps maybe possibly might may could whether if unless hypothetically supposedly allegedly apparently unclear unsure uncertain "
    "wonder doubt suspect"
)
_UNKNOWING: Final = _stems("know unclear unsure uncertain sure idea")
_CONTRASTING: Final = _stems("but however though although yet while whereas except")
PERSONS: Final = _stems(
    "student national applicant researcher scholar professor colleague staff visitor citizen postdoc woman man name passport speaker "
    "family mother father parent people person engineer graduate employee candidate academic scientist fellow friend teacher lecturer "
    "member delegate descent origin heritage surname accent ethnicity nationality wife husband boy girl child user team supervisor doctor"
)
COUNTRIES: Final = _stems(
    "chinese prc mainland american british asian russian taiwanese tibetan uyghur uighur han mongolian macanese hongkonger singaporean "
    "indian iranian korean japanese european english foreign overseas"
)

_PLACES: Final = _stems("china tibet xinjiang taiwan hong kong macao macau")
"""Names of places that stand before a person like an adjective: a Tibet researcher."""

_DOING: Final = _words_of(
    "intern trainee technician undergraduate postgraduate phd secondee trustee volunteer officer nurse worker interpreter lady gentleman "
    "guest expert apprentice pupil specialist analyst author coauthor learner programmer chemist physicist mathematician lawyer "
    "entrepreneur businessman businesswoman consultant soldier artist musician athlete"
)
"""People by what they do, as written: what a person does says much of a case, so it counts as a word. An office has an officer's stem."""

_TITLES: Final = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame")
_BORN: Final = _stems("born native hail")
_COMING: Final = _stems("is was are were am come comes came originally move moved here")
_SUBJECT: Final = _stems("he she who i")
_ARTICLES: Final = ("the", "a", "an", "one", "our", "its", "their", "his", "her", "some", "there")

OF_PERSONS: Final = PERSONS | COUNTRIES | _PLACES | _stems("a an the and or of from")
"""Words that only say who somebody is: a phrase that is met in nothing else says nothing of a case."""


@dataclass(frozen=True)
class Word:
    """One word. `start`, `end`: its characters in the text. `clause`: the number of the part of the sentence that it stands in.

    The adjective of a country, or the name of a place, has no stem where a person follows it: what a person is says nothing about a case."""

    stem: str
    start: int
    end: int
    clause: int
    quoted: bool


@dataclass(frozen=True)
class Sentence:
    """One sentence. `denied`, `doubted`, `unknown`: places of words that deny, doubt, or say that it is not known.

    `asks`: it is a question, and says nothing."""

    start: int
    end: int
    words: tuple[Word, ...]
    denied: frozenset[int]
    doubted: frozenset[int]
    unknown: frozenset[int]
    asks: bool

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """Where each stem stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            found[word.stem].append(place)
        return {each: tuple(places) for each, places in found.items()}


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in order."""
    quoted = [match.span(1) for match in _QUOTE.finditer(text) if len(_WORD.findall(match[1])) > FEW_QUOTED]
    for start, end in _spans(text):
        found = list(_WORD.finditer(text, start, end))
        for first in range(0, len(found), MOST_WORDS):
            piece = found[first : first + MOST_WORDS]
            yield _sentence(text, piece, start if first == 0 else piece[0].start(), quoted, end)


def _sentence(text: str, found: list[re.Match[str]], start: int, quoted: list[tuple[int, int]], end: int) -> Sentence:
    words = tuple(_words(text, found, quoted))
    stems = [stem(match[0]) for match in found]
    denied = frozenset(place for place, each in enumerate(stems) if each in DENYING)
    doubted = frozenset(
        place for place, each in enumerate(stems) if each in _DOUBTING and not _is_month(found[place][0], place)
    )
    unknown = frozenset(
        place
        for place, each in enumerate(stems)
        if each in _UNKNOWING and (_negates(each) or denied & {place - 1, place - 2, place - 3})
    )
    last = found[-1].end()
    return Sentence(
        start, end if end - last <= 3 else last, words, denied - unknown, doubted | unknown, unknown, "?" in text[last:end]
    )


def _is_month(word: str, place: int) -> bool:
    return word == "May" and place > 0


def _negates(stemmed: str) -> bool:
    return stemmed.startswith("un")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATED.search(text, max(0, match.end() - 8), match.end()):
            yield _begun(text, start, match.end()), match.end()
            start = match.end()
    yield _begun(text, start, len(text)), len(text)


def _begun(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _words(text: str, found: list[re.Match[str]], quoted: list[tuple[int, int]]) -> Iterator[Word]:
    clause = 0
    for number, match in enumerate(found):
        before = found[number - 1].end() if number else match.start()
        if _TURN.search(text, before, match.start()) or stem(match[0]) in _CONTRASTING:
            clause += 1
        said = any(first <= match.start() < past for first, past in quoted)
        passed = _of_a_person(found, number) or _named(text, found, number)
        yield Word("" if passed else stem(match[0]), match.start(), match.end(), clause, said)


def person(word: str) -> bool:
    """Whether a word says of somebody that it is a person."""
    return stem(word) in PERSONS or word.casefold().removesuffix("s") in _DOING


def _of_a_person(found: list[re.Match[str]], number: int) -> bool:
    """Whether a word is the adjective of a country or the name of a place and a person is named right after it, or says where one is from."""
    if found[number][0].casefold() in ("from", "of", "in", "at", "near"):
        return _says_where_from(found, number)
    if stem(found[number][0]) in COUNTRIES:
        return any(person(each[0]) for each in found[number + 1 : number + 1 + NEAR_A_PERSON])
    if stem(found[number][0]) not in _PLACES:
        return False
    after = next((each[0] for each in found[number + 1 :] if stem(each[0]) not in _PLACES), "")
    return person(after)


def _says_where_from(found: list[re.Match[str]], number: int) -> bool:
    """Whether what follows a preposition is where a person is from: an applicant from there, born there, Dr Li is from there.

    Of a body, which has an article, it says where somebody works: she is from the consulate."""
    written, before = found[number][0].casefold(), found[max(0, number - 2) : number]
    if written in ("from", "of") and any(stem(each[0]) in PERSONS for each in before):
        return True
    place = next((stem(each[0]) for each in found[number + 1 : number + 3] if each[0].casefold() != "the"), "")
    if found[number + 1 : number + 2] and found[number + 1][0].casefold() in _ARTICLES and place not in COUNTRIES | _PLACES:
        return False
    if _BORN & {stem(each[0]) for each in found[max(0, number - NEAR_A_PERSON - 1) : number]}:
        return True
    if [each[0].casefold() for each in before] == ["grew", "up"]:
        return True
    return written == "from" and (any(person(each[0]) for each in before) or _is_somebody(found, number))


def _is_somebody(found: list[re.Match[str]], number: int) -> bool:
    """Whether a word comes after "is" or "comes" of a person: by what it is called, by a title, or by a name of two words."""
    verb = number
    while verb > 0 and stem(found[verb - 1][0]) in _COMING:
        verb -= 1
    if verb in (0, number):
        return False
    last = found[verb - 1]
    if last.string[last.end() : last.end() + 1] in ("'", "’"):
        return False
    subject = found[max(0, verb - 1 - NEAR_A_PERSON) : verb]
    if any(each[0].casefold() in _TITLES for each in subject) or stem(last[0]) in _SUBJECT or person(last[0]):
        return True
    return verb > 1 and last[0][0].isupper() and not last[0].isupper() and found[verb - 2][0][0].isupper()


def _named(text: str, found: list[re.Match[str]], number: int) -> bool:
    """Whether a word belongs to a person's name, which can be that of a town, or begins a line that says who wrote to whom."""
    written = found[number][0]
    if written.casefold() in ("from", "to"):
        return text[found[number].end() : found[number].end() + 1] == ":"
    before = [each[0] for each in found[max(0, number - 2) : number]]
    titles = [each[0].isupper() and each.casefold() in _TITLES for each in before]
    return written[0].isupper() and (titles[-1:] == [True] or (titles[:1] == [True] and before[-1][0].isupper()))
