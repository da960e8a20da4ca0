"""The researcher's edition: a page an activity. What you may do today, what not yet, whom to ask, by when."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Final

from guidance.assessment import Finding
from guidance.assessment.ahead import may_go_ahead
from guidance.assessment.asking import stakes
from reports import committee, front, standings, words
from reports.blocks import Block, Bullets, Cell, Item, Paper, Paragraph, Section, Table
from reports.case import Case
from reports.plan import Action

TITLE: Final = "China exposure: what you may do"
STEPS: Final = 6
"""The most steps that are told of one activity."""
WRITTEN: Final = 1000
"""The most characters that the steps of one activity say together of how; what is longer leaves no room for the rest of the page."""
PEOPLE: Final = 2
"""The most people named who may know what nobody knows yet."""
TOLD: Final = 3
"""What may go ahead or meanwhile be done, told in full before the rest is named."""


def build(case: Case) -> Paper:
    """The edition. The same case gives the same one."""
    pages = tuple(_page(case, number, about) for number, about in enumerate(case.activities, 1))
    none = Section("activities", "Activities", (Paragraph("No activity has been entered."),))
    return Paper(front.cover(case, TITLE, hashes=False), (*front.disclosure(case), *(pages or (none,))), short=True)


def _page(case: Case, number: int, about: str) -> Section:
    level = case.assessment.levels[about]
    held = (level.now or 0) >= committee.HOLDS
    heading = "What not yet, whom to ask, by when" if held else "What to do beside, whom to ask, by when"
    blocks: tuple[Block, ...] = (
        Paragraph(standings.means(level) if level.settled else case.means(about)),
        Section(f"activity-{number}-today", "What you may do today", tuple(_today(case, about))),
        Section(f"activity-{number}-not-yet", heading, tuple(_not_yet(case, about))),
        *_open(case, number, about),
        Paragraph(f"{words.capital(front.organisation(case))}, as at {words.day(case.as_at)}. {committee.limits(case)}"),
    )
    return Section(f"activity-{number}", case.name(about), blocks, badge=_badge(case, about), new_page=number > 1)


def _badge(case: Case, about: str) -> Cell:
    """The level to act on; the sentence below says what else the answers allow."""
    level, whole = case.assessment.levels[about], case.level(about)
    return whole if level.now is None else replace(whole, text=level.name)


def _today(case: Case, about: str) -> Iterator[Block]:
    items = []
    cards = may_go_ahead(case.assessment, about)
    for card in cards[:TOLD]:
        advice = case.advice(card.finding)
        if card.finding.certain:
            items.append(Item(advice.title, advice.safe_way))
        else:
            items.append(Item("On provisos", standings.ahead(case.catalogue, card)))
    if cards[TOLD:]:
        items.append(
            Item(
                "Also, after a word with the officer", f"{'; '.join(case.advice(each.finding).title for each in cards[TOLD:])}."
            )
        )
    meanwhile = dict.fromkeys(filter(None, (case.advice(each).meanwhile for each in _warnings(case, about)[:STEPS])))
    if meanwhile:
        items.append(Item("Meanwhile", " ".join(list(meanwhile)[:TOLD])))
    if items:
        yield Bullets(tuple(items))
    else:
        yield Paragraph("Nothing can be said to go ahead without conditions on these answers; ask before you go on.")


def _warnings(case: Case, about: str) -> list[Finding]:
    """What holds the activity first, then the rest by clock."""
    level = case.assessment.levels[about]
    held = {each.key: each for each in level.because if (level.now or 0) >= committee.HOLDS}
    rest = sorted((each for each in case.warnings if each.activity == about and each.key not in held), key=case.urgency)
    return [*held.values(), *rest]


def _not_yet(case: Case, about: str) -> Iterator[Block]:
    findings = _warnings(case, about)
    if not findings:
        yield Paragraph("Nothing stands against it on these answers.")
        return
    rows = tuple(_row(case, each) for each in _told(case, findings))
    yield Table("In the order in which it presses", ("First", "How", "Ask", "By when"), rows, (7, 12, 7, 7))
    if left := len(findings) - len(rows):
        yield Paragraph(f"{words.count(left, 'further step')} can follow; ask the officer.")


def _told(case: Case, findings: list[Finding]) -> list[Finding]:
    """The first steps that fit the page; never fewer than one."""
    written = accumulate(len(case.advice(each).action) for each in findings)
    fit = sum(1 for length in written if length <= WRITTEN)
    return findings[: min(STEPS, max(1, fit))]


def _row(case: Case, finding: Finding) -> tuple[Cell, ...]:
    advice = case.advice(finding)
    asked = "; ".join(dict.fromkeys([case.role(advice.owner), *(case.catalogue.doors[id].name for id in finding.doors)]))
    return Cell(advice.title), Cell(advice.action), Cell(asked), Cell(Action(case, [finding]).clock)


def _open(case: Case, number: int, about: str) -> Iterator[Section]:
    open_ = [stake for stake in stakes(case.assessment, (about,)) if stake.about == about]
    people = standings.ask(case.catalogue, open_, PEOPLE) if not case.record.disclosure else ()
    items = tuple(Item(role, f"{what}.") for role, what in people)
    if items:
        yield Section(f"activity-{number}-open", "What nobody knows yet, and who may", (Bullets(items),))
