"""What a change of the law does to stored assessments, as a page: tables by kind, topic and severity. `impact` says the same as text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from guidance.case.impact import Change, Impact, Period, Step
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Severity
from reports import words
from reports.blocks import Block, Bullets, Cell, Cover, Item, Paper, Paragraph, Part, Section, Table
from reports.impact import (
    HEADINGS,
    LEFT_OUT,
    NAMED,
    SAID_OTHERWISE,
    alike,
    called,
    said_otherwise,
    stood,
    summed_up,
    title_of_change,
    title_of_days,
    title_of_step,
    topic_name,
    turn,
    what_differs,
)

HEAD: Final = ("What", "Severity", "Before", "After", "Assessments", "Times", "Cases", "Rules")
WIDTHS: Final = (7, 3, 4, 4, 3, 2, 6, 6)


def of_knowledge(found: Impact, day: date) -> Paper:
    """From one knowledge base to another, or with a switch thrown."""
    about = Section("about", "What was compared", _told(*what_differs(found), *summed_up(found)))
    said = Section("said", SAID_OTHERWISE, _listed(said_otherwise(found)))
    sections = (about, *_changes(found, ""), said)
    return _paper(title_of_change(found), found.bearing.after.catalogue, day, sections)


def of_days(steps: Sequence[Step], catalogue: Catalogue, first: Period, day: date) -> Paper:
    """From one period of the law to the next."""
    about = Section("about", "What was compared", _told(*alike(steps, first)))
    each = (
        Section(
            f"step-{number}",
            title_of_step(step),
            (
                *_listed(map(turn, step.after.turns)),
                *_told(*summed_up(step.impact)),
                *_changes(step.impact, f"step-{number}-"),
            ),
        )
        for number, step in enumerate(steps, 1)
    )
    return _paper(title_of_days(steps, first), catalogue, day, (about, *each))


def _paper(title: str, catalogue: Catalogue, day: date, sections: Sequence[Section]) -> Paper:
    return Paper(
        Cover(
            title=title,
            organisation="Impact of a change of the law",
            subject="Cases are named by their ids. Confidential as the assessments themselves. Guidance, not legal advice.",
            marking="OFFICIAL-SENSITIVE",
            knowledge=f"Knowledge base {catalogue.version}",
            facts=(
                Part("Knowledge base", catalogue.version),
                Part("Hash of the knowledge base", catalogue.hash),
                Part("Made on", words.day(day)),
            ),
            author="China exposure guidance",
            day=day,
            about="Impact of a change of the law",
        ),
        tuple(section for section in sections if section.blocks),
        short=True,
    )


def _told(*said: str) -> tuple[Block, ...]:
    return tuple(Paragraph(_plain(each)) for each in said)


def _listed(said: Iterable[str]) -> tuple[Block, ...]:
    items = tuple(Item("", _plain(each)) for each in said)
    return (Bullets(items),) if items else ()


def _plain(said: str) -> str:
    """Without the marks by which the text sets ids apart."""
    return said.replace("`", "")


def _changes(found: Impact, before: str) -> Iterator[Section]:
    for what, title in HEADINGS.items():
        changes = found.of(what)
        blocks: list[Block] = []
        for topic in dict.fromkeys(change.topic for change in changes):
            rows = tuple(_row(found, change) for change in changes if change.topic == topic)
            blocks.append(Table(topic_name(found, topic) or title, HEAD, rows, WIDTHS))
        if blocks:
            yield Section(f"{before}{what}", title, tuple(blocks))
    if found.left_out:
        rows = tuple((Cell(id), Cell(f"{number:,}")) for id, number in sorted(found.left_out.items()))
        yield Section(f"{before}left-out", LEFT_OUT, (Table(LEFT_OUT, ("Question", "Assessments"), rows, (6, 2)),))


def _row(found: Impact, change: Change) -> tuple[Cell, ...]:
    before, after = stood(change)
    more = " …" if change.times > len(change.cases) else ""
    name = _plain(called(found, change)) if change.id else "Level"
    return (
        Cell(name),
        Cell(words.SEVERITY[Severity(change.severity)], severity=change.severity) if change.severity else Cell(""),
        Cell(before),
        Cell(after),
        Cell(f"{change.assessments:,}"),
        Cell(f"{change.times:,}"),
        Cell(", ".join(change.cases) + more),
        Cell(words.some(change.because, NAMED)),
    )
