"""Names that stand somewhere among other words, with nothing between them: "School of Physics Peking University Beijing"."""

from collections.abc import Iterator
from dataclasses import dataclass

from guidance.partners.screening import names
from guidance.partners.screening.decision import WEAK, Evidence, Found
from guidance.partners.screening.one_name import OneName
from guidance.partners.screening.words import COUNTRY_MARKS, DIRECTIONS, ELSEWHERE, STOP_WORDS, UNITS

_MAX_TEXT = 80
"""Words of a text that are looked at."""
_MAX_SPAN = 16
_SORTS = ("university", "college", "institute", "academy")
_GOES_ON = ("of", "for")


@dataclass(frozen=True)
class Span:
    """A name among words: from the word `start` to the one before `end`."""

    start: int
    end: int
    letters: int
    hit: Found


class Spans(OneName):
    """Names found inside a run of words."""

    def spans(self, read: tuple[str, ...]) -> list[Span]:
        """The names in a run of words, the longest first taken, none inside another."""
        taken: list[Span] = []
        for start, end, key in sorted(self.stretches(read), key=lambda each: -len(each[2])):
            if any(start < span.end and span.start < end for span in taken) or self.is_torn(read, start):
                continue
            piece = read[start:end]
            found = self.found(self.index.joins[key], Evidence.PART, " ".join(piece))
            if found and (hit := self.guarded(found, piece)) and not self.goes_on(read, end):
                taken.append(Span(start, end, len(key), hit))
        return sorted(taken, key=lambda span: span.start)

    def is_torn(self, read: tuple[str, ...], start: int) -> bool:
        """Whether a stretch begins in the middle of a name: "… University, Jinan" is no University of Jinan."""
        return read[start] in _SORTS and read[start + 1] not in STOP_WORDS

    def stretches(self, read: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
        """The stretches of words that are a name: from, to, and the letters joined."""
        words = [names.joined((word,)) for word in read[:_MAX_TEXT]]
        joins = self.index.joins
        for start, first in enumerate(words):
            if not first:
                continue
            key = first
            for end in range(start + 1, min(len(words), start + _MAX_SPAN)):
                if not words[end]:
                    continue
                key += words[end]
                if key in joins:
                    yield start, end + 1, key

    def best_spans(self, text: str) -> tuple[tuple[str, ...], list[Span]]:
        """The words of a text as they are, written out, or divided where they run together, whichever holds most of names."""
        read = names.words(text)
        ways = dict.fromkeys((read, names.expanded(read), names.expanded(names.words(names.uncoupled(text)))))
        found = [(way, self.spans(way)) for way in ways]
        return max(found, key=lambda each: sum(span.letters for span in each[1]))

    def goes_on(self, read: tuple[str, ...], end: int) -> bool:
        """Whether the words after a name make it another name: "Shandong University" of Finance."""
        return end < len(read) and read[end] in _GOES_ON

    def framed(self, span: Span, read: tuple[str, ...]) -> Found:
        """A name in its frame: doubted when the words around it may belong to it."""
        before, after = read[: span.start], read[span.end :]
        return span.hit if self.may_precede(before) and self.may_follow(after) else span.hit.doubted(WEAK)

    def may_precede(self, before: tuple[str, ...]) -> bool:
        """Whether the words before a name are a unit of it, as "School of Physics" is, and none of them begins the name."""
        if not before:
            return True
        last = before[-1]
        if last in ("of", "at", "in"):
            return any(word in UNITS for word in before[:-1])
        begins = last in DIRECTIONS or last in COUNTRY_MARKS or last in self.index.places or last in STOP_WORDS
        known = self.index.is_known(last) and not self.index.is_telling(last, alone=False)
        return known and not begins and any(word in UNITS for word in before)

    def may_follow(self, after: tuple[str, ...]) -> bool:
        """Whether the words after a name are a unit of it, or where it is."""
        return not after or after[0] in UNITS or all(self.is_place(word) for word in after)

    def is_place(self, word: str) -> bool:
        """Whether a word tells a place, as a number does in an address."""
        return (
            word in self.index.places
            or word in COUNTRY_MARKS
            or word in ELSEWHERE
            or word in ("campus", "province", "city", "district", "cn", "pr", "p", "r")
            or any(char.isdigit() for char in word)
        )

    def across(self, pieces: tuple[str, ...]) -> Iterator[tuple[int, int, Found]]:
        """Names that a comma divides, as (first part, last part, found): "Harbin, Institute of Technology".

        Only units stand before them in their first part, and units or places behind in their last; only what is published with such a division is beyond doubt."""
        read = [names.expanded(names.words(piece)) for piece in pieces]
        words = tuple(word for piece in read for word in piece)[:_MAX_TEXT]
        starts, at = [], 0
        for piece in read:
            starts.append(at)
            at += len(piece)
        part_of = [part for part, piece in enumerate(read) for _ in piece]
        for span in self.spans(words):
            first, last = part_of[span.start], part_of[span.end - 1]
            before, after = words[starts[first] : span.start], words[span.end : starts[last] + len(read[last])]
            if first == last or not self.may_precede(before) or not self.may_follow(after):
                continue
            divided = any(char in span.hit.candidates[0].matched for char in ",(（")
            yield first, last, span.hit if divided else span.hit.doubted(WEAK)
