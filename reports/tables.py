"""Tables for publication: a page with tables and a chart for each breakdown, and the same as CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Final

from guidance.disclosure.exposure import Exposure
from guidance.disclosure.tables import ALL, Published
from guidance.knowledge.catalogue import Catalogue
from reports import words
from reports.blocks import Cell, Cover, Paper, Paragraph, Part, Picture, Section, Table

WITHHELD: Final = "[c]"
"""What stands in a cell that is withheld, as the Government Statistical Service writes it: confidential."""
ROWS: Final = 12
"""Bars of the chart: the topics with the most."""
WIDE: Final = 300
"""Length of the longest bar."""


def build(catalogue: Catalogue, found: Published, of: Exposure, day: date) -> Paper:
    """The page. The same tables of the same day give the same page."""
    sections = (
        _how_to_read(found, of),
        _chart(catalogue, found),
        *(_breakdown(catalogue, found, each) for each in found.breakdowns),
    )
    return Paper(
        Cover(
            title="Exposure by topic",
            organisation="Aggregates for publication",
            subject="Activities about which a warning stands, by topic, nation, kind of organisation and year",
            marking="OFFICIAL",
            knowledge=f"Knowledge base {catalogue.version}",
            facts=(
                Part("Knowledge base", catalogue.version),
                Part("Hash of the knowledge base", catalogue.hash),
                Part("Organisations", _organisations(found, of)),
                Part("Made on", words.day(day)),
            ),
            author="China exposure guidance",
            day=day,
            about="Aggregates by topic",
        ),
        tuple(section for section in sections if section.blocks),
        short=True,
    )


def _organisations(found: Published, of: Exposure) -> str:
    fewest = found.policy.threshold
    return f"about {found.policy.rounded(of.organisations)}" if of.organisations >= fewest else f"fewer than {fewest}"


def policy_in_words(found: Published) -> tuple[str, ...]:
    """What was withheld and why, for whoever reads the tables."""
    rules = found.policy
    return (
        (
            f"{WITHHELD} is a cell that is withheld: fewer than {rules.threshold} organisations stand behind it, or one of them has more than "
            f"{rules.share:.0%} of it, or it hides another one. Cells with nothing in them are withheld like small ones."
        ),
        f"All other counts are rounded to the nearest {rules.base}, each by itself: the groups need not come to the total.",
        (
            f"{words.count(found.not_shown, 'topic is', 'topics are')} not shown, as {'its' if found.not_shown == 1 else 'their'} total "
            "would have to be withheld."
        ),
        (
            "A count is of activities, and of organisations as a whole, about which a warning is certain or presumed on what was answered. "
            "It says nothing about what was not assessed. Guidance, not legal advice."
        ),
    )


def _how_to_read(found: Published, of: Exposure) -> Section:
    told = (*policy_in_words(found), f"From {_organisations(found, of)} organisations.")
    return Section("how-to-read", "How to read this", tuple(Paragraph(each) for each in told))


def _breakdown(catalogue: Catalogue, found: Published, breakdown: str) -> Section:
    groups = found.breakdowns[breakdown]
    rows = tuple(
        (
            Cell(catalogue.topics[topic].title),
            *(Cell(_shown(found.cells.get((topic, breakdown, group)))) for group in groups),
            Cell(_shown(found.cells[topic, ALL, ALL])),
        )
        for topic in found.topics
    )
    table = Table(f"Activities by topic and {breakdown.lower()}", ("Topic", *groups, "All"), rows, (6, *(3 for _ in groups), 3))
    return Section(breakdown.lower().replace(" ", "-"), f"By {breakdown.lower()}", (table,) if rows else ())


def _shown(activities: int | None) -> str:
    return WITHHELD if activities is None else f"{activities:,}"


def _chart(catalogue: Catalogue, found: Published) -> Section:
    """The topics with the most activities, as bars."""
    totals = [(catalogue.topics[topic].title, found.cells[topic, ALL, ALL] or 0) for topic in found.topics]
    totals = sorted(totals, key=lambda each: (-each[1], each[0]))[:ROWS]
    if not totals:
        return Section("chart", "The topics with the most", ())
    alt = "; ".join(f"{title}: {number:,}" for title, number in totals)
    return Section("chart", "The topics with the most", (Picture("chart", svg(totals), f"Activities by topic. {alt}."),))


def svg(totals: list[tuple[str, int]]) -> str:
    """Bars with their names and numbers. Every text is escaped."""
    most, line, names = max(number for _, number in totals) or 1, 22, 260
    bars = "".join(_bar(place * line, names, title, number, most) for place, (title, number) in enumerate(totals))
    height = line * len(totals)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {names + WIDE + 60} {height}" font-family="Noto Sans, sans-serif" '
        f'font-size="11">{bars}</svg>'
    )


def _bar(top: int, left: int, title: str, number: int, most: int) -> str:
    long = round(WIDE * number / most)
    return (
        f'<text x="{left - 6}" y="{top + 15}" text-anchor="end">{escape(words.short(title, 44))}</text>'
        f'<rect x="{left}" y="{top + 4}" width="{long}" height="14" fill="#1d4f80"/>'
        f'<text x="{left + long + 6}" y="{top + 15}">{number:,}</text>'
    )


def as_csv(catalogue: Catalogue, found: Published) -> str:
    """One line a cell: topic, breakdown, group, activities."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("topic", "title", "breakdown", "group", "activities"))
    writer.writerows(_lines(catalogue, found))
    return out.getvalue()


def _lines(catalogue: Catalogue, found: Published) -> Iterator[tuple[str, ...]]:
    for (topic, breakdown, group), activities in found.cells.items():
        number = WITHHELD if activities is None else str(activities)
        yield topic, catalogue.topics[topic].title, breakdown or "All", group or "All", number
