"""The section on partners: who they are, what the lists say, which lists were looked at, and which were not."""

from collections.abc import Iterator
from typing import Final

from guidance.case.record import ListLooked, Partner, RecordedActivity, Screening
from reports import words
from reports.blocks import Block, Bullets, Cell, Item, Paragraph, Section, Table
from reports.case import Case

FOUND: Final = {
    "match": "found",
    "review": "several could be meant; not settled",
    "none": "no known body",
    "settled": "settled by an officer",
}


def build(case: Case) -> Section:
    """The section."""
    return Section("partners", "9. Partners and lists", tuple(blocks(case)))


def line(case: Case) -> str:
    """Which lists were looked at and when, in a sentence; empty where no partner was looked up."""
    if not (looked_up := _looked_up(case)):
        return ""
    newest = max((screening for _, _, screening in looked_up), key=lambda screening: screening.day)
    not_loaded = f" Not loaded: {', '.join(newest.not_loaded)}." if newest.not_loaded else ""
    looked = "; ".join(f"{each.title}, {_list(each).rstrip('.')}" for each in newest.looked)
    return f"Lists looked at on {words.day(newest.day)}: {looked}.{not_loaded}"


def _looked_up(case: Case) -> list[tuple[RecordedActivity, Partner, Screening]]:
    return [
        (activity, activity.partner, activity.partner.screening)
        for activity in case.record.activities
        if activity.partner and activity.partner.screening
    ]


def blocks(case: Case) -> Iterator[Block]:
    """What was looked up, as what, in which lists."""
    looked_up = _looked_up(case)
    if not looked_up:
        yield Paragraph("No partner was looked up with this program. What was found elsewhere stands in the answers.")
        return
    yield Paragraph("A name was looked up first, then the body that it means. No entry on a list is no clearance.", lead=True)
    rows = tuple(
        (
            Cell(words.cut(partner.name, 160), id=activity.id),
            Cell(words.cut(screening.name or "–", 160), id=screening.identity),
            Cell(_how(screening)),
            Cell(_hits(screening)),
        )
        for activity, partner, screening in looked_up
    )
    head = ("Partner as entered", "Found as", "How", "Entries that concern it")
    yield Table("Partners looked up", head, rows, (6, 6, 6, 8))
    newest = max((screening for _, _, screening in looked_up), key=lambda screening: screening.day)
    yield Paragraph(f"Lists looked at on {words.day(newest.day)}:", lead=True)
    yield Bullets(tuple(Item(each.title, _list(each)) for each in newest.looked))
    yield Paragraph(f"Not loaded, so nobody looked there: {', '.join(newest.not_loaded) or 'none of the lists we know'}.")


def _how(screening: Screening) -> str:
    why = f": {screening.evidence}" if screening.evidence else ""
    return f"{words.capital(FOUND[screening.decision])}{why}, {words.day(screening.day)}"


def _hits(screening: Screening) -> str:
    if not screening.hits:
        return "none found in these lists"
    told = (
        f"{hit.title}: {hit.name} ({hit.relation}{f', list of {words.day(hit.dated)}' if hit.dated else ''})"
        for hit in screening.hits
    )
    return words.some(told, 6)


def _list(looked: ListLooked) -> str:
    dated = words.day(looked.dated) if looked.dated else "of unknown date"
    notes = ["only a part of the list"] * looked.extract + ["OUT OF DATE: load the current list"] * looked.stale
    return f"{', '.join([dated, *notes])}."
