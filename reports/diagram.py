"""A drawing of one topic: the questions it reads, the concerns between, the findings it comes to. Three columns and lines."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Absent, Concern, atoms
from guidance.language.rule import Guideline
from reports import words

ROW: Final = 20
WIDTH: Final = 960
COLUMNS: Final = (10, 350, 660)
BOX: Final = 290
MOST: Final = 46
"""The most characters in a box."""


def svg(catalogue: Catalogue, topic: str) -> str:
    """The drawing as SVG. The same topic gives the same text."""
    leads = links(catalogue, topic)
    ends = [part for link in leads for part in link]
    columns = [sorted({text for place, text in ends if place == column}) for column in range(3)]
    height = ROW * (max(map(len, columns), default=0) + 2)
    spots = {
        (column, text): (COLUMNS[column], ROW * (number + 1) + 10)
        for column, texts in enumerate(columns)
        for number, text in enumerate(texts)
    }
    heads = zip(COLUMNS, ("Questions", "Concerns", "Findings"), strict=True)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="Noto Sans" font-size="10">',
            *(f'<text x="{x}" y="14" font-weight="bold">{text}</text>' for x, text in heads),
            *(_line(spots[one], spots[other]) for one, other in leads),
            *(_box(spot, text) for (_, text), spot in spots.items()),
            "</svg>",
        )
    )


End = tuple[int, str]


def links(catalogue: Catalogue, topic: str) -> list[tuple[End, End]]:
    """What leads to what: a column (0 question, 1 concern, 2 finding) and a text at each end."""
    found: dict[tuple[End, End], None] = {}
    for rule in catalogue.rules.guidelines:
        if rule.topic == topic:
            for part in _tested(catalogue, rule):
                found[part, _effect(catalogue, rule)] = None
    return list(found)


def _tested(catalogue: Catalogue, rule: Guideline) -> Iterable[End]:
    for atom in atoms(rule.when):
        match atom:
            case Absent(concern) | (Concern() as concern):
                yield 1, concern.words
            case _:
                yield 0, words.label(catalogue, atom.question.id)


def _effect(catalogue: Catalogue, rule: Guideline) -> End:
    if rule.raises is not None:
        return 1, rule.raises.words
    if rule.finds:
        return 2, catalogue.advice[rule.finds].title
    return 2, f"Level {rule.level}" if rule.level is not None else f"Contradiction: {rule.name.replace('_', ' ')}"


def _line(one: tuple[int, int], other: tuple[int, int]) -> str:
    start, end = one[0] + BOX, other[0]
    if end < start:
        start, end = one[0], other[0]
    return f'<line x1="{start}" y1="{one[1]}" x2="{end}" y2="{other[1]}" stroke="#767676" stroke-width="0.6"/>'


def _box(spot: tuple[int, int], text: str) -> str:
    x, y = spot
    return (
        f'<rect x="{x}" y="{y - 8}" width="{BOX}" height="16" fill="#ffffff" stroke="#1d4f80" stroke-width="0.8"/>'
        f'<text x="{x + 5}" y="{y + 4}">{escape(words.short(text, MOST))}</text>'
    )


def leads_to(catalogue: Catalogue, topic: str) -> Mapping[str, list[str]]:
    """The same in words: each effect with what it rests on."""
    told: dict[str, list[str]] = {}
    for (_, part), (_, effect) in links(catalogue, topic):
        told.setdefault(effect, []).append(part)
    return told
